"""The list of live updates of all stories."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles import live
from articles.models import LiveUpdate
from tests import factories

pytestmark = pytest.mark.django_db

LIST = "admin:articles_liveupdate_changelist"


@pytest.fixture
def editor(client):
    user = factories.UserFactory(role="editor")
    client.force_login(user)
    return user


class TestWhoMay:
    def test_list_shows_updates_of_visible_stories_only(self, client):
        user = factories.UserFactory(role="reporter")
        client.force_login(user)
        mine = factories.posted(factories.StoryFactory(by=user))
        factories.posted(factories.StoryFactory(), text="<p>canary</p>")
        response = client.get(reverse(LIST))
        assert list(response.context["cl"].queryset) == [mine]
        assert "canary" not in response.content.decode()

    def test_an_update_leads_to_the_live_desk_of_its_story(self, client, editor):
        update = factories.posted(factories.published())
        url = reverse("admin:articles_liveupdate_change", args=[update.pk])
        desk = [update.story_id, update.pk]
        assert client.get(url)["Location"] == reverse("admin:articles_story_live_edit", args=desk)
        live.retract(update=update, by=editor, reason="No.")
        assert client.get(url)["Location"] == reverse("admin:articles_story_live_desk", args=desk[:1])


class TestList:
    def test_search_and_filters(self, client, editor):
        story, other = factories.published(), factories.published()
        vote = factories.posted(story, text="<p>The vote has begun.</p>", is_key=True)
        rain = factories.posted(other, text="<p>Rain.</p>")

        def found(**query):
            return set(client.get(reverse(LIST), query).context["cl"].queryset)

        assert found() == {vote, rain}
        assert found(q="begun") == {vote}
        assert found(q="begun rain") == set()
        other.headline = "A storm"
        other.save()
        assert found(q="storm") == found(q="STORM rain") == {rain}
        assert found(q="storm begun") == set()
        assert found(story=other.pk) == {rain}
        assert found(story="junk") == set()
        assert found(is_key__exact="1") == {vote}
        assert found(tab="retracted") == set()

    def test_one_that_waits_for_an_editor_says_so(self, client, editor):
        story = factories.published()
        update = LiveUpdate(story=story, text="<p>Water is back.</p>")
        live.submit(update=update, by=factories.UserFactory(role="editor"))
        assert (
            '<span class="st wait">Waits for an editor</span>' in client.get(reverse(LIST)).content.decode()
        )

    def test_length_costs_nothing(self, client, editor):
        story = factories.published()

        def queries():
            with CaptureQueriesContext(connection) as captured:
                client.get(reverse(LIST))
            return len(captured)

        factories.posted(story)
        client.get(reverse(LIST))
        few = queries()
        for _each in range(6):
            factories.posted(story, author=factories.AuthorFactory())
        assert queries() == few
