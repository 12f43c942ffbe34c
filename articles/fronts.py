"""What may be done to a front: one function a mutation.

Everybody who arranges a front works on one copy of it. A save says from which it began, so that of two saves
from one only the first is taken; what came too late is kept as a version that readers do not see.
"""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max
from django.db.models.functions import Now
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from articles import arranging, permissions
from articles.arranging import checked
from articles.models import Front, FrontVersion, Photo
from newsroom.accounts import audit
from newsroom.lib.clock import local_date
from newsroom.lib.text import check_fields
from newsroom.outbox import events

# Whoever arranges a front sees the stories that are placed on it, drafts among them.
NEEDED = ("articles.change_front", "articles.change_any_story")


class Conflict(Exception):
    """Somebody else saved the `front` first; what came too late is kept as the FrontVersion `kept`."""

    def __init__(self, front, kept):
        super().__init__(_("Somebody else saved this front first."))
        self.front, self.kept = front, kept


def front_of(section=None):
    """Return the Front of `section`, of the front page if not given: a new one, unsaved, if there is none."""
    front = Front.objects.select_related("section", "saved_by").filter(section=section).first()
    is_sections = section is not None
    return front or Front(section=section, arrangement=arranging.default(is_sections=is_sections))


def shown(front, now=None):
    """Return the FrontVersion that readers see of `front` at `now`, None while it fills itself."""
    return FrontVersion.objects.showing(now).of(front.section_id).first()


def arrangement_of(version, *, is_sections):
    """Return what a `version` has arranged, what fills itself for None."""
    return version.arrangement if version else arranging.default(is_sections=is_sections)


def front_with(sections, *, is_sections):
    """Return what readers see of the front that came with one of `sections` (see their queryset).

    That is its arrangement, what fills itself if nobody has made one, and the Photos that its slots may have.
    """
    found = next((section.front for section in sections if section.front), None)
    if found is None:
        return arranging.default(is_sections=is_sections), []
    photos = [Photo(**row | {"rights_until": _date(row["rights_until"])}) for row in found["photos"]]
    return found["arrangement"], photos


def _date(text):
    return text and parse_date(text)


def may(user, front):
    """True if `user` may arrange `front`."""
    return all(permissions.holds(user, needed) for needed in NEEDED)


def save(*, front, by, arrangement, version):
    """Save `arrangement` as the working copy of `front`, and return the Front. Readers see nothing of it.

    `version` is the save that it began from. Raises PermissionDenied; ValidationError for what cannot be
    arranged; Conflict if somebody else saved in between, with what came too late kept.
    """
    with transaction.atomic():
        locked = _locked(front, by)
        arrangement = checked(arrangement, is_sections=locked.is_sections)
        if locked.arrangement == arrangement:
            return locked
        is_late = version != locked.version
        if is_late:
            note = _("Came too late: somebody else had saved this front")
            kept = _keep(locked, arrangement, by=by, note=note)
        else:
            _write(locked, arrangement, by)
    if is_late:
        raise Conflict(locked, kept)
    return locked


@transaction.atomic
def publish(*, front, by, version, goes_live_at=None, note=""):
    """Give readers the working copy of `front`, now or from the aware time `goes_live_at` on.

    `version` is the save that was looked at. Returns the FrontVersion; the standing one, with nothing
    changed, if readers see the same already. Raises PermissionDenied; ValidationError if the front has been
    saved since, for a time that is past, and for a photo that may not be used then.
    """
    locked = _locked(front, by)
    if version != locked.version:
        raise ValidationError(_("Somebody saved this front since you looked. Look again before publishing."))
    if goes_live_at and goes_live_at <= locked.now:
        raise ValidationError(_("This time has passed. Choose a later one."))
    arrangement = checked(locked.arrangement, is_sections=locked.is_sections)
    standing = shown(locked)
    if not goes_live_at and standing and standing.arrangement == arrangement:
        return standing
    _check_photos(arrangement, goes_live_at or locked.now)
    if goes_live_at:
        made = _add(locked, arrangement, by=by, note=note, goes_live_at=goes_live_at)
        told = {"front": locked.pk, "section": locked.section_id, "tags": tags_of(locked)}
        events.emit("front.queued", **told, at=goes_live_at)
        _plan(made)
    else:
        made = _put_live(locked, arrangement, by=by, note=note)
    what = "front.schedule" if goes_live_at else "front.publish"
    audit.record(what, locked, by=by, version=made.number, at=made.goes_live_at.isoformat())
    return made


@transaction.atomic
def unschedule(*, version, by):
    """Take a scheduled `version` back before its time; it is kept.

    Raises PermissionDenied; ValidationError if it is too late.
    """
    locked = _locked(version.front, by)
    if not locked.versions.waiting().filter(pk=version.pk).update(goes_live_at=None):
        raise ValidationError(_("It does not wait any more."))
    audit.record("front.unschedule", locked, by=by, version=version.number)


