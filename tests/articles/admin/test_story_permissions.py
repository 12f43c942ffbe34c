"""Nobody can do on the story screen what they may not, whatever they post."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from articles import publishing, workflow
from articles.enums import State
from articles.models import LiveUpdate, Story
from tests import factories
from tests.articles.admin.forms import posted
from tests.articles.admin.screen import at, change_url, save

pytestmark = pytest.mark.django_db


ROLES = ["contributor", "reporter", "producer", "editor", "administrator"]
# Who may do what to a story of their own, and to one of somebody else.
OWN = {
    "view": set(ROLES),
    "save": set(ROLES),
    "preview": set(ROLES),
    "submit": set(ROLES),
    "approve": {"producer", "editor", "administrator"},
    "send back": {"producer", "editor", "administrator"},
    "publish": {"producer", "editor", "administrator"},
    "schedule": {"producer", "editor", "administrator"},
    "cancel": {"producer", "editor", "administrator"},
    "correct": {"editor", "administrator"},
    "backdate": {"administrator"},
    "withdraw": {"editor", "administrator"},
    "post update": {"reporter", "producer", "editor", "administrator"},
}
OTHERS = {action: roles - {"contributor", "reporter"} for action, roles in OWN.items()}


def attempt(client, action, story, data):
    """Try `action` on `story` as a browser, or somebody with a tool, would. Returns whether it happened."""
    url = change_url(story)
    if action == "view":
        return client.get(url).status_code == 200
    if action == "preview":
        return client.get(reverse("admin:articles_story_preview", args=[story.pk])).status_code == 200
    if action == "withdraw":
        client.post(reverse("admin:articles_story_withdraw", args=[story.pk]), {"note": "Gone."})
        story.refresh_from_db()
        return story.withdrawn_at is not None
    if action == "post update":
        client.post(reverse("admin:articles_story_post", args=[story.pk]), {"text": "It has begun."})
        return LiveUpdate.objects.filter(story=story).exists()
    tomorrow = at(timezone.localdate() + datetime.timedelta(days=1), "18:00")
    extra = {
        "save": {},
        "submit": {"_submit": "1"},
        "approve": {"_approve": "1"},
        "send back": {"_send_back": "1", "review-note": "No."},
        "publish": {"_publish": "1", "publish-when": "now"},
        "schedule": {"_publish": "1", **tomorrow},
        "cancel": {"_cancel_schedule": "1"},
        "correct": {"_publish": "1", "publish-kind": "correction", "publish-correction": "It was Tuesday."},
        "backdate": {"_publish": "1", **at("2020-01-01", "18:00")},
    }[action]
    client.post(url, data | {"headline": "Changed headline"} | extra)
    before, story = story, Story.objects.get(pk=story.pk)
    return {
        "save": story.headline == "Changed headline",
        "submit": story.state == State.SUBMITTED,
        "approve": story.state == State.APPROVED,
        "send back": story.state == State.CHANGES_REQUESTED,
        "publish": story.live_edition is not None and story.live_edition_id != before.live_edition_id,
        "schedule": story.queued_edition is not None,
        "cancel": story.queued_edition is None,
        "correct": story.corrections.exists(),
        "backdate": story.editions.filter(goes_live_at__year=2020).exists(),
    }[action]


@pytest.mark.parametrize("whose", ["own", "other"])
@pytest.mark.parametrize("action", OWN)
@pytest.mark.parametrize("role", [*ROLES, "nobody", "reader"])
def test_permission_walk(client, role, action, whose):
    """Every role tries every action on a story of its own and of another, by real posts with every field."""
    boss = factories.UserFactory(role="administrator")
    user = None
    if role == "reader":
        user = factories.UserFactory(is_staff=False)
    elif role != "nobody":
        user = factories.UserFactory(role=role)
    # A published story for what needs readers; anybody's first edition is not a correction.
    story = factories.StoryFactory(by=user if user and whose == "own" and role != "reader" else boss)
    if action in ("correct", "withdraw", "publish"):
        publishing.publish(story=story, by=boss)
    if action == "cancel":
        publishing.publish(story=story, by=boss, goes_live_at=timezone.now() + datetime.timedelta(hours=1))
    if action == "send back":
        workflow.take("submit", story=story, by=boss)
    client.force_login(boss)
    data = posted(client.get(change_url(story)))
    client.logout()
    if user:
        client.force_login(user)
    story.refresh_from_db()
    allowed = (OWN if whose == "own" else OTHERS)[action]
    assert attempt(client, action, story, data) == (role in allowed)


class TestForgery:
    def test_fields_that_are_not_in_the_form_change_nothing(self, client):
        user, other = factories.UserFactory(role="contributor"), factories.UserFactory(role="editor")
        client.force_login(user)
        story = factories.StoryFactory(by=user)
        forged = {
            "state": "approved",
            "created_by": other.pk,
            "live_edition": "1",
            "queued_edition": "1",
            "published_on": "2020-01-01",
            "first_published_at_0": "2020-01-01",
            "withdrawn_at": "2020-01-01",
            "withdrawal_note": "x",
            "coverage": "open",
            "live_revision": "5",
            "articles_richtext_set-0-key": "forged",
            "articles_richtext_set-0-region": "elsewhere",
        }
        save(client, story, headline="New", **forged)
        story.refresh_from_db()
        assert story.headline == "New"
        assert (story.state, story.version, story.created_by) == (State.DRAFT, 2, user)
        assert (story.published_on, story.withdrawn_at, story.withdrawal_note) == (None, None, "")
        assert (story.coverage, story.live_revision) == ("none", 0)
        block = story.articles_richtext_set.get()
        assert block.key != "forged"
        assert block.region == "main"

    def test_blocks_of_another_story_cannot_be_taken_or_copied(self, client):
        user = factories.UserFactory(role="contributor")
        client.force_login(user)
        own, other = factories.StoryFactory(by=user), factories.StoryFactory(text="<p>Secret.</p>")
        secret = other.articles_richtext_set.get()
        save(
            client,
            own,
            **{"articles_richtext_set-0-id": secret.pk, "articles_richtext_set-0-text": "<p>Mine.</p>"},
        )
        secret.refresh_from_db()
        assert (secret.parent, secret.text) == (other, "<p>Secret.</p>")
        save(
            client,
            own,
            _clone=f"articles.richtext:{secret.pk}",
            _clone_region="main",
            _clone_ordering="10",
        )
        assert other.articles_richtext_set.count() == 1
        assert not own.articles_richtext_set.filter(text__contains="Secret").exists()

    def test_deletion_is_offered_to_nobody(self, client):
        client.force_login(factories.UserFactory(role="administrator"))
        story = factories.StoryFactory()
        assert (
            client.post(reverse("admin:articles_story_delete", args=[story.pk]), {"post": "yes"}).status_code
            == 403
        )
        client.post(
            reverse("admin:articles_story_changelist"),
            {"action": "delete_selected", "_selected_action": story.pk, "post": "yes"},
        )
        assert Story.objects.filter(pk=story.pk).exists()
