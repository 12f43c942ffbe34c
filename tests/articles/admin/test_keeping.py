"""What the story screen sends by itself: kept text, and who is there."""

import pytest
from django.test import Client
from django.urls import reverse

from articles import desk
from articles.models import Aside, Autosave, Presence, RichText, Story
from tests import factories
from tests.articles.admin.forms import added, posted

pytestmark = pytest.mark.django_db

TEXT = "articles_richtext_set-0-text"


def url(name, story):
    return reverse(f"admin:articles_story_{name}", args=[story.pk])


@pytest.fixture
def editor(client):
    user = factories.UserFactory(role="editor", name="Pa Houa Vang")
    client.force_login(user)
    return user


@pytest.fixture
def story(editor):
    return factories.StoryFactory(by=editor, headline="Saved", text="<p>First.</p>")


def keep(client, user, address, form, **changes):
    return client.post(address, posted(form, **changes), headers={"X-Typed-By": str(user.pk)})


class TestAutosave:
    def test_keeps_the_form_apart_from_the_story(self, client, editor, story):
        form = client.get(url("change", story))
        response = keep(client, editor, url("autosave", story), form, headline="Typed", _publish="1")
        assert response.json()["said"].startswith("Kept ")
        assert "no-store" in response["Cache-Control"]
        kept = Autosave.objects.get()
        assert (kept.user, kept.story, kept.version) == (editor, story, 1)
        assert "headline=Typed" in kept.form
        assert "_publish" not in kept.form
        story.refresh_from_db()
        assert (story.headline, story.version, story.revisions.count()) == ("Saved", 1, 1)

    def test_new_story_is_kept_too_and_its_save_ends_that(self, client, editor):
        address = reverse("admin:articles_story_add")
        form = client.get(address)
        section = factories.SectionFactory()
        data = {"headline": "New one", "section": section.pk}
        keep(client, editor, reverse("admin:articles_story_autosave_new"), form, **data)
        assert "was not saved" in client.get(address).content.decode()
        client.post(address, posted(client.get(address), **data))
        assert Story.objects.get().headline == "New one"
        assert not Autosave.objects.exists()

    def test_save_ends_it(self, client, editor, story):
        form = client.get(url("change", story))
        keep(client, editor, url("autosave", story), form, headline="Typed")
        client.post(url("change", story), posted(form, headline="Typed"))
        assert not Autosave.objects.exists()

    @pytest.mark.parametrize("role", ["contributor", "reporter"])
    def test_of_a_story_that_is_not_ones_own_is_refused(self, client, story, role):
        stranger = factories.UserFactory(role=role)
        client.force_login(stranger)
        response = client.post(
            url("autosave", story), {"headline": "x"}, headers={"X-Typed-By": str(stranger.pk)}
        )
        assert response.status_code == 404
        assert not Autosave.objects.exists()

    def test_what_somebody_else_typed_in_this_browser_is_not_taken_for_ones_own(self, client, editor, story):
        response = client.post(url("autosave", story), {"headline": "x"}, headers={"X-Typed-By": "0"})
        assert response.status_code == 409
        assert "Pa Houa Vang" in response.json()["error"]
        assert not Autosave.objects.exists()

    def test_too_much_is_said(self, client, editor, story, monkeypatch):
        monkeypatch.setattr(desk, "MAX_FORM", 10)
        response = keep(client, editor, url("autosave", story), client.get(url("change", story)))
        assert response.status_code == 400
        assert "too much" in response.json()["error"]

    def test_session_that_is_over_leads_to_the_sign_in(self, client, story):
        response = Client().post(url("autosave", story), {"headline": "x"})
        assert response.status_code == 302


