"""The clients: one asks and waits, one asks as fast as it is answered, one reads as an open page does."""

import asyncio
import http.client
import json
import random
import re
import statistics
import time

import psutil

from tests.nginx import NAME, trusting

LENGTH = re.compile(rb"\r\ncontent-length: (\d+)\r\n", re.IGNORECASE)
ETAG = re.compile(rb"\r\netag: ([^\r]+)\r\n", re.IGNORECASE)
CONNECTIONS = 64
FLOOD_SECONDS = 1.5
# What a server works on one address before that is called measured, in seconds.
ENOUGH_CPU = 0.2
COPY = re.compile(rb"\r\nX-Cache: (HIT|UPDATING|STALE)\r\n")
# What the proxy says to the web server, for when there is none between.
AS_PROXY = {"Host": NAME, "X-Forwarded-Proto": "https"}


class Server:
    """A running server: where it is asked, and what its processes have cost."""

    def __init__(self, port, process, *, tls=False):
        self.port, self.tls = port, tls
        self.process = psutil.Process(process.pid)

    def cpu(self):
        """Return the seconds of processor time that all its processes have used."""
        # Linux has a clock for each process, finer than the ticks that are told elsewhere: see
        # clock_getcpuclockid(3).
        processes = [self.process, *self.process.children(recursive=True)]
        return sum(time.clock_gettime((~each.pid << 3) | 2) for each in processes)

    def connection(self):
        """Return a connection to it."""
        if self.tls:
            return http.client.HTTPSConnection("127.0.0.1", self.port, timeout=60, context=trusting())
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)

    def get(self, address):
        """Return the body of the answer, which must be a good one."""
        connection = self.connection()
        body = ask(connection, address)
        connection.close()
        return body


def ask(connection, address):
    """Return the body of the answer on `connection`. Raises AssertionError if it is not 200."""
    connection.request("GET", address, headers=AS_PROXY)
    response = connection.getresponse()
    body = response.read()
    assert response.status == 200, (address, response.status, body[:500])
    return body


def one_by_one(server, address):
    """Ask one time after the other; return (CPU seconds each, median wall seconds)."""
    connection = server.connection()
    ask(connection, address)
    walls, before = [], server.cpu()
    while (cpu := server.cpu() - before) < ENOUGH_CPU:
        for _ in range(5):
            begin = time.perf_counter()
            ask(connection, address)
            walls.append(time.perf_counter() - begin)
    connection.close()
    return cpu / len(walls), statistics.median(walls)


class Asking(asyncio.Protocol):
    """One connection that asks again as soon as it is answered, until told to stop."""

    def __init__(self, request):
        self.request = request
        self.buffer, self.whole = b"", 0
        self.answers = 0
        self.goes_on, self.done = True, asyncio.get_running_loop().create_future()

    def connection_made(self, transport):
        self.transport = transport

    def ask(self):
        self.transport.write(self.request)

    def data_received(self, data):
        self.buffer += data
        if not self.whole:
            end = self.buffer.find(b"\r\n\r\n")
            if end < 0:
                return
            assert self.buffer.startswith(b"HTTP/1.1 200"), self.buffer
            self.whole = end + 4 + int(LENGTH.search(self.buffer).group(1))
        if len(self.buffer) >= self.whole:
            self.answers += 1
            self.buffer, self.whole = b"", 0
            if self.goes_on:
                self.ask()
            else:
                self.done.set_result(None)

    def connection_lost(self, error):
        if not self.done.done():
            self.done.set_exception(error or ConnectionError("The server hung up."))


def flood(server, address):
    """Ask on many connections at once, each again as soon as it is answered; what can be copied is by then.

    Returns (answers a second, CPU seconds of the server for each).
    """
    server.get(address)
    return asyncio.run(_flood(server, address))


async def _flood(server, address):
    headers = "".join(f"{name}: {value}\r\n" for name, value in AS_PROXY.items())
    request = f"GET {address} HTTP/1.1\r\n{headers}\r\n".encode()
    loop, options = asyncio.get_running_loop(), {"ssl": trusting()} if server.tls else {}
    made = [
        await loop.create_connection(lambda: Asking(request), "127.0.0.1", server.port, **options)
        for _ in range(CONNECTIONS)
    ]
    all_asking = [asking for _transport, asking in made]
    begin, cpu = time.perf_counter(), server.cpu()
    for asking in all_asking:
        asking.ask()
    await asyncio.sleep(FLOOD_SECONDS)
    # What was asked is answered before anything else is measured.
    for asking in all_asking:
        asking.goes_on = False
    await asyncio.wait_for(asyncio.gather(*(asking.done for asking in all_asking)), 60)
    spent, cpu = time.perf_counter() - begin, server.cpu() - cpu
    for transport, _asking in made:
        transport.abort()
    answers = sum(asking.answers for asking in all_asking)
    return answers / spent, cpu / answers


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
