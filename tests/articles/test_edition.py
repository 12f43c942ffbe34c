"""The page of one edition."""

import datetime

import pytest

from articles import models, publishing
from tests.articles.whole import AFTERNOON, MORNING, add_block, save, text_of, whole_story
from tests.factories import UserFactory, published

pytestmark = pytest.mark.django_db


def test_shows_what_it_said_then(client, settings):
    story = whole_story()
    response = client.get(story.get_absolute_url() + "v1/")
    words, html = text_of(response), " ".join(response.content.decode().split())
    assert "You are reading version 1 of 2. It went live Thursday, March 2, 2017, 9:10 a.m. CST." in words
    assert "It took two minutes." in words
    assert "His deputy takes over." not in words
    assert "Five things the Senate can do" in words
    assert '<meta name="robots" content="noindex">' in html
    assert f'<link rel="canonical" href="{settings.NEWSROOM["base_url"]}{story.get_absolute_url()}">' in html


def test_says_that_the_story_was_corrected_since(client):
    by = UserFactory(role="administrator")
    story = published(by=by, at=MORNING)
    publishing.publish(
        story=story, by=by, correction=("correction", "September, not August."), goes_live_at=AFTERNOON
    )
    words = text_of(client.get(story.get_absolute_url() + "v1/"))
    assert "The story has been corrected" in words
    assert "September, not August." in words


def test_edition_that_waits_is_not_found_and_the_one_before_stands(client):
    by = UserFactory(role="administrator")
    story = published(by=by, at=MORNING)
    save(story, by, lambda: add_block(story, models.RichText, 20, text="<p>CANARY of tomorrow</p>"))
    tomorrow = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=1)
    publishing.publish(story=story, by=by, goes_live_at=tomorrow)
    assert client.get(story.get_absolute_url() + "v2/").status_code == 404
    assert "version 1 of 1" in text_of(client.get(story.get_absolute_url() + "v1/"))


def test_goes_with_its_story(client):
    by = UserFactory(role="administrator")
    story = published(by=by)
    publishing.withdraw(story=story, by=by, note="Wrong.")
    assert client.get(story.get_absolute_url() + "v1/").status_code == 410


@pytest.mark.parametrize("number", ["0", "9", "999999", "1234567", "x"])
def test_no_such_edition(client, number):
    assert client.get(published().get_absolute_url() + f"v{number}/").status_code == 404


def test_costs_three_queries(client, django_assert_max_num_queries):
    address = whole_story().get_absolute_url() + "v1/"
    with django_assert_max_num_queries(3):
        client.get(address)
