"""An edition, made from a revision: the body rendered once, and what lists and other pages show of it."""

from copy import deepcopy

from django.utils.dateparse import parse_datetime

from articles.content import paragraphs_of, photos_of
from articles.enums import LEADING_ROLES, QUIET_KINDS
from articles.models import Edition, Photo
from articles.rendering import render
from articles.sayings import put_edition
from newsroom.lib.clock import local_date


def build_edition(story, revision, last, *, by, kind, note, when):
    """Return the unsaved Edition of `revision` that follows edition `last` (None for the first)."""
    content = with_formats(revision.content)
    number = last.number + 1 if last else 1
    known = last.first_seen if last else {}
    first_seen = {name: known.get(name, number) for name in names_in(content)}
    times = (dict(story.editions.values_list("number", "goes_live_at")) if last else {}) | {number: when}
    rendered = render(content, first_seen, times)
    return Edition(
        story=story,
        revision=revision,
        number=number,
        kind=kind,
        note=note,
        goes_live_at=when,
        month=story.published_on and story.published_on.replace(day=1),
        listed_at=last.listed_at if last and kind in QUIET_KINDS else when,
        published_by=by,
        body_html=rendered.body,
        key_points_html=rendered.key_points,
        first_seen=first_seen,
        card=card_of(content),
        facets=facets_of(content),
        section_id=content["section"]["id"],
    )


def tie(edition):
    """Tie a saved `edition` to the topics, people, sources and authors on whose pages it stands.

    What people say in it is written down for theirs.
    """
    content, placed = edition.content, {"listed_at": edition.listed_at}
    for relation, ids in (
        (edition.topics, {topic["id"] for topic in content["topics"]}),
        (edition.people, people_in(content)),
        (edition.sources, sources_in(content)),
        (edition.authors, {entry["author"]["id"] for entry in content["byline"]}),
    ):
        # Some may be gone since it was written.
        relation.set(relation.model.objects.filter(pk__in=ids), through_defaults=placed)
    edition.photos.set(Photo.objects.filter(pk__in={photo["id"] for photo in photos_of(content)}))
    put_edition(edition)


def with_formats(content):
    """Return a copy of `content` in which photos say whether their copies are there as AVIF too.

    Content does not say so itself: it is no editor's doing, and comes later than the photo.
    """
    ids = {photo["id"] for photo in photos_of(content)}
    if not ids:
        return content
    ready = dict(Photo.objects.filter(pk__in=ids, has_avif=True).values_list("pk", "renditions"))
    if not ready:
        return content
    content = deepcopy(content)
    for photo in photos_of(content):
        if ready.get(photo["id"]) == photo["renditions"]:
            photo["has_avif"] = True
    return content


def show_again(edition, times):
    """Make anew what `edition` shows of its content, which has not changed in meaning, and save it.

    `times` maps the numbers of the story's editions to when they went live.
    """
    content = with_formats(edition.content)
    rendered = render(content, edition.first_seen, times)
    edition.body_html, edition.key_points_html = rendered.body, rendered.key_points
    edition.card, edition.facets = card_of(content), facets_of(content)
    edition.save(update_fields=["body_html", "key_points_html", "card", "facets"])
    if edition.pk in (edition.story.live_edition_id, edition.story.queued_edition_id):
        put_edition(edition)


def names_in(content):
    """Yield the names of all blocks and paragraphs of `content`."""
    yield from (block["id"] for block in content["blocks"])
    yield from (paragraph["id"] for paragraph in paragraphs_of(content))


def people_in(content):
    """Return the ids of everybody that the content mentions or lets speak."""
    people = {entry["person"]["id"] for entry in content["people"]}
    return people | {block["person"]["id"] for block in content["blocks"] if block.get("person")}


def sources_in(content):
    """Return the ids of all sources that the content cites, or has words from."""
    cited = {entry["source"]["id"] for entry in content["citations"] if entry["source"]}
    return cited | {block["source"]["id"] for block in content["blocks"] if block.get("source")}


def card_of(content):
    """Return what a list shows of a story: few words and one photo."""
    return {
        "headline": content["headline"],
        "dek": content["dek"],
        "label": content["label"],
        "language": content.get("language", ""),
        "section": content["section"],
        "photo": content["lead_photo"],
        "byline": [entry["author"]["name"] for entry in content["byline"] if entry["role"] in LEADING_ROLES],
    }


def facets_of(content):
    """Return what a story has for the pages of topics, people and sources.

    `said` holds the quotes and statements, for those who said them; `cited` the lines of the ledger, for the
    sources, each with its place there.
    """
    return {
        "topics": content["topics"],
        "people": [
            entry["person"] | {"role": entry["role"] or entry["person"]["role"]}
            for entry in content["people"]
        ],
        "said": [_said(block) for block in content["blocks"] if block["type"] in ("quote", "statement")],
        "cited": [
            {key: entry[key] for key in ("kind", "supports", "url")}
            | {"source": entry["source"]["id"], "place": place}
            for place, entry in enumerate(content["citations"], start=1)
            if entry["source"]
        ],
    }


def _said(block):
    words = block["words"]
    if block["type"] == "statement":
        words = " ".join(paragraph["html"] for paragraph in words)
    return {
        "id": block["id"],
        "type": block["type"],
        "person": block["person"]["id"] if block["person"] else None,
        "speaker": block["speaker"],
        "source": block["source"]["id"] if block["source"] else None,
        "words": words,
        "role": block["role"],
        "occasion": block.get("occasion") or block.get("issued_where", ""),
        "on": block.get("said_on") or _day(block.get("issued_at")),
        "came_from": block["source"] and {key: block["source"][key] for key in ("slug", "name")},
        "url": block["url"],
    }


def _day(moment):
    return local_date(parse_datetime(moment)).isoformat() if moment else ""
