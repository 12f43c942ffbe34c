"""What a page costs in each state: rendered, unchanged, copied in the process, and copied in nginx."""

import os
import statistics
from dataclasses import asdict, dataclass
from pathlib import Path

from django.test import override_settings

from tests.benchmarks.client import Server, crowd, one_by_one
from tests.benchmarks.cold import cost_of

# As browsers ask.
BROWSER = {"Accept_Encoding": "gzip"}
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

    `ratio` has the CPU of a rendered or an unchanged page as times that of a bare page; of copies it has the
    answers a second as times those of what is bare, and `cpu_ratio` how many times as many a second of CPU
    answers.
    """

    page: str
    family: str
    state: str
    size: int
    queries: int | None = None
    cpu: float | None = None
    rate: float | None = None
    p50: float | None = None
    p99: float | None = None
    ratio: float | None = None
    cpu_ratio: float | None = None

    def cells(self):
        """Return what the table shows, by the names of its columns."""
        return {
            "page": self.page,
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
        return asdict(self)


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
    answer = servers.rendering.ask(kind.address, X_Bench="1", **BROWSER)
    alone, many = _alone_and_many(servers.rendering, kind.address)
    return Row(
        *(kind.name, kind.family, "cold", cost.size),
        queries=int(answer.headers["X-Queries"]),
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
        return Row(kind.name, kind.family, "conditional", size)
    answer = server.ask(kind.address, X_Bench="1", If_None_Match=etag, **BROWSER)
    if answer.status != 304:
        return Row(kind.name, kind.family, "conditional", size)
    alone, many = _alone_and_many(server, kind.address, If_None_Match=etag)
    bare = one_by_one(server, f"/bare/{size}/", least=LEAST)
    return Row(
        *(kind.name, kind.family, "conditional", size),
        queries=int(answer.headers["X-Queries"]),
        cpu=alone.cpu * 1000,
        ratio=alone.cpu / bare.cpu,
        **_seen(alone, many),
    )


def warm(kind, servers):
    """Ask for what a process has a copy of, in turns with a view that answers the same number of bytes."""
    for _process in range(8):
        answer = servers.copying.ask(kind.address, X_Bench="1", **BROWSER)
    bare = f"/constant/{len(answer.body)}/"
    return _copied(kind, "warm", answer, servers.copying, (servers.bare, bare))


def behind_nginx(kind, servers):
    """Ask nginx for what it has a copy of, in turns with a file of as many bytes."""
    for _process in range(8):
        answer = servers.proxy.ask(kind.address, X_Bench="1", **BROWSER)
    size = len(answer.body)
    (servers.files / str(size)).write_bytes(b"x" * size)
    return _copied(kind, "nginx", answer, servers.proxy, (servers.static, f"/{size}"))


def _copied(kind, state, answer, server, bare):
    """Return the Row of a copy, measured again while it is near to missing what it should reach."""
    is_copy = answer.headers["X-Cache"] in ("HIT", "UPDATING", "STALE")
    alone = one_by_one(server, kind.address, least=LEAST, **BROWSER)
    pairs = []
    while not pairs or (len(pairs) < ROUNDS and _ratio(pairs, "rate") < 0.8):
        pairs.append([_crowd(*asked) for asked in ((server, kind.address), bare)])
    return Row(
        *(kind.name, kind.family, state, len(answer.body)),
        queries=0 if is_copy else int(answer.headers["X-Queries"] or 0),
        cpu=statistics.median(own.cpu for own, _bare in pairs) * 1000,
        rate=statistics.median(own.rate for own, _bare in pairs),
        p50=alone.p50 * 1000,
        p99=alone.p99 * 1000,
        ratio=_ratio(pairs, "rate"),
        cpu_ratio=1 / _ratio(pairs, "cpu"),
    )


def _ratio(pairs, name):
    return statistics.median(getattr(own, name) / getattr(bare, name) for own, bare in pairs)


def _alone_and_many(server, address, **headers):
    """Return what the answers to one reader Took, and those to many."""
    alone = one_by_one(server, address, least=LEAST, **BROWSER, **headers)
    return alone, _crowd(server, address, **headers)


def _crowd(server, address, **headers):
    return crowd(server, address, connections=CONNECTIONS, **BROWSER, **headers)


def _seen(alone, many):
    return {"rate": many.rate, "p50": alone.p50 * 1000, "p99": alone.p99 * 1000}
