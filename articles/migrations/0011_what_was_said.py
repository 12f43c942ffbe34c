"""Write down what people said in what readers see already, a few stories at a time.

By itself, and outside one transaction: it may take minutes where there are many stories, and readers and
editors go on meanwhile. It can be run again.
"""

import datetime
from hashlib import blake2b

from django.db import migrations, transaction
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from newsroom.lib.clock import local_date
from newsroom.lib.html import plain

BATCH = 100


def batches(rows):
    """Yield lists of `rows`, by primary key."""
    last = 0
    while batch := list(rows.filter(pk__gt=last).order_by("pk")[:BATCH]):
        yield batch
        last = batch[-1].pk


def write_down(apps, schema_editor):
    """Fill the index, and say of the words in editions whose they are."""
    alias = schema_editor.connection.alias

    def rows_of(app, name):
        return apps.get_model(app, name)._default_manager.using(alias)

    # Until now an address that was given was shown.
    rows_of("articles", "Author").exclude(contact="").update(shows_contact=True)
    known = set(rows_of("topics", "Person").values_list("pk", flat=True))
    saying = apps.get_model("articles", "Saying")
    editions, sayings = rows_of("articles", "Edition"), saying._default_manager.using(alias)
    out = rows_of("articles", "Story").exclude(live_edition=None, queued_edition=None)
    for stories in batches(out):
        ids = {pk for row in stories for pk in (row.live_edition_id, row.queued_edition_id) if pk}
        with transaction.atomic(using=alias):
            times = {}
            numbers = editions.filter(story__in=stories).values_list("story", "number", "goes_live_at")
            for story_id, number, when in numbers:
                times.setdefault(story_id, {})[number] = when
            rows = []
            for shown in editions.filter(pk__in=ids).select_related("revision"):
                if shown.facets.get("said"):
                    _complete(shown)
                    rows += [
                        _row(saying, shown, entry, times[shown.story_id])
                        for entry in shown.facets["said"]
                        if entry["person"] in known
                    ]
            sayings.filter(edition__in=ids).delete()
            sayings.bulk_create(rows)
    for updates in batches(rows_of("articles", "LiveUpdate").exclude(said_kind="")):
        with transaction.atomic(using=alias):
            sayings.filter(update__in=updates).delete()
            sayings.bulk_create([_row_of_update(saying, row) for row in updates])


def _complete(edition):
    """Add to each of the words where they are from, and on which day of the newsroom's zone they were issued."""
    blocks = {block["id"]: block for block in edition.revision.content["blocks"]}
    for entry in edition.facets["said"]:
        block = blocks.get(entry["id"], {})
        source = block.get("source")
        entry["came_from"] = source and {key: source[key] for key in ("slug", "name")}
        entry["url"] = block.get("url", "")
        if block.get("issued_at"):
            entry["on"] = local_date(parse_datetime(block["issued_at"])).isoformat()
    edition.save(update_fields=["facets"])


def _row(model, edition, entry, times):
    if entry["on"]:
        day = max(parse_date(entry["on"]), datetime.date(1, 1, 2))
        at = timezone.make_aware(datetime.datetime.combine(day, datetime.time.min))
    else:
        at = times.get(edition.first_seen.get(entry["id"]), edition.goes_live_at)
    words = plain(entry["words"]) if entry["type"] == "statement" else entry["words"]
    return model(
        person_id=entry["person"],
        story_id=edition.story_id,
        edition=edition,
        block=entry["id"],
        at=at,
        place=_place(edition.story_id, entry["id"]),
        digest=_digest(words, entry["on"] or local_date(at).isoformat()),
    )


def _row_of_update(model, update):
    return model(
        person_id=update.said_by_id,
        story_id=update.story_id,
        update=update,
        at=update.posted_at,
        place=_place(update.story_id, f"u-{update.pk}"),
        digest=_digest(plain(update.said), local_date(update.posted_at).isoformat()),
    )


def _place(story_id, name):
    digest = blake2b(f"{story_id}/{name}".encode(), digest_size=8).digest()
    return (int.from_bytes(digest) >> 1) or 1


def _digest(words, day):
    text = " ".join(words.split()).casefold()
    return blake2b(f"{day} {text}".encode(), digest_size=16).hexdigest()


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("articles", "0010_people_and_authors")]

    operations = [migrations.RunPython(write_down, migrations.RunPython.noop)]
