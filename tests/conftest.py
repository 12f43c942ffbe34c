"""What every test stands on."""

import hypothesis
import psycopg2
import pytest
from django.conf import settings
from django.core.cache import cache

hypothesis.settings.register_profile("newsroom", deadline=None)
hypothesis.settings.load_profile("newsroom")


def pytest_configure(config):
    """Say once, in one line, that the database server is not there, instead of failing each test."""
    database = settings.DATABASES["default"]
    if database["ENGINE"] == "django.db.backends.postgresql" and not hasattr(config, "workerinput"):
        try:
            psycopg2.connect(
                host=database["HOST"],
                port=database["PORT"] or 5432,
                user=database["USER"],
                password=database["PASSWORD"],
                dbname="postgres",
                connect_timeout=5,
            ).close()
        except psycopg2.OperationalError as error:
            pytest.exit(f"No PostgreSQL server to test on: {error}", returncode=1)


@pytest.fixture(autouse=True)
def empty_cache():
    """Start each test with nothing cached."""
    cache.clear()
