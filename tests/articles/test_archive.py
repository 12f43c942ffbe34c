"""The archive: which months have stories."""

import datetime

import pytest

from articles import archive, publishing
from tests.articles.whole import text_of
from tests.factories import StoryFactory, UserFactory, published

pytestmark = pytest.mark.django_db

DAY = datetime.date


def at(year, month, day, hour=18):
    return datetime.datetime(year, month, day, hour, tzinfo=datetime.UTC)


def test_empty_newsroom(client):
    assert archive.months() == []
    assert "Nothing has been published yet." in text_of(client.get("/archive/"))


def test_months_that_have_stories_newest_first(client):
    for moment in (at(2017, 3, 2), at(2017, 3, 9), at(2016, 12, 31), at(2005, 1, 1)):
        published(at=moment)
    assert archive.months() == [DAY(2017, 3, 1), DAY(2016, 12, 1), DAY(2005, 1, 1)]
    response = client.get("/archive/")
    html = response.content.decode()
    assert html.index("/2017/03/") < html.index("/2016/12/") < html.index("/2005/01/")
    assert "/2017/02/" not in html
    assert '"@type":"CollectionPage"' in html


def test_the_day_is_the_newsrooms(client):
    published(at=at(2017, 4, 1, 3))  # ten in the evening of March 31 in Chicago
    assert archive.months() == [DAY(2017, 3, 1)]
    assert archive.around(DAY(2017, 3, 1), DAY(2017, 4, 1)) == ((DAY(2017, 3, 31),), None, None)


def test_what_readers_do_not_see_is_not_there():
    by = UserFactory(role="administrator")
    gone = published(at=at(2016, 5, 5), by=by)
    publishing.withdraw(story=gone, by=by, note="It was wrong.")
    later = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=90)
    publishing.publish(story=StoryFactory(by=by), by=by, goes_live_at=later)
    published(at=at(2017, 3, 2))
    assert archive.months() == [DAY(2017, 3, 1)]
    assert archive.around(DAY(2017, 3, 1), DAY(2017, 4, 1)) == ((DAY(2017, 3, 2),), None, None)


def test_the_days_within_and_the_nearest_around_them():
    for day in (1, 2, 9, 9, 30):
        published(at=at(2017, 3, day))
    for month, day in ((1, 5), (2, 27), (2, 28), (4, 1), (4, 2)):
        published(at=at(2017, month, day))
    within = tuple(DAY(2017, 3, day) for day in (1, 2, 9, 30))
    assert archive.around(DAY(2017, 3, 1), DAY(2017, 4, 1)) == (within, DAY(2017, 2, 28), DAY(2017, 4, 1))
    assert archive.around(DAY(2017, 3, 9), DAY(2017, 3, 10)) == (
        (DAY(2017, 3, 9),),
        DAY(2017, 3, 2),
        DAY(2017, 3, 30),
    )
    assert archive.around(DAY(2017, 3, 10), DAY(2017, 3, 11)) == ((), DAY(2017, 3, 9), DAY(2017, 3, 30))
    assert archive.around(DAY(2016, 3, 10), DAY(2016, 3, 11)) == ((), None, DAY(2017, 1, 5))


def test_costs_no_more_with_more_stories(client, django_assert_max_num_queries):
    published(at=at(2017, 3, 2))
    with django_assert_max_num_queries(2):  # one of them for the navigation
        client.get("/archive/")
    for day in range(1, 6):
        published(at=at(2015, day, day))
    with django_assert_max_num_queries(2):
        client.get("/archive/")


def test_months_far_apart_are_one_query(django_assert_num_queries):
    published(at=at(1995, 3, 2))
    published(at=at(2017, 3, 2))
    with django_assert_num_queries(1):
        assert archive.months() == [DAY(2017, 3, 1), DAY(1995, 3, 1)]


def test_the_days_of_a_month_are_one_query(django_assert_num_queries):
    for day in range(1, 29):
        published(at=at(2017, 2, day))
    with django_assert_num_queries(1):
        within, _earlier, _later = archive.around(DAY(2017, 2, 1), DAY(2017, 3, 1))
    assert len(within) == 28
