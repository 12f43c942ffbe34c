"""Everything, newest first."""

import datetime

import pytest

from tests.articles.whole import MORNING, text_of
from tests.factories import SectionFactory, published

pytestmark = pytest.mark.django_db


def test_empty_newsroom(client):
    assert "Nothing has been published yet." in text_of(client.get("/latest/"))


def test_pages_hold_every_story_once_newest_first(client):
    section = SectionFactory()
    for number in range(33):
        published(
            section=section, headline=f"Story {number}.", at=MORNING + datetime.timedelta(minutes=number)
        )
    first = client.get("/latest/")
    second = client.get("/latest/", {"after": first.context["page"].older})
    seen = [edition.card["headline"] for edition in [*first.context["page"], *second.context["page"]]]
    assert seen == [f"Story {number}." for number in reversed(range(33))]
    assert "Back to the newest" in text_of(second)


def test_time_and_date_are_absolute(client):
    published(at=MORNING)
    assert "March 2, 2017 9:10 a.m. CST" in text_of(client.get("/latest/"))


@pytest.mark.parametrize(
    "after", ["junk", "-1", "1e99", "OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5IDE", "x" * 5000, "\x00", "é"]
)
def test_junk_cursor_is_not_found(client, after):
    assert client.get("/latest/", {"after": after}).status_code == 404


def test_costs_two_queries_whatever_it_holds(client, django_assert_max_num_queries):
    for _number in range(8):
        published()
    with django_assert_max_num_queries(2):
        client.get("/latest/")
