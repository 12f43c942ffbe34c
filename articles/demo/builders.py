"""
The words that the demonstration's stories are written in, and how they become `content`.

A story is a `Piece`: plain data that names people, topics, photos and other stories by their short names.
`content_of` looks those names up in a `Library` and returns what `articles.content` describes. So the
modules with the stories hold sentences and nothing else.
"""

import datetime
import json
import re
from dataclasses import dataclass, field
from hashlib import sha256
from zoneinfo import ZoneInfo

from articles.content import (
    BLOCKS,
    FORMAT,
    REFS,
    freeze_person,
    freeze_photo,
    freeze_source,
    freeze_story_link,
)
from articles.enums import BylineRole, CitationKind, Label, PictureWidth, RelatedKind
from newsroom.lib.html import blocks as html_blocks

# The stories' own zone, whichever the newsroom that loads them is set to.
ZONE = ZoneInfo("America/Chicago")


@dataclass
class Library:
    """What stories refer to, by short name: the rows themselves."""

    sections: dict = field(default_factory=dict)
    authors: dict = field(default_factory=dict)
    topics: dict = field(default_factory=dict)
    people: dict = field(default_factory=dict)
    sources: dict = field(default_factory=dict)
    photos: dict = field(default_factory=dict)
    stories: dict = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Piece:
    """
    One edition of a story.

    `later` are the editions that follow, each whole; `updates` are its live updates, dicts of what a
    LiveUpdate has, with names for rows; `waits` are more of them, for an editor to approve; `points` stand on
    top of its live coverage, and `has_ended` says that it is over.
    """

    slug: str
    section: str
    headline: str
    dek: str
    byline: tuple
    body: tuple
    at: datetime.datetime | None = None
    label: str = Label.NONE
    language: str = ""
    photo: str = ""
    caption: str = ""
    topics: tuple = ()
    people: tuple = ()
    citations: tuple = ()
    background: tuple = ()
    next_up: tuple = ()
    outside: tuple = ()
    kind: str | None = None
    note: str = ""
    correction: tuple | None = None
    later: tuple = ()
    updates: tuple = ()
    waits: tuple = ()
    points: tuple = ()
    has_ended: bool = False


def central(text):
    """Return the aware time that `text`, such as "2017-03-02 09:10", means in Minnesota."""
    return datetime.datetime.fromisoformat(text).replace(tzinfo=ZONE)


# --- the parts of a piece --------------------------------------------------------------------------


def by(author, role=BylineRole.REPORTED, place=""):
    """Return a line of the byline."""
    return {"author": author, "role": role, "place": place}


def cite(source, supports, url="", kind=CitationKind.OUTLET, checked=None):
    """Return a line of the source ledger."""
    return {
        "source": source,
        "kind": kind,
        "supports": supports,
        "url": url,
        "reason": "",
        "checked": checked,
    }


def unnamed(supports, reason):
    """Return a line of the source ledger for somebody who is not named, with the reason that readers see."""
    return cite("", supports, kind=CitationKind.ANONYMOUS) | {"reason": reason}


def outside(title, url, dek="", kind=RelatedKind.BACKGROUND):
    """Return a link to another site."""
    return {"kind": kind, "story": None, "url": url, "title": title, "dek": dek, "photo": None}


# --- blocks ----------------------------------------------------------------------------------------


def text(words, key=""):
    """Return a text block: paragraphs divided by empty lines; one that begins with "## " is a heading.

    A paragraph that begins with a tag, such as a list, stands as it is.
    """
    return _block("text", key, text=_paragraphs(words))


def quote(words, *, person="", speaker="", role="", occasion="", on=None, source="", url="", key=""):
    """Return a quote block; `on` is a date such as "2017-01-10"."""
    return _block(
        "quote",
        key,
        words=words,
        person=person,
        speaker=speaker,
        role=role,
        occasion=occasion,
        said_on=on,
        source=source,
        url=url,
    )


def statement(words, *, person="", speaker="", role="", at=None, where="", source="", url="", key=""):
    """Return a statement block; `at` is the aware time at which it was issued."""
    return _block(
        "statement",
        key,
        words=_paragraphs(words),
        person=person,
        speaker=speaker,
        role=role,
        issued_at=at and at.astimezone(datetime.UTC).isoformat(),
        issued_where=where,
        source=source,
        url=url,
    )


def picture(photo, caption="", width=PictureWidth.COLUMN, key=""):
    """Return a photo block."""
    return _block("photo", key, photo=photo, caption=caption, width=width)


