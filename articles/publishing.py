"""What may be done to a story: one function a mutation.

Each checks the permission on the object, changes everything in one transaction with the story's row locked,
and writes a line of the audit trail and, where others must know, an event to the outbox.
"""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from articles import permissions
from articles.content import BLOCKS, block_rows, freeze, paragraphs_of, points_html, thaw
from articles.editions import build_edition, tie
from articles.enums import EditionKind, State
from articles.models import Correction, Revision, Story
from newsroom.accounts import audit
from newsroom.lib.clock import local_date
from newsroom.lib.html import clean_body
from newsroom.lib.text import check_fields
from newsroom.outbox import events

MAX_BODY = 1_000_000
MAX_NAMESAKES = 1000


def lock(story):
    """Return `story` afresh, its row locked until the transaction ends, with the database's time as `now`."""
    return Story.objects.select_for_update(of=("self",)).annotate(now=Now()).get(pk=story.pk)


# --- the working copy ------------------------------------------------------------------------------


@transaction.atomic
def save(*, story, by, write, note=""):
    """Save the working copy of `story` for user `by` and return the Revision that records it.

    `write` is called without arguments, in the transaction, to make the change: a form's saving, or thaw().
    Whatever it wrote is then sanitised, so that no door leads around that. A save that changes nothing makes
    no revision. Raises PermissionDenied, or ValidationError if the text is too large.
    """
    is_new = story.pk is None
    address = ""
    if is_new:
        permissions.check(by, "create", story)
        story.created_by = by
    else:
        standing = lock(story)
        permissions.check(by, "edit", standing)
        _take_unedited(story, standing)
        # Readers have the address of a published story: saving a draft must not move it under them.
        address = standing.slug if standing.published_on else ""
    write()
    sanitise(story)
    slug = address or story.slug or _slug_from(story.headline, story.pk)
    if story.slug != slug:
        story.slug = slug
        story.save(update_fields=["slug"])
    content = freeze(story)
    latest = story.latest_revision
    # The address of a published story is not the desk's any more, so it is no change of the desk's.
    if latest is not None and latest.content | ({"slug": slug} if address else {}) == content:
        return latest
    revision = Revision.objects.create(
        story=story, number=(latest.number if latest else 0) + 1, content=content, note=note, created_by=by
    )
    story.latest_revision = revision
    story.version += 1
    if story.state == State.APPROVED:
        story.state = State.DRAFT
    story.save()
    audit.record("story.create" if is_new else "story.save", story, by=by, revision=revision.number)
    return revision


def _take_unedited(story, standing):
    """Give `story`, which a form may have read a while ago, what nobody edits, as it stands in the row."""
    for field in story._meta.concrete_fields:
        if not field.editable and not field.primary_key:
            setattr(story, field.attname, getattr(standing, field.attname))
            story._state.fields_cache.pop(field.name, None)


def write_content(*, story, by, content, note=""):
    """Save `content` (see articles.content) as the working copy: the door of importers and restore.

    Raises as save() and thaw() do.
    """
    _check_size(len(paragraph["html"]) for paragraph in paragraphs_of(content))
    return save(story=story, by=by, write=lambda: thaw(content, story), note=note)


def sanitise(story):
    """Clean every rich text of the working copy, writing only the rows that change.

    Raises ValidationError if there is too much of it.
    """
    rows = block_rows(story)
    _check_size(
        len(getattr(row, field)) for name, row in rows for field in (*BLOCKS[name].rich, *BLOCKS[name].points)
    )
    for name, row in rows:
        kind = BLOCKS[name]
        cleaned = {field: clean_body(getattr(row, field)) for field in kind.rich}
        cleaned |= {field: points_html(clean_body(getattr(row, field))) for field in kind.points}
        changed = {field: html for field, html in cleaned.items() if html != getattr(row, field)}
        if changed:
            for field, html in changed.items():
                setattr(row, field, html)
            row.save(update_fields=list(changed))


def _check_size(lengths):
    if sum(lengths) > MAX_BODY:
        raise ValidationError(
            _("The body is longer than a million characters. Split it into several stories.")
        )


def _slug_from(headline, pk):
    return slugify(headline, allow_unicode=True)[:100].strip("-_") or f"story-{pk}"


# --- the workflow ----------------------------------------------------------------------------------


@transaction.atomic
def submit(*, story, by, note=""):
    """Send `story` to the editors. Raises PermissionDenied."""
    return _set_state(story, State.SUBMITTED, by=by, right="submit", action="story.submit", note=note)


