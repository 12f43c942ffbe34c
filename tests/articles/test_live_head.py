"""What an open page asks all the time: has anything changed, and when to ask again."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from articles import live, publishing
from articles.enums import Coverage
from articles.models import LiveUpdate, Story
from tests.factories import StoryFactory, UserFactory, posted, published

pytestmark = pytest.mark.django_db

HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def by():
    return UserFactory(role="administrator")


@pytest.fixture
def story(by):
    return published(by=by)


def head(client, story):
    return client.get(reverse("live_head", args=[story.pk]))


def let_come(update):
    """Let the time of a scheduled update come, with nobody to announce it."""
    past = timezone.now() - datetime.timedelta(seconds=1)
    LiveUpdate.objects.filter(pk=update.pk).update(posted_at=past)


def test_says_the_revision_the_state_and_when_to_ask_again(client, story, by):
    assert head(client, story).json() == {"revision": 0, "state": "none", "poll_seconds": None}
    posted(story, by=by)
    response = head(client, story)
    assert response.json() == {"revision": 1, "state": "open", "poll_seconds": 10}
    assert len(response.content) <= 100
    live.set_coverage(story=story, by=by, coverage=Coverage.CLOSED)
    assert head(client, story).json() == {"revision": 2, "state": "closed", "poll_seconds": None}


@pytest.mark.parametrize(("minutes", "seconds"), [(1, 10), (30, 20), (300, 60)])
def test_quiet_coverage_is_asked_less_often(client, story, by, minutes, seconds):
    posted(story, by=by, posted_at=timezone.now() - datetime.timedelta(minutes=minutes))
    assert head(client, story).json()["poll_seconds"] == seconds


def test_coverage_that_has_begun_without_an_update_is_asked(client, story, by):
    live.set_coverage(story=story, by=by, coverage=Coverage.OPEN)
    assert head(client, story).json()["poll_seconds"] == 10


def test_a_draft_and_one_that_waits_for_its_time_say_nothing(client, story, by):
    posted(story, by=by)
    before = head(client, story).json()
    live.post(update=LiveUpdate(story=story, text="<p>a</p>"), by=by, draft=True)
    live.submit(update=LiveUpdate(story=story, text="<p>a</p>"), by=by)
    posted(story, by=by, posted_at=timezone.now() + HOUR)
    assert head(client, story).json() == before


def test_the_revision_grows_at_the_time_of_a_scheduled_update_with_no_worker(client, story, by):
    posted(story, by=by)
    waiting = [posted(story, by=by, posted_at=timezone.now() + HOUR) for _ in range(2)]
    for update, revision in zip(waiting, (2, 3), strict=True):
        let_come(update)
        assert head(client, story).json()["revision"] == revision
    live.announce_due()
    assert head(client, story).json()["revision"] == 3
    assert Story.objects.get(pk=story.pk).live_revision == 3


def test_is_shared_by_all_readers_for_seconds_and_has_a_validator(client, story, by):
    client.force_login(by)
    response = head(client, story)
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    assert "public" in response["Cache-Control"]
    assert "max-age=2," in response["Cache-Control"]
    address = reverse("live_head", args=[story.pk])
    again = client.get(address, headers={"If-None-Match": response["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    posted(story, by=by)
    assert client.get(address, headers={"If-None-Match": response["ETag"]}).status_code == 200


def test_nothing_of_a_story_that_readers_cannot_see(client, story, by):
    assert head(client, StoryFactory()).status_code == 404
    posted(story, by=by)
    publishing.withdraw(story=story, by=by, note="Wrong.")
    response = head(client, story)
    assert (response.status_code, response.content) == (404, b"{}")
    assert client.get("/live/999999999999999999/head.json").status_code == 404


def test_costs_one_query_and_is_only_read(client, story, by, django_assert_num_queries):
    posted(story, by=by)
    with django_assert_num_queries(1):
        head(client, story)
    assert client.post(reverse("live_head", args=[story.pk])).status_code == 405
