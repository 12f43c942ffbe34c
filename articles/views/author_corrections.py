from django.shortcuts import get_object_or_404, render

from articles.models import Author, Correction
from articles.views.corrections import with_editions
from newsroom.lib.pagination import keyset_page


def author_corrections(request, slug):
    """Every correction, clarification and editor's note in the stories of an author, newest first."""
    author = get_object_or_404(Author, slug=slug)
    corrections = Correction.objects.of_stories_by(author).select_related("edition")
    after = request.GET.get("after", "")
    page = keyset_page(corrections, after, by="created_at", tag=f"author:{author.pk}:corrections")
    return render(
        request,
        "articles/author_corrections.html",
        {"author": author, "page": page, "listed": with_editions(page)},
    )
