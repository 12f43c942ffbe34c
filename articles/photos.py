"""What may be done to photos: one function a mutation."""

import datetime
import logging

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import permissions
from articles.content import photos_of
from articles.editions import show_again
from articles.models import Edition, Photo
from articles.saving import lock
from newsroom.accounts import audit
from newsroom.lib.admin import relations_to, rows_pointing_at
from newsroom.lib.images import base_of, read_picture
from newsroom.lib.renditions import Maker

log = logging.getLogger(__name__)

# What nobody types.
UNASKED = [field.name for field in Photo._meta.concrete_fields if not field.editable]
# How long a worker may take over the copies of one photo before another tries.
LEASE = datetime.timedelta(minutes=10)


@transaction.atomic
def add(*, photo, picture, by):
    """Store `picture` (from newsroom.lib.images) for `photo`, a Photo with its words set, and save it.

    Words that are missing are taken from the file, as proposals. The files come first, the row after them: a
    failure leaves no row without a picture. Returns the photo.

    Raises PermissionDenied; ValidationError, with the reason, for words that no form would take; OSError if
    the picture cannot be stored.
    """
    if not permissions.holds(by, "articles.add_photo"):
        raise PermissionDenied(_("You may not add photos."))
    photo.added_by = by
    _store(photo, picture)
    audit.record("photo.add", photo, by=by)
    return photo


@transaction.atomic
def change(*, photo, by, picture=None):
    """Save the changed words of `photo` and, with `picture`, its new picture. Raises as add().

    The files of the old picture stay: editions show them. New words about whose it is, and a new focal point,
    reach the copies by a worker.
    """
    standing = _locked(photo)
    may_change(standing, by)
    for name in UNASKED:
        setattr(photo, name, getattr(standing, name))
    if picture:
        _store(photo, picture)
    else:
        if (photo.whose, photo.focus) != (standing.whose, standing.focus):
            photo.files_due_at = timezone.now()
        photo.full_clean(exclude=UNASKED)
        photo.save()
    audit.record("photo.change", photo, by=by, is_new_file=bool(picture))
    return photo


def may_change(photo, by):
    """Raise PermissionDenied unless `by` may change `photo`: theirs, if they may add photos, or any."""
    is_own = photo.added_by_id == by.pk and permissions.holds(by, "articles.add_photo")
    if not (is_own or permissions.holds(by, "articles.change_photo")):
        raise PermissionDenied(_("You may not change this photo."))


def known(digest):
    """Return the newest Photo made of the file with this `digest`; None for none."""
    return Photo.objects.filter(digest=digest).order_by("-pk").first()


@transaction.atomic
def delete(*, photo, by):
    """Delete `photo` and, once that is committed, its files.

    Raises PermissionDenied; ValidationError while anything shows it, an earlier edition too: that can be
    read, or restored, at any time.
    """
    standing = _locked(photo)
    if not permissions.holds(by, "articles.delete_photo"):
        raise PermissionDenied(_("You may not delete photos."))
    if any(rows_pointing_at(relation, standing).exists() for relation in relations_to(Photo)):
        raise ValidationError(_("“%(photo)s” is in use and stays.") % {"photo": standing})
    names = names_of(standing)
    audit.record("photo.delete", standing, by=by)
    standing.delete()
    transaction.on_commit(lambda: _delete_files(names))


def names_of(photo):
    """Return the names of all files that the row of `photo` speaks of."""
    names = {photo.original, *(name for _w, _h, name in [*photo.renditions, *filter(None, [photo.share])])}
    for _width, _height, name in photo.renditions:
        names |= {f"{name.rpartition('.')[0]}.{ending}" for ending in ("jpg", "avif")}
    return names - {""}


def _delete_files(names):
    for name in names:
        try:
            default_storage.delete(name)
        except OSError:  # `manage.py renditions --clean` finds what stays
            log.exception("%s could not be deleted", name)


def _locked(photo):
    return Photo.objects.select_for_update().get(pk=photo.pk)


def _store(photo, picture):
    """Write the files of `picture`, then the row of `photo`; none of both if one fails."""
    _propose(photo, picture.words)
    photo.full_clean(exclude=UNASKED)
    maker = Maker(default_storage)
    try:
        photo.original = maker.original(picture)
        _take(photo, maker.copies(picture.image, photo.original, focus=photo.focus, **photo.whose))
        photo.width, photo.height = picture.size
        photo.digest = picture.digest
        photo.files_due_at = timezone.now()
        photo.save()
    except BaseException:
        maker.take_back()
        raise


def _take(photo, copies):
    photo.renditions, photo.share, photo.has_avif = copies.renditions, copies.share, copies.has_avif


def _propose(photo, words):
    """Fill what nobody has typed about `photo` with what its file says."""
    photo.title = photo.title or words.title or words.caption[:200]
    photo.credit = photo.credit or words.credit or words.creator
    if not photo.is_decorative:
        photo.alt = photo.alt or words.alt
    for name in ("creator", "caption", "notice", "terms"):
        setattr(photo, name, getattr(photo, name) or getattr(words, name))


# --- copies, by the worker -------------------------------------------------------------------------


def make_due():
    """Make the copies of the photo that has waited longest for them; returns how many were made, 0 or 1.

    One a turn: encoding takes seconds, and news must not wait for pictures. Of two workers one gets it, and
    if that one dies another does it later.
    """
    due = Photo.objects.filter(files_due_at__lte=Now()).order_by("files_due_at", "pk")
    found = due.values_list("pk", "files_due_at").first()
    if not found:
        return 0
    pk, due_at = found
    if not Photo.objects.filter(pk=pk, files_due_at=due_at).update(files_due_at=Now() + LEASE):
        return 0
    try:
        make_copies(pk)
    except (OSError, ValidationError):
        log.exception("the copies of photo %s could not be made; trying again later", pk)
    return 1


def make_copies(pk):
    """Bring the files of photo `pk` in line with its row, AVIF included, and the editions that show it.

    What is there already is not made again. Nothing is locked while pictures are encoded: if the photo has
    changed since, it stays due.
    """
    photo = Photo.objects.get(pk=pk)
    maker = Maker(default_storage, photo.original.rpartition("/")[0])
    original, size = photo.original, (photo.width, photo.height)
    with default_storage.open(original or photo.renditions[-1][2]) as file:
        if original:
            image = base_of(file)
        else:
            # From before originals were kept: the widest copy is the best there is.
            picture = read_picture(file)
            original, image, size = maker.original(picture), picture.image, picture.size
    copies = maker.copies(image, original, focus=photo.focus, with_avif=True, **photo.whose)
    with transaction.atomic():
        locked = _locked(photo)
        if (locked.original, locked.whose, locked.focus) != (photo.original, photo.whose, photo.focus):
            Photo.objects.filter(pk=pk).update(files_due_at=Now())
            return
        _take(locked, copies)
        locked.original, (locked.width, locked.height) = original, size
        locked.files_due_at = None
        locked.save()
    for edition in Edition.objects.standing_with(locked).select_related("story"):
        _offer_formats(edition, locked)


@transaction.atomic
def _offer_formats(edition, photo):
    """Let `edition` offer the AVIF copies of `photo`, if these are the copies that it shows."""
    story = lock(edition.story)
    edition = story.editions.select_related("revision").filter(pk=edition.pk).first()
    shown = [frozen["renditions"] for frozen in photos_of(edition.content)] if edition else []
    if photo.renditions in shown:
        show_again(edition, dict(story.editions.values_list("number", "goes_live_at")))
