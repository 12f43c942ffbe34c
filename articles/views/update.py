from django.shortcuts import get_object_or_404, render

from articles.models import Edition, LiveUpdate
from articles.views.story import date_or_404


def update(request, year, month, day, slug, pk):
    """One update at its own address, whatever page of the story it is on."""
    edition = get_object_or_404(
        Edition.objects.public().for_cards(),
        story__published_on=date_or_404(year, month, day),
        story__slug=slug,
    )
    update = get_object_or_404(LiveUpdate.objects.public().for_page(), story=edition.story_id, pk=pk)
    update.story = edition.story
    return render(
        request, "articles/update.html", {"story": edition.story, "edition": edition, "update": update}
    )
