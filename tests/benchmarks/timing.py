"""How long the database takes for what is asked of it."""

import statistics
import time

from django.db import connection

ROUNDS = 20
LIMIT = 50  # milliseconds


def times_of(work):
    """Return how many milliseconds the database took for what `work` asks, each of ROUNDS times.

    That is to run its statements and fetch the rows. SQLite runs in this process: its time on a processor is
    taken, so that what else the machine does is not counted.
    """
    statements, took = [], []

    def remember(execute, sql, params, many, context):
        if sql.lstrip("(").startswith("SELECT"):
            statements.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(remember):
        work()
    clock = time.process_time if connection.vendor == "sqlite" else time.perf_counter
    for _round in range(ROUNDS):
        began = clock()
        for sql, params in statements:
            with connection.cursor() as cursor:
                cursor.execute(sql, params)
                cursor.fetchall()
        took.append((clock() - began) * 1000)
    return took


def report(name, took, more=""):
    """Print a line of a case that `took` so long each time; return True if it took longer than LIMIT."""
    median = statistics.median(took)
    print(f"{name:<42} {median:7.1f} ms, at least {min(took):7.1f}, at worst {max(took):7.1f}{more}")
    return median > LIMIT
