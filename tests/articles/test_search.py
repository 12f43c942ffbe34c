"""The search page in each of its states."""

import pytest

from tests.articles.whole import text_of
from tests.factories import published

pytestmark = pytest.mark.django_db


def search(client, query):
    response = client.get("/search/", {"q": query})
    assert response.status_code == 200
    return response


def test_nothing_asked(client):
    published(headline="A recent story")
    words = text_of(client.get("/search/"))
    assert "Find a story by the words of its headline or its dek." in words
    assert "Published most recently" in words
    assert "A recent story" in words


def test_finds_by_every_word_and_marks_them(client):
    published(headline="Senate confirms nominee", dek="Both senators vote no.")
    published(headline="Senate rests", dek="")
    response = search(client, "senate VOTE")
    assert [edition.card["headline"] for edition in response.context["page"]] == ["Senate confirms nominee"]
    html = response.content.decode()
    assert "<mark>Senate</mark> confirms nominee" in html
    assert "Both senators <mark>vote</mark> no." in html
    assert "One story" in text_of(response)


def test_nothing_found(client):
    published()
    assert "No story has all of these words" in text_of(search(client, "zebra"))


@pytest.mark.parametrize("query", ["x" * 201, "a\x00b"])
def test_what_cannot_be_asked_is_an_error_beside_the_field(client, query):
    response = search(client, query)
    html = response.content.decode()
    assert 'id="q-error"' in html
    assert 'aria-describedby="q-error"' in html


@pytest.mark.parametrize(
    "query", ["%", "_", "\\", "'", '"><script>', "a" * 200, "\ud800", "🜚", "مرحبا", "( [ *"]
)
def test_any_words_may_be_asked(client, query):
    published(headline="Nothing of the kind", dek="")
    html = search(client, query.encode("utf-8", "surrogatepass")).content.decode()
    assert "<script" not in html
    assert "of the kind" not in html.split("Published most recently")[0]


def test_marking_escapes_what_it_marks(client):
    published(headline="<b>&amp; so on", dek="")
    html = search(client, "<b>&amp;").content.decode()
    assert "<mark>&lt;b&gt;&amp;amp;</mark> so on" in html


def test_is_not_for_indexes(client):
    assert '<meta name="robots" content="noindex">' in " ".join(
        client.get("/search/").content.decode().split()
    )


def test_costs_four_queries_whatever_it_finds(client, django_assert_max_num_queries):
    for _number in range(8):
        published()
    for query in ["", "council", "zebra"]:
        with django_assert_max_num_queries(4):
            search(client, query)
