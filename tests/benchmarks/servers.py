"""Web servers beside one another: what answers cost, how they start and stop, and who can hold them up.

    python -m pip install --target=/tmp/gunicorn gunicorn
    make bench-servers GUNICORN=/tmp/gunicorn

Each serves the demonstration with the settings of production, asked without nginx, in turns with the others.
SERVERS="1 x 1; sync" are words of which the names of those wanted have one; QUICK=1 measures little.
"""

import http.client
import os
import socket
import statistics
import subprocess
import sys
import threading
import time
from contextlib import contextmanager, redirect_stdout, suppress

import psutil

from tests.benchmarks import tables
from tests.benchmarks.client import AS_PROXY, Server, crowd
from tests.benchmarks.newsroom import newsroom
from tests.processes import ROOT, free_port, wait_for

ROUNDS, SECONDS = (1, 1) if "QUICK" in os.environ else (3, 2)
CORES = os.cpu_count() or 1
SIZE = 20_000
# So many slow clients, each of whom is sent more than what the system keeps for them.
SLOW, LONG = 40, 8_000_000
SECONDS_SLOW = 3
STOPPING = 16


def commands(port):
    """Return the command lines of the servers by name."""
    from newsroom.management.commands.web import web_server

    gunicorn = [sys.executable, "-m", "gunicorn", "newsroom.wsgi:application", f"--bind=127.0.0.1:{port}"]
    gunicorn += [
        "--log-level=warning",
        "--backlog=1024",
        "--worker-tmp-dir=/dev/shm",
        "--graceful-timeout=15",
    ]
    found = {}
    for workers in sorted({1, CORES}):
        ours = web_server(port=port, workers=workers)
        for threads in (1, 2, 4):
            found[f"granian, {workers} x {threads}"] = [
                *ours[:-1],
                "--blocking-threads",
                str(threads),
                ours[-1],
            ]
        if "GUNICORN" in os.environ:
            of = [*gunicorn, f"--workers={workers}"]
            found[f"gunicorn sync, {workers}"] = [*of, "--worker-class=sync"]
            found[f"gunicorn gthread, {workers} x 4"] = [*of, "--worker-class=gthread", "--threads=4"]
    wanted = [word.strip() for word in os.environ.get("SERVERS", "").split(";")]
    return {name: command for name, command in found.items() if any(word in name for word in wanted)}


@contextmanager
def running(command, port, environment):
    """Run a server; give the process and after how many seconds it answered."""
    environment = environment | {"PYTHONPATH": os.environ.get("GUNICORN", "")}
    began = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL)
    try:
        wait_for(port, process)
        Server(port, process).get("/constant/10/")
        yield process, time.perf_counter() - began
    finally:
        process.terminate()
        process.wait(timeout=60)


def measure(name, environment, page):
    """Return the figures of a server, started once for what is rendered, and once as in production."""
    port = free_port()
    command = commands(port)[name]
    with running(command, port, environment | {"KEEP_COPIES": "0"}) as (process, _started):
        server = Server(port, process)
        cold = crowd(server, page, connections=8, seconds=SECONDS)
        stopping = stop_under_traffic(server, process, page)
    with running(command, port, environment) as (process, started):
        server = Server(port, process)
        constant = crowd(server, f"/constant/{SIZE}/", connections=16, seconds=SECONDS)
        copied = crowd(server, page, connections=16, seconds=SECONDS)
        return {
            "constant: a second": constant.rate,
            "CPU, ms": constant.cpu * 1000,
            "p99, ms": constant.p99 * 1000,
            "copy: a second": copied.rate,
            "CPU, ms ": copied.cpu * 1000,
            "rendered: a second": cold.rate,
            "CPU, ms  ": cold.cpu * 1000,
            "p99, ms  ": cold.p99 * 1000,
            "MB": memory(process),
            "starts, s": started,
            **stopping,
            "beside slow senders, ms": waits_beside(server, half_sent),
            "beside slow readers, ms": waits_beside(server, not_read),
        }


