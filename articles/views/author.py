from django.db.models import Count, Window
from django.shortcuts import get_object_or_404, render

from articles.models import Author, Correction, Edition
from articles.views.corrections import with_editions
from newsroom.lib.pagination import keyset_page
from newsroom.lib.tags import depends_on

# So many of the newest corrections stand on the page; the others are on a page of their own.
NEWEST_CORRECTIONS = 3


def author(request, slug):
    """An author: who they are, all they had a part in, newest first, and what had to be corrected in it.

    Only the first page has more than stories.
    """
    author = get_object_or_404(Author.objects.select_related("portrait"), slug=slug)
    stories = Edition.objects.of(author).public().for_cards()
    after = request.GET.get("after", "")
    page = keyset_page(stories, after, by="place_at", tie="place", tag=f"author:{author.pk}:news")
    context = {
        "author": author,
        "page": page,
        "beats": author.beats.select_related("topic", "section"),
        "same_as": author.same_as.all(),
    }
    if page.is_first and page.items:
        depends_on(f"author:{author.pk}:corrections")
        corrections = Correction.objects.of_stories_by(author).select_related("edition")
        newest = corrections.annotate(total=Window(Count("pk")))[:NEWEST_CORRECTIONS]
        context["corrections"] = with_editions(newest)
    return render(request, "articles/author.html", context)
