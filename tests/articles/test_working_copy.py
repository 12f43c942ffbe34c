"""What a save does to a story, and its way to the editors and back."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from articles import models, publishing, saving, workflow
from articles.content import freeze
from articles.enums import Coverage, State
from articles.models import RichText, Story
from newsroom.accounts.models import AuditEntry
from tests.articles.contents import content
from tests.articles.contents import text as text_block
from tests.articles.publications import audited, revise, seen
from tests.articles.whole import add_block
from tests.factories import (
    SectionFactory,
    StoryFactory,
    UserFactory,
    posted,
)

pytestmark = pytest.mark.django_db


# --- the working copy -----------------------------------------------------------------------------


def test_a_save_makes_a_revision(by):
    story = StoryFactory(by=by)
    revision = story.latest_revision
    assert (revision.number, revision.created_by, story.version) == (1, by, 1)
    assert revision.content == freeze(story)
    assert story.created_by == by
    assert audited() == ["story.create"]
    revise(story, by)
    story.refresh_from_db()
    assert (story.latest_revision.number, story.version) == (2, 2)
    assert story.latest_revision.content["blocks"][0]["text"][0]["html"] == "Another text altogether."
    assert audited() == ["story.create", "story.save"]


def test_a_save_that_changes_nothing_makes_no_revision(by):
    story = StoryFactory(by=by)
    assert saving.save(story=story, by=by, write=story.save) == story.latest_revision
    assert revise(story, by, RichText.objects.get(parent=story).text) == story.latest_revision
    assert story.revisions.count() == 1
    assert audited() == ["story.create"]


def test_what_another_door_wrote_is_cleaned(by):
    evil = '<p onclick="alert(1)">a</p><script>alert(1)</script><img src=x onerror=alert(1)>'
    story = StoryFactory(by=by, text="")

    def write():
        add_block(story, RichText, 1, text=evil)
        add_block(story, models.Statement, 2, speaker="He", words=evil)
        add_block(story, models.FactBox, 3, title="<b>", text=evil)
        add_block(story, models.KeyPoints, 4, confirmed=evil)

    saving.save(story=story, by=by, write=write)
    assert RichText.objects.get(parent=story).text == "<p>a</p>"
    assert models.Statement.objects.get(parent=story).words == "<p>a</p>"
    assert models.FactBox.objects.get(parent=story).text == "<p>a</p>"
    assert models.KeyPoints.objects.get(parent=story).confirmed == "<ul><li><p>a</p></li></ul>"


def test_a_failing_save_leaves_nothing(by):
    story = StoryFactory(by=by)

    def write():
        story.headline = "Half"
        story.save()
        add_block(story, RichText, 50, text="<p>half</p>")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        saving.save(story=story, by=by, write=write)
    assert Story.objects.get(pk=story.pk).headline != "Half"
    assert RichText.objects.filter(parent=story).count() == 1
    assert story.revisions.count() == 1


@pytest.mark.parametrize("size", [saving.MAX_BODY - 100, saving.MAX_BODY + 100])
def test_a_body_has_a_largest_size(by, size):
    story = StoryFactory(by=by)
    if size > saving.MAX_BODY:
        with pytest.raises(ValidationError, match="million"):
            revise(story, by, f"<p>{'a' * size}</p>")
        huge = content(story.section, blocks=[text_block(f"<p>{'a' * size}</p>")])
        with pytest.raises(ValidationError, match="million"):
            saving.write_content(story=story, by=by, content=huge)
        assert story.revisions.count() == 1
    else:
        assert revise(story, by, f"<p>{'a' * size}</p>").number == 2


def test_a_slug_is_made_from_the_headline(by):
    for headline, slug in [
        ("Council votes: “No” to budget", "council-votes-no-to-budget"),
        ("Ökonomie & Straße", "ökonomie-straße"),
        ("城市预算", "城市预算"),
        ("ميزانية المدينة", "ميزانية-المدينة"),
        ("x" * 300, "x" * 100),
        ("a b" * 60, ("a b" * 60).replace(" ", "-")[:100].strip("-")),
    ]:
        assert StoryFactory(by=by, headline=headline).slug == slug
    story = StoryFactory(by=by, headline="😀 !!!")
    assert story.slug == f"story-{story.pk}"


def test_a_slug_taken_away_in_a_form_comes_back(by):
    story = StoryFactory(by=by, headline="Council votes")
    story.slug = ""
    saving.save(story=story, by=by, write=story.save)
    assert Story.objects.get(pk=story.pk).slug == "council-votes"


def test_a_form_read_a_while_ago_takes_nothing_back(by):
    """Between reading and saving a form the story is published, goes live and is approved."""
    story = StoryFactory(by=by)
    stale = Story.objects.get(pk=story.pk)
    publishing.publish(story=story, by=by)
    posted(story, by=by)
    revise(story, by)
    workflow.take("approve", story=story, by=by)
    stale.headline = "As the form has it"
    saving.save(story=stale, by=by, write=stale.save)
    story.refresh_from_db()
    assert story.headline == "As the form has it"
    assert seen(story) == 1
    assert story.coverage == Coverage.OPEN
    assert story.live_revision == 1
    assert story.latest_revision.number == 3
    assert story.version == 3
    assert story.state == State.DRAFT


def test_nobody_can_make_themselves_its_author(by):
    contributor = UserFactory(role="contributor")
    story = StoryFactory(by=by)
    story.created_by = contributor
    with pytest.raises(PermissionDenied):
        saving.save(story=story, by=contributor, write=story.save)
    with pytest.raises(PermissionDenied):
        workflow.take("submit", story=story, by=contributor)
    saving.save(story=story, by=by, write=story.save)
    assert Story.objects.get(pk=story.pk).created_by == by


def test_a_new_story_belongs_to_who_made_it(by):
    story = StoryFactory.build(section=SectionFactory(), created_by=UserFactory())
    saving.save(story=story, by=by, write=story.save)
    assert Story.objects.get(pk=story.pk).created_by == by


# --- the workflow ---------------------------------------------------------------------------------


def test_the_way_of_a_story_to_the_editors_and_back():
    reporter, editor = UserFactory(role="reporter"), UserFactory(role="editor")
    story = StoryFactory(by=reporter)
    assert story.state == State.DRAFT
    workflow.take("submit", story=story, by=reporter, note="For the evening.")
    assert Story.objects.get(pk=story.pk).state == State.SUBMITTED
    workflow.take("request_changes", story=story, by=editor, note="Who says so?")
    assert Story.objects.get(pk=story.pk).state == State.CHANGES_REQUESTED
    workflow.take("submit", story=story, by=reporter)
    workflow.take("approve", story=story, by=editor)
    assert Story.objects.get(pk=story.pk).state == State.APPROVED
    assert audited()[1:] == ["story.submit", "story.request_changes", "story.submit", "story.approve"]
    assert [entry.detail["note"] for entry in AuditEntry.objects.filter(action="story.request_changes")] == [
        "Who says so?"
    ]


@pytest.mark.parametrize(
    ("state", "after"),
    [
        (State.DRAFT, State.DRAFT),
        (State.SUBMITTED, State.SUBMITTED),
        (State.CHANGES_REQUESTED, State.CHANGES_REQUESTED),
        (State.APPROVED, State.DRAFT),
    ],
)
def test_what_was_approved_is_not_once_it_is_changed(by, state, after):
    story = StoryFactory(by=by)
    Story.objects.filter(pk=story.pk).update(state=state)
    saving.save(story=story, by=by, write=story.save)
    assert Story.objects.get(pk=story.pk).state == state
    revise(story, by)
    assert Story.objects.get(pk=story.pk).state == after


def test_publication_makes_a_draft_of_it_again(by):
    story = StoryFactory(by=by)
    workflow.take("approve", story=story, by=by)
    publishing.publish(story=story, by=by)
    assert story.state == State.DRAFT


def test_a_note_that_no_database_keeps_is_refused(by):
    story = StoryFactory(by=by)
    with pytest.raises(ValidationError):
        workflow.take("submit", story=story, by=by, note="a\x00b")
    assert Story.objects.get(pk=story.pk).state == State.DRAFT
