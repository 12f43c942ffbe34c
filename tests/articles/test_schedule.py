"""What happens at its time: once, in its minute, whoever is dead, and never before."""

import datetime
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from articles import publishing, saving
from articles.admin.when import PublishForm, WhenForm
from articles.models import Edition, Revision, Story
from newsroom.outbox.models import Event
from tests.articles.publications import let_time_come
from tests.factories import StoryFactory, UserFactory, published
from tests.processes import Process

HOUR = datetime.timedelta(hours=1)
ROLES = ["contributor", "reporter", "producer", "editor", "administrator", "superuser"]


def user_with(role):
    return UserFactory(is_superuser=True) if role == "superuser" else UserFactory(role=role)


def told(kind):
    return list(Event.objects.filter(kind=kind).order_by("pk").values_list("payload", flat=True))


def status_of(client, story):
    return client.get(story.get_absolute_url()).status_code


# --- many at once, with workers that die ---------------------------------------------------------------


def schedule_many(count, by):
    """Have `count` editions be due: one made by the service, the others copies of its rows."""
    story = StoryFactory(by=by)
    edition = publishing.publish(story=story, by=by, goes_live_at=timezone.now() + HOUR)
    story.refresh_from_db()
    due = timezone.now() - datetime.timedelta(seconds=5)
    stories = Story.objects.bulk_create(
        Story(
            headline=f"Copy {number}",
            slug=f"copy-{number}",
            section=story.section,
            version=1,
            created_by=by,
            published_on=story.published_on,
            first_published_at=due,
        )
        for number in range(count - 1)
    )
    revisions = Revision.objects.bulk_create(
        Revision(story=copy, number=1, content=story.latest_revision.content, created_by=by)
        for copy in stories
    )
    editions = Edition.objects.bulk_create(
        Edition(
            story=revision.story,
            revision=revision,
            number=1,
            kind=edition.kind,
            goes_live_at=due,
            listed_at=due,
            published_by=by,
            body_html=edition.body_html,
            card=edition.card,
            facets=edition.facets,
            section=story.section,
        )
        for revision in revisions
    )
    for copy, revision, waiting in zip(stories, revisions, editions, strict=True):
        copy.latest_revision, copy.queued_edition = revision, waiting
    Story.objects.bulk_update(stories, ["latest_revision", "queued_edition"])
    let_time_come(story)


WORKER = """
from django.core.management import call_command
wait()
call_command("worker", pause=0.01)
"""

# Stops for ever in the transaction that promotes its 20th edition: before or after the event is written.
DOOMED = """
import itertools
emit, wins = publishing.events.emit, itertools.count(1)

def stop_at_the_twentieth(*args, **kwargs):
    number = next(wins)
    if number == 20 and {before}:
        wait()
    emit(*args, **kwargs)
    if number == 20:
        wait()

publishing.events.emit = stop_at_the_twentieth
"""


