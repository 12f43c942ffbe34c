"""`manage.py serve`, started for real: what it starts, it stops."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time

import psutil
import pytest
from django.conf import settings

SECONDS = 60


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    """Local settings with a data folder of their own, prepared but without the demonstration."""
    environment = {
        "PATH": os.environ["PATH"],
        "NEWSROOM_DATA": str(tmp_path_factory.mktemp("data")),
        "DJANGO_SETTINGS_MODULE": "newsroom.settings.local",
    }
    for command in ("migrate", "collectstatic --no-input"):
        subprocess.run(
            [sys.executable, settings.BASE_DIR / "manage.py", *command.split(), "--verbosity=0"],
            env=environment,
            check=True,
        )
    return environment


@pytest.fixture
def port():
    """A port that is free just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def serve(environment, port, tmp_path):
    """The running command, once it has said that the site answers."""
    log = tmp_path / "log"
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, settings.BASE_DIR / "manage.py", "serve", f"--port={port}"],
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    process.log = log
    try:
        wait_until(lambda: process.poll() is not None or "Ctrl-C" in log.read_text())
        assert process.poll() is None, log.read_text()
        yield process
    finally:
        if process.poll() is None:
            for child in psutil.Process(process.pid).children(recursive=True):
                child.kill()
            process.kill()
            process.wait()


def wait_until(condition):
    """Wait until something is true, and fail if that takes too long."""
    deadline = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def running(processes):
    """Those of the processes that have not ended."""
    return [process for process in processes if process.is_running() and process.status() != "zombie"]


def get(port, address):
    """The status and headers of the answer to a request."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", address)
    response = connection.getresponse()
    response.read()
    connection.close()
    return response


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_web_server_and_worker(serve, port, number):
    assert get(port, "/admin/login/").status == 200
    below = psutil.Process(serve.pid).children(recursive=True)
    assert len(below) >= 3  # the server, its own processes, the worker

    serve.send_signal(number)

    assert serve.wait(SECONDS) == 0, serve.log.read_text()
    assert not running(below)
    assert "Stopped." in serve.log.read_text()


@pytest.mark.parametrize("word", ["worker", "granian"])
def test_when_one_of_the_two_dies_the_other_is_stopped(serve, word):
    below = psutil.Process(serve.pid).children(recursive=True)
    victim = next(process for process in below if word in process.cmdline())

    victim.kill()

    assert serve.wait(SECONDS) == 1
    assert not running(below)
    assert "ended by itself" in serve.log.read_text()


def test_static_files_come_from_hashed_addresses_that_browsers_keep(serve, port, environment):
    assert get(port, "/static/admin/css/base.css").getheader("Cache-Control") == "max-age=60, public"
    script = (
        "from django.contrib.staticfiles.storage import staticfiles_storage as s;"
        "print(s.url('admin/css/base.css'))"
    )
    hashed = subprocess.run(
        [sys.executable, settings.BASE_DIR / "manage.py", "shell", "--no-imports", "--command", script],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    response = get(port, hashed)
    assert response.status == 200
    assert "immutable" in response.getheader("Cache-Control")


def test_a_taken_port_is_said_at_once(environment, port):
    with socket.create_server(("127.0.0.1", port)):
        result = subprocess.run(
            [sys.executable, settings.BASE_DIR / "manage.py", "serve", f"--port={port}"],
            env=environment,
            capture_output=True,
            text=True,
        )
    assert result.returncode == 1
    assert f"Port {port} is taken" in result.stderr
