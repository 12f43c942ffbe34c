import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from articles import desk
from articles.models import Autosave, Presence
from tests.factories import StoryFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    return UserFactory(role="editor")


def test_an_autosave_is_one_a_person_and_story_and_no_revision(editor):
    story = StoryFactory()
    desk.autosave(story=story, by=editor, version=1, form="headline=A")
    desk.autosave(story=story, by=editor, version=1, form="headline=B")
    desk.autosave(story=None, by=editor, version=0, form="headline=C")
    desk.autosave(story=None, by=editor, version=0, form="headline=D")
    assert sorted(Autosave.objects.values_list("form", flat=True)) == ["headline=B", "headline=D"]
    assert story.revisions.count() == 1
    desk.discard_autosave(story=story, by=editor)
    assert Autosave.objects.get().story is None


def test_an_autosave_needs_the_right_to_edit_and_a_bearable_size(editor):
    story = StoryFactory()
    with pytest.raises(PermissionDenied):
        desk.autosave(story=story, by=UserFactory(role="contributor"), version=1, form="")
    with pytest.raises(ValidationError):
        desk.autosave(story=story, by=editor, version=1, form="x" * (desk.MAX_FORM + 1))


def test_an_autosave_that_comes_after_the_save_it_was_typed_before_is_not_kept(editor):
    story = StoryFactory(by=editor)
    saved_at = story.latest_revision.created_at
    before, after = saved_at - datetime.timedelta(seconds=1), saved_at + datetime.timedelta(seconds=1)
    assert desk.autosave(story=story, by=editor, version=0, form="late=1", typed_at=before) is None
    assert not Autosave.objects.exists()
    desk.autosave(story=story, by=editor, version=1, form="new=1", typed_at=after)
    other = UserFactory(role="editor")
    desk.autosave(story=story, by=other, version=1, form="other=1", typed_at=before)
    assert sorted(Autosave.objects.values_list("form", flat=True)) == ["new=1", "other=1"]


def test_an_autosave_by_a_clock_that_slept_is_kept(editor):
    story = StoryFactory(by=editor)
    long_ago = timezone.now() - datetime.timedelta(minutes=5)
    story.revisions.update(created_at=long_ago)
    desk.autosave(
        story=story, by=editor, version=0, form="new=1", typed_at=long_ago - datetime.timedelta(hours=2)
    )
    assert Autosave.objects.get().form == "new=1"


def test_those_who_have_a_story_open_see_each_other_until_they_leave(editor):
    story, other = StoryFactory(), UserFactory(role="editor")
    assert desk.touch(story=story, by=editor) == []
    assert [presence.user for presence in desk.touch(story=story, by=other)] == [editor]
    desk.leave(story=story, by=other)
    assert desk.touch(story=story, by=editor) == []


def test_somebody_not_seen_for_a_minute_is_gone_and_comes_back_anew(editor):
    story, other = StoryFactory(), UserFactory(role="editor")
    desk.touch(story=story, by=other)
    long_ago = timezone.now() - datetime.timedelta(minutes=5)
    Presence.objects.update(since=long_ago, seen_at=long_ago)
    assert desk.touch(story=story, by=editor) == []
    desk.touch(story=story, by=other)
    [presence] = desk.touch(story=story, by=editor)
    assert presence.since > long_ago


def test_who_leaves_by_one_page_while_another_says_that_they_are_there_is_gone(monkeypatch):
    editor = UserFactory(role="editor")
    story = StoryFactory(by=editor)
    desk.touch(story=story, by=editor)
    row = Presence.objects.get()

    def found(**_asked):
        desk.leave(story=story, by=editor)
        return row, False

    monkeypatch.setattr(Presence.objects, "get_or_create", found)
    assert desk.touch(story=story, by=editor) == []
    assert not Presence.objects.exists()


def test_a_preview_link_ends_in_time_and_can_be_revoked(editor):
    story = StoryFactory()
    soon = timezone.now() + datetime.timedelta(days=2)
    link = desk.make_preview_link(story=story, by=editor, expires_at=soon, purpose="lawyer")
    assert len(link.token) >= 32
    desk.revoke_preview_link(link=link, by=editor)
    link.refresh_from_db()
    assert link.revoked_at
    for wrong in (timezone.now() - datetime.timedelta(1), timezone.now() + datetime.timedelta(60)):
        with pytest.raises(ValidationError):
            desk.make_preview_link(story=story, by=editor, expires_at=wrong)
    with pytest.raises(PermissionDenied):
        desk.make_preview_link(story=story, by=UserFactory(role="contributor"), expires_at=soon)
