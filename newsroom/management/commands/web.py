"""The web server: the one place that says which it is and how it is set."""

import os
import sys

from django.conf import settings
from django.core.management.base import BaseCommand

THREADS = 4
SECONDS_TO_FINISH = 15


def web_server(*, port, host="127.0.0.1", workers=1):
    """Return the command line of the web server: granian, serving our WSGI application."""
    options = {
        "--interface": "wsgi",
        "--working-dir": settings.BASE_DIR,
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
    return [*command, "newsroom.wsgi:application"]


class Command(BaseCommand):
    """Becomes the web server, with a proxy in front of it."""

    help = "Serve the site until SIGTERM, which lets running requests finish."
    requires_system_checks = ()

    def add_arguments(self, parser):
        """Take the address to listen on and the number of processes."""
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", 8000)))
        parser.add_argument("--workers", type=int, default=int(os.environ.get("WEB_WORKERS", 2)))

    def handle(self, *, host, port, workers, **options):
        """Replace this process by the server's."""
        command = web_server(host=host, port=port, workers=workers)
        os.execv(command[0], command)  # noqa: S606 (our own command)
