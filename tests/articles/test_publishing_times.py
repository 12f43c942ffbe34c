"""A story and its editions appear at their time, whoever is dead."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from articles import models, publishing
from articles.enums import CorrectionKind
from articles.models import Correction, Edition, Story
from tests.articles.publications import HOUR, audited, let_time_come, revise, seen, soon, told, utc
from tests.factories import (
    StoryFactory,
    UserFactory,
    posted,
    published,
)

pytestmark = pytest.mark.django_db

CORRECTION = (CorrectionKind.CORRECTION, "It was two million, not three.")


def test_a_scheduled_story_appears_at_its_minute_without_any_worker(by):
    story = StoryFactory(by=by)
    when = soon()
    edition = publishing.publish(story=story, by=by, goes_live_at=when)
    assert story.queued_edition == edition
    assert story.live_edition is None
    assert told() == []
    second = datetime.timedelta(seconds=1)
    assert (seen(story), seen(story, when - second), seen(story, when)) == (None, None, 1)
    let_time_come(story)
    assert seen(story) == 1
    assert Story.objects.published().filter(pk=story.pk).exists()


def test_a_scheduled_edition_takes_over_at_its_minute(by):
    story = published(by=by)
    revise(story, by)
    when = soon()
    publishing.publish(story=story, by=by, goes_live_at=when)
    second = datetime.timedelta(seconds=1)
    assert (seen(story), seen(story, when - second), seen(story, when)) == (1, 1, 2)
    assert Edition.objects.public(when).filter(story=story).count() == 1


def test_the_databases_clock_decides(by, monkeypatch):
    """A machine whose clock is an hour ahead shows, promotes and tells nothing early."""
    story = StoryFactory(by=by)
    publishing.publish(story=story, by=by, goes_live_at=timezone.now() + HOUR / 2)
    live = published(by=by)
    posted(live, by=by, posted_at=timezone.now() + HOUR / 2)
    real = timezone.now
    monkeypatch.setattr(timezone, "now", lambda: real() + HOUR)
    assert seen(story) is None
    assert publishing.promote_due() == 0
    assert not models.LiveUpdate.objects.public().exists()
    assert publishing.publish(story=StoryFactory(by=by), by=by).goes_live_at < real() + HOUR / 2


def test_what_is_due_is_promoted_once(by):
    first, second, later = (StoryFactory(by=by) for _ in range(3))
    for story in (first, second, later):
        publishing.publish(story=story, by=by, goes_live_at=soon())
    assert publishing.promote_due() == 0
    for story in (first, second):
        let_time_come(story)
    assert publishing.promote_due() == 2
    assert publishing.promote_due() == 0
    assert [payload["story"] for payload in told()] == [first.pk, second.pk]
    first.refresh_from_db()
    assert first.live_edition.number == 1
    assert first.queued_edition is None
    assert (seen(first), seen(later)) == (1, None)


def test_a_failing_announcement_promotes_nothing(by, monkeypatch):
    story = StoryFactory(by=by)
    publishing.publish(story=story, by=by, goes_live_at=soon())
    let_time_come(story)
    with monkeypatch.context() as patch:
        patch.setattr("articles.publishing.events.emit", lambda *args, **kwargs: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            publishing.promote_due()
    assert Story.objects.get(pk=story.pk).live_edition is None
    assert publishing.promote_due() == 1
    assert len(told()) == 1


def test_another_time_for_what_is_scheduled(by):
    story = StoryFactory(by=by, headline="Council votes")
    publishing.publish(story=story, by=by, goes_live_at=utc(2100, 1, 1, 12))
    assert story.get_absolute_url() == "/2100/01/01/council-votes/"
    edition = publishing.publish(story=story, by=by, goes_live_at=utc(2100, 2, 2, 12))
    assert story.get_absolute_url() == "/2100/02/02/council-votes/"
    assert (story.editions.count(), edition.number) == (1, 1)
    assert story.queued_edition == edition
    assert publishing.publish(story=story, by=by, goes_live_at=utc(2100, 2, 2, 12)) == edition
    assert audited().count("story.schedule") == 2


def test_another_day_asks_anew_whether_the_address_is_taken(by):
    for _ in range(2):
        story = StoryFactory(by=by, headline="Council votes")
        publishing.publish(story=story, by=by, goes_live_at=utc(2100, 1, 1, 12))
    assert story.slug == "council-votes-2"
    publishing.publish(story=story, by=by, goes_live_at=utc(2100, 2, 2, 12))
    assert story.slug == "council-votes"


def test_scheduling_what_readers_see_already_is_no_news(by):
    story = published(by=by)
    assert publishing.publish(story=story, by=by, goes_live_at=soon()) == story.live_edition
    assert story.queued_edition is None


def test_publishing_now_what_was_scheduled(by):
    """The edition that waited was seen by nobody: it leaves nothing behind, and never appears."""
    story = published(by=by)
    revise(story, by, "<p>Not for readers.</p>")
    when = soon()
    queued = publishing.publish(story=story, by=by, goes_live_at=when, correction=CORRECTION)
    revise(story, by, "<p>For readers.</p>")
    edition = publishing.publish(story=story, by=by)
    assert edition.number == queued.number == 2
    assert not Edition.objects.filter(pk=queued.pk).exists()
    assert not Correction.objects.exists()
    assert story.queued_edition is None
    later = when + HOUR
    assert seen(story, later) == 2
    assert [e.number for e in Edition.objects.seen_by_readers(later).filter(story=story)] == [2, 1]
    assert not Edition.objects.filter(body_html__contains="Not for readers").exists()


def test_what_is_due_counts_as_live_before_any_worker_says_so(by):
    story = StoryFactory(by=by)
    queued = publishing.publish(story=story, by=by, goes_live_at=soon())
    let_time_come(story)
    assert publishing.publish(story=story, by=by) == queued
    revise(story, by)
    assert publishing.publish(story=story, by=by).number == 2
    assert [payload["edition"] for payload in told()] == list(
        story.editions.order_by("number").values_list("pk", flat=True)
    )
    assert publishing.promote_due() == 0


def test_a_schedule_can_be_cancelled(by):
    story = StoryFactory(by=by)
    publishing.publish(story=story, by=by, goes_live_at=soon(), correction=CORRECTION)
    publishing.cancel_schedule(story=story, by=by)
    assert not Edition.objects.exists()
    assert not Correction.objects.exists()
    assert (story.queued_edition, story.published_on, story.first_published_at) == (None, None, None)
    assert story.get_absolute_url() is None
    assert audited()[-1] == "story.cancel_schedule"


def test_a_cancelled_update_leaves_what_readers_see(by):
    story = published(by=by)
    address = story.get_absolute_url()
    revise(story, by)
    publishing.publish(story=story, by=by, goes_live_at=soon())
    publishing.cancel_schedule(story=story, by=by)
    assert (seen(story), story.get_absolute_url()) == (1, address)


def test_cancelling_leaves_the_address_of_what_readers_once_saw(by):
    story = published(by=by)
    address = story.get_absolute_url()
    publishing.withdraw(story=story, by=by, note="Taken down.")
    publishing.publish(story=story, by=by, goes_live_at=soon())
    publishing.cancel_schedule(story=story, by=by)
    assert story.get_absolute_url() == address


def test_it_is_too_late_to_cancel_what_readers_see(by):
    story = StoryFactory(by=by)
    publishing.publish(story=story, by=by, goes_live_at=soon())
    let_time_come(story)
    with pytest.raises(ValidationError, match="readers can see it"):
        publishing.cancel_schedule(story=story, by=by)
    assert seen(story) == 1


def test_only_some_may_publish_in_the_past():
    at = timezone.now() - HOUR
    editor, administrator = UserFactory(role="editor"), UserFactory(role="administrator")
    story = StoryFactory(by=editor)
    with pytest.raises(PermissionDenied):
        publishing.publish(story=story, by=editor, goes_live_at=at)
    assert not Edition.objects.exists()
    edition = publishing.publish(story=story, by=administrator, goes_live_at=at)
    assert edition.goes_live_at == at
    assert seen(story) == 1
