"""The page of one update."""

import pytest

from articles import live, models, offshoots, publishing
from tests.articles.test_live_since import fill
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


def test_leads_to_its_place_among_the_others_on_whatever_page_that_is(client):
    story, by = published(), UserFactory(role="editor")
    fill(story, by, 95)
    rows = list(story.updates.order_by("posted_at"))
    for place, number in [(0, 1), (29, 1), (30, 2), (59, 2), (60, 3), (94, 3)]:
        update = rows[place]
        link = f"{story.get_updates_url()}?page={number}#u-{update.pk}"
        assert f'href="{link}"' in client.get(update.get_absolute_url()).content.decode()
        assert f'id="u-{update.pk}"' in client.get(link).content.decode()


def test_shows_what_it_said_before_and_the_correction_and_nothing_that_nobody_saw(client):
    story, by = published(), UserFactory(role="editor")
    update = models.LiveUpdate(story=story, text="<p>A first canary.</p>")
    live.post(update=update, by=by, draft=True)
    update.text = "<p>It was 51.</p>"
    live.amend(update=update, by=by, publish=True)
    assert "How this update changed" not in text_of(client.get(update.get_absolute_url()))
    update.text = "<p>It was 52.</p>"
    live.amend(update=update, by=by, note="A secret canary.")
    update.text = "<p>It was 53.</p>"
    live.correct(update=update, by=by, note="The count was 53.")
    words = text_of(client.get(update.get_absolute_url()))
    assert "Correction" in words
    assert "The count was 53." in words
    assert "It was 51." in words
    assert "It was 52." in words
    assert "canary" not in words


def test_leads_to_the_story_made_of_it_once_readers_can_see_that(client):
    story, by = published(), UserFactory(role="editor")
    update = posted(story, by=by, headline="A new road")
    grown = offshoots.turn_into_story(update=update, by=by)
    assert "Read the story" not in text_of(client.get(update.get_absolute_url()))
    publishing.publish(story=grown, by=by)
    grown.refresh_from_db()
    html = client.get(update.get_absolute_url()).content.decode()
    assert f'href="{grown.get_absolute_url()}"' in html
    assert f'href="{story.get_absolute_url()}"' in client.get(grown.get_absolute_url()).content.decode()


def test_costs_three_queries(client, django_assert_max_num_queries):
    address = posted(published()).get_absolute_url()
    with django_assert_max_num_queries(3):
        client.get(address)
