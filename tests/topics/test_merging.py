import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from articles.models import Edition, Mention, StoryTopic
from newsroom.accounts.models import AuditEntry
from tests.factories import PersonFactory, StoryFactory, TopicFactory, UserFactory, published
from topics import merging
from topics.models import Topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    return UserFactory(role="editor")


def test_preview_counts_what_would_move():
    topic, other = TopicFactory(), TopicFactory()
    published(topics=[topic])
    StoryFactory(topics=[topic])
    assert sum(count for _name, count in merging.preview(topic, other)) == 3
    assert merging.preview(other, topic) == []


def test_everything_that_refers_moves_and_comes_back(editor):
    topic, other = TopicFactory(), TopicFactory()
    story, both = published(topics=[topic]), published(topics=[topic, other])
    record = merging.merge(merged=topic, kept=other, by=editor)
    assert set(other.editions.all()) == {story.live_edition, both.live_edition}
    assert not topic.editions.exists() and not StoryTopic.objects.filter(tag=topic).exists()
    assert list(Topic.objects.standing()) == [other]
    assert AuditEntry.objects.filter(action="topic.merge").exists()
    merging.undo(record=record, by=editor)
    topic.refresh_from_db()
    assert topic.merged_into is None
    assert set(topic.editions.all()) == {story.live_edition, both.live_edition}
    assert set(other.editions.all()) == {both.live_edition}
    assert StoryTopic.objects.filter(tag=topic).count() == 2
    with pytest.raises(ValidationError):
        merging.undo(record=record, by=editor)


def test_people_merge_with_their_mentions_and_words(editor):
    one, two = PersonFactory(), PersonFactory()
    story = published(people=[one])
    merging.merge(merged=one, kept=two, by=editor)
    assert Mention.objects.get(story=story).person == two
    assert Edition.objects.get(story=story).people.get() == two


def test_an_address_that_was_leads_on(editor):
    topic, other, third = TopicFactory(slug="old"), TopicFactory(slug="new"), TopicFactory(slug="newest")
    merging.merge(merged=topic, kept=other, by=editor)
    assert merging.find(Topic, "old") == (other, False)
    merging.merge(merged=other, kept=third, by=editor)
    assert merging.find(Topic, "old") == (third, False)
    assert merging.find(Topic, "newest") == (third, True)
    third.slug = "renamed"
    third.save()
    merging.remember_slug(target=third, slug="newest")
    assert merging.find(Topic, "newest") == (third, False)
    with pytest.raises(Topic.DoesNotExist):
        merging.find(Topic, "never")


def test_nonsense_and_strangers_are_refused(editor):
    topic, other = TopicFactory(), TopicFactory()
    with pytest.raises(ValidationError):
        merging.merge(merged=topic, kept=topic, by=editor)
    with pytest.raises(ValidationError):
        merging.merge(merged=topic, kept=PersonFactory(), by=editor)
    with pytest.raises(PermissionDenied):
        merging.merge(merged=topic, kept=other, by=UserFactory(role="producer"))
