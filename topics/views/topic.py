from django.db.models import OuterRef, Q, Subquery
from django.shortcuts import render

from newsroom.lib.tags import depends_on
from topics.models import Person, Source, Topic
from topics.views.recent import company_of, recent_of
from topics.views.shared import at_its_address, page_of

LIVE = 3
PARTS = 24
# Of a sub-topic's newest ties, the story that is shown with it is chosen.
TIES = 30


@at_its_address(Topic)
def topic(request, topic):
    """A topic: where to begin, what to know, what is live, its parts, its stories, and who is in them.

    Its stories are those on the topic itself; those of its parts are on their pages. Older pages are for
    reading on, and begin with the stories.
    """
    page = page_of(topic, request)
    recent = recent_of(topic, "story__coverage")
    top = _top_of(topic, recent) if page.is_first else {}
    family = [topic.pk, topic.parent_id, *(part.pk for part, _edition in top.get("parts", ()))]
    return render(
        request,
        "topics/topic.html",
        {
            "topic": topic,
            "page": page,
            "recent": recent,
            "people": company_of(recent, Person.objects.select_related("portrait")),
            "sources": company_of(recent, Source.objects),
            "topics": company_of(recent, Topic.objects.exclude(pk__in=filter(None, family))),
            **top,
        },
    )


def _top_of(topic, recent):
    """Return what stands above the stories: {"explainer", "points", "live", "parts"}.

    The explainer is an edition or None; `live` has (edition, its newest update), `parts` (topic, the edition
    of its newest story). A part without a story that readers see is not shown.
    """
    parts = list(_parts_of(topic))
    depends_on(*(f"topic:{part.pk}:news" for part in parts))
    parts = [part for part in parts if part.newest_id]
    live = {row["pk"] for row in recent.rows if row["story__coverage"] == "open"}
    wanted = Q(pk__in=[*live, *(part.newest_id for part in parts)])
    if topic.explainer_id:
        wanted |= Q(story=topic.explainer_id)
    editions = topic.editions.model.objects.public().for_cards().with_newest_update()
    found = {edition.pk: edition for edition in editions.filter(wanted)}
    explainers = [edition for edition in found.values() if edition.story_id == topic.explainer_id]
    return {
        "explainer": explainers[0] if explainers else None,
        "points": list(topic.points.all()),
        "live": _live([found[pk] for pk in live if pk in found]),
        "parts": sorted(
            ((part, found[part.newest_id]) for part in parts if part.newest_id in found),
            key=lambda pair: pair[1].listed_at,
            reverse=True,
        ),
    }


def _parts_of(topic):
    """Return the topic's parts, each with `newest_id`, the edition of its newest story that readers see."""
    editions = topic.editions
    ties = editions.through._default_manager.filter(topic=OuterRef(OuterRef("pk")))
    ties = ties.order_by("-listed_at", "-edition_id")
    newest = editions.model.objects.public().filter(pk__in=ties.values("edition_id")[:TIES])
    newest = newest.order_by("-listed_at", "-pk").values("pk")[:1]
    depends_on(f"topic:{topic.pk}:parts")
    return topic.subtopics.standing().annotate(newest_id=Subquery(newest))[:PARTS]


def _live(editions):
    """Return (edition, its newest update) for those of `editions` that have one, the newest first."""
    depends_on(*(f"story:{edition.story_id}:live" for edition in editions))
    known = {edition.newest_update_id: edition for edition in editions if edition.newest_update_id}
    if not known:
        return []
    updates = editions[0].story.updates.model.objects.public().select_related("photo").in_bulk(known)
    pairs = [(known[pk], update) for pk, update in updates.items()]
    return sorted(pairs, key=lambda pair: pair[1].posted_at, reverse=True)[:LIVE]
