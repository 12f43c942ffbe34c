import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from articles import addresses
from tests.factories import StoryFactory, UserFactory, published

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    return UserFactory(role="editor")


def test_a_moved_story_leaves_its_former_address_behind(editor):
    story = published(headline="Council votes")
    day = story.published_on
    addresses.move(story=story, by=editor, slug="Council votes yes")
    assert (story.slug, story.published_on) == ("council-votes-yes", day)
    assert list(story.former_addresses.values_list("published_on", "slug")) == [(day, "council-votes")]


def test_moving_back_leaves_no_loop(editor):
    story = published(headline="Council votes")
    addresses.move(story=story, by=editor, slug="other")
    addresses.move(story=story, by=editor, slug="council-votes")
    assert list(story.former_addresses.values_list("slug", flat=True)) == ["other"]


def test_an_address_that_is_or_was_anothers_is_refused(editor):
    one, two = published(headline="One"), published(headline="Two")
    with pytest.raises(ValidationError):
        addresses.move(story=one, by=editor, slug="two")
    addresses.move(story=two, by=editor, slug="three")
    with pytest.raises(ValidationError):
        addresses.move(story=one, by=editor, slug="two")
    with pytest.raises(ValidationError):
        addresses.move(story=one, by=editor, slug="!!!")


def test_a_draft_has_no_address_to_move_and_a_reporter_may_not(editor):
    with pytest.raises(ValidationError):
        addresses.move(story=StoryFactory(), by=editor, slug="other")
    with pytest.raises(PermissionDenied):
        addresses.move(story=published(), by=UserFactory(role="reporter"), slug="other")


def test_a_new_story_does_not_take_an_address_that_leads_elsewhere(editor):
    story = published(by=editor, slug="vote")
    addresses.move(story=story, by=editor, slug="late-vote")
    assert published(by=editor, slug="vote").slug == "vote-2"
    assert published(by=editor, slug="late-vote").slug == "late-vote-2"
