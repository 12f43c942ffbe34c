from django.shortcuts import get_object_or_404, render

from articles.models import Author
from newsroom.lib.pagination import keyset_page


def author(request, slug):
    """An author: who they are, and all they had a part in, newest first."""
    author = get_object_or_404(Author.objects.select_related("portrait"), slug=slug)
    page = keyset_page(author.editions.public().for_cards(), request.GET.get("after", ""), by="listed_at")
    return render(request, "articles/author.html", {"author": author, "page": page})
