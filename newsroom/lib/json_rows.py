"""Rows of another table as one column: with a row comes what belongs to it, in one query.

What comes is plain: numbers, texts, and moments as text, which `moment` reads.
"""

import datetime
import json

from django.db.models import Func, JSONField, Subquery
from django.db.models.functions import JSONObject
from django.utils.dateparse import parse_datetime


class JSONRow(JSONObject):
    """A row as a dict with these `fields`. A column that is JSON is part of it, not a text in it."""

    def __init__(self, *fields, **named):
        super().__init__(**dict(zip(fields, fields, strict=True)), **named)

    def as_sqlite(self, compiler, connection, **options):
        """Return the same for SQLite, which takes JSON for a text unless it is told."""
        row = self.copy()
        row.set_source_expressions(
            [
                Func(column, function="JSON") if isinstance(column.output_field, JSONField) else column
                for column in row.get_source_expressions()
            ]
        )
        return super(JSONRow, row).as_sqlite(compiler, connection, **options)


class JSONRows(Subquery):
    """The rows of `queryset` as a list of dicts with these `fields`, in no order unless it is sliced."""

    template = "(SELECT COALESCE(JSONB_AGG(r.\"row\"), '[]'::jsonb) FROM (%(subquery)s) r)"

    def __init__(self, queryset, *fields):
        super().__init__(queryset.values(row=JSONRow(*fields)), output_field=JSONField())

    def as_sqlite(self, compiler, connection):
        """Return the same as SQLite says it."""
        template = '(SELECT JSON_GROUP_ARRAY(JSON(r."row")) FROM (%(subquery)s) r)'
        return self.as_sql(compiler, connection, template=template)


def moment(text):
    """Return the aware datetime that such a text says, None for none: SQLite keeps them in UTC, unsaid."""
    found = text and parse_datetime(text)
    return found.replace(tzinfo=datetime.UTC) if found and found.tzinfo is None else found or None


def rows_in(value):
    """Return JSON that came inside a row: some of it is text there, and which differs by database."""
    return json.loads(value) if isinstance(value, str) else value or []
