"""What every test stands on."""

import sys
from functools import lru_cache

import hypothesis
import psycopg2
import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection

from newsroom.lib import memo
from newsroom.lib.pagination import Paged
from newsroom.lib.prepared import Prepared
from newsroom.outbox import changes
from tests.provider import certified, serving

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


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """End what is still connected before the database is dropped: a page that closes may still say so."""
    yield
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


@pytest.fixture(autouse=True)
def empty_cache():
    """Start each test with nothing cached, nor any SQL that a test before has written in its own way."""
    cache.clear()
    memo.forget()
    for statement in statements(len(sys.modules)):
        statement()


@lru_cache(maxsize=1)
def statements(_modules):
    """Return what forgets the SQL that is written once, of all modules of ours that are there."""
    found = []
    for name, module in list(sys.modules.items()):
        if name.split(".")[0] in ("newsroom", "topics", "articles"):
            for value in vars(module).values():
                if isinstance(value, Paged | Prepared):
                    found.append((value._rows if isinstance(value, Paged) else value)._ways.clear)
                elif hasattr(value, "cache_clear"):
                    found.append(value.cache_clear)
    return found


@pytest.fixture
def provider(settings, monkeypatch, tmp_path):
    """A provider in the house: on the list, in a network that the settings permit, with a certificate."""
    tls, authority = certified(tmp_path, "localhost", "127.0.0.2")
    monkeypatch.setenv("SSL_CERT_FILE", str(authority))
    with serving(tls) as provider:
        settings.EMBEDS = {
            "providers": ["youtube", "mastodon"],
            "mastodon_hosts": [provider.host],
            "private_networks": ["127.0.0.1/32", "::1/128"],
        }
        yield provider


@pytest.fixture
def log(settings, monkeypatch):
    """The log of changes of this process, with copies switched on; it is asked at each request."""
    settings.KEEP_COPIES = True
    monkeypatch.setattr(changes, "EVERY", 0)
    changes.LOG.forget()
    changes.LOG.look()
    yield changes.LOG
    changes.LOG.forget()
