"""The rows of what was told, as the services would have left them."""

import datetime

from django.utils.dateparse import parse_date, parse_datetime

from articles.content import BLOCKS, photos_of, points_html
from articles.demo.archive import tables
from articles.editions import card_of, facets_of, names_in, people_in, sources_in, with_formats
from articles.enums import QUIET_KINDS, Coverage, SaidKind, UpdateState
from articles.live import content_of
from articles.models import (
    AuthorTie,
    Byline,
    Citation,
    Correction,
    Edition,
    LiveUpdate,
    LiveUpdateVersion,
    Mention,
    PersonTie,
    RelatedLink,
    Revision,
    Saying,
    SearchEntry,
    SearchWords,
    SourceTie,
    Story,
    StoryTopic,
    TopicTie,
)
from articles.sayings import said_in, said_in_update
from articles.search.index import columns, lead_of
from articles.search.suggestions import is_term
from newsroom.lib.clock import local_date
from newsroom.lib.html import plain
from newsroom.lib.pagination import stamp
from newsroom.lib.words import spans, stem, stems

POINTS = "key_points"
GONE = "It was published by mistake."


class Batch:
    """Some stories that are written at once; `told` are Tolds. Each has its Story from the beginning on."""

    def __init__(self, user, told):
        self.user, self.told = user, told
        self.rows, self.values = {}, {}
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
        for model, rows in self.values.items():
            columns = [model._meta.get_field(name).column for name in rows[0]]
            tables.copy(model._meta.db_table, columns, [row.values() for row in rows])
        tables.copy(SearchWords._meta.db_table, ("rowid", "title", "lead", "words"), self.words)

    def _add(self, row):
        self.rows.setdefault(type(row), []).append(row)
        return row

    def _put(self, model, **values):
        """Write down a row that nothing refers to: all its columns but the key."""
        self.values.setdefault(model, []).append(values)

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
                    story_id=story.pk,
                    number=number,
                    content=telling.content,
                    note=telling.note,
                    created_by_id=self.user.pk,
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
        body = [piece.html for piece in telling.pieces if piece.block["type"] != POINTS]
        points = [piece.html for piece in telling.pieces if piece.block["type"] == POINTS]
        edition = self._add(
            Edition(
                pk=next(self.keys[Edition]),
                story=story,
                revision_id=revision.pk,
                number=number,
                kind=telling.kind,
                note=telling.note,
                goes_live_at=telling.at,
                listed_at=last.listed_at if last and telling.kind in QUIET_KINDS else telling.at,
                published_by_id=self.user.pk,
                created_at=telling.at,
                body_html="\n".join(body),
                key_points_html="".join(points),
                first_seen={name: known.get(name, number) for name in names_in(content)},
                card=card_of(shown),
                facets=facets_of(shown),
                section_id=content["section"]["id"],
            )
        )
        for model, name, ids in (
            (TopicTie, "topic_id", {topic["id"] for topic in content["topics"]}),
            (PersonTie, "person_id", people_in(content)),
            (SourceTie, "source_id", sources_in(content)),
        ):
            for pk in ids:
                self._put(model, edition_id=edition.pk, listed_at=edition.listed_at, **{name: pk})
        corrected_at = telling.at if telling.correction else None
        for pk in {entry["author"]["id"] for entry in content["byline"]}:
            tie = {"listed_at": edition.listed_at, "corrected_at": corrected_at}
            self._put(AuthorTie, edition_id=edition.pk, author_id=pk, **tie)
        for pk in {photo["id"] for photo in photos_of(content)}:
            self._put(Edition.photos.through, edition_id=edition.pk, photo_id=pk)
        return edition

    # --- the desk's copy ----------------------------------------------------------------------------------

    def _working_copy(self, story, content):
        pk, put = story.pk, self._put
        for place, entry in enumerate(content["byline"]):
            author = entry["author"]["id"]
            put(
                Byline,
                story_id=pk,
                author_id=author,
                role=entry["role"],
                place=entry["place"],
                ordering=place,
            )
        for place, topic in enumerate(content["topics"]):
            put(StoryTopic, content_object_id=pk, tag_id=topic["id"], ordering=place)
        for place, entry in enumerate(content["people"]):
            put(Mention, story_id=pk, person_id=entry["person"]["id"], role=entry["role"], ordering=place)
        for place, entry in enumerate(content["citations"]):
            put(Citation, story_id=pk, ordering=place, **_with_ids(entry, "source"))
        for place, entry in enumerate(content["related"]):
            words = _with_ids(entry, "story", "photo")
            put(RelatedLink, story_id=pk, ordering=place, target_id=words.pop("story_id"), **words)
        for place, block in enumerate(content["blocks"], start=1):
            kind = BLOCKS[block["type"]]
            fields = _fields(kind, block)
            put(kind.model, parent_id=pk, region="main", key=block["id"], ordering=place * 10, **fields)

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
                {"story_id": story.pk, "edition_id": None, "update_id": update.pk},
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
        parts = (card["headline"], lead_of(card, edition.facets))
        read = [[word for _start, _end, word in spans(part)] for part in parts]
        self.terms.update(word for words in read for word in words if is_term(word))
        # Key points are the first block, if there are any.
        rest = [word for piece in telling.pieces for word in piece.stems]
        owner = {"story_id": edition.story_id, "edition_id": edition.pk, "update_id": None}
        self._find(edition.listed_at, owner, *(map(stem, words) for words in read), rest)

    def _find(self, at, owner, *parts):
        self.words.append([stamp(at), *columns(*parts)])
        self._put(SearchEntry, place=stamp(at), topic_id=None, person_id=None, source_id=None, **owner)

    def _find_places(self):
        """Give each entry a place in time that no other has."""
        entries = self.values.get(SearchEntry, [])
        places = [entry["place"] for entry in entries]
        taken = set(SearchEntry.objects.filter(place__in=places).values_list("pk", flat=True))
        for entry, words in zip(entries, self.words, strict=True):
            while entry["place"] in taken:
                entry["place"] += 1
            taken.add(entry["place"])
            words[0] = entry["place"]


def _fields(kind, block):
    """Return the columns of the row of a block."""
    fields = {name: block[name] for name in kind.plain}
    fields |= {name: block[name] and parse_date(block[name]) for name in kind.dates}
    fields |= {name: block[name] and parse_datetime(block[name]) for name in kind.times}
    fields |= {name: "".join(map(_element, block[name])) for name in kind.rich}
    fields |= {name: points_html("".join(map(_element, block[name]))) for name in kind.points}
    return fields | {f"{name}_id": block[name] and block[name]["id"] for name in kind.refs}


def _with_ids(entry, *names):
    """Return `entry` with the ids of what it refers to by `names`, None for nothing."""
    return {
        f"{name}_id" if name in names else name: value and value["id"] if name in names else value
        for name, value in entry.items()
    }


def _element(paragraph):
    tag = paragraph.get("tag", "p")
    return f"<{tag}>{paragraph['html']}</{tag}>"
