"""Addresses that were: they lead on for ever, say that a story is gone, or were never any."""

import datetime

import pytest
from django.utils import timezone

from articles import addresses, publishing
from articles.models import Story
from tests.articles.whole import text_of
from tests.factories import (
    PersonFactory,
    SourceFactory,
    StoryFactory,
    TopicFactory,
    UserFactory,
    posted,
    published,
)
from topics import merging

pytestmark = pytest.mark.django_db

BELOW = ["", "v1/", "history/", "history/?from=1&to=1", "updates/", "updates/feed.json", "updates/{update}/"]


@pytest.fixture
def by():
    return UserFactory(role="administrator")


@pytest.fixture
def moved(by):
    """A published story with an update, whose address was changed; and the address that it had."""
    story = published(by=by, headline="Council votes")
    update = posted(story, by=by)
    former = story.get_absolute_url()
    addresses.move(story=story, by=by, slug="council-votes-at-last")
    return story, former, update


@pytest.mark.parametrize("below", BELOW)
def test_a_story_that_moved_leads_on_from_every_address(client, moved, below):
    story, former, update = moved
    below = below.format(update=update.pk)
    response = client.get(former + below)
    assert response.status_code == 301
    assert response["Location"] == story.get_absolute_url() + below
    assert client.get(response["Location"]).status_code == 200


def test_a_story_that_moved_twice_leads_there_in_one_step(client, moved, by):
    story, former, _update = moved
    between = story.get_absolute_url()
    addresses.move(story=story, by=by, slug="third-name")
    for address in (former, between):
        assert client.get(address)["Location"] == story.get_absolute_url()


@pytest.mark.parametrize("below", BELOW)
def test_a_withdrawn_story_is_gone_from_every_address_it_had(client, moved, by, below):
    story, former, update = moved
    publishing.withdraw(story=story, by=by, note="A document could not be verified.")
    for address in (former, story.get_absolute_url()):
        response = client.get(address + below.format(update=update.pk))
        assert response.status_code == 410
        assert "A document could not be verified." in text_of(response)


def test_a_story_whose_time_is_over_is_gone_though_no_worker_ran(client, by):
    story = published(by=by)
    past = timezone.now() - datetime.timedelta(minutes=1)
    Story.objects.filter(pk=story.pk).update(unpublish_at=past, withdrawal_note="The licence ended.")
    response = client.get(story.get_absolute_url())
    assert response.status_code == 410
    assert "took it down on November" in text_of(response) or f"{past:%Y}" in text_of(response)
    assert "The licence ended." in text_of(response)


@pytest.mark.parametrize("is_taken_down", [False, True])
@pytest.mark.parametrize("below", BELOW)
def test_a_scheduled_story_is_nowhere_under_no_address(client, by, below, is_taken_down):
    story = StoryFactory(by=by, headline="Canary")
    publishing.publish(story=story, by=by, goes_live_at=timezone.now() + datetime.timedelta(days=1))
    former = story.get_absolute_url()
    addresses.move(story=story, by=by, slug="canary-renamed")
    if is_taken_down:
        past = timezone.now() - datetime.timedelta(minutes=1)
        Story.objects.filter(pk=story.pk).update(unpublish_at=past, withdrawal_note="Canary note")
    for address in (former, story.get_absolute_url()):
        response = client.get(address + below.format(update=1))
        assert response.status_code == 404
        assert "canary" not in response.content.decode().lower()


@pytest.mark.parametrize("make", [TopicFactory, PersonFactory, SourceFactory])
def test_a_renamed_or_merged_topic_person_or_source_leads_on(client, by, make):
    kept, merged = make(slug="kept"), make(slug="merged")
    base = kept.get_absolute_url().removesuffix("kept/")
    merging.merge(merged=merged, kept=kept, by=by)
    kept.slug = "renamed"
    kept.save()
    merging.remember_slug(target=kept, slug="kept")
    for former in ("kept", "merged"):
        response = client.get(f"{base}{former}/")
        assert (response.status_code, response["Location"]) == (301, f"{base}renamed/")
    assert client.get(f"{base}renamed/").status_code == 200
    assert client.get(f"{base}never/").status_code == 404
