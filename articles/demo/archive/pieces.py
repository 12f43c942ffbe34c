"""The blocks of the archive's stories: rendered, and read for search, once for all stories that have them."""

from dataclasses import dataclass, field
from itertools import count

from articles.alignment import name_paragraphs
from articles.content import FORMAT, freeze_person, freeze_photo, freeze_source
from articles.demo.archive.words import DAYS, LINKED, one_of
from articles.enums import CitationKind, PictureWidth
from articles.rendering import render
from newsroom.lib.html import plain
from newsroom.lib.words import spans, stem

# So many of the longest kind for each part of the paper, in an archive that is large.
MOST = 360
# Stands before a block that is not to be the first.
EMPTY = {"id": "empty", "type": "text", "text": []}


@dataclass
class Piece:
    """One block as content has it, with what it brings along: lines of the ledger, and whoever speaks.

    `html` is what it is rendered to where it stands in a story, and `stems` what search reads of that.
    """

    block: dict
    citations: list = field(default_factory=list)
    person: object = None
    html: str = ""
    stems: list = field(default_factory=list)
    words: set = field(default_factory=set)


class Pieces:
    """All pieces of one part of the paper, made for an archive of `size` stories."""

    def __init__(self, part, voice, names, photos, size):
        self.part, self.voice, self.names = part, voice, names
        many = max(4, min(MOST, size // 12))
        few = max(2, many // 6)
        self.openings = [self._passage(is_first=True) for _number in range(many)]
        self.middles = [self._passage() for _number in range(many)]
        self.endings = [self._passage(heading=True) for _number in range(few)]
        self.quotes = [self._quote() for _number in range(many)]
        self.statements = [self._statement() for _number in range(few)]
        self.boxes = [self._box() for _number in range(few)]
        self.points = [self._points() for _number in range(few)]
        self.pictures = [self._picture(photo) for photo in photos]

    def every(self):
        """Yield all pieces."""
        for pieces in vars(self).values():
            if isinstance(pieces, list):
                yield from pieces

    def _made(self, kind, citations=(), who=None, is_first=False, **fields):
        block = {"id": next(self.names), "type": kind} | fields
        paragraphs = [p for value in fields.values() if isinstance(value, list) for p in value]
        name_paragraphs(paragraphs, [])
        piece = Piece(block, list(citations), who)
        piece.html = shown(block, piece.citations, is_first=is_first)
        _read(piece)
        return piece

    def _paragraphs(self, count, citations=()):
        found = []
        for number in range(count):
            html = self.voice.paragraph(self.part.theme)
            for citation in citations if number == 0 else ():
                html += f' It is in <a href="{citation["url"]}">{self.voice.pick(LINKED)}</a>.'
            found.append({"id": "", "tag": "p", "html": html})
        return found

    def _citation(self):
        source = one_of(self.voice.chance, self.part.sources)
        theme = self.part.theme
        return {
            "source": freeze_source(source),
            "kind": self.voice.pick((CitationKind.OUTLET, CitationKind.DOCUMENT, CitationKind.RECORD)).value,
            "supports": f"What became of {self.voice.pick(theme.things)}",
            "url": f"{source.website}{next(self.names)}/",
            "anonymous_reason": "",
            "checked_at": None,
        }

    def _passage(self, *, is_first=False, heading=False):
        citations = [self._citation()] if self.voice.chance.random() < 0.5 else []
        text = self._paragraphs(self.voice.chance.choice((2, 3, 3)), citations)
        if heading:
            text.insert(0, {"id": "", "tag": "h2", "html": f"What comes next in {self.voice.town()}"})
        return self._made("text", citations, is_first=is_first, text=text)

    def _quote(self):
        person = one_of(self.voice.chance, self.part.people)
        return self._made(
            "quote",
            who=person,
            words=f"{self.voice.pick(self.part.theme.words)} {self.voice.pick(self.part.theme.words)}",
            speaker="",
            role=person.role if self.voice.chance.random() < 0.5 else "",
            occasion=f"in {self.voice.town()}, {self.voice.pick(DAYS)}",
            url="",
            said_on=None,
            person=freeze_person(person),
            source=None,
        )

    def _statement(self):
        person, citation = one_of(self.voice.chance, self.part.people), self._citation()
        return self._made(
            "statement",
            [citation],
            who=person,
            words=self._paragraphs(1),
            speaker="",
            role="",
            issued_where=self.voice.town(),
            url=citation["url"],
            issued_at=None,
            person=freeze_person(person),
            source=citation["source"],
        )

    def _box(self):
        return self._made("fact_box", title=f"{self.voice.town()} in numbers", text=self._paragraphs(1))

    def _points(self):
        def some():
            return [{"id": "", "html": self.voice.dek(self.part.theme)} for _number in range(2)]

        return self._made("key_points", confirmed=some(), unconfirmed=some()[:1], disputed=[])

    def _picture(self, photo):
        piece = self._made("photo", caption="", width=PictureWidth.COLUMN.value, photo=freeze_photo(photo))
        if photo.has_avif:
            piece.html = shown(
                piece.block | {"photo": piece.block["photo"] | {"has_avif": True}}, piece.citations
            )
        return piece


def shown(block, citations, *, is_first=False, first_seen=None, times=None):
    """Return a block as it is rendered in the middle of a story, or at its beginning."""

    def rendered(*blocks):
        content = {"format": FORMAT, "citations": citations, "blocks": blocks}
        return render(content, first_seen, times)

    if is_first or block["type"] == "key_points":
        alone = rendered(block)
        return alone.body or alone.key_points
    return rendered(EMPTY, block).body.removeprefix(f"{rendered(EMPTY).body}\n")


def other(piece, block, **options):
    """Return a Piece that says `block` in place of what `piece` says; `options` are those of shown()."""
    made = Piece(block, piece.citations, piece.person, shown(block, piece.citations, **options))
    _read(made)
    return made


def _read(piece):
    words = [word for _start, _end, word in spans(plain(piece.html))]
    piece.words, piece.stems = set(words), [*map(stem, words)]


def new_names(voice):
    """Yield names for blocks and addresses, each once."""
    for number in count(1):
        yield f"{voice.chance.getrandbits(24):06x}{number % 256:02x}"
