"""A story as one JSON document, and back: `freeze` and `thaw`.

Content is what revisions keep, editions show, differences compare and importers make. Its shape:

    {
      "format": 1,
      "headline", "dek", "label", "language", "slug": text,
      "section": {"id", "slug", "name"},
      "lead_photo": photo or None, "lead_caption": text,
      "byline": [{"author": {"id", "slug", "name", "portrait"}, "role", "place"}],
      "topics": [{"id", "slug", "name"}],
      "people": [{"person": person, "role"}],
      "citations": [{"source": source or None, "kind", "supports", "url", "anonymous_reason", "checked_at"}],
      "related": [{"kind", "story": {"id", "headline"} or None, "url", "title", "dek", "photo"}],
      "blocks": [{"id", "type", ...the fields of that type, see BLOCKS}],
    }

    photo:  {"id", "renditions": [[width, height, name]], "alt", "caption", "credit"}; where there is one,
            "share": [width, height, name] and "focus": [percent across, percent down]
    person: {"id", "slug", "name", "kind", "role", "portrait": photo or None}
    source: {"id", "slug", "name", "mark", "kind"}

Rich text is a list of paragraphs, {"id", "tag", "html"}; key points are lists of {"id", "html"}. Dates and
times are ISO 8601, times in UTC.

Content made before stories had a language has no "language". An embed has "renditions" of its picture and the
"height" of its frame if they are known.

Every block has the name of its row, which it keeps; every paragraph and point has an id that is carried over
from the previous content by alignment (see articles.alignment), so that it survives edits elsewhere.
"""

import datetime
from dataclasses import dataclass

from django.db import transaction
from django.utils.dateparse import parse_date, parse_datetime
from django_prose_editor.fields import ProseEditorField

from articles import models
from articles.alignment import name_paragraphs
from articles.models.blocks import new_key
from newsroom.lib.html import blocks as html_blocks
from newsroom.lib.html import clean_body, lines
from topics.models import Person, Source, Topic

FORMAT = 1
MIDDLE = [50, 50]


@dataclass(frozen=True)
class BlockType:
    """How one kind of block is frozen: its model, and its fields by the way they are kept."""

    model: type
    rich: tuple = ()
    points: tuple = ()
    plain: tuple = ()
    dates: tuple = ()
    times: tuple = ()
    refs: tuple = ()
    # What nobody types. While it is empty it is left out of the content, so that older content is as before.
    kept: tuple = ()
    many: tuple = ()


BLOCKS = {
    "text": BlockType(models.RichText, rich=("text",)),
    "quote": BlockType(
        models.Quote,
        plain=("words", "speaker", "role", "occasion", "url"),
        dates=("said_on",),
        refs=("person", "source"),
    ),
    "statement": BlockType(
        models.Statement,
        rich=("words",),
        plain=("speaker", "role", "issued_where", "url"),
        times=("issued_at",),
        refs=("person", "source"),
    ),
    "photo": BlockType(models.Picture, plain=("caption", "width"), refs=("photo",)),
    "gallery": BlockType(models.Gallery, plain=("title",), many=("photos",)),
    "embed": BlockType(
        models.Embed,
        plain=("url", "provider", "author", "text"),
        dates=("posted_on",),
        kept=("renditions", "height"),
    ),
    "fact_box": BlockType(models.FactBox, rich=("text",), plain=("title",)),
    "key_points": BlockType(models.KeyPoints, points=("confirmed", "unconfirmed", "disputed")),
    "story": BlockType(models.StoryCard, plain=("note",), refs=("story",)),
}

# --- freezing --------------------------------------------------------------------------------------


def freeze_photo(photo):
    """Return the content of a Photo, None for none."""
    if photo is None:
        return None
    frozen = {
        "id": photo.pk,
        "renditions": photo.renditions,
        "alt": photo.alt,
        "caption": photo.caption,
        "credit": photo.credit,
    }
    if photo.share:
        frozen["share"] = photo.share
    return frozen if photo.focus == MIDDLE else frozen | {"focus": photo.focus}


