from django.http import Http404
from django.shortcuts import render

from articles.models import Edition
from articles.rails import cards_in
from articles.series import places_of
from articles.views.story import corrections_of, date_or_404, elsewhere, last_check


def edition(request, year, month, day, slug, number):
    """One edition of a story as it was, for those who want to see what it said then."""
    published_on = date_or_404(year, month, day)
    editions = Edition.objects.seen_by_readers().filter(story__published_on=published_on, story__slug=slug)
    edition = editions.for_page().filter(number=number).first()
    standing = editions.order_by("-number").values_list("number", flat=True).first()
    if standing is None:
        return elsewhere(request, published_on, slug)
    if edition is None:
        raise Http404("No such edition.")
    return render(
        request,
        "articles/edition.html",
        {
            "story": edition.story,
            "edition": edition,
            "content": edition.content,
            "current_section": edition.content["section"]["id"],
            "standing": standing,
            "checked_at": last_check(edition.content),
            "places": places_of(edition.story, edition.content),
            "cards": cards_in(edition.content),
            **corrections_of(edition.story),
        },
    )
