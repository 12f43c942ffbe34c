"""What a page costs in each state: rendered, unchanged, copied in the process, and copied in nginx."""

import os
import statistics
from dataclasses import asdict, dataclass
from pathlib import Path

from django.test import override_settings

from tests.benchmarks.client import Server, crowd, one_by_one
from tests.benchmarks.cold import cost_of
from tests.benchmarks.kinds import Kind

# As browsers ask.
BROWSER = {"Accept_Encoding": "gzip"}
FROM_NGINX = ("HIT", "UPDATING", "STALE")
CONNECTIONS = 16
LEAST = 20 if "QUICK" in os.environ else 100
ROUNDS = 1 if "QUICK" in os.environ else 3


@dataclass(frozen=True)
class Servers:
    """The servers: one renders each page, one is production's with nginx before it, one is bare Django.

    nginx serves files of the folder `files` too, at the port of `static`.
    """

    rendering: Server
    copying: Server
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
    yield cold(kind, servers)
    yield conditional(kind, servers)
    yield warm(kind, servers)
    yield behind_nginx(kind, servers)


def cold(kind, servers):
    """Render it each time: CPU in this process, in turns with a bare page of its size; waits by HTTP."""
    with override_settings(SECURE_SSL_REDIRECT=False):
        cost = cost_of(kind.address, rounds=LEAST // 2)
    assert cost.status == 200, kind
    alone, many = _alone_and_many(servers.rendering, kind.address)
    return Row(
        *(kind, "cold", cost.size),
        queries=_queries(servers.rendering, kind.address),
        cpu=cost.cpu,
        ratio=cost.ratio,
        **_seen(alone, many),
    )


def conditional(kind, servers):
    """Ask whether it has changed, with no copy in the way, in turns with a bare page of its size."""
    server = servers.rendering
    etag = server.ask(kind.address, **BROWSER).headers["ETag"]
    if not etag:
        # Then who keeps copies may know one.
        server = servers.copying
        etag = server.ask(kind.address, **BROWSER).headers["ETag"]
    size = len(server.get(kind.address))
    if not etag:
        return Row(kind, "conditional", size)
    if server.ask(kind.address, If_None_Match=etag, **BROWSER).status != 304:
        return Row(kind, "conditional", size)
    alone, many = _alone_and_many(server, kind.address, If_None_Match=etag)
    bare = one_by_one(server, f"/bare/{size}/", least=LEAST)
    return Row(
        *(kind, "conditional", size),
        queries=_queries(server, kind.address, If_None_Match=etag),
        cpu=alone.cpu * 1000,
        ratio=alone.cpu / bare.cpu,
        **_seen(alone, many),
    )


def warm(kind, servers):
    """Ask for what a process has a copy of, in turns with a view that answers the same number of bytes."""
    size = len(servers.copying.ask(kind.address, **BROWSER).body)
    return _copied(kind, "warm", size, servers.copying, (servers.bare, f"/constant/{size}/"))


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


def _alone_and_many(server, address, **headers):
    """Return what the answers to one reader Took, and those to many."""
    alone = one_by_one(server, address, least=LEAST, **BROWSER, **headers)
    return alone, _crowd(server, address, **headers)


def _crowd(server, address, **headers):
    return crowd(server, address, connections=CONNECTIONS, **BROWSER, **headers)


def _seen(alone, many):
    return {"rate": many.rate, "p50": alone.p50 * 1000, "p99": alone.p99 * 1000}
