"""Telling others, after the fact: `emit` in the transaction of the change, `deliver` in the worker.

Delivery is at least once: if a worker dies in the middle a listener hears an event again, and must bear it.
"""

import datetime
import logging
from collections import defaultdict

from django.db import connection, transaction
from django.db.models import F, Q
from django.db.models.functions import Now

from newsroom.outbox import changes
from newsroom.outbox.models import Event

log = logging.getLogger(__name__)

CLAIM = datetime.timedelta(seconds=60)
MAX_ATTEMPTS = 12

_listeners = defaultdict(list)
_to_all = []
_periodic = []


def listen(kind):
    """Decorate a function `f(payload)` that wants every event of `kind`. Register it in AppConfig.ready()."""

    def register(function):
        _listeners[kind].append(function)
        return function

    return register


def listen_to_all(function):
    """Decorate a function `f(payload)` that wants every event there is."""
    _to_all.append(function)
    return function


def every_tick(function):
    """Decorate a function that the worker calls on every turn, such as promoting what is due."""
    _periodic.append(function)
    return function


def emit(kind, /, *, tags=(), at=None, **payload):
    """Write an event in the current transaction: it is told if, and only if, the change is committed.

    `tags` are the words (see `newsroom.lib.tags`) of all that it changes for readers: they are kept with the
    payload, and copies of pages that depend on one of them are old from then on. `at` is for what readers see
    only later: from this time on they are old, and not before, whenever the event itself is delivered.
    """
    tags = sorted(tags)
    if tags:
        payload["tags"] = tags
    event = Event.objects.create(kind=kind, payload=payload, due_at=Now(), counts_at=at)
    if changes.LOG.is_on:
        counts_at = at and at.timestamp()
        transaction.on_commit(lambda: changes.LOG.committed(event.pk, kind, tags, counts_at), robust=True)
    return event


def claim(limit=20):
    """Take up to `limit` due events for this worker and return them; no two workers get the same one.

    PostgreSQL skips rows that another worker holds; elsewhere one conditional UPDATE per row decides. The
    database's clock counts: a machine whose own is wrong neither delays an event nor takes one from another.
    """
    due = Event.objects.filter(
        Q(claimed_until=None) | Q(claimed_until__lt=Now()), delivered_at=None, due_at__lte=Now()
    )
    taken = {"claimed_until": Now() + CLAIM, "attempts": F("attempts") + 1}
    if connection.features.has_select_for_update_skip_locked:
        with transaction.atomic():
            ids = list(due.select_for_update(skip_locked=True).values_list("pk", flat=True)[:limit])
            Event.objects.filter(pk__in=ids).update(**taken)
    else:
        ids = [pk for pk in due.values_list("pk", flat=True)[:limit] if due.filter(pk=pk).update(**taken)]
    return list(Event.objects.filter(pk__in=ids))


def deliver(limit=20):
    """Claim due events and tell their listeners. Returns how many were delivered.

    One that fails is tried again later, waiting twice as long each time; after MAX_ATTEMPTS it stays, with
    its error, for somebody to look at.
    """
    delivered = 0
    for event in claim(limit):
        try:
            for listener in (*_listeners[event.kind], *_to_all):
                listener(event.payload)
        except Exception as error:
            log.exception("event %s failed", event)
            event.last_error = repr(error)[:2000]
            if event.attempts < MAX_ATTEMPTS:
                event.due_at = Now() + datetime.timedelta(seconds=2**event.attempts)
                event.claimed_until = None
            else:
                event.claimed_until = datetime.datetime(9999, 1, 1, tzinfo=datetime.UTC)
            event.save(update_fields=["last_error", "due_at", "claimed_until"])
        else:
            Event.objects.filter(pk=event.pk).update(delivered_at=Now(), claimed_until=None)
            delivered += 1
    return delivered


def tick():
    """One turn of the worker: periodic work, then events. Returns how many things were done."""
    done = 0
    for function in _periodic:
        done += function() or 0
    return done + deliver()