@transaction.atomic
def request_changes(*, story, by, note):
    """Send `story` back to its authors, with what to change. Raises PermissionDenied."""
    action = "story.request_changes"
    return _set_state(story, State.CHANGES_REQUESTED, by=by, right="review", action=action, note=note)


@transaction.atomic
def approve(*, story, by, note=""):
    """Mark `story` as ready to publish. Raises PermissionDenied."""
    return _set_state(story, State.APPROVED, by=by, right="review", action="story.approve", note=note)


def _set_state(story, state, *, by, right, action, note):
    locked = lock(story)
    permissions.check(by, right, locked)
    locked.state = story.state = state
    locked.save(update_fields=["state", "updated_at"])
    audit.record(action, locked, by=by, note=note)
    return story


# --- editions --------------------------------------------------------------------------------------


@transaction.atomic
def publish(*, story, by, kind=None, note="", goes_live_at=None, correction=None):
    """Make an Edition of the latest revision of `story` and return it.

    It goes live at once, or at `goes_live_at`, an aware time: in the future for anybody who may publish, in
    the past only for those who may backdate (an import). `kind` is an EditionKind: FIRST for the first
    edition whatever is asked, UPDATE if not given. `correction` is a pair, a CorrectionKind and the text that
    readers are told; it makes the kind CORRECTION. A queued edition, which nobody has seen, gives way.

    A revision that readers see already is not published twice: a second click returns the same edition.
    Raises PermissionDenied; ValidationError without a saved revision, for a correction without a text, or for
    words that are too long.
    """
    locked = lock(story)
    permissions.check(by, "correct" if correction else "publish", locked)
    revision = locked.latest_revision
    if revision is None:
        raise ValidationError(_("Save the story before publishing it."))
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
        and (not correction or _correction_of(standing) == tuple(correction))
    ):
        story.refresh_from_db()
        return standing
    _discard_queued(locked)
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
        correction_kind, text = correction
        owned_up = Correction(
            story=locked, edition=edition, kind=correction_kind, text=text, created_at=edition.goes_live_at
        )
        check_fields(owned_up, "kind", "text")
        owned_up.save()
    locked.withdrawn_at, locked.withdrawal_note = None, ""
    locked.state = State.DRAFT
    if is_future:
        locked.queued_edition = edition
    else:
        locked.live_edition = edition
        events.emit("edition.live", story=locked.pk, edition=edition.pk)
    locked.save()
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


def _settle_queue(story):
    """Make the queued edition of the locked `story` its live one if it is due: readers see it already."""
    queued = story.queued_edition
    if queued and queued.goes_live_at <= story.now:
        story.live_edition, story.queued_edition = queued, None
        story.save(update_fields=["live_edition", "queued_edition"])
        events.emit("edition.live", story=story.pk, edition=queued.pk)


def _discard_queued(story):
    """Delete the edition of the locked `story` that waits for its time: nobody saw it, its number is free."""
    queued = story.queued_edition
    if queued:
        story.queued_edition = None
        story.save(update_fields=["queued_edition"])
        Correction.objects.filter(edition=queued).delete()
        queued.delete()


def _correction_of(edition):
    found = Correction.objects.filter(edition=edition).values_list("kind", "text")
    return found[0] if found else None


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
    for count in range(1, MAX_NAMESAKES):
        story.slug = stem if count == 1 else f"{stem[:110]}-{count}"
        if taken.filter(slug=story.slug).exists():
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
            won = Story.objects.filter(pk=story_id, queued_edition=edition_id).update(
                live_edition=F("queued_edition"), queued_edition=None
            )
            if won:
                events.emit("edition.live", story=story_id, edition=edition_id)
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
    locked.live_edition = None
    locked.withdrawn_at, locked.withdrawal_note = locked.now, note
    check_fields(locked, "withdrawal_note")
    locked.save()
    events.emit("story.withdrawn", story=locked.pk)
    audit.record("story.withdraw", locked, by=by, note=note)
    story.refresh_from_db()
    return story


@transaction.atomic
def restore(*, story, by, revision):
    """Write `revision` of `story` back to the working copy; readers see nothing of it until publication."""
    if revision.story_id != story.pk:
        raise ValidationError(_("This revision belongs to another story."))
    note = _("Restored from revision %(number)s") % {"number": revision.number}
    return write_content(story=story, by=by, content=revision.content, note=note)
