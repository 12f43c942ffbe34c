"""What the desk does with updates before and after readers see them."""

import datetime
from uuid import UUID

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from articles import live, offshoots
from articles.enums import Coverage, SaidKind, UpdateState
from articles.models import LiveUpdate, Story
from articles.querysets import UNANNOUNCED
from newsroom.accounts.models import AuditEntry
from newsroom.outbox import events
from newsroom.outbox.models import Event
from tests.articles.test_live_head import HOUR, let_come
from tests.factories import (
    AuthorFactory,
    PersonFactory,
    PhotoFactory,
    SourceFactory,
    StoryFactory,
    TopicFactory,
    UserFactory,
    posted,
    published,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def by():
    return UserFactory(role="editor")


@pytest.fixture
def story():
    return published()


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def told():
    return list(
        Event.objects.filter(kind="live.changed").order_by("pk").values_list("payload__revision", flat=True)
    )


# --- the queue ----------------------------------------------------------------------------------------------


@pytest.fixture
def contributor():
    return UserFactory(role="contributor")


@pytest.fixture
def own(contributor):
    """A story with the contributor in its byline."""
    return published(authors=[AuthorFactory(user=contributor)])


def test_a_contributors_update_waits_is_sent_back_and_approved(own, contributor, by):
    update = live.submit(update=LiveUpdate(story=own, text="<p>I saw it.</p>"), by=contributor)
    assert (update.state, update.author) == (UpdateState.SUBMITTED, contributor.author)
    live.send_back(update=update, by=by, note="Who says so?")
    update = fresh(update)
    assert (update.state, update.desk_note) == (UpdateState.DRAFT, "Who says so?")
    update.text = "<p>I saw it myself.</p>"
    live.amend(update=update, by=contributor, version=update.version)
    live.submit(update=update, by=contributor)
    assert fresh(update).desk_note == ""
    assert not LiveUpdate.objects.public().exists()
    assert (told(), fresh(own).coverage) == ([], Coverage.NONE)
    live.approve(update=update, by=by)
    update = LiveUpdate.objects.public().get()
    assert (update.text, update.author) == ("<p>I saw it myself.</p>", contributor.author)
    assert (update.created_by, update.released_by) == (contributor, by)
    assert (told(), fresh(own).coverage) == ([1], Coverage.OPEN)
    actions = AuditEntry.objects.filter(target_id=update.pk, action__startswith="update.").order_by("pk")
    assert [entry.action.removeprefix("update.") for entry in actions] == [
        *("submit", "send_back", "amend", "submit", "approve"),
    ]


def test_what_waits_can_be_approved_for_later(own, contributor, by):
    update = live.submit(update=LiveUpdate(story=own, text="<p>a</p>"), by=contributor)
    at = timezone.now() + HOUR
    live.approve(update=update, by=by, at=at)
    assert (fresh(update).posted_at, fresh(update).state) == (at, UpdateState.POSTED)
    assert not LiveUpdate.objects.public().exists()


def test_a_contributor_changes_what_waits_and_nothing_that_is_out_or_another_began(own, contributor, by):
    mine = live.submit(update=LiveUpdate(story=own, text="<p>a</p>"), by=contributor)
    others = live.post(update=LiveUpdate(story=own, text="<p>b</p>"), by=by, draft=True)
    live.amend(update=mine, by=contributor)
    for refused in (
        lambda: live.amend(update=mine, by=contributor, publish=True),
        lambda: live.amend(update=others, by=contributor),
        lambda: live.submit(update=others, by=contributor),
        lambda: live.approve(update=mine, by=contributor),
        lambda: live.post(update=LiveUpdate(story=own, text="<p>c</p>"), by=contributor),
    ):
        with pytest.raises(PermissionDenied):
            refused()
    live.approve(update=mine, by=by)
    with pytest.raises(PermissionDenied):
        live.amend(update=mine, by=contributor)


def test_only_what_waits_is_approved_or_sent_back(story, by):
    update = posted(story, by=by)
    for refused in (
        lambda: live.approve(update=update, by=by),
        lambda: live.send_back(update=update, by=by, note="x"),
        lambda: live.submit(update=update, by=by),
    ):
        with pytest.raises(ValidationError):
            refused()
    waiting = live.submit(update=LiveUpdate(story=story, text="<p>a</p>"), by=by)
    with pytest.raises(ValidationError):
        live.send_back(update=waiting, by=by, note="x" * 501)


# --- two on one update --------------------------------------------------------------------------------------


def test_of_two_who_began_from_one_version_the_second_is_told_with_both_texts(story, by):
    update = posted(story, by=by, text="<p>As it was.</p>")
    first, second = fresh(update), fresh(update)
    first.text, second.text = "<p>First.</p>", "<p>Second.</p>"
    live.amend(update=first, by=by, version=1)
    with pytest.raises(live.Conflict) as conflict:
        live.amend(update=second, by=by, version=1)
    assert conflict.value.mine["text"] == "<p>Second.</p>"
    assert conflict.value.theirs["text"] == "<p>First.</p>"
    assert (fresh(update).text, fresh(update).version) == ("<p>First.</p>", 2)
    live.amend(update=second, by=by, version=conflict.value.version)
    assert fresh(update).text == "<p>Second.</p>"


def test_the_same_text_sent_twice_is_no_conflict(story, by):
    update = posted(story, by=by)
    update.text = "<p>Changed.</p>"
    for _time in range(2):
        live.amend(update=update, by=by, version=1)
    assert fresh(update).text == "<p>Changed.</p>"


# --- corrections --------------------------------------------------------------------------------------------


def test_a_correction_tells_readers_and_an_amendment_does_not(story, by):
    update = posted(story, by=by, text="<p>It was 51.</p>")
    update.text = "<p>It was 52.</p>"
    live.amend(update=update, by=by, note="for the desk")
    update.text = "<p>It was 53.</p>"
    live.correct(update=update, by=by, note=" The count was 53. ")
    shown = LiveUpdate.objects.public().for_page().get()
    assert [version.note for version in shown.corrections] == ["The count was 53."]
    assert [version.content["text"] for version in shown.versions.seen()] == [
        "<p>It was 53.</p>",
        "<p>It was 52.</p>",
        "<p>It was 51.</p>",
    ]


def test_a_correction_needs_words_and_somebody_who_saw_it(story, by):
    update = posted(story, by=by)
    draft = live.post(update=LiveUpdate(story=story, text="<p>a</p>"), by=by, draft=True)
    later = posted(story, by=by, posted_at=timezone.now() + HOUR)
    for row, note in ((update, " "), (update, "x" * 301), (draft, "It was two."), (later, "It was two.")):
        with pytest.raises(ValidationError):
            live.correct(update=row, by=by, note=note)
    assert fresh(update).version == 1


# --- undo ---------------------------------------------------------------------------------------------------


def test_within_a_minute_its_poster_makes_it_a_draft_again(story, by):
    update = posted(story, by=by)
    live.pin(update=update, by=by)
    live.undo(update=update, by=by)
    update = fresh(update)
    assert (update.state, update.is_pinned, update.live_revision) == (UpdateState.DRAFT, False, 3)
    assert not update.versions.seen().exists()
    live.amend(update=update, by=by, publish=True)
    assert LiveUpdate.objects.public().get() == update


def test_later_or_by_another_it_is_a_retraction(story, by):
    update = posted(story, by=by)
    with pytest.raises(PermissionDenied):
        live.undo(update=update, by=UserFactory(role="editor"))
    LiveUpdate.objects.update(released_at=timezone.now() - datetime.timedelta(seconds=61))
    with pytest.raises(ValidationError, match="too late"):
        live.undo(update=update, by=by)
    assert fresh(update).state == UpdateState.POSTED


def test_what_was_seen_once_has_no_time_to_come(story, by):
    update = posted(story, by=by)
    update.posted_at = timezone.now() + HOUR
    with pytest.raises(ValidationError):
        live.amend(update=update, by=by)
    live.undo(update=update, by=by)
    update.posted_at = timezone.now() + HOUR
    with pytest.raises(ValidationError):
        live.amend(update=update, by=by, publish=True)


# --- updates for later --------------------------------------------------------------------------------------


def test_a_scheduled_update_is_announced_once_in_its_time(story, by):
    posted(story, by=by)
    update = posted(story, by=by, posted_at=timezone.now() + HOUR)
    assert (update.live_revision, told()) == (UNANNOUNCED, [1])
    assert live.announce_due() == 0
    let_come(update)
    assert [live.announce_due(), live.announce_due()] == [1, 0]
    assert fresh(update).live_revision == fresh(story).live_revision == 2
    assert told() == [1, 2]
    assert fresh(update).versions.seen().count() == 1


def test_the_worker_announces_it(story, by):
    update = posted(story, by=by, posted_at=timezone.now() + HOUR)
    let_come(update)
    events.tick()
    assert fresh(update).live_revision == 2  # after the opening of the coverage


def test_it_can_be_changed_moved_and_taken_back_before(story, by):
    posted(story, by=by)
    update = posted(story, by=by, posted_at=timezone.now() + HOUR)
    update.text, update.posted_at = "<p>Changed.</p>", timezone.now() + 2 * HOUR
    live.amend(update=update, by=by)
    assert fresh(update).amended_at is None
    live.retract(update=update, by=by, reason="Wrong.")
    assert (fresh(update).live_revision, told()) == (0, [1])
    other = posted(story, by=by, posted_at=timezone.now() + HOUR)
    other.posted_at = timezone.now()
    live.amend(update=other, by=by)
    assert (fresh(other).live_revision, told()) == (2, [1, 2])


def test_whatever_else_is_done_announces_it_first(story, by):
    first = posted(story, by=by)
    for number, change in enumerate(
        (
            lambda: posted(story, by=by),
            lambda: live.pin(update=first, by=by),
            lambda: live.set_coverage(story=story, by=by, coverage=Coverage.OPEN),
            lambda: live.set_summary(story=story, by=by, summary="", points=""),
        )
    ):
        update = posted(story, by=by, posted_at=timezone.now() + HOUR)
        let_come(update)
        change()
        assert fresh(update).live_revision == 2 + 2 * number
        assert fresh(story).live_revision == 3 + 2 * number


# --- what stands on top -------------------------------------------------------------------------------------


def test_summary_and_key_points(story, by):
    live.set_summary(
        story=story, by=by, summary="<p onclick='x'>a</p><script>b</script>", points=" One \n\n Two"
    )
    assert (story.live_summary, story.live_points_list) == ("<p>a</p>", ["One", "Two"])
    assert told() == [1]
    live.set_coverage(story=story, by=by, coverage=Coverage.CLOSED)
    assert story.live_summary == "<p>a</p>"
    live.set_coverage(story=story, by=by, coverage=Coverage.CLOSED, summary="<p>Over.</p>")
    assert story.live_summary == "<p>Over.</p>"
    for much in ({"summary": "x" * 5001, "points": ""}, {"summary": "", "points": "x" * 2001}):
        with pytest.raises(ValidationError):
            live.set_summary(story=story, by=by, **much)


# --- a story of its own -------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [SaidKind.NONE, SaidKind.QUOTE, SaidKind.STATEMENT])
def test_an_update_becomes_a_story(by, kind):
    story = published(topics=[TopicFactory()])
    said = {"said_kind": kind, "said": "<p>No.</p>", "said_by": PersonFactory()} if kind else {}
    update = posted(
        story,
        by=by,
        headline="A new road",
        text="<p>It opens in May.</p>",
        author=AuthorFactory(),
        photo=PhotoFactory(),
        source=SourceFactory(),
        **said,
    )
    grown = offshoots.turn_into_story(update=update, by=by)
    content = grown.latest_revision.content
    assert (content["headline"], content["section"]["id"]) == ("A new road", story.section_id)
    assert content["lead_photo"]["id"] == update.photo_id
    assert content["byline"][0]["author"]["id"] == update.author_id
    assert content["citations"][0]["source"]["id"] == update.source_id
    assert [topic["id"] for topic in content["topics"]] == [row.tag_id for row in story.story_topics.all()]
    assert [block["type"] for block in content["blocks"]] == ["text", *([kind] if kind else [])]
    assert content["related"][0]["story"]["id"] == story.pk
    assert (fresh(update).became, grown.grew_from.get(), grown.live_edition) == (grown, update, None)
    with pytest.raises(ValidationError):
        offshoots.turn_into_story(update=update, by=by)
    assert Story.objects.count() == 2


def test_a_story_that_is_not_ones_own_gives_none(by):
    update = posted(StoryFactory(by=by), by=by)
    with pytest.raises(PermissionDenied):
        offshoots.turn_into_story(update=update, by=UserFactory(role="reporter"))


# --- sent twice ---------------------------------------------------------------------------------------------


A_PAGE = UUID(int=1)


def send(story, by, text="<p>Once.</p>", **options):
    return live.post(update=LiveUpdate(story=story, text=text, sent_as=A_PAGE), by=by, **options)


def test_what_is_sent_twice_is_one_update_with_the_later_words(story, by):
    first, again = send(story, by), send(story, by)
    assert (again.pk, again.version) == (first.pk, 1)
    changed = send(story, by, "<p>Once, in other words.</p>")
    assert (changed.pk, changed.version, changed.state) == (first.pk, 2, UpdateState.POSTED)
    assert LiveUpdate.objects.get().text == "<p>Once, in other words.</p>"


def test_a_draft_whose_answer_was_lost_can_be_posted(story, by):
    draft = send(story, by, draft=True)
    assert send(story, by, draft=True).version == draft.version
    assert (send(story, by).pk, fresh(draft).state) == (draft.pk, UpdateState.POSTED)


def test_what_waits_can_be_sent_for_review_again(own, contributor):
    for words in ("Once.", "Twice."):
        update = LiveUpdate(story=own, text=f"<p>{words}</p>", sent_as=A_PAGE)
        live.submit(update=update, by=contributor)
    waits = LiveUpdate.objects.get()
    assert (waits.text, waits.state) == ("<p>Twice.</p>", UpdateState.SUBMITTED)


def test_two_colleagues_never_share_what_their_pages_sent(story, by):
    assert send(story, by).pk != send(story, UserFactory(role="editor")).pk


def test_the_time_of_the_last_change_is_known(story, by):
    assert story.live_changed_at is None
    update = send(story, by)
    first = fresh(story).live_changed_at
    live.retract(update=update, by=by, reason="No.")
    assert fresh(story).live_changed_at > first
