from django.db.models import Q
from django.db.models.functions import Now
from django.shortcuts import render

from articles.enums import Coverage
from articles.models import Edition, LiveUpdate

LEAD = 4
POOL = 100
PER_SECTION = 4
RECENT = 8


def front(request):
    """The front page: what the desk put on top, what is live, then each section's newest."""
    chosen = list(
        Edition.objects.public()
        .for_cards()
        .filter(Q(story__slots__expires_at=None) | Q(story__slots__expires_at__gt=Now()), story__slots__section=None)
        .filter(story__slots__isnull=False)
        .order_by("story__slots__ordering", "story__slots__pk")[:LEAD]
    )
    newest = list(Edition.objects.public().for_cards().order_by("-listed_at", "-pk")[:POOL])
    shown = {edition.pk for edition in chosen}
    lead = chosen + [edition for edition in newest if edition.pk not in shown][: LEAD - len(chosen)]
    shown |= {edition.pk for edition in lead}
    wells = {}
    for edition in newest:
        well = wells.setdefault(edition.card["section"]["id"], [])
        if edition.pk not in shown and len(well) < PER_SECTION:
            well.append(edition)
    live = list(LiveUpdate.objects.of_published_stories().filter(story__coverage=Coverage.OPEN)[:4])
    return render(
        request,
        "articles/front.html",
        {
            "lead": lead[0] if lead else None,
            "beside": lead[1:],
            "live": live,
            "recent": newest[:RECENT],
            "wells": wells,
        },
    )
