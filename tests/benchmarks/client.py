"""The clients: one asks and waits, many ask as fast as they are answered, one reads as an open page does."""

import asyncio
import http.client
import json
import random
import re
import statistics
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.nginx import NAME, program, trusting

LENGTH = re.compile(rb"\r\ncontent-length: (\d+)\r\n", re.IGNORECASE)
ETAG = re.compile(rb"\r\netag: ([^\r]+)\r\n", re.IGNORECASE)
# What a server works on one address before that is called measured, in seconds.
ENOUGH_CPU = 0.2
# For how long a server must do nothing before it is believed to be done with what it was asked.
AT_REST = 0.05
COPY = re.compile(rb"\r\nX-Cache: (HIT|UPDATING|STALE)\r\n")
# What the proxy says to the web server, for when there is none between.
AS_PROXY = {"Host": NAME, "X-Forwarded-Proto": "https"}
REPORT = Path(__file__).with_name("wrk.lua")


@dataclass(frozen=True)
class Took:
    """What answers took: `cpu`, the seconds that each cost the server, how many came a second, and waits."""

    cpu: float
    rate: float
    p50: float
    p99: float


class Server:
    """A running server: where it is asked, and what its processes, and those `behind` it, have cost."""

    def __init__(self, port, process, *, tls=False, behind=()):
        self.port, self.tls = port, tls
        self.processes = [psutil.Process(each.pid) for each in (process, *behind)]

    @property
    def address(self):
        """Where it is asked."""
        return f"{'https' if self.tls else 'http'}://127.0.0.1:{self.port}"

    def cpu(self):
        """Return the seconds of processor time that all its processes have used."""
        # Linux has a clock for each process, finer than the ticks that are told elsewhere: see
        # clock_getcpuclockid(3).
        total = 0
        for process in self.processes:
            for each in (process, *process.children(recursive=True)):
                with suppress(OSError):  # it ended just now, as one of nginx's does once it has begun
                    total += time.clock_gettime((~each.pid << 3) | 2)
        return total

    def rest(self):
        """Wait until it is done with what it was asked."""
        before, deadline = None, time.monotonic() + 30
        while time.monotonic() < deadline and (before is None or self.cpu() - before > AT_REST / 10):
            before = self.cpu()
            time.sleep(AT_REST)

    def connection(self):
        """Return a connection to it."""
        if self.tls:
            return http.client.HTTPSConnection("127.0.0.1", self.port, timeout=60, context=trusting())
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)

    def ask(self, address, **headers):
        """Return the response, with its `body`, on a connection of its own."""
        connection = self.connection()
        response = ask(connection, address, **headers)
        connection.close()
        return response

    def get(self, address):
        """Return the body of the answer, which must be a good one."""
        return self.ask(address).body


def ask(connection, address, **headers):
    """Return the response on `connection`, with its `body`. Raises AssertionError for one that is not good.

    Headers are named with underscores.
    """
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request("GET", address, headers=AS_PROXY | named)
    response = connection.getresponse()
    response.body = response.read()
    assert response.status in (200, 304), (address, response.status, response.body[:500])
    return response


def one_by_one(server, address, *, least=5, **headers):
    """Ask one time after the other, at least so many times: return what that Took."""
    connection = server.connection()
    ask(connection, address, **headers)
    waits, before = [], server.cpu()
    while (cpu := server.cpu() - before) < ENOUGH_CPU or len(waits) < least:
        for _ in range(5):
            begin = time.perf_counter()
            ask(connection, address, **headers)
            waits.append(time.perf_counter() - begin)
    connection.close()
    waits.sort()
    p50, p99 = statistics.median(waits), waits[len(waits) * 99 // 100]
    return Took(cpu / len(waits), len(waits) / sum(waits), p50, p99)


def crowd(server, address, *, connections=64, seconds=1, **headers):
    """Ask on many connections at once, each again as soon as it is answered: return what that Took.

    What can be copied is by then, in each of a few processes.
    """
    for _ in range(8):
        server.ask(address, **headers)
    command = [program("wrk"), "--threads=1", f"--connections={connections}", f"--duration={seconds}s"]
    named = AS_PROXY | {name.replace("_", "-"): value for name, value in headers.items()}
    for name, value in named.items():
        command += ["--header", f"{name}: {value}"]
    command += ["--timeout=60s", f"--script={REPORT}", server.address + address]
    cpu = server.cpu()
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    # At once: what was asked last and is not waited for any more is nobody's.
    cpu = server.cpu() - cpu
    told = json.loads(output.splitlines()[-1])
    assert not told["errors"], (address, told)
    if not told["answers"]:
        return crowd(server, address, connections=connections, seconds=seconds * 4, **headers)
    server.rest()
    return Took(cpu / told["answers"], told["answers"] / told["seconds"], told["p50"], told["p99"])


class Reader:
    """An open page: it asks as static/js/live.js does, and notes when it had each revision."""

    def __init__(self, port, story):
        self.port, self.story = port, story
        self.revision, self.seconds = None, 10
        self.head, self.etag = None, '""'
        self.streams = None
        self.polls = self.passed_on = 0
        self.had = {}

    async def read(self, *, until):
        """Begin within the first ten seconds, and go on until the time `until`."""
        await asyncio.sleep(random.uniform(0, 10))
        while time.time() < until:
            await self.ask()
            await asyncio.sleep(self.seconds * (0.8 + 0.4 * random.random()))
        self.streams[1].close()

    def waited(self, posted, revision):
        """Return the seconds from the time `posted` until it had `revision`; None if it has not."""
        return min((time - posted for reached, time in self.had.items() if reached >= revision), default=None)

    async def ask(self):
        """Ask whether anything has changed, and for what has."""
        self.polls += 1
        status, self.etag, answer = await self.get("head.json", f"If-None-Match: {self.etag}\r\n")
        self.head = self.head if status == 304 else answer
        self.seconds = self.head["poll_seconds"]
        if self.revision is None:
            self.revision = self.head["revision"]
        more = True
        while more and self.head["revision"] > self.revision:
            _status, _etag, changes = await self.get(f"since/{self.revision}.json")
            self.revision, more = changes["revision"], changes["more"]
            self.had[self.revision] = time.time()

    async def get(self, address, header=""):
        """Return (status, validator, data) of the answer; no data for one that is as before."""
        if self.streams is None or self.streams[0].at_eof():
            self.streams = await asyncio.open_connection("127.0.0.1", self.port, ssl=trusting())
        reader, writer = self.streams
        writer.write(f"GET /live/{self.story}/{address} HTTP/1.1\r\nHost: {NAME}\r\n{header}\r\n".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        self.passed_on += COPY.search(head) is None
        status, etag = int(head.split(b" ")[1]), ETAG.search(head).group(1).decode()
        if status == 304:
            return status, etag, None
        assert status == 200, head
        return status, etag, json.loads(await reader.readexactly(int(LENGTH.search(head).group(1))))
