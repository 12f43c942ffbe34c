"""Years, months and days."""

import datetime

import pytest
from django.core.exceptions import ValidationError

from newsroom.lib.partial_dates import earliest, latest, shown, validate_partial_date


@pytest.mark.parametrize(
    ("text", "first", "last", "words"),
    [
        ("2017", (2017, 1, 1), (2017, 12, 31), "2017"),
        ("2016-02", (2016, 2, 1), (2016, 2, 29), "February 2016"),
        ("2017-02-09", (2017, 2, 9), (2017, 2, 9), "Feb. 9, 2017"),
        ("9999", (9999, 1, 1), (9999, 12, 31), "9999"),
    ],
)
def test_a_date_as_far_as_it_is_known(text, first, last, words):
    validate_partial_date(text)
    assert (earliest(text), latest(text), shown(text)) == (
        datetime.date(*first),
        datetime.date(*last),
        words,
    )


@pytest.mark.parametrize(
    "text",
    ["0000", "17", "2017-", "2017-13", "2017-02-30", "2017-2-9", "２０１７", "2017-02-09\n", "1e99", "since"],
)
def test_what_is_no_date(text):
    with pytest.raises(ValidationError):
        validate_partial_date(text)
