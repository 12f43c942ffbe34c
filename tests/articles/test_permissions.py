"""Who may do what to which story, through the services: the table is written out by hand."""

import datetime
import inspect

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from articles import (
    addresses,
    arranging,
    breaking,
    desk,
    fronts,
    live,
    offshoots,
    permissions,
    preflight,
    publishing,
    redaction,
    saving,
    series,
    workflow,
)
from articles.enums import Check, CorrectionKind, Coverage, Level
from articles.models import LiveUpdate, RichText, Series, Story
from newsroom.accounts.roles import ROLES
from tests.articles.fronts import on_top
from tests.factories import (
    AuthorFactory,
    PhotoFactory,
    SectionFactory,
    SeriesFactory,
    StoryFactory,
    UserFactory,
    posted,
    published,
)

pytestmark = pytest.mark.django_db

HOUR = datetime.timedelta(hours=1)

# What each role may do to a story of its own, and to one of others. "-" is no, "o" own, "a" any.
#            contributor, reporter, producer, editor, administrator
MATRIX = {
    "create": "a a a a a",
    "save": "o o a a a",
    "restore": "o o a a a",
    "preview": "o o a a a",
    "keep_aside": "o o a a a",
    "settle": "o o a a a",
    "autosave": "o o a a a",
    "touch": "o o a a a",
    "make_preview_link": "o o a a a",
    "revoke_preview_link": "o o a a a",
    "submit": "o o a a a",
    "take_back": "o o a a a",
    "request_changes": "- - a a a",
    "approve": "- - a a a",
    "set_embargo": "- - a a a",
    "schedule_withdrawal": "- - - a a",
    "move": "- - a a a",
    "raise_banner": "- - a a a",
    "end_banner": "- - a a a",
    "redact": "- - - - a",
    "places": "- - - - a",
    "set_levels": "- - - - a",
    "save_front": "- - a a a",
    "publish_front": "- - a a a",
    "unschedule_front": "- - a a a",
    "undo_front": "- - a a a",
    "restore_front": "- - a a a",
    "replace_photo": "- - a a a",
    "publish": "- - a a a",
    "schedule": "- - a a a",
    "cancel_schedule": "- - a a a",
    "backdate": "- - - - a",
    "correct": "- - - a a",
    "withdraw": "- - - a a",
    "post": "- o a a a",
    "draft": "o o a a a",
    "submit_update": "o o a a a",
    "amend_own_draft": "o o a a a",
    "approve_update": "- o a a a",
    "send_back_update": "- o a a a",
    "undo": "- o a a a",
    "amend": "- o a a a",
    "amend_and_post": "- o a a a",
    "pin": "- o a a a",
    "retract": "- o o a a",
    "correct_update": "- o a a a",
    "set_coverage": "- o a a a",
    "set_summary": "- o a a a",
    "turn_into_story": "o o a a a",
    "save_series": "- - a a a",
    "place": "- - a a a",
    "take_out": "- - a a a",
}
CASES = [
    (role, action, whose, {"a": True, "o": "other" not in whose, "-": False}[cell])
    for action, cells in MATRIX.items()
    for role, cell in zip(ROLES, cells.split(), strict=True)
    for whose in ("began", "byline", "other", "other and public")
]


def revised(story, by):
    """A change of the text by somebody who may."""
    row = RichText.objects.get(parent=story)
    row.text = "<p>Another text altogether.</p>"
    saving.save(story=story, by=by, write=row.save)


