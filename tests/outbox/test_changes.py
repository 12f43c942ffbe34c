"""What a process learns of changes, and for how long it keeps what it made: until one of its tags changes."""

import datetime
import threading
import time

import pytest
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from newsroom.lib.tags import collecting, depends_on
from newsroom.outbox import changes, events
from newsroom.outbox.models import Event
from tests.processes import Process

pytestmark = pytest.mark.django_db(transaction=True)


def written_by_another(*tags, kind="test", **fields):
    """Write an event as another process does: nobody tells this one."""
    return Event.objects.create(kind=kind, payload={"tags": list(tags)}, due_at=timezone.now(), **fields)


def test_what_is_committed_here_is_known_at_once(log, django_assert_num_queries):
    known = log.known()
    events.emit("test", tags={"story:1"})
    with django_assert_num_queries(0):
        assert not log.is_good({"story:1"}, known)
        assert log.is_good({"story:2"}, known)
        assert log.is_good({"story:1"}, log.known())


def test_what_is_undone_is_never_known(log):
    known = log.known()
    with pytest.raises(RuntimeError), transaction.atomic():
        events.emit("test", tags={"story:1"})
        log.look()
        raise RuntimeError
    log.look()
    assert log.is_good({"story:1"}, known)
    events.emit("test", tags={"story:1"})
    assert not log.is_good({"story:1"}, known)


def test_what_others_commit_is_known_after_a_look_at_one_query(log, django_assert_num_queries):
    known = log.known()
    written_by_another("story:1", "topic:2")
    assert log.is_good({"story:1"}, known)
    with django_assert_num_queries(1):
        log.look()
    assert not log.is_good({"topic:2", "story:9"}, known)
    assert log.is_good({"story:9"}, known)


