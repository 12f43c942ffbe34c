"""What may be done to photos: one function a mutation."""

import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import permissions
from articles.copies import delete_files, names_of, take
from articles.models import Photo
from newsroom.accounts import audit
from newsroom.lib.admin import relations_to, rows_pointing_at
from newsroom.lib.renditions import Maker
from newsroom.outbox import events

# How long before rights end the desk is told.
SOON = datetime.timedelta(days=7)
# What nobody types.
UNASKED = [field.name for field in Photo._meta.concrete_fields if not field.editable]


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
    events.emit("photo.changed", photo=photo.pk, tags={f"photo:{photo.pk}"})
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
    transaction.on_commit(lambda: delete_files(names))


def _locked(photo):
    return Photo.objects.select_for_update().get(pk=photo.pk)


def _store(photo, picture):
    """Write the files of `picture`, then the row of `photo`; none of both if one fails."""
    _propose(photo, picture.words)
    photo.full_clean(exclude=UNASKED)
    maker = Maker(default_storage)
    try:
        photo.original = maker.original(picture)
        take(photo, maker.copies(picture.image, photo.original, focus=photo.focus, **photo.whose))
        photo.width, photo.height = picture.size
        photo.digest = picture.digest
        photo.files_due_at = timezone.now()
        photo.save()
    except BaseException:
        maker.take_back()
        raise


def _propose(photo, words):
    """Fill what nobody has typed about `photo` with what its file says."""
    photo.title = photo.title or words.title or words.caption[:200]
    photo.credit = photo.credit or words.credit or words.creator
    if not photo.is_decorative:
        photo.alt = photo.alt or words.alt
    for name in ("creator", "caption", "notice", "terms"):
        setattr(photo, name, getattr(photo, name) or getattr(words, name))
