from django.http import Http404
from django.shortcuts import render

from articles import filling, fronts
from articles.arranging import LEAD, OWN_RIVER
from articles.models import Section
from articles.views.front import named
from newsroom.lib.pagination import keyset_page
from newsroom.lib.tags import depends_on

PAGE = 20


def section(request, slug):
    """A section: what the desk put on top and how it has arranged the rest, then everything, newest first."""
    sections = list(Section.objects.with_front_of(slug))
    section = next((section for section in sections if section.slug == slug), None)
    if section is None:
        raise Http404("There is no such section.")
    arrangement = section.arrangement or fronts.arrangement_of(None, is_sections=True)
    return section_page(request, section, sections, arrangement, clock=section.clock)


def section_page(request, section, sections, arrangement, *, now=None, clock=None):
    """Return the page of `section` in `arrangement` as it is at `now` (the database's clock if not given).

    `sections` are all of them, in the order of the navigation. Older pages have the river alone.
    """
    stories = section.editions.public(now).for_cards()
    tag = f"section:{section.pk}:news"
    page = keyset_page(stories, request.GET.get("after", ""), by="listed_at", size=PAGE, tag=tag)
    top, wells, rest = [], [], page.items
    if page.is_first:
        depends_on(f"section:{section.pk}:front")
        filled = filling.fill(arrangement, sections=sections, now=now, clock=clock, newest=page.items)
        *wells, river = [well for well in filled.wells if well.places or well.id == OWN_RIVER]
        rest = river.editions
        top = wells.pop(0).places if wells and wells[0].kind == LEAD else []
        wells = named(wells, filled)
    shown = [place.edition for place in top]
    return render(
        request,
        "articles/section.html",
        {
            "section": section,
            "sections": [each for each in sections if each.in_menu],
            "current_section": section.pk,
            "top": shown,
            "related": top[0].related if top else (),
            "wells": wells,
            "rest": rest,
            "everything": [*shown, *(edition for well, _about in wells for edition in well.editions), *rest],
            "page": page,
        },
    )
