"""Keyset pagination: a page begins after a place, not after a count, so arriving items shift nothing."""

import base64
import datetime
from dataclasses import dataclass
from functools import cached_property, update_wrapper

from django.db.models import BigIntegerField, DateTimeField, Q
from django.http import Http404
from django.utils import timezone

from newsroom.lib.prepared import prepared
from newsroom.lib.tags import depends_on

_EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
_MICROSECOND = datetime.timedelta(microseconds=1)


@dataclass(frozen=True)
class Page:
    """A page of `items`, newest first, after the cursor `after`; `older` is the next one's, "" for none."""

    items: list
    older: str
    after: str = ""

    @property
    def is_first(self):
        """True for the page that begins with the newest."""
        return not self.after

    @property
    def query(self):
        """What leads to this page, at the end of its list's address."""
        return f"?after={self.after}" if self.after else ""

    @cached_property
    def stamp(self):
        """What stands for all of its items, if each came by a prepared query; else nothing."""
        stamps = [getattr(item, "stamp", None) for item in self.items]
        return b"".join(stamps) if all(stamps) else b""

    def __iter__(self):
        return iter(self.items)

    def __len__(self):
        return len(self.items)


def pack(*numbers):
    """Return an opaque cursor that holds whole `numbers`."""
    return base64.urlsafe_b64encode(" ".join(map(str, numbers)).encode()).decode().rstrip("=")


def unpack(cursor, count):
    """Return the `count` numbers of a cursor. Raises Http404 for anything that is not one, at no cost."""
    try:
        if len(cursor) > 64:
            raise ValueError
        raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
        numbers = [int(part) for part in raw.split(" ")]
        # One place has one cursor: another spelling of it is junk too, and would be a second copy in caches.
        if len(numbers) != count or any(abs(n) >= 2**63 for n in numbers) or pack(*numbers) != cursor:
            raise ValueError
    except ValueError as error:
        raise Http404("This page does not exist.") from error
    return numbers


def stamp(moment):
    """Return how many microseconds after 1970 the aware `moment` is."""
    return (moment - _EPOCH) // _MICROSECOND


def encode_cursor(moment, pk):
    """Return an opaque cursor for the place just after the item with this time and primary key."""
    return pack(stamp(moment), pk)


def decode_cursor(cursor):
    """Return `(moment, pk)` of a cursor. Raises Http404 for anything that is not one, at no cost."""
    microseconds, pk = unpack(cursor, 2)
    try:
        moment = _EPOCH + microseconds * _MICROSECOND
    except OverflowError as error:
        raise Http404("This page does not exist.") from error
    if pk <= 0:
        raise Http404("This page does not exist.")
    return moment, pk


def keyset_page(queryset, cursor, *, by, tie="pk", size=20, tag=""):
    """Return the Page of `queryset` that begins after `cursor` ("" for the newest), in one query.

    `by` names a datetime field; ties are broken by the field `tie`, which holds numbers above zero. `tag` is
    the word (`newsroom.lib.tags`) for what the list has: what is new stands on its first page, so that older
    ones say the word with ":older". Raises Http404 for a junk cursor.
    """
    if cursor:
        place = decode_cursor(cursor)
        queryset = _after(queryset, *place, by=by, tie=tie)
        tag = _tag_after(tag, place[0])
    depends_on(*filter(None, [tag]))
    return _page(list(_in_order(queryset, by, tie)[: size + 1]), cursor, by=by, tie=tie, size=size)


def paged(*, by, tie="pk", size=20, **fields):
    """Return a decorator that makes a Paged of a function that returns a queryset.

    `fields` says of which kind each of the function's values is; see `newsroom.lib.prepared`, of which this
    is a way to ask, and `keyset_page`.

        @paged(by="listed_at", author=models.BigIntegerField())
        def stories_by(author):
            return Edition.objects.public().for_cards().filter(authors=author)

        page = stories_by.page(request.GET.get("after", ""), author=7)
    """
    return lambda make: Paged(make, by=by, tie=tie, size=size, fields=fields)


class Paged:
    """A list whose pages are asked for in SQL that is written once."""

    def __init__(self, make, *, by, tie, size, fields):
        self.make, self.by, self.tie, self.size = make, by, tie, size
        self._rows = prepared(**fields, moment=DateTimeField(), number=BigIntegerField())(self._queryset)
        update_wrapper(self, make)

    def page(self, cursor, *, tag="", **values):
        """Return the Page after `cursor` ("" for the newest) of what the list has with these `values`.

        Its items are shared by all requests, and have stamps. Raises Http404 for a junk cursor.
        """
        if cursor:
            moment, number = decode_cursor(cursor)
            values |= {"moment": moment, "number": number}
            tag = _tag_after(tag, moment)
        depends_on(*filter(None, [tag]))
        rows = self._rows.all(most=self.size + 1, **values)
        return _page(rows, cursor, by=self.by, tie=self.tie, size=self.size)

    def _queryset(self, most, moment=None, number=None, **values):
        queryset = self.make(**values)
        if moment is not None:
            queryset = _after(queryset, moment, number, by=self.by, tie=self.tie)
        return _in_order(queryset, self.by, self.tie)[:most]


def _after(queryset, moment, number, *, by, tie):
    # The first of these says nothing new, but lets the database begin in the middle of its index.
    return queryset.filter(
        Q(**{f"{by}__lt": moment}) | Q(**{by: moment, f"{tie}__lt": number}), **{f"{by}__lte": moment}
    )


def _tag_after(tag, moment):
    # No page of ours leads to a place ahead of all there is, but somebody may ask for one.
    return f"{tag}:older" if tag and moment < timezone.now() else tag


def _in_order(queryset, by, tie):
    return queryset.order_by(f"-{by}", f"-{tie}")


def _page(rows, cursor, *, by, tie, size):
    items = rows[:size]
    older = ""
    if len(rows) > size:
        value = items[-1]
        for part in by.split("__"):
            value = getattr(value, part)
        older = encode_cursor(value, getattr(items[-1], tie))
    return Page(items=items, older=older, after=cursor)