@pytest.mark.django_db(transaction=True)
def test_two_hundred_editions_go_live_once_each_though_workers_are_killed():
    """Faults 1 and 2, on the database in use: four workers on PostgreSQL, two on SQLite.

    Each of the first is killed with SIGKILL in the middle of its 20th promotion, in which it holds the locks
    that the others wait for; of those that take over half are killed wherever they are.
    """
    number = 4 if connection.vendor == "postgresql" else 2
    by = UserFactory(is_superuser=True)
    schedule_many(200, by)
    assert Edition.objects.public().count() == 200  # readers see them all with no worker at all
    doomed = [Process(DOOMED.format(before=place % 2 == 0) + WORKER) for place in range(number)]
    fresh = [Process(WORKER) for _ in range(number)]
    try:
        for process in doomed + fresh:
            process.ready()
        for process in doomed:
            process.go()

        def kill_in_the_middle(process):
            process.ready()
            process.kill()

        with ThreadPoolExecutor(number) as pool:
            list(pool.map(kill_in_the_middle, doomed))
        assert Event.objects.filter(kind="edition.live").count() == 19 * number
        for process in fresh:
            process.go()
        waiting = Story.objects.filter(queued_edition__isnull=False)
        wait_until(lambda: waiting.count() < 100)
        for process in fresh[: number // 2]:
            process.kill()
        wait_until(lambda: not waiting.exists())
        for process in fresh[number // 2 :]:
            process.popen.terminate()
            process.result()
    finally:
        for process in doomed + fresh:
            process.popen.kill()
    announced = [payload["edition"] for payload in told("edition.live")]
    assert sorted(announced) == sorted(Edition.objects.values_list("pk", flat=True))
    assert len(announced) == 200
    assert Story.objects.filter(live_edition__isnull=False, queued_edition=None).count() == 200
    assert Edition.objects.public().count() == 200


def wait_until(happened):
    end = time.monotonic() + 40
    while not happened():
        assert time.monotonic() < end, "it does not happen"
        time.sleep(0.02)


# --- going at a time -------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_story_is_gone_in_its_minute_with_every_worker_dead(client):
    """Also fault 26: nothing but the clock is needed."""
    by = UserFactory(role="editor")
    story = published()
    publishing.schedule_withdrawal(story=story, by=by, at=timezone.now() + HOUR, note="The licence ends.")
    assert status_of(client, story) == 200
    assert Story.objects.published(story.unpublish_at - datetime.timedelta(seconds=1)).exists()
    assert not Story.objects.published(story.unpublish_at).exists()
    assert not Edition.objects.public(story.unpublish_at).exists()
    Story.objects.update(unpublish_at=timezone.now() - datetime.timedelta(seconds=1))
    response = client.get(story.get_absolute_url())
    assert response.status_code == 410
    assert "The licence ends." in response.content.decode()
    for address in ("/", "/latest/", "/search/?q=council", story.section.get_absolute_url()):
        assert story.headline not in client.get(address).content.decode(), address
    assert told("story.withdrawn") == []  # nobody has told the others yet


@pytest.mark.django_db
def test_what_is_due_to_go_is_withdrawn_once():
    by = UserFactory(role="editor")
    story = published()
    publishing.schedule_withdrawal(story=story, by=by, at=timezone.now() + HOUR)
    assert publishing.withdraw_due() == 0
    went = timezone.now() - datetime.timedelta(minutes=1)
    Story.objects.update(unpublish_at=went)
    assert [publishing.withdraw_due(), publishing.withdraw_due()] == [1, 0]
    story.refresh_from_db()
    assert (story.live_edition, story.withdrawn_at, story.unpublish_at) == (None, went, None)
    assert [payload["story"] for payload in told("story.withdrawn")] == [story.pk]


@pytest.mark.django_db(transaction=True)
def test_two_workers_withdraw_what_is_due_once():
    by = UserFactory(is_superuser=True)
    for _ in range(6):
        published(by=by)
    Story.objects.update(unpublish_at=timezone.now() - datetime.timedelta(minutes=1))
    code = """
    wait()
    print(publishing.withdraw_due())
    """
    processes = [Process(code), Process(code)]
    for process in processes:
        process.ready()
    for process in processes:
        process.go()
    assert sum(int(process.result()) for process in processes) == 6
    assert sorted(payload["story"] for payload in told("story.withdrawn")) == sorted(
        Story.objects.values_list("pk", flat=True)
    )


@pytest.mark.django_db
def test_a_story_that_is_to_come_back_does():
    """Its time to go has passed, then it is published again: nothing takes it away a second time."""
    by = UserFactory(role="editor")
    story = published()
    publishing.schedule_withdrawal(story=story, by=by, at=timezone.now() + HOUR)
    Story.objects.update(unpublish_at=timezone.now() - datetime.timedelta(minutes=1))
    publishing.withdraw_due()
    publishing.publish(story=story, by=by)
    assert Story.objects.published().exists()
    assert publishing.withdraw_due() == 0
    assert Story.objects.published().exists()


@pytest.mark.django_db
def test_a_time_to_go_in_the_past_is_refused_and_a_planned_one_can_be_lifted():
    by = UserFactory(role="editor")
    story = published()
    with pytest.raises(ValidationError, match="future"):
        publishing.schedule_withdrawal(story=story, by=by, at=timezone.now() - HOUR)
    publishing.schedule_withdrawal(story=story, by=by, at=timezone.now() + HOUR, note="It ends.")
    publishing.schedule_withdrawal(story=story, by=by, at=None)
    story.refresh_from_db()
    assert (story.unpublish_at, story.withdrawal_note) == (None, "")


# --- embargo ---------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["producer", "editor", "administrator", "superuser"])
def test_nobody_publishes_before_an_embargo_ends(role):
    user = user_with(role)
    story = StoryFactory()
    until = timezone.now() + 2 * HOUR
    publishing.set_embargo(story=story, by=UserFactory(role="producer"), until=until)
    early = [None, timezone.now() + HOUR, until - datetime.timedelta(seconds=1)]
    if role in ("administrator", "superuser"):
        early.append(timezone.now() - HOUR)
    for when in early:
        with pytest.raises(ValidationError, match="Under embargo"):
            publishing.publish(story=story, by=user, goes_live_at=when)
    assert not Edition.objects.exists()
    edition = publishing.publish(story=story, by=user, goes_live_at=until)
    assert edition.goes_live_at == until
    assert not Edition.objects.public(until - datetime.timedelta(seconds=1)).exists()


@pytest.mark.django_db
def test_an_embargo_cannot_be_laid_over_what_readers_see_or_will_see_sooner():
    by = UserFactory(role="producer")
    until = timezone.now() + 2 * HOUR
    with pytest.raises(ValidationError, match="already"):
        publishing.set_embargo(story=published(), by=by, until=until)
    story = StoryFactory()
    publishing.publish(story=story, by=by, goes_live_at=timezone.now() + HOUR)
    with pytest.raises(ValidationError, match="earlier"):
        publishing.set_embargo(story=story, by=by, until=until)
    publishing.cancel_schedule(story=story, by=by)
    publishing.set_embargo(story=story, by=by, until=until)
    publishing.set_embargo(story=story, by=by, until=None)
    assert publishing.publish(story=story, by=by).number == 1


# --- the clock -------------------------------------------------------------------------------------------


def when_forms():
    """Every form that asks for a time."""
    known, found = [WhenForm], set()
    while known:
        kind = known.pop()
        found.add(kind)
        known += kind.__subclasses__()
    return sorted(found, key=lambda kind: kind.__name__)


def asked(kind, day, time, fold=None):
    form = kind({"date": day, "time": time} | ({"fold": fold} if fold else {}))
    form.is_valid()
    return form, form.moment()


@pytest.mark.parametrize("kind", [kind for kind in when_forms() if kind is not PublishForm])
def test_the_hour_that_is_skipped_is_refused_and_the_one_that_comes_twice_asked_about(kind):
    """Fault 8, in every form with a time; publication itself is in test_story_admin."""
    form, moment = asked(kind, "2035-03-11", "02:30")
    assert moment is None and "does not exist" in str(form.errors["time"])
    form, moment = asked(kind, "2035-11-04", "01:30")
    assert moment is None and "Choose one of the two" in str(form.errors["fold"])
    assert [label for _value, label in form.fields["fold"].choices] == ["1:30 a.m. CDT", "1:30 a.m. CST"]
    first, second = (asked(kind, "2035-11-04", "01:30", fold)[1] for fold in ("0", "1"))
    assert second - first == HOUR
    assert first == datetime.datetime(2035, 11, 4, 6, 30, tzinfo=datetime.UTC)


@pytest.mark.django_db
def test_a_machine_whose_clock_is_fast_shows_and_promotes_nothing_early(client, monkeypatch):
    """Fault 7: the database's clock decides, whatever this machine believes."""
    by = UserFactory(role="editor")
    story = StoryFactory(by=by)
    publishing.publish(story=story, by=by, goes_live_at=timezone.now() + HOUR)
    later = timezone.now() + 3 * HOUR
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert publishing.promote_due() == 0
    assert status_of(client, story) == 404
    assert not Edition.objects.public().exists()
    assert story.headline not in client.get("/latest/").content.decode()


# --- what the editor saw ---------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("goes_live_in", [None, HOUR])
def test_what_somebody_changed_meanwhile_is_not_published_unseen(goes_live_in):
    by = UserFactory(role="editor")
    story = StoryFactory(by=by)
    seen = story.version
    story.dek = "Written by somebody else meanwhile."
    saving.save(story=story, by=UserFactory(role="editor"), write=story.save)
    when = goes_live_in and timezone.now() + goes_live_in
    with pytest.raises(ValidationError, match="Look again"):
        publishing.publish(story=story, by=by, version=seen, goes_live_at=when)
    assert not Edition.objects.exists()
    assert publishing.publish(story=story, by=by, version=seen + 1, goes_live_at=when).number == 1


@pytest.mark.django_db
def test_a_double_click_makes_one_edition_and_one_event():
    """Fault 6; at once, in processes of their own, it is in test_races."""
    by = UserFactory(role="editor")
    story = StoryFactory(by=by)
    first = publishing.publish(story=story, by=by, version=story.version)
    second = publishing.publish(story=story, by=by, version=story.version)
    assert first == second
    assert len(told("edition.live")) == 1
