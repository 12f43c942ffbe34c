"""The page of all updates of a story."""

import datetime

import pytest

from tests.articles.whole import MORNING, text_of
from tests.factories import AuthorFactory, posted, published

pytestmark = pytest.mark.django_db


def test_no_updates(client):
    assert "There are no updates here." in text_of(client.get(published().get_updates_url()))


def test_pages_hold_every_update_once_though_one_arrives_between(client):
    story = published()
    for number in range(35):
        posted(story, headline=f"Update {number}.", posted_at=MORNING + datetime.timedelta(minutes=number))
    first = client.get(story.get_updates_url())
    posted(story, headline="Arrived meanwhile.")
    second = client.get(story.get_updates_url(), {"after": first.context["page"].older})
    seen = [update.headline for update in [*first.context["page"], *second.context["page"]]]
    assert seen == [f"Update {number}." for number in reversed(range(35))]
    assert "Earlier updates" in text_of(first)


def test_junk_cursor_is_not_found(client):
    assert client.get(published().get_updates_url() + "?after=junk").status_code == 404


def test_costs_three_queries_whatever_it_holds(client, django_assert_max_num_queries):
    story = published()
    for _number in range(10):
        posted(story, author=AuthorFactory())
    with django_assert_max_num_queries(3):
        client.get(story.get_updates_url())
