"""Other stories on a story's page: background, what to read next, and the cards in its text.

What the desk chose comes first, in its order. The rest is filled from published stories that share topics,
people or sources with this one. They are found in one query whose work does not grow with the archive: of
each subject it looks at the newest NEWEST stories alone, by an index (see `_pool`).
"""

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from html import unescape

from django.db.models import BigIntegerField
from django.db.models.expressions import RawSQL
from django.utils import timezone
from django.utils.encoding import iri_to_uri

from articles.enums import RelatedKind
from articles.models import Edition, Story
from newsroom.lib.clock import midnight
from newsroom.lib.memo import Memo, digest, packed
from newsroom.lib.prepared import prepared, rounded
from newsroom.lib.tags import collecting, depends_on, lasts_today
from newsroom.templatetags.newsroom_tags import absolute

NEXT_UP = 8
BACKGROUND = 8
# From so many items on, background is told as a timeline with this story in it.
TIMELINE = 4
# Stories looked at of each subject, and subjects looked at of each kind.
NEWEST = 60
SUBJECTS = 6
# Candidates read for the automatic part; the closest of them are shown.
POOL = 40
# A topic is chosen, a mention happens, and a source is often one that everybody has.
WEIGHTS = {"topics": 2, "people": 1, "sources": 0.5}
ONE = {"topics": "topic", "people": "person", "sources": "source"}
# What makes two stories the same matter: two topics, or a topic and a person, or three people.
SAME_MATTER = 3
HALF_LIFE = timedelta(days=30)
TWO_YEARS = timedelta(days=730)
_HREF = re.compile(r'href="([^"]+)"')
_STORY = re.compile(r"/\d{4}/\d{2}/\d{2}/[^/?#]+/")


@dataclass(frozen=True)
class RailItem:
    """One link: to a story of ours (with its edition) or elsewhere; or `is_this`, the page's own story."""

    title: str
    url: str
    dek: str = ""
    photo: dict | None = None
    label: str = ""
    language: str = ""
    section: str = ""
    at: datetime | None = None
    is_outside: bool = False
    is_this: bool = False
    topics: tuple = field(default=(), compare=False)
    # Stands for all of it; nothing does where the desk wrote something for this place.
    stamp: bytes = field(default=b"", compare=False)


# What was made of the rows of all stories that have to do with one, by their stamps.
_arranged = Memo(most=1000)


def rails(story, content, *, texts=(), shown=(), stamps=None):
    """Return what stands beside `story`, as a dict, in one query.

    `background` and `next_up` are lists of RailItem, `cards` maps the names of blocks to those that the text
    of `content` shows. `timeline` has background in groups of time, with the story itself in its place, as
    `[{"unit", "since", "items"}]`; it is empty where there is little to tell. `matter` is the topic that
    background is mostly about, None for none.

    What the page shows is shown once: a story that has a card in the text, is linked in one of the HTML
    `texts`, or has its id in `shown`, is on neither rail, nor is one on both. A story that readers cannot see
    is nowhere.

    `stamps` stand for `story`, `content`, `texts` and `shown`, if they came with any: then nothing is
    arranged twice in a day; `rails_stamp` stands for all that is returned, `cards_stamp` for the cards.
    """
    in_text = _in_text(content)
    chosen = {entry["story"]["id"] for entry in [*content["related"], *in_text] if entry["story"]}
    used = {story.pk, *shown, *(block["story"]["id"] for block in in_text)}
    subjects = _subjects(content)
    depends_on(*(f"{ONE[kind]}:{pk}:ties" for kind, ids in subjects.items() for pk in ids))
    with collecting():  # more is read than is shown
        pool = _pool(chosen - {story.pk}, subjects, apart_from=used | chosen)
    # News ages by the day, so that the order stays until the next.
    now = midnight()

    def arrange():
        return _arrange(story, content, pool, in_text, chosen, used, subjects, texts, now)

    key = stamps and digest(packed((stamps, now, [edition.stamp for edition in pool])))
    arranged = _arranged.get(key, arrange, lambda _made: 1) if key else arrange()
    if arranged["ages"]:
        lasts_today()
    return arranged | {"rails_stamp": key, "cards_stamp": key if arranged["cards"] else ""}


def cards_in(content, *, apart_from, stamp):
    """Return the `cards` of rails() alone, and their stamp, where `stamp` is that of `content`."""
    in_text = _in_text(content)
    chosen = {block["story"]["id"] for block in in_text}
    depends_on(*(f"story:{pk}" for pk in chosen))
    pool = _pool(chosen - {apart_from}, {}, ())
    key = digest(packed((stamp, [edition.stamp for edition in pool]))) if pool else ""
    return {"cards": _cards(in_text, {edition.story_id: edition for edition in pool}), "cards_stamp": key}


