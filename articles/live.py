"""What may be done to live updates and coverage: one function a mutation.

Every change that readers can see locks the story's row and raises its `live_revision`, with which it stamps
the update: pages that are open ask what has changed since the revision they show. What only the desk sees
raises nothing. An update that is to appear later is stamped UNANNOUNCED until its time has come; readers see
it in its minute, whoever announces it and when.
"""

import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from articles import embeds, permissions, sayings, shown
from articles.breaking import end_with
from articles.enums import Coverage, UpdateState
from articles.models import LiveUpdate, LiveUpdateVersion, Story
from articles.querysets import UNANNOUNCED
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
    "embed",
)
# Another machine's "now" may be this much ahead of the database's.
A_MOMENT = datetime.timedelta(seconds=2)
UNDO_WITHIN = datetime.timedelta(minutes=1)
COUNTED = ("live_revision", "live_changed_at")
UNSEEN_STATES = {UpdateState.DRAFT, UpdateState.SUBMITTED}


class Conflict(Exception):
    """Somebody else changed the update first: `theirs` is what stands, `mine` what came too late.

    Both are FIELDS by name, as an update's versions keep them; `version` is the one that stands.
    """

    def __init__(self, mine, theirs, version):
        super().__init__(_("Somebody else changed this update first."))
        self.mine, self.theirs, self.version = mine, theirs, version


def content_of(update):
    """Return what `update` says, as its versions keep it."""
    return {field: getattr(update, field) for field in FIELDS}


# --- writing and posting ---------------------------------------------------------------------------------


@transaction.atomic
def post(*, update, by, draft=False):
    """Post a new `update` (an unsaved LiveUpdate with its story set), or keep it as a draft. Returns it.

    The time is now if the update has none; with one in the future it appears then. The byline is the poster's
    unless set. A story's first update opens its coverage. One that `by` has sent before, under the same
    `sent_as`, is not posted twice: the first is returned, with the words of this one.
    Raises PermissionDenied, or ValidationError for an update without words.
    """
    story = lock(update.story)
    permissions.check(by, "suggest update" if draft else "post update", story)
    _begin(update, story, by)
    _clean(update)
    if sent := _sent_before(update):
        is_done = content_of(sent) == content_of(update) and (draft or sent.state not in UNSEEN_STATES)
        return sent if is_done else amend(update=_with_words_of(update, sent), by=by, publish=not draft)
    if not draft:
        _release(update, story, by)
    return _write(update, story, by=by, action="update.draft" if draft else "update.post")


@transaction.atomic
def submit(*, update, by, version=None):
    """Send `update`, a new one or a draft, to those who may post it. Returns it. Raises as amend()."""
    if update.pk is None:
        story = lock(update.story)
        permissions.check(by, "suggest update", story)
        _begin(update, story, by)
        if sent := _sent_before(update):
            return submit(update=_with_words_of(update, sent), by=by)
    else:
        story, standing = _take(update, by, version)
        if standing.state not in UNSEEN_STATES:
            raise ValidationError(_("This update is not a draft any more."))
    update.posted_at = update.posted_at or story.now
    _clean(update)
    update.state, update.desk_note = UpdateState.SUBMITTED, ""
    return _write(update, story, by=by, action="update.submit")


@transaction.atomic
def approve(*, update, by, at=None):
    """Post `update`, which waits for it: now, or at the aware time `at`. Returns it.

    Raises PermissionDenied; ValidationError for one that does not wait any more.
    """
    story = _lock_both(update)
    permissions.check(by, "post update", story)
    _check_waits(update)
    update.posted_at = at or story.now
    _clean(update)
    _release(update, story, by)
    return _write(update, story, by=by, action="update.approve")


@transaction.atomic
def send_back(*, update, by, note):
    """Give `update`, which waits, back to its writer, with the desk's `note`. Raises as approve()."""
    story = _lock_both(update)
    permissions.check(by, "post update", story)
    _check_waits(update)
    update.state, update.desk_note = UpdateState.DRAFT, note
    check_fields(update, "desk_note")
    return _write(update, story, by=by, action="update.send_back", note=note[:300])


