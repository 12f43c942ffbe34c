"""Events: written with their change, claimed by one worker, told at least once, tried again with patience."""

import datetime

import pytest
from django.db import connection, transaction
from django.utils import timezone

from newsroom.outbox import events
from newsroom.outbox.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def heard(monkeypatch):
    """What a listener for "test" hears; nobody else listens, and nothing is done periodically."""
    monkeypatch.setattr(events, "_listeners", events.defaultdict(list))
    monkeypatch.setattr(events, "_periodic", [])
    told = []
    events.listen("test")(told.append)
    return told


def make_due(event):
    Event.objects.filter(pk=event.pk).update(due_at=timezone.now() - datetime.timedelta(days=1))


def test_an_event_is_told_once(heard):
    events.emit("test", story=1)
    assert events.deliver() == 1
    assert events.deliver() == 0
    assert heard == [{"story": 1}]
    event = Event.objects.get()
    assert event.delivered_at
    assert (event.attempts, event.claimed_until, event.last_error) == (1, None, "")


def test_events_are_told_in_order(heard):
    for number in range(25):
        events.emit("test", number=number)
    assert events.deliver() == 20
    assert events.deliver() == 5
    assert [payload["number"] for payload in heard] == list(range(25))


def test_an_event_of_a_change_that_failed_is_never_told(heard):
    with pytest.raises(RuntimeError), transaction.atomic():
        events.emit("test")
        raise RuntimeError
    assert events.deliver() == 0
    assert heard == []


def test_an_event_that_nobody_wants_is_done(heard):
    events.emit("other")
    assert events.deliver() == 1
    assert heard == []


def test_every_listener_hears(heard):
    more = []
    events.listen("test")(more.append)
    events.emit("test")
    events.deliver()
    assert heard == more == [{}]


def test_one_that_fails_waits_twice_as_long_each_time(heard, caplog):
    @events.listen("test")
    def fails(payload):
        raise RuntimeError("no answer")

    event = events.emit("test")
    for attempt in range(1, 5):
        make_due(event)
        begun = timezone.now()
        assert events.deliver() == 0
        event = Event.objects.get()
        assert event.claimed_until is None
        assert event.delivered_at is None
        wait = datetime.timedelta(seconds=2**attempt)
        assert begun + wait <= event.due_at + datetime.timedelta(seconds=0.1)
        assert event.due_at <= timezone.now() + wait + datetime.timedelta(seconds=0.1)
        assert events.deliver() == 0  # not before its time
        assert len(heard) == attempt
    assert "no answer" in event.last_error
    assert "failed" in caplog.text


def test_one_that_fails_for_ever_stays_for_somebody_to_look_at(heard):
    @events.listen("test")
    def fails(payload):
        raise RuntimeError("no answer")

    event = events.emit("test")
    for _attempt in range(events.MAX_ATTEMPTS + 3):
        make_due(event)
        events.deliver()
    event.refresh_from_db()
    assert event.attempts == events.MAX_ATTEMPTS == len(heard)
    assert event.delivered_at is None


def test_one_failure_holds_up_no_other(heard):
    @events.listen("bad")
    def fails(payload):
        raise RuntimeError

    events.emit("bad")
    events.emit("test")
    assert events.deliver() == 1
    assert heard == [{}]


def test_a_claimed_event_is_left_alone_until_its_worker_is_given_up(heard):
    event = events.emit("test")
    (claimed,) = events.claim()
    assert claimed.pk == event.pk
    assert events.claim() == []
    now = timezone.now()
    assert now < claimed.claimed_until <= now + events.CLAIM
    Event.objects.update(claimed_until=now - datetime.timedelta(seconds=1))  # a minute after it died
    assert events.deliver() == 1
    assert Event.objects.get().attempts == 2


def test_the_databases_clock_decides(heard, monkeypatch):
    """A web server an hour ahead delays nothing, and a worker an hour ahead takes nothing from another."""
    real = timezone.now
    monkeypatch.setattr(timezone, "now", lambda: real() + datetime.timedelta(hours=1))
    events.emit("test")
    monkeypatch.undo()
    assert len(events.claim()) == 1
    monkeypatch.setattr(timezone, "now", lambda: real() + datetime.timedelta(hours=1))
    assert events.claim() == []


def test_a_turn_does_what_is_periodic_and_then_delivers(heard):
    @events.every_tick
    def periodic():
        events.emit("test")
        return 3

    events.every_tick(lambda: None)
    assert events.tick() == 4
    assert heard == [{}]


def test_claiming_takes_few_queries(heard, django_assert_max_num_queries):
    for _ in range(20):
        events.emit("test")
    few = 5 if connection.features.has_select_for_update_skip_locked else 22
    with django_assert_max_num_queries(few):
        assert len(events.claim()) == 20
