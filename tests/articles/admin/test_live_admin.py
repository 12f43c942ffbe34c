"""The screen of live updates: a list, and a form on the service."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles import live
from articles.enums import UpdateState
from articles.models import LiveUpdate
from tests import factories
from tests.articles.admin.forms import posted

pytestmark = pytest.mark.django_db

LIST = "admin:articles_liveupdate_changelist"
ADD = "admin:articles_liveupdate_add"


def change_url(update):
    return reverse("admin:articles_liveupdate_change", args=[update.pk])


@pytest.fixture
def editor(client):
    user = factories.UserFactory(role="editor")
    client.force_login(user)
    return user


def add(client, story, **changes):
    return client.post(reverse(ADD), posted(client.get(reverse(ADD)), story=story.pk, **changes))


def change(client, update, **changes):
    return client.post(change_url(update), posted(client.get(change_url(update)), **changes))


class TestPosting:
    def test_post_is_live_at_once_and_opens_coverage(self, client, editor):
        author = factories.AuthorFactory(user=editor)
        story = factories.published()
        response = add(
            client, story, text="<p>He steps aside.</p>", headline="Recusal", is_key="on", _post="1"
        )
        assert response["Location"] == f"{reverse(LIST)}?story={story.pk}"
        update = story.updates.get()
        assert (update.state, update.is_key, update.author) == (UpdateState.POSTED, True, author)
        assert (timezone.now() - update.posted_at).total_seconds() < 60
        story.refresh_from_db()
        assert story.coverage == "open"
        assert "He steps aside." in client.get(story.get_absolute_url()).content.decode()

    def test_draft_is_seen_when_it_is_posted(self, client, editor):
        story = factories.published()
        add(client, story, text="<p>Not yet.</p>", _draft="1")
        update = story.updates.get()
        assert update.state == UpdateState.DRAFT
        assert "Not yet." not in client.get(story.get_absolute_url()).content.decode()
        change(client, update, _post="1")
        assert "Not yet." in client.get(story.get_absolute_url()).content.decode()

    def test_amending_keeps_the_time_and_says_why(self, client, editor):
        posted_at = timezone.now() - datetime.timedelta(hours=1)
        update = factories.posted(factories.published(), posted_at=posted_at)
        change(client, update, text="<p>The vote has ended.</p>", note="It ended.", _continue="1")
        update.refresh_from_db()
        assert update.text == "<p>The vote has ended.</p>"
        assert update.posted_at == posted_at
        assert update.amended_at is not None
        assert update.versions.first().note == "It ended."

    def test_one_pin_at_a_time(self, client, editor):
        story = factories.published()
        first, second = factories.posted(story), factories.posted(story)
        change(client, first, pinned="on")
        change(client, second, pinned="on")
        assert [update.is_pinned for update in (refreshed(first), refreshed(second))] == [False, True]
        change(client, second, pinned=None)
        assert not refreshed(second).is_pinned

    def test_retraction_asks_for_a_reason_and_is_final(self, client, editor):
        update = factories.posted(factories.published(), text="<p>It is not so.</p>")
        url = reverse("admin:articles_liveupdate_retract", args=[update.pk])
        assert client.get(url).status_code == 200
        assert client.post(url, {"reason": ""}).status_code == 200
        assert refreshed(update).state == UpdateState.POSTED
        client.post(url, {"reason": "It was another vote."})
        assert refreshed(update).state == UpdateState.RETRACTED
        assert update.versions.first().note == "It was another vote."
        page = client.get(change_url(update)).content.decode()
        assert "This update was retracted" in page
        assert client.post(change_url(update), {"text": "<p>Again.</p>"}).status_code == 403
        assert client.get(url).status_code == 403


def refreshed(update):
    return LiveUpdate.objects.get(pk=update.pk)


class TestNothingIsLost:
    @pytest.mark.parametrize(
        ("changes", "word"),
        [
            ({"text": ""}, "required"),
            ({"text": "<p> </p>"}, "Write something first"),
            ({"text": "<p>a\x00b</p>"}, "ull character"),
            ({"text": "<p>x</p>", "headline": "x" * 201}, "at most 200"),
            ({"text": "<p>x</p>", "said_kind": "quote"}, "Words need a kind"),
            ({"text": "<p>x</p>", "posted_at": "yesterday"}, "valid date"),
        ],
    )
    def test_what_is_wrong_is_said_in_the_form(self, client, editor, changes, word):
        story = factories.published()
        response = add(client, story, _post="1", **({"url": "https://example.org/typed"} | changes))
        assert response.status_code == 200
        assert word in response.context["adminform"].form.errors.as_text()
        assert "https://example.org/typed" in response.content.decode()
        assert not story.updates.exists()


class TestWhoMay:
    @pytest.mark.parametrize(
        ("role", "own", "other"),
        [
            ("contributor", False, False),
            ("reporter", True, False),
            ("producer", True, True),
            ("editor", True, True),
            ("administrator", True, True),
        ],
    )
    def test_post_amend_and_retract(self, client, role, own, other):
        boss, user = factories.UserFactory(role="editor"), factories.UserFactory(role=role)
        for story, allowed in [
            (factories.StoryFactory(by=user), own),
            (factories.StoryFactory(by=boss), other),
        ]:
            update = factories.posted(story, by=boss)
            client.force_login(boss)
            blank, form = client.get(reverse(ADD)), client.get(change_url(update))
            client.force_login(user)
            client.post(reverse(ADD), posted(blank, story=story.pk, text="<p>New.</p>", _post="1"))
            assert story.updates.filter(text="<p>New.</p>").exists() == allowed
            client.post(change_url(update), posted(form, text="<p>Changed.</p>"))
            assert (refreshed(update).text == "<p>Changed.</p>") == allowed
            client.post(reverse("admin:articles_liveupdate_retract", args=[update.pk]), {"reason": "No."})
            may_retract = allowed and (role != "producer" or story.created_by == user)
            assert (refreshed(update).state == UpdateState.RETRACTED) == may_retract

    def test_list_shows_updates_of_visible_stories_only(self, client):
        user = factories.UserFactory(role="reporter")
        client.force_login(user)
        mine = factories.posted(factories.StoryFactory(by=user))
        factories.posted(factories.StoryFactory(), text="<p>canary</p>")
        response = client.get(reverse(LIST))
        assert list(response.context["cl"].queryset) == [mine]
        assert "canary" not in response.content.decode()

    def test_state_cannot_be_forged(self, client):
        user = factories.UserFactory(role="reporter")
        client.force_login(user)
        story, other = factories.StoryFactory(by=user), factories.StoryFactory()
        update = factories.posted(story, by=user)
        forged = {
            "state": "retracted",
            "is_pinned": "on",
            "version": "9",
            "story": other.pk,
            "created_by": "1",
        }
        change(client, update, headline="Changed", **forged)
        update = refreshed(update)
        assert (update.headline, update.state, update.is_pinned) == ("Changed", UpdateState.POSTED, False)
        assert (update.version, update.story, update.created_by) == (2, story, user)


class TestList:
    def test_search_and_filters(self, client, editor):
        story, other = factories.published(), factories.published()
        vote = factories.posted(story, text="<p>The vote has begun.</p>", is_key=True)
        rain = factories.posted(other, text="<p>Rain.</p>")

        def found(**query):
            return set(client.get(reverse(LIST), query).context["cl"].queryset)

        assert found() == {vote, rain}
        assert found(q="begun") == {vote}
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
