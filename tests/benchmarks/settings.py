"""Settings of the server that is measured: a test's, and an address whose answer is constant."""

from tests.served import *  # noqa: F403

ROOT_URLCONF = "tests.benchmarks.urls"
