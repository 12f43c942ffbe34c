from django.shortcuts import get_object_or_404, render

from newsroom.lib.html import plain
from newsroom.lib.pagination import keyset_page
from topics.models import Person, Source, Topic


def topic(request, slug):
    """A topic: what it is, its stories, newest first, who is in them, and what else they are about."""
    topic = get_object_or_404(Topic, slug=slug)
    page = _page_of(topic, request)
    return render(
        request,
        "topics/topic.html",
        {
            "topic": topic,
            "page": page,
            "people": _most_frequent(page, "people"),
            "topics": [other for other, _count in _most_frequent(page, "topics", apart_from=topic)],
        },
    )


def person(request, slug):
    """A person: who they are, what they said, and the stories that mention them."""
    person = get_object_or_404(Person.objects.select_related("portrait"), slug=slug)
    page = _page_of(person, request)
    return render(
        request,
        "topics/person.html",
        {
            "person": person,
            "facts": person.facts.all(),
            "page": page,
            "said": _said(page, person),
            "people": _most_frequent(page, "people", apart_from=person),
        },
    )


def source(request, slug):
    """A source: what it is, and what we took from it, where."""
    source = get_object_or_404(Source, slug=slug)
    page = _page_of(source, request)
    cited = [
        (edition, [line for line in edition.facets["cited"] if line["source"] == source.pk])
        for edition in page
    ]
    return render(request, "topics/source.html", {"source": source, "page": page, "cited": cited})


def _page_of(subject, request):
    """Return a page of the stories of `subject`, newest first."""
    stories = subject.editions.public().for_cards("facets")
    return keyset_page(stories, request.GET.get("after", ""), by="listed_at")


def _said(page, person):
    """Return what `person` said in the stories on `page`, once, however many of them carry it.

    A list of (words as plain text, what the story latest to carry them says of them, the (edition, block id)
    of all that do).
    """
    found = {}
    for edition in page:
        for said in edition.facets["said"]:
            if said["person"] == person.pk:
                words = plain(said["words"]) if said["type"] == "statement" else said["words"]
                _said, places = found.setdefault((words, said["on"]), (said, []))
                places.append((edition, said["id"]))
    return [(words, said, places) for (words, _day), (said, places) in found.items()]


def _most_frequent(page, facet, apart_from=None, limit=6):
    """Return what most of the stories on `page` have in `facet`: a list of (its content, in how many)."""
    counts, seen = {}, {}
    for edition in page:
        for entry in edition.facets[facet]:
            if apart_from is None or entry["id"] != apart_from.pk:
                counts[entry["id"]] = counts.get(entry["id"], 0) + 1
                seen.setdefault(entry["id"], entry)
    return [
        (seen[pk], counts[pk])
        for pk in sorted(counts, key=lambda pk: (-counts[pk], seen[pk]["name"]))[:limit]
    ]
