import datetime

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


def test_a_topic_without_takes_over_the_explainer_the_points_and_the_place_and_gives_them_back(editor):
    checked = datetime.date(2017, 3, 2)
    wide, story = TopicFactory(), published()
    merged = TopicFactory(parent=wide, explainer=story, points_checked_on=checked)
    kept, below = TopicFactory(), TopicFactory(parent=merged)
    point = merged.points.create(text="One thing is known.")
    assert [str(name) for name in merging.preview_taken(merged, kept)] == [
        "explainer",
        "key points last checked",
        "part of",
    ]
    assert ("key points", 1) in merging.preview(merged, kept) and ("topics", 1) in merging.preview(
        merged, kept
    )
    record = merging.merge(merged=merged, kept=kept, by=editor)
    kept.refresh_from_db()
    assert (kept.parent, kept.explainer, kept.points_checked_on) == (wide, story, checked)
    assert list(kept.points.all()) == [point] and list(kept.subtopics.all()) == [below]
    merging.undo(record=record, by=editor)
    kept.refresh_from_db()
    merged.refresh_from_db()
    assert (kept.parent, kept.explainer, kept.points_checked_on) == (None, None, None)
    assert (merged.parent, merged.explainer, merged.points_checked_on) == (wide, story, checked)
    assert list(merged.points.all()) == [point] and list(merged.subtopics.all()) == [below]
    assert not kept.points.exists() and not kept.subtopics.exists()


def test_a_topic_that_says_something_of_itself_keeps_it(editor):
    wide, wider, own, other = TopicFactory(), TopicFactory(), published(), published()
    merged = TopicFactory(parent=wide, explainer=other, points_checked_on=datetime.date(2017, 3, 2))
    kept = TopicFactory(parent=wider, explainer=own)
    merged.points.create(text="Theirs.")
    kept.points.create(text="Ours.")
    assert merging.preview_taken(merged, kept) == []
    assert "key points" not in dict(merging.preview(merged, kept))
    record = merging.merge(merged=merged, kept=kept, by=editor)
    kept.refresh_from_db()
    assert (kept.parent, kept.explainer, kept.points_checked_on) == (wider, own, None)
    assert [str(point) for point in kept.points.all()] == ["Ours."]
    assert [str(point) for point in merged.points.all()] == ["Theirs."]
    merging.undo(record=record, by=editor)
    kept.refresh_from_db()
    assert (kept.parent, kept.explainer) == (wider, own)
    assert [str(point) for point in merged.points.all()] == ["Theirs."]


def test_what_the_desk_chose_since_stays_when_a_merge_is_undone(editor):
    story, since = published(), published()
    merged, kept = TopicFactory(explainer=story), TopicFactory()
    record = merging.merge(merged=merged, kept=kept, by=editor)
    Topic.objects.filter(pk=kept.pk).update(explainer=since)
    merging.undo(record=record, by=editor)
    kept.refresh_from_db()
    assert kept.explainer == since


def test_a_topic_takes_the_place_of_one_that_it_was_below(editor):
    wide = TopicFactory()
    merged = TopicFactory(parent=wide)
    between = TopicFactory(parent=merged)
    kept = TopicFactory(parent=between)
    record = merging.merge(merged=merged, kept=kept, by=editor)
    for topic in (kept, between):
        topic.refresh_from_db()
    assert kept.parent == wide and between.parent == kept
    assert between.ids_above() == [kept.pk, wide.pk]
    merging.undo(record=record, by=editor)
    for topic in (kept, between):
        topic.refresh_from_db()
    assert kept.parent == between and between.parent == merged


def test_a_topic_does_not_become_part_of_itself_by_taking_a_place(editor):
    kept = TopicFactory()
    middle = TopicFactory(parent=kept)
    merged = TopicFactory(parent=middle)
    merging.merge(merged=merged, kept=kept, by=editor)
    kept.refresh_from_db()
    assert kept.parent is None and kept.ids_above() == []


def test_no_circle_is_left_by_an_undo(editor):
    wide, kept = TopicFactory(), TopicFactory()
    merged = TopicFactory(parent=wide)
    below = TopicFactory(parent=merged)
    record = merging.merge(merged=merged, kept=kept, by=editor)
    Topic.objects.filter(pk=kept.pk).update(parent=None)
    Topic.objects.filter(pk=wide.pk).update(parent=below)
    merging.undo(record=record, by=editor)
    merged.refresh_from_db()
    assert merged.parent is None and merged.pk not in merged.ids_above()


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
