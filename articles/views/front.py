from django.db.models import Q, Subquery
from django.shortcuts import render

from articles.models import Breaking, Edition, LiveUpdate, Story

LEAD = 4
POOL = 100
PER_SECTION = 4
RECENT = 8
KEYS = 3
STRIP = 4


def front(request):
    """The front page: what breaks, what the desk put on top, what is live, then each section's newest."""
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
    banners = Breaking.objects.showing().select_related("story")
    return render(
        request,
        "articles/front.html",
        {
            "banner": banners.only("text", "raised_at", "story__slug", "story__published_on").first(),
            "lead": lead,
            "beside": top[1:],
            "recent": newest[:RECENT],
            "wells": {section: editions for section, editions in wells.items() if editions},
            **_updates(lead, [*chosen, *newest]),
        },
    )


def _updates(lead, editions):
    """Return the newest updates of the lead story, and those of the story that is covered live beside it.

    Both are found by their stories, in one query, so that neither's many hide the other's few. What a live
    story is called comes from `editions`, else from the edition that is its live one.
    """
    lead_story = lead and lead.story_id
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
