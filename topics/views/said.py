from dataclasses import dataclass, replace

from django.shortcuts import render
from django.utils import timezone

from newsroom.lib.html import plain
from newsroom.lib.pagination import keyset_page
from newsroom.lib.tags import depends_on
from topics.models import Person
from topics.views.shared import at_its_address, ids_of


@at_its_address(Person)
def said(request, person):
    """All that a person said in what readers can see, newest first."""
    page = words_page(person, request)
    return render(request, "topics/said.html", {"person": person, "page": page})


@dataclass(frozen=True)
class Words:
    """Something that somebody said: the words as plain text, and what is known of them.

    `kind` is "quote" or "statement", `role` the role at the time, `on` the day (a date as text, or the time
    of a live update), "" if nobody wrote it down; `places` are (edition, address) of the newest that carry
    it, and `year` is that of its place in the order.
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


def words_page(person, request, size=20):
    """Return a page of what `person` said in all that readers can see, newest first: its items are Words.

    Whoever was merged into the person speaks too. At most three queries. Raises Http404 for a junk cursor.
    """
    people, sayings = ids_of(person), person.sayings.model.objects
    depends_on(*(f"person:{pk}:said" for pk in people))
    page = keyset_page(sayings.by(people), request.GET.get("after", ""), by="at", tie="place", size=size)
    found = {}
    for saying in sayings.carrying(page, people) if page.items else ():
        # Readers may have lost the story since the page was asked for.
        if saying.story.shown:
            found.setdefault(saying.digest, []).append(saying)
    return replace(page, items=[_words(found[one.digest]) for one in page if one.digest in found])


def _words(sayings):
    """Return the Words that all of `sayings` carry, as the newest of them has it."""
    newest = sayings[0]
    shared = {
        "year": timezone.localtime(newest.at).year,
        "places": [(saying.story.shown[0], _address(saying)) for saying in sayings],
    }
    if update := newest.update:
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
    said = next(entry for entry in newest.story.shown[0].facets["said"] if entry["id"] == newest.block)
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


def _address(saying):
    """Return where readers find the words: at the update's own address, or in the text of the story."""
    if saying.update:
        saying.update.story = saying.story
        return saying.update.get_absolute_url()
    return f"{saying.story.get_absolute_url()}#b-{saying.block}"
