"""What a page costs in each state: rendered, unchanged, copied in the process, and copied in nginx."""

import os
import statistics
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings
from django.test import override_settings

from tests.benchmarks.client import Server, crowd, one_by_one
from tests.benchmarks.cold import cost_of
from tests.benchmarks.kinds import Kind

# As browsers ask.
BROWSER = {"Accept_Encoding": "gzip"}
# Whoever has a session gets nothing from a copy, and leaves none.
NO_COPY = {"Cookie": f"{settings.SESSION_COOKIE_NAME}=x"}
FROM_NGINX = ("HIT", "UPDATING", "STALE")
CONNECTIONS = 16
LEAST = 20 if "QUICK" in os.environ else 100
ROUNDS = 1 if "QUICK" in os.environ else 3


@dataclass(frozen=True)
class Servers:
    """The servers: the newsroom's, nginx before it, and bare Django.

    nginx serves files of the folder `files` too, at the port of `static`.
    """

    newsroom: Server
    bare: Server
    proxy: Server
    static: Server
    files: Path


@dataclass(frozen=True)
class Row:
    """A line of the table; times are in milliseconds, and what is not to be had is None.

    `ratio` has the CPU of a rendered or an unchanged page as times that of a bare page. Of copies it has the
    answers to a second of CPU as times those of what is bare: on a machine that does nothing else that is the
    answers to a second by the clock, which `rate_ratio` has.
    """

    kind: Kind
    state: str
    size: int
    queries: int | None = None
    cpu: float | None = None
    rate: float | None = None
    p50: float | None = None
    p99: float | None = None
    ratio: float | None = None
    rate_ratio: float | None = None

    @property
    def is_copied(self):
        """Whether it should come from a copy."""
        return self.state in self.kind.copied

    def cells(self):
        """Return what the table shows, by the names of its columns."""
        return {
            "page": self.kind.name,
            "state": self.state,
            "queries": "–" if self.queries is None else self.queries,
            "CPU, ms": _shown(self.cpu, 2),
            "a second": _shown(self.rate, 0),
            "p50, ms": _shown(self.p50, 1),
            "p99, ms": _shown(self.p99, 1),
            "of bare": "–" if self.ratio is None else f"{self.ratio:.2g} x",
        }

    def as_dict(self):
        """Return all of it by name."""
        figures = asdict(self)
        kind = figures.pop("kind")
        return {"page": kind["name"], "family": kind["family"], "address": kind["address"]} | figures


def _shown(number, digits):
    return "–" if number is None else f"{number:.{digits}f}"


def rows_of(kind, servers):
    """Yield the Row of a Kind in each state."""
    yield from rendered(kind, servers)
    yield conditional(kind, servers)
    yield warm(kind, servers)
    yield behind_nginx(kind, servers)


def rendered(kind, servers):
    """Render it each time: CPU in this process, in turns with a bare page of its size; waits by HTTP.

    First by a process that has forgotten what it made of the rows that the page shows.
    """
    with override_settings(SECURE_SSL_REDIRECT=False):
        cost = cost_of(kind.address, rounds=LEAST // 2)
    yield Row(kind, "first", cost.size, cpu=cost.first, ratio=cost.first_ratio)
    yield Row(
        *(kind, "cold", cost.size),
        queries=_queries(servers.newsroom, kind.address, **NO_COPY),
        cpu=cost.cold,
        ratio=cost.ratio,
        **_waits(servers.newsroom, kind.address, **NO_COPY),
    )


def conditional(kind, servers):
    """Ask whether it has changed, in turns with a bare page of its size: the view, else who keeps copies."""
    server = servers.newsroom
    size = len(server.get(kind.address))
    for way in (NO_COPY, {}):
        etag = server.ask(kind.address, **BROWSER, **way).headers["ETag"]
        asked = way | {"If_None_Match": etag}
        if etag and server.ask(kind.address, **BROWSER, **asked).status == 304:
            alone = one_by_one(server, kind.address, least=LEAST, **BROWSER, **asked)
            bare = one_by_one(server, f"/bare/{size}/", least=LEAST)
            return Row(
                *(kind, "conditional", size),
                queries=_queries(server, kind.address, **asked),
                cpu=alone.cpu * 1000,
                ratio=alone.cpu / bare.cpu,
                **_waits(server, kind.address, **asked),
            )
    return Row(kind, "conditional", size)


def warm(kind, servers):
    """Ask for what a process has a copy of, in turns with a view that answers the same number of bytes."""
    size = len(servers.newsroom.ask(kind.address, **BROWSER).body)
    return _copied(kind, "warm", size, servers.newsroom, (servers.bare, f"/constant/{size}/"))


def behind_nginx(kind, servers):
    """Ask nginx for what it has a copy of, in turns with a file of as many bytes."""
    size = len(servers.proxy.ask(kind.address, **BROWSER).body)
    (servers.files / str(size)).write_bytes(b"x" * size)
    return _copied(kind, "nginx", size, servers.proxy, (servers.static, f"/{size}"))


def _copied(kind, state, size, server, bare):
    """Return the Row of a copy, measured again while it is near to missing what it should reach."""
    alone = one_by_one(server, kind.address, least=LEAST, **BROWSER)
    pairs = []
    while not pairs or (len(pairs) < ROUNDS and _ratio(pairs) < 0.8):
        pairs.append([_crowd(*asked) for asked in ((server, kind.address), bare)])
    return Row(
        *(kind, state, size),
        queries=_queries(server, kind.address),
        cpu=statistics.median(own.cpu for own, _bare in pairs) * 1000,
        rate=statistics.median(own.rate for own, _bare in pairs),
        p50=alone.p50 * 1000,
        p99=alone.p99 * 1000,
        ratio=_ratio(pairs),
        rate_ratio=statistics.median(own.rate / bare.rate for own, bare in pairs),
    )


def _ratio(pairs):
    return statistics.median(bare.cpu / own.cpu for own, bare in pairs)


def _queries(server, address, **headers):
    """Return how many queries an answer takes; each process asks now and then what has changed as well."""
    counts = []
    for _ in range(9):
        told = server.ask(address, X_Bench="1", **BROWSER, **headers).headers
        if told["X-Cache"] in FROM_NGINX:
            counts.append(0)
        elif told["X-Queries"]:  # nginx may have kept the question from the process
            counts.append(int(told["X-Queries"]))
    return statistics.mode(counts) if counts else None


def _waits(server, address, **headers):
    """Return how many of many readers are answered in a second, and what one waits, as parts of a Row."""
    alone = one_by_one(server, address, least=LEAST, **BROWSER, **headers)
    many = _crowd(server, address, **headers)
    return {"rate": many.rate, "p50": alone.p50 * 1000, "p99": alone.p99 * 1000}


def _crowd(server, address, **headers):
    return crowd(server, address, connections=CONNECTIONS, **BROWSER, **headers)
