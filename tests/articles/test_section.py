"""A section's page."""

import datetime

import pytest

from tests.articles.fronts import on_top
from tests.articles.whole import MORNING, text_of
from tests.factories import SectionFactory, published

pytestmark = pytest.mark.django_db


def stories_in(section, count):
    return [
        published(
            section=section, headline=f"Story {number}.", at=MORNING + datetime.timedelta(minutes=number)
        )
        for number in range(count)
    ]


def test_empty_section(client):
    section = SectionFactory(name="Courts", description="What judges decide.")
    words = text_of(client.get(section.get_absolute_url()))
    assert "Courts What judges decide. Nothing has been published here yet." in words


def test_section_with_one_story(client):
    section = SectionFactory()
    stories_in(section, 1)
    published(headline="Of another section")
    words = text_of(client.get(section.get_absolute_url()))
    assert words.count("Story 0.") == 1
    assert "Of another section" not in words
    assert "More" not in words


def test_each_story_once_the_chosen_first(client):
    section = SectionFactory()
    stories = stories_in(section, 8)
    on_top(stories[0], section=section)
    response = client.get(section.get_absolute_url())
    assert [edition.story for edition in response.context["top"]] == [
        stories[0],
        stories[7],
        stories[6],
        stories[5],
    ]
    assert [edition.story for edition in response.context["rest"]] == [
        stories[4],
        stories[3],
        stories[2],
        stories[1],
    ]


def test_pages_hold_every_story_once(client):
    section = SectionFactory()
    stories_in(section, 25)
    first = client.get(section.get_absolute_url())
    second = client.get(section.get_absolute_url(), {"after": first.context["page"].older})
    seen = [edition.card["headline"] for edition in [*first.context["page"], *second.context["page"]]]
    assert sorted(seen) == sorted(f"Story {number}." for number in range(25))
    assert second.context["top"] == []
    assert second.context["page"].older == ""
    assert 'rel="next"' in first.content.decode()
    assert 'rel="next"' not in second.content.decode()


def test_is_marked_in_the_navigation(client):
    section = SectionFactory(slug="courts")
    assert 'href="/sections/courts/" aria-current="page"' in " ".join(
        client.get(section.get_absolute_url()).content.decode().split()
    )


@pytest.mark.parametrize(
    "address", ["/sections/none/", "/sections/courts/?after=junk", "/sections/courts/?after=MSAtMQ"]
)
def test_junk_is_not_found(client, address):
    SectionFactory(slug="courts")
    assert client.get(address).status_code == 404


def test_costs_four_queries_whatever_it_holds(client, django_assert_max_num_queries):
    section = SectionFactory()
    on_top(*stories_in(section, 12), section=section)
    with django_assert_max_num_queries(4):  # one of them for the navigation
        client.get(section.get_absolute_url())


def test_older_pages_cost_three_queries(client, django_assert_max_num_queries):
    section = SectionFactory()
    stories_in(section, 21)
    older = client.get(section.get_absolute_url()).context["page"].older
    with django_assert_max_num_queries(3):  # one of them for the navigation
        client.get(section.get_absolute_url(), {"after": older})
