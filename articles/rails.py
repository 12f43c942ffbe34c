"""Other stories on a story's page: background, what to read next, and the cards in its text."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Case, IntegerField, Q, Value, When

from articles.enums import RelatedKind
from articles.models import Edition

NEXT_UP = 8
BACKGROUND = 6
# Candidates read for the automatic part; the closest of them are shown.
POOL = 40


@dataclass(frozen=True)
class RailItem:
    """One link: to a story of ours (with its edition) or elsewhere."""

    title: str
    url: str
    dek: str = ""
    photo: dict | None = None
    label: str = ""
    language: str = ""
    section: str = ""
    at: datetime | None = None
    is_outside: bool = False
    score: int = field(default=0, compare=False)


def rails(story, content):
    """Return `{"background": [RailItem], "next_up": [RailItem], "cards": {block id: RailItem}}` in one query.

    What the desk chose comes first, in its order; the rest is filled from published stories that share topics
    and people, the closest first. What is on one rail is not on the other, and the page's own story on
    neither. Background is a timeline: it is shown newest first. `cards` has the stories that the text of
    `content` shows. A story that readers cannot see is nowhere.
    """
    topics = {topic["id"] for topic in content["topics"]}
    people = {entry["person"]["id"] for entry in content["people"]}
    in_text = [block for block in content["blocks"] if block["type"] == "story"]
    chosen = [entry["story"]["id"] for entry in [*content["related"], *in_text] if entry["story"]]
    candidates = _candidates(story, chosen, topics, people)
    by_story = {edition.story_id: edition for edition in candidates}
    cards = {
        block["id"]: _item(by_story[block["story"]["id"]], {"dek": block["note"]})
        for block in in_text
        if block["story"]["id"] in by_story
    }
    used = {story.pk} | {block["story"]["id"] for block in in_text}

    def pick(kind):
        items = []
        for link in content["related"]:
            if link["kind"] != kind:
                continue
            if link["story"]:
                edition = by_story.get(link["story"]["id"])
                if edition and edition.story_id not in used:
                    used.add(edition.story_id)
                    items.append(_item(edition, link))
            else:
                items.append(
                    RailItem(
                        link["title"], link["url"], dek=link["dek"], photo=link["photo"], is_outside=True
                    )
                )
        return items

    background = pick(RelatedKind.BACKGROUND)
    next_up = pick(RelatedKind.PACKAGE) + pick(RelatedKind.NEXT_UP)
    scored = sorted(
        (
            (_score(edition, topics, people), edition)
            for edition in candidates
            if edition.story_id not in used
        ),
        key=lambda pair: (-pair[0], -pair[1].listed_at.timestamp()),
    )
    for score, edition in scored:
        # Two things in common make it the same matter; one makes it the next thing to read.
        if score >= 3 and len(background) < BACKGROUND:
            background.append(_item(edition))
        elif score and len(next_up) < NEXT_UP:
            next_up.append(_item(edition))
    background.sort(key=lambda item: item.at.timestamp() if item.at else 0, reverse=True)
    return {"background": background, "next_up": next_up, "cards": cards}


def _candidates(story, chosen, topics, people):
    shares = Q(pk__in=Edition.topics.through.objects.filter(topic_id__in=topics).values("edition_id")) | Q(
        pk__in=Edition.people.through.objects.filter(person_id__in=people).values("edition_id")
    )
    is_chosen = Case(When(story_id__in=chosen, then=Value(0)), default=Value(1), output_field=IntegerField())
    return list(
        Edition.objects.public()
        .for_cards("facets")
        .filter(Q(story_id__in=chosen) | shares)
        .exclude(story_id=story.pk)
        .order_by(is_chosen, "-listed_at")[: len(chosen) + POOL]
    )


def _score(edition, topics, people):
    """Shared topics count double: a topic is chosen, a mention happens."""
    shared_topics = sum(topic["id"] in topics for topic in edition.facets["topics"])
    shared_people = sum(person["id"] in people for person in edition.facets["people"])
    return 2 * shared_topics + shared_people


def _item(edition, chosen=None):
    """Return the RailItem of an edition; what the desk wrote for this place goes before the edition's own."""
    card, chosen = edition.card, chosen or {}
    return RailItem(
        title=chosen.get("title") or card["headline"],
        url=edition.get_absolute_url(),
        dek=chosen.get("dek") or card["dek"],
        photo=chosen.get("photo") or card["photo"],
        label=card["label"],
        language=card.get("language", ""),
        section=card["section"]["name"],
        at=edition.story.first_published_at,
    )
