"""What may be done to photos: one function a mutation."""

from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from articles import permissions
from articles.models import Photo
from newsroom.accounts import audit
from newsroom.lib.images import read_picture, store_renditions

# What nobody types.
UNASKED = ["renditions", "added_by"]


@transaction.atomic
def add(*, photo, file, by):
    """Store the uploaded picture `file` for `photo` (a Photo with its words set) and save it. Returns it.

    The files come first, the row after them: a failure leaves no row without a picture.
    Raises PermissionDenied; ValidationError, with the reason, for a picture that is not accepted.
    """
    if not permissions.holds(by, "articles.add_photo"):
        raise PermissionDenied(_("You may not add photos."))
    photo.added_by = by
    _store(photo, file)
    audit.record("photo.add", photo, by=by)
    return photo


@transaction.atomic
def change(*, photo, by, file=None):
    """Save the changed words of `photo` and, with `file`, its new picture. Raises as add().

    The files of the old picture stay: editions show them.
    """
    photo.added_by_id = Photo.objects.values_list("added_by", flat=True).get(pk=photo.pk)
    is_own = photo.added_by_id == by.pk and permissions.holds(by, "articles.add_photo")
    if not (is_own or permissions.holds(by, "articles.change_photo")):
        raise PermissionDenied(_("You may not change this photo."))
    if file:
        _store(photo, file)
    else:
        photo.full_clean(exclude=UNASKED)
        photo.save()
    audit.record("photo.change", photo, by=by)
    return photo


def _store(photo, file):
    photo.renditions = store_renditions(read_picture(file), default_storage)
    try:
        photo.full_clean(exclude=UNASKED)
        photo.save()
    except Exception:
        for _width, _height, name in photo.renditions:
            default_storage.delete(name)
        raise
