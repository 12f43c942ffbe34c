"""Taking words out of every copy of a story, when the law or decency asks: history yields, a mark stays."""

import re

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from articles import permissions, sayings, search, shown
from articles.content import freeze, thaw
from articles.editions import show_again
from articles.fronts import tags_of
from articles.live import stamp_again
from articles.models import Aside, Autosave, Front, FrontVersion, LiveUpdateVersion, Redaction, Revision
from articles.saving import lock
from newsroom.accounts import audit
from newsroom.outbox import events

MARK = "▇▇▇▇▇"


@transaction.atomic
def redact(*, story, by, words, reason):
    """Put MARK in place of `words` in all of `story`: what is typed, saved, published and corrected.

    Case does not count, nor markup between the words. Returns the Redaction, which keeps the reason and how
    many places there were, but not the words.

    Raises PermissionDenied; ValidationError if the words are nowhere, are too short to be meant, or stand in
    the story's address, which has to be changed first.
    """
    permissions.check(by, "redact", story)
    words = " ".join(words.split())
    if len(words) < 3:
        raise ValidationError(_("Give at least three letters: shorter words stand inside too many others."))
    locked = lock(story)
    eraser = _Eraser(words)
    if eraser.erase(locked.slug.replace("-", " ")) != locked.slug.replace("-", " "):
        raise ValidationError(_("The words are in the story’s address too. Change the address first."))
    eraser.count = 0
    before = shown.seen(locked)
    _erase_revisions(locked, eraser)
    _erase_editions(locked)
    _erase_rows(locked.corrections.all(), ["text"], eraser)
    _erase_rows(locked.asides.all(), ["content"], eraser)
    _erase_rows(locked.revisions.all(), ["note"], eraser)
    _erase_rows(locked.steps.all(), ["note"], eraser)
    _erase_rows(locked.preview_links.all(), ["purpose"], eraser)
    banners = _erase_rows(locked.banners.all(), ["text"], eraser)
    _erase_rows([locked], ["withdrawal_note", "live_summary", "live_points"], eraser)
    _erase_from_those_that_link(locked, eraser)
    is_on_front = _erase_from_fronts(locked, eraser)
    _forget_addresses(locked, eraser)
    _erase_rows(locked.editions.all(), ["note"], eraser)
    said = ["headline", "text", "said", "said_role", "said_where", "desk_note", "embed"]
    updates = _erase_rows(locked.updates.all(), said, eraser)
    for update in updates:
        sayings.put_update(update)
    changed = [update.pk for update in updates]
    versions = LiveUpdateVersion.objects.filter(update__story=locked)
    changed += [version.update_id for version in _erase_rows(versions, ["content", "note"], eraser)]
    Autosave.objects.filter(story=locked).delete()
    if not eraser.count:
        raise ValidationError(_("These words are nowhere in this story."))
    thaw(eraser.erase_all(freeze(locked)), locked)
    locked.refresh_from_db()
    stamp_again(locked, changed)
    search.put("story", locked.pk)
    for pk in {*changed}:
        search.put("update", pk)
    search.forget(words)
    after = shown.seen(locked)
    people = {person for person, *_ in before.said | after.said}
    tags = {f"story:{locked.pk}", *shown.updates(locked, speakers=people)}
    tags |= {"breaking"} if banners else set()
    record = Redaction.objects.create(story=locked, reason=reason, count=eraser.count, by=by)
    events.emit("story.redacted", story=locked.pk, tags=tags)
    for front in is_on_front:
        events.emit("front.published", front=front.pk, section=front.section_id, tags=tags_of(front))
    audit.record("story.redact", locked, by=by, reason=reason, places=eraser.count)
    story.refresh_from_db()
    return record


def places(*, story, by, words):
    """Return in how many places of `story` the `words` stand, by taking them out and putting them back.

    Raises as redact() does.
    """
    with transaction.atomic():
        count = redact(story=story, by=by, words=words, reason="").count
        transaction.set_rollback(True)
    story.refresh_from_db()
    return count


class _Eraser:
    """Replaces some words and counts how often."""

    def __init__(self, words):
        gap = r"(?:\s|&nbsp;|<[^>]*>)+"
        self.pattern = re.compile(gap.join(re.escape(word) for word in words.split()), re.I)
        # Never longer than what it stands for: a text that fills its column must still fit.
        self.mark = MARK[: len(words)]
        self.count = 0

    def erase(self, text):
        text, count = self.pattern.subn(self._mark, text)
        self.count += count
        return text

    def _mark(self, match):
        # Markup that begins or ends between the words is kept, or it would no longer be whole.
        return self.mark + "".join(re.findall(r"<[^>]*>", match[0]))

    def erase_all(self, value):
        """Return JSON `value` with the words gone from every text in it."""
        if isinstance(value, str):
            return self.erase(value)
        if isinstance(value, list):
            return [self.erase_all(item) for item in value]
        if isinstance(value, dict):
            return {key: self.erase_all(item) for key, item in value.items()}
        return value


def _erase_revisions(story, eraser):
    for revision in story.revisions.all():
        content = eraser.erase_all(revision.content)
        if content != revision.content:
            revision.content = content
            revision.save(update_fields=["content"])


def _erase_editions(story):
    """Make anew what editions show, from revisions that no longer hold the words."""
    times = dict(story.editions.values_list("number", "goes_live_at"))
    for edition in story.editions.select_related("revision"):
        show_again(edition, times)


def _erase_from_those_that_link(story, eraser):
    """Take the words out of the headline that other stories keep beside their links to `story`."""
    for model in (Revision, Aside):
        rows = model.objects.exclude(story=story).annotate(text=Cast("content", TextField()))
        for row in rows.filter(text__contains=f'"story": {{"id": {story.pk}, '):
            links = [*row.content["related"], *row.content["blocks"]]
            for link in (entry.get("story") for entry in links):
                if link and link["id"] == story.pk:
                    link["headline"] = eraser.erase(link["headline"])
            row.save(update_fields=["content"])


def _erase_from_fronts(story, eraser):
    """Take the words out of the headlines that fronts have given `story`; return the Fronts that had them.

    Of the note of a version it is not known whom it is about: it yields too where the story was placed.
    """
    found = {}
    for model, notes in ((Front, []), (FrontVersion, ["note"])):
        rows = model.objects.annotate(text=Cast("arrangement", TextField()))
        for row in rows.filter(text__contains=f'"story": {story.pk}'):
            slots = [slot for well in row.arrangement["wells"] for slot in well["slots"]]
            mine = [slot for slot in slots if slot["story"] == story.pk]
            count = eraser.count
            for slot in mine:
                slot["headline"] = eraser.erase(slot["headline"])
            for name in notes if mine else []:
                setattr(row, name, eraser.erase(getattr(row, name)))
            if eraser.count > count:
                row.save(update_fields=["arrangement", *notes])
                front = row if model is Front else row.front
                found[front.pk] = front
    return list(found.values())


def _forget_addresses(story, eraser):
    """Let former addresses with the words in them lead nowhere: a redirect would say them for ever."""
    for former in story.former_addresses.all():
        address = former.slug.replace("-", " ")
        if eraser.erase(address) != address:
            former.delete()


def _erase_rows(rows, fields, eraser):
    """Take the words out of `fields` of `rows`, and return the rows that had them."""
    changed = []
    for row in rows:
        before = {field: getattr(row, field) for field in fields}
        after = {field: eraser.erase_all(value) for field, value in before.items()}
        if after != before:
            for field, value in after.items():
                setattr(row, field, value)
            row.save(update_fields=fields)
            changed.append(row)
    return changed
