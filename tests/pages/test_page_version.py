"""A version of a page as it was, and what it changed."""

import pytest

from tests.articles.whole import text_of
from tests.factories import draft_page, published_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def page():
    published_page(text="<p>We are two.</p><p>The same.</p>")
    published_page(text="<p>We are three.</p><p>The same.</p>", note="One more came.")
    return draft_page(text="<p>Canary.</p>")


def test_what_it_said_and_what_changed(client, page):
    first, second = client.get("/about/v1/"), client.get("/about/v2/")
    assert "You are reading version 1 of 2." in text_of(first)
    assert "We are two." in text_of(first)
    assert "We are three." not in text_of(first)
    assert '<section class="sec" id="compare"' not in first.content.decode()
    assert "<del>two</del><ins>three</ins>" in second.content.decode()
    assert "One more came." in text_of(second)
    for response in (first, second):
        html = response.content.decode()
        assert '<meta name="robots" content="noindex">' in " ".join(html.split())
        assert 'rel="canonical" href="http://127.0.0.1:8000/about/">' in html
        assert "Canary" not in html


@pytest.mark.parametrize("number", ["0", "3", "999999", "01x"])
def test_no_such_version(client, page, number):
    assert client.get(f"/about/v{number}/").status_code == 404


def test_few_queries_however_many_versions(client, page, django_assert_max_num_queries):
    for number in range(5):
        published_page(text=f"<p>{number}</p>", note="Again.")
    with django_assert_max_num_queries(4):
        client.get("/about/v3/")