def _arrange(story, content, pool, in_text, chosen, used, subjects, texts, now):
    by_story = {edition.story_id: edition for edition in pool}
    addresses = _linked(texts)
    linked = {edition.story_id for edition in pool if iri_to_uri(edition.get_absolute_url()) in addresses}
    used = used | linked
    background = _chosen(content, [RelatedKind.BACKGROUND], by_story, used, addresses)
    next_up = _chosen(content, [RelatedKind.PACKAGE, RelatedKind.NEXT_UP], by_story, used, addresses)
    free = [edition for edition in pool if edition.story_id not in used | chosen]
    unused = set()
    for closeness, edition in _by_score(free, subjects, now):
        if closeness >= SAME_MATTER and len(background) < BACKGROUND:
            background.append(_item(edition))
        elif closeness and len(next_up) < NEXT_UP:
            next_up.append(_item(edition))
        else:
            unused.add(edition.story_id)
    depends_on(*(f"story:{pk}" for pk in {*by_story, *chosen} - unused))
    background.sort(key=lambda item: item.at.timestamp() if item.at else 0, reverse=True)
    return {
        "background": background,
        "next_up": next_up,
        "cards": _cards(in_text, by_story),
        # Whether time changes the order.
        "ages": len(free) > 1,
        "timeline": _timeline(story, content, background),
        "matter": _matter(content, background),
    }


def _in_text(content):
    return [block for block in content["blocks"] if block["type"] == "story"]


def _cards(in_text, by_story):
    return {
        block["id"]: _item(by_story[block["story"]["id"]], {"dek": block["note"]})
        for block in in_text
        if block["story"]["id"] in by_story
    }


# --- what stands on the page already ---------------------------------------------------------------


def _linked(texts):
    """Return the addresses that the HTML `texts` lead to; of a page below a story's, the story's."""
    ours, found = absolute("/").rstrip("/"), set()
    for text in texts:
        for href in _HREF.findall(text):
            address = iri_to_uri(unescape(href)).removeprefix(ours)
            match = _STORY.match(address)
            found.add(match[0] if match else address)
    return found


def _chosen(content, kinds, by_story, used, addresses):
    """Return the desk's own items of `kinds`, in that order, and note what they are in the two sets."""
    items = []
    for link in (link for kind in kinds for link in content["related"] if link["kind"] == kind):
        if not link["story"]:
            if link["url"] not in addresses:
                addresses.add(link["url"])
                words = {"dek": link["dek"], "photo": link["photo"]}
                items.append(RailItem(link["title"], link["url"], is_outside=True, **words))
            continue
        edition = by_story.get(link["story"]["id"])
        if edition and edition.story_id not in used:
            used.add(edition.story_id)
            items.append(_item(edition, link))
    return items


# --- what is close ---------------------------------------------------------------------------------


def _subjects(content):
    """Return the ids of what a story is about, the first SUBJECTS of each kind, as {relation: [id]}."""
    found = {
        "topics": [topic["id"] for topic in content["topics"]],
        "people": [entry["person"]["id"] for entry in content["people"]],
        "sources": [entry["source"]["id"] for entry in content["citations"] if entry["source"]],
    }
    return {relation: list(dict.fromkeys(ids))[:SUBJECTS] for relation, ids in found.items()}


def _pool(chosen, subjects, apart_from):
    """Return the public editions of the stories `chosen`, and of the POOL others that share most subjects."""
    if not (chosen or any(subjects.values())):
        return []
    return _pool_of.all(chosen=rounded(chosen), apart_from=rounded(apart_from), **subjects)


_ID = BigIntegerField()


