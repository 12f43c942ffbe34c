"""Web server and worker as one process tree, for one machine."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from newsroom.management.commands.web import web_server
from newsroom.starting import console, demo_password

SECONDS_TO_START = 60
SECONDS_TO_STOP = 20


class Command(BaseCommand):
    """Starts both, watches both, and stops both when one ends or when it is told to."""

    help = "Serve the site and run the worker until Ctrl-C or SIGTERM."
    requires_system_checks = ()

    def add_arguments(self, parser):
        """Take the port."""
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", 8000)))

    def handle(self, *, port, **options):
        """Run until told to stop. Fails when the port is taken or one of the two ends by itself."""
        self.told_to_stop = False
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self.stop_soon)
        check_free(port)

        address = f"http://127.0.0.1:{port}"
        os.environ.setdefault("NEWSROOM_BASE_URL", address)
        worker = [sys.executable, settings.BASE_DIR / "manage.py", "worker"]
        children = {"web server": start(web_server(port=port)), "worker": start(worker)}
        try:
            announced = False
            deadline = time.monotonic() + SECONDS_TO_START
            while not self.told_to_stop:
                for name, child in children.items():
                    if child.poll() is not None:
                        raise CommandError(f"The {name} ended by itself (exit code {child.returncode}).")
                if not announced and answers(port):
                    announce(address)
                    announced = True
                if not announced and time.monotonic() > deadline:
                    raise CommandError(f"The web server did not answer within {SECONDS_TO_START} seconds.")
                time.sleep(0.2)
        finally:
            stop(children.values())
        console.print("Stopped.")

    def stop_soon(self, number, frame):
        """Take note of a signal; the loop in `handle` acts on it."""
        self.told_to_stop = True


def check_free(port):
    """Raise CommandError when something listens on the port already."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise CommandError(f"Port {port} is taken. Choose another: PORT={port + 1} make run") from error


def start(command):
    """Start a command in a process group of its own so that Ctrl-C reaches only the parent."""
    return subprocess.Popen(  # noqa: S603 (our own command)
        command, stdin=subprocess.DEVNULL, process_group=0
    )


def stop(children):
    """Ask all to stop, wait for them, and kill what is left of them and of their own children."""
    for child in children:
        child.terminate()
    deadline = time.monotonic() + SECONDS_TO_STOP
    for child in children:
        with suppress(subprocess.TimeoutExpired):
            child.wait(max(0, deadline - time.monotonic()))
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def answers(port):
    """Say whether the web server answers requests."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("HEAD", "/admin/login/")
        connection.getresponse()
    except OSError:
        return False
    finally:
        connection.close()
    return True


def announce(address):
    """Print where to go and, in a demonstration, who may sign in."""
    console.print(f"\n  Site   {address}/\n  Admin  {address}/admin/\n")
    if (settings.DATA_DIR / "demo_password").exists():
        from articles.demo import sign_ins

        console.print(f"  Sign in with one of these addresses and the password  {demo_password()}\n")
        for email, role in sign_ins():
            console.print(f"  {email:<32} {role}")
    console.print("\n  Ctrl-C stops web server and worker.")
