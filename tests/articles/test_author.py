"""An author's page."""

import pytest

from tests.articles.whole import text_of
from tests.factories import AuthorFactory, PhotoFactory, published

pytestmark = pytest.mark.django_db


def test_shows_who_they_are_and_what_they_wrote(client):
    author = AuthorFactory(
        name="Ingrid Solberg",
        title="Washington correspondent",
        bio="Grew up in Moorhead.\n\nReads minutes.",
        contact="solberg@newsroom.test",
        portrait=PhotoFactory(),
    )
    published(headline="By her", authors=[author])
    published(headline="By somebody else")
    response = client.get(author.get_absolute_url())
    words = text_of(response)
    assert "Washington correspondent Ingrid Solberg Grew up in Moorhead. Reads minutes." in words
    assert "By her" in words
    assert "By somebody else" not in words
    assert 'href="mailto:solberg@newsroom.test"' in response.content.decode()


def test_author_without_stories(client):
    assert "Nothing has been published yet." in text_of(client.get(AuthorFactory().get_absolute_url()))


def test_no_such_author(client):
    assert client.get("/authors/nobody/").status_code == 404


def test_costs_three_queries_whatever_it_holds(client, django_assert_max_num_queries):
    author = AuthorFactory(portrait=PhotoFactory())
    for _number in range(8):
        published(authors=[author])
    with django_assert_max_num_queries(3):
        client.get(author.get_absolute_url())
