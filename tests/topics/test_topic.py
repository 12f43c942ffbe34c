"""A topic's page."""

import pytest

from tests.articles.whole import text_of
from tests.factories import PersonFactory, SectionFactory, TopicFactory, published

pytestmark = pytest.mark.django_db


def test_shows_its_stories_who_is_in_them_and_what_else_they_are_about(client):
    topic = TopicFactory(name="Recusal", description="A promise kept by memo.")
    other = TopicFactory(name="U.S. Senate")
    franken, klobuchar = PersonFactory(name="Al Franken"), PersonFactory(name="Amy Klobuchar")
    published(headline="First story", topics=[topic, other], people=[klobuchar])
    published(headline="Second story", topics=[topic], people=[klobuchar, franken])
    published(headline="Of another topic", topics=[other])
    words = text_of(client.get(topic.get_absolute_url()))
    assert "Topic In 2 stories Recusal A promise kept by memo." in words
    assert words.index("Second story") < words.index("First story")
    assert "Of another topic" not in words
    assert words.index("Amy Klobuchar") < words.index("Al Franken")
    assert "Related topics U.S. Senate" in words


def test_topic_without_stories(client):
    assert "No story is on this topic yet." in text_of(client.get(TopicFactory().get_absolute_url()))


def test_pages_hold_every_story_once(client):
    topic, section = TopicFactory(), SectionFactory()
    for number in range(23):
        published(topics=[topic], section=section, headline=f"Story {number}.")
    first = client.get(topic.get_absolute_url())
    second = client.get(topic.get_absolute_url(), {"after": first.context["page"].older})
    seen = [edition.card["headline"] for edition in [*first.context["page"], *second.context["page"]]]
    assert sorted(seen) == sorted(f"Story {number}." for number in range(23))
    assert "In many stories" in text_of(first)


def test_no_such_topic(client):
    assert client.get("/topics/nothing/").status_code == 404


def test_costs_three_queries_whatever_it_holds(client, django_assert_max_num_queries):
    topic = TopicFactory()
    for _number in range(8):
        published(topics=[topic, TopicFactory()], people=[PersonFactory()])
    with django_assert_max_num_queries(3):
        client.get(topic.get_absolute_url())
