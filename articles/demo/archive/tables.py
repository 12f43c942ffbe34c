"""Rows by the thousand: kept by the database as fast as it takes them, without a statement for each."""

import datetime
import io
import json

from django.db import connection, models
from django.db.models.expressions import DatabaseDefault


def write(rows):
    """Write new `rows`, unsaved instances of one model, as they are: nothing is filled in but their keys.

    Rows that others refer to have theirs already, from new_keys().
    """
    if not rows:
        return
    fields = rows[0]._meta.local_concrete_fields
    if rows[0].pk is None:
        fields = [field for field in fields if not field.primary_key]
    names = [field.attname for field in fields]
    for field in fields:
        if isinstance(field, models.JSONField):
            for row in rows:
                setattr(row, field.attname, json.dumps(_plain(getattr(row, field.attname))))
    copy(
        rows[0]._meta.db_table,
        [field.column for field in fields],
        ([_plain(getattr(row, name)) for name in names] for row in rows),
    )


def _plain(value):
    """Return a value; where the database would fill it in, what it would be."""
    return value.expression.value if isinstance(value, DatabaseDefault) else value


def copy(table, columns, rows):
    """Write `rows`, each a sequence of the values for `columns`, to `table`."""
    named = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            text = "".join(["\t".join(map(_copied, row)) + "\n" for row in rows])
            if text:
                cursor.copy_expert(f'COPY "{table}" ({named}) FROM STDIN', io.StringIO(text))
        else:
            marks = ", ".join(["%s"] * len(columns))
            cursor.executemany(
                f'INSERT INTO "{table}" ({named}) VALUES ({marks})',  # noqa: S608 (our own names)
                [[*map(_adapted, row)] for row in rows],
            )


# What COPY has signs for, the sign of signs first.
_ESCAPED = (("\\", "\\\\"), ("\t", "\\t"), ("\n", "\\n"), ("\r", "\\r"))


def _copied(value):
    """Return a value as COPY reads it."""
    if isinstance(value, str):
        for sign, escaped in _ESCAPED:
            value = value.replace(sign, escaped)
        return value
    return "\\N" if value is None else str(value)


def _adapted(value):
    """Return a value as SQLite keeps it."""
    if type(value) is datetime.datetime:
        return str(value.astimezone(datetime.UTC).replace(tzinfo=None))
    return str(value) if type(value) is datetime.date else value


def new_keys(model, count):
    """Return an iterator of `count` primary keys for new rows of `model`, which nobody else gets."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count]
            )
            return iter([key for (key,) in cursor.fetchall()])
        # The caller's transaction has the database to itself; what it writes raises this by itself.
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        last = (cursor.fetchone() or (0,))[0]
    return iter(range(last + 1, last + 1 + count))
