from functools import wraps

from django.http import Http404, HttpResponsePermanentRedirect
from django.shortcuts import render

from newsroom.lib.html import plain
from newsroom.lib.pagination import keyset_page
from topics import merging
from topics.models import Person, Source, Topic


def at_its_address(model):
    """Give a view the row of `model` at an address, and send readers on from an address that it had."""

    def decorator(view):
        @wraps(view)
        def found(request, slug):
            try:
                subject, is_current = merging.find(model, slug)
            except model.DoesNotExist as error:
                raise Http404("Nothing is here.") from error
            return (
                view(request, subject)
                if is_current
                else HttpResponsePermanentRedirect(subject.get_absolute_url())
            )

        return found

    return decorator


@at_its_address(Topic)
def topic(request, topic):
    """A topic: what it is, its stories, newest first, who is in them, and what else they are about."""
    page = _page_of(topic, request)
    return render(
        request,
        "topics/topic.html",
        {
            "topic": topic,
            "page": page,
            "people": _most_frequent(page, "people", Person),
            "topics": [other for other, _count in _most_frequent(page, "topics", Topic, apart_from=topic)],
        },
    )


@at_its_address(Person)
def person(request, person):
    """A person: who they are, what they said, and the stories that mention them."""
    page = _page_of(person, request)
    return render(
        request,
        "topics/person.html",
        {
            "person": person,
            "facts": person.facts.all(),
            "page": page,
            "said": _said(page, person),
            "people": _most_frequent(page, "people", Person, apart_from=person),
        },
    )


@at_its_address(Source)
def source(request, source):
    """A source: what it is, and what we took from it, where."""
    page = _page_of(source, request)
    names = _ids_of(source)
    cited = [
        (edition, [line for line in edition.facets["cited"] if line["source"] in names]) for edition in page
    ]
    return render(request, "topics/source.html", {"source": source, "page": page, "cited": cited})


def _page_of(subject, request):
    """Return a page of the stories of `subject`, newest first."""
    stories = subject.editions.public().for_cards("facets")
    return keyset_page(stories, request.GET.get("after", ""), by="listed_at")


def _ids_of(subject):
    """Return the ids by which editions may know `subject`: its own, and those of what was merged into it."""
    return {subject.pk, *subject.merged.values_list("pk", flat=True)}


def _said(page, person):
    """Return what `person` said in the stories on `page`, once, however many of them carry it.

    A list of (words as plain text, what the story latest to carry them says of them, the (edition, block id)
    of all that do).
    """
    found, names = {}, _ids_of(person)
    for edition in page:
        for said in edition.facets["said"]:
            if said["person"] in names:
                words = plain(said["words"]) if said["type"] == "statement" else said["words"]
                _said, places = found.setdefault((words, said["on"]), (said, []))
                places.append((edition, said["id"]))
    return [(words, said, places) for (words, _day), (said, places) in found.items()]


def _most_frequent(page, facet, model, apart_from=None, limit=6):
    """Return what most of the stories on `page` have in `facet`: a list of (its content, in how many).

    What was merged since a story was published counts as what it was merged into.
    """
    lists = [edition.facets[facet] for edition in page]
    ids = {entry["id"] for entries in lists for entry in entries}
    merged = {
        row.pk: row.merged_into
        for row in model.objects.filter(pk__in=ids, merged_into__isnull=False).select_related("merged_into")
    }
    counts, seen = {}, {}
    for entries in lists:
        standing = {}
        for entry in entries:
            if kept := merged.get(entry["id"]):
                entry = entry | {"id": kept.pk, "slug": kept.slug, "name": kept.name}
            standing.setdefault(entry["id"], entry)
        for pk, entry in standing.items():
            if apart_from is None or pk != apart_from.pk:
                counts[pk] = counts.get(pk, 0) + 1
                seen.setdefault(pk, entry)
    return [
        (seen[pk], counts[pk])
        for pk in sorted(counts, key=lambda pk: (-counts[pk], seen[pk]["name"]))[:limit]
    ]
