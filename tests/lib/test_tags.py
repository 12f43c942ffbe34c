"""What is read says what depends on it, to whoever listens."""

import datetime

import pytest
from django.utils import timezone

from articles.models import Edition, LiveUpdate
from newsroom.lib.clock import local_date, midnight
from newsroom.lib.pagination import encode_cursor, keyset_page
from newsroom.lib.tags import collected, collecting, depends_on, lasts_today, lasts_until
from tests.factories import PersonFactory, posted, published
from topics.models import Person

HOUR = datetime.timedelta(hours=1)


def test_nobody_need_listen():
    depends_on("story:1")
    lasts_until(timezone.now())
    lasts_today()
    assert collected() is None


def test_what_is_said_is_collected_and_what_is_said_within_is_kept_apart():
    with collecting() as outer:
        depends_on("story:1", "story:2")
        with collecting() as inner:
            depends_on("story:3")
        depends_on("story:1")
    assert outer == {"story:1", "story:2"}
    assert inner == {"story:3"}
    assert collected() is None


def test_the_first_moment_counts():
    now = timezone.now()
    with collecting() as tags:
        assert tags.until is None
        lasts_until(now + HOUR)
        lasts_until(now)
        lasts_until(now + HOUR)
    assert tags.until == now


def test_a_day_ends_at_the_newsrooms_midnight():
    with collecting() as tags:
        lasts_today()
    assert tags.until == midnight() > timezone.now()
    assert local_date(tags.until - datetime.timedelta(microseconds=1)) == local_date(timezone.now())


@pytest.mark.django_db
def test_rows_say_their_words():
    person = PersonFactory()
    update = posted(published())
    with collecting() as tags:
        list(Person.objects.filter(pk=person.pk))
        list(LiveUpdate.objects.all())
        list(Edition.objects.select_related("story"))
    assert tags == {f"person:{person.pk}", f"update:{update.pk}", f"story:{update.story_id}"}


@pytest.mark.django_db
def test_a_row_without_the_column_says_so():
    published()
    with collecting() as tags:
        list(Edition.objects.only("number"))
    assert tags == {"story:?"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("place", "tag"),
    [(None, "news"), (timezone.now, "news:older"), (midnight, "news")],
    ids=["first", "older", "ahead"],
)
def test_a_list_says_which_of_its_pages_it_is(place, tag):
    cursor = encode_cursor(place(), 1) if place else ""
    with collecting() as tags:
        keyset_page(Edition.objects.public(), cursor, by="listed_at", tag="news")
    assert tags == {tag}
