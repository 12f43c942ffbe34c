"""Settings of the servers that are measured: production's, with addresses and a header for measuring.

With BENCH=bare there is nothing but Django.
"""

import os

from newsroom.settings.production import *  # noqa: F403 (settings build on it)
from newsroom.settings.production import ALLOWED_HOSTS, MIDDLEWARE

ROOT_URLCONF = "tests.benchmarks.urls"
# By which tests/benchmarks/cold.py asks.
ALLOWED_HOSTS += ["localhost"]
if os.environ.get("BENCH") == "bare":
    MIDDLEWARE = []
else:
    MIDDLEWARE.insert(0, "tests.benchmarks.counting.count_queries")
