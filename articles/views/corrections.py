from django.shortcuts import render

from articles.models import Correction
from newsroom.lib.pagination import paged


def corrections(request):
    """Every correction, clarification and editor's note, newest first."""
    page = all_corrections.page(request.GET.get("after", ""), tag="corrections")
    return render(request, "articles/corrections.html", {"page": page})


@paged(by="created_at")
def all_corrections():
    """The corrections that readers can see."""
    return Correction.objects.public().for_lists()