def freeze_person(person):
    """Return the content of a Person, None for none."""
    if person is None:
        return None
    return {
        "id": person.pk,
        "slug": person.slug,
        "name": person.name,
        "kind": person.kind,
        "role": person.role,
        "portrait": freeze_photo(person.portrait),
    }


def freeze_source(source):
    """Return the content of a Source, None for none."""
    if source is None:
        return None
    return {
        "id": source.pk,
        "slug": source.slug,
        "name": source.name,
        "mark": source.mark,
        "kind": source.kind,
    }


def freeze_story_link(story):
    """Return what a link to one of our stories keeps: the reader's page looks up the rest."""
    return None if story is None else {"id": story.pk, "headline": story.headline}


REFS = {"photo": freeze_photo, "person": freeze_person, "source": freeze_source, "story": freeze_story_link}
RELATIONS = {
    "photo": ("photo",),
    "person": ("person__portrait",),
    "source": ("source",),
    "story": ("story",),
}


def freeze(story, previous=None):
    """Return the content of `story`'s working copy.

    `previous` is the content whose paragraph ids are carried over; the story's latest revision if not given.
    The number of queries does not depend on the number of blocks, people or links.
    """
    if previous is None and story.latest_revision_id:
        previous = story.latest_revision.content
    content = {
        "format": FORMAT,
        "headline": story.headline,
        "dek": story.dek,
        "label": story.label,
        "language": story.language,
        "slug": story.slug,
        "section": {"id": story.section_id, "slug": story.section.slug, "name": story.section.name},
        "lead_photo": freeze_photo(story.lead_photo),
        "lead_caption": story.lead_caption,
        "byline": [
            {
                "author": {
                    "id": byline.author_id,
                    "slug": byline.author.slug,
                    "name": byline.author.name,
                    "portrait": freeze_photo(byline.author.portrait),
                },
                "role": byline.role,
                "place": byline.place,
            }
            for byline in story.bylines.select_related("author__portrait")
        ],
        "topics": [
            {"id": link.tag_id, "slug": link.tag.slug, "name": link.tag.name}
            for link in story.story_topics.select_related("tag")
        ],
        "people": [
            {"person": freeze_person(mention.person), "role": mention.role}
            for mention in story.mentions.select_related("person__portrait")
        ],
        "citations": [
            {
                "source": freeze_source(citation.source),
                "kind": citation.kind,
                "supports": citation.supports,
                "url": citation.url,
                "anonymous_reason": citation.anonymous_reason,
                "checked_at": _time(citation.checked_at),
            }
            for citation in story.citations.select_related("source")
        ],
        "related": [
            {
                "kind": link.kind,
                "story": freeze_story_link(link.target),
                "url": link.url,
                "title": link.title,
                "dek": link.dek,
                "photo": freeze_photo(link.photo),
            }
            for link in story.related_links.select_related("target", "photo")
        ],
        "blocks": [freeze_block(kind, row) for kind, row in block_rows(story)],
    }
    name_paragraphs(list(paragraphs_of(content)), list(paragraphs_of(previous)) if previous else [])
    return content


def block_rows(story):
    """Return `(type name, row)` for every block of `story` in reading order: one query a type."""
    rows = []
    for name, kind in BLOCKS.items():
        relations = [path for ref in kind.refs for path in RELATIONS[ref]]
        queryset = kind.model.objects.filter(parent=story)
        if kind.many:
            queryset = queryset.prefetch_related("shots__photo")
        rows += [(name, row) for row in (queryset.select_related(*relations) if relations else queryset)]
    return sorted(rows, key=lambda pair: (pair[1].ordering, pair[1].key))


def freeze_block(name, row):
    """Return the content of one block of the type `name`, whose paragraphs have no ids yet."""
    kind = BLOCKS[name]
    block = {"id": row.key, "type": name}
    block |= {field: getattr(row, field) for field in kind.plain}
    block |= {field: value.isoformat() if (value := getattr(row, field)) else None for field in kind.dates}
    block |= {field: _time(getattr(row, field)) for field in kind.times}
    block |= {field: REFS[field](getattr(row, field)) for field in kind.refs}
    block |= {field: _paragraphs(getattr(row, field)) for field in kind.rich}
    block |= {field: _points(getattr(row, field)) for field in kind.points}
    block |= {field: value for field in kind.kept if (value := getattr(row, field))}
    block |= {field: [freeze_photo(shot.photo) for shot in row.shots.all()] for field in kind.many}
    return block


