"""The files of photos: made by the worker, kept in line with their rows, and cleared away."""

import datetime
import json
import logging
import re

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone

from articles.content import photos_of
from articles.editions import show_again
from articles.models import Aside, Edition, LiveUpdateVersion, Photo, Revision
from articles.saving import lock
from newsroom.lib.images import base_of, read_picture
from newsroom.lib.renditions import FOLDER, Copies, Maker, beside, stem_of
from newsroom.outbox import events

log = logging.getLogger(__name__)

# How long a worker may take over the copies of one photo before another tries.
LEASE = datetime.timedelta(minutes=10)
# A file that is younger may belong to a row that is being written.
YOUNG = datetime.timedelta(days=1)


def take(photo, copies):
    """Let the row of `photo` speak of these Copies."""
    photo.renditions, photo.share, photo.has_avif = copies.renditions, copies.share, copies.has_avif


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
    except Exception:  # whatever is wrong with one picture must not stop the worker
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
        locked = Photo.objects.select_for_update().get(pk=pk)
        if (locked.original, locked.whose, locked.focus) != (photo.original, photo.whose, photo.focus):
            Photo.objects.filter(pk=pk).update(files_due_at=Now())
            return
        take(locked, copies)
        locked.original, (locked.width, locked.height) = original, size
        locked.files_due_at = None
        locked.save()
        events.emit("photo.changed", photo=pk, tags={f"photo:{pk}"})
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
        events.emit("edition.shown_again", story=story.pk, tags={f"story:{story.pk}"})


# --- what there is ---------------------------------------------------------------------------------


def are_as_they_should(photo):
    """True if the copies that the row of `photo` speaks of are those that would be made today."""
    stem = photo.original and stem_of(photo.original, **photo.whose)
    return photo.has_avif and all(f"/{stem}-" in name for _width, _height, name in photo.renditions)


def names_of(photo):
    """Return the names of all files that the row of `photo` may speak of, in every format."""
    return set(Copies(photo.original, photo.renditions, photo.share, has_avif=True).names()) - {""}


def delete_files(names):
    """Delete files that nothing refers to any more."""
    for name in names:
        try:
            default_storage.delete(name)
        except Exception:  # stores fail in their own ways; `manage.py renditions --clean` finds what stays
            log.exception("%s could not be deleted", name)


_NAME = re.compile(rf"{FOLDER}/[\w./-]+")


def orphans():
    """Yield the names of stored files that no photo and nothing that was ever saved speaks of.

    Files younger than YOUNG are left out.
    """
    known = set()
    for photo in Photo.objects.iterator():
        known |= names_of(photo)
    for model, field in (
        (Revision, "content"),
        (Aside, "content"),
        (Edition, "card"),
        (Edition, "facets"),
        (LiveUpdateVersion, "content"),
    ):
        for value in model.objects.values_list(field, flat=True).iterator(200):
            for name in _NAME.findall(json.dumps(value, ensure_ascii=False)):
                known |= {name, *(beside(name, ending) for ending in ("jpg", "avif"))}
    oldest = timezone.now() - YOUNG
    for name in _stored(FOLDER):
        if name not in known and default_storage.get_modified_time(name) < oldest:
            yield name


def _stored(folder):
    """Yield the names of all files in `folder` and below."""
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    yield from (f"{folder}/{name}" for name in files)
    for name in folders:
        yield from _stored(f"{folder}/{name}")
