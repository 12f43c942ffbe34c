"""What benchmarks print: where they ran, and tables in Markdown."""

import datetime
import json
import os
import platform
from pathlib import Path

import django
from django.db import connection


def where():
    """Return one line about the machine, the versions and the database."""
    model = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        platform.machine(),
    )
    with connection.cursor() as cursor:
        sqlite = connection.vendor == "sqlite"
        cursor.execute("SELECT sqlite_version()" if sqlite else "SHOW server_version")
        version = cursor.fetchone()[0].split(" ")[0]
    return (
        f"{datetime.date.today()}, {os.cpu_count()} cores ({model}), load {os.getloadavg()[0]:.1f} before, "
        f"Python {platform.python_version()}, Django {django.__version__}, "
        f"{connection.display_name} {version}"
    )


def shown(title, rows):
    """Print `rows`, dictionaries with the same keys, as a table, and return them."""
    head(title, rows[0])
    for row in rows:
        line(row.values())
    return rows


def head(title, columns):
    """Print the beginning of a table with these columns."""
    print(f"\n{title}\n")
    line(columns)
    line(["---"] * len(columns))


def line(cells):
    """Print a line of a table."""
    print(f"| {' | '.join(map(str, cells))} |", flush=True)


def write(figures):
    """Write the figures as JSON into the file that OUT names, if it names one."""
    if os.environ.get("OUT"):
        Path(os.environ["OUT"]).write_text(json.dumps(figures, indent=2) + "\n")
