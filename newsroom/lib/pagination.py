"""Keyset pagination: a page begins after a place, not after a count, so arriving items shift nothing."""

import base64
import datetime
from dataclasses import dataclass

from django.db.models import Q
from django.http import Http404

_EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
_MICROSECOND = datetime.timedelta(microseconds=1)


@dataclass(frozen=True)
class Page:
    """One page of `items`, newest first; `older` is the cursor of the next one, "" on the last."""

    items: list
    older: str
    is_first: bool

    def __iter__(self):
        return iter(self.items)

    def __len__(self):
        return len(self.items)


def encode_cursor(moment, pk):
    """Return an opaque cursor for the place just after the item with this time and primary key."""
    stamp = (moment - _EPOCH) // _MICROSECOND
    return base64.urlsafe_b64encode(f"{stamp} {pk}".encode()).decode().rstrip("=")


def decode_cursor(cursor):
    """Return `(moment, pk)` of a cursor. Raises Http404 for anything that is not one, at no cost."""
    try:
        if len(cursor) > 64:
            raise ValueError
        raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
        stamp, pk = map(int, raw.split(" "))
        moment = _EPOCH + stamp * _MICROSECOND
        # One place has one cursor: another spelling of it is junk too, and would be a second copy in caches.
        if not 0 < pk < 2**63 or encode_cursor(moment, pk) != cursor:
            raise ValueError
    except (ValueError, OverflowError) as error:
        raise Http404("This page does not exist.") from error
    return moment, pk


def keyset_page(queryset, cursor, *, by, size=20):
    """Return the Page of `queryset` that begins after `cursor` ("" for the newest), in one query.

    `by` names a datetime field; ties are broken by primary key. Raises Http404 for a junk cursor.
    """
    if cursor:
        moment, pk = decode_cursor(cursor)
        queryset = queryset.filter(Q(**{f"{by}__lt": moment}) | Q(**{by: moment, "pk__lt": pk}))
    rows = list(queryset.order_by(f"-{by}", "-pk")[: size + 1])
    items = rows[:size]
    older = ""
    if len(rows) > size:
        value = items[-1]
        for part in by.split("__"):
            value = getattr(value, part)
        older = encode_cursor(value, items[-1].pk)
    return Page(items=items, older=older, is_first=not cursor)
