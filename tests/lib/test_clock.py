import datetime

from newsroom.lib.clock import local_date, today


def utc(*parts):
    return datetime.datetime(*parts, tzinfo=datetime.UTC)


def test_the_day_is_the_newsrooms():
    assert local_date(utc(2017, 3, 2, 5, 59)) == datetime.date(2017, 3, 1)
    assert local_date(utc(2017, 3, 2, 6, 0)) == datetime.date(2017, 3, 2)


def test_the_day_in_summer():
    assert local_date(utc(2017, 7, 2, 4, 59)) == datetime.date(2017, 7, 1)
    assert local_date(utc(2017, 7, 2, 5, 0)) == datetime.date(2017, 7, 2)


def test_today(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: utc(2017, 3, 2, 3, 0))
    assert today() == datetime.date(2017, 3, 1)