@transaction.atomic
def amend(*, update, by, note="", publish=False, version=None):
    """Save a changed `update`; with `publish` one that is not posted yet is. Returns it. Raises as post().

    Only its words and what goes with them are taken from `update`: its story, its state and its pin are those
    that stand, whatever has happened since it was read. `version` is the one that the change began from, the
    current one if not given. `note` is for the desk.

    Raises Conflict, with nothing written, if the update has moved on since `version`.
    """
    return _amend(update, by, note=note, publish=publish, version=version, action="update.amend")


@transaction.atomic
def correct(*, update, by, note, version=None):
    """Save a changed `update` that readers have seen, and tell them with `note` what was wrong.

    The note stays on the update, and what it said before stays among its versions. Raises as amend(), and
    ValidationError without a note.
    """
    if not note.strip():
        raise ValidationError({"note": _("Tell readers what was wrong and what is right.")})
    return _amend(update, by, note=note.strip(), version=version, action="update.correct", is_correction=True)


def _amend(update, by, *, note, version, action, publish=False, is_correction=False):
    story, standing = _take(update, by, version, publish=publish)
    if update.state == UpdateState.RETRACTED:
        raise ValidationError(_("This update was retracted. Write a new one."))
    is_seen = _is_seen(standing)
    update.posted_at = update.posted_at or story.now
    _clean(update)
    if is_seen and update.posted_at > max(story.now + A_MOMENT, standing.posted_at):
        raise ValidationError({"posted_at": _("Readers see this already: its time cannot lie ahead.")})
    if is_correction and not is_seen:
        raise ValidationError(_("Readers have not seen this yet: change it without a correction."))
    if is_seen:
        update.posted_at = min(update.posted_at, story.now)
        update.amended_at = story.now
    elif publish or update.state == UpdateState.POSTED:
        _release(update, story, by)
    return _write(update, story, by=by, action=action, note=note, is_correction=is_correction)


# --- taking away and setting above the others ------------------------------------------------------------


@transaction.atomic
def retract(*, update, by, reason):
    """Take `update` away from readers; the row stays as a mark of it. Raises PermissionDenied."""
    story = _lock_both(update)
    permissions.check(by, "retract update", story)
    was_seen = _is_seen(update)
    update.state = UpdateState.RETRACTED
    update.is_pinned = False
    return _write(update, story, by=by, action="update.retract", note=reason, was_seen=was_seen)


@transaction.atomic
def undo(*, update, by):
    """Make `update`, which `by` posted within the last minute, a draft again; open pages let go of it.

    Raises PermissionDenied for what somebody else posted; ValidationError if it is too late.
    """
    story = _lock_both(update)
    permissions.check(by, "post update", story)
    if update.released_by_id != by.pk:
        raise PermissionDenied(_("Only who posted an update can undo that. Retract it instead."))
    if update.state != UpdateState.POSTED or story.now - update.released_at > UNDO_WITHIN:
        raise ValidationError(_("It is too late to undo this. Retract it instead."))
    was_seen = _is_seen(update)
    update.state, update.is_pinned, update.amended_at = UpdateState.DRAFT, False, None
    update.released_at = update.released_by = None
    update.versions.update(was_seen=False)
    return _write(update, story, by=by, action="update.undo", was_seen=was_seen)


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


# --- the coverage as a whole -----------------------------------------------------------------------------


@transaction.atomic
def set_coverage(*, story, by, coverage, summary=None):
    """Open or close the live coverage of `story`; `coverage` is a Coverage. Returns the story.

    `summary` is what readers are told on top, as html; what stands if not given. Raises PermissionDenied.
    """
    locked = _lock_story(story)
    permissions.check(by, "post update", locked)
    is_other = locked.coverage != coverage
    locked.coverage = coverage
    if coverage == Coverage.OPEN:
        locked.coverage_opened_at = locked.coverage_opened_at or locked.now
        locked.coverage_closed_at = None
    elif coverage == Coverage.CLOSED:
        locked.coverage_closed_at = locked.now
        end_with(locked)
    if summary is not None:
        locked.live_summary = clean_body(summary)
    if is_other:
        _tell_coverage(locked)
    return _write_coverage(locked, story, by=by, action=f"coverage.{coverage}")


