from django.shortcuts import get_object_or_404, render

from articles.models import Edition, Section
from newsroom.lib.pagination import keyset_page

TOP = 4


def section(request, slug):
    """A section: what the desk put on top, then everything, newest first."""
    section = get_object_or_404(Section, slug=slug)
    stories = section.editions.public().for_cards()
    page = keyset_page(stories, request.GET.get("after", ""), by="listed_at")
    top = []
    if page.is_first:
        top = list(Edition.objects.public().for_cards().on_top_of(section)[:TOP])
        on_top = {edition.pk for edition in top}
        top += [edition for edition in page if edition.pk not in on_top][: TOP - len(top)]
    on_top = {edition.pk for edition in top}
    rest = [edition for edition in page if edition.pk not in on_top]
    return render(
        request,
        "articles/section.html",
        {
            "section": section,
            "current_section": section.pk,
            "top": top,
            "rest": rest,
            "everything": [*top, *rest],
            "page": page,
        },
    )
