from django.shortcuts import render

from articles.models import Edition, LiveUpdate
from articles.views.story import date_or_404, elsewhere
from newsroom.lib.pagination import keyset_page


def updates(request, year, month, day, slug):
    """All updates of a story, newest first."""
    published_on = date_or_404(year, month, day)
    standing = Edition.objects.public().for_cards()
    edition = standing.filter(story__published_on=published_on, story__slug=slug).first()
    if edition is None:
        return elsewhere(request, published_on, slug)
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
