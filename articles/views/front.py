from dataclasses import replace

from django.db.models import Q, Subquery
from django.shortcuts import render

from articles import filling, fronts
from articles.arranging import LEAD
from articles.models import Breaking, FrontVersion, LiveUpdate, Section, Story
from newsroom.lib.tags import depends_on, lasts_today

RECENT = 8
KEYS = 3
STRIP = 4


def front(request):
    """The front page: what breaks, what leads, what is live, then the wells as the desk has arranged them."""
    version = FrontVersion.objects.showing().of(None).first()
    arrangement = fronts.arrangement_of(version, is_sections=False)
    return front_page(request, arrangement, clock=version and version.clock)


def front_page(request, arrangement, *, now=None, clock=None):
    """Return the front page in `arrangement` as it is at `now` (the database's clock if not given)."""
    depends_on("front", "breaking", "live")
    lasts_today()  # it shows the date
    sections = list(Section.objects.all())
    filled = filling.fill(arrangement, sections=sections, now=now, clock=clock, recent=RECENT)
    wells = [well for well in filled.wells if well.places]
    top = wells.pop(0).places if wells and wells[0].kind == LEAD else []
    lead = top[0].edition if top else None
    banners = Breaking.objects.showing(now).select_related("story")
    return render(
        request,
        "articles/front.html",
        {
            "banner": banners.only("text", "raised_at", "story__slug", "story__published_on").first(),
            "lead": lead,
            "related": top[0].related if top else (),
            "beside": [place.edition for place in top[1:]],
            "recent": filled.newest[:RECENT],
            "wells": named(wells, filled),
            "sections": [section for section in sections if section.in_menu],
            **_updates(lead, [*filled.readers.values(), *filled.newest]),
        },
    )


def named(wells, filled):
    """Return (Well, with its title) and what it is about (None for what is newest) of each of `wells`."""
    return [
        (replace(well, title=filling.title_of(well, filled.subjects)), filled.subjects.get(well.fill))
        for well in wells
    ]


def _updates(lead, editions):
    """Return the newest updates of the lead story, and those of the story that is covered live beside it.

    Both are found by their stories, in one query, so that neither's many hide the other's few. What a live
    story is called comes from `editions`, else from the edition that is its live one.
    """
    lead_story = lead and lead.story_id
    if lead:
        depends_on(f"story:{lead_story}:live")
    public = LiveUpdate.objects.public()
    beside = Story.objects.followed_live().exclude(pk=lead_story).values("pk")[:1]
    own = public.filter(story=lead_story)[:KEYS]
    others = public.filter(story=Subquery(beside))[:STRIP]
    updates = list(
        LiveUpdate.objects.of_published_stories()
        .filter(Q(pk__in=own.values("pk")) | Q(pk__in=others.values("pk")))
        .only(
            "headline",
            "text",
            "posted_at",
            "is_key",
            "story__coverage",
            "story__slug",
            "story__published_on",
            "story__live_edition__story",
            "story__live_edition__card",
        )
    )
    live = [update for update in updates if update.story_id != lead_story]
    known = {edition.story_id: edition for edition in editions}
    return {
        "keys": [update for update in updates if update.story_id == lead_story],
        "live": live,
        "live_story": known.get(live[0].story_id, live[0].story.live_edition) if live else None,
    }
