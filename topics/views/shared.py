"""What the pages of topics, people and sources share: their addresses, and a page of their stories."""

from functools import wraps

from django.http import Http404, HttpResponsePermanentRedirect
from django.urls import reverse

from newsroom.lib.pagination import keyset_page
from topics import merging


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


def page_of(subject, request):
    """Return a page of the stories of `subject`, newest first."""
    stories = subject.editions.model.objects.of(subject).public().for_cards("facets")
    tag = f"{subject._meta.model_name}:{subject.pk}:news"
    return keyset_page(stories, request.GET.get("after", ""), by="place_at", tie="place", tag=tag)


def ids_of(subject):
    """Return the ids by which editions may know `subject`: its own, and those of what was merged into it."""
    merged = subject.merged.values_list("pk", flat=True) if subject.has_merged else ()
    return {subject.pk, *merged}


def most_frequent(page, facet, apart_from=(), limit=6):
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