def gallery(title, photos, key=""):
    """Return a gallery of the named photos, in their order."""
    return _block("gallery", key, title=title, photos=photos)


def post_card(url, *, provider, author, words, on, key=""):
    """Return an embed block: something published elsewhere, kept as a card."""
    return _block("embed", key, url=url, provider=provider, author=author, text=words, posted_on=on)


def fact_box(title, words, key=""):
    """Return a fact box."""
    return _block("fact_box", key, title=title, text=_paragraphs(words))


def about(words="It is invented for this demonstration newsroom, and so are the people in it."):
    """Return the fact box that says what of a story is invented."""
    return fact_box("About this story", words)


def key_points(*, confirmed=(), unconfirmed=(), disputed=(), key=""):
    """Return a block of key points."""
    return _block(
        "key_points",
        key,
        confirmed=_points(confirmed),
        unconfirmed=_points(unconfirmed),
        disputed=_points(disputed),
    )


def story_card(story, note="", key=""):
    """Return a block that leads to another story."""
    return _block("story", key, story=story, note=note)


def _block(kind, key, **fields):
    """A block with its name, made from what it says if it has none, so that loading is repeatable."""
    name = key or sha256(json.dumps([kind, fields]).encode()).hexdigest()[:8]
    return {"id": name, "type": kind} | fields


def _paragraphs(words):
    found = []
    for paragraph in re.split(r"\n\s*\n", words.strip()):
        paragraph = " ".join(paragraph.split())
        if paragraph.startswith("## "):
            paragraph = f"<h2>{paragraph[3:]}</h2>"
        elif not paragraph.startswith(("<ul>", "<ol>", "<blockquote>")):
            paragraph = f"<p>{paragraph}</p>"
        found += [{"id": "", "tag": tag, "html": html} for tag, html in html_blocks(paragraph)]
    return found


def _points(points):
    return [{"id": "", "html": point} for point in points]


# --- content ---------------------------------------------------------------------------------------


def content_of(piece, library):
    """Return the content of `piece`, its names looked up in `library`. Raises KeyError for one not there."""
    section = library.sections[piece.section]
    return {
        "format": FORMAT,
        "headline": piece.headline,
        "dek": piece.dek,
        "label": piece.label,
        "language": piece.language,
        "slug": piece.slug,
        "section": {"id": section.pk, "slug": section.slug, "name": section.name},
        "lead_photo": freeze_photo(library.photos[piece.photo]) if piece.photo else None,
        "lead_caption": piece.caption,
        "byline": [line | {"author": _author(library.authors[line["author"]])} for line in piece.byline],
        "topics": [_topic(library.topics[name]) for name in piece.topics],
        "people": [
            {"person": freeze_person(library.people[name]), "role": role} for name, role in piece.people
        ],
        "citations": [_citation(line, library) for line in piece.citations],
        "related": [
            *(_link(RelatedKind.BACKGROUND, library.stories[name]) for name in piece.background),
            *(_link(RelatedKind.NEXT_UP, library.stories[name]) for name in piece.next_up),
            *piece.outside,
        ],
        "blocks": [_resolved(block, library) for block in piece.body],
    }


def _author(author):
    return {
        "id": author.pk,
        "slug": author.slug,
        "name": author.name,
        "portrait": freeze_photo(author.portrait),
    }


def _topic(topic):
    return {"id": topic.pk, "slug": topic.slug, "name": topic.name}


def _citation(line, library):
    return {
        "source": freeze_source(library.sources[line["source"]]) if line["source"] else None,
        "kind": line["kind"],
        "supports": line["supports"],
        "url": line["url"],
        "anonymous_reason": line["reason"],
        "checked_at": line["checked"] and line["checked"].astimezone(datetime.UTC).isoformat(),
    }


def _link(kind, story):
    return {"kind": kind, "story": freeze_story_link(story), "url": "", "title": "", "dek": "", "photo": None}


def _resolved(block, library):
    shelves = {
        "person": library.people,
        "source": library.sources,
        "photo": library.photos,
        "story": library.stories,
    }
    refs = BLOCKS[block["type"]].refs
    found = {ref: REFS[ref](shelves[ref][block[ref]]) if block[ref] else None for ref in refs}
    for many in BLOCKS[block["type"]].many:
        found[many] = [freeze_photo(library.photos[name]) for name in block[many]]
    return block | found
