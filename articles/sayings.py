"""The index of what people said, and where readers find it: written in the transaction of what it is about.

It holds no words. Whether readers see them is decided as for the edition or the update in which they stand,
so that what is withdrawn, retracted or redacted is gone without its help.
"""

import datetime
from hashlib import blake2b

from django.utils import timezone
from django.utils.dateparse import parse_date

from articles.enums import SaidKind
from articles.models import Saying
from newsroom.lib.clock import local_date
from newsroom.lib.html import plain
from topics.models import Person


def put_edition(edition):
    """Write down the words in `edition`, just saved, and forget those of editions that stand no more."""
    story = edition.story
    standing = {story.live_edition_id, story.queued_edition_id} - {None, edition.pk}
    story.sayings.filter(update=None).exclude(edition__in=standing).delete()
    said = [entry for entry in edition.facets["said"] if entry["person"]]
    if not said:
        return
    known = set(
        Person.objects.filter(pk__in={entry["person"] for entry in said}).values_list("pk", flat=True)
    )
    times = dict(story.editions.values_list("number", "goes_live_at"))
    Saying.objects.bulk_create(row for row in said_in(edition, times) if row.person_id in known)


def said_in(edition, times):
    """Return the unsaved Sayings of `edition`; `times` maps numbers of editions to when they went live."""
    rows = []
    for entry in edition.facets["said"]:
        if entry["person"]:
            at = _midnight(entry["on"]) or times[edition.first_seen[entry["id"]]]
            rows.append(
                Saying(
                    person_id=entry["person"],
                    story_id=edition.story_id,
                    edition=edition,
                    block=entry["id"],
                    at=at,
                    place=_place(edition.story_id, entry["id"]),
                    digest=_digest(_words(entry), entry["on"] or local_date(at).isoformat()),
                )
            )
    return rows


def speakers_in(update):
    """Return the ids of those whose words `update` has, or had when that was last written down."""
    had = Saying.objects.filter(update=update.pk).values_list("person", flat=True) if update.version else ()
    return {*had, *filter(None, [update.said_by_id])}


def put_update(update):
    """Write down the words that are attached to `update`, just saved; or that there are none any more."""
    if update.said_kind == SaidKind.NONE:
        if update.version > 1:
            Saying.objects.filter(update=update).delete()
        return
    Saying.objects.update_or_create(update=update, defaults=said_in_update(update))


def said_in_update(update):
    """Return the fields of the Saying that is to stand for the words attached to `update`."""
    return {
        "person_id": update.said_by_id,
        "story_id": update.story_id,
        "at": update.posted_at,
        "place": _place(update.story_id, f"u-{update.pk}"),
        "digest": _digest(plain(update.said), local_date(update.posted_at).isoformat()),
    }


def _words(entry):
    return plain(entry["words"]) if entry["type"] == "statement" else entry["words"]


def _midnight(day):
    """Return the beginning of the ISO date `day` in the newsroom's zone, None of ""."""
    if not day:
        return None
    # The first day there is begins before time does, in zones east of Greenwich.
    day = max(parse_date(day), datetime.date(1, 1, 2))
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.min))


def _place(story_id, name):
    """Return a number above zero that is the same for the same words in every edition of their story."""
    digest = blake2b(f"{story_id}/{name}".encode(), digest_size=8).digest()
    return (int.from_bytes(digest) >> 1) or 1


def _digest(words, day):
    """Return what the same words of the same ISO date share, whatever their case and spaces."""
    text = " ".join(words.split()).casefold()
    return blake2b(f"{day} {text}".encode(), digest_size=16).hexdigest()
