"""What was first published on a day."""

import pytest

from tests.articles.test_archive import at
from tests.articles.whole import text_of
from tests.factories import published

pytestmark = pytest.mark.django_db


def test_its_stories_newest_first_with_ways_to_the_days_around(client):
    published(at=at(2017, 3, 2, 15), headline="In the morning.")
    published(at=at(2017, 3, 3, 5), headline="Late, when it is the next day in London.")
    published(at=at(2017, 2, 20), headline="Before.")
    published(at=at(2017, 3, 9), headline="Afterwards.")
    response = client.get("/2017/03/02/")
    words, html = text_of(response), response.content.decode()
    assert "Thursday, March 2, 2017" in words
    assert words.index("Late, when") < words.index("In the morning.")
    assert "Before." not in words
    assert 'href="/2017/02/20/"' in html
    assert 'href="/2017/03/09/"' in html
    assert html.count('"@type":"ListItem"') == 4 + 2


@pytest.mark.parametrize("address", ["/2017/03/04/", "/2017/02/29/", "/2017/03/32/", "/2017/03/00/"])
def test_no_such_day(client, address):
    published(at=at(2017, 3, 2))
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("after", ["junk", "-1", "x" * 5000, "\x00"])
def test_junk_cursor_is_not_found(client, after):
    published(at=at(2017, 3, 2))
    assert client.get("/2017/03/02/", {"after": after}).status_code == 404


def test_a_story_leads_to_its_day(client):
    story = published(at=at(2017, 3, 2))
    assert 'href="/2017/03/02/"' in client.get(story.get_absolute_url()).content.decode()


def test_three_queries_whatever_it_holds(client, django_assert_max_num_queries):
    for hour in (15, 16, 17):
        published(at=at(2017, 3, 2, hour))
    with django_assert_max_num_queries(3):  # one of them for the navigation
        client.get("/2017/03/02/")
