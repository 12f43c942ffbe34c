"""What the pages of topics, people and sources share: their addresses, and a page of their stories."""

from functools import wraps

from django.db.models import BigIntegerField
from django.http import Http404, HttpResponsePermanentRedirect
from django.urls import reverse

from newsroom.lib.pagination import paged
from topics import merging
from topics.views import recent


def at_its_address(model, *, with_newest=False):
    """Give a view the row of `model` at an address, and send readers on from an address that it had.

    It may come with its newest stories, those that `recent_of` reads. Whatever else the address says, such as
    which kind of feed, is the view's, and stays the same.
    """

    def decorator(view):
        @wraps(view)
        def found(request, slug, **kwargs):
            try:
                newest = {"most": recent.TIES} if with_newest else {}
                subject, is_current = merging.find(model, slug, **newest)
            except model.DoesNotExist as error:
                raise Http404("Nothing is here.") from error
            if is_current:
                return view(request, subject, **kwargs)
            address = reverse(request.resolver_match.url_name, kwargs=kwargs | {"slug": subject.slug})
            return HttpResponsePermanentRedirect(address)

        return found

    return decorator


@paged(by="place_at", tie="place", subject=BigIntegerField())
def _stories_of(subject, model, facets):
    return model.its_editions().of(model, key=subject).public().for_cards(*["facets"] * facets)


def page_of(subject, request, *, facets=True):
    """Return a page of the stories of `subject`, newest first: what cards show, and the `facets`."""
    after, tag = request.GET.get("after", ""), f"{subject._meta.model_name}:{subject.pk}:news"
    return _stories_of.page(after, tag=tag, subject=subject.pk, model=type(subject), facets=facets)


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
