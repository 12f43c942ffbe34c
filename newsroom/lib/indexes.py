"""Adds indexes to tables that others are writing to."""

from django.db import migrations


def added_online(app, indexes):
    """Return the operation that adds `indexes`, pairs of a model's name in `app` and an index.

    On PostgreSQL they are made while others write, so its migration may not be atomic. It can be run again:
    of an attempt that was interrupted there may be an index that is of no use.
    """
    indexes = list(indexes)

    def make(apps, schema_editor):
        is_postgresql = schema_editor.connection.vendor == "postgresql"
        online = {"concurrently": True} if is_postgresql else {}
        for name, index in indexes:
            schema_editor.execute(f"DROP INDEX {'CONCURRENTLY ' * is_postgresql}IF EXISTS {index.name}")
            schema_editor.add_index(apps.get_model(app, name), index, **online)

    def drop(apps, schema_editor):
        for _name, index in indexes:
            schema_editor.execute(f"DROP INDEX IF EXISTS {index.name}")

    return migrations.SeparateDatabaseAndState(
        database_operations=[migrations.RunPython(make, drop)],
        state_operations=[migrations.AddIndex(model_name=name, index=index) for name, index in indexes],
    )
