"""Reading what can be found, in step with what is published.

A story's row is locked before it is read, so that no worker brings back what a redaction has just taken out.
"""

import random
from dataclasses import dataclass
from itertools import chain

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from articles.models import Edition, LiveUpdate, SearchEntry, SearchTerm, Story
from articles.search.suggestions import is_term, keys
from newsroom.lib.html import plain
from newsroom.lib.pagination import stamp
from newsroom.lib.words import spans, stem
from newsroom.outbox import events
from topics.models import Person, Source, Topic

REFERENCES = {"topic": Topic, "person": Person, "source": Source}
# So many stories are locked at a time, and for less than a second.
BATCH = 20
# What a tsvector can count, and more than any story has.
MOST_WORDS = 16_000
ATTEMPTS = 5
# Stands between the parts of what was read, and in no query.
BETWEEN = "\ue000"
# What came with a date alone has one time with much else.
SPARE_PLACES = 4
# One's words, in place of what they were.
WRITE = {
    "sqlite": "INSERT OR REPLACE INTO articles_searchwords (rowid, title, lead, words)"
    " VALUES (%s, %s, %s, %s)",
    "postgresql": "INSERT INTO articles_searchwords (rowid, title, lead, words)"
    " VALUES (%s, %s::tsvector, %s::tsvector, %s::tsvector) ON CONFLICT (rowid) DO UPDATE"
    " SET title = EXCLUDED.title, lead = EXCLUDED.lead, words = EXCLUDED.words",
}


@dataclass(frozen=True)
class _Document:
    """What is to be found: its entry's foreign keys, its time, and its words from the loudest on."""

    owner: dict
    at: object
    title: str
    lead: str
    rest: str


# --- what others call -------------------------------------------------------------------------------------


def put(kind, pk):
    """Read anew a "story" (its editions that readers see or will see, and updates not read yet), an "update",
    a "topic", a "person" or a "source". What is not to be found any more is dropped.
    """
    if kind == "story":
        _put_stories([pk])
    elif kind == "update":
        _put_updates([pk])
    else:
        _put_references(kind, [pk])
    _tell()


def drop(kind, pk):
    """Let what put() read of this be found no more; of a story its updates too."""
    SearchEntry.objects.filter(**{kind: pk}).delete()
    _tell()


def forget(text):
    """Never suggest the words of `text`."""
    words = [word for _start, _end, word in spans(text)]
    SearchTerm.objects.filter(word__in=words).delete()


def is_wanting():
    """True if nothing has been read although there is something."""
    return not SearchEntry.objects.exists() and Edition.objects.public().exists()


def rebuild(tell=lambda done, total: None):
    """Read everything anew, a few at a time, and drop what is left over. The site may run meanwhile.

    `tell` is called with how many were read and how many there are.
    """
    SearchTerm.objects.all().delete()
    editions = Story.objects.with_editions_out()
    kinds = [
        (editions, _put_stories),
        (LiveUpdate.objects.of_published_stories(), _put_updates),
        *((model.objects.standing(), _putter(kind)) for kind, model in REFERENCES.items()),
    ]
    total = sum(rows.count() for rows, _read in kinds)
    done = 0
    for rows, read in kinds:
        last = 0
        while ids := list(rows.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]):
            read(ids)
            last = ids[-1]
            done += len(ids)
            tell(done, total)
    _sweep()
    _tell()


def _tell():
    """Tell that other things are found than before."""
    events.emit("search.changed", tags={"search"})


def _putter(kind):
    return lambda ids: _put_references(kind, ids)


def _sweep():
    """Drop entries of what is not to be found any more."""
    entries = SearchEntry.objects
    kept = Story.objects.with_editions_out()
    entries.exclude(story=None).exclude(story__in=kept.values("pk")).delete()
    entries.exclude(update=None).exclude(
        update__in=LiveUpdate.objects.of_published_stories().values("pk")
    ).delete()
    for kind, model in REFERENCES.items():
        entries.exclude(**{kind: None}).exclude(
            **{f"{kind}__in": model.objects.standing().values("pk")}
        ).delete()


# --- reading ----------------------------------------------------------------------------------------------


def _put_stories(ids):
    with transaction.atomic():
        stories = _locked(ids)
        wanted = {pk for story in stories for pk in (story.live_edition_id, story.queued_edition_id) if pk}
        editions = Edition.objects.filter(pk__in=wanted).defer("first_seen")
        SearchEntry.objects.filter(story__in=ids).exclude(edition=None).exclude(edition__in=wanted).delete()
        _write("edition", [_of_edition(edition) for edition in editions], wanted)
    # Of a story that comes back there may be thousands: its row is not locked for all of them at once.
    unread = LiveUpdate.objects.of_published_stories().filter(story__in=ids)
    unread = unread.exclude(pk__in=SearchEntry.objects.exclude(update=None).values("update"))
    updates = list(unread.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(updates), BATCH):
        _put_updates(updates[start : start + BATCH])


