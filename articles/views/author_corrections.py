from django.db.models import BigIntegerField, TextField
from django.http import Http404
from django.shortcuts import render

from articles.models import Author, Correction
from newsroom.lib.pagination import paged
from newsroom.lib.prepared import prepared


def author_corrections(request, slug):
    """Every correction, clarification and editor's note in the stories of an author, newest first."""
    author = _at.first(slug=slug)
    if author is None:
        raise Http404("There is no such author.")
    after = request.GET.get("after", "")
    page = corrections_of.page(after, tag=f"author:{author.pk}:corrections", author=author.pk)
    return render(request, "articles/author_corrections.html", {"author": author, "page": page})


@prepared(slug=TextField())
def _at(slug):
    """The author at an address."""
    return Author.objects.filter(slug=slug).only("name", "slug")


@paged(by="place_at", tie="place", author=BigIntegerField())
def corrections_of(author):
    """The corrections that readers can see in the stories of an author."""
    return Correction.objects.of_stories_by(author).for_lists()
