from django.shortcuts import get_object_or_404, render

from articles.models import Edition, LiveUpdate
from articles.views.story import date_or_404
from newsroom.lib.pagination import keyset_page


def updates(request, year, month, day, slug):
    """All updates of a story, newest first."""
    edition = get_object_or_404(
        Edition.objects.public().for_cards(),
        story__published_on=date_or_404(year, month, day),
        story__slug=slug,
    )
    page = keyset_page(
        LiveUpdate.objects.public().for_page().filter(story=edition.story_id),
        request.GET.get("after", ""),
        by="posted_at",
        size=30,
    )
    for update in page:
        update.story = edition.story
    return render(
        request, "articles/updates.html", {"story": edition.story, "edition": edition, "page": page}
    )