def _put_updates(ids):
    with transaction.atomic():
        _locked(LiveUpdate.objects.filter(pk__in=ids).values("story"))
        updates = LiveUpdate.objects.of_published_stories().filter(pk__in=ids).select_related("said_by")
        _write("update", [_of_update(update) for update in updates], ids)


def _put_references(kind, ids):
    with transaction.atomic():
        rows = REFERENCES[kind].objects.standing().filter(pk__in=ids)
        _write(kind, [_of_reference(kind, row) for row in rows], ids)


def _locked(stories):
    rows = Story.objects.filter(pk__in=stories).order_by("pk")
    return list(rows.select_for_update().only("live_edition", "queued_edition"))


def lead_of(card, facets):
    """Return what search reads beside the headline of an edition with this card and these facets."""
    people = [f"{person['name']}, {person['role']}" for person in facets["people"]]
    topics = [topic["name"] for topic in facets["topics"]]
    return "\n".join([card["dek"], *topics, *people, *card["byline"], card["section"]["name"]])


def _of_edition(edition):
    card, facets = edition.card, edition.facets
    return _Document(
        owner={"edition_id": edition.pk, "story_id": edition.story_id},
        at=edition.listed_at,
        title=card["headline"],
        lead=lead_of(card, facets),
        rest=f"{plain(edition.key_points_html)}\n{plain(edition.body_html)}",
    )


def _of_update(update):
    return _Document(
        owner={"update_id": update.pk, "story_id": update.story_id},
        at=update.posted_at,
        title=update.headline,
        lead=update.said_by.name if update.said_by else "",
        rest=f"{plain(update.text)}\n{plain(update.said)}",
    )


def _of_reference(kind, row):
    said = {"topic": ["description"], "person": ["role", "summary"], "source": ["mark", "description"]}[kind]
    return _Document(
        owner={f"{kind}_id": row.pk},
        at=timezone.now(),
        title=row.name,
        lead="\n".join(getattr(row, field) for field in said),
        rest="",
    )


# --- writing ----------------------------------------------------------------------------------------------


def _write(kind, documents, stale):
    """Put the entries of `documents` in place of those of the rows with the ids `stale`."""
    for attempt in range(ATTEMPTS):
        try:
            with transaction.atomic():
                SearchEntry.objects.filter(**{f"{kind}__in": stale}).delete()
                entries = [
                    SearchEntry(place=place, **document.owner)
                    for place, document in zip(_free_places(documents), documents, strict=True)
                ]
                SearchEntry.objects.bulk_create(entries)
        except IntegrityError:  # another worker took a place, or read the same, in this very moment
            if attempt == ATTEMPTS - 1:
                raise
        else:
            break
    terms, rows = set(), []
    for entry, document in zip(entries, documents, strict=True):
        parts = []
        for text in (document.title, document.lead, document.rest):
            words = [word for _start, _end, word in spans(text)]
            terms.update(filter(is_term, words))
            parts.append(map(stem, words))
        rows.append((entry.place, *columns(*parts)))
    with connection.cursor() as cursor:
        cursor.executemany(WRITE[connection.vendor], rows)
    write_terms(terms)


def _free_places(documents):
    """Yield a place in time for each of `documents` that no entry has: its own, or one in the same second."""
    choices = [
        [stamp(document.at) + offset for offset in (0, *random.sample(range(1, 10**6), SPARE_PLACES))]
        for document in documents
    ]
    taken = set(
        SearchEntry.objects.filter(place__in=list(chain.from_iterable(choices))).values_list(
            "place", flat=True
        )
    )
    for places in choices:
        place = next((place for place in places if place not in taken), places[-1])
        taken.add(place)
        yield place


def columns(*parts):
    """Return the columns of an entry for the stems of its title, of what stands beside it, of the rest."""
    found, counted = [], []
    for stems in parts:
        # Of two parts no phrase is made.
        counted += [*stems, ""]
        found.append(_column(counted[:MOST_WORDS]))
    return found


def _column(stems):
    """Return a list of stems as the database's words column takes it."""
    if connection.vendor == "sqlite":
        return " ".join(word or BETWEEN for word in stems)
    places = {}
    for place, word in enumerate(stems, 1):
        if word in places:
            places[word] += f",{place}"
        else:
            places[word] = f"'{word}':{place}"
    places.pop("", None)
    return " ".join(places.values())


def write_terms(terms):
    """Suggest each of the words `terms` from now on, to those who misspell it."""
    known = SearchTerm.objects.filter(word__in=terms).values_list("word", flat=True)
    rows = [
        SearchTerm(word=word, key=key) for word in sorted(terms - set(known)) for key in sorted(keys(word))
    ]
    SearchTerm.objects.bulk_create(rows, ignore_conflicts=True)
