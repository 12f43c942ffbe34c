from django.db import models
from django.http import Http404
from django.shortcuts import render

from articles.models import Edition, Story
from articles.rails import cards_in
from articles.views.story import around, date_or_404, elsewhere
from newsroom.lib.prepared import prepared


@prepared(day=models.DateField(), slug=models.TextField(), number=models.IntegerField())
def edition_at(day, slug, number):
    """One edition of the story at an address, if readers see or saw it."""
    seen = Edition.objects.seen_by_readers().for_page()
    return seen.filter(story__published_on=day, story__slug=slug, number=number)


def edition(request, year, month, day, slug, number):
    """One edition of a story as it was, for those who want to see what it said then."""
    published_on = date_or_404(year, month, day)
    edition = edition_at.first(day=published_on, slug=slug, number=int(number))
    if edition is None:
        if Story.objects.published().filter(published_on=published_on, slug=slug).exists():
            raise Http404("No such edition.")
        return elsewhere(request, published_on, slug)
    shown = around(edition, edition)
    return render(
        request,
        "articles/edition.html",
        {
            **{name: value for name, value in shown.items() if name != "editions"},
            "story": edition.story,
            "edition": edition,
            "stamp": edition.stamp,
            "standing": shown["editions"][0].number,
            **cards_in(edition.content, apart_from=edition.story_id, stamp=edition.stamp),
        },
    )
