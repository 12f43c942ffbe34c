from django.shortcuts import render

from articles.models import Edition
from newsroom.lib.pagination import keyset_page


def latest(request):
    """Everything, newest first."""
    page = keyset_page(
        Edition.objects.public().for_cards(),
        request.GET.get("after", ""),
        by="listed_at",
        size=30,
        tag="news",
    )
    return render(request, "articles/latest.html", {"page": page})
