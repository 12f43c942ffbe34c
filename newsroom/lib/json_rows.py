"""Rows of another table as one column: with a row comes what belongs to it, in one query.

What comes is plain: numbers, texts, and moments as text, which `moment` reads.
"""

import datetime

from django.db.models import JSONField, Subquery
from django.db.models.functions import JSONObject
from django.utils.dateparse import parse_datetime


class JSONRows(Subquery):
    """The rows of `queryset` as a list of dicts with these `fields`, in no order unless it is sliced."""

    template = "(SELECT COALESCE(JSONB_AGG(r.\"row\"), '[]'::jsonb) FROM (%(subquery)s) r)"

    def __init__(self, queryset, *fields):
        row = JSONObject(**dict(zip(fields, fields, strict=True)))
        super().__init__(queryset.values(row=row), output_field=JSONField())

    def as_sqlite(self, compiler, connection):
        """Return the same as SQLite says it."""
        template = '(SELECT JSON_GROUP_ARRAY(JSON(r."row")) FROM (%(subquery)s) r)'
        return self.as_sql(compiler, connection, template=template)


def moment(text):
    """Return the aware datetime that such a text says, None for none: SQLite keeps them in UTC, unsaid."""
    found = text and parse_datetime(text)
    return found.replace(tzinfo=datetime.UTC) if found and found.tzinfo is None else found or None
