"""One story of the archive after another: what each says in each of its editions, and when."""

import datetime
from collections import deque
from dataclasses import dataclass, field

from django.utils.text import slugify

from articles.content import FORMAT, freeze_person, freeze_photo, freeze_source, freeze_story_link
from articles.demo.archive.pieces import Pieces, new_names, other
from articles.demo.archive.words import Voice, one_of
from articles.enums import BylineRole, CitationKind, CorrectionKind, EditionKind, Label, RelatedKind
from articles.search.suggestions import is_term

# Of a part of the paper, so many of the newest stories are led on to.
REMEMBERED = 60
LABELS = (Label.ANALYSIS, Label.EXPLAINER, Label.OPINION)
UNNAMED = "Was not allowed to speak for the office."


@dataclass
class Telling:
    """One edition: its kind and time, the whole content, and the Pieces that are its blocks."""

    kind: str
    at: datetime.datetime
    content: dict
    pieces: list
    note: str = ""
    correction: tuple | None = None


@dataclass
class Told:
    """A story: its editions, and live updates as (time, headline, html, the Piece of a quote or None)."""

    part: object
    author: object
    photo: object
    editions: list
    updates: list = field(default_factory=list)
    is_withdrawn: bool = False
    story: object = None


class Teller:
    """Tells `size` stories about `cast`, the same for the same `seed`."""

    def __init__(self, cast, size, seed):
        self.cast = cast
        self.voice = Voice(seed)
        self.chance = self.voice.chance
        self.names = new_names(self.voice)
        self.pieces = [Pieces(part, self.voice, self.names, cast.photos, size) for part in cast.parts]
        self.newest = [deque(maxlen=REMEMBERED) for _part in cast.parts]
        # What search suggests already.
        self.known_terms = {
            word
            for pieces in self.pieces
            for piece in pieces.every()
            for word in piece.words
            if is_term(word)
        }
        self.portraits = {author.pk: freeze_photo(author.portrait) for author in cast.authors[0]}

    def tell(self, at, until):
        """Return a Told that was first published `at`, with nothing in it later than `until`."""
        number = int(self.chance.random() * len(self.cast.parts))
        part, pieces = self.cast.parts[number], self.pieces[number]
        chosen = self._chosen(pieces)
        authors = self._some(self.cast.authors, (1, 1, 1, 2))
        photo = self.voice.pick(self.cast.photos) if self.cast.photos and self.chance.random() < 0.6 else None
        content = self._content(number, part, chosen, authors, photo)
        told = Told(part, authors[0], photo, [Telling(EditionKind.FIRST, at, content, chosen)])
        if self.chance.random() < 0.14:
            self._go_on(told, pieces, until)
        if self.chance.random() < 0.01:
            self._cover(told, pieces, until)
        told.is_withdrawn = not told.updates and self.chance.random() < 0.002
        return told

    def remember(self, told):
        """Let later stories lead to this one."""
        if not told.is_withdrawn:
            self.newest[self.cast.parts.index(told.part)].append(told.story)

    # --- what a story is made of -------------------------------------------------------------------------

    def _some(self, weighed, counts):
        count = self.voice.pick(counts)
        return list(
            {row.pk: row for row in (one_of(self.chance, weighed) for _number in range(count))}.values()
        )

    def _chosen(self, pieces):
        """Return the pieces of a first edition, in order, each once."""
        pick, chance = self.voice.pick, self.chance.random
        found = [pick(pieces.openings)]
        if chance() < 0.06:
            found.insert(0, pick(pieces.points))
        if pieces.pictures and chance() < 0.15:
            found.append(pick(pieces.pictures))
        if chance() < 0.45:
            found.append(pick(pieces.quotes))
        found.append(pick(pieces.middles))
        if chance() < 0.1:
            found.append(pick(pieces.statements))
        if chance() < 0.08:
            found.append(pick(pieces.boxes))
        found.append(pick(pieces.endings if chance() < 0.4 else pieces.middles))
        return list({piece.block["id"]: piece for piece in found}.values())

    def _content(self, number, part, chosen, authors, photo):
        theme, section = part.theme, part.section
        headline = self.voice.headline(theme)
        people = {piece.person.pk: piece.person for piece in chosen if piece.person}
        people |= {person.pk: person for person in self._some(part.people, (0, 1, 1, 2))}
        citations = {line["url"]: line for piece in chosen for line in piece.citations}
        return {
            "format": FORMAT,
            "headline": headline,
            "dek": self.voice.dek(theme),
            "label": (self.voice.pick(LABELS) if self.chance.random() < 0.08 else Label.NONE).value,
            "language": "",
            "slug": slugify(headline)[:100].strip("-"),
            "section": {"id": section.pk, "slug": section.slug, "name": section.name},
            "lead_photo": freeze_photo(photo),
            "lead_caption": "",
            "byline": [
                {
                    "author": {
                        "id": author.pk,
                        "slug": author.slug,
                        "name": author.name,
                        "portrait": self.portraits[author.pk],
                    },
                    "role": (BylineRole.REPORTED if place == 0 else BylineRole.CONTRIBUTED).value,
                    "place": "",
                }
                for place, author in enumerate(authors)
            ],
            "topics": [
                {"id": topic.pk, "slug": topic.slug, "name": topic.name}
                for topic in self._some(part.topics, (1, 2, 2, 3))
            ],
            "people": [{"person": self._person(person), "role": ""} for person in people.values()],
            "citations": [*citations.values(), *self._further(part)],
            "related": self._related(number),
            "blocks": [piece.block for piece in chosen],
        }

    def _person(self, person):
        if not hasattr(person, "frozen"):
            person.frozen = freeze_person(person)
        return person.frozen

    def _further(self, part):
        """Yield lines of the ledger that no link in the text leads to."""
        if self.chance.random() < 0.6:
            source = one_of(self.chance, part.sources)
            yield {
                "source": freeze_source(source),
                "kind": CitationKind.INTERVIEW.value,
                "supports": f"How {self.voice.pick(part.theme.things)} came about",
                "url": "",
                "anonymous_reason": "",
                "checked_at": None,
            }
        if self.chance.random() < 0.04:
            yield {
                "source": None,
                "kind": CitationKind.ANONYMOUS.value,
                "supports": f"What was said about {self.voice.pick(part.theme.things)}",
                "url": "",
                "anonymous_reason": UNNAMED,
                "checked_at": None,
            }

    def _related(self, number):
        known = self.newest[number]
        found = {}
        if known and self.chance.random() < 0.6:
            for _link in range(self.voice.pick((1, 1, 2))):
                story = self.voice.pick(known)
                found[story.pk] = _link_to(
                    story, self.voice.pick((RelatedKind.BACKGROUND, RelatedKind.NEXT_UP))
                )
        links = list(found.values())
        if self.chance.random() < 0.05:
            town = self.voice.town()
            links.append(
                _link_to(None, RelatedKind.BACKGROUND)
                | {"url": f"https://{slugify(town)}.example/history/", "title": f"A history of {town}"}
            )
        return links

    # --- how it goes on ----------------------------------------------------------------------------------

    def _go_on(self, told, pieces, until):
        """Give `told` more editions: what came to it, a word that changed, a mistake owned up to."""
        for kind in self.voice.pick(PLANS):
            last = told.editions[-1]
            at = last.at + datetime.timedelta(minutes=20 + 600 * self.chance.random())
            if at > until:
                return
            content, chosen, correction, note = last.content, last.pieces, None, ""
            if kind == EditionKind.UPDATE:
                piece = self.voice.pick(pieces.middles)
                if any(piece.block["id"] == block["id"] for block in content["blocks"]):
                    return
                chosen = [*chosen, _added(piece, len(told.editions) + 1, at)]
                known = {line["url"] for line in content["citations"]}
                new = [line for line in piece.citations if line["url"] not in known]
                content = content | {"citations": [*content["citations"], *new]}
                note = f"With more from {self.voice.town()}."
            elif kind == EditionKind.MINOR:
                content = content | {"dek": f"{content['dek']} The vote was {self.voice.pick('2345')} to 1."}
            else:
                chosen, correction = self._corrected(chosen)
                note = "A figure was wrong."
            content = content | {"blocks": [piece.block for piece in chosen]}
            told.editions.append(Telling(kind, at, content, chosen, note, correction))

    def _corrected(self, pieces):
        """Return `pieces` with a figure in the first text, and (kind of note, its text, the paragraph)."""
        place, piece = next((n, one) for n, one in enumerate(pieces) if one.block["type"] == "text")
        text = [dict(paragraph) for paragraph in piece.block["text"]]
        wrong, right = self.voice.number(), self.voice.number()
        text[-1]["html"] += f" The count was {right}."
        changed = other(piece, piece.block | {"text": text}, is_first=True)
        said = f"An earlier version gave the count as {wrong}; it was {right}."
        kind = self.voice.pick((CorrectionKind.CORRECTION, CorrectionKind.CLARIFICATION))
        return [*pieces[:place], changed, *pieces[place + 1 :]], (kind.value, said, text[-1]["id"])

    def _cover(self, told, pieces, until):
        """Give `told` live updates from its first minute on."""
        at = told.editions[0].at
        for number in range(self.voice.pick((4, 6, 9, 14))):
            at += datetime.timedelta(minutes=2 + 20 * self.chance.random())
            if at > until:
                return
            theme = told.part.theme
            headline = self.voice.headline(theme)[:200] if number % 3 == 0 else ""
            quote = self.voice.pick(pieces.quotes) if self.chance.random() < 0.2 else None
            told.updates.append((at, headline, f"<p>{self.voice.paragraph(theme)}</p>", quote))


PLANS = (
    (EditionKind.UPDATE,),
    (EditionKind.UPDATE, EditionKind.MINOR),
    (EditionKind.UPDATE, EditionKind.UPDATE, EditionKind.MINOR),
    (EditionKind.MINOR,),
    (EditionKind.CORRECTION,),
    (EditionKind.UPDATE, EditionKind.CORRECTION),
)


def _added(piece, number, at):
    """Return `piece` as it stands in a story to which it came with edition `number`, `at` a time."""
    names = [piece.block["id"], *(paragraph["id"] for paragraph in piece.block["text"])]
    return other(piece, piece.block, first_seen=dict.fromkeys(names, number), times={number: at})


def _link_to(story, kind):
    return {
        "kind": kind.value,
        "story": freeze_story_link(story),
        "url": "",
        "title": "",
        "dek": "",
        "photo": None,
    }
