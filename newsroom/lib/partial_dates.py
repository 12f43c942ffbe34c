"""Dates as far as they are known: a year, a month or a day, as ISO texts that sort as the dates do."""

import calendar
import datetime
import re

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

_SHAPE = re.compile(r"[0-9]{4}(?:-[0-9]{2}){0,2}")


def validate_partial_date(text):
    """Raise ValidationError if `text` is neither a year nor a month nor a day that there is."""
    try:
        if not _SHAPE.fullmatch(text):
            raise ValueError
        earliest(text)
    except ValueError as error:
        raise ValidationError(
            _("Write a year, a month or a day, such as 2017, 2017-02 or 2017-02-09.")
        ) from error


def earliest(text):
    """Return the first day that `text` may mean. Raises ValueError if there is none."""
    year, month, day = (*map(int, text.split("-")), 1, 1)[:3]
    return datetime.date(year, month, day)


def latest(text):
    """Return the last day that `text` may mean. Raises ValueError if there is none."""
    first = earliest(text)
    month = first.month if len(text) > 4 else 12
    if len(text) > 7:
        return first
    return first.replace(month=month, day=calendar.monthrange(first.year, month)[1])


def shown(text):
    """Return `text` as readers see it: 2017, February 2017, or the day as all days are written."""
    if len(text) == 4:
        return text
    first = earliest(text)
    if len(text) == 7:
        return date_format(first, "YEAR_MONTH_FORMAT")
    return date_format(first, "DATE_FORMAT")