@transaction.atomic
def set_summary(*, story, by, summary, points):
    """Say on top of the coverage of `story` what has happened: `summary` as html, `points` one a line.

    Returns the story. Raises PermissionDenied; ValidationError for too much of it.
    """
    locked = _lock_story(story)
    permissions.check(by, "post update", locked)
    locked.live_summary = clean_body(summary)
    locked.live_points = "\n".join(line.strip() for line in points.splitlines() if line.strip())
    return _write_coverage(locked, story, by=by, action="coverage.summary")


def _tell_coverage(story):
    events.emit("coverage.changed", story=story.pk, tags=shown.coverage(story))


def _write_coverage(locked, story, *, by, action):
    check_fields(locked, "live_summary", "live_points")
    for field in ("live_summary", "live_points"):
        most = Story._meta.get_field(field).max_length
        if len(getattr(locked, field)) > most:
            raise ValidationError({field: _("At most %(count)s characters.") % {"count": most}})
    _count(locked)
    locked.save()
    audit.record(action, locked, by=by)
    story.refresh_from_db()
    return story


def announce_due():
    """Announce every update whose time has come, once, whichever worker comes first; returns how many."""
    waiting = LiveUpdate.objects.due().values_list("story", flat=True)
    announced = 0
    for story_id in list(dict.fromkeys(waiting[:1000])):
        with transaction.atomic():
            announced += _announce_due(lock(Story(pk=story_id)))
    return announced


def stamp_again(story, ids):
    """Tell open pages of the locked `story` that its updates `ids`, and what stands on top, have changed."""
    _count(story)
    seen = story.updates.filter(live_revision__gt=0, live_revision__lt=UNANNOUNCED)
    for update in seen.filter(pk__in=ids):
        _count(story, update)
        story.updates.filter(pk=update.pk).update(live_revision=story.live_revision)
    story.save(update_fields=COUNTED)


# --- what every mutation does ----------------------------------------------------------------------------


def _count(story, update=None):
    """Count one more change of the locked `story`, which its caller saves, and tell whoever listens.

    `update` is the one that has changed, if it was one.
    """
    story.live_revision += 1
    story.live_changed_at = story.now
    tags = _shown(story, update)
    events.emit("live.changed", story=story.pk, revision=story.live_revision, tags=tags)


def _shown(story, update):
    """Return the words of all that shows `update`, or None of them, of the locked `story`."""
    return shown.updates(story, update, sayings.speakers_in(update) if update else ())


def _announce_due(story):
    """Stamp the updates of the locked `story` whose time has come: readers see them already."""
    due = list(story.updates.due())
    for update in due:
        _count(story, update)
        LiveUpdate.objects.filter(pk=update.pk).update(live_revision=story.live_revision)
        update.versions.filter(number=update.version).update(was_seen=True)
    if due:
        story.save(update_fields=COUNTED)
        # The clock was read before this waited for the lock.
        story.now = max(story.now, due[-1].posted_at)
    return len(due)


def _lock_story(story):
    """Lock `story` and announce what is due first, so that its count and what readers see agree."""
    locked = lock(story)
    _announce_due(locked)
    return locked


def _lock_both(update):
    """Lock the story that `update` belongs to, make `update` what stands in its row, and return the story."""
    story = _lock_story(LiveUpdate.objects.get(pk=update.pk).story)
    update.refresh_from_db()
    update.story = story
    return story


def _take(update, by, version, *, publish=False):
    """Lock what `update` belongs to, check that `by` may change it, and give it all that no form asks for.

    Returns the locked story and the update as it stands. Raises PermissionDenied and Conflict.
    """
    standing = LiveUpdate.objects.get(pk=update.pk)
    story = _lock_both(standing)
    _check_may_write(by, standing, story, publish=publish)
    for field in LiveUpdate._meta.concrete_fields:
        if not field.editable or field.name in ("id", "story", "is_pinned"):
            setattr(update, field.attname, getattr(standing, field.attname))
    update.story = story
    began = standing.version if version is None else version
    # The comparison is the database's: of two who began from one version, one goes on.
    is_current = LiveUpdate.objects.filter(pk=update.pk, version=began).update(version=began)
    if not is_current and content_of(update) != content_of(standing):
        raise Conflict(content_of(update), content_of(standing), standing.version)
    return story, standing


