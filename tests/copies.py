"""Copies of pages, in a test's own process and in web servers that are started for real."""

import os
import shutil
import socket
import subprocess
import time
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

from django.conf import settings
from django.test import Client

from newsroom import page_cache
from tests.processes import free_port, production, wait_for, web


class Site:
    """What one process of the web server is to readers, with a memory of its own; counts what it renders."""

    def __init__(self):
        self.client = Client(raise_request_exception=False)
        self.client.handler.load_middleware()
        self.cache = self.client.handler._middleware_chain.__wrapped__
        self.made = 0
        render = self.cache.get_response

        def counted(request):
            self.made += 1
            return render(request)

        self.cache.get_response = counted

    def get(self, address, **headers):
        """Return the answer to a reader; `headers` are named with underscores."""
        return self.client.get(address, headers={name.replace("_", "-"): v for name, v in headers.items()})

    def head(self, address, **headers):
        """Return the answer without its body."""
        return self.client.head(address, headers={name.replace("_", "-"): v for name, v in headers.items()})


# --- for real ----------------------------------------------------------------------------------------------


class Counting:
    """Middleware behind the copies: writes down what is rendered, lets a copy live as long as a test says."""

    def __init__(self, get_response):
        self.get_response = get_response
        self.rendered = settings.DATA_DIR / "rendered"
        page_cache.LIVES[200] = float(os.environ["LIFE"])

    def __call__(self, request):
        """Write down the address, in one piece."""
        with self.rendered.open("a") as file:
            file.write(f"{request.get_full_path()}\n")
        time.sleep(float(os.environ["SLOW"]))
        return self.get_response(request)


# The same for servers that follow one another: they share copies.
SECRET_KEY = "r7Kq2vXw9ZbN4mLcT6yHsPdF8gJaEu3RfVxWtQkBnMhYzC5oGi"
# What the proxy in front of a server says.
PROXY = {"Host": "news.example", "X-Forwarded-Proto": "https"}


class Server:
    """A web server of some processes, and what readers get from it."""

    def __init__(self, port, folder):
        self.port, self._rendered = port, folder / "rendered"

    def get(self, address, method="GET", body=None, **headers):
        """Return the response, with its `body`; `headers` are named with underscores."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, address, body, PROXY | named)
        response = connection.getresponse()
        response.body = response.read()
        connection.close()
        return response

    def all_at_once(self, address, count):
        """Let `count` readers ask before any of them is answered; return (status, body) of each answer."""
        lines = [f"{name}: {value}" for name, value in {**PROXY, "Connection": "close"}.items()]
        ask = "\r\n".join([f"GET {address} HTTP/1.1", *lines, "", ""])
        readers = [socket.create_connection(("127.0.0.1", self.port), timeout=60) for _ in range(count)]
        for reader in readers:
            reader.sendall(ask.encode())
        answers = []
        for reader in readers:
            response = HTTPResponse(reader)
            response.begin()
            answers.append((response.status, response.read()))
            reader.close()
        return answers

    def rendered(self, address):
        """Return how often the page at an address was rendered."""
        return self._rendered.read_text().split("\n").count(address) if self._rendered.exists() else 0


@contextmanager
def server(folder, database, *, workers=2, cache="", life=60, slow=0):
    """Run a web server on a database, with the Redis at `cache`; both are addresses. Give the Server."""
    folder.mkdir()
    environment = production(folder, database, settings="tests.copied")
    environment |= {"SECRET_KEY": SECRET_KEY, "LIFE": str(life), "SLOW": str(slow)} | (
        {"CACHE_URL": cache} if cache else {}
    )
    with web(environment, workers=workers) as (port, _process):
        yield Server(port, folder)


def missing(*programs):
    """Return the name of a program that is not installed, else None."""
    return next((name for name in programs if shutil.which(name) is None), None)


@contextmanager
def redis(folder):
    """Run a Redis of our own; give its address as CACHE_URL has it, and the process."""
    port = free_port()
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    try:
        wait_for(port, process)
        yield f"rediscache://127.0.0.1:{port}/0", process
    finally:
        process.kill()
        process.wait(timeout=30)


POSTGRES = max(Path("/usr/lib/postgresql").glob("*/bin"), default=None)


class Postgres:
    """A PostgreSQL of our own, which can be stopped."""

    def __init__(self, folder):
        self.folder, self.port = folder, free_port()
        self.address = f"postgres://postgres@127.0.0.1:{self.port}/postgres"

    def run(self, program, *arguments):
        """Run one of its programs, as a user that may."""
        command = [str(POSTGRES / program), "-D", str(self.folder / "data"), *arguments]
        user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        subprocess.run([*user, *command], check=True, stdout=subprocess.DEVNULL, cwd="/")

    def make(self):
        """Make it, empty."""
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres")
        self.run("initdb", "--auth=trust", "--username=postgres", "--no-sync", "--encoding=UTF8")

    def start(self):
        """Let it answer."""
        options = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1 -c fsync=off"
        self.run("pg_ctl", "start", "-w", "-o", options, "-l", str(self.folder / "log"))

    def stop(self):
        """Stop it at once, as when its machine goes down."""
        self.run("pg_ctl", "stop", "-w", "-m", "immediate")


@contextmanager
def postgres():
    """Run a PostgreSQL of our own, in a folder that its user can reach; give the Postgres."""
    folder = Path(f"/tmp/newsroom-pg-{os.getpid()}-{free_port()}")
    folder.mkdir(mode=0o700)
    postgres = Postgres(folder)
    try:
        postgres.make()
        postgres.start()
        yield postgres
    finally:
        with suppress(subprocess.CalledProcessError):
            postgres.stop()
        shutil.rmtree(folder, ignore_errors=True)
