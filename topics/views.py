from functools import wraps

from django.http import Http404, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse

from newsroom.lib.html import plain
from newsroom.lib.pagination import keyset_page
from topics import merging
from topics.models import Person, Source, Topic


def at_its_address(model):
    """Give a view the row of `model` at an address, and send readers on from an address that it had.

    Whatever else the address says, such as which kind of feed, is the view's, and stays the same.
    """

    def decorator(view):
        @wraps(view)
        def found(request, slug, **kwargs):
            try:
                subject, is_current = merging.find(model, slug)
            except model.DoesNotExist as error:
                raise Http404("Nothing is here.") from error
            if is_current:
                return view(request, subject, **kwargs)
            address = reverse(request.resolver_match.url_name, kwargs=kwargs | {"slug": subject.slug})
            return HttpResponsePermanentRedirect(address)

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
            "people": _most_frequent(page, "people"),
            "topics": [other for other, _count in _most_frequent(page, "topics", _ids_of(topic))],
        },
    )


@at_its_address(Person)
def person(request, person):
    """A person: who they are, what they said, and the stories that mention them."""
    page = _page_of(person, request)
    names = _ids_of(person)
    return render(
        request,
        "topics/person.html",
        {
            "person": person,
            "facts": person.facts.all(),
            "page": page,
            "said": _said(page, names),
            "people": _most_frequent(page, "people", names),
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
    merged = subject.merged.values_list("pk", flat=True) if subject.has_merged else ()
    return {subject.pk, *merged}


def _said(page, names):
    """Return what those with the ids `names` said on `page`, once, however many of them carry it.

    A list of (words as plain text, what the story latest to carry them says of them, the (edition, block id)
    of all that do).
    """
    found = {}
    for edition in page:
        for said in edition.facets["said"]:
            if said["person"] in names:
                words = plain(said["words"]) if said["type"] == "statement" else said["words"]
                _said, places = found.setdefault((words, said["on"]), (said, []))
                places.append((edition, said["id"]))
    return [(words, said, places) for (words, _day), (said, places) in found.items()]


def _most_frequent(page, facet, apart_from=(), limit=6):
    """Return what most of the stories on `page` have in `facet`: a list of (its content, in how many).

    `apart_from` holds the ids that do not count. What was merged since leads on by its address.
    """
    counts, seen = {}, {}
    for edition in page:
        for entry in edition.facets[facet]:
            if entry["id"] not in apart_from:
                counts[entry["id"]] = counts.get(entry["id"], 0) + 1
                seen.setdefault(entry["id"], entry)
    return [
        (seen[pk], counts[pk])
        for pk in sorted(counts, key=lambda pk: (-counts[pk], seen[pk]["name"]))[:limit]
    ]
