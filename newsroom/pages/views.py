"""The pages about the newsroom, as they stand and as they stood."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render

from articles.models import Author
from newsroom.lib.tags import depends_on
from newsroom.pages.difference import difference
from newsroom.pages.models import PageVersion
from newsroom.pages.owed import OWED, address_of

LISTED = 30


def page(request, address):
    """A page as it stands, with the line of its versions."""
    version = get_object_or_404(
        PageVersion.objects.public().select_related("page"), page__slug=_slug_at(address)
    )
    return render(request, "pages/page.html", page_context(version))


def page_version(request, address, number):
    """One version of a page as it was, and what it says otherwise than the one before."""
    version = get_object_or_404(
        PageVersion.objects.seen_by_readers().select_related("page__live_version"),
        page__slug=_slug_at(address),
        number=number,
    )
    earlier = version.page.versions.filter(number=version.number - 1).first()
    context = page_context(version) | {
        "standing": version.page.live_version,
        "earlier": earlier,
        "rows": difference(earlier, version) if earlier else [],
    }
    return render(request, "pages/page_version.html", context)


def page_context(version):
    """Return what a template shows of `version`, which may be unsaved (a preview)."""
    if version.lists_authors:
        depends_on("authors")
    versions = version.page.versions.defer("text") if version.page.live_version_id else []
    return {
        "version": version,
        "path": version.page.get_absolute_url(),
        "kind": OWED[version.page.slug].kind if version.page.slug in OWED else "WebPage",
        "versions": list(versions[:LISTED]),
        "authors": Author.objects.filter(user__is_active=True) if version.lists_authors else [],
    }


def _slug_at(address):
    """Return the slug of the page at `address`. Raises Http404 for a second address of one that is owed."""
    slug = address.rpartition("/")[2]
    if address_of(slug) != address:
        raise Http404("This page does not exist.")
    return slug
