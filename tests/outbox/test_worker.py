"""The worker: it turns until told to stop, and waits for a database that is away."""

import datetime
import signal

import pytest
from django.core.management import call_command
from django.db.utils import OperationalError
from django.utils import timezone

from articles import publishing
from newsroom.outbox import events
from newsroom.outbox.management.commands.worker import Command
from newsroom.outbox.models import Event
from tests.articles.publications import let_time_come
from tests.factories import StoryFactory, UserFactory
from tests.processes import Process


@pytest.mark.django_db(transaction=True)
def test_one_turn_promotes_and_tells(monkeypatch):
    monkeypatch.setattr(signal, "signal", lambda *_args: None)  # the tests keep their own
    by = UserFactory(is_superuser=True)
    story = StoryFactory(by=by)
    publishing.publish(story=story, by=by, goes_live_at=timezone.now() + datetime.timedelta(hours=1))
    let_time_come(story)
    call_command("worker", "--once")
    story.refresh_from_db()
    assert story.live_edition
    event = Event.objects.get(kind="edition.live")
    assert event.delivered_at


def test_a_database_that_is_away_is_waited_for(monkeypatch, caplog):
    def away():
        raise OperationalError("the server closed the connection")

    closed = []
    monkeypatch.setattr(events, "tick", away)
    monkeypatch.setattr(
        "newsroom.outbox.management.commands.worker.close_old_connections", lambda: closed.append(1)
    )
    assert Command().turn() == 0
    assert closed == [1]
    assert "trying again" in caplog.text


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_when_told_after_the_turn_it_is_in(number):
    event = events.emit("test")
    process = Process("""
    import time
    from django.core.management import call_command

    @events.listen("test")
    def slow(payload):
        print("ready", flush=True)
        time.sleep(0.5)

    call_command("worker")
    print("stopped")
    """)
    process.ready()
    process.popen.send_signal(number)
    assert process.result() == "stopped\n"
    event.refresh_from_db()
    assert event.delivered_at