def act(action, story, by, chief):
    """Do `action` to `story` as user `by`; `chief` may prepare what it needs."""
    if action == "create":
        new = StoryFactory.build(section=story.section)
        return saving.save(story=new, by=by, write=new.save)
    if action == "save":
        return saving.save(story=story, by=by, write=story.save)
    if action == "restore":
        return saving.restore(story=story, by=by, revision=story.latest_revision)
    if action == "preview":
        return publishing.preview_edition(story=story, by=by)
    if action in workflow.STEPS:
        Story.objects.filter(pk=story.pk).update(state=sorted(workflow.STEPS[action].before)[0])
        return workflow.take(action, story=story, by=by, note="Who says so?")
    if action in ("keep_aside", "settle"):
        revision = story.latest_revision
        conflict = saving.Conflict(revision, revision.content | {"dek": "Mine."}, revision)
        if action == "keep_aside":
            return saving.keep_aside(story=story, by=by, conflict=conflict)
        aside = saving.keep_aside(story=story, by=chief, conflict=conflict)
        return saving.settle(aside=aside, by=by, picks={}, version=story.version)
    if action == "autosave":
        return desk.autosave(story=story, by=by, version=story.version, form="headline=x")
    if action == "touch":
        return desk.touch(story=story, by=by)
    if action == "make_preview_link":
        return desk.make_preview_link(story=story, by=by, expires_at=timezone.now() + HOUR)
    if action == "revoke_preview_link":
        link = desk.make_preview_link(story=story, by=chief, expires_at=timezone.now() + HOUR)
        return desk.revoke_preview_link(link=link, by=by)
    if action == "set_embargo":
        return publishing.set_embargo(story=story, by=by, until=None)
    if action == "schedule_withdrawal":
        return publishing.schedule_withdrawal(story=story, by=by, at=timezone.now() + HOUR)
    if action == "move":
        if not story.published_on:
            publishing.publish(story=story, by=chief)
        return addresses.move(story=story, by=by, slug="another-address")
    if action in ("raise_banner", "end_banner"):
        if not story.is_live:
            publishing.publish(story=story, by=chief)
        who = by if action == "raise_banner" else chief
        until = timezone.now() + HOUR
        banner = breaking.raise_banner(story=story, text="The vote is called.", until=until, by=who)
        return banner if action == "raise_banner" else breaking.end_banner(banner=banner, by=by)
    if action in ("save_series", "place", "take_out"):
        if action == "save_series":
            return series.save(series=Series(name="After dark", slug="after-dark"), parts=[story], by=by)
        held = SeriesFactory(parts=[story] * (action == "take_out"))
        return getattr(series, action)(story=story, series=held, by=by)
    if action == "redact":
        return redaction.redact(story=story, by=by, words="voted late on Tuesday", reason="An order.")
    if action == "places":
        return redaction.places(story=story, by=by, words="voted late on Tuesday")
    if action.endswith("_front") or action == "replace_photo":
        return act_on_front(action, story, by, chief)
    if action == "set_levels":
        return preflight.set_levels(wanted={Check.DEK_EMPTY: Level.STOP}, by=by)
    if action == "publish":
        revised(story, chief)
        return publishing.publish(story=story, by=by)
    if action == "schedule":
        revised(story, chief)
        return publishing.publish(story=story, by=by, goes_live_at=timezone.now() + HOUR)
    if action == "cancel_schedule":
        revised(story, chief)
        publishing.publish(story=story, by=chief, goes_live_at=timezone.now() + HOUR)
        return publishing.cancel_schedule(story=story, by=by)
    if action == "backdate":
        revised(story, chief)
        return publishing.publish(story=story, by=by, goes_live_at=timezone.now() - HOUR)
    if action == "correct":
        return publishing.publish(story=story, by=by, correction=(CorrectionKind.CORRECTION, "It was two."))
    if action == "withdraw":
        if not story.is_live:
            publishing.publish(story=story, by=chief)
        return publishing.withdraw(story=story, by=by, note="Taken down.")
    if action in ("post", "draft"):
        update = LiveUpdate(story=story, text="<p>a</p>")
        return live.post(update=update, by=by, draft=action == "draft")
    if action == "submit_update":
        return live.submit(update=LiveUpdate(story=story, text="<p>a</p>"), by=by)
    if action in ("approve_update", "send_back_update"):
        update = live.submit(update=LiveUpdate(story=story, text="<p>a</p>"), by=chief)
        if action == "approve_update":
            return live.approve(update=update, by=by)
        return live.send_back(update=update, by=by, note="Who says so?")
    if action == "amend_own_draft":
        update = live.post(update=LiveUpdate(story=story, text="<p>a</p>"), by=chief, draft=True)
        if by.pk:
            LiveUpdate.objects.filter(pk=update.pk).update(created_by=by)
        return live.amend(update=update, by=by)
    if action == "set_coverage":
        return live.set_coverage(story=story, by=by, coverage=Coverage.OPEN)
    if action == "set_summary":
        return live.set_summary(story=story, by=by, summary="<p>a</p>", points="b")
    update = posted(story, by=chief)
    if action == "turn_into_story":
        return offshoots.turn_into_story(update=update, by=by)
    if action == "undo":
        if by.pk:
            LiveUpdate.objects.filter(pk=update.pk).update(released_by=by)
        return live.undo(update=update, by=by)
    if action == "correct_update":
        return live.correct(update=update, by=by, note="It was two.")
    if action == "retract":
        return live.retract(update=update, by=by, reason="Wrong.")
    if action == "pin":
        return live.pin(update=update, by=by)
    return live.amend(update=update, by=by, publish=action == "amend_and_post")


def act_on_front(action, story, by, chief):
    """Do `action` to a front with `story` on it."""
    photo = PhotoFactory()
    front = on_top((story, {"photo": photo.pk}), by=chief).front
    if action == "save_front":
        empty = arranging.default(is_sections=False)
        return fronts.save(front=front, by=by, arrangement=empty, version=front.version)
    if action == "publish_front":
        return fronts.publish(front=front, by=by, version=front.version)
    if action == "unschedule_front":
        at = timezone.now() + HOUR
        version = fronts.publish(front=front, by=chief, version=front.version, goes_live_at=at)
        return fronts.unschedule(version=version, by=by)
    if action == "undo_front":
        return fronts.undo(front=front, by=by)
    if action == "restore_front":
        return fronts.restore(version=front.versions.first(), by=by)
    return fronts.replace_photo(photo=photo, other=PhotoFactory(), by=by)


