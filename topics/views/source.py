from collections import Counter

from django.shortcuts import render
from django.utils import timezone

from newsroom.lib.html import plain
from topics.models import Person, Source
from topics.views.recent import recent_of
from topics.views.shared import at_its_address, ids_of, page_of

SPEAKERS = 6


@at_its_address(Source)
def source(request, source):
    """A source: what it is, what we took from it, where and how often, and who spoke through it."""
    page = page_of(source, request)
    recent = recent_of(source, "facets__cited", "facets__said")
    names = ids_of(source)
    spoken = Counter(person for row in recent.rows for person in _speakers(row["facets__said"], names))
    taken = [(edition, *_taken(edition.facets, names)) for edition in page]
    speakers = {said["person"] for _edition, _lines, words in taken for said in words}
    people = Person.objects.select_related("portrait", "merged_into__portrait").in_bulk({*spoken, *speakers})
    return render(
        request,
        "topics/source.html",
        {
            "source": source,
            "page": page,
            "recent": recent,
            "citations": sum(len(_of(row["facets__cited"], names)) for row in recent.rows),
            "years": _by_year(recent, names),
            "taken": [
                (edition, lines, [(_standing(people.get(said["person"])), said) for said in words])
                for edition, lines, words in taken
            ],
            "people": _most_heard(spoken, people),
        },
    )


def _of(entries, names):
    """Return those of `entries`, lines of a ledger or words said, that are of the source known as `names`."""
    # What was published before words named their source does not say which it was.
    return [entry for entry in entries or () if entry.get("source") in names]


def _taken(facets, names):
    """Return the lines of the ledger and the words, as plain text, that a story has from the source."""
    words = [
        said | {"words": plain(said["words"]) if said["type"] == "statement" else said["words"]}
        for said in _of(facets["said"], names)
    ]
    return _of(facets["cited"], names), words


def _speakers(said, names):
    """Return the ids of those who speak in a story through the source, each once."""
    return {entry["person"] for entry in _of(said, names) if entry["person"]}


def _standing(person):
    """Return who a person has become, None for nobody."""
    return person and (person.merged_into or person)


def _most_heard(spoken, people):
    """Return those who spoke in most stories, the most first."""
    heard = Counter()
    for pk, count in spoken.items():
        if pk in people:
            heard[_standing(people[pk])] += count
    return sorted(heard, key=lambda person: (-heard[person], person.name))[:SPEAKERS]


def _by_year(recent, names):
    """Return (year, how many stories, how many citations) for each year of `recent`, the newest first."""
    stories, citations = Counter(), Counter()
    for row in recent.rows:
        year = timezone.localtime(row["story__first_published_at"]).year
        stories[year] += 1
        citations[year] += len(_of(row["facets__cited"], names))
    return [(year, stories[year], citations[year]) for year in sorted(stories, reverse=True)]
