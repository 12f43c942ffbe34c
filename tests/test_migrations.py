"""The migrations say what the models say, and lead back as well as forward."""

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

OURS = ["accounts", "outbox", "topics", "articles", "pages"]


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def tables(connection):
    ours = {model._meta.db_table for app in OURS for model in apps.get_app_config(app).get_models()}
    return ours & set(connection.introspection.table_names())


def test_migrations_lead_back_to_nothing(django_db_blocker):
    settings = dict(connections["default"].settings_dict) | {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": ":memory:",
        "OPTIONS": {},
    }
    connections.settings["scratch"] = settings
    try:
        with django_db_blocker.unblock():
            connection = connections["scratch"]
            executor = MigrationExecutor(connection)
            newest = [node for node in executor.loader.graph.leaf_nodes() if node[0] in OURS]
            executor.migrate(newest)
            assert len(tables(connection)) >= 30
            executor = MigrationExecutor(connection)
            executor.migrate([(app, None) for app in OURS])
            assert tables(connection) == set()
            connection.close()
    finally:
        del connections.settings["scratch"]
        del connections["scratch"]