@prepared(chosen=_ID, topics=_ID, people=_ID, sources=_ID, apart_from=_ID)
def _pool_of(chosen, apart_from, **subjects):
    """The editions of the pool, for each number of subjects.

    Written as SQL because neither database makes a bounded look-up of what the ORM can say: each subject's
    newest editions are the end of one index, and only those are joined, counted and sorted. A subject that
    has few counts for up to twice as much, so that what is rare is not lost among what is common. Which of
    them readers see is the queryset's to say, as everywhere.
    """
    parts, params = [], []
    story, edition = Story._meta.db_table, Edition._meta.db_table
    if chosen:
        marks = ", ".join(["%s"] * len(chosen))
        for standing in ("live_edition_id", "queued_edition_id"):
            parts.append(f"SELECT {standing} FROM {story} WHERE id IN ({marks})")  # noqa: S608 (our own names)
            params += chosen
    newest = []
    for relation, ids in subjects.items():
        related, weight = Edition._meta.get_field(relation), WEIGHTS[relation]
        one = (
            f"SELECT edition_id, {weight} * (2 - COUNT(*) OVER () / {NEWEST}.0) AS weight FROM"  # noqa: S608 (our own)
            f" (SELECT edition_id FROM {related.m2m_db_table()} WHERE {related.m2m_reverse_name()} = %s"
            f" ORDER BY listed_at DESC, edition_id DESC LIMIT {NEWEST}) x"
        )
        newest += [one] * len(ids)
        params += ids
    if newest:
        marks = ", ".join(["%s"] * len(apart_from))
        parts.append(
            "SELECT id FROM (SELECT e.id FROM (SELECT edition_id, SUM(weight) AS close"  # noqa: S608 (as above)
            f" FROM ({' UNION ALL '.join(newest)}) n GROUP BY edition_id) c"
            f" JOIN {edition} e ON e.id = c.edition_id JOIN {story} s ON s.id = e.story_id"
            f" WHERE (s.live_edition_id = e.id OR s.queued_edition_id = e.id) AND s.id NOT IN ({marks})"
            f" ORDER BY c.close DESC, e.listed_at DESC LIMIT {POOL}) p"
        )
        params += apart_from
    found = RawSQL(" UNION ".join(parts), params)  # noqa: S611 (all values are parameters)
    return Edition.objects.public().for_cards("facets").filter(pk__in=found)


def _by_score(editions, subjects, now):
    """Return `[(closeness, edition)]`, the best first.

    Closeness is what two stories share: each topic 2, each person 1, each source a half. For the order it is
    made larger where it says more, and smaller where it is old:

    - A subject that few of the candidates have says more than one that all have, up to twice as much. It is
      counted among the candidates, so that nobody has to count ten thousand stories for it.
    - Of what a story is worth, two thirds stay for ever and the third halves each month. News is worth most
      in its first weeks; after a year another year makes no difference, and close stays before new. It ages
      by the day, so that the order stays until the next.
    """
    shared, counts = {}, {}
    for edition in editions:
        facets = edition.facets
        has = {
            "topics": {topic["id"] for topic in facets["topics"]},
            "people": {person["id"] for person in facets["people"]},
            "sources": {line["source"] for line in facets["cited"]},
        }
        shared[edition.pk] = [(kind, pk) for kind, ids in subjects.items() for pk in ids if pk in has[kind]]
        for subject in shared[edition.pk]:
            counts[subject] = counts.get(subject, 0) + 1

    def worth(edition):
        rare = sum(WEIGHTS[kind] * (2 - counts[kind, pk] / len(editions)) for kind, pk in shared[edition.pk])
        age = max(now - edition.listed_at, timedelta())
        return rare * (2 + 0.5 ** (age / HALF_LIFE)) / 3

    ordered = sorted(editions, key=lambda edition: (-worth(edition), -edition.listed_at.timestamp()))
    return [(sum(WEIGHTS[kind] for kind, _pk in shared[edition.pk]), edition) for edition in ordered]


# --- the timeline ----------------------------------------------------------------------------------


def _timeline(story, content, background):
    """Return `background` in groups of time, newest first, with the story in its place; [] if it is short.

    What happened within a day is grouped by the day, within two years by the month, else by the year; where
    each would stand alone there is one group without a name. What has no time is last, in such a group too.
    """
    dated = [item for item in background if item.at]
    if len(dated) < TIMELINE or not story.first_published_at:
        return []
    this = RailItem(content["headline"], "", at=story.first_published_at, is_this=True)
    dated = sorted([*dated, this], key=lambda item: item.at, reverse=True)
    days = [timezone.localtime(item.at).date() for item in dated]
    if days[0] == days[-1]:
        unit, keys = "day", days
    elif dated[0].at - dated[-1].at < TWO_YEARS:
        unit, keys = "month", [day.replace(day=1) for day in days]
    else:
        unit, keys = "year", [day.replace(day=1, month=1) for day in days]
    groups = {}
    for key, item in zip(keys, dated, strict=True):
        groups.setdefault(key, []).append(item)
    if len(groups) == len(dated):
        told = [{"unit": "", "since": None, "items": dated}]
    else:
        told = [{"unit": unit, "since": key, "items": items} for key, items in groups.items()]
    undated = [item for item in background if not item.at]
    return [*told, {"unit": "", "since": None, "items": undated}] if undated else told


def _matter(content, background):
    """Return the topic of `content` that most of `background` is on; the first of them, None without any."""
    counts = {}
    for item in background:
        for pk in item.topics:
            counts[pk] = counts.get(pk, 0) + 1
    return max(content["topics"], key=lambda topic: counts.get(topic["id"], 0), default=None)


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
        topics=tuple(topic["id"] for topic in edition.facets["topics"]),
        stamp=b"" if any(chosen.values()) else edition.stamp,
    )
