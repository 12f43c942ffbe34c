"""Moving a published story: the old address leads to the new one, for ever."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from articles import permissions, shown
from articles.models import FormerAddress, Story
from articles.saving import lock
from newsroom.accounts import audit
from newsroom.outbox import events


@transaction.atomic
def move(*, story, by, slug):
    """Give the published `story` another `slug`, and return it.

    Raises PermissionDenied; ValidationError for a slug that is none, or is another story's of that day.
    """
    permissions.check(by, "publish", story)
    locked = lock(story)
    if not locked.published_on:
        raise ValidationError(_("Before publication the address is part of the draft: change it there."))
    new = slugify(slug, allow_unicode=True)[:120].strip("-_")
    if not new:
        raise ValidationError({"slug": _("An address needs letters or digits.")})
    if new == locked.slug:
        return story
    same_day = {"published_on": locked.published_on, "slug": new}
    if Story.objects.filter(**same_day).exists():
        raise ValidationError({"slug": _("Another story of that day has this address.")})
    if FormerAddress.objects.filter(**same_day).exclude(story=locked).exists():
        raise ValidationError(
            {"slug": _("Another story had this address, and readers’ links still lead to it.")}
        )
    FormerAddress.objects.filter(story=locked, **same_day).delete()
    FormerAddress.objects.create(story=locked, published_on=locked.published_on, slug=locked.slug)
    former, locked.slug = locked.slug, new
    locked.save(update_fields=["slug"])
    tags = {f"story:{locked.pk}", *shown.maps(locked)}
    events.emit("story.moved", story=locked.pk, former=former, tags=tags)
    audit.record("story.move", locked, by=by, former=former, slug=new)
    story.refresh_from_db()
    return story
