"""The banner on the front page: raised by somebody, and gone by itself.

Whether readers see it is asked of the database's clock by the queryset, so nothing has to run for it to end.
It also ends with what it tells of: when its story is withdrawn, or the live coverage of it closes.
"""

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from articles import permissions
from articles.models import Breaking, Story
from articles.saving import lock
from newsroom.accounts import audit
from newsroom.lib.text import check_fields
from newsroom.outbox import events

LONGEST = datetime.timedelta(hours=12)
# A second click asks for the same banner once more.
A_MOMENT = datetime.timedelta(minutes=1)


@transaction.atomic
def raise_banner(*, story, text, until, by):
    """Put a banner with `text` and a link to `story` on the front page until the aware time `until`.

    It takes the place of the one that stands. Returns the Breaking; the standing one, with nothing changed,
    if that says the same of the same story for as long. Raises PermissionDenied; ValidationError for a story
    that readers do not see, a text that is none or too long, or a time that is past or too far ahead.
    """
    locked = lock(story)
    permissions.check(by, "publish", locked)
    if not Story.objects.published().filter(pk=locked.pk).exists():
        raise ValidationError(_("Readers cannot see this story yet: the banner would lead nowhere."))
    if not locked.now < until <= locked.now + LONGEST + A_MOMENT:
        raise ValidationError(_("A banner stands for twelve hours at most."))
    banner = Breaking(story=locked, text=text.strip(), raised_at=locked.now, until=until, raised_by=by)
    check_fields(banner, "text")
    standing = Breaking.objects.showing().first()
    said = (locked.pk, banner.text)
    if standing and (standing.story_id, standing.text) == said and abs(standing.until - until) < A_MOMENT:
        return standing
    _end(Breaking.objects.all())
    banner.save()
    events.emit("breaking.raised", story=locked.pk, banner=banner.pk, tags={"breaking"})
    events.emit("breaking.ends", story=locked.pk, banner=banner.pk, tags={"breaking"}, at=until)
    audit.record("breaking.raise", locked, by=by, banner=banner.pk, until=until.isoformat())
    return banner


@transaction.atomic
def end_banner(*, banner, by):
    """Take `banner` from the front page before its time, and return it; one that is gone stays as it ended.

    Raises PermissionDenied.
    """
    locked = lock(banner.story)
    permissions.check(by, "publish", locked)
    if _end(Breaking.objects.filter(pk=banner.pk)):
        audit.record("breaking.end", locked, by=by, banner=banner.pk)
    banner.refresh_from_db()
    return banner


def end_with(story):
    """End the banner that leads to `story`: what it tells of is over, or gone.

    Whoever brought that about had the permission for it, and the audit trail has the act itself.
    """
    _end(story.banners.all())


def _end(banners):
    """End those of `banners` that stand, and return how many did."""
    ended = 0
    for banner in banners.filter(ended_at=None, until__gt=Now()):
        ended += banners.filter(pk=banner.pk, ended_at=None).update(ended_at=Now())
        events.emit("breaking.ended", story=banner.story_id, banner=banner.pk, tags={"breaking"})
    return ended
