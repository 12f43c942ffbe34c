"""Of a long list in a JSON column, what is needed of each entry, without reading the others' words."""

from django.db.models import Func, JSONField, Value


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
