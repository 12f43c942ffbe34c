"""The preview: the draft as readers would see it, for nobody else and kept by nobody."""

import pytest
from django.urls import reverse

from articles import models, saving
from tests import factories

pytestmark = pytest.mark.django_db


def draft_url(story):
    return reverse("admin:articles_story_draft", args=[story.pk])


@pytest.fixture
def editor(client):
    user = factories.UserFactory(role="editor")
    client.force_login(user)
    return user


def test_shows_the_draft_and_readers_do_not(client, editor):
    story = factories.published(headline="As it was")
    story.headline = "As it will be"

    def write():
        story.save()
        models.Quote.objects.create(
            parent=story, region="main", ordering=50, words="We will.", speaker="Somebody"
        )

    saving.save(story=story, by=editor, write=write)
    shown = client.get(draft_url(story)).content.decode()
    assert "As it will be" in shown
    assert "We will." in shown
    public = client.get(story.get_absolute_url()).content.decode()
    assert "As it will be" not in public
    assert "We will." not in public
    assert story.editions.count() == 1


def test_story_that_was_never_published(client, editor):
    story = factories.StoryFactory(headline="Nobody has seen this")
    response = client.get(draft_url(story))
    assert response.status_code == 200
    assert "Nobody has seen this" in response.content.decode()
    assert not story.editions.exists()


def test_no_cache_keeps_it_and_no_search_engine_lists_it(client, editor):
    response = client.get(draft_url(factories.StoryFactory()))
    assert response["Cache-Control"] == "private, no-store"
    assert "noindex" in response["X-Robots-Tag"]


def test_has_the_readers_policy(client, editor):
    policy = client.get(draft_url(factories.StoryFactory()))["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe-inline" not in policy


def test_stranger_is_asked_to_sign_in(client):
    response = client.get(draft_url(factories.StoryFactory()))
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("admin:login"))


def test_contributor_sees_their_own_alone(client):
    user = factories.UserFactory(role="contributor")
    client.force_login(user)
    assert client.get(draft_url(factories.StoryFactory(by=user))).status_code == 200
    assert client.get(draft_url(factories.StoryFactory())).status_code == 404
    assert client.get(draft_url(factories.published())).status_code == 404
    assert client.post(draft_url(factories.StoryFactory(by=user))).status_code == 405
