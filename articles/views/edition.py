from django.shortcuts import get_object_or_404, render

from articles.models import Edition
from articles.views.story import date_or_404


def edition(request, year, month, day, slug, number):
    """One edition of a story as it was, for those who want to see what it said then."""
    editions = Edition.objects.seen_by_readers().filter(
        story__published_on=date_or_404(year, month, day), story__slug=slug
    )
    edition = get_object_or_404(editions.for_page(), number=number)
    standing = editions.order_by("-number").values_list("number", flat=True).first()
    return render(
        request,
        "articles/edition.html",
        {"story": edition.story, "edition": edition, "content": edition.content, "standing": standing},
    )
