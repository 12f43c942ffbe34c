"""What may be done to a story: what each service changes, refuses, tells and leaves alone."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from articles import models, publishing, saving, workflow
from articles.content import freeze
from articles.enums import CorrectionKind, Coverage, EditionKind, State
from articles.models import Correction, Edition, RichText, Story
from newsroom.accounts.models import AuditEntry
from newsroom.outbox.models import Event
from tests.articles.contents import content, quote
from tests.articles.contents import text as text_block
from tests.articles.whole import add_block
from tests.factories import (
    PersonFactory,
    SectionFactory,
    SourceFactory,
    StoryFactory,
    TopicFactory,
    UserFactory,
    posted,
    published,
)

pytestmark = pytest.mark.django_db

HOUR = datetime.timedelta(hours=1)
CORRECTION = (CorrectionKind.CORRECTION, "It was two million, not three.")


@pytest.fixture
def by():
    """Somebody who may do everything."""
    return UserFactory(role="administrator")


def utc(*parts):
    return datetime.datetime(*parts, tzinfo=datetime.UTC)


def soon():
    return timezone.now() + HOUR


def revise(story, by, html="<p>Another text altogether.</p>"):
    """Save another text, as a form does."""
    row = RichText.objects.filter(parent=story).first()

    def write():
        row.text = html
        row.save()

    return saving.save(story=story, by=by, write=write)


def let_time_come(story):
    """Make the queued edition of `story` due a minute ago, as if time had passed."""
    moment = timezone.now() - datetime.timedelta(minutes=1)
    Edition.objects.filter(queued_of=story).update(goes_live_at=moment, listed_at=moment)


def seen(story, now=None):
    """The number of the edition that readers see, None for none."""
    return Edition.objects.public(now).filter(story=story).values_list("number", flat=True).first()


def told(kind="edition.live"):
    return [event.payload for event in Event.objects.filter(kind=kind)]


def audited():
    return list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))


# --- the working copy ------------------------------------------------------------------------------


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


# --- the workflow ----------------------------------------------------------------------------------


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


# --- publishing ------------------------------------------------------------------------------------


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


# --- addresses -------------------------------------------------------------------------------------


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


# --- time ------------------------------------------------------------------------------------------


def test_a_scheduled_story_appears_at_its_minute_without_any_worker(by):
    story = StoryFactory(by=by)
    when = soon()
    edition = publishing.publish(story=story, by=by, goes_live_at=when)
    assert story.queued_edition == edition
    assert story.live_edition is None
    assert told() == []
    second = datetime.timedelta(seconds=1)
    assert (seen(story), seen(story, when - second), seen(story, when)) == (None, None, 1)
    let_time_come(story)
    assert seen(story) == 1
    assert Story.objects.published().filter(pk=story.pk).exists()


def test_a_scheduled_edition_takes_over_at_its_minute(by):
    story = published(by=by)
    revise(story, by)
    when = soon()
    publishing.publish(story=story, by=by, goes_live_at=when)
    second = datetime.timedelta(seconds=1)
    assert (seen(story), seen(story, when - second), seen(story, when)) == (1, 1, 2)
    assert Edition.objects.public(when).filter(story=story).count() == 1


def test_the_databases_clock_decides(by, monkeypatch):
    """A machine whose clock is an hour ahead shows, promotes and tells nothing early."""
    story = StoryFactory(by=by)
    publishing.publish(story=story, by=by, goes_live_at=timezone.now() + HOUR / 2)
    live = published(by=by)
    posted(live, by=by, posted_at=timezone.now() + HOUR / 2)
    real = timezone.now
    monkeypatch.setattr(timezone, "now", lambda: real() + HOUR)
    assert seen(story) is None
    assert publishing.promote_due() == 0
    assert not models.LiveUpdate.objects.public().exists()
    assert publishing.publish(story=StoryFactory(by=by), by=by).goes_live_at < real() + HOUR / 2


def test_what_is_due_is_promoted_once(by):
    first, second, later = (StoryFactory(by=by) for _ in range(3))
    for story in (first, second, later):
        publishing.publish(story=story, by=by, goes_live_at=soon())
    assert publishing.promote_due() == 0
    for story in (first, second):
        let_time_come(story)
    assert publishing.promote_due() == 2
    assert publishing.promote_due() == 0
    assert [payload["story"] for payload in told()] == [first.pk, second.pk]
    first.refresh_from_db()
    assert first.live_edition.number == 1
    assert first.queued_edition is None
    assert (seen(first), seen(later)) == (1, None)


def test_a_failing_announcement_promotes_nothing(by, monkeypatch):
    story = StoryFactory(by=by)
    publishing.publish(story=story, by=by, goes_live_at=soon())
    let_time_come(story)
    with monkeypatch.context() as patch:
        patch.setattr("articles.publishing.events.emit", lambda *args, **kwargs: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            publishing.promote_due()
    assert Story.objects.get(pk=story.pk).live_edition is None
    assert publishing.promote_due() == 1
    assert len(told()) == 1


def test_another_time_for_what_is_scheduled(by):
    story = StoryFactory(by=by, headline="Council votes")
    publishing.publish(story=story, by=by, goes_live_at=utc(2100, 1, 1, 12))
    assert story.get_absolute_url() == "/2100/01/01/council-votes/"
    edition = publishing.publish(story=story, by=by, goes_live_at=utc(2100, 2, 2, 12))
    assert story.get_absolute_url() == "/2100/02/02/council-votes/"
    assert (story.editions.count(), edition.number) == (1, 1)
    assert story.queued_edition == edition
    assert publishing.publish(story=story, by=by, goes_live_at=utc(2100, 2, 2, 12)) == edition
    assert audited().count("story.schedule") == 2


def test_another_day_asks_anew_whether_the_address_is_taken(by):
    for _ in range(2):
        story = StoryFactory(by=by, headline="Council votes")
        publishing.publish(story=story, by=by, goes_live_at=utc(2100, 1, 1, 12))
    assert story.slug == "council-votes-2"
    publishing.publish(story=story, by=by, goes_live_at=utc(2100, 2, 2, 12))
    assert story.slug == "council-votes"


def test_scheduling_what_readers_see_already_is_no_news(by):
    story = published(by=by)
    assert publishing.publish(story=story, by=by, goes_live_at=soon()) == story.live_edition
    assert story.queued_edition is None


def test_publishing_now_what_was_scheduled(by):
    """The edition that waited was seen by nobody: it leaves nothing behind, and never appears."""
    story = published(by=by)
    revise(story, by, "<p>Not for readers.</p>")
    when = soon()
    queued = publishing.publish(story=story, by=by, goes_live_at=when, correction=CORRECTION)
    revise(story, by, "<p>For readers.</p>")
    edition = publishing.publish(story=story, by=by)
    assert edition.number == queued.number == 2
    assert not Edition.objects.filter(pk=queued.pk).exists()
    assert not Correction.objects.exists()
    assert story.queued_edition is None
    later = when + HOUR
    assert seen(story, later) == 2
    assert [e.number for e in Edition.objects.seen_by_readers(later).filter(story=story)] == [2, 1]
    assert not Edition.objects.filter(body_html__contains="Not for readers").exists()


def test_what_is_due_counts_as_live_before_any_worker_says_so(by):
    story = StoryFactory(by=by)
    queued = publishing.publish(story=story, by=by, goes_live_at=soon())
    let_time_come(story)
    assert publishing.publish(story=story, by=by) == queued
    revise(story, by)
    assert publishing.publish(story=story, by=by).number == 2
    assert [payload["edition"] for payload in told()] == list(
        story.editions.order_by("number").values_list("pk", flat=True)
    )
    assert publishing.promote_due() == 0


def test_a_schedule_can_be_cancelled(by):
    story = StoryFactory(by=by)
    publishing.publish(story=story, by=by, goes_live_at=soon(), correction=CORRECTION)
    publishing.cancel_schedule(story=story, by=by)
    assert not Edition.objects.exists()
    assert not Correction.objects.exists()
    assert (story.queued_edition, story.published_on, story.first_published_at) == (None, None, None)
    assert story.get_absolute_url() is None
    assert audited()[-1] == "story.cancel_schedule"


def test_a_cancelled_update_leaves_what_readers_see(by):
    story = published(by=by)
    address = story.get_absolute_url()
    revise(story, by)
    publishing.publish(story=story, by=by, goes_live_at=soon())
    publishing.cancel_schedule(story=story, by=by)
    assert (seen(story), story.get_absolute_url()) == (1, address)


def test_cancelling_leaves_the_address_of_what_readers_once_saw(by):
    story = published(by=by)
    address = story.get_absolute_url()
    publishing.withdraw(story=story, by=by, note="Taken down.")
    publishing.publish(story=story, by=by, goes_live_at=soon())
    publishing.cancel_schedule(story=story, by=by)
    assert story.get_absolute_url() == address


def test_it_is_too_late_to_cancel_what_readers_see(by):
    story = StoryFactory(by=by)
    publishing.publish(story=story, by=by, goes_live_at=soon())
    let_time_come(story)
    with pytest.raises(ValidationError, match="readers can see it"):
        publishing.cancel_schedule(story=story, by=by)
    assert seen(story) == 1


def test_only_some_may_publish_in_the_past():
    at = timezone.now() - HOUR
    editor, administrator = UserFactory(role="editor"), UserFactory(role="administrator")
    story = StoryFactory(by=editor)
    with pytest.raises(PermissionDenied):
        publishing.publish(story=story, by=editor, goes_live_at=at)
    assert not Edition.objects.exists()
    edition = publishing.publish(story=story, by=administrator, goes_live_at=at)
    assert edition.goes_live_at == at
    assert seen(story) == 1


# --- corrections -----------------------------------------------------------------------------------


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


# --- withdrawing and restoring ---------------------------------------------------------------------


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


# --- preview ---------------------------------------------------------------------------------------


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
