"""The web server: the one place that says which it is and how it is set."""

import os
import sys

from django.core.management.base import BaseCommand

THREADS = 4
SECONDS_TO_FINISH = 15


class Command(BaseCommand):
    """Becomes the web server, for a proxy in front of it or for one machine."""

    help = "Serve the site until SIGTERM, which lets running requests finish."

    def add_arguments(self, parser):
        """Take the address to listen on and the number of processes."""
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", 8000)))
        parser.add_argument("--workers", type=int, default=int(os.environ.get("WEB_WORKERS", 2)))

    def handle(self, *, host, port, workers, **options):
        """Replace this process by the server's."""
        options = {
            "--interface": "wsgi",
            "--host": host,
            "--port": port,
            "--workers": workers,
            "--blocking-threads": THREADS,
            "--workers-kill-timeout": SECONDS_TO_FINISH,
            "--log-level": "warning",
        }
        command = [sys.executable, "-m", "granian", "--no-ws", "--respawn-failed-workers"]
        for name, value in options.items():
            command += [name, str(value)]
        os.execv(sys.executable, [*command, "newsroom.wsgi:application"])  # noqa: S606