class TestPuttingBack:
    def test_offered_put_back_and_not_saved(self, client, editor, story):
        form = client.get(url("change", story))
        extra = added(form, "articles_quote_set", words="A quoted word.", speaker="Somebody", ordering=20)
        changes = {"headline": "Typed", TEXT: "<p>Typed text.</p>", **extra}
        keep(client, editor, url("autosave", story), form, **changes)
        offer = client.get(url("change", story)).content.decode()
        assert "was not saved" in offer
        assert "Typed text." not in offer

        response = client.post(url("change", story), {"_restore": "kept"})
        page = response.content.decode()
        for words in ("Typed", "Typed text.", "A quoted word.", "Nothing is saved yet"):
            assert words in page
        assert "errornote" not in page
        story.refresh_from_db()
        assert (story.headline, story.version) == ("Saved", 1)
        assert Autosave.objects.exists()

        client.post(url("change", story), posted(response))
        story.refresh_from_db()
        assert (story.headline, story.version) == ("Typed", 2)
        assert RichText.objects.get(parent=story).text == "<p>Typed text.</p>"
        assert story.articles_quote_set.get().words == "A quoted word."

    def test_copy_of_the_browser_is_put_back_and_presses_no_button(self, client, editor, story):
        form = client.get(url("change", story))
        keep(client, editor, url("autosave", story), form, headline="Typed")
        text = Autosave.objects.get().form + "&_publish=1"
        response = client.post(url("change", story), {"_restore": text})
        assert "Typed" in response.content.decode()
        story.refresh_from_db()
        assert (story.headline, story.version) == ("Saved", 1)
        assert not story.editions.exists()

    def test_text_begun_from_an_older_version_is_put_back_and_then_compared(self, client, editor, story):
        form = client.get(url("change", story))
        keep(client, editor, url("autosave", story), form, headline="Typed", **{TEXT: "<p>Typed text.</p>"})
        other = Client()
        other.force_login(factories.UserFactory(role="editor"))
        page = other.get(url("change", story))
        other.post(
            url("change", story), posted(page, headline="Theirs", **{"articles_richtext_set-0-DELETE": "on"})
        )
        response = client.post(url("change", story), {"_restore": "kept"})
        assert "Typed text." in response.content.decode()
        assert not RichText.objects.filter(parent=story).exists()
        response = client.post(url("change", story), posted(response))
        assert "/conflict/" in response["Location"]
        assert Aside.objects.get().content["headline"] == "Typed"

    def test_new_story(self, client, editor):
        address = reverse("admin:articles_story_add")
        autosave = reverse("admin:articles_story_autosave_new")
        keep(client, editor, autosave, client.get(address), headline="Not saved yet")
        assert "Not saved yet" in client.post(address, {"_restore": "kept"}).content.decode()
        assert not Story.objects.exists()

    def test_nothing_to_put_back_is_not_found(self, client, editor, story):
        assert client.post(url("change", story), {"_restore": "kept"}).status_code == 404

    @pytest.mark.parametrize("text", ["", "headline=x", "articles_richtext_set-TOTAL_FORMS=x", "%00=%FF"])
    def test_copy_that_is_broken_breaks_nothing(self, client, editor, story, text):
        assert client.post(url("change", story), {"_restore": text}).status_code == 200
        assert Story.objects.get(pk=story.pk).version == 1

    def test_discard(self, client, editor, story):
        keep(client, editor, url("autosave", story), client.get(url("change", story)), headline="Typed")
        response = client.post(url("discard", story))
        assert response["Location"] == url("change", story)
        assert "Typed" not in client.get(url("change", story)).content.decode()
        assert not Autosave.objects.exists()

    def test_nobody_elses_text_is_offered_or_put_back(self, client, editor, story):
        keep(client, editor, url("autosave", story), client.get(url("change", story)), headline="Typed")
        client.force_login(factories.UserFactory(role="editor"))
        assert "was not saved" not in client.get(url("change", story)).content.decode().replace(
            "Text from {} was not saved.", ""
        )
        assert client.post(url("change", story), {"_restore": "kept"}).status_code == 404
        client.post(url("discard", story))
        assert Autosave.objects.exists()


class TestPresence:
    def test_tells_who_else_is_here_until_they_leave(self, client, editor, story):
        other = Client()
        other.force_login(factories.UserFactory(role="editor", name="Ingrid Solberg"))
        assert other.post(url("presence", story), {"version": 1}).json()["here"] == ""
        told = client.post(url("presence", story), {"version": 1})
        assert told.json()["here"].startswith("Ingrid Solberg is here too since ")
        assert "no-store" in told["Cache-Control"]
        assert other.post(url("leave", story)).status_code == 204
        assert client.post(url("presence", story), {"version": 1}).json()["here"] == ""

    def test_tells_that_somebody_saved(self, client, editor, story):
        other = Client()
        other.force_login(factories.UserFactory(role="editor", name="Ingrid Solberg"))
        other.post(url("change", story), posted(other.get(url("change", story)), headline="Theirs"))
        told = client.post(url("presence", story), {"version": 1}).json()
        assert told["version"] == 2
        assert told["moved"].startswith("Ingrid Solberg saved at ")
        assert client.post(url("presence", story), {"version": 2}).json()["moved"] == ""
        mine = other.post(url("presence", story), {"version": 1}).json()["moved"]
        assert mine.startswith("You saved it elsewhere at ")

    def test_is_for_those_who_may_open_the_story(self, client, story):
        client.force_login(factories.UserFactory(role="reporter"))
        assert client.post(url("presence", story)).status_code == 404
        assert client.post(url("leave", story)).status_code == 404
        assert not Presence.objects.exists()

    @pytest.mark.parametrize("name", ["autosave", "discard", "presence", "leave"])
    def test_nothing_happens_by_looking(self, client, editor, story, name):
        assert client.get(url(name, story)).status_code == 405
