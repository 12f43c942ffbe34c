from collections import Counter

from django.db.models import BigIntegerField
from django.shortcuts import render
from django.utils import timezone

from newsroom.lib.html import plain
from newsroom.lib.json_rows import moment, rows_in
from newsroom.lib.memo import Memo
from newsroom.lib.prepared import prepared, rounded
from topics.models import Person, Source
from topics.views.recent import recent_of
from topics.views.shared import at_its_address, page_of

SPEAKERS = 6
# What editions say of a source, by their stamps and the source's ids, each weighed as one.
_kept = Memo(most=5_000)


@at_its_address(Source, with_newest=True)
def source(request, source):
    """A source: what it is, what we took from it, where and how often, and who spoke through it."""
    page = page_of(source, request)
    recent = recent_of(source)
    names = frozenset(source.all_ids)
    spoken = Counter(person for row in recent.rows for person in _speakers(row, names))
    taken = [(edition, *_taken(edition, names)) for edition in page]
    people = _people_with({*spoken, *(said["person"] for _edition, _lines, words in taken for said in words)})
    return render(
        request,
        "topics/source.html",
        {
            "source": source,
            "page": page,
            "recent": recent,
            "citations": sum(_citations(row, names) for row in recent.rows),
            "years": _by_year(recent, names),
            "taken": [
                (edition, lines, [(_standing(people.get(said["person"])), said) for said in words])
                for edition, lines, words in taken
            ],
            "people": _most_heard(spoken, people),
            "people_stamp": b"".join(people[pk].stamp for pk in sorted(people)),
        },
    )


@prepared(people=BigIntegerField())
def _people(people):
    return Person.objects.select_related("portrait", "merged_into__portrait").filter(pk__in=people)


def _people_with(ids):
    """Return the people with these `ids` by their ids; one query, none where there are none."""
    ids = rounded(ids - {None})
    return {person.pk: person for person in _people.all(people=ids)} if ids else {}


def _taken(edition, names):
    """Return the lines of the ledger and the words, as plain text, that a story has from the source."""

    def make():
        facets = edition.facets
        words = [
            said | {"words": plain(said["words"]) if said["type"] == "statement" else said["words"]}
            for said in _of(facets["said"], names)
        ]
        return _of(facets["cited"], names), words

    return _kept.get((edition.stamp, names), make, lambda _taken: 1)


def _of(entries, names):
    """Return those of `entries`, lines of a ledger or words said, that are of the source known as `names`."""
    # What was published before words named their source does not say which it was.
    return [entry for entry in entries if entry.get("source") in names]


def _citations(row, names):
    """Return how many lines of the ledger of a story, a row of the newest, are of the source."""
    return sum(source in names for [source] in rows_in(row["cited"]))


def _speakers(row, names):
    """Return the ids of those who speak in a story, a row of the newest, through the source, each once."""
    return {person for source, person in rows_in(row["said"]) if person and source in names}


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
        year = timezone.localtime(moment(row["first"])).year
        stories[year] += 1
        citations[year] += _citations(row, names)
    return [(year, stories[year], citations[year]) for year in sorted(stories, reverse=True)]