# Those for which the chief prepares a posted update.
CHIEFS = {
    "amend",
    "amend_and_post",
    "pin",
    "retract",
    "undo",
    "correct_update",
    "turn_into_story",
}


def story_of(whose, user):
    if whose == "began":
        story = StoryFactory()
        Story.objects.filter(pk=story.pk).update(created_by=user)
        return Story.objects.get(pk=story.pk)
    if whose == "byline":
        return published(authors=[AuthorFactory(user=user)])
    return published() if "public" in whose else StoryFactory()


@pytest.mark.parametrize(("role", "action", "whose", "allowed"), CASES)
def test_the_table(role, action, whose, allowed):
    chief, user = UserFactory(role="administrator"), UserFactory(role=role)
    story = story_of(whose, user)
    if allowed:
        act(action, story, user, chief)
    else:
        with pytest.raises(PermissionDenied):
            act(action, story, user, chief)


def test_the_table_has_every_service():
    """A new service must be given a row, or be named here with the row it shares."""
    shared = {"write_content": "restore", "preview_edition": "preview"}
    of_fronts = {name: f"{name}_front" for name in ("save", "publish", "unschedule", "undo", "restore")}
    of_updates = {name: f"{name}_update" for name in ("submit", "approve", "send_back", "correct")}
    of_series = {"save": "save_series"}
    free = {"take", "discard_autosave", "leave"}  # by its name; one's own
    services = {
        (shared | {live: of_updates, series: of_series, fronts: of_fronts}.get(module, {})).get(name, name)
        for module in (
            addresses,
            breaking,
            desk,
            fronts,
            live,
            offshoots,
            preflight,
            publishing,
            redaction,
            saving,
            series,
            workflow,
        )
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__
        and not name.startswith("_")
        and "by" in inspect.signature(function).parameters
    }
    assert len(services) >= 14
    assert services - free <= set(MATRIX)


@pytest.mark.parametrize("action", MATRIX)
@pytest.mark.parametrize(
    "make",
    [
        lambda: UserFactory(),
        lambda: UserFactory(role="administrator", is_staff=False),
        lambda: UserFactory(role="administrator", is_active=False),
        lambda: UserFactory(is_superuser=True, is_active=False),
        AnonymousUser,
    ],
    ids=["no role", "left the desk", "inactive", "inactive superuser", "nobody"],
)
def test_who_does_not_work_here_may_do_nothing(action, make):
    user, desk = make(), UserFactory(role="administrator")
    story = published()
    if user.pk:
        Story.objects.filter(pk=story.pk).update(created_by=user)
        story.refresh_from_db()
    with pytest.raises(PermissionDenied):
        act(action, story, user, desk)


def test_a_contributor_publishes_by_no_service():
    """Whatever is called in whatever order on a story of their own, readers see nothing."""
    contributor, desk = UserFactory(role="contributor"), UserFactory(role="administrator")
    story = StoryFactory(by=contributor, authors=[AuthorFactory(user=contributor)])
    for action in MATRIX:
        if action.endswith("_front") or action == "replace_photo":
            continue
        if action in ("cancel_schedule", "withdraw", "raise_banner", "end_banner"):
            continue
        try:
            if action in ("publish", "schedule", "backdate"):
                when = {"publish": None, "schedule": timezone.now() + HOUR, "backdate": timezone.now() - HOUR}
                publishing.publish(story=story, by=contributor, goes_live_at=when[action])
            elif action == "move":
                addresses.move(story=story, by=contributor, slug="another-address")
            elif action not in CHIEFS:
                act(action, story, contributor, desk)
        except (PermissionDenied, ValidationError):
            pass
        story.refresh_from_db()
        assert (story.live_edition_id, story.queued_edition_id) == (None, None)
        assert not story.updates.filter(state="posted").exists()
    assert story.latest_revision.number >= 1


def test_a_refusal_says_what_was_refused():
    story = StoryFactory(headline="Council votes")
    with pytest.raises(PermissionDenied, match="Council votes"):
        permissions.check(UserFactory(role="reporter"), "publish", story)


def test_a_story_that_is_not_saved_is_ones_own():
    story = StoryFactory.build(section=SectionFactory())
    assert permissions.is_own(UserFactory(), story)


def test_one_look_at_the_byline_and_no_more(django_assert_num_queries):
    reporter = UserFactory(role="reporter")
    story = StoryFactory(authors=[AuthorFactory(user=reporter)])
    permissions.may(reporter, "edit", story)  # reads the user's permissions
    with django_assert_num_queries(1):
        assert permissions.may(reporter, "edit", story)