def _time(moment):
    return moment.astimezone(datetime.UTC).isoformat() if moment else None


def _paragraphs(html):
    return [{"id": "", "tag": tag, "html": inner} for tag, inner in html_blocks(html)]


def _points(html):
    return [{"id": "", "html": line} for line in lines(html)]


def points_html(html):
    """Return cleaned `html` as one list, an item for each paragraph in it; "" for no point."""
    return _list_html(_points(html))


def _list_html(points):
    items = "".join(f"<li><p>{point['html']}</p></li>" for point in points)
    return f"<ul>{items}</ul>" if items else ""


def _body_html(paragraphs):
    return "".join(
        "<hr>"
        if paragraph["tag"] == "hr"
        else f"<{paragraph['tag']}>{paragraph['html']}</{paragraph['tag']}>"
        for paragraph in paragraphs
    )


def paragraphs_of(content):
    """Yield every paragraph and point of `content`, each with its id, in reading order."""
    for block in content["blocks"]:
        kind = BLOCKS[block["type"]]
        for field in (*kind.rich, *kind.points):
            yield from block[field]


def photos_of(content):
    """Yield every photo in `content`: the lead, those in the text and beside links, and portraits."""
    people = [entry["person"] for entry in content["people"]]
    people += [entry["author"] for entry in content["byline"]]
    people += [block.get("person") for block in content["blocks"]]
    found = [content["lead_photo"], *(person and person["portrait"] for person in people)]
    found += [entry["photo"] for entry in content["related"]]
    for block in content["blocks"]:
        found += [block.get("photo"), *block.get("photos", [])]
    yield from filter(None, found)


# --- thawing ---------------------------------------------------------------------------------------


@transaction.atomic
def thaw(content, story):
    """Write `content` to the working copy of `story` and return it.

    `story` may be unsaved. Rows that stand are changed in place, by block name, so that an open form still
    fits them. What the content refers to and no longer exists is left out, with the rows that need it; words
    keep their speaker's name, and a published story its address.

    Raises ValidationError for what no form would take: an address that is none, an unknown kind, a text that
    is too long or cannot be stored.
    """
    alive = _Alive(content)
    story.headline = content["headline"]
    story.dek = content["dek"]
    story.label = content["label"]
    story.language = content.get("language", "")
    if content["slug"] and not story.published_on:
        story.slug = content["slug"]
    story.section_id = alive.id("section", content["section"]) or story.section_id
    story.lead_photo_id = alive.id("photo", content["lead_photo"])
    story.lead_caption = content["lead_caption"]
    _check(story)
    story.save()
    for name in ("section", "lead_photo"):
        story._state.fields_cache.pop(name, None)
    _thaw_rows(
        story.bylines,
        [
            {"author_id": entry["author"]["id"], "role": entry["role"], "place": entry["place"]}
            for entry in content["byline"]
            if alive.id("author", entry["author"])
        ],
    )
    _thaw_rows(
        story.story_topics,
        [{"tag_id": topic["id"]} for topic in content["topics"] if alive.id("topic", topic)],
    )
    _thaw_rows(
        story.mentions,
        [
            {"person_id": entry["person"]["id"], "role": entry["role"]}
            for entry in content["people"]
            if alive.id("person", entry["person"])
        ],
    )
    _thaw_rows(
        story.citations,
        [
            {
                "source_id": alive.id("source", entry["source"]),
                "kind": entry["kind"],
                "supports": entry["supports"],
                "url": entry["url"],
                "anonymous_reason": entry["anonymous_reason"],
                "checked_at": entry["checked_at"] and parse_datetime(entry["checked_at"]),
            }
            for entry in content["citations"]
            if entry["source"] is None or alive.id("source", entry["source"])
        ],
    )
    _thaw_rows(
        story.related_links,
        [
            {
                "kind": entry["kind"],
                "target_id": alive.id("story", entry["story"]),
                "url": entry["url"],
                "title": entry["title"],
                "dek": entry["dek"],
                "photo_id": alive.id("photo", entry["photo"]),
            }
            for entry in content["related"]
            if entry["story"] is None or alive.id("story", entry["story"])
        ],
    )
    _thaw_blocks(story, content["blocks"], alive)
    return story


