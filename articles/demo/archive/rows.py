"""The rows of what was told, as the services would have left them."""

import datetime

from django.db.models import Model
from django.utils.dateparse import parse_date, parse_datetime

from articles.content import BLOCKS, photos_of, points_html
from articles.demo.archive import tables
from articles.editions import card_of, facets_of, names_in, people_in, sources_in, with_formats
from articles.enums import QUIET_KINDS, Coverage, SaidKind, UpdateState
from articles.live import content_of
from articles.models import (
    Byline,
    Citation,
    Correction,
    Edition,
    LiveUpdate,
    LiveUpdateVersion,
    Mention,
    RelatedLink,
    Revision,
    Saying,
    SearchEntry,
    SearchWords,
    Story,
    StoryTopic,
)
from articles.rendering import render
from articles.sayings import said_in, said_in_update
from articles.search.index import columns, lead_of
from articles.search.suggestions import is_term
from newsroom.lib.clock import local_date
from newsroom.lib.html import plain
from newsroom.lib.pagination import stamp
from newsroom.lib.words import spans, stems

POINTS = "key_points"
GONE = "It was published by mistake."


class Batch:
    """Some stories that are written at once; `told` are Tolds. Each has its Story from the beginning on."""

    def __init__(self, user, told):
        self.user, self.told = user, told
        self.rows = {}
        self.ties = {name: [] for name in ("topics", "people", "sources", "authors", "photos")}
        self.words = []
        self.terms = set()
        counts = [sum(len(one.editions) for one in told), sum(len(one.updates) for one in told)]
        self.keys = {
            model: tables.new_keys(model, count)
            for model, count in (
                (Story, len(told)),
                (Revision, counts[0]),
                (Edition, counts[0]),
                (LiveUpdate, counts[1]),
            )
        }
        self.stories = [self._story(one) for one in told]

    def write(self):
        """Write everything down, once the stories have their addresses."""
        for one in self.told:
            self._tell(one)
        self._find_places()
        for rows in self.rows.values():
            tables.write(rows)
        tables.copy(SearchWords._meta.db_table, ("rowid", "title", "lead", "words"), self.words)
        for name, pairs in self.ties.items():
            field = Edition._meta.get_field(name)
            tables.copy(field.m2m_db_table(), [field.m2m_column_name(), field.m2m_reverse_name()], pairs)

    def _add(self, row: Model):
        self.rows.setdefault(type(row), []).append(row)
        return row

    def _story(self, one):
        content, first, last = one.editions[-1].content, one.editions[0].at, one.editions[-1].at
        one.story = self._add(
            Story(
                pk=next(self.keys[Story]),
                headline=content["headline"],
                dek=content["dek"],
                label=content["label"],
                language="",
                slug=content["slug"],
                section=one.part.section,
                lead_photo=one.photo,
                version=len(one.editions),
                created_by=self.user,
                created_at=first,
                updated_at=last,
                first_published_at=first,
                published_on=local_date(first),
            )
        )
        return one.story

    # --- what readers see ---------------------------------------------------------------------------------

    def _tell(self, one):
        story, last, times = one.story, None, {}
        for number, telling in enumerate(one.editions, start=1):
            telling.content["slug"] = story.slug
            times[number] = telling.at
            revision = self._add(
                Revision(
                    pk=next(self.keys[Revision]),
                    story=story,
                    number=number,
                    content=telling.content,
                    note=telling.note,
                    created_by=self.user,
                    created_at=telling.at,
                )
            )
            last = self._edition(story, revision, telling, last, times)
            if telling.correction:
                kind, text, paragraph = telling.correction
                self._add(
                    Correction(
                        story=story,
                        edition=last,
                        kind=kind,
                        text=text,
                        paragraph_id=paragraph,
                        created_at=telling.at,
                    )
                )
        story.latest_revision = revision
        self._working_copy(story, telling.content)
        self._cover(one)
        if one.is_withdrawn:
            story.withdrawn_at, story.withdrawal_note = telling.at + datetime.timedelta(hours=1), GONE
        else:
            story.live_edition = last
            self._read(last, telling)
        for saying in said_in(last, times):
            self._add(saying)

    def _edition(self, story, revision, telling, last, times):
        content, number = telling.content, revision.number
        known = last.first_seen if last else {}
        shown = with_formats(content) if content["lead_photo"] else content
        if telling.pieces:
            body = "\n".join(piece.html for piece in telling.pieces if piece.block["type"] != POINTS)
            points = "".join(piece.html for piece in telling.pieces if piece.block["type"] == POINTS)
        first_seen = {name: known.get(name, number) for name in names_in(content)}
        if not telling.pieces:
            rendered = render(with_formats(content), first_seen, times)
            body, points = rendered.body, rendered.key_points
        edition = self._add(
            Edition(
                pk=next(self.keys[Edition]),
                story=story,
                revision=revision,
                number=number,
                kind=telling.kind,
                note=telling.note,
                goes_live_at=telling.at,
                listed_at=last.listed_at if last and telling.kind in QUIET_KINDS else telling.at,
                published_by=self.user,
                created_at=telling.at,
                body_html=body,
                key_points_html=points,
                first_seen=first_seen,
                card=card_of(shown),
                facets=facets_of(shown),
                section_id=content["section"]["id"],
            )
        )
        for name, ids in (
            ("topics", {topic["id"] for topic in content["topics"]}),
            ("people", people_in(content)),
            ("sources", sources_in(content)),
            ("authors", {entry["author"]["id"] for entry in content["byline"]}),
            ("photos", {photo["id"] for photo in photos_of(content)}),
        ):
            self.ties[name] += [(edition.pk, pk) for pk in ids]
        return edition

    # --- the desk's copy ----------------------------------------------------------------------------------

    def _working_copy(self, story, content):
        for place, entry in enumerate(content["byline"]):
            self._add(
                Byline(story=story, author_id=entry["author"]["id"], role=entry["role"], ordering=place)
            )
        for place, topic in enumerate(content["topics"]):
            self._add(StoryTopic(content_object=story, tag_id=topic["id"], ordering=place))
        for place, entry in enumerate(content["people"]):
            self._add(
                Mention(story=story, person_id=entry["person"]["id"], role=entry["role"], ordering=place)
            )
        for place, entry in enumerate(content["citations"]):
            source = entry["source"] and entry["source"]["id"]
            self._add(Citation(story=story, ordering=place, **entry | {"source": None, "source_id": source}))
        for place, entry in enumerate(content["related"]):
            target = entry["story"] and entry["story"]["id"]
            words = {name: entry[name] for name in ("kind", "url", "title", "dek")}
            self._add(RelatedLink(story=story, ordering=place, target_id=target, **words))
        for place, block in enumerate(content["blocks"], start=1):
            kind = BLOCKS[block["type"]]
            self._add(
                kind.model(
                    parent=story, region="main", key=block["id"], ordering=place * 10, **_fields(kind, block)
                )
            )

    # --- live coverage ------------------------------------------------------------------------------------

    def _cover(self, one):
        story = one.story
        for number, (at, headline, text, quote) in enumerate(one.updates, start=1):
            said = {}
            if quote:
                said = {
                    "said_kind": SaidKind.QUOTE.value,
                    "said": f"<p>{quote.block['words']}</p>",
                    "said_by": quote.person,
                    "said_role": quote.person.role,
                }
            update = self._add(
                LiveUpdate(
                    pk=next(self.keys[LiveUpdate]),
                    story=story,
                    state=UpdateState.POSTED.value,
                    posted_at=at,
                    headline=headline,
                    text=text,
                    author=one.author,
                    is_key=bool(headline),
                    version=1,
                    live_revision=number,
                    released_at=at,
                    released_by=self.user,
                    created_by=self.user,
                    created_at=at,
                    embed={},
                    desk_note="",
                    **said,
                )
            )
            content = content_of(update) | {"state": update.state, "posted_at": at.isoformat()}
            self._add(
                LiveUpdateVersion(
                    update=update,
                    number=1,
                    content=content,
                    was_seen=True,
                    created_by=self.user,
                    created_at=at,
                )
            )
            if quote:
                self._add(Saying(update=update, **said_in_update(update)))
            self._find(
                at,
                {"story": story, "update": update},
                stems(headline),
                stems(quote.person.name if quote else ""),
                stems(f"{plain(text)}\n{plain(update.said)}"),
            )
        if one.updates:
            story.coverage = Coverage.CLOSED.value
            story.coverage_opened_at, story.coverage_closed_at = one.updates[0][0], one.updates[-1][0]
            story.live_changed_at, story.live_revision = one.updates[-1][0], len(one.updates) + 1

    # --- search -------------------------------------------------------------------------------------------

    def _read(self, edition, telling):
        card = edition.card
        self.terms.update(
            word for text in (card["headline"], card["dek"]) for _s, _e, word in spans(text) if is_term(word)
        )
        if telling.pieces:
            pieces = sorted(telling.pieces, key=lambda piece: piece.block["type"] != POINTS)
            rest = [word for piece in pieces for word in piece.stems]
        else:
            rest = stems(f"{plain(edition.key_points_html)}\n{plain(edition.body_html)}")
        self._find(
            edition.listed_at,
            {"story": edition.story, "edition": edition},
            stems(card["headline"]),
            stems(lead_of(card, edition.facets)),
            rest,
        )

    def _find(self, at, owner, *parts):
        self.words.append([stamp(at), *columns(*parts)])
        self._add(SearchEntry(place=stamp(at), **owner))

    def _find_places(self):
        """Give each entry a place in time that no other has."""
        entries = self.rows.get(SearchEntry, [])
        taken = set(
            SearchEntry.objects.filter(place__in=[e.place for e in entries]).values_list("pk", flat=True)
        )
        for entry, words in zip(entries, self.words, strict=True):
            while entry.place in taken:
                entry.place += 1
            taken.add(entry.place)
            words[0] = entry.place


def _fields(kind, block):
    """Return the fields of the row of a block."""
    fields = {name: block[name] for name in kind.plain}
    fields |= {name: block[name] and parse_date(block[name]) for name in kind.dates}
    fields |= {name: block[name] and parse_datetime(block[name]) for name in kind.times}
    fields |= {name: "".join(map(_element, block[name])) for name in kind.rich}
    fields |= {name: points_html("".join(map(_element, block[name]))) for name in kind.points}
    return fields | {f"{name}_id": block[name] and block[name]["id"] for name in kind.refs}


def _element(paragraph):
    tag = paragraph.get("tag", "p")
    return f"<{tag}>{paragraph['html']}</{tag}>"
