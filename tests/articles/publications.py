"""What tests of publishing have in common: times, another text, and what came of it."""

import datetime

from django.utils import timezone

from articles import saving
from articles.models import Edition, RichText
from newsroom.accounts.models import AuditEntry
from newsroom.outbox.models import Event

HOUR = datetime.timedelta(hours=1)


def utc(*parts):
    return datetime.datetime(*parts, tzinfo=datetime.UTC)


def soon():
    return timezone.now() + HOUR


def revise(story, by, html="<p>Another text altogether.</p>"):
    """Save another text, as a form does."""
    row = RichText.objects.filter(parent=story).first()

    def write():
        row.text = html
        row.save()

    return saving.save(story=story, by=by, write=write)


def let_time_come(story):
    """Make the queued edition of `story` due a minute ago, as if time had passed."""
    moment = timezone.now() - datetime.timedelta(minutes=1)
    Edition.objects.filter(queued_of=story).update(goes_live_at=moment, listed_at=moment)


def seen(story, now=None):
    """The number of the edition that readers see, None for none."""
    return Edition.objects.public(now).filter(story=story).values_list("number", flat=True).first()


def told(kind="edition.live"):
    """Return what the events of a kind say, apart from the words of pages, which tests/exact proves."""
    payloads = [event.payload for event in Event.objects.filter(kind=kind)]
    return [{name: value for name, value in payload.items() if name != "tags"} for payload in payloads]


def audited():
    return list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))
