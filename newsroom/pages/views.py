"""The pages about the newsroom, as they stand and as they stood."""

from django.db import models
from django.http import Http404
from django.shortcuts import render

from articles.models import Author
from newsroom.lib.prepared import prepared
from newsroom.lib.tags import depends_on
from newsroom.pages.difference import difference
from newsroom.pages.models import PageVersion
from newsroom.pages.owed import OWED, address_of

LISTED = 30


def page(request, address):
    """A page as it stands, with the line of its versions."""
    version = _found_or_404(_standing, slug=_slug_at(address))
    return render(request, "pages/page.html", page_context(version))


def page_version(request, address, number):
    """One version of a page as it was, and what it says otherwise than the one before."""
    version = _found_or_404(_seen, slug=_slug_at(address), number=number)
    earlier = _before.first(page=version.page_id, number=version.number)
    context = page_context(version) | {
        "standing": version.page.live_version,
        "earlier": earlier,
        "rows": difference(earlier, version) if earlier else [],
    }
    return render(request, "pages/page_version.html", context)


@prepared(slug=models.TextField())
def _standing(slug):
    return PageVersion.objects.public().select_related("page").filter(page__slug=slug).with_line(LISTED)


@prepared(slug=models.TextField(), number=models.IntegerField())
def _seen(slug, number):
    seen = PageVersion.objects.seen_by_readers().select_related("page__live_version")
    return seen.filter(page__slug=slug, number=number).with_line(LISTED)


@prepared(page=models.BigIntegerField(), number=models.IntegerField())
def _before(page, number):
    return PageVersion.objects.filter(page=page, number=number - models.Value(1))


@prepared()
def _authors():
    return Author.objects.filter(user__is_active=True)


def _found_or_404(asked, **values):
    found = asked.first(**values)
    if found is None:
        raise Http404("This page does not exist.")
    return found


def page_context(version):
    """Return what a template shows of `version`, which may be unsaved (a preview)."""
    if version.lists_authors:
        depends_on("authors")
    return {
        "version": version,
        "path": version.page.get_absolute_url(),
        "kind": OWED[version.page.slug].kind if version.page.slug in OWED else "WebPage",
        "versions": version.line_of_versions(LISTED),
        "authors": _authors.all() if version.lists_authors else [],
    }


def _slug_at(address):
    """Return the slug of the page at `address`. Raises Http404 for a second address of one that is owed."""
    slug = address.rpartition("/")[2]
    if address_of(slug) != address:
        raise Http404("This page does not exist.")
    return slug
