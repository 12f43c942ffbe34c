from django.shortcuts import get_object_or_404, render

from newsroom.lib.pagination import keyset_page
from topics.models import Person, Source, Topic


def topic(request, slug):
    """A topic: what it is, its stories, newest first, and who is in them."""
    topic = get_object_or_404(Topic, slug=slug)
    stories = topic.editions.public().for_cards("facets")
    page = keyset_page(stories, request.GET.get("after", ""), by="listed_at")
    return render(request, "topics/topic.html", {"topic": topic, "page": page, "people": _people(page)})


def person(request, slug):
    """A person: who they are, what they said, and the stories that mention them."""
    person = get_object_or_404(Person.objects.select_related("portrait"), slug=slug)
    stories = person.editions.public().for_cards("facets")
    page = keyset_page(stories, request.GET.get("after", ""), by="listed_at")
    said = [(words, edition) for edition in page for words in edition.facets["said"] if words["person"] == person.pk]
    return render(
        request,
        "topics/person.html",
        {
            "person": person,
            "facts": person.facts.all(),
            "page": page,
            "said": said,
            "people": [(other, count) for other, count in _people(page) if other["id"] != person.pk],
        },
    )


def source(request, slug):
    """A source: what it is, and what we took from it, where."""
    source = get_object_or_404(Source, slug=slug)
    stories = source.editions.public().for_cards("facets")
    page = keyset_page(stories, request.GET.get("after", ""), by="listed_at")
    cited = [
        (edition, [line for line in edition.facets["cited"] if line["source"] == source.pk]) for edition in page
    ]
    return render(request, "topics/source.html", {"source": source, "page": page, "cited": cited})


def _people(page, limit=6):
    """Those in most of the stories on `page`: a list of (person content, how many stories)."""
    counts, seen = {}, {}
    for edition in page:
        for person in edition.facets["people"]:
            counts[person["id"]] = counts.get(person["id"], 0) + 1
            seen.setdefault(person["id"], person)
    return [(seen[pk], counts[pk]) for pk in sorted(counts, key=lambda pk: (-counts[pk], seen[pk]["name"]))[:limit]]
