from dataclasses import dataclass, replace
from functools import partial

from django.db.models import BigIntegerField
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_date

from newsroom.lib.html import plain
from newsroom.lib.memo import Memo
from newsroom.lib.pagination import paged
from newsroom.lib.prepared import rounded
from newsroom.lib.tags import depends_on
from topics.models import Person
from topics.views.shared import at_its_address

# So many of the newest words stand on a person's page.
NEWEST = 5
# By the stamps of their rows, each weighed as one.
_kept = Memo(most=5_000)


@at_its_address(Person)
def said(request, person):
    """All that a person said in what readers can see, newest first."""
    page = _page(_sayings, person, request.GET.get("after", ""))
    return render(request, "topics/said.html", {"person": person, "page": page})


@dataclass(frozen=True)
class Words:
    """Something that somebody said: the words as plain text, and what is known of them.

    `kind` is "quote" or "statement", `role` the role at the time, `on` the day (a date as text, or the time
    of a live update), "" if nobody wrote it down; `places` are (headline, address) of the newest that carry
    it, and `year` is that of its place in the order. `stamp` stands for all of it.
    """

    text: str
    kind: str
    role: str
    occasion: str
    on: object
    year: int
    source: object
    url: str
    places: list
    stamp: bytes


def newest_words(person):
    """Return a Page of the newest Words of `person`, in one query."""
    return _page(_newest, person)


def _page(sayings, person, after=""):
    """Return a page of what `person` said in all that readers can see, newest first: its items are Words.

    Whoever was merged into the person speaks too. Raises Http404 for a junk cursor.
    """
    people = person.all_ids
    page = sayings.page(after, people=rounded(people))
    depends_on(*(f"person:{pk}:said" for pk in people))
    for place in (place for saying in page for place in saying.places):
        depends_on(f"story:{place['story_id']}")
        if place["update_id"]:
            depends_on(f"update:{place['update_id']}")
    words = [_kept.get(saying.stamp, partial(_words, saying), lambda _words: 1) for saying in page]
    return replace(page, items=words)


def _by(people):
    """What people said, with all that is known of it."""
    sayings = Person._meta.get_field("sayings").related_model.objects
    return sayings.by(people).for_words(people)


_sayings = paged(by="at", tie="place", people=BigIntegerField())(_by)
_newest = paged(by="at", tie="place", size=NEWEST, people=BigIntegerField())(_by)


def _words(saying):
    """Return the Words that stand where `saying` says."""
    shared = {
        "year": timezone.localtime(saying.at).year,
        "places": [(place["headline"], _address(type(saying), place)) for place in saying.places],
        "stamp": saying.stamp,
    }
    if update := saying.update:
        return Words(
            text=plain(update.said),
            kind=update.said_kind,
            role=update.said_role,
            occasion=update.said_where,
            on=update.posted_at,
            source=update.source,
            url=update.url,
            **shared,
        )
    said = next(entry for entry in saying.said if entry["id"] == saying.block)
    return Words(
        text=plain(said["words"]) if said["type"] == "statement" else said["words"],
        kind=said["type"],
        role=said["role"],
        occasion=said["occasion"],
        on=said["on"],
        source=said["came_from"],
        url=said["url"],
        **shared,
    )


def _address(model, place):
    """Return where readers find the words: at the update's own address, or in the text of the story."""
    story, update = (model._meta.get_field(name).related_model for name in ("story", "update"))
    story = story(slug=place["story__slug"], published_on=parse_date(place["story__published_on"]))
    if place["update_id"]:
        return update(pk=place["update_id"], story=story).get_absolute_url()
    return f"{story.get_absolute_url()}#b-{place['block']}"
