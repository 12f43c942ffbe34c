from django.db.models import BigIntegerField, DateTimeField, TextField
from django.http import Http404
from django.shortcuts import render

from articles import filling, fronts
from articles.arranging import LEAD, OWN_RIVER
from articles.models import Edition, Section
from articles.views.front import named
from newsroom.lib.pagination import paged
from newsroom.lib.prepared import prepared
from newsroom.lib.tags import depends_on

PAGE = 20


def section(request, slug):
    """A section: what the desk put on top and how it has arranged the rest, then everything, newest first."""
    sections = _with_front_of.fresh(slug=slug)
    section = next((section for section in sections if section.slug == slug), None)
    if section is None:
        raise Http404("There is no such section.")
    arrangement, photos = fronts.front_with(sections, is_sections=True)
    return section_page(request, section, sections, arrangement, clock=section.clock, photos=photos)


@prepared(slug=TextField())
def _with_front_of(slug):
    """All sections, and the front of the one at an address."""
    return Section.objects.with_front_of(slug)


def section_page(request, section, sections, arrangement, *, now=None, clock=None, photos=None):
    """Return the page of `section` in `arrangement` as it is at `now` (the database's clock if not given).

    `sections` are all of them, in the order of the navigation; `photos` as in `filling.fill`. Older pages
    have the river alone.
    """
    after, at = request.GET.get("after", ""), {"now": now} if now else {}
    page = stories_in.page(after, tag=f"section:{section.pk}:news", section=section.pk, **at)
    top, wells, rest = [], [], page.items
    if page.is_first:
        depends_on(f"section:{section.pk}:front")
        filled = filling.fill(
            arrangement, sections=sections, now=now, clock=clock, newest=page.items, photos=photos
        )
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


@paged(by="listed_at", size=PAGE, section=BigIntegerField(), now=DateTimeField())
def stories_in(section, now=None):
    """What readers see of the stories in a section."""
    return Edition.objects.public(now).for_cards().filter(section=section)
