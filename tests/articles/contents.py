"""Contents for tests: the smallest whole one, its parts, and a strategy for any."""

import datetime

from hypothesis import strategies as st

from articles.content import (
    freeze_person,
    freeze_photo,
    freeze_source,
    freeze_story_link,
)
from articles.enums import BylineRole, CitationKind, Label, PictureWidth, RelatedKind
from newsroom.lib.html import blocks, clean_body, lines


def content(section, **fields):
    """Return a content with nothing in it but what `fields` say."""
    return {
        "format": 1,
        "headline": "Council votes on budget",
        "dek": "",
        "label": "",
        "language": "",
        "slug": "council-votes",
        "section": {"id": section.pk, "slug": section.slug, "name": section.name},
        "lead_photo": None,
        "lead_caption": "",
        "byline": [],
        "topics": [],
        "people": [],
        "citations": [],
        "related": [],
        "blocks": [],
    } | fields


def text(html, name="b1"):
    """Return a text block of `html`."""
    return {"id": name, "type": "text", "text": paragraphs(html)}


def paragraphs(html):
    """Return the paragraphs of `html`, without ids."""
    return [{"id": "", "tag": tag, "html": inner} for tag, inner in blocks(clean_body(html))]


def quote(name="b2", **fields):
    """Return a quote."""
    return {
        "id": name,
        "type": "quote",
        "words": "I did not have communications.",
        "speaker": "A senator",
        "role": "",
        "occasion": "",
        "url": "",
        "said_on": None,
        "person": None,
        "source": None,
    } | fields


def citation(source, **fields):
    """Return a line of the ledger."""
    return {
        "source": freeze_source(source),
        "kind": "outlet",
        "supports": "that they met",
        "url": "",
        "anonymous_reason": "",
        "checked_at": None,
    } | fields


# --- any content -----------------------------------------------------------------------------------

CHARACTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\x00")
NOTABLE = [
    "שלום עולם",
    "مرحبا",
    "😀👩‍👩‍👧",
    "a\u202eb",
    "z\u200bz",
    "<b>&amp;</b>",
    "ﬁ",
    "\ufeff",
    "  two  ",
    "Ω\n\tx",
]


def texts(max_size, min_size=0):
    """Texts that can be stored."""
    notable = [text for text in NOTABLE if min_size <= len(text) <= max_size]
    return st.one_of(st.sampled_from(notable), st.text(CHARACTERS, min_size=min_size, max_size=max_size))


ADDRESSES = st.sampled_from(
    ["", "https://post.example/a?b=1&c=%20#d", "http://xn--bcher-kva.example/", "https://a.example/ü"]
)
DAYS = st.none() | st.dates(datetime.date(1900, 1, 1), datetime.date(2100, 1, 1)).map(datetime.date.isoformat)
MOMENTS = st.none() | st.datetimes(
    datetime.datetime(1971, 1, 1), datetime.datetime(2100, 1, 1), timezones=st.just(datetime.UTC)
).map(datetime.datetime.isoformat)
BODIES = st.lists(
    st.tuples(
        st.sampled_from(["p", "p", "p", "h2", "h3", "ul", "ol", "blockquote", "hr", "em"]), texts(30)
    ).map(lambda pair: f"<{pair[0]}>{pair[1].replace('<', '&lt;')}</{pair[0]}>"),
    max_size=6,
).map(lambda parts: clean_body("".join(parts)))


