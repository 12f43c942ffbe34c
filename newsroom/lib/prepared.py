"""Querysets whose SQL is written once, and rows that are made into objects once.

Of what a query costs a page, most is Django's writing of its SQL, which is the same each time but for the
values in it; then the making of objects from rows that are, mostly, the same as those of the last reader.

    @prepared(day=models.DateField(), slug=models.TextField())
    def at(day, slug):
        return Edition.objects.public().filter(story__published_on=day, story__slug=slug)

    editions = at.all(day=date(2017, 3, 2), slug="two-minutes")

The function is called once for each database, with placeholders: it must not look at them, or hand them to
what does. A list, or a tuple, becomes one of as many placeholders, and the function is called once for each
length of it; Django takes such a list for `pk__in` and `story__pk__in`, but not for `story__in`. What is not
declared is handed on as it is, and has SQL of its own for each value: for switches, and for the few numbers
that are part of SQL, such as a LIMIT.

What `all()` returns is **shared by every request** that reads the same rows: look at it, and set nothing. Let
the query bring all that is looked at, since what Django fetches later would stay on the object for ever.
Each object has as `stamp` a few bytes that stand for everything in its row, joined tables and annotations
too. So what is made of one object alone, and of settings, may be kept under its stamp (see the tag `once`),
and nobody needs to be told when it changes.
"""

from copy import copy
from functools import partial, update_wrapper

from django.db import connections, router
from django.db.models import Expression

from newsroom.lib.memo import Memo, digest, packed

# Weighed as the database gives them; as objects they take some times as much.
_objects = Memo(most=8_000_000)
# So many ways to write one query are kept: a list has one for each length.
MOST_WAYS = 200


class Placeholder(Expression):
    """Stands in SQL for a value that comes later: number `place` of the list `name` if there is a list."""

    def __init__(self, name, place, output_field):
        super().__init__(output_field=output_field)
        self.name, self.place = name, place

    def as_sql(self, compiler, connection):
        """Return a mark, and itself as its value."""
        return "%s", [self]

    def value_in(self, values, connection):
        """Return what it stands for among `values`, as the database takes it."""
        value = values[self.name]
        value = value if self.place is None else value[self.place]
        return self.output_field.get_db_prep_value(value, connection)


def prepared(**fields):
    """Return a decorator that makes a Prepared of a function that returns a queryset.

    `fields` says of which kind each of its values is.
    """
    return lambda make: Prepared(make, fields)


def rounded(ids):
    """Return `ids` as a list, its last one repeated until it has 1, 2, 4, 8 ...: fewer lengths to write."""
    ids = sorted(ids)
    return ids + ids[-1:] * ((1 << (len(ids) - 1).bit_length()) - len(ids)) if ids else ids


class Prepared:
    """A query that is written once; see above."""

    def __init__(self, make, fields):
        self.make, self.fields, self._ways = make, fields, {}
        update_wrapper(self, make)

    def all(self, **values):
        """Return the objects that the query finds with these `values`."""
        way, rows = self.rows(**values)
        data = [packed(row) for row in rows]
        # Two lengths of a list have the same columns, and share their objects.
        keys = [(self.make, way.columns, digest(one)) for one in data]
        found = [_objects.find(key) for key in keys]
        missing = [number for number, one in enumerate(found) if one is None]
        made = way.objects([rows[number] for number in missing])

        def make(stamp):
            new = next(made)
            new.stamp = stamp
            return new

        for number in missing:
            key, weight = keys[number], len(data[number])
            # One by one, so that each is kept with what it alone says that pages depend on.
            found[number] = _objects.add(key, partial(make, key[-1]), lambda _made, weight=weight: weight)
        return found

    def first(self, **values):
        """Return the first of the objects, None for none."""
        return next(iter(self.all(**values)), None)

    def fresh(self, **values):
        """Return the objects, made anew for the caller alone and without stamps.

        That is for rows of which hardly two are the same, such as those with the database's time.
        """
        way, rows = self.rows(**values)
        return list(way.objects(rows))

    def rows(self, **values):
        """Return the rows as the database gives them, and the way in which they were asked for."""
        shape = tuple(
            len(value) if isinstance(value, list | tuple) else None if name in self.fields else value
            for name, value in values.items()
        )
        key = (*values, *shape)
        way = self._ways.get(key) or self._written(key, values)
        connection = connections[way.using]
        with connection.cursor() as cursor:
            cursor.execute(way.sql, way.params(values, connection))
            return way, cursor.fetchall()

    def _written(self, key, values):
        way = Way(self.make(**{name: self._place_of(name, value) for name, value in values.items()}))
        while len(self._ways) >= MOST_WAYS:
            self._ways.pop(next(iter(self._ways)), None)
        self._ways[key] = way
        return way

    def _place_of(self, name, value):
        if name not in self.fields:
            return value
        field = self.fields[name]
        if isinstance(value, list | tuple):
            return [Placeholder(name, place, field) for place in range(len(value))]
        return Placeholder(name, None, field)


class Way:
    """One way to ask: a queryset, and its SQL."""

    def __init__(self, queryset):
        self.queryset, self.using = queryset, queryset._db or router.db_for_read(queryset.model)
        self.compiler = queryset.query.get_compiler(self.using)
        self.sql, self._params = self.compiler.as_sql()
        if queryset._prefetch_related_lookups:
            raise ValueError("What is prefetched is in no row, so it would not be seen to change.")
        self.columns = (self.using, *(sql for _column, (sql, _params), _alias in self.compiler.select))

    def params(self, values, connection):
        """Return the parameters of the SQL, with `values` in their places."""
        return [
            param.value_in(values, connection) if isinstance(param, Placeholder) else param
            for param in self._params
        ]

    def objects(self, rows):
        """Return an iterator over the objects of `rows`, which are made as it comes to them."""
        compiler = copy(self.compiler)
        compiler.connection = connections[self.using]
        compiler.execute_sql = lambda *args, **kwargs: [rows]
        queryset = self.queryset._chain()
        queryset.query.get_compiler = lambda *args, **kwargs: compiler
        return iter(queryset._iterable_class(queryset))
