import datetime

import pytest
from django.http import Http404
from hypothesis import given
from hypothesis import strategies as st

from articles.models import Photo
from newsroom.lib.pagination import decode_cursor, encode_cursor, keyset_page
from tests.factories import PhotoFactory

NOON = datetime.datetime(2017, 3, 2, 12, tzinfo=datetime.UTC)


def photo(minutes):
    row = PhotoFactory()
    Photo.objects.filter(pk=row.pk).update(added_at=NOON + datetime.timedelta(minutes=minutes))
    return row.pk


def page(cursor="", size=3):
    return keyset_page(Photo.objects.all(), cursor, by="added_at", size=size)


@pytest.mark.parametrize(
    "cursor",
    [
        "abc",
        "!",
        "1",
        "-1",
        "1e99",
        "99999999",
        "%00",
        "\x00",
        "é",
        "=",
        "a" * 65,
        "a" * 100_000,
        "bmFuIDE",  # nan 1
        "aW5mIDE",  # inf 1
        "MSAw",  # 1 0
        "MSAtMQ",  # 1 -1
        "MSA5MjIzMzcyMDM2ODU0Nzc1ODA4",  # 1 2**63
        "OTk5OTk5OTk5OTk5OTk5OTk5OTkgMQ",  # a time beyond all calendars
        "MSAxIDE",  # 1 1 1
        "MV8wIDE",  # 1_0 1
        "KzEgMQ",  # +1 1
        "MC41IDE",  # 0.5 1
    ],
)
def test_junk_is_not_found(cursor):
    with pytest.raises(Http404):
        decode_cursor(cursor)


def test_one_place_has_one_cursor():
    cursor = encode_cursor(NOON, 7)
    assert decode_cursor(cursor) == (NOON, 7)
    for other in (cursor + "=", cursor + "!!", " " + cursor, cursor[:3] + "\n" + cursor[3:]):
        with pytest.raises(Http404):
            decode_cursor(other)


@given(st.text(max_size=70))
def test_any_text_is_a_place_or_not_found(cursor):
    try:
        moment, pk = decode_cursor(cursor)
    except Http404:
        return
    assert encode_cursor(moment, pk) == cursor


@given(
    st.datetimes(timezones=st.just(datetime.UTC)),
    st.integers(min_value=1, max_value=2**63 - 1),
)
def test_a_cursor_keeps_its_place_to_the_microsecond(moment, pk):
    assert decode_cursor(encode_cursor(moment, pk)) == (moment, pk)


@pytest.mark.django_db
def test_pages_hold_everything_once_newest_first():
    pks = [photo(minutes) for minutes in range(8)]
    first = page()
    second = page(first.older)
    third = page(second.older)
    assert [row.pk for part in (first, second, third) for row in part] == pks[::-1]
    assert (first.is_first, second.is_first) == (True, False)
    assert third.older == ""
    assert (len(first), len(third)) == (3, 2)


@pytest.mark.django_db
def test_a_full_last_page_has_no_next_one():
    for minutes in range(3):
        photo(minutes)
    assert page().older == ""


@pytest.mark.django_db
def test_the_same_time_a_hundred_times():
    pks = [photo(0) for _ in range(20)]
    seen, cursor = [], ""
    while True:
        part = page(cursor)
        seen += [row.pk for row in part]
        if not (cursor := part.older):
            break
    assert seen == pks[::-1]


@pytest.mark.django_db
def test_what_arrives_between_pages_shifts_nothing():
    standing = [photo(minutes) for minutes in range(10)]
    seen, cursor, arrivals = [], "", 100
    while True:
        part = page(cursor)
        seen += [row.pk for row in part]
        if not (cursor := part.older):
            break
        photo(arrivals)  # newest of all
        photo(9)  # at the very time of one that was shown
        arrivals += 1
    assert [pk for pk in seen if pk in standing] == standing[::-1]
    assert len(seen) == len(set(seen))


@pytest.mark.django_db
def test_one_query_a_page(django_assert_num_queries):
    for minutes in range(8):
        photo(minutes)
    with django_assert_num_queries(1):
        first = page()
    with django_assert_num_queries(1):
        page(first.older)
