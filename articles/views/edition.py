from django.shortcuts import get_object_or_404, render

from articles.models import Correction, Edition
from articles.rails import rails
from articles.views.story import date_or_404, last_check


def edition(request, year, month, day, slug, number):
    """One edition of a story as it was, for those who want to see what it said then."""
    editions = Edition.objects.seen_by_readers().filter(
        story__published_on=date_or_404(year, month, day), story__slug=slug
    )
    edition = get_object_or_404(editions.for_page(), number=number)
    return render(
        request,
        "articles/edition.html",
        {
            "story": edition.story,
            "edition": edition,
            "content": edition.content,
            "current_section": edition.content["section"]["id"],
            "standing": editions.order_by("-number").values_list("number", flat=True).first(),
            "corrections": list(Correction.objects.public().filter(story=edition.story)),
            "checked_at": last_check(edition.content),
            "cards": rails(edition.story, edition.content)["cards"],
        },
    )
