"""The newsroom's zone: every date in an address and every time on a page is in it."""

import datetime

from django.utils import timezone


def local_date(moment):
    """Return the calendar date of the aware datetime `moment` in the newsroom's zone."""
    return timezone.localtime(moment).date()


def today():
    """Return today's date in the newsroom's zone."""
    return local_date(timezone.now())


def midnight():
    """Return the moment at which tomorrow begins in the newsroom's zone."""
    tomorrow = today() + datetime.timedelta(days=1)
    return timezone.make_aware(datetime.datetime.combine(tomorrow, datetime.time.min))
