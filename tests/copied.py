"""Settings of a server that a test starts to see what it keeps: `tests/copies.py` counts what is rendered."""

from tests.served import *  # noqa: F403 (settings build on it)
from tests.served import MIDDLEWARE

MIDDLEWARE.insert(MIDDLEWARE.index("newsroom.page_cache.PageCacheMiddleware") + 1, "tests.copies.Counting")
