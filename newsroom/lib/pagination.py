"""Keyset pagination: a page begins after a place, not after a count, so arriving items shift nothing."""

import base64
import binascii
import datetime
from dataclasses import dataclass

from django.db.models import Q
from django.http import Http404


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
    return base64.urlsafe_b64encode(f"{moment.timestamp():.6f} {pk}".encode()).decode().rstrip("=")


def decode_cursor(cursor):
    """Return `(moment, pk)` of a cursor. Raises Http404 for anything that is not one, at no cost."""
    try:
        if len(cursor) > 64:
            raise ValueError
        raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
        stamp, pk = raw.split(" ")
        pk = int(pk)
        if not 0 < pk < 2**63:
            raise ValueError
        return datetime.datetime.fromtimestamp(float(stamp), datetime.UTC), pk
    except (ValueError, OverflowError, OSError, binascii.Error) as error:
        raise Http404("This page does not exist.") from error


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
