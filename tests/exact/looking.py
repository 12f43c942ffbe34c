"""Every page as it looks, what it says that it depends on, and what has become of it since."""

from dataclasses import dataclass

from django.core.handlers.base import BaseHandler
from django.db.models import Q
from django.test import RequestFactory

from newsroom.lib.tags import collecting
from newsroom.outbox.models import Event


@dataclass(frozen=True)
class Look:
    """An answer: its status and bytes, and the words it said, with the time until which it lasts."""

    status: int
    body: bytes
    tags: frozenset
    until: object


def look(pages):
    """Return {name: Look} of all `pages`, {name: address}.

    They are asked of the handler: a test client copies the context of each template besides.
    """
    handler = BaseHandler()
    handler.load_middleware()
    looks = {}
    for name, address in pages.items():
        with collecting() as tags:
            response = handler.get_response(RequestFactory().get(address))
        body = response.content + response.headers.get("Location", "").encode()
        looks[name] = Look(response.status_code, body, frozenset(tags), tags.until)
    return looks


def told(since, mark, now):
    """Return the words of what was told at once after the event number `mark`, or counts since then.

    `since` and `now` are the aware times between which it may have come to count.
    """
    at_once = Q(pk__gt=mark, counts_at=None)
    events = Event.objects.filter(at_once | Q(counts_at__gt=since, counts_at__lte=now))
    return {tag for event in events for tag in event.payload.get("tags", ())}


@dataclass(frozen=True)
class Difference:
    """Pages by their names: those that are otherwise, those of them that nobody told, those told in vain."""

    changed: set
    stale: set
    in_vain: set


def difference(before, after, told, now):
    """Return the Difference of two looks, if the words `told` were told between them and it is `now`."""
    changed = {name for name in before if (before[name].status, before[name].body) != _of(after[name])}
    old = {
        name
        for name, page in before.items()
        if page.tags & told or (page.until is not None and page.until <= now)
    }
    return Difference(changed, changed - old, old - changed)


def _of(page):
    return page.status, page.body