@transaction.atomic
def undo(*, front, by):
    """Give readers the front as they saw it before the version they see, as a new version; return that.

    The working copy stays as it is. Undone twice, it is as it was at first. Raises PermissionDenied;
    ValidationError if readers see a front that nobody has arranged.
    """
    locked = _locked(front, by)
    now, *before = locked.versions.out()[:2] or [None]
    if now is None:
        raise ValidationError(_("Nobody has arranged this front yet: there is nothing to take back."))
    former = before[0] if before else None
    note = _("Back to v%(number)s") % {"number": former.number} if former else _("Fills itself again")
    arrangement = arrangement_of(former, is_sections=locked.is_sections)
    made = _put_live(locked, arrangement, by=by, note=note)
    audit.record("front.undo", locked, by=by, version=made.number, undone=now.number)
    return made


@transaction.atomic
def restore(*, version, by):
    """Bring the arrangement of `version` into the working copy of its front, and return the Front.

    What stood there is kept, unless a version has it already. Raises PermissionDenied.
    """
    locked = _locked(version.front, by)
    if locked.arrangement == version.arrangement:
        return locked
    if not any(each.arrangement == locked.arrangement for each in locked.versions.all()[:50]):
        note = _("The draft before v%(number)s was brought back") % {"number": version.number}
        _keep(locked, locked.arrangement, by=locked.saved_by or by, note=note)
    _write(locked, version.arrangement, by)
    audit.record("front.restore", locked, by=by, version=version.number)
    return locked


@transaction.atomic
def replace_photo(*, photo, other, by):
    """Put `other` in place of `photo` on every front: drafts, what waits, and what readers see, at once.

    Returns on how many fronts. Raises PermissionDenied.
    """
    changed = set()
    for front in Front.objects.filter(photos=photo):
        locked = _locked(front, by)
        _write(locked, arranging.with_photo(locked.arrangement, photo.pk, other.pk), by)
        changed.add(front.pk)
    for version in FrontVersion.objects.standing().filter(photos=photo).select_related("front"):
        locked = _locked(version.front, by)
        arrangement = arranging.with_photo(version.arrangement, photo.pk, other.pk)
        if version.goes_live_at > locked.now:
            version.arrangement = arrangement
            version.save(update_fields=["arrangement"])
            version.photos.set(_photos_of(arrangement))
        else:
            _put_live(locked, arrangement, by=by, note=_("A photo was replaced"))
        changed.add(version.front_id)
    return len(changed)


def announce_due():
    """Announce every scheduled version whose time has come, once; returns how many.

    Readers see a due version without this. One conditional UPDATE decides which worker announces it.
    """
    announced = 0
    for version in FrontVersion.objects.due().select_related("front")[:100]:
        with transaction.atomic():
            due = FrontVersion.objects.due().order_by().filter(pk=version.pk)
            if due.update(announced_at=Now()):
                _announce(version)
                announced += 1
    return announced


# --- what every mutation does ----------------------------------------------------------------------


def _locked(front, by):
    """Return the row of `front`, locked, with the database's time as `now`. Raises PermissionDenied."""
    if not may(by, front):
        raise PermissionDenied(_("You may not arrange the fronts: that needs another role."))
    if front.pk is None:
        default = arranging.default(is_sections=front.section is not None)
        front, _is_new = Front.objects.get_or_create(section=front.section, defaults={"arrangement": default})
    rows = Front.objects.select_for_update(of=("self",)).select_related("section")
    return rows.annotate(now=Now()).get(pk=front.pk)


def _write(front, arrangement, by):
    front.arrangement, front.version, front.saved_by = arrangement, front.version + 1, by
    front.save()
    front.photos.set(_photos_of(arrangement))


def _add(front, arrangement, *, by, note, goes_live_at=None, announced_at=None):
    number = (front.versions.aggregate(last=Max("number"))["last"] or 0) + 1
    version = FrontVersion(front=front, number=number, arrangement=arrangement, made_by=by, note=note.strip())
    check_fields(version, "note")
    version.goes_live_at, version.announced_at = goes_live_at, announced_at
    version.save()
    version.photos.set(_photos_of(arrangement))
    return version


def _keep(front, arrangement, *, by, note):
    kept = _add(front, arrangement, by=by, note=note)
    audit.record("front.keep", front, by=by, version=kept.number)
    return kept


def _put_live(front, arrangement, *, by, note):
    made = _add(front, arrangement, by=by, note=note, goes_live_at=front.now, announced_at=front.now)
    _announce(made)
    _plan(made)
    return made


def tags_of(front):
    """Return the word (`newsroom.lib.tags`) for how `front` is arranged."""
    return {f"section:{front.section_id}:front" if front.section_id else "front"}


def _announce(version):
    front = version.front
    events.emit("front.published", front=front.pk, section=front.section_id, tags=tags_of(front))


def _plan(version):
    """Tell when stories leave the front of `version` by themselves."""
    for at in arranging.times_in(version.arrangement):
        if at > version.goes_live_at:
            events.emit("front.slot_ends", front=version.front_id, tags=tags_of(version.front), at=at)


def _check_photos(arrangement, when):
    ids = arranging.photos_in(arrangement)
    usable = set(Photo.objects.usable(local_date(when)).filter(pk__in=ids).values_list("pk", flat=True))
    if missing := ids - usable:
        names = ", ".join(f"“{photo}”" for photo in Photo.objects.filter(pk__in=missing)) or "?"
        raise ValidationError(
            _("These photos have no credit, or the rights to them end before: %(photos)s.")
            % {"photos": names}
        )


def _photos_of(arrangement):
    return Photo.objects.filter(pk__in=arranging.photos_in(arrangement))
