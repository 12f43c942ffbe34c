"""A live update that has become a story of its own."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from articles import permissions, saving
from articles.enums import RelatedKind, SaidKind
from articles.models import (
    Byline,
    Citation,
    LiveUpdate,
    Quote,
    RelatedLink,
    RichText,
    Statement,
    Story,
    StoryTopic,
)
from newsroom.accounts import audit
from newsroom.lib.html import plain
from newsroom.outbox import events

HEADLINE = 120


@transaction.atomic
def turn_into_story(*, update, by):
    """Make a draft story of `update`, linked to the story it is an update of, and return it.

    The update leads to it (`became`) once readers can see it. What the desk types from then on is the new
    story's own. Raises PermissionDenied; ValidationError if it became a story before.
    """
    origin = saving.lock(LiveUpdate.objects.get(pk=update.pk).story)
    update.refresh_from_db()
    permissions.check(by, "suggest update", origin)
    if update.became_id:
        raise ValidationError(_("This update has become a story already."))
    text = plain(update.text) or plain(update.said) or str(origin)
    headline = update.headline or text[:HEADLINE].rsplit(" ", 1)[0]
    story = Story(headline=headline, section_id=origin.section_id, lead_photo_id=update.photo_id)
    saving.save(story=story, by=by, write=lambda: _write(story, update, origin))
    # Under no lock but the row's: the update itself says what it said before, so it has no new version.
    LiveUpdate.objects.filter(pk=update.pk).update(became=story)
    update.became = story
    # Once readers see the story, the update leads to it.
    tags = {f"update:{update.pk}", f"story:{origin.pk}:live"}
    events.emit("update.became", story=origin.pk, tags=tags)
    audit.record("update.turn_into_story", update, by=by, story=story.pk)
    return story


def _write(story, update, origin):
    """Write the working copy of `story`: what `update` says, and the way back to `origin`."""
    story.save()
    place = {"parent": story, "region": "main"}
    if plain(update.text):
        RichText.objects.create(**place, ordering=10, text=update.text)
    if update.said_kind:
        common = {
            "person_id": update.said_by_id,
            "speaker": update.said_by.name,
            "role": update.said_role,
            "source_id": update.source_id,
            "url": update.url,
        }
        if update.said_kind == SaidKind.QUOTE:
            words = plain(update.said)[:2000]
            Quote.objects.create(**place, ordering=20, words=words, occasion=update.said_where, **common)
        else:
            words, where = update.said, update.said_where
            Statement.objects.create(**place, ordering=20, words=words, issued_where=where, **common)
    if update.author_id:
        Byline.objects.create(story=story, author_id=update.author_id)
    if update.source_id:
        Citation.objects.create(
            story=story, source_id=update.source_id, supports=_("what this update said"), url=update.url
        )
    for row in origin.story_topics.all():
        StoryTopic.objects.create(content_object=story, tag_id=row.tag_id, ordering=row.ordering)
    RelatedLink.objects.create(story=story, target=origin, kind=RelatedKind.BACKGROUND)
