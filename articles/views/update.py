from django.shortcuts import get_object_or_404, render

from articles.models import Edition, LiveUpdate
from articles.views.story import date_or_404, elsewhere
from articles.views.updates import page_number
from newsroom.lib.tags import depends_on


def update(request, year, month, day, slug, pk):
    """One update at its own address, what it said before, and the way to it among the others."""
    published_on = date_or_404(year, month, day)
    standing = Edition.objects.public().for_cards()
    edition = standing.filter(story__published_on=published_on, story__slug=slug).first()
    if edition is None:
        return elsewhere(request, published_on, slug)
    update = get_object_or_404(LiveUpdate.objects.public().for_page(), story=edition.story_id, pk=pk)
    update.story = edition.story
    depends_on(f"story:{edition.story_id}:live")
    return render(
        request,
        "articles/update.html",
        {
            "story": edition.story,
            "edition": edition,
            "update": update,
            "page_number": page_number(update),
            "versions": list(update.versions.seen()) if update.version > 1 else [],
        },
    )
