"""What was taken down is gone, what was restored is a draft, and a preview shows either."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from articles import models, publishing, saving
from articles.models import Edition, Story
from tests.articles.contents import content, quote
from tests.articles.contents import text as text_block
from tests.articles.publications import HOUR, audited, revise, seen, soon, told
from tests.factories import (
    PersonFactory,
    SectionFactory,
    StoryFactory,
    UserFactory,
    published,
)

pytestmark = pytest.mark.django_db


# --- withdrawing and restoring --------------------------------------------------------------------


def test_a_withdrawn_story_is_gone_in_all_its_editions(by):
    story = published(by=by)
    revise(story, by)
    publishing.publish(story=story, by=by, goes_live_at=soon())
    later = timezone.now() + 2 * HOUR
    publishing.withdraw(story=story, by=by, note="We cannot stand by it.")
    assert (story.live_edition, story.queued_edition) == (None, None)
    assert story.withdrawal_note == "We cannot stand by it."
    assert story.withdrawn_at
    for now in (None, later):
        assert seen(story, now) is None
        assert not Edition.objects.seen_by_readers(now).filter(story=story).exists()
    assert told("story.withdrawn") == [{"story": story.pk}]
    assert audited()[-1] == "story.withdraw"
    assert publishing.promote_due() == 0


def test_what_waited_when_a_story_was_withdrawn_never_appears(by):
    story = published(by=by)
    revise(story, by, "<p>Not for readers.</p>")
    publishing.publish(story=story, by=by, goes_live_at=soon())
    publishing.withdraw(story=story, by=by, note="Taken down.")
    revise(story, by, "<p>For readers.</p>")
    publishing.publish(story=story, by=by)
    assert (story.withdrawn_at, story.withdrawal_note) == (None, "")
    later = timezone.now() + 2 * HOUR
    bodies = Edition.objects.seen_by_readers(later).filter(story=story).values_list("body_html", flat=True)
    assert len(bodies) == 2
    assert not any("Not for readers" in body for body in bodies)


def test_what_nobody_has_seen_cannot_be_withdrawn(by):
    story = StoryFactory(by=by)
    publishing.publish(story=story, by=by, goes_live_at=soon())
    with pytest.raises(ValidationError, match="have not seen"):
        publishing.withdraw(story=story, by=by, note="x")
    assert Story.objects.get(pk=story.pk).queued_edition


@pytest.mark.parametrize("note", ["x" * 501, "a\x00"])
def test_a_withdrawal_note_that_no_form_would_take_is_refused(by, note):
    story = published(by=by)
    with pytest.raises(ValidationError):
        publishing.withdraw(story=story, by=by, note=note)
    assert seen(story) == 1


def test_an_old_revision_comes_back_as_a_draft(by):
    story = published(by=by, headline="Before")
    first = story.latest_revision
    story.headline = "After"
    revise(story, by)
    publishing.publish(story=story, by=by)
    restored = saving.restore(story=story, by=by, revision=first)
    assert restored.number == 3
    assert restored.note == "Restored from revision 1"
    assert restored.content == first.content
    assert Story.objects.get(pk=story.pk).headline == "Before"
    assert seen(story) == 2


def test_a_revision_of_another_story_is_refused(by):
    story, other = StoryFactory(by=by), StoryFactory(by=by)
    with pytest.raises(ValidationError, match="another story"):
        saving.restore(story=story, by=by, revision=other.latest_revision)


def test_restoring_needs_the_right_to_edit():
    story = StoryFactory()
    with pytest.raises(PermissionDenied):
        saving.restore(story=story, by=UserFactory(role="contributor"), revision=story.latest_revision)


def test_content_makes_a_story(by):
    section, person = SectionFactory(), PersonFactory()
    document = content(
        section, blocks=[text_block("<p>a</p>"), quote(person={"id": person.pk, "name": "x"}, speaker="")]
    )
    story = Story()
    revision = saving.write_content(story=story, by=by, content=document, note="Imported.")
    assert (revision.number, revision.note) == (1, "Imported.")
    assert Story.objects.get().section == section
    assert models.Quote.objects.get().person == person


# --- preview --------------------------------------------------------------------------------------


def test_a_preview_is_what_publication_would_make(by):
    story = published(by=by, text="<p>The first.</p>")
    revise(story, by, "<p>The first.</p><p>The second.</p>")
    preview = publishing.preview_edition(story=story, by=by)
    assert preview.pk is None
    edition = publishing.publish(story=story, by=by)
    for field in ("number", "kind", "card", "facets", "first_seen", "key_points_html"):
        assert getattr(preview, field) == getattr(edition, field)
    assert "Added" in preview.body_html


def test_a_preview_is_not_for_everybody():
    story = StoryFactory()
    with pytest.raises(PermissionDenied):
        publishing.preview_edition(story=story, by=UserFactory(role="contributor"))
