"""What readers see of a story: one function a mutation.

Each checks the permission on the object, changes everything in one transaction with the story's row locked,
and writes a line of the audit trail and, where others must know, an event to the outbox.
"""

import datetime
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from articles import permissions, preflight, shown
from articles.breaking import end_with
from articles.content import freeze, paragraphs_of
from articles.editions import build_edition, tie
from articles.enums import EditionKind, State
from articles.models import Correction, FormerAddress, Revision, Story
from articles.saving import lock
from newsroom.accounts import audit
from newsroom.lib.clock import local_date
from newsroom.lib.text import check_fields
from newsroom.outbox import events

MAX_NAMESAKES = 1000
A_MOMENT = datetime.timedelta(microseconds=1)


class Owning(NamedTuple):
    """What a correction says: its CorrectionKind, what was wrong and what is right, and where.

    `paragraph` is the id of the paragraph it is about, in the edition that it goes out with or the one
    before; `corrects` the Correction that was itself wrong.
    """

    kind: str
    text: str
    paragraph: str = ""
    corrects: Correction | None = None


@transaction.atomic
def publish(*, story, by, kind=None, note="", goes_live_at=None, correction=None, version=None):
    """Make an Edition of the latest revision of `story` and return it.

    It goes live at once, or at `goes_live_at`, an aware time: in the future for anybody who may publish, in
    the past only for those who may backdate (an import). `kind` is an EditionKind: FIRST for the first
    edition whatever is asked, UPDATE if not given. `correction`, an Owning or a tuple like it, is what
    readers are told; it makes the kind CORRECTION. A queued edition, which nobody has seen, gives way.

    A revision that readers see already is not published twice: a second click returns the same edition.
    `version` is the one the editor saw; the current one if not given.

    Raises PermissionDenied; ValidationError without a saved revision, if somebody saved since `version`,
    before the embargo's end, for what the newsroom lets stop a publication (articles.preflight), for a
    correction without a text, of a paragraph or an earlier correction that is none of the story's, or for
    words that are too long.
    """
    correction = correction and Owning(*correction)
    locked = lock(story)
    permissions.check(by, "correct" if correction else "publish", locked)
    revision = locked.latest_revision
    if revision is None:
        raise ValidationError(_("Save the story before publishing it."))
    if version not in (None, locked.version):
        raise ValidationError(_("Somebody saved this story since you looked. Look again before publishing."))
    when = goes_live_at or locked.now
    if when < locked.now and goes_live_at:
        permissions.check(by, "backdate", locked)
    if kind == EditionKind.CORRECTION and not correction:
        raise ValidationError(_("Tell readers what was wrong and what is right."))
    is_future = when > locked.now
    _settle_queue(locked)
    standing = (is_future and locked.queued_edition) or locked.live_edition
    if (
        standing
        and standing.revision_id == revision.pk
        and (standing != locked.queued_edition or standing.goes_live_at == when)
        and (not correction or _correction_of(standing) == correction)
    ):
        story.refresh_from_db()
        return standing
    _check_embargo(locked, when)
    stops = [
        finding.message
        for finding in preflight.inspect(revision.content, day=local_date(when))
        if finding.stops
    ]
    if stops:
        raise ValidationError(stops)
    _discard_queued(locked)
    before = shown.seen(locked, when if is_future else None)
    last = locked.editions.order_by("-number").first()
    if last is None:
        kind = EditionKind.FIRST
    elif correction:
        kind = EditionKind.CORRECTION
    elif kind in (None, EditionKind.FIRST):
        kind = EditionKind.UPDATE
    _give_address(locked, revision.content["slug"], when)
    edition = build_edition(locked, revision, last, by=by, kind=kind, note=note, when=when)
    check_fields(edition, "kind", "note")
    edition.save()
    tie(edition)
    if correction:
        _own_up(edition, last, correction)
    locked.state = State.DRAFT
    if is_future:
        locked.queued_edition = edition
    else:
        if locked.unpublish_at and locked.unpublish_at <= locked.now:
            end_with(locked)
        locked.live_edition = edition
        locked.withdrawn_at, locked.withdrawal_note, locked.unpublish_at = None, "", None
    locked.save()
    _tell(locked, edition, before, at=when if is_future else None)
    audit.record(
        "story.schedule" if is_future else "story.publish",
        locked,
        by=by,
        edition=edition.number,
        kind=kind,
        note=note,
        goes_live_at=when.isoformat(),
    )
    story.refresh_from_db()
    return edition


def _tell(story, edition, before, at=None):
    """Tell that readers see `edition` of the locked `story`, or will `at` a time, in place of `before`."""
    tags = shown.changes(story, before, shown.seen(story, at), at)
    if at is None:
        events.emit("edition.live", story=story.pk, edition=edition.pk, tags=tags)
        return
    # The story may be gone by then, and come back with it.
    tags |= shown.changes(story, shown.NOTHING, shown.seen(story, at), at) if story.unpublish_at else set()
    events.emit("edition.queued", story=story.pk, edition=edition.pk, tags=tags, at=at)
    shown.plan_withdrawal(story)


