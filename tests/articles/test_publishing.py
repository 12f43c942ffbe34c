"""What publishing changes, refuses, tells and leaves alone."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from articles import models, publishing, saving
from articles.enums import CorrectionKind, EditionKind
from articles.models import Correction, Edition, Story
from newsroom.accounts.models import AuditEntry
from tests.articles.publications import HOUR, audited, revise, seen, soon, told, utc
from tests.articles.whole import add_block
from tests.factories import (
    PersonFactory,
    SectionFactory,
    SourceFactory,
    StoryFactory,
    TopicFactory,
    published,
)

pytestmark = pytest.mark.django_db

CORRECTION = (CorrectionKind.CORRECTION, "It was two million, not three.")


# --- publishing -----------------------------------------------------------------------------------


def test_publication_makes_an_edition(by):
    topic, person, source = TopicFactory(), PersonFactory(), SourceFactory()
    story = StoryFactory(by=by, headline="Council votes", topics=[topic], people=[person], sources=[source])
    speaker, outlet = PersonFactory(), SourceFactory()
    saving.save(
        story=story,
        by=by,
        write=lambda: add_block(story, models.Quote, 20, words="No.", person=speaker, source=outlet),
    )
    edition = publishing.publish(story=story, by=by, note="First words.")
    assert (edition.number, edition.kind, edition.note) == (1, EditionKind.FIRST, "First words.")
    assert edition.revision == story.latest_revision
    assert edition.published_by == by
    assert edition.goes_live_at == edition.listed_at == story.first_published_at
    assert abs(edition.goes_live_at - timezone.now()) < HOUR
    assert "The council voted late on Tuesday." in edition.body_html
    assert edition.card["headline"] == "Council votes"
    assert set(edition.first_seen.values()) == {1}
    assert list(edition.topics.all()) == [topic]
    assert set(edition.people.all()) == {person, speaker}
    assert set(edition.sources.all()) == {source, outlet}
    assert story.live_edition == edition
    assert story.slug == "council-votes"
    assert seen(story) == 1
    assert told() == [{"story": story.pk, "edition": edition.pk}]
    entry = AuditEntry.objects.get(action="story.publish")
    assert (entry.actor, entry.target_id, entry.detail["edition"]) == (by, story.pk, 1)


def test_a_story_must_be_saved_first(by):
    story = StoryFactory.build(section=SectionFactory(), created_by=by)
    story.save()
    with pytest.raises(ValidationError, match="Save"):
        publishing.publish(story=story, by=by)


def test_a_second_click_makes_no_second_edition(by):
    story = StoryFactory(by=by)
    first = publishing.publish(story=story, by=by)
    assert publishing.publish(story=Story.objects.get(pk=story.pk), by=by, note="Again") == first
    assert (story.editions.count(), len(told()), audited().count("story.publish")) == (1, 1, 1)


def test_a_second_click_on_a_correction_makes_no_second_correction(by):
    story = published(by=by)
    revise(story, by)
    first = publishing.publish(story=story, by=by, correction=CORRECTION)
    assert publishing.publish(story=story, by=by, correction=CORRECTION) == first
    assert Correction.objects.count() == 1
    other = publishing.publish(story=story, by=by, correction=(CorrectionKind.NOTE, "Another thing."))
    assert other.number == first.number + 1


def test_a_draft_changes_nothing_that_readers_see(by):
    story = published(by=by, headline="Before")
    edition = Edition.objects.get()
    before = (edition.body_html, edition.card, edition.facets, story.get_absolute_url())
    story.headline = "After"
    story.slug = "elsewhere"
    revise(story, by, "<p>After.</p>")
    saving.save(
        story=story, by=by, write=lambda: add_block(story, models.Quote, 90, words="After", speaker="He")
    )
    edition = Edition.objects.get()
    story = Story.objects.get(pk=story.pk)
    assert (edition.body_html, edition.card, edition.facets, story.get_absolute_url()) == before
    assert seen(story) == 1
    assert len(told()) == 1


def test_editions_follow_one_another(by):
    story = published(by=by)
    first = story.live_edition
    revise(story, by)
    second = publishing.publish(story=story, by=by, kind=EditionKind.FIRST)
    revise(story, by, "<p>Once more, in other words.</p>")
    third = publishing.publish(story=story, by=by, kind=EditionKind.MINOR)
    assert [(edition.number, edition.kind) for edition in (first, second, third)] == [
        (1, EditionKind.FIRST),
        (2, EditionKind.UPDATE),
        (3, EditionKind.MINOR),
    ]
    assert seen(story) == 3
    assert len(told()) == 3


@pytest.mark.parametrize(
    ("kind", "correction", "rises"),
    [
        (EditionKind.UPDATE, None, True),
        (EditionKind.MINOR, None, False),
        (None, CORRECTION, False),
    ],
)
def test_what_is_news_brings_a_story_to_the_top(by, kind, correction, rises):
    story = published(by=by, at=utc(2017, 3, 2, 15))
    before = story.live_edition.listed_at
    revise(story, by)
    edition = publishing.publish(story=story, by=by, kind=kind, correction=correction)
    assert (edition.listed_at == edition.goes_live_at) == rises
    assert (edition.listed_at == before) != rises


def test_what_stays_keeps_the_edition_that_brought_it(by):
    story = published(by=by, text="<p>The first.</p><p>The second.</p>")
    first = story.live_edition
    revise(story, by, "<p>The first.</p><p>Between the two.</p><p>The second.</p>")
    second = publishing.publish(story=story, by=by)
    assert sorted(second.first_seen.values()) == [1, 1, 1, 2]  # with the block
    assert first.first_seen.items() <= second.first_seen.items()
    revise(story, by, "<p>Between the two.</p><p>And at last a third.</p>")
    third = publishing.publish(story=story, by=by)
    assert sorted(third.first_seen.values()) == [1, 2, 3]


def test_times_of_what_was_added_are_shown(by):
    story = published(by=by, text="<p>The first.</p>", at=utc(2017, 3, 2, 15))
    revise(story, by, "<p>The first.</p><p>The second.</p>")
    edition = publishing.publish(story=story, by=by, goes_live_at=utc(2017, 3, 2, 17, 40))
    assert "Added" not in story.editions.get(number=1).body_html
    assert edition.body_html.count("Added") == 1
    assert "2017-03-02T11:40:00-06:00" in edition.body_html


@pytest.mark.parametrize(
    "step",
    [
        "articles.publishing.events.emit",
        "articles.publishing.audit.record",
        "articles.publishing.tie",
        "articles.publishing.build_edition",
    ],
)
def test_a_failure_in_the_middle_leaves_nothing(by, step, monkeypatch):
    story = StoryFactory(by=by)

    def fail(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(step, fail)
    with pytest.raises(RuntimeError):
        publishing.publish(story=story, by=by)
    standing = Story.objects.get(pk=story.pk)
    assert not Edition.objects.exists()
    assert (standing.live_edition, standing.published_on, standing.first_published_at) == (None, None, None)
    assert told() == []
    assert audited() == ["story.create"]


@pytest.mark.parametrize("note", ["x" * 301, "a\x00", "\ud800"])
def test_a_note_that_no_form_would_take_is_refused(by, note):
    story = StoryFactory(by=by)
    with pytest.raises(ValidationError) as refused:
        publishing.publish(story=story, by=by, note=note)
    assert "note" in refused.value.message_dict
    assert not Edition.objects.exists()


def test_an_unknown_kind_is_refused(by):
    story = published(by=by)
    revise(story, by)
    with pytest.raises(ValidationError):
        publishing.publish(story=story, by=by, kind="scoop")


def test_a_topic_that_went_since_the_last_save_holds_nothing_up(by):
    topic = TopicFactory()
    story = StoryFactory(by=by, topics=[topic])
    topic.delete()
    assert list(publishing.publish(story=story, by=by).topics.all()) == []


# --- addresses ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (utc(2017, 3, 2, 5, 59), datetime.date(2017, 3, 1)),  # before midnight in Chicago
        (utc(2017, 3, 2, 6, 0), datetime.date(2017, 3, 2)),
        (utc(2017, 7, 2, 4, 59), datetime.date(2017, 7, 1)),  # in summer
        (utc(2017, 7, 2, 5, 0), datetime.date(2017, 7, 2)),
    ],
)
def test_the_date_in_the_address_is_the_newsrooms(by, moment, day):
    story = published(by=by, headline="Council votes", at=moment)
    assert story.published_on == day
    assert story.get_absolute_url() == f"/{day:%Y/%m/%d}/council-votes/"


def test_the_same_address_on_the_same_day_gets_a_number(by):
    at = utc(2017, 3, 2, 15)
    slugs = [published(by=by, headline="Council votes", at=at).slug for _ in range(3)]
    assert slugs == ["council-votes", "council-votes-2", "council-votes-3"]
    assert published(by=by, headline="Council votes", at=at + 24 * HOUR).slug == "council-votes"


def test_the_longest_address_has_room_for_a_number(by):
    for _ in range(2):
        story = StoryFactory(by=by, slug="x" * 120)
        publishing.publish(story=story, by=by)
    assert story.slug == "x" * 110 + "-2"


def test_a_numbered_address_is_no_change_of_the_story(by):
    at = utc(2017, 3, 2, 15)
    published(by=by, headline="Council votes", at=at)
    story = published(by=by, headline="Council votes", at=at)
    saving.save(story=story, by=by, write=story.save)
    assert story.revisions.count() == 1


def test_the_address_stays(by):
    story = published(by=by, headline="Council votes", at=utc(2017, 3, 2, 15))
    address = story.get_absolute_url()
    story.headline, story.slug = "Council votes again", "again"
    saving.save(story=story, by=by, write=story.save)
    publishing.publish(story=story, by=by)
    assert story.get_absolute_url() == address
    publishing.withdraw(story=story, by=by, note="Taken down.")
    revise(story, by)
    publishing.publish(story=story, by=by)
    assert story.get_absolute_url() == address
    assert Story.objects.get(pk=story.pk).first_published_at == utc(2017, 3, 2, 15)


def test_an_old_revision_brings_no_taken_address_back(by):
    at = utc(2017, 3, 2, 15)
    published(by=by, headline="Council votes", at=at)
    story = published(by=by, headline="Council votes", at=at)
    first = story.latest_revision
    revise(story, by)
    saving.restore(story=story, by=by, revision=first)
    assert Story.objects.get(pk=story.pk).slug == "council-votes-2"


# --- corrections ----------------------------------------------------------------------------------


def test_a_correction_is_an_edition_and_a_note(by):
    story = published(by=by)
    revise(story, by)
    edition = publishing.publish(story=story, by=by, correction=CORRECTION)
    assert edition.kind == EditionKind.CORRECTION
    correction = Correction.objects.public().get()
    assert (correction.edition, correction.story, correction.text) == (edition, story, CORRECTION[1])
    assert correction.created_at == edition.goes_live_at


def test_a_correction_without_a_change_of_text(by):
    story = published(by=by)
    edition = publishing.publish(story=story, by=by, correction=CORRECTION)
    assert (edition.number, edition.kind) == (2, EditionKind.CORRECTION)


def test_a_scheduled_correction_is_not_told_early(by):
    story = published(by=by)
    when = soon()
    publishing.publish(story=story, by=by, correction=CORRECTION, goes_live_at=when)
    assert not Correction.objects.public().exists()
    assert Correction.objects.public(when).exists()


@pytest.mark.parametrize("text", ["", "a\x00"])
def test_a_correction_has_words(by, text):
    story = published(by=by)
    with pytest.raises(ValidationError):
        publishing.publish(story=story, by=by, correction=(CorrectionKind.CORRECTION, text))
    assert story.editions.count() == 1


def test_the_kind_alone_is_no_correction(by):
    story = published(by=by)
    revise(story, by)
    with pytest.raises(ValidationError, match="what was wrong"):
        publishing.publish(story=story, by=by, kind=EditionKind.CORRECTION)
