"""Real processes on the test's database, for what only happens between processes."""

import os
import secrets
import socket
import subprocess
import sys
import textwrap
import time
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

ROOT = Path(__file__).resolve().parent.parent

PRELUDE = """
import sys
import django
django.setup()
from articles import live, models, publishing, saving
from newsroom.accounts.models import User
from newsroom.outbox import events

def wait():
    "Say that all is ready, and go on when told."
    print("ready", flush=True)
    sys.stdin.readline()

by = User.objects.filter(is_superuser=True).first()
"""


def database_url():
    """Return the address of the database of the running test."""
    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{settings['NAME']}"
    user = ":".join(filter(None, (settings["USER"], settings["PASSWORD"])))
    return f"postgres://{user}@{settings['HOST']}:{settings['PORT'] or 5432}/{settings['NAME']}"


class Process:
    """A Python process that runs `code` after the prelude; at wait() in the code it stops until go()."""

    def __init__(self, code):
        self.popen = subprocess.Popen(
            [sys.executable, "-c", PRELUDE + textwrap.dedent(code)],
            cwd=ROOT,
            env=os.environ
            | {"DJANGO_SETTINGS_MODULE": "newsroom.settings.test", "DATABASE_URL": database_url()},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def ready(self):
        """Wait until it is ready."""
        line = self.popen.stdout.readline()
        if line != "ready\n":
            self.popen.kill()
            raise AssertionError(self.popen.communicate()[1])

    def go(self):
        """Let it go on."""
        self.popen.stdin.write("\n")
        self.popen.stdin.flush()

    def result(self):
        """Return what it printed once it ends. Raises AssertionError with its traceback if it failed."""
        output, errors = self.popen.communicate(timeout=60)
        assert self.popen.returncode == 0, errors
        return output

    def kill(self):
        """End it as a power cut would."""
        self.popen.kill()
        self.popen.communicate()


def together(*codes):
    """Run each code in a process of its own, all from their wait() on at once; return what each printed."""
    processes = [Process(code) for code in codes]
    try:
        for process in processes:
            process.ready()
        for process in processes:
            process.go()
        return [process.result() for process in processes]
    finally:
        for process in processes:
            process.popen.kill()


def free_port():
    """Return a port that is free just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(port, process):
    """Wait until `process` listens on `port`. Raises AssertionError if it ends or takes too long."""
    deadline = time.monotonic() + 60
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            assert process.poll() is None, f"{process.args[0]} ended with {process.returncode}"
            assert time.monotonic() < deadline
            time.sleep(0.05)


def production(folder, address, settings="tests.served"):
    """Return the environment of a server for news.example, with its data in `folder`."""
    (folder / "static").mkdir(exist_ok=True)
    return {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": settings,
        "SECRET_KEY": secrets.token_urlsafe(50),
        "ALLOWED_HOSTS": "news.example",
        "DATABASE_URL": address,
        "NEWSROOM_BASE_URL": "https://news.example",
        "NEWSROOM_DATA": str(folder),
    }


@contextmanager
def web(environment, *, workers=1):
    """Run the web server; give the port on which it listens and the process."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "manage.py", "web", f"--port={port}", f"--workers={workers}"],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
    )
    try:
        wait_for(port, process)
        yield port, process
    finally:
        process.terminate()
        process.wait(timeout=30)
