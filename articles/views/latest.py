from django.shortcuts import render

from articles.models import Edition
from newsroom.lib.pagination import paged


def latest(request):
    """Everything, newest first."""
    page = everything.page(request.GET.get("after", ""), tag="news")
    return render(request, "articles/latest.html", {"page": page})


@paged(by="listed_at", size=30)
def everything():
    """What readers see of all stories."""
    return Edition.objects.public().for_cards()