def test_a_process_asks_now_and_then(log, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(changes, "EVERY", 60)
    log.look()
    with django_assert_num_queries(0):
        log.look()
    with django_assert_num_queries(1):
        log.look(force=True)


def test_what_does_not_say_what_it_depends_on_is_old_with_any_change(log):
    known = log.known()
    assert log.is_good((), known)
    events.emit("test")
    assert not log.is_good((), known)


def test_a_process_that_begins_knows_what_was_before(log):
    known = log.known()
    written_by_another("story:1")
    log.forget()
    log.look()
    assert not log.is_good({"story:1"}, known)
    assert log.is_good({"story:2"}, known)


def test_of_what_is_too_old_to_be_known_nothing_is_called_good(log, monkeypatch):
    known = log.known()
    for number in range(5):
        written_by_another(f"story:{number}")
    monkeypatch.setattr(changes, "READ", 3)
    for begin in (log.forget, lambda: None):
        begin()
        log.look()
        assert not log.is_good({"story:9"}, known)
        now = log.known()
        assert log.is_good({"story:9"}, now)
        for number in range(4):
            written_by_another(f"story:{number}")
        log.look()
        assert not log.is_good({"story:9"}, now)


def test_a_number_that_comes_late_is_learned(log):
    first, second = written_by_another("story:1"), written_by_another("story:2")
    Event.objects.filter(pk=first.pk).delete()
    log.look()
    known = log.known()
    assert first.pk in known.missing
    first.save(force_insert=True)
    log.look()
    assert not log.is_good({"story:1"}, known)
    assert log.is_good({"story:2"}, known)
    assert first.pk not in log.known().missing
    assert second.pk == log.known().high


def test_a_number_that_never_comes_is_given_up(log, monkeypatch):
    first = written_by_another("story:1")
    written_by_another("story:2")
    first.delete()
    log.look()
    assert log.known().missing
    monkeypatch.setattr(changes, "GAP", 0)
    log.look()
    assert not log.known().missing


def test_what_is_planned_counts_at_its_time(log):
    known = log.known()
    at = timezone.now() + datetime.timedelta(seconds=0.5)
    events.emit("test", tags={"story:1"}, at=at)
    version = log.version
    between = log.known()
    assert log.is_good({"story:1"}, known)
    time.sleep(0.6)
    log.look()
    assert log.version > version
    assert not log.is_good({"story:1"}, known)
    assert not log.is_good({"story:1"}, between)
    assert log.is_good({"story:1"}, log.known())


def test_a_plan_made_long_ago_is_known_to_a_process_that_begins(log, monkeypatch):
    at = timezone.now() + datetime.timedelta(seconds=0.5)
    written_by_another("story:1", counts_at=at)
    for _ in range(3):
        written_by_another()
    monkeypatch.setattr(changes, "READ", 3)
    log.forget()
    log.look()
    known = log.known()
    assert log.is_good({"story:1"}, known)
    time.sleep(0.6)
    log.look()
    assert not log.is_good({"story:1"}, known)


def test_the_clock_is_the_databases(log):
    assert abs(log.now() - timezone.now().timestamp()) < 0.5
    assert log.now() <= log.latest()


@pytest.fixture
def away(log, monkeypatch):
    """A function that lets the database fail from then on, and one that lets it come back."""

    def fails(*args, **kwargs):
        raise OperationalError("the database is away")

    def go():
        monkeypatch.setattr(changes.Log, "_select", fails)
        monkeypatch.setattr(log, "_next", 0)
        log.look()

    select = changes.Log._select

    def come():
        monkeypatch.setattr(changes.Log, "_select", select)
        monkeypatch.setattr(log, "_next", 0)
        log.look()

    return go, come


def test_a_database_that_is_away_is_left_alone_and_asked_again(log, away):
    go, come = away
    assert not log.is_lost
    go()
    assert log.is_lost
    assert log._next > time.monotonic() + 0.5
    come()
    assert not log.is_lost


def test_only_what_takes_away_counts_while_nothing_better_can_be_had(log):
    known = log.known()
    events.emit("edition.live", tags={"story:1"})
    assert not log.is_good({"story:1"}, known)
    assert log.is_good({"story:1"}, known, is_pressing=True)
    events.emit("story.withdrawn", tags={"story:1"})
    assert not log.is_good({"story:1"}, known, is_pressing=True)


def test_who_waits_for_another_that_hangs_does_not_wait_long(log, monkeypatch):
    monkeypatch.setattr(changes, "PATIENCE", 0.1)
    monkeypatch.setattr(log, "_looked_at", 0)
    with log._asking:
        begun = time.monotonic()
        waiting = threading.Thread(target=log.look)
        waiting.start()
        waiting.join()
        assert time.monotonic() - begun < 1
        assert log.is_lost
        log.look()
    assert time.monotonic() - begun < 1


def test_a_value_is_kept_until_a_tag_of_it_changes(log):
    made = []

    def make():
        made.append(1)
        depends_on("page:4")
        return len(made)

    def kept():
        return changes.kept("navigation", ["sections"], make)

    with collecting() as tags:
        assert kept() == kept() == 1
    assert tags == {"sections", "page:4"}
    events.emit("test", tags={"story:1"})
    assert kept() == 1
    events.emit("test", tags={"page:4"})
    assert kept() == 2
    written_by_another("sections")
    with collecting() as tags:
        assert kept() == kept() == 3
    assert tags == {"sections", "page:4"}


def test_a_value_is_not_kept_for_ever(log, monkeypatch):
    made = iter(range(9))
    assert changes.kept("a", ["a"], lambda: next(made)) == 0
    monkeypatch.setattr(changes, "KEPT", 0)
    assert changes.kept("a", ["a"], lambda: next(made)) == 1


def test_values_are_bounded(log, monkeypatch):
    monkeypatch.setattr(changes, "VALUES", 3)
    for number in range(9):
        changes.kept(f"value {number}", [], lambda: 1)
    assert len(log._values) == 3


def test_a_value_that_was_there_is_used_while_the_database_is_away(log, away):
    go, come = away
    made = iter(range(9))

    def kept():
        return changes.kept("a", ["a"], lambda: next(made))

    assert kept() == 0
    events.emit("edition.live", tags={"a"})
    go()
    assert kept() == 0
    come()
    assert kept() == 1


def test_nothing_is_kept_in_a_transaction_or_where_that_is_off(log, settings):
    made = iter(range(9))

    def kept():
        return changes.kept("a", ["a"], lambda: next(made))

    with transaction.atomic():
        assert (kept(), kept()) == (0, 1)
    settings.KEEP_COPIES = False
    assert (kept(), kept()) == (2, 3)


def test_events_are_forgotten_in_the_end(log, monkeypatch):
    known = log.known()
    events.emit("test", tags={"story:1"})
    monkeypatch.setattr(changes, "REMEMBERED", -1)
    log.look()
    assert log._by_tag == {}
    assert not log.is_good({"story:2"}, known)


def test_another_process_is_heard(log):
    known = log.known()
    other = Process('events.emit("test", tags=["story:1"])')
    assert other.result() == ""
    log.look()
    assert not log.is_good({"story:1"}, known)


def test_the_newest_events_are_found_by_an_index(log):
    if connection.vendor != "postgresql":
        pytest.skip("for PostgreSQL")
    Event.objects.bulk_create(
        Event(kind="old", payload={}, due_at=timezone.now(), delivered_at=timezone.now()) for _ in range(5000)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE outbox_event")
        cursor.execute(
            "EXPLAIN SELECT * FROM outbox_event WHERE id > %s OR id IN (%s) ORDER BY id", [9**9, 1]
        )
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "Seq Scan" not in plan
