"""A newsroom of its own for a benchmark, with an empty database, set as in production."""

import contextlib
import io
import os
import signal
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

import django
from django.core.management import call_command

from tests.benchmarks.database import database
from tests.nginx import missing, program
from tests.processes import production


@contextmanager
def newsroom():
    """Give (folder for nginx, environment of its servers); this process is set up for it too.

    DATABASE_URL names a PostgreSQL database beside which a new one is made; without it, SQLite. CACHE_URL
    names a cache that the processes share. All of it goes afterwards.
    """
    if lacking := missing() or (program("wrk") is None and "wrk"):
        raise SystemExit(f"{lacking} is not installed. On Debian and Ubuntu: apt install nginx openssl wrk")
    # Who ends it leaves nothing behind either: no server that runs, no database.
    signal.signal(signal.SIGTERM, lambda *_args: sys.exit(143))
    with tempfile.TemporaryDirectory(prefix="newsroom-bench-") as folder:
        folder = Path(folder)
        for name in ("data", "nginx"):
            (folder / name).mkdir()
        with database(os.environ.pop("DATABASE_URL", ""), folder) as address:
            environment = production(folder / "data", address, "tests.benchmarks.settings")
            if cache := os.environ.get("CACHE_URL"):
                # Beside what others keep there.
                environment["CACHE_URL"] = (
                    f"{cache}{'&' if '?' in cache else '?'}key_prefix=bench{os.getpid()}"
                )
            os.environ.update(environment)
            django.setup()
            with contextlib.redirect_stdout(io.StringIO()):
                call_command("prepare")
            yield folder / "nginx", environment
