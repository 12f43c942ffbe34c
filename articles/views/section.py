from django.db.models import Q
from django.db.models.functions import Now
from django.shortcuts import get_object_or_404, render

from articles.models import Edition, Section
from newsroom.lib.pagination import keyset_page


def section(request, slug):
    """A section: what the desk put on top, then everything, newest first."""
    section = get_object_or_404(Section, slug=slug)
    stories = Edition.objects.public().for_cards().filter(section=section)
    page = keyset_page(stories, request.GET.get("after", ""), by="listed_at")
    top = []
    if page.is_first:
        standing = Q(story__slots__expires_at=None) | Q(story__slots__expires_at__gt=Now())
        top = Edition.objects.public().for_cards().filter(standing, story__slots__section=section)
        top = list(top.order_by("story__slots__ordering", "story__slots__pk")[:4])
    return render(request, "articles/section.html", {"section": section, "top": top, "page": page})
