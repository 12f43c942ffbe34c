"""One photo in place of another, everywhere at once: when rights have ended, or a picture was wrong."""

from typing import NamedTuple

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from articles import fronts, live, permissions, publishing, saving, series
from articles.enums import EditionKind, UpdateState
from articles.models import Author, GalleryPhoto, LiveUpdate, Photo, Picture, RelatedLink, Story
from newsroom.accounts import audit
from newsroom.outbox import events
from topics.models import Person

# Rows of a story that show a photo, and by which key they belong to it.
ROWS = [(Picture, "parent"), (GalleryPhoto, "gallery__parent"), (RelatedLink, "story")]
NEEDED = ("articles.change_photo", "articles.publish_story", *fronts.NEEDED, "articles.change_series")


class Replaced(NamedTuple):
    """What became of it: Stories whose readers see the new photo, and those that wait, each with a reason.

    `others` is how many live updates, portraits, fronts and series were changed.
    """

    done: list
    waiting: list
    others: int


def may_replace(user):
    """True if `user` may replace photos in everybody's stories."""
    return all(permissions.holds(user, permission) for permission in NEEDED)


@transaction.atomic
def replace_everywhere(*, photo, other, by):
    """Put `other` in place of `photo` wherever it stands: stories, updates, portraits, fronts, series.

    Returns what became of it. A published story without unpublished changes gets a minor edition at once, so
    that its readers see the new photo. Where more has changed, or an edition waits for its time, publishing
    is for whoever knows why: the story is reported. Earlier editions go on showing what they showed.

    Raises PermissionDenied; ValidationError if `other` may not be used, or is the same.
    """
    standing = Photo.objects.select_for_update().get(pk=photo.pk)
    if not may_replace(by):
        raise PermissionDenied(_("You may not replace photos in the stories of others."))
    if other.pk == standing.pk:
        raise ValidationError(_("Choose another photo."))
    if why := other.why_unusable():
        raise ValidationError(f"{why}.")
    done, waiting = [], []
    for story in Story.objects.filter(_shows(standing)).order_by("pk"):
        reason = _replace_in(story, standing, other, by)
        if reason:
            waiting.append((story, reason))
        else:
            done.append(story)
    others = _replace_in_updates(standing, other, by)
    events.emit("photo.replaced", photo=standing.pk, tags={f"photo:{standing.pk}"})
    for model in (Person, Author):
        others += model.objects.filter(portrait=standing).update(portrait=other)
    others += fronts.replace_photo(photo=standing, other=other, by=by)
    others += series.replace_photo(photo=standing, other=other, by=by)
    audit.record("photo.replace", standing, by=by, other=other.pk, stories=len(done) + len(waiting))
    return Replaced(done, waiting, others)


def _shows(photo):
    condition = Q(lead_photo=photo)
    for model, key in ROWS:
        condition |= Q(pk__in=model.objects.filter(photo=photo).values(key))
    return condition


def _replace_in(story, photo, other, by):
    """Replace `photo` in `story`; return why its readers do not see that yet, "" if nothing is to be done."""
    story = saving.lock(story)
    was_clean = story.live_edition_id and story.live_edition.revision_id == story.latest_revision_id

    def write():
        for model, key in ROWS:
            model.objects.filter(**{key: story}, photo=photo).update(photo=other)
        if story.lead_photo_id == photo.pk:
            story.lead_photo = other
        story.save()

    saving.save(story=story, by=by, write=write, note=_("A photo was replaced"))
    if story.queued_edition_id:
        return _("An edition that shows the old photo waits for its time.")
    if not story.live_edition_id:
        return ""
    if not was_clean:
        return _("It has changes that are not published.")
    try:
        with transaction.atomic():
            note = _("A photo was replaced.")
            publishing.publish(story=story, by=by, kind=EditionKind.MINOR, note=note)
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


def _replace_in_updates(photo, other, by):
    """Replace `photo` in live updates; return in how many. Of retracted ones readers see nothing."""
    updates = list(LiveUpdate.objects.filter(photo=photo))
    for update in updates:
        update.photo = other
        if update.state == UpdateState.RETRACTED:
            update.save(update_fields=["photo"])
        else:
            live.amend(update=update, by=by, note=_("A photo was replaced"))
    return len(updates)