def _check_may_write(by, standing, story, *, publish):
    """Who may not post may still change what they wrote, as long as it waits or is a draft."""
    is_own_draft = standing.state in UNSEEN_STATES and standing.created_by_id == by.pk
    permissions.check(by, "suggest update" if is_own_draft and not publish else "post update", story)


def _check_waits(update):
    if update.state != UpdateState.SUBMITTED:
        raise ValidationError(_("This update does not wait for an editor any more."))


def _begin(update, story, by):
    """Give a new `update` of the locked `story` what its writer did not set."""
    _announce_due(story)
    update.story = story
    update.created_by = by
    update.posted_at = update.posted_at or story.now
    if update.author_id is None:
        update.author = getattr(by, "author", None)
    update.is_pinned = False  # pin() alone pins, since it lets go of another
    update.state = UpdateState.DRAFT


def _sent_before(update):
    """Return what its writer sent before under the same name, None for nothing: an answer may get lost."""
    if update.sent_as is None:
        return None
    return LiveUpdate.objects.filter(created_by=update.created_by, sent_as=update.sent_as).first()


def _with_words_of(update, sent):
    for field, value in content_of(update).items():
        setattr(sent, field, value)
    return sent


def _release(update, story, by):
    """Make `update` one that readers see, from its time on; the first one begins the coverage."""
    if update.posted_at - story.now < A_MOMENT:
        update.posted_at = min(update.posted_at, story.now)
    if update.posted_at > story.now and 0 < update.live_revision < UNANNOUNCED:
        raise ValidationError({"posted_at": _("Readers have seen this once: post it now, or write it anew.")})
    update.state = UpdateState.POSTED
    update.released_at, update.released_by = update.released_at or story.now, update.released_by or by
    if story.coverage == Coverage.NONE:
        story.coverage, story.coverage_opened_at = Coverage.OPEN, min(update.posted_at, story.now)
        _tell_coverage(story)


def _is_seen(update):
    """True if readers see `update`, of a story that is locked and has announced what is due."""
    return update.state == UpdateState.POSTED and 0 < update.live_revision < UNANNOUNCED


def _clean(update):
    """Sanitise what `update` says. Raises ValidationError if that is nothing, or what no form would take."""
    update.text = clean_body(update.text)
    update.said = clean_body(update.said)
    update.embed = embeds.kept(update.embed)
    if not (plain(update.text) or plain(update.said) or update.photo_id):
        raise ValidationError({"text": _("Write something first.")})
    update.full_clean(exclude=["story", "text", "created_by", "released_by", "became"])
    if update.photo and (why := update.photo.why_unusable()):
        # One that readers see already may stay: it is replaced from its own page.
        shown = LiveUpdate.objects.filter(pk=update.pk, photo=update.photo_id, state=UpdateState.POSTED)
        if not shown.exists():
            raise ValidationError({"photo": f"{why}."})


def _write(update, story, *, by, action, note="", is_correction=False, was_seen=False):
    """Save `update` and keep what it said; stamp it with the story's next revision if readers see the change.

    `was_seen` is for one that readers see no more.
    """
    is_out = update.state == UpdateState.POSTED and update.posted_at <= story.now
    # Opening is itself a change, so coverage without one began just now.
    opened = story.coverage != Coverage.NONE and story.live_revision == 0
    if is_out or was_seen or opened:
        _count(story, update)
    if is_out or was_seen:
        update.live_revision = story.live_revision
    elif update.state == UpdateState.POSTED:
        update.live_revision = UNANNOUNCED
        events.emit("update.queued", story=story.pk, tags=_shown(story, update), at=update.posted_at)
    elif update.live_revision == UNANNOUNCED:
        update.live_revision = 0
    story.save(update_fields=[*COUNTED, "coverage", "coverage_opened_at"])
    update.version += 1
    update.save()
    sayings.put_update(update)
    version = LiveUpdateVersion(
        update=update,
        number=update.version,
        content=content_of(update) | {"state": update.state, "posted_at": update.posted_at.isoformat()},
        note=note,
        is_correction=is_correction,
        was_seen=is_out,
        created_by=by,
    )
    check_fields(version, "note")
    version.save()
    audit.record(action, update, by=by, story=story.pk, note=note)
    return update
