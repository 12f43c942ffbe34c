"""Lists inside the database: what is needed of each entry of one, and one that is handed over as a whole."""

import json

from django.db.models import BigIntegerField, Func, JSONField, Value


class JSONEntries(Func):
    """A list of lists: of each entry of the list `name` in a JSON `column`, what it has at `keys`."""

    def __init__(self, column, name, *keys):
        super().__init__(column, Value(name), *map(Value, keys), output_field=JSONField())

    def as_sqlite(self, compiler, connection):
        """Return it as SQLite says it."""
        return self._written(
            compiler,
            "JSON_EXTRACT(e.value, '$.' || %s)",
            "JSON((SELECT JSON_GROUP_ARRAY(JSON_ARRAY({})) FROM JSON_EACH({}, '$.' || {}) e))",
        )

    def as_postgresql(self, compiler, connection):
        """Return it as PostgreSQL says it."""
        return self._written(
            compiler,
            "e -> %s",
            "(SELECT COALESCE(JSONB_AGG(JSONB_BUILD_ARRAY({})), '[]'::jsonb)"
            " FROM JSONB_ARRAY_ELEMENTS({} -> {}) e)",
        )

    def _written(self, compiler, one, whole):
        (column, column_params), (name, name_params), *keys = map(
            compiler.compile, self.get_source_expressions()
        )
        picked = ", ".join(one.replace("%s", sql) for sql, _params in keys)
        params = [param for _sql, its_own in keys for param in its_own]
        return whole.format(picked, column, name), (*params, *column_params, *name_params)


class NumbersIn(Func):
    """The whole numbers of a list that `numbers` wrote, for `pk__in`: however long it is, it is one value.

    A prepared query (`newsroom.lib.prepared`) is so written once, and not once for each length.
    """

    def __init__(self, text):
        super().__init__(text, output_field=BigIntegerField())

    def as_sqlite(self, compiler, connection):
        """Return it as SQLite says it."""
        return self.as_sql(compiler, connection, template="(SELECT value FROM JSON_EACH(%(expressions)s))")

    def as_postgresql(self, compiler, connection):
        """Return it as PostgreSQL says it."""
        template = "(SELECT JSONB_ARRAY_ELEMENTS_TEXT(%(expressions)s::jsonb)::bigint)"
        return self.as_sql(compiler, connection, template=template)


def numbers(ids):
    """Return a list of whole numbers as a text, for NumbersIn."""
    return json.dumps(sorted(ids))
