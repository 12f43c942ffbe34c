"""The preview page: the draft at two widths, and the links by which others may read it."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from articles import desk
from articles.models import PreviewLink
from newsroom.accounts.models import AuditEntry
from tests import factories

pytestmark = pytest.mark.django_db


def url(story):
    return reverse("admin:articles_story_preview", args=[story.pk])


@pytest.fixture
def editor(client):
    user = factories.UserFactory(role="editor")
    client.force_login(user)
    return user


def test_shows_the_draft_at_two_widths_and_is_kept_by_no_cache(client, editor):
    story = factories.StoryFactory()
    response = client.get(url(story))
    draft = reverse("admin:articles_story_draft", args=[story.pk])
    assert response.content.decode().count(f'<iframe src="{draft}"') == 2
    assert response["Cache-Control"] == "private, no-store"
    assert "frame-ancestors 'self'" in client.get(draft)["Content-Security-Policy"]


def test_a_link_is_made_listed_and_ended(client, editor):
    story = factories.StoryFactory(headline="For the lawyer to read")
    response = client.post(url(story), {"purpose": "The lawyer", "hours": "24"})
    assert response["Location"] == url(story)
    link = PreviewLink.objects.get()
    assert (link.purpose, link.created_by) == ("The lawyer", editor)
    assert datetime.timedelta(hours=23) < link.expires_at - timezone.now() <= datetime.timedelta(hours=24)
    page = client.get(url(story)).content.decode()
    assert f"http://testserver{link.get_absolute_url()}" in page
    assert "The lawyer" in page
    client.post(reverse("admin:articles_story_revoke", args=[story.pk, link.pk]))
    link.refresh_from_db()
    assert link.revoked_at
    page = client.get(url(story)).content.decode()
    assert link.get_absolute_url() not in page
    assert "Ended" in page
    assert AuditEntry.objects.filter(action="story.revoke_preview_link", target_id=story.pk).exists()


@pytest.mark.parametrize(
    "data",
    [
        {"hours": "9999"},
        {"hours": ""},
        {"hours": "24", "purpose": "x" * 201},
        {"hours": "24", "purpose": "a\x00"},
    ],
)
def test_what_cannot_be_is_an_error(client, editor, data):
    response = client.post(url(factories.StoryFactory()), data)
    assert response.status_code == 200
    assert response.context["form"].errors
    assert not PreviewLink.objects.exists()


def test_links_are_of_stories_that_one_may_edit(client):
    boss, user = factories.UserFactory(role="editor"), factories.UserFactory(role="contributor")
    story = factories.StoryFactory(by=boss)
    ends = timezone.now() + datetime.timedelta(hours=1)
    link = desk.make_preview_link(story=story, by=boss, expires_at=ends)
    client.force_login(user)
    assert client.get(url(story)).status_code == 404
    assert client.post(url(story), {"hours": "24"}).status_code == 404
    revoke = reverse("admin:articles_story_revoke", args=[story.pk, link.pk])
    assert client.post(revoke).status_code == 404
    own = factories.StoryFactory(by=user)
    # A link of somebody else's story, by the address of one's own.
    assert client.post(reverse("admin:articles_story_revoke", args=[own.pk, link.pk])).status_code == 404
    assert PreviewLink.objects.get().revoked_at is None


def test_ending_a_link_needs_a_post(client, editor):
    story = factories.StoryFactory(by=editor)
    ends = timezone.now() + datetime.timedelta(hours=1)
    link = desk.make_preview_link(story=story, by=editor, expires_at=ends)
    assert client.get(reverse("admin:articles_story_revoke", args=[story.pk, link.pk])).status_code == 405
