"""How a story changed: its editions in a line, and any two of them compared."""

from dataclasses import dataclass
from itertools import groupby

from django import forms
from django.db import models
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from articles.diffing import Op, diff
from articles.models import Edition
from articles.views.story import date_or_404, elsewhere, line_of
from newsroom.lib.memo import Memo, digest, packed
from newsroom.lib.prepared import prepared, rounded
from newsroom.lib.tags import depends_on


@prepared(day=models.DateField(), slug=models.TextField())
def told_at(day, slug):
    """What readers see of the story at an address, in short, with the line of its editions."""
    shown = Edition.objects.public().for_cards().with_line()
    return shown.filter(story__published_on=day, story__slug=slug)


@prepared(story=models.BigIntegerField(), numbers=models.IntegerField())
def compared(story, numbers):
    """Editions of a story by their numbers, with all that they say."""
    seen = Edition.objects.seen_by_readers().filter(story=story, number__in=numbers)
    return seen.select_related("revision").only("story", "number", "goes_live_at", "revision__content")


@prepared(stories=models.BigIntegerField())
def standing_of(stories):
    """What readers see of some stories, in short."""
    return Edition.objects.public().for_cards().filter(story__pk__in=stories)


# What leads from one edition to another, by the stamps of what it was made of.
_comparisons = Memo(most=200)


def history(request, year, month, day, slug):
    """Every edition that readers saw, and what changed from one to another."""
    published_on = date_or_404(year, month, day)
    edition = told_at.first(day=published_on, slug=slug)
    if edition is None:
        return elsewhere(request, published_on, slug)
    editions = line_of(edition.story, edition.line)
    form = ComparisonForm(request.GET, [version.number for version in editions])
    if not form.is_valid():
        raise Http404("No such editions.")
    return render(
        request,
        "articles/history.html",
        {
            "story": edition.story,
            "stamp": edition.stamp,
            "edition": edition,
            "editions": editions,
            "current_section": edition.card["section"]["id"],
            "comparison": compare(edition.story, *form.cleaned_data["pair"]),
        },
    )


class ComparisonForm(forms.Form):
    """Which two of a story's editions to compare; the newest with the one before it if not said."""

    def __init__(self, data, numbers):
        super().__init__(data)
        self.numbers = numbers  # newest first
        for name in ("from", "to"):
            self.fields[name] = forms.TypedChoiceField(
                choices=[(number, number) for number in numbers], coerce=int, required=False, empty_value=None
            )

    def clean(self):
        """Put the two numbers in order, as `pair`: (older, newer). The older is None if there is none."""
        older, newer = self.cleaned_data.get("from"), self.cleaned_data.get("to")
        newer = newer or self.numbers[0]
        older = older or next((number for number in self.numbers if number < newer), None)
        return self.cleaned_data | {"pair": (older, newer) if older is None else sorted((older, newer))}


@dataclass(frozen=True)
class Comparison:
    """Two editions, and what leads from one to the other."""

    older: Edition
    newer: Edition
    rows: list
    added: int
    removed: int
    is_headline_changed: bool
    sources_added: int
    sources_removed: int
    stamp: bytes


def compare(story, older, newer):
    """Return the Comparison of the editions with these numbers, None if there is nothing to compare with."""
    if older is None:
        return None
    found = {edition.number: edition for edition in compared.all(story=story.pk, numbers=[older, newer])}
    older, newer = found[older], found[newer]
    linked = {link["id"] for edition in (older, newer) for link in _links(edition.content)}
    depends_on(*(f"story:{pk}" for pk in linked))
    standing = standing_of.all(stories=rounded(linked)) if linked else []
    stamp = digest(packed([get_language(), *(edition.stamp for edition in (older, newer, *standing))]))
    return _comparisons.get(stamp, lambda: _compare(older, newer, standing, stamp), lambda _made: 1)


def _compare(older, newer, standing, stamp):
    public = {edition.story_id: edition.card["headline"] for edition in standing}
    contents = [older.content, newer.content]
    changes = [
        change
        for change in diff(*(_as_readers_saw_it(content, public) for content in contents), with_same=True)
        if change.name != "slug" and (change.field == "body" or change.op is not Op.SAME)
    ]
    return Comparison(
        older=older,
        newer=newer,
        rows=_rows(changes) if any(change.op is not Op.SAME for change in changes) else [],
        added=_words(changes, Op.ADDED),
        removed=_words(changes, Op.REMOVED),
        is_headline_changed=any(change.name == "headline" for change in changes),
        sources_added=_sources(changes, Op.ADDED),
        sources_removed=_sources(changes, Op.REMOVED),
        stamp=stamp,
    )


def _links(content):
    for entry in [*content["related"], *(block for block in content["blocks"] if block["type"] == "story")]:
        if entry["story"]:
            yield entry["story"]


def _as_readers_saw_it(content, public):
    """Return `content` without the links to what readers cannot see, and with the headlines that they see.

    What a revision has of a story that it links to is that story's working copy of the time.
    """

    def shown(entry):
        story = entry.get("story")
        if not story:
            return entry
        return entry | {"story": story | {"headline": public[story["id"]]}} if story["id"] in public else None

    return content | {
        name: [entry for entry in map(shown, content[name]) if entry] for name in ("related", "blocks")
    }


def _rows(changes):
    """Return what the page shows, in order: a dict a change, and one for each stretch that stayed."""
    rows = []
    for is_same, stretch in groupby(changes, key=lambda change: change.op is Op.SAME):
        if is_same:
            texts = ["".join(run.text for run in change.runs) for change in stretch]
            if texts := [text for text in texts if text]:
                rows.append({"op": Op.SAME, "texts": texts})
        else:
            rows += [_row(change) for change in stretch]
    return rows


def _row(change):
    # The desk's word for it is not the readers'.
    label = _("Summary") if change.name == "dek" else change.label
    return {"op": change.op, "name": change.name, "label": label, "runs": change.runs}


def _words(changes, op):
    return sum(len(run.text.split()) for change in changes for run in change.runs if run.op is op)


def _sources(changes, op):
    return sum(change.field == "citations" and change.op is op for change in changes)