@st.composite
def contents(draw, cast):
    """Any content whose people, photos and so on are those of `cast`, a dict of lists of rows."""
    names = iter(range(10_000))

    def named(entries):
        return [{"id": f"p{next(names):07}"} | entry for entry in entries]

    def ref(kind, freeze, optional=True):
        chosen = st.sampled_from(cast[kind]).map(freeze)
        return st.none() | chosen if optional else chosen

    def rich():
        return [{"tag": tag, "html": inner} for tag, inner in blocks(draw(BODIES))]

    def points():
        return [{"html": line} for line in lines(draw(BODIES))]

    def spoken():
        person = draw(ref("people", freeze_person))
        return {
            "speaker": draw(texts(40, min_size=0 if person else 1)),
            "role": draw(texts(40)),
            "url": draw(ADDRESSES),
            "person": person,
            "source": draw(ref("sources", freeze_source)),
        }

    def block():
        kind = draw(
            st.sampled_from(
                ["text", "quote", "statement", "photo", "gallery", "embed", "fact_box", "key_points", "story"]
            )
        )
        fields = {
            "text": lambda: {"text": named(rich())},
            "quote": lambda: (
                spoken()
                | {"words": draw(texts(60, min_size=1)), "occasion": draw(texts(40)), "said_on": draw(DAYS)}
            ),
            "statement": lambda: (
                spoken()
                | {"words": named(rich()), "issued_where": draw(texts(40)), "issued_at": draw(MOMENTS)}
            ),
            "photo": lambda: {
                "photo": draw(ref("photos", freeze_photo, optional=False)),
                "caption": draw(texts(40)),
                "width": draw(st.sampled_from(PictureWidth.values)),
            },
            "gallery": lambda: {
                "title": draw(texts(40)),
                "photos": [
                    freeze_photo(photo)
                    for photo in draw(st.lists(st.sampled_from(cast["photos"]), unique=True))
                ],
            },
            "embed": lambda: {
                "url": draw(ADDRESSES.filter(bool)),
                "provider": draw(texts(20, min_size=1)),
                "author": draw(texts(20)),
                "text": draw(texts(60)),
                "posted_on": draw(DAYS),
                **draw(st.sampled_from([{}, {"renditions": [[320, 180, "embeds/a.webp"]], "height": 400}])),
            },
            "fact_box": lambda: {"title": draw(texts(40, min_size=1)), "text": named(rich())},
            "key_points": lambda: {
                field: named(points()) for field in ("confirmed", "unconfirmed", "disputed")
            },
            "story": lambda: {
                "story": draw(ref("stories", freeze_story_link, optional=False)),
                "note": draw(texts(40)),
            },
        }[kind]()
        return {"id": f"{next(names):08}", "type": kind} | fields

    def byline():
        author, role = draw(st.tuples(st.sampled_from(cast["authors"]), st.sampled_from(BylineRole.values)))
        portrait = freeze_photo(author.portrait)
        return {
            "author": {"id": author.pk, "slug": author.slug, "name": author.name, "portrait": portrait},
            "role": role,
            "place": draw(texts(20)),
        }

    def ledger_line():
        kind = draw(st.sampled_from(CitationKind.values))
        is_named = kind != CitationKind.ANONYMOUS
        return {
            "source": draw(ref("sources", freeze_source, optional=False)) if is_named else None,
            "kind": kind,
            "supports": draw(texts(40, min_size=1)),
            "url": draw(ADDRESSES),
            "anonymous_reason": "" if is_named else draw(texts(40, min_size=1)),
            "checked_at": draw(MOMENTS),
        }

    def related():
        story = draw(ref("stories", freeze_story_link))
        return {
            "kind": draw(st.sampled_from(RelatedKind.values)),
            "story": story,
            "url": "" if story else draw(ADDRESSES.filter(bool)),
            "title": draw(texts(40, min_size=0 if story else 1)),
            "dek": draw(texts(40)),
            "photo": draw(ref("photos", freeze_photo)),
        }

    def some(make, most=3, once=lambda entry: None):
        made = {}
        for number in range(draw(st.integers(0, most))):
            entry = make()
            made.setdefault(once(entry) or number, entry)
        return list(made.values())

    section = draw(st.sampled_from(cast["sections"]))
    return {
        "format": 1,
        "headline": draw(texts(80, min_size=1)),
        "dek": draw(texts(80)),
        "label": draw(st.sampled_from(Label.values)),
        "language": draw(st.sampled_from(["", "es", "es-MX", "hmn", "zh-Hant"])),
        "slug": draw(st.sampled_from(["council-votes", "城市-预算", "x"])),
        "section": {"id": section.pk, "slug": section.slug, "name": section.name},
        "lead_photo": draw(ref("photos", freeze_photo)),
        "lead_caption": draw(texts(40)),
        "byline": some(byline, once=lambda entry: (entry["author"]["id"], entry["role"])),
        "topics": [
            {"id": topic.pk, "slug": topic.slug, "name": topic.name}
            for topic in draw(st.lists(st.sampled_from(cast["topics"]), unique=True))
        ],
        "people": [
            {"person": freeze_person(person), "role": draw(texts(40))}
            for person in draw(st.lists(st.sampled_from(cast["people"]), unique=True))
        ],
        "citations": some(ledger_line),
        "related": some(related),
        "blocks": some(block, most=6),
    }