def _check_embargo(story, when):
    if story.embargo_until and when < story.embargo_until:
        raise ValidationError(
            _("Under embargo until %(time)s. Nobody can publish it before.")
            % {"time": date_format(timezone.localtime(story.embargo_until), "DATETIME_FORMAT")}
        )


def _settle_queue(story):
    """Make the queued edition of the locked `story` its live one if it is due: readers see it already."""
    queued = story.queued_edition
    if queued and queued.goes_live_at <= story.now:
        tags = _changes_of_due(story)
        story.live_edition, story.queued_edition, story.withdrawn_at = queued, None, None
        story.save(update_fields=["live_edition", "queued_edition", "withdrawn_at"])
        events.emit("edition.live", story=story.pk, edition=queued.pk, tags=tags)


def _changes_of_due(story):
    """Return the words of what the queued edition of the locked `story`, which is due, has changed by itself.

    Processes knew of it before. Caches beyond them are told when the edition is promoted.
    """
    at = story.queued_edition.goes_live_at
    before = shown.seen(story, at - A_MOMENT)
    return shown.changes(story, before, shown.seen(story, at), at)


def _discard_queued(story):
    """Delete the edition of the locked `story` that waits for its time: nobody saw it, its number is free."""
    queued = story.queued_edition
    if queued:
        story.queued_edition = None
        story.save(update_fields=["queued_edition"])
        Correction.objects.filter(edition=queued).delete()
        queued.delete()


def _own_up(edition, last, owning):
    """Save the Correction that `edition`, which follows the edition `last`, carries."""
    contents = [edition.content, last.content] if last else [edition.content]
    known = {paragraph["id"] for content in contents for paragraph in paragraphs_of(content)}
    if owning.paragraph and owning.paragraph not in known:
        raise ValidationError(_("The paragraph that was corrected is not in the text any more."))
    # Not one of another story, nor one whose edition gave way to this one.
    if owning.corrects and not edition.story.corrections.filter(pk=owning.corrects.pk).exists():
        raise ValidationError(_("Readers of this story saw no such correction. Choose again."))
    correction = Correction(
        story=edition.story,
        edition=edition,
        kind=owning.kind,
        text=owning.text,
        paragraph_id=owning.paragraph,
        corrects=owning.corrects,
        created_at=edition.goes_live_at,
    )
    check_fields(correction, "kind", "text")
    correction.save()
    edition.authorties.update(corrected_at=correction.created_at)


def _correction_of(edition):
    found = Correction.objects.filter(edition=edition).select_related("corrects").first()
    return found and Owning(found.kind, found.text, found.paragraph_id, found.corrects)


def _was_seen(story):
    """True if readers see the locked `story`, or once saw it."""
    return story.editions.filter(goes_live_at__lte=story.now).exists()


def _give_address(story, stem, when):
    """Fix the date and the slug of a story that readers have not seen; the address stays from then on."""
    if _was_seen(story) and story.published_on:
        return
    story.first_published_at = when
    story.published_on = local_date(when)
    taken = Story.objects.filter(published_on=story.published_on).exclude(pk=story.pk)
    # Readers' links to a story that moved still lead there.
    left = FormerAddress.objects.filter(published_on=story.published_on).exclude(story=story)
    for count in range(1, MAX_NAMESAKES):
        story.slug = stem if count == 1 else f"{stem[:110]}-{count}"
        if taken.filter(slug=story.slug).exists() or left.filter(slug=story.slug).exists():
            continue
        try:
            with transaction.atomic():
                story.save(update_fields=["slug", "published_on", "first_published_at"])
        except IntegrityError:
            continue  # somebody took it in this very moment
        return
    raise ValidationError(_("Too many stories of that day have this address. Choose another."))


def preview_edition(*, story, by):
    """Return an unsaved Edition of the working copy of `story`, as readers would see it if published now.

    Raises PermissionDenied for those who may not see the working copy.
    """
    permissions.check(by, "view", story)
    last = story.editions.order_by("-number").first()
    revision = Revision(story=story, number=0, content=freeze(story))
    kind = EditionKind.UPDATE if last else EditionKind.FIRST
    return build_edition(story, revision, last, by=by, kind=kind, note="", when=timezone.now())


