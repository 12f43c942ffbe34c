from django.db import models
from django.http import Http404
from django.shortcuts import render

from articles.models import Edition, LiveUpdate
from articles.views.story import date_or_404, elsewhere
from articles.views.updates import page_number
from newsroom.lib.prepared import prepared
from newsroom.lib.tags import depends_on


@prepared(day=models.DateField(), slug=models.TextField())
def head_at(day, slug):
    """What readers see of the story at an address, in short."""
    return Edition.objects.public().for_cards().filter(story__published_on=day, story__slug=slug)


@prepared(story=models.BigIntegerField(), pk=models.BigIntegerField())
def update_of(story, pk):
    """One update of a story, with its place among the others."""
    return LiveUpdate.objects.public().for_page().with_place().filter(story=story, pk=pk)


def update(request, year, month, day, slug, pk):
    """One update at its own address, what it said before, and the way to it among the others."""
    published_on = date_or_404(year, month, day)
    edition = head_at.first(day=published_on, slug=slug)
    if edition is None:
        return elsewhere(request, published_on, slug)
    update = update_of.first(story=edition.story_id, pk=int(pk))
    if update is None:
        raise Http404("No such update.")
    depends_on(f"story:{edition.story_id}:live")
    return render(
        request,
        "articles/update.html",
        {
            "story": edition.story,
            "edition": edition,
            "stamp": edition.stamp,
            "update": update,
            "page_number": page_number(update),
            "versions": list(update.versions.seen()) if update.version > 1 else [],
        },
    )
