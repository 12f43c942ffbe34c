"""Work in progress on the desk: autosaves, who is there, and links for those without an account."""

import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import permissions
from articles.models import Autosave, Presence, PreviewLink
from newsroom.accounts import audit

MAX_FORM = 4_000_000
# How long after a save what was typed before it may still be on its way.
LATE_FOR = datetime.timedelta(seconds=30)
GONE_AFTER = datetime.timedelta(seconds=60)
LONGEST_LINK = datetime.timedelta(days=30)


@transaction.atomic
def autosave(*, story, by, version, form, typed_at=None):
    """Keep the `form` (URL-encoded) that `by` has open on `story`, None for a new one.

    It is no revision and changes no working copy. A form typed at the aware time `typed_at` (now if not
    given), before a save by the same person a moment ago, came late: it is in that save, and not kept.
    Returns the Autosave, None for such a one. Raises PermissionDenied; ValidationError if it is too large.
    """
    if story is None:
        if not by.has_perm("articles.add_story"):
            raise PermissionDenied(_("You may not write stories."))
    else:
        permissions.check(by, "edit", story)
    if len(form) > MAX_FORM:
        raise ValidationError(_("This is too much to save by itself. Press Save."))
    if typed_at and story:
        # A page's clock may have slept: against a save longer ago it proves nothing.
        since = max(typed_at, timezone.now() - LATE_FOR)
        if story.revisions.filter(created_by=by, created_at__gt=since).exists():
            return None
    row, _created = Autosave.objects.update_or_create(
        user=by, story=story, defaults={"version": version, "form": form}
    )
    return row


def discard_autosave(*, story, by):
    """Forget what `by` typed into `story` and did not save."""
    Autosave.objects.filter(user=by, story=story).delete()


def touch(*, story, by):
    """Say that `by` has `story` open, and return the Presences of the others who do, longest first."""
    permissions.check(by, "view", story)
    now = timezone.now()
    mine, created = Presence.objects.get_or_create(story=story, user=by)
    if not created:
        since = now if now - mine.seen_at > GONE_AFTER else mine.since
        # A page of theirs that closes just now may have taken it away: then there is nothing to say.
        Presence.objects.filter(pk=mine.pk).update(since=since, seen_at=now)
    return others(story=story, than=by)


def others(*, story, than):
    """Return the Presences of all who have `story` open but `than`, longest first."""
    there = story.presences.filter(seen_at__gt=timezone.now() - GONE_AFTER).exclude(user=than)
    return list(there.select_related("user").order_by("since"))


def leave(*, story, by):
    """Say that `by` has closed `story`."""
    Presence.objects.filter(story=story, user=by).delete()


@transaction.atomic
def make_preview_link(*, story, by, expires_at, purpose=""):
    """Return a new PreviewLink to the draft of `story`, good until `expires_at` (an aware time).

    Raises PermissionDenied; ValidationError for a time that is past or too far.
    """
    permissions.check(by, "edit", story)
    now = timezone.now()
    if not now < expires_at <= now + LONGEST_LINK:
        raise ValidationError({"expires_at": _("Choose a time within the next 30 days.")})
    link = PreviewLink.objects.create(story=story, purpose=purpose, expires_at=expires_at, created_by=by)
    audit.record("story.preview_link", story, by=by, link=link.pk, expires_at=expires_at.isoformat())
    return link


@transaction.atomic
def revoke_preview_link(*, link, by):
    """Make `link` lead nowhere from now on. Raises PermissionDenied."""
    permissions.check(by, "edit", link.story)
    PreviewLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=timezone.now())
    audit.record("story.revoke_preview_link", link.story, by=by, link=link.pk)
