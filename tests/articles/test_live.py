"""Live updates: every change counts, is kept, and is on its own."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from articles import live
from articles.enums import Coverage, SaidKind, UpdateState
from articles.models import LiveUpdate, Story
from newsroom.accounts.models import AuditEntry
from newsroom.outbox.models import Event
from tests.factories import (
    AuthorFactory,
    PersonFactory,
    PhotoFactory,
    StoryFactory,
    UserFactory,
    posted,
    published,
)

pytestmark = pytest.mark.django_db

HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def by():
    return UserFactory(role="editor")


@pytest.fixture
def story():
    return published()


def count(story):
    return Story.objects.values_list("live_revision", flat=True).get(pk=story.pk)


def public(story, now=None):
    return list(LiveUpdate.objects.public(now).filter(story=story))


def draft(story, by):
    return live.post(update=LiveUpdate(story=story, text="<p>Later.</p>"), by=by, draft=True)


def test_posting(story, by):
    author = AuthorFactory(user=by)
    update = live.post(update=LiveUpdate(story=story, text="<p>The vote has begun.</p>"), by=by)
    assert public(story) == [update]
    update.refresh_from_db()
    assert (update.state, update.version, update.live_revision) == (UpdateState.POSTED, 1, 1)
    assert (update.created_by, update.author) == (by, author)
    assert abs(update.posted_at - timezone.now()) < HOUR
    told = Event.objects.get(kind="live.changed").payload
    assert (told["story"], told["revision"]) == (story.pk, 1)
    assert f"story:{story.pk}:live" in told["tags"]
    assert AuditEntry.objects.filter(action="update.post", target_id=update.pk, actor=by).exists()


def test_every_change_raises_the_count_by_one_and_stamps_the_update(story, by):
    other = posted(story, by=by)
    steps = [lambda: posted(story, by=by)]
    update = steps[0]()
    update.headline = "Begun"
    for step in (
        lambda: live.amend(update=update, by=by),
        lambda: live.pin(update=update, by=by),
        lambda: live.pin(update=update, by=by, pinned=False),
        lambda: live.retract(update=update, by=by, reason="Wrong."),
    ):
        before = count(story)
        step()
        assert count(story) == before + 1
        update.refresh_from_db()
        assert update.live_revision == count(story)
    before = count(story)
    live.set_coverage(story=story, by=by, coverage=Coverage.CLOSED)
    live.set_coverage(story=story, by=by, coverage=Coverage.OPEN)
    assert count(story) == before + 2
    other.refresh_from_db()
    assert other.live_revision == 1
    revisions = [event.payload["revision"] for event in Event.objects.filter(kind="live.changed")]
    assert revisions == list(range(1, count(story) + 1))


def test_what_an_update_said_is_kept(story, by):
    update = posted(story, by=by, text="<p>One.</p>")
    update.text = "<p>Two.</p>"
    live.amend(update=update, by=by, note="It was two.")
    live.retract(update=update, by=by, reason="It was none.")
    versions = list(update.versions.order_by("number"))
    assert [version.number for version in versions] == [1, 2, 3]
    assert [version.content["text"] for version in versions] == ["<p>One.</p>", "<p>Two.</p>", "<p>Two.</p>"]
    assert [version.content["state"] for version in versions] == ["posted", "posted", "retracted"]
    assert [version.note for version in versions] == ["", "It was two.", "It was none."]
    assert {version.created_by for version in versions} == {by}


def test_an_amended_update_says_so(story, by):
    update = posted(story, by=by)
    assert update.amended_at is None
    live.amend(update=update, by=by)
    assert LiveUpdate.objects.get(pk=update.pk).amended_at


def test_a_draft_is_for_the_desk(story, by):
    update = draft(story, by)
    assert public(story) == []
    assert Story.objects.get(pk=story.pk).coverage == Coverage.NONE
    update.text = "<p>Now.</p>"
    live.amend(update=update, by=by)
    assert public(story) == []
    live.amend(update=update, by=by, publish=True)
    assert public(story) == [update]
    update.refresh_from_db()
    assert update.amended_at is None
    assert Story.objects.get(pk=story.pk).coverage == Coverage.OPEN


def test_the_first_update_opens_coverage(story, by):
    before = timezone.now() - HOUR
    update = posted(story, by=by, posted_at=before)
    story.refresh_from_db()
    assert (story.coverage, story.coverage_opened_at) == (Coverage.OPEN, before)
    posted(story, by=by, posted_at=before - HOUR)
    live.set_coverage(story=story, by=by, coverage=Coverage.CLOSED)
    assert story.coverage_closed_at
    posted(story, by=by)
    story.refresh_from_db()
    assert (story.coverage, story.coverage_opened_at) == (Coverage.CLOSED, before)
    live.set_coverage(story=story, by=by, coverage=Coverage.OPEN)
    assert (story.coverage_closed_at, story.coverage_opened_at) == (None, before)
    assert update.story_id == story.pk


def test_a_time_to_come_is_not_seen_before_it(story, by):
    update = posted(story, by=by, posted_at=timezone.now() + HOUR)
    assert public(story) == []
    assert public(story, update.posted_at - datetime.timedelta(seconds=1)) == []
    assert public(story, update.posted_at) == [update]


def test_a_retracted_update_is_gone_for_readers_and_stays_as_a_mark(story, by):
    update = posted(story, by=by)
    live.pin(update=update, by=by)
    live.retract(update=update, by=by, reason="Wrong.")
    assert public(story) == []
    standing = LiveUpdate.objects.get(pk=update.pk)
    assert (standing.state, standing.is_pinned) == (UpdateState.RETRACTED, False)
    for refused in (
        lambda: live.amend(update=standing, by=by),
        lambda: live.amend(update=standing, by=by, publish=True),
        lambda: live.pin(update=standing, by=by),
    ):
        with pytest.raises(ValidationError, match="retracted"):
            refused()
    assert public(story) == []


def test_a_form_read_before_a_retraction_brings_nothing_back(story, by):
    update = posted(story, by=by)
    stale = LiveUpdate.objects.get(pk=update.pk)
    live.retract(update=update, by=by, reason="Wrong.")
    stale.text = "<p>As the form has it.</p>"
    for publish in (False, True):
        with pytest.raises(ValidationError, match="retracted"):
            live.amend(update=stale, by=by, publish=publish)
    assert public(story) == []


def test_retracting_and_pinning_take_no_newer_words_away(story, by):
    update = posted(story, by=by, text="<p>One.</p>")
    first, second = (LiveUpdate.objects.get(pk=update.pk) for _ in range(2))
    update.text = "<p>Two.</p>"
    live.amend(update=update, by=by)
    live.pin(update=first, by=by)
    assert LiveUpdate.objects.get(pk=update.pk).text == "<p>Two.</p>"
    live.retract(update=second, by=by, reason="Wrong.")
    assert LiveUpdate.objects.get(pk=update.pk).text == "<p>Two.</p>"
    assert update.versions.count() == 4


def test_two_who_amend_at_once_both_get_a_version(story, by):
    update = posted(story, by=by)
    first, second = (LiveUpdate.objects.get(pk=update.pk) for _ in range(2))
    first.text, second.text = "<p>First.</p>", "<p>Second.</p>"
    live.amend(update=first, by=by)
    live.amend(update=second, by=by)
    assert list(update.versions.order_by("number").values_list("number", "content__text")) == [
        (1, "<p>The vote has begun.</p>"),
        (2, "<p>First.</p>"),
        (3, "<p>Second.</p>"),
    ]


def test_only_one_is_pinned(story, by):
    first, second, elsewhere = posted(story, by=by), posted(story, by=by), posted(published(), by=by)
    for update in (elsewhere, first, second):
        live.pin(update=update, by=by)
    assert set(LiveUpdate.objects.filter(is_pinned=True)) == {second, elsewhere}
    first.refresh_from_db()
    assert first.live_revision == count(story) - 1  # open pages hear that it was let go
    live.pin(update=second, by=by, pinned=False)
    assert list(LiveUpdate.objects.filter(is_pinned=True)) == [elsewhere]


def test_nothing_but_pinning_pins(story, by):
    live.pin(update=posted(story, by=by), by=by)
    update = live.post(update=LiveUpdate(story=story, text="<p>a</p>", is_pinned=True), by=by)
    update.is_pinned = True
    live.amend(update=update, by=by)
    assert story.updates.filter(is_pinned=True).count() == 1
    assert not LiveUpdate.objects.get(pk=update.pk).is_pinned


def test_an_update_stays_with_its_story(story, by):
    """Whatever a form says: rights on one story move nothing out of another."""
    reporter = UserFactory(role="reporter")
    own = StoryFactory(by=reporter)
    update = posted(story, by=by)
    update.story = own
    for refused in (
        lambda: live.amend(update=update, by=reporter),
        lambda: live.pin(update=update, by=reporter),
        lambda: live.retract(update=update, by=reporter, reason="x"),
    ):
        update.story = own
        with pytest.raises(PermissionDenied):
            refused()
    update.story = own
    live.amend(update=update, by=by)
    assert LiveUpdate.objects.get(pk=update.pk).story == story


def test_what_forms_do_not_ask_for_cannot_be_set(story, by):
    update = posted(story, by=by)
    update.created_by, update.version, update.live_revision = UserFactory(), 40, 90
    live.amend(update=update, by=by)
    standing = LiveUpdate.objects.get(pk=update.pk)
    assert (standing.created_by, standing.version, standing.live_revision) == (by, 2, 2)


@pytest.mark.parametrize("is_new", [True, False])
def test_words_are_cleaned(story, by, is_new):
    evil = '<p onclick="alert(1)">a</p><script>alert(1)</script><a href="javascript:alert(1)">b</a>'
    said = {"said": evil, "said_kind": SaidKind.QUOTE, "said_by": PersonFactory()}
    if is_new:
        update = posted(story, by=by, text=evil, **said)
    else:
        update = posted(story, by=by)
        for field, value in {"text": evil, **said}.items():
            setattr(update, field, value)
        live.amend(update=update, by=by)
    update.refresh_from_db()
    assert update.text == update.said == "<p>a</p><p>b</p>"


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"text": ""}, "text"),
        ({"text": "<p> <br></p>"}, "text"),
        ({"text": "<script>x</script>"}, "text"),
        ({"headline": "x" * 201}, "headline"),
        ({"headline": "a\x00"}, "headline"),
        ({"url": "javascript:alert(1)"}, "url"),
        ({"said": "<p>Words.</p>", "said_kind": "quote"}, "__all__"),  # by nobody
        ({"said": "<p>Words.</p>"}, "__all__"),
        ({"said_kind": "quote"}, "__all__"),
        ({"said_kind": "song", "said": "<p>x</p>"}, "said_kind"),
    ],
)
def test_what_is_refused(story, by, fields, named):
    with pytest.raises(ValidationError) as refused:
        live.post(update=LiveUpdate(**{"story": story, "text": "<p>a</p>"} | fields), by=by)
    assert named in refused.value.message_dict
    assert count(story) == 0
    assert not LiveUpdate.objects.exists()
    update = posted(story, by=by)
    for field, value in fields.items():
        setattr(update, field, value)
    with pytest.raises(ValidationError):
        live.amend(update=update, by=by)
    assert count(story) == 1
    assert LiveUpdate.objects.get().version == 1


def test_text_that_no_database_keeps_is_refused(story, by):
    for bad in ("<p>a\x00</p>", "<p>\ud800</p>"):
        with pytest.raises(ValidationError):
            live.post(update=LiveUpdate(story=story, text=bad), by=by)


def test_a_photo_or_words_alone_are_enough(story, by):
    posted(story, by=by, text="", photo=PhotoFactory())
    posted(story, by=by, text="", said="<p>No.</p>", said_kind="quote", said_by=PersonFactory())
    assert len(public(story)) == 2


@pytest.mark.parametrize("change", ["amend", "retract"])
def test_a_note_has_a_largest_size(story, by, change):
    update = posted(story, by=by)
    with pytest.raises(ValidationError):
        if change == "amend":
            live.amend(update=update, by=by, note="x" * 301)
        else:
            live.retract(update=update, by=by, reason="x" * 301)
    assert public(story) == [update]
    assert count(story) == 1


def test_nothing_old_stands_in_the_way_of_a_retraction(story, by):
    """What was taken years ago, under other rules, can be taken down today."""
    update = posted(story, by=by)
    LiveUpdate.objects.filter(pk=update.pk).update(text="", url="gopher:old")
    live.retract(update=update, by=by, reason="Wrong.")
    assert public(story) == []


@pytest.mark.parametrize("step", ["articles.live.events.emit", "articles.live.audit.record"])
def test_a_failure_in_the_middle_leaves_nothing(story, by, step, monkeypatch):
    monkeypatch.setattr(step, lambda *args, **kwargs: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        posted(story, by=by)
    assert not LiveUpdate.objects.exists()
    assert count(story) == 0
    assert Story.objects.get(pk=story.pk).coverage == Coverage.NONE
