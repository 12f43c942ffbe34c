"""The banner on the front page: who sees it, until when, and what ends it."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from articles import live, publishing, redaction
from articles.breaking import end_banner, raise_banner
from articles.enums import Coverage
from articles.models import Breaking, Story
from newsroom.accounts.models import AuditEntry
from newsroom.outbox.models import Event
from tests.articles.whole import text_of
from tests.factories import StoryFactory, UserFactory, posted, published

pytestmark = pytest.mark.django_db

MINUTE = datetime.timedelta(minutes=1)
HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def by():
    return UserFactory(role="administrator")


@pytest.fixture
def story(by):
    return published(by=by, headline="The Senate votes")


def raised(story, by, text="Sessions recuses himself", until=None):
    return raise_banner(story=story, text=text, until=until or timezone.now() + HOUR, by=by)


def shown(client):
    """What the banner on the front page says, None if there is none."""
    banner = client.get("/").context["banner"]
    return banner and banner.text


def let_pass(banner):
    """Let the time of `banner` pass, with nobody to do anything about it."""
    now = timezone.now()
    Breaking.objects.filter(pk=banner.pk).update(raised_at=now - HOUR, until=now - MINUTE)


def test_readers_see_it_with_the_way_to_the_story(client, story, by):
    assert 'class="brk"' not in client.get("/").content.decode()
    raised(story, by, text="  <b>Recusal</b> & more ")
    response = client.get("/")
    html = response.content.decode()
    assert (
        f'<a href="{story.get_absolute_url()}" dir="auto">&lt;b&gt;Recusal&lt;/b&gt; &amp; more</a>' in html
    )
    assert "Breaking <b>Recusal</b> & more" in text_of(response)
    assert html.index('aria-label="Breaking news"') < html.index("<main")
    assert 'class="brk"' not in client.get(story.get_absolute_url()).content.decode()


def test_it_is_gone_at_its_time_whatever_else_runs(client, story, by):
    banner = raised(story, by)
    assert shown(client) == "Sessions recuses himself"
    let_pass(banner)
    assert shown(client) is None
    banner.refresh_from_db()
    assert banner.ended_at is None


def test_the_times_of_it(story, by):
    until = timezone.now() + HOUR
    banner = raised(story, by, until=until)
    for now, is_there in ((until - MINUTE, True), (until, False), (until + HOUR, False)):
        assert list(Breaking.objects.showing(now)) == [banner] * is_there


def test_a_new_one_takes_its_place_and_none_comes_back_from_under_another(client, story, by):
    first = raised(story, by, text="First")
    second = raised(published(by=by), by, text="Second")
    assert shown(client) == "Second"
    first.refresh_from_db()
    assert first.ended_at and second.ended_at is None
    Breaking.objects.filter(pk=first.pk).update(ended_at=None)  # two that were raised in one moment
    end_banner(banner=second, by=by)
    assert shown(client) is None


def test_a_second_click_raises_no_second_banner(story, by):
    banner = raised(story, by)
    assert raised(story, by) == banner
    assert Breaking.objects.count() == Event.objects.filter(kind="breaking.raised").count() == 1
    assert raised(story, by, until=timezone.now() + 2 * HOUR) != banner  # that is another wish


def test_it_can_be_taken_down_once(client, story, by):
    banner = raised(story, by)
    ended = end_banner(banner=banner, by=by).ended_at
    assert ended and shown(client) is None
    assert end_banner(banner=banner, by=by).ended_at == ended
    later = raised(story, by, text="Another")
    let_pass(later)
    assert end_banner(banner=later, by=by).ended_at is None
    actions = AuditEntry.objects.filter(action__startswith="breaking.").order_by("pk")
    assert list(actions.values_list("action", flat=True)) == [
        "breaking.raise",
        "breaking.end",
        "breaking.raise",
    ]
    assert Event.objects.filter(kind="breaking.ended", payload__banner=banner.pk).count() == 1


def test_it_ends_with_the_live_coverage_and_does_not_come_back_with_it(client, story, by):
    posted(story, by=by)
    raised(story, by)
    live.set_coverage(story=story, by=by, coverage=Coverage.CLOSED)
    assert shown(client) is None
    live.set_coverage(story=story, by=by, coverage=Coverage.OPEN)
    assert shown(client) is None
    live.set_coverage(story=story, by=by, coverage=Coverage.CLOSED)
    raised(story, by, text="What it came to")
    assert shown(client) == "What it came to"


def test_the_end_of_other_coverage_leaves_it(client, story, by):
    other = published(by=by)
    posted(other, by=by)
    raised(story, by)
    live.set_coverage(story=other, by=by, coverage=Coverage.CLOSED)
    publishing.withdraw(story=other, by=by, note="Wrong.")
    assert shown(client)


def by_hand(story, by):
    publishing.withdraw(story=story, by=by, note="It was wrong.")


def by_the_worker(story, by):
    Story.objects.filter(pk=story.pk).update(unpublish_at=timezone.now() - MINUTE)
    publishing.withdraw_due()


def by_the_clock_alone(story, by):
    Story.objects.filter(pk=story.pk).update(unpublish_at=timezone.now() - MINUTE)


@pytest.mark.parametrize("take_down", [by_hand, by_the_worker, by_the_clock_alone])
def test_it_ends_with_its_story_and_does_not_come_back_with_it(client, story, by, take_down):
    banner = raised(story, by)
    take_down(story, by)
    assert shown(client) is None
    publishing.publish(story=story, by=by, correction=("correction", "It was two."))
    assert client.get(story.get_absolute_url()).status_code == 200
    assert shown(client) is None
    banner.refresh_from_db()
    assert banner.ended_at


@pytest.mark.parametrize(
    ("text", "until"),
    [("", HOUR), ("   ", HOUR), ("x" * 141, HOUR), ("a\x00", HOUR), ("a", -MINUTE), ("a", 13 * HOUR)],
)
def test_what_is_refused_changes_nothing(client, story, by, text, until):
    raised(story, by, text="Standing")
    with pytest.raises(ValidationError):
        raised(story, by, text=text, until=timezone.now() + until)
    assert shown(client) == "Standing"


def test_a_story_that_readers_do_not_see_has_none(by):
    scheduled = StoryFactory(by=by)
    publishing.publish(story=scheduled, by=by, goes_live_at=timezone.now() + HOUR)
    withdrawn = published(by=by)
    publishing.withdraw(story=withdrawn, by=by, note="Wrong.")
    for story in (StoryFactory(by=by), scheduled, withdrawn):
        with pytest.raises(ValidationError, match="lead nowhere"):
            raised(story, by)


def test_who_may_not_publish_may_not_raise_it_nor_take_it_down(client, story, by):
    reporter = UserFactory(role="reporter")
    Story.objects.filter(pk=story.pk).update(created_by=reporter)
    with pytest.raises(PermissionDenied):
        raised(story, reporter)
    banner = raised(story, by)
    with pytest.raises(PermissionDenied):
        end_banner(banner=banner, by=reporter)
    assert shown(client)


def test_redaction_reaches_it(client, story, by):
    raised(story, by, text="Jo Doe recuses himself")
    redaction.redact(story=story, by=by, words="Jo Doe", reason="An order.")
    assert shown(client) == f"{redaction.MARK} recuses himself"
    kept = [*AuditEntry.objects.values("detail"), *Event.objects.values("payload")]
    assert "Doe" not in repr(kept)