def memory(process):
    """Return the megabytes that a process and its children have, with their share of what they share."""
    whole = psutil.Process(process.pid)
    return sum(each.memory_full_info().pss for each in (whole, *whole.children(recursive=True))) / 1e6


# --- slow clients ----------------------------------------------------------------------------------------


def waits_beside(server, make):
    """Return the median wait of a reader in milliseconds beside SLOW connections that `make` makes."""
    held = [make(server) for _ in range(SLOW)]
    time.sleep(0.5)
    waits, until = [], time.monotonic() + SECONDS_SLOW
    while time.monotonic() < until:
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=SECONDS_SLOW)
        begin = time.perf_counter()
        with suppress(OSError, http.client.HTTPException):
            connection.request("GET", "/constant/10/", headers=AS_PROXY)
            connection.getresponse().read()
            waits.append((time.perf_counter() - begin) * 1000)
        connection.close()
    for one in held:
        one.close()
    time.sleep(0.5)
    return statistics.median(waits) if waits else None


def half_sent(server):
    """Return a connection on which half a request was sent."""
    one = socket.create_connection(("127.0.0.1", server.port))
    one.sendall(b"GET /constant/10/ HTTP/1.1\r\nHost: news.ex")
    return one


def not_read(server):
    """Return a connection on which a long answer is not read."""
    one = socket.socket()
    one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    one.connect(("127.0.0.1", server.port))
    head = "".join(f"{name}: {value}\r\n" for name, value in AS_PROXY.items())
    one.sendall(f"GET /constant/{LONG}/ HTTP/1.1\r\n{head}\r\n".encode())
    return one


# --- stopping --------------------------------------------------------------------------------------------


def stop_under_traffic(server, process, page):
    """Tell it to stop while readers ask; return how long that took, and how many questions it took in vain.

    That it takes no new connections is no loss: the proxy knows then that nobody began to answer.
    """
    lost = []

    def read():
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
        while True:
            try:
                if connection.sock is None:
                    connection.connect()
            except OSError:
                return
            try:
                connection.request("GET", page, headers=AS_PROXY)
                connection.getresponse().read()
            except (OSError, http.client.HTTPException):
                lost.append(page)
                return

    readers = [threading.Thread(target=read) for _ in range(STOPPING)]
    for reader in readers:
        reader.start()
    time.sleep(1)
    begin = time.perf_counter()
    process.terminate()
    process.wait(timeout=60)
    took = time.perf_counter() - begin
    for reader in readers:
        reader.join()
    return {"stops, s": took, "lost": len(lost)}


# --- all -------------------------------------------------------------------------------------------------


def main():
    """Measure each server in turns, and print the medians."""
    with newsroom() as (_folder, environment):
        from django.core.management import call_command

        from tests.benchmarks.kinds import story

        with redirect_stdout(sys.stderr):
            call_command("demo", stdout=sys.stderr)
        page = story().get_absolute_url()
        print(tables.where(), flush=True)
        taken = {name: [] for name in commands(0)}
        for _ in range(ROUNDS):
            for name, runs in taken.items():
                runs.append(measure(name, environment, page))
                print(name, runs[-1], file=sys.stderr)
        rows = [{"server": name} | middle(runs) for name, runs in taken.items()]
        shown = [{column: short(value) for column, value in row.items()} for row in rows]
        tables.shown(f"Web servers, processes x threads; medians of {ROUNDS} runs in turns", shown)
        tables.write({"where": tables.where(), "servers": rows})


def middle(runs):
    """Return the median of each figure; None if there was none in a run."""
    return {
        name: None if any(run[name] is None for run in runs) else statistics.median(run[name] for run in runs)
        for name in runs[0]
    }


def short(value):
    """Return a figure as the table shows it."""
    if value is None:
        return "in vain"
    if isinstance(value, str):
        return value
    return f"{value:.0f}" if value >= 100 else f"{value:.2g}"


if __name__ == "__main__":
    main()