def promote_due():
    """Make every queued edition whose time has come the live one, and announce it; returns how many.

    Readers see a due edition without this. One conditional UPDATE decides which worker promotes it, in the
    transaction that writes the event: so it is announced exactly once, whoever dies when.
    """
    due = Story.objects.filter(queued_edition__goes_live_at__lte=Now())
    due = due.order_by("queued_edition__goes_live_at", "pk").values_list("pk", "queued_edition_id")
    promoted = 0
    for story_id, edition_id in due[:100]:
        with transaction.atomic():
            story = lock(Story(pk=story_id))
            tags = _changes_of_due(story) if story.queued_edition_id == edition_id else ()
            won = Story.objects.filter(pk=story_id, queued_edition=edition_id).update(
                live_edition=F("queued_edition"), queued_edition=None, withdrawn_at=None
            )
            if won:
                events.emit("edition.live", story=story_id, edition=edition_id, tags=tags)
                promoted += 1
    return promoted


@transaction.atomic
def cancel_schedule(*, story, by):
    """Take a queued edition back before its time.

    Raises PermissionDenied, or ValidationError if it is too late.
    """
    locked = lock(story)
    permissions.check(by, "publish", locked)
    _settle_queue(locked)
    queued = locked.queued_edition
    if queued is None:
        raise ValidationError(_("Nothing is scheduled any more: readers can see it."))
    _discard_queued(locked)
    if not _was_seen(locked):
        locked.first_published_at = locked.published_on = None
    locked.save()
    audit.record("story.cancel_schedule", locked, by=by, edition=queued.number)
    story.refresh_from_db()
    return story


@transaction.atomic
def set_embargo(*, story, by, until):
    """Let nobody publish `story` before the aware time `until`; None lifts the embargo.

    Raises PermissionDenied; ValidationError if readers see the story, or would before that time.
    """
    locked = lock(story)
    permissions.check(by, "publish", locked)
    _settle_queue(locked)
    if until and locked.live_edition_id:
        raise ValidationError(_("Readers see this story already. Withdraw it first."))
    if until and locked.queued_edition and locked.queued_edition.goes_live_at < until:
        raise ValidationError(_("It is scheduled for an earlier time. Cancel that, or choose a later one."))
    locked.embargo_until = until
    locked.save(update_fields=["embargo_until"])
    audit.record("story.embargo", locked, by=by, until=until and until.isoformat())
    story.refresh_from_db()
    return story


@transaction.atomic
def schedule_withdrawal(*, story, by, at, note=""):
    """Take `story` from readers at the aware time `at`, with the public `note`; None: never.

    Readers lose it in that minute whether or not a worker runs. Raises PermissionDenied; ValidationError for
    a time in the past.
    """
    locked = lock(story)
    permissions.check(by, "withdraw", locked)
    if at and at <= locked.now:
        raise ValidationError(_("Choose a time in the future, or withdraw the story now."))
    locked.unpublish_at, locked.withdrawal_note = at, note if at else ""
    check_fields(locked, "withdrawal_note")
    locked.save(update_fields=["unpublish_at", "withdrawal_note"])
    shown.plan_withdrawal(locked)
    if locked.withdrawn_at:
        # The note of the withdrawal that was: readers see it.
        events.emit("withdrawal.changed", story=locked.pk, tags={f"story:{locked.pk}"})
    audit.record("story.schedule_withdrawal", locked, by=by, at=at and at.isoformat(), note=note)
    story.refresh_from_db()
    return story


def withdraw_due():
    """Withdraw the stories whose time to go has come; readers do not see them any more. Returns how many."""
    count = 0
    for story_id in Story.objects.filter(unpublish_at__lte=Now()).values_list("pk", flat=True)[:100]:
        with transaction.atomic():
            story = lock(Story(pk=story_id))
            before = shown.seen(story, story.unpublish_at)
            won = Story.objects.filter(pk=story_id, unpublish_at__lte=Now()).update(
                live_edition=None, withdrawn_at=F("unpublish_at"), unpublish_at=None
            )
            if won:
                end_with(story)
                tags = shown.changes(story, before, shown.NOTHING)
                events.emit("story.withdrawn", story=story_id, tags=tags)
                count += 1
    return count


@transaction.atomic
def withdraw(*, story, by, note):
    """Take `story` away from readers: its page says so, with the public `note`.

    Raises PermissionDenied; ValidationError if readers never saw it, or for a note that is too long.
    """
    locked = lock(story)
    permissions.check(by, "withdraw", locked)
    if not _was_seen(locked):
        raise ValidationError(_("Readers have not seen this story: there is nothing to withdraw."))
    _settle_queue(locked)
    _discard_queued(locked)
    before = shown.seen(locked)
    locked.live_edition = None
    locked.withdrawn_at, locked.withdrawal_note, locked.unpublish_at = locked.now, note, None
    check_fields(locked, "withdrawal_note")
    locked.save()
    end_with(locked)
    tags = shown.changes(locked, before, shown.NOTHING) or {f"story:{locked.pk}"}
    events.emit("story.withdrawn", story=locked.pk, tags=tags)
    audit.record("story.withdraw", locked, by=by, note=note)
    story.refresh_from_db()
    return story
