"""The preview link: a draft for whoever holds it, while it leads somewhere, kept by no cache."""

import datetime

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from articles import desk, publishing, saving
from articles.models import PreviewLink
from tests.factories import StoryFactory, UserFactory, published

pytestmark = pytest.mark.django_db

HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def editor():
    return UserFactory(role="editor")


@pytest.fixture
def link(editor):
    story = StoryFactory(by=editor, headline="Nobody has seen this")
    return desk.make_preview_link(story=story, by=editor, expires_at=timezone.now() + HOUR)


def test_shows_the_draft_as_it_stands_to_somebody_without_an_account(client, link, editor):
    assert "Nobody has seen this" in client.get(link.get_absolute_url()).content.decode()
    story = link.story
    story.headline = "Changed since"
    saving.save(story=story, by=editor, write=story.save)
    assert "Changed since" in client.get(link.get_absolute_url()).content.decode()


def test_no_cache_keeps_it_and_no_search_engine_lists_it(client, link):
    response = client.get(link.get_absolute_url())
    assert response["Cache-Control"] == "private, no-store"
    assert "noindex" in response["X-Robots-Tag"]
    assert "unsafe-inline" not in response["Content-Security-Policy"]


def test_leads_nowhere_once_it_ended(client, link, editor):
    PreviewLink.objects.update(expires_at=timezone.now() - datetime.timedelta(seconds=1))
    assert client.get(link.get_absolute_url()).status_code == 404
    PreviewLink.objects.update(expires_at=timezone.now() + HOUR)
    desk.revoke_preview_link(link=link, by=editor)
    response = client.get(link.get_absolute_url())
    assert response.status_code == 404
    assert "Nobody has seen this" not in response.content.decode()


def test_leads_nowhere_once_who_made_it_may_not_open_the_story(client, link, editor):
    editor.groups.set([Group.objects.get(name="contributor")])
    assert client.get(link.get_absolute_url()).status_code == 200  # it is a story of their own
    editor.is_active = False
    editor.save()
    assert client.get(link.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("token", ["x", "é", "a" * 500, "..%2f"])
def test_unknown_one_is_not_found(client, token):
    assert client.get(f"/preview/{token}/").status_code == 404


def test_reads_only(client, link):
    assert client.post(link.get_absolute_url()).status_code == 405


def test_says_that_it_is_under_embargo_until_it_is_over(client, link, editor):
    publishing.set_embargo(story=link.story, by=editor, until=timezone.now() + HOUR)
    assert "Under embargo until" in client.get(link.get_absolute_url()).content.decode()
    link.story.embargo_until = timezone.now() - HOUR
    link.story.save()
    assert "Under embargo until" not in client.get(link.get_absolute_url()).content.decode()


def test_draft_of_a_published_story(client, editor):
    story = published(by=UserFactory(role="administrator"), headline="As it was")
    story.headline = "As it will be"
    saving.save(story=story, by=editor, write=story.save)
    link = desk.make_preview_link(story=story, by=editor, expires_at=timezone.now() + HOUR)
    assert "As it will be" in client.get(link.get_absolute_url()).content.decode()
    assert "As it will be" not in client.get(story.get_absolute_url()).content.decode()
