"""`make bench`: what each kind of readers' page costs, rendered, unchanged, and copied.

    make bench PAGES=story,front STORIES=100000 OUT=file DATABASE_URL=... CACHE_URL=...

PAGES are names of pages, or stories, lists, feeds, others; all if not given. It prints tables in Markdown,
lists the targets that are missed, and ends with 1 if there are any; OUT has the figures as JSON. QUICK=1
measures little, to see that all of it runs.
"""

import os
import sys
from contextlib import ExitStack, redirect_stdout

from django.db import connection

from tests.benchmarks import tables
from tests.benchmarks.client import Server
from tests.benchmarks.newsroom import newsroom
from tests.nginx import nginx
from tests.processes import free_port, web

STORIES = int(os.environ.get("STORIES") or 1_000)
PAGES = list(filter(None, os.environ.get("PAGES", "").split(",")))

STATIC = """
# One connection asks more often here than any reader does.
keepalive_requests 1000000;
server {{
    listen 127.0.0.1:{port} ssl;
    ssl_certificate {folder}/fullchain.pem;
    ssl_certificate_key {folder}/privkey.pem;
    default_type "text/html; charset=utf-8";
    root {folder}/files;
}}
"""

MEANING = """
- first: it is rendered by a process that has not met what it shows. Of bare: its CPU, by that of a page of
  its size that a small template makes, without a query.
- cold: it is rendered. Of bare: as above.
- conditional: it is asked for with the ETag that it has. Of bare: as above.
- warm: the process has a copy. Of bare: answers to a second of CPU, by those of bare Django with as long a
  constant.
- nginx: nginx has a copy. Of bare: the same, by those of nginx with as long a file.

A second: with {many} readers who ask again as soon as they are answered; p50 and p99: with one. Readers take
gzip, and copies are as long as what is sent. Clients, servers and database share the machine.
"""


def main():
    """Make a newsroom, measure it, and end with 1 if a target is missed."""
    with newsroom() as (folder, environment):
        faults = measure(folder, environment)
    sys.exit(bool(faults))


def measure(folder, environment):
    """Print and write all figures; return the targets that are missed."""
    # Models are known only from here on.
    from tests.benchmarks.change import seconds_until_seen
    from tests.benchmarks.kinds import kinds
    from tests.benchmarks.states import CONNECTIONS, rows_of
    from tests.benchmarks.targets import missed

    fill()
    wanted = kinds(PAGES)
    where = f"{tables.where()}, {STORIES} stories"
    print(where, flush=True)
    rows = []
    with ExitStack() as stack:
        servers = start(folder, environment, stack)
        for kind in wanted:
            for row in rows_of(kind, servers):
                if not rows:
                    tables.head("Readers’ pages", row.cells())
                tables.line(row.cells().values())
                rows.append(row)
        print(MEANING.format(many=CONNECTIONS))
        changes = seconds_until_seen(servers.proxy, environment)
    shown = [{"page": page, "old for, s": f"{seconds:.1f}"} for page, seconds in changes.items()]
    tables.shown("A new headline, through nginx", shown)
    faults = list(missed(rows, changes))
    tables.write(
        {
            "where": where,
            "stories": STORIES,
            "pages": [row.as_dict() for row in rows],
            "changes": changes,
            "missed": faults,
        }
    )
    print(f"\n{len(faults)} targets are missed." if faults else "\nAll targets hold.")
    for fault in faults:
        print(f"- {fault}")
    return faults


def fill():
    """Fill the newsroom: with the demonstration, and with as many more stories as are wanted."""
    from django.core.management import call_command

    with redirect_stdout(sys.stderr):
        call_command("demo", stdout=sys.stderr)
        call_command("archive", stories=STORIES)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def start(folder, environment, stack):
    """Return the Servers, which run until `stack` ends."""
    from tests.benchmarks.states import Servers

    files, port = folder / "files", free_port()
    files.mkdir()
    workers = int(os.environ.get("WEB_WORKERS") or 2)
    upstream, process = stack.enter_context(web(environment, workers=workers))
    bare = stack.enter_context(web(environment | {"BENCH": "bare"}, workers=workers))
    more = STATIC.format(port=port, folder=folder)
    proxy, proxy_process = stack.enter_context(nginx(folder, upstream=upstream, more=more))
    return Servers(
        newsroom=Server(upstream, process),
        bare=Server(*bare),
        proxy=Server(proxy, proxy_process, tls=True, behind=[process]),
        static=Server(port, proxy_process, tls=True),
        files=files,
    )


if __name__ == "__main__":
    main()
