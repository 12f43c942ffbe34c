"""Settings of the server that is measured: a test's, and an address whose answer is constant."""

from tests.served import *  # noqa: F403 (settings build on it)

ROOT_URLCONF = "tests.benchmarks.urls"
