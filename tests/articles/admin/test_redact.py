"""Redaction, another address, embargo, withdrawal at a time: pages, each through its service."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from articles import publishing
from articles.models import Redaction, Story
from newsroom.accounts.models import AuditEntry
from tests import factories

pytestmark = pytest.mark.django_db

ROLES = ["contributor", "reporter", "producer", "editor", "administrator"]


def url(page, story):
    return reverse(f"admin:articles_story_{page}", args=[story.pk])


@pytest.fixture
def sign_in(client):
    def sign_in(role):
        user = factories.UserFactory(role=role)
        client.force_login(user)
        return user

    return sign_in


def at(moment):
    local = timezone.localtime(moment)
    return {"date": local.date().isoformat(), "time": local.strftime("%H:%M")}


class TestRedact:
    def test_counts_first_and_takes_out_when_confirmed(self, client, sign_in):
        sign_in("administrator")
        story = factories.published(text="<p>Jane Roe came.</p>", dek="Jane Roe comes.")
        words = {"words": "jane roe", "reason": "A court's order."}
        response = client.post(url("redact", story), words)
        count = response.context["count"]
        assert count >= 2
        assert f"Take them out of {count} places" in response.content.decode()
        story.refresh_from_db()
        assert story.dek == "Jane Roe comes."
        assert not Redaction.objects.exists()
        assert not AuditEntry.objects.filter(action="story.redact").exists()
        response = client.post(url("redact", story), words | {"confirmed": "1"})
        assert response["Location"] == url("change", story)
        assert Redaction.objects.get().count == count
        public = client.get(story.get_absolute_url()).content.decode()
        assert "Jane" not in public
        assert "▇▇▇▇▇" in public

    @pytest.mark.parametrize(
        ("words", "said"), [("nobody wrote this", "nowhere in this story"), ("ab", "at least three letters")]
    )
    def test_refusal_is_said_and_keeps_what_was_typed(self, client, sign_in, words, said):
        sign_in("administrator")
        response = client.post(
            url("redact", factories.StoryFactory()), {"words": words, "reason": "Typed reason"}
        )
        assert said in response.content.decode()
        assert "Typed reason" in response.content.decode()

    @pytest.mark.parametrize("role", ROLES)
    def test_is_for_administrators(self, client, sign_in, role):
        user = sign_in(role)
        story = factories.StoryFactory(by=user, text="<p>Jane Roe came.</p>")
        client.post(url("redact", story), {"words": "Jane Roe", "reason": "R", "confirmed": "1"})
        assert Redaction.objects.exists() == (role == "administrator")


class TestAddress:
    def test_moves_and_the_old_one_leads_there(self, client, sign_in):
        sign_in("editor")
        story = factories.published()
        old = story.get_absolute_url()
        response = client.post(url("address", story), {"slug": "A better one"})
        assert response["Location"] == url("change", story)
        story.refresh_from_db()
        assert story.slug == "a-better-one"
        response = client.get(old)
        assert (response.status_code, response["Location"]) == (301, story.get_absolute_url())
        assert old in client.get(url("address", story)).content.decode()

    def test_taken_one_is_an_error_at_the_field(self, client, sign_in):
        sign_in("editor")
        story, other = factories.published(), factories.published()
        response = client.post(url("address", story), {"slug": other.slug})
        assert "Another story of that day" in response.context["form"].errors["slug"][0]

    @pytest.mark.parametrize("role", ROLES)
    def test_by_role(self, client, sign_in, role):
        user = sign_in(role)
        story = factories.StoryFactory(by=user)
        publishing.publish(story=story, by=factories.UserFactory(role="editor"))
        client.post(url("address", story), {"slug": "another"})
        moved = Story.objects.get(pk=story.pk).slug == "another"
        assert moved == (role in ("producer", "editor", "administrator"))


class TestEmbargo:
    def test_is_set_said_and_lifted(self, client, sign_in):
        user = sign_in("producer")
        story = factories.StoryFactory()
        until = timezone.now().replace(second=0, microsecond=0) + datetime.timedelta(days=2)
        client.post(url("embargo", story), at(until))
        story.refresh_from_db()
        assert story.embargo_until == until
        page = client.get(url("change", story)).content.decode()
        assert "Under embargo until" in page
        assert f'value="{at(until)["date"]}"' in page  # the publish panel begins with that time
        assert "Under embargo until" in client.get(url("draft", story)).content.decode()
        assert "Under embargo until" in client.get(url("preview", story)).content.decode()
        with pytest.raises(publishing.ValidationError):
            publishing.publish(story=story, by=user)
        client.post(url("embargo", story), {"lift": "1"})
        story.refresh_from_db()
        assert story.embargo_until is None

    @pytest.mark.parametrize(
        ("data", "said"),
        [
            ({"date": "2035-03-11", "time": "02:30"}, "This hour does not exist"),
            ({"date": "2035-11-04", "time": "01:30"}, "twice that night"),
            ({"date": "2020-01-01", "time": "10:00"}, "This time has passed"),
            ({"date": "", "time": "10:00"}, "Give a date and a time"),
        ],
    )
    def test_time_that_is_none(self, client, sign_in, data, said):
        sign_in("producer")
        story = factories.StoryFactory()
        assert said in client.post(url("embargo", story), data).content.decode()
        story.refresh_from_db()
        assert story.embargo_until is None

    def test_of_the_two_hours_the_chosen_one_counts(self, client, sign_in):
        sign_in("producer")
        story = factories.StoryFactory()
        client.post(url("embargo", story), {"date": "2035-11-04", "time": "01:30", "fold": "1"})
        story.refresh_from_db()
        assert story.embargo_until.astimezone(datetime.UTC).hour == 7

    def test_story_that_readers_see_has_none(self, client, sign_in):
        sign_in("producer")
        response = client.post(url("embargo", factories.published()), {"date": "2035-01-01", "time": "10:00"})
        assert "Readers see this story already" in response.content.decode()

    @pytest.mark.parametrize("role", ROLES)
    def test_by_role(self, client, sign_in, role):
        user = sign_in(role)
        story = factories.StoryFactory(by=user)
        client.post(url("embargo", story), {"date": "2035-01-01", "time": "10:00"})
        is_set = Story.objects.get(pk=story.pk).embargo_until is not None
        assert is_set == (role in ("producer", "editor", "administrator"))


class TestWithdrawAtATime:
    def test_is_set_said_and_cancelled(self, client, sign_in):
        sign_in("editor")
        story = factories.published()
        moment = timezone.now().replace(second=0, microsecond=0) + datetime.timedelta(days=2)
        client.post(url("withdraw", story), {"note": "The offer ended.", "when": "at", **at(moment)})
        story.refresh_from_db()
        assert (story.unpublish_at, story.withdrawn_at) == (moment, None)
        assert "Readers lose it at" in client.get(url("change", story)).content.decode()
        client.post(url("withdraw", story), {"keep": "1"})
        story.refresh_from_db()
        assert story.unpublish_at is None
        assert client.get(story.get_absolute_url()).status_code == 200

    def test_now_is_now(self, client, sign_in):
        sign_in("editor")
        story = factories.published()
        client.post(url("withdraw", story), {"note": "Wrong person.", "when": "now"})
        response = client.get(story.get_absolute_url())
        assert response.status_code == 410
        assert "Wrong person." in response.content.decode()

    def test_time_without_a_date_withdraws_nothing(self, client, sign_in):
        sign_in("editor")
        story = factories.published()
        response = client.post(url("withdraw", story), {"note": "N", "when": "at", "time": "10:00"})
        assert "Give a date and a time" in response.content.decode()
        story.refresh_from_db()
        assert (story.unpublish_at, story.withdrawn_at) == (None, None)

    def test_story_that_nobody_saw_is_refused_in_words(self, client, sign_in):
        sign_in("editor")
        response = client.post(url("withdraw", factories.StoryFactory()), {"note": "N"})
        assert "Readers have not seen this story" in response.content.decode()
