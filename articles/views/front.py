from dataclasses import replace

from django.db.models import BigIntegerField, Subquery
from django.shortcuts import render
from django.utils.dateparse import parse_date

from articles import filling, fronts
from articles.arranging import LEAD
from articles.models import Breaking, LiveUpdate, Section, Story
from newsroom.lib.json_rows import JSONRow, moment
from newsroom.lib.prepared import prepared
from newsroom.lib.tags import depends_on, lasts_today

RECENT = 8
KEYS = 3
STRIP = 4
BANNER = ("text", "raised_at", "story__id", "story__slug", "story__published_on")


def front(request):
    """The front page: what breaks, what leads, what is live, then the wells as the desk has arranged them."""
    sections = _with_front.fresh()
    arrangement, photos = fronts.front_with(sections, is_sections=False)
    first = sections[0] if sections else None
    return front_page(
        request,
        arrangement,
        sections=sections,
        banner=_banner(first.banner) if first and first.banner else None,
        clock=first and first.clock,
        photos=photos,
    )


@prepared()
def _with_front():
    """All sections, and the front page, with its `banner`."""
    banner = Breaking.objects.showing().values(json=JSONRow(*BANNER))
    return Section.objects.with_front_of().annotate(banner=Subquery(banner[:1]))


def _banner(row):
    story = Story(
        pk=row["story__id"], slug=row["story__slug"], published_on=parse_date(row["story__published_on"])
    )
    depends_on(f"story:{story.pk}")
    return Breaking(text=row["text"], raised_at=moment(row["raised_at"]), story=story)


def front_page(request, arrangement, *, sections, banner, now=None, clock=None, photos=None):
    """Return the front page in `arrangement` as it is at `now` (the database's clock if not given).

    `sections` are all of them, in the order of the navigation; `banner` is the Breaking that stands, if one
    does; `photos` as in `filling.fill`.
    """
    depends_on("front", "breaking", "live")
    lasts_today()  # it shows the date
    filled = filling.fill(arrangement, sections=sections, now=now, clock=clock, recent=RECENT, photos=photos)
    wells = [well for well in filled.wells if well.places]
    top = wells.pop(0).places if wells and wells[0].kind == LEAD else []
    lead = top[0].edition if top else None
    return render(
        request,
        "articles/front.html",
        {
            "banner": banner,
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

    What a live story is called comes from `editions`, else from the edition that is its live one.
    """
    if lead:
        depends_on(f"story:{lead.story_id}:live")
    updates = _newest_updates.all(**{"lead": lead.story_id} if lead else {})
    live = [update for update in updates if not lead or update.story_id != lead.story_id]
    known = {edition.story_id: edition for edition in editions}
    return {
        "keys": [update for update in updates if lead and update.story_id == lead.story_id],
        "live": live,
        "live_story": known.get(live[0].story_id, live[0].story.live_edition) if live else None,
    }


@prepared(lead=BigIntegerField())
def _newest_updates(lead=None):
    """The newest updates of the story `lead`, if it is given, and of the one that is covered live beside it.

    Both are found by their stories, so that neither's many hide the other's few.
    """
    public, beside = LiveUpdate.objects.public(), Story.objects.followed_live()
    if lead is not None:
        beside = beside.exclude(pk=lead)
    parts = [public.filter(story=Subquery(beside.values("pk")[:1]))[:STRIP]]
    if lead is not None:
        parts.append(public.filter(story=lead)[:KEYS])
    # Each in a query of its own inside one: SQLite joins none that have an end.
    first, *others = (
        LiveUpdate.objects.filter(pk__in=part.values("pk")).order_by().values("pk") for part in parts
    )
    return (
        LiveUpdate.objects.of_published_stories()
        .filter(pk__in=first.union(*others, all=True) if others else first)
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
