"""What pages cost in a newsroom that has been there for long, beside what they cost in a young one:
`make bench-growth`.

STORIES says how many, as "1000,100000" (those if not given). Each newsroom is made in a database of its own,
beside the one that DATABASE_URL names or in a file, which goes afterwards. FILLED names databases that are
there already, as "1000=postgres://...,100000=postgres://...", and stay. OUT=file writes the figures as JSON.

Of each page there are three figures: the work of the database on what it asks (on PostgreSQL the pages of
memory that it looks at, which no other work on the machine changes; on SQLite milliseconds), the processor
time of the answer, and how many statements there are.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks.database import database

SIZES = [int(size) for size in os.environ.get("STORIES", "1000,100000").split(",")]
FILLED = dict(pair.split("=", 1) for pair in filter(None, os.environ.get("FILLED", "").split(",")))
# What may grow by so much, and by so little that it is none: a page of memory more, or the clock's own noise.
RATIO = 1.5
LITTLE = {"postgresql": 40, "sqlite": 1.0}
# So many stories a day, however many there are in all.
A_DAY = 25
ROUNDS = 3


def main():
    """Make and measure each newsroom, and print what grows. Ends with 1 if anything does."""
    address, found = os.environ.get("DATABASE_URL", ""), {}
    with tempfile.TemporaryDirectory() as folder:
        for size in SIZES:
            if filled := FILLED.get(str(size)):
                found[size] = _apart("measure", size, filled)
                continue
            with database(address, folder, f"growth_{size}") as fresh:
                subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], env=_with(fresh), check=True)
                _apart("fill", size, fresh)
                found[size] = _apart("measure", size, fresh)
    if out := os.environ.get("OUT"):
        Path(out).write_text(json.dumps(found, indent=1))
    sys.exit(report(found))


def _with(address):
    return os.environ | {"DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "newsroom.settings.test"}


def _apart(what, size, address):
    """Do it in a process of its own, which has that database; return what it says."""
    command = [sys.executable, "-m", "tests.benchmarks.growth", what, str(size)]
    environment = _with(address) | {"STORIES": str(size)}  # the other benchmarks know one size
    said = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE)
    return json.loads(said.stdout or "null")


def report(found):
    """Print a table of pages with their ratios to the smallest newsroom; return how many grow."""
    first, *others = found
    vendor = found[first]["vendor"]
    named = "buffers" if vendor == "postgresql" else "database, ms"
    print(f"\n| page | {named} | {' | '.join(f'at {size:,}' for size in others)} | CPU, ms | queries |")
    print(f"| --- | --- | {'--- | ' * len(others)}--- | --- |")
    grown = 0
    for page, cost in found[first]["pages"].items():
        cells = []
        for size in others:
            other = found[size]["pages"].get(page)
            if other is None:
                cells.append("")
                continue
            is_more = other["work"] > cost["work"] * RATIO and other["work"] - cost["work"] > LITTLE[vendor]
            grown += is_more
            mark = " **grows**" if is_more else ""
            cells.append(f"{other['work']:,.4g} ({other['work'] / (cost['work'] or 1):.1f} x){mark}")
        cpus = " / ".join(f"{found[size]['pages'].get(page, cost)['cpu']:.1f}" for size in found)
        queries = " / ".join(str(found[size]["pages"].get(page, cost)["queries"]) for size in found)
        print(f"| {page} | {cost['work']:,.4g} | {' | '.join(cells)} | {cpus} | {queries} |")
    print(f"\n{vendor}: {grown} of {len(found[first]['pages']) * len(others)} grow")
    return bool(grown)


def fill(size):
    """Make the newsroom."""
    from tests.benchmarks import filling

    filling.fill(size, years=size / A_DAY / 365.25)


def measure():
    """Print, as JSON, what each page costs."""
    from django.db import connection
    from django.test import Client

    from tests.benchmarks import addresses
    from tests.benchmarks.timing import times_of, work_of

    reader, editor = Client(), Client()
    editor.force_login(addresses.editor())
    found = {}
    for clients, cases in ((reader, addresses.of_readers()), (editor, addresses.of_the_desk())):
        for name, address in cases.items():
            response = clients.get(address)
            if response.status_code == 302:  # one of these has its screen elsewhere
                address = response.url
                response = clients.get(address)
            assert response.status_code == 200, (name, address, response.status_code)

            def get(clients=clients, address=address):
                return clients.get(address)

            statements, buffers = work_of(get)
            cpu = min(_cpu_of(get) for _round in range(ROUNDS))
            work = buffers if connection.vendor == "postgresql" else min(times_of(get, rounds=ROUNDS))
            found[name] = {"work": work, "cpu": cpu, "queries": statements}
            print(f"{name}: {found[name]}", file=sys.stderr)
    print(json.dumps({"vendor": connection.vendor, "pages": found}))


def _cpu_of(work):
    began = time.process_time()
    work()
    return (time.process_time() - began) * 1000


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["fill", size]:
            fill(int(size))
        case ["measure", _size]:
            measure()
        case _:
            main()
