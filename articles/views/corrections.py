from django.shortcuts import render

from articles.models import Correction, Edition
from newsroom.lib.pagination import paged


def corrections(request):
    """Every correction, clarification and editor's note, newest first."""
    page = all_corrections.page(request.GET.get("after", ""), tag="corrections")
    return render(request, "articles/corrections.html", {"page": page})


@paged(by="created_at")
def all_corrections():
    """The corrections that readers can see."""
    return Correction.objects.public().for_lists()


def with_editions(corrections):
    """Return `[(correction, the edition of its story that readers see)]`, in one query more."""
    corrections = list(corrections)
    editions = Edition.objects.public().for_cards()
    by_story = {
        edition.story_id: edition
        for edition in editions.filter(story__in={correction.story_id for correction in corrections})
    }
    return [
        (correction, by_story[correction.story_id])
        for correction in corrections
        if correction.story_id in by_story
    ]
