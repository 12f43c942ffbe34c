import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from articles import search
from articles.models import Edition, Mention, Quote, StoryTopic
from newsroom.accounts.models import AuditEntry
from tests.articles.whole import add_block
from tests.factories import (
    AuthorFactory,
    PersonFactory,
    SourceFactory,
    StoryFactory,
    TopicFactory,
    UserFactory,
    posted,
    published,
)
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


def test_roles_facts_and_addresses_elsewhere_go_along_and_come_back(editor):
    one, two = PersonFactory(), PersonFactory()
    one.roles.create(title="senator", since="2009")
    one.facts.create(label="Born", value="1951")
    for person in (one, two):
        person.same_as.create(url="https://both.example/")
    one.same_as.create(url="https://one.example/")
    record = merging.merge(merged=one, kept=two, by=editor)
    assert [role.title for role in two.roles.all()] == ["senator"]
    assert two.facts.get().label == "Born"
    assert {other.url for other in two.same_as.all()} == {"https://both.example/", "https://one.example/"}
    assert not one.same_as.exists()
    merging.undo(record=record, by=editor)
    assert not two.roles.exists() and not two.facts.exists()
    assert [other.url for other in two.same_as.all()] == ["https://both.example/"]
    assert {other.url for other in one.same_as.all()} == {"https://both.example/", "https://one.example/"}
    assert one.roles.get().since == "2009"


def test_speakers_and_sources_of_blocks_and_updates_go_along_and_come_back(editor):
    one, two, outlet, agency = PersonFactory(), PersonFactory(), SourceFactory(), SourceFactory()
    story = published()
    words = {"said_kind": "quote", "said": "<p>No.</p>", "said_by": one, "source": outlet}
    update = posted(story, **words)
    quote = add_block(story, Quote, 20, words="No.", person=one, source=outlet)
    records = [
        merging.merge(merged=merged, kept=kept, by=editor) for merged, kept in [(one, two), (outlet, agency)]
    ]
    for row in (update, quote):
        row.refresh_from_db()
    assert (update.said_by, update.source, quote.person, quote.source) == (two, agency, two, agency)
    for record in records:
        merging.undo(record=record, by=editor)
    for row in (update, quote):
        row.refresh_from_db()
    assert (update.said_by, update.source, quote.person, quote.source) == (one, outlet, one, outlet)


def test_beats_go_along(editor):
    topic, other, author = TopicFactory(), TopicFactory(), AuthorFactory()
    author.beats.create(topic=topic)
    merging.merge(merged=topic, kept=other, by=editor)
    assert author.beats.get().subject == other


def test_what_search_has_read_of_an_entry_is_its_own(editor):
    one, two = PersonFactory(), PersonFactory()
    for person in (one, two):
        search.put("person", person.pk)
    assert merging.preview(one, two) == []
    record = merging.merge(merged=one, kept=two, by=editor)
    assert record.moved == []
