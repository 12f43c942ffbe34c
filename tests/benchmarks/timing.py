"""How long the database takes for what is asked of it."""

import statistics
import time
from pathlib import Path

from django.db import connection

ROUNDS = 20
LIMIT = 50  # milliseconds


def work_of(work):
    """Return how many statements `work` needs, and how many pages of memory PostgreSQL looks at for them.

    Of SQLite, which does not say, that is 0.
    """
    statements = _asked_by(work)
    if connection.vendor == "sqlite":
        return len(statements), 0
    buffers = 0
    with connection.cursor() as cursor:
        for sql, params in statements:
            cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) {sql}", params)
            plan = cursor.fetchone()[0][0]["Plan"]
            buffers += plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]
    return len(statements), buffers


def times_of(work, rounds=ROUNDS):
    """Return how many milliseconds the database took for what `work` asks, each of some `rounds`.

    That is to run its statements and fetch the rows: the time on a processor, so that what else the machine
    does is not counted, of this process for SQLite, of the server's for PostgreSQL. Where that cannot be
    seen, because the server is another machine's, it is the time that we waited.
    """
    statements, took = _asked_by(work), []
    clock = _clock()
    for _round in range(rounds):
        began = clock()
        for sql, params in statements:
            with connection.cursor() as cursor:
                cursor.execute(sql, params)
                cursor.fetchall()
        took.append((clock() - began) * 1000)
    return took


def _asked_by(work):
    """Return the (statement, its parameters) by which `work` reads."""
    statements = []

    def remember(execute, sql, params, many, context):
        if sql.lstrip("(").startswith("SELECT"):
            statements.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(remember):
        work()
    return statements


def _clock():
    """Return a function that tells seconds."""
    if connection.vendor == "sqlite":
        return time.process_time
    used = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat")
    if connection.settings_dict["HOST"] not in ("", "localhost", "127.0.0.1") or not used.exists():
        return time.perf_counter
    return lambda: int(used.read_text().split()[0]) / 1e9


def report(name, took, more=""):
    """Print a line of a case that `took` so long each time; return True if it took longer than LIMIT."""
    median = statistics.median(took)
    print(f"{name:<42} {median:7.1f} ms, at least {min(took):7.1f}, at worst {max(took):7.1f}{more}")
    return median > LIMIT
