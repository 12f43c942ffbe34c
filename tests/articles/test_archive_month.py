"""What was first published in a month."""

import pytest

from articles import archive
from tests.articles.test_archive import at
from tests.articles.whole import text_of
from tests.factories import published

pytestmark = pytest.mark.django_db


@pytest.fixture
def march(db):
    """Three stories of March 2017, and one of January and May."""
    for day in (2, 9, 30):
        published(at=at(2017, 3, day), headline=f"Of March {day}.")
    published(at=at(2017, 1, 5), headline="Of January.")
    published(at=at(2017, 5, 5), headline="Of May.")


def test_its_stories_newest_first_and_no_others(client, march):
    words = text_of(client.get("/2017/03/"))
    assert words.index("Of March 30.") < words.index("Of March 9.") < words.index("Of March 2.")
    assert "Of January." not in words
    assert "Of May." not in words


def test_ways_to_days_and_to_months_that_have_stories(client, march):
    html = client.get("/2017/03/").content.decode()
    for address in ("/2017/03/02/", "/2017/03/09/", "/2017/03/30/", "/2017/01/", "/2017/05/", "/archive/"):
        assert f'href="{address}"' in html
    assert 'href="/2017/03/03/"' not in html
    assert 'href="/2017/02/"' not in html


@pytest.mark.parametrize("address", ["/2017/02/", "/2017/00/", "/2017/13/", "/0000/03/", "/9999/12/"])
def test_no_such_month(client, march, address):
    assert client.get(address).status_code == 404


def test_pages_have_addresses_of_their_own(client, monkeypatch, march):
    monkeypatch.setattr(archive.stories, "size", 2)
    first = client.get("/2017/03/")
    second = client.get("/2017/03/", {"after": first.context["page"].older})
    assert 'rel="canonical" href="http://127.0.0.1:8000/2017/03/">' in first.content.decode()
    assert f'rel="canonical" href="http://127.0.0.1:8000/2017/03/{second.context["page"].query}">' in (
        second.content.decode()
    )
    seen = [edition.card["headline"] for page in (first, second) for edition in page.context["page"]]
    assert seen == ["Of March 30.", "Of March 9.", "Of March 2."]


def test_three_queries_whatever_it_holds(client, march, django_assert_max_num_queries):
    with django_assert_max_num_queries(3):  # one of them for the navigation
        client.get("/2017/03/")
