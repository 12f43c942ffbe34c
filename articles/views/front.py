from django.db.models import Q
from django.shortcuts import render

from articles.enums import Coverage
from articles.models import Edition, LiveUpdate

LEAD = 4
POOL = 100
PER_SECTION = 4
RECENT = 8
UPDATES = 40
KEYS = 3
STRIP = 4


def front(request):
    """The front page: what the desk put on top, what is live, then each section's newest."""
    chosen = list(Edition.objects.public().for_cards().on_top_of()[:LEAD])
    newest = list(Edition.objects.public().for_cards().order_by("-listed_at", "-pk")[:POOL])
    shown = {edition.pk for edition in chosen}
    top = chosen + [edition for edition in newest if edition.pk not in shown][: LEAD - len(chosen)]
    shown |= {edition.pk for edition in top}
    wells = {}
    for edition in newest:
        well = wells.setdefault(edition.card["section"]["id"], [])
        if edition.pk not in shown and len(well) < PER_SECTION:
            well.append(edition)
    lead = top[0] if top else None
    return render(
        request,
        "articles/front.html",
        {
            "lead": lead,
            "beside": top[1:],
            "recent": newest[:RECENT],
            "wells": {section: editions for section, editions in wells.items() if editions},
            **_updates(lead, [*chosen, *newest]),
        },
    )


def _updates(lead, editions):
    """Return the newest updates of the lead story, and those of the story that is covered live beside it.

    What a live story is called comes from `editions`, else from the edition that is its live one.
    """
    wanted = Q(story__coverage=Coverage.OPEN) | Q(story=lead and lead.story_id)
    updates = list(
        LiveUpdate.objects.of_published_stories()
        .filter(wanted)
        .only(
            "headline",
            "text",
            "posted_at",
            "is_key",
            "story__coverage",
            "story__slug",
            "story__published_on",
            "story__live_edition__card",
        )[:UPDATES]
    )
    own = [update for update in updates if lead and update.story_id == lead.story_id]
    others = [update for update in updates if update not in own]
    live = [update for update in others if update.story_id == others[0].story_id]
    known = {edition.story_id: edition for edition in editions}
    return {
        "keys": own[:KEYS],
        "live": live[:STRIP],
        "live_story": known.get(live[0].story_id, live[0].story.live_edition) if live else None,
    }