def _thaw_rows(manager, wanted):
    """Replace the ordered rows behind a story's `manager` by those with the `wanted` values, in order."""
    manager.all().delete()
    rows = [
        manager.model(**{manager.field.name: manager.instance}, ordering=place, **values)
        for place, values in enumerate(wanted)
    ]
    for row in rows:
        _check(row)
    manager.bulk_create(rows)


def _thaw_blocks(story, wanted, alive):
    standing = {(name, row.key): row for name, row in block_rows(story)}
    keys = set()
    for place, block in enumerate(wanted):
        kind = BLOCKS[block["type"]]
        needed = [ref for ref in kind.refs if not kind.model._meta.get_field(ref).null]
        if any(not alive.id(ref, block[ref]) for ref in needed):
            continue
        key = block["id"] if block["id"] and block["id"] not in keys else new_key()
        keys.add(key)
        row = standing.pop((block["type"], key), None) or kind.model(parent=story, region="main", key=key)
        row.ordering = (place + 1) * 10
        for field in kind.plain:
            setattr(row, field, block[field])
        for field in kind.dates:
            setattr(row, field, parse_date(block[field]) if block[field] else None)
        for field in kind.times:
            setattr(row, field, parse_datetime(block[field]) if block[field] else None)
        for field in kind.rich:
            setattr(row, field, clean_body(_body_html(block[field])))
        for field in kind.points:
            setattr(row, field, points_html(clean_body(_list_html(block[field]))))
        for field in kind.kept:
            setattr(row, field, block.get(field) or row._meta.get_field(field).get_default())
        for ref in kind.refs:
            setattr(row, f"{ref}_id", alive.id(ref, block[ref]))
        if block.get("person") and not row.person_id and not row.speaker:
            row.speaker = block["person"]["name"]
        _check(row)
        row.save()
        for field in kind.many:
            row.put([photo for photo in map(alive.photo, block[field]) if photo])
    for row in standing.values():
        row.delete()


def _check(row):
    """Raise ValidationError for a value that no form would take; rich texts and links are seen to before."""
    row.clean_fields(
        exclude={
            field.name
            for field in row._meta.concrete_fields
            if field.is_relation or isinstance(field, ProseEditorField)
        }
    )


class _Alive:
    """Knows, in one query a kind, which of the things that `content` refers to still exist."""

    MODELS = {
        "section": models.Section,
        "photo": models.Photo,
        "person": Person,
        "source": Source,
        "topic": Topic,
        "author": models.Author,
        "story": models.Story,
    }

    def __init__(self, content):
        wanted = {name: set() for name in self.MODELS}

        def want(name, value):
            if value:
                wanted[name].add(value["id"])

        want("section", content["section"])
        want("photo", content["lead_photo"])
        for entry in content["byline"]:
            want("author", entry["author"])
        for topic in content["topics"]:
            want("topic", topic)
        for entry in content["people"]:
            want("person", entry["person"])
        for entry in content["citations"]:
            want("source", entry["source"])
        for entry in content["related"]:
            want("story", entry["story"])
            want("photo", entry["photo"])
        for block in content["blocks"]:
            for ref in BLOCKS[block["type"]].refs:
                want(ref, block[ref])
            for photo in block.get("photos", []):
                want("photo", photo)
        self.ids = {
            name: set(model.objects.filter(pk__in=wanted[name]).values_list("pk", flat=True))
            if wanted[name]
            else set()
            for name, model in self.MODELS.items()
        }

    def id(self, name, value):
        """The id of the thing that `value` refers to, None if there is none or it is gone."""
        return value["id"] if value and value["id"] in self.ids[name] else None

    def photo(self, value):
        """A Photo that has the id of what `value` refers to and nothing else; None if it is gone."""
        number = self.id("photo", value)
        return number and models.Photo(pk=number)
