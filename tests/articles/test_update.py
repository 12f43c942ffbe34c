"""The page of one update."""

import pytest

from articles import live, models, publishing
from tests.articles.whole import AFTERNOON, text_of
from tests.factories import UserFactory, posted, published

pytestmark = pytest.mark.django_db


def test_shows_the_update_and_leads_to_its_story(client, settings):
    story = published(headline="Council votes")
    update = posted(story, headline="It has begun", posted_at=AFTERNOON)
    response = client.get(update.get_absolute_url())
    words = text_of(response)
    assert "Council votes" in words
    assert "3:52 p.m. CST March 2, 2017 It has begun The vote has begun." in words
    assert f'<link rel="canonical" href="{settings.NEWSROOM["base_url"]}{update.get_absolute_url()}">' in (
        response.content.decode()
    )


def test_update_without_headline_takes_the_storys(client):
    update = posted(published(headline="Council votes"))
    assert (
        "<title>Council votes | North Star Bulletin</title>"
        in client.get(update.get_absolute_url()).content.decode()
    )


def test_is_not_found_when_retracted_a_draft_or_of_another_story_and_gone_with_its_own(client):
    by = UserFactory(role="administrator")
    story, other = published(by=by), published(by=by)
    retracted = posted(story, by=by)
    live.retract(update=retracted, by=by, reason="Wrong.")
    draft = live.post(update=models.LiveUpdate(story=story, text="<p>Not yet.</p>"), by=by, draft=True)
    of_another = posted(other, by=by)
    for pk in [retracted.pk, draft.pk, of_another.pk, 10**17]:
        assert client.get(f"{story.get_absolute_url()}updates/{pk}/").status_code == 404
    publishing.withdraw(story=other, by=by, note="Wrong.")
    assert client.get(of_another.get_absolute_url()).status_code == 410


def test_costs_three_queries(client, django_assert_max_num_queries):
    address = posted(published()).get_absolute_url()
    with django_assert_max_num_queries(3):
        client.get(address)
