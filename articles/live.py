"""What may be done to live updates and coverage: one function a mutation.

Every change locks the story's row and raises its `live_revision`, with which it stamps the update: pages that
are open ask what has changed since the revision they show.
"""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from articles import permissions
from articles.enums import Coverage, UpdateState
from articles.models import LiveUpdate, LiveUpdateVersion
from articles.saving import lock
from newsroom.accounts import audit
from newsroom.lib.html import clean_body, plain
from newsroom.lib.text import check_fields
from newsroom.outbox import events

FIELDS = (
    "headline",
    "text",
    "author_id",
    "is_key",
    "photo_id",
    "said_kind",
    "said",
    "said_by_id",
    "said_role",
    "said_where",
    "source_id",
    "url",
)


@transaction.atomic
def post(*, update, by, draft=False):
    """Post a new `update` (an unsaved LiveUpdate with its story set), or keep it as a draft. Returns it.

    The time is now if the update has none; the byline is the poster's unless set. A story's first update
    opens its coverage. Raises PermissionDenied, or ValidationError for an update without words.
    """
    story = lock(update.story)
    permissions.check(by, "post update", story)
    update.story = story
    update.created_by = by
    update.posted_at = update.posted_at or story.now
    if update.author_id is None:
        update.author = getattr(by, "author", None)
    update.is_pinned = False  # pin() alone pins, since it lets go of another
    update.state = UpdateState.DRAFT if draft else UpdateState.POSTED
    _clean(update)
    if not draft:
        _open_coverage(story, update)
    return _write(update, story, by=by, action="update.draft" if draft else "update.post")


@transaction.atomic
def amend(*, update, by, note="", publish=False):
    """Save a changed `update`; with `publish` a draft is posted. Raises as post().

    Only its words and what goes with them are taken from `update`: its story, its state and its pin are those
    that stand, whatever has happened since it was read.
    """
    standing = LiveUpdate.objects.get(pk=update.pk)
    story = lock(standing.story)
    permissions.check(by, "post update", story)
    standing.refresh_from_db()
    for field in LiveUpdate._meta.concrete_fields:
        if not field.editable or field.name in ("id", "story", "is_pinned"):
            setattr(update, field.attname, getattr(standing, field.attname))
    update.story = story
    if update.state == UpdateState.RETRACTED:
        raise ValidationError(_("This update was retracted. Write a new one."))
    _clean(update)
    if publish:
        update.state = UpdateState.POSTED
        _open_coverage(story, update)
    elif update.state == UpdateState.POSTED:
        update.amended_at = story.now
    return _write(update, story, by=by, action="update.amend", note=note)


@transaction.atomic
def retract(*, update, by, reason):
    """Take `update` away from readers; the row stays as a mark of it. Raises PermissionDenied."""
    story = _lock_both(update)
    permissions.check(by, "retract update", story)
    update.state = UpdateState.RETRACTED
    update.is_pinned = False
    return _write(update, story, by=by, action="update.retract", note=reason)


@transaction.atomic
def pin(*, update, by, pinned=True):
    """Keep `update` above the others, in place of whichever was; or no longer.

    Raises PermissionDenied, or ValidationError for one that was retracted.
    """
    story = _lock_both(update)
    permissions.check(by, "post update", story)
    if update.state == UpdateState.RETRACTED:
        raise ValidationError(_("This update was retracted. Write a new one."))
    if pinned:
        for other in story.updates.filter(is_pinned=True).exclude(pk=update.pk):
            other.story, other.is_pinned = story, False
            _write(other, story, by=by, action="update.unpin")
    update.is_pinned = pinned
    return _write(update, story, by=by, action="update.pin" if pinned else "update.unpin")


@transaction.atomic
def set_coverage(*, story, by, coverage):
    """Open or close the live coverage of `story`; `coverage` is a Coverage. Raises PermissionDenied."""
    locked = lock(story)
    permissions.check(by, "post update", locked)
    locked.coverage = coverage
    if coverage == Coverage.OPEN:
        locked.coverage_opened_at = locked.coverage_opened_at or locked.now
        locked.coverage_closed_at = None
    elif coverage == Coverage.CLOSED:
        locked.coverage_closed_at = locked.now
    locked.live_revision += 1
    locked.save()
    events.emit("live.changed", story=locked.pk, revision=locked.live_revision)
    audit.record(f"coverage.{coverage}", locked, by=by)
    story.refresh_from_db()
    return story


def _lock_both(update):
    """Lock the story that `update` belongs to, make `update` what stands in its row, and return the story."""
    story = lock(LiveUpdate.objects.get(pk=update.pk).story)
    update.refresh_from_db()
    update.story = story
    return story


def _open_coverage(story, update):
    """Begin the coverage of a story that has none, at the time that its first update shows."""
    if story.coverage == Coverage.NONE:
        story.coverage, story.coverage_opened_at = Coverage.OPEN, min(update.posted_at, story.now)


def _clean(update):
    """Sanitise what `update` says. Raises ValidationError if that is nothing, or what no form would take."""
    update.text = clean_body(update.text)
    update.said = clean_body(update.said)
    if not (plain(update.text) or plain(update.said) or update.photo_id):
        raise ValidationError({"text": _("Write something first.")})
    update.full_clean(exclude=["story", "text", "created_by"])


def _write(update, story, *, by, action, note=""):
    """Save `update`, stamp it with the story's next live revision, and keep what it said."""
    story.live_revision += 1
    story.save(update_fields=["live_revision", "coverage", "coverage_opened_at"])
    update.live_revision = story.live_revision
    update.version += 1
    update.save()
    version = LiveUpdateVersion(
        update=update,
        number=update.version,
        content={field: getattr(update, field) for field in FIELDS}
        | {"state": update.state, "posted_at": update.posted_at.isoformat()},
        note=note,
        created_by=by,
    )
    check_fields(version, "note")
    version.save()
    events.emit("live.changed", story=story.pk, revision=story.live_revision)
    audit.record(action, update, by=by, story=story.pk, note=note)
    return update
