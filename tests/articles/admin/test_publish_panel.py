"""The story screen publishes through the services, and hands a story to the editors and back."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from articles.enums import EditionKind, State
from articles.models import Story
from tests import factories
from tests.articles.admin.forms import posted
from tests.articles.admin.screen import at, change_url, problems, save

pytestmark = pytest.mark.django_db


class TestPublishing:
    def test_publish_saves_and_publishes_in_one_go(self, client, editor):
        story = factories.StoryFactory()
        response = save(
            client,
            story,
            headline="Out now",
            _publish="1",
            **{"publish-when": "now", "publish-note": "First."},
        )
        assert response["Location"] == change_url(story)
        story.refresh_from_db()
        assert story.live_edition.content["headline"] == "Out now"
        assert (story.live_edition.number, story.live_edition.note) == (1, "First.")
        assert story.live_edition.kind == EditionKind.FIRST
        page = client.get(change_url(story)).content.decode()
        assert "Readers see v1 now." in page
        assert story.get_absolute_url() in page

    def test_new_story_can_be_published_at_once(self, client, editor):
        blank = client.get(reverse("admin:articles_story_add"))
        data = posted(blank, headline="At once", section=factories.SectionFactory().pk, _publish="1")
        client.post(reverse("admin:articles_story_add"), data)
        assert Story.objects.get().live_edition.number == 1

    def test_second_click_makes_no_second_edition(self, client, editor, form_of):
        story = factories.StoryFactory()
        data = posted(form_of(story), _publish="1")
        client.post(change_url(story), data)
        client.post(change_url(story), data)
        assert story.editions.count() == 1

    def test_language_of_one_story_reaches_readers(self, client, editor):
        story = factories.published()
        assert "language" in problems(save(client, story, language="Spanish")).lower()
        now = {"_publish": "1", "publish-kind": "update", "publish-when": "now"}
        save(client, story, language="es", **now)
        assert 'lang="es"' in client.get(story.get_absolute_url()).content.decode()

    @pytest.mark.parametrize("kind", ["update", "minor"])
    def test_kind(self, client, editor, kind):
        story = factories.published()
        save(client, story, headline="Again", _publish="1", **{"publish-kind": kind, "publish-when": "now"})
        story.refresh_from_db()
        assert (story.live_edition.number, story.live_edition.kind) == (2, kind)

    def test_correction_says_what_was_wrong(self, client, editor):
        story = factories.published()
        changes = {"_publish": "1", "publish-kind": "correction", "publish-when": "now"}
        assert "Tell readers what was wrong" in problems(save(client, story, **changes))
        save(
            client,
            story,
            **changes,
            **{"publish-correction": "It was Tuesday.", "publish-correction_kind": "clarification"},
        )
        correction = story.corrections.get()
        assert (correction.kind, correction.text) == ("clarification", "It was Tuesday.")
        assert (correction.paragraph_id, correction.corrects) == ("", None)
        assert correction.edition.number == 2

    def test_first_edition_has_no_kind(self, client, editor, form_of):
        assert "kind" not in form_of(factories.StoryFactory()).context["publish"].fields
        assert "kind" in form_of(factories.published()).context["publish"].fields

    def test_schedule_and_cancel(self, client, editor):
        story = factories.StoryFactory()
        tomorrow = timezone.localdate() + datetime.timedelta(days=1)
        save(client, story, _publish="1", **at(tomorrow, "18:00"))
        story.refresh_from_db()
        local = timezone.localtime(story.queued_edition.goes_live_at)
        assert (local.date(), local.hour, local.minute) == (tomorrow, 18, 0)
        assert story.live_edition is None
        page = client.get(change_url(story)).content.decode()
        assert "v1 goes out at" in page
        save(client, story, _cancel_schedule="1")
        story.refresh_from_db()
        assert story.queued_edition is None

    def test_time_that_has_passed(self, client, editor):
        story = factories.StoryFactory()
        response = save(client, story, _publish="1", **at(datetime.date(2020, 1, 1), "18:00"))
        assert "This time has passed" in problems(response)
        assert not story.editions.exists()

    def test_time_without_a_date(self, client, editor):
        response = save(client, factories.StoryFactory(), _publish="1", **at("", "18:00"))
        assert "Give a date and a time" in problems(response)

    @pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
    def test_ends_of_the_calendar(self, client, editor, day):
        response = save(client, factories.StoryFactory(), _publish="1", **at(day, "23:59"))
        assert response.status_code in (200, 302)

    def test_hour_that_does_not_exist(self, client, editor):
        response = save(client, factories.StoryFactory(), _publish="1", **at("2035-03-11", "02:30"))
        assert "This hour does not exist" in problems(response)

    def test_hour_that_comes_twice_is_asked_about(self, client, editor):
        story = factories.StoryFactory()
        response = save(client, story, _publish="1", **at("2035-11-04", "01:30"))
        assert "twice that night" in problems(response)
        page = response.content.decode()
        assert "1:30 a.m. CDT" in page
        assert "1:30 a.m. CST" in page
        save(client, story, _publish="1", **at("2035-11-04", "01:30"), **{"publish-fold": "1"})
        story.refresh_from_db()
        utc = story.queued_edition.goes_live_at.astimezone(datetime.UTC)
        assert (utc.hour, utc.minute) == (7, 30)

    def test_withdraw_asks_for_a_note_first(self, client, editor):
        story = factories.published()
        url = reverse("admin:articles_story_withdraw", args=[story.pk])
        assert client.get(url).status_code == 200
        assert client.post(url, {"note": " "}).status_code == 200
        story.refresh_from_db()
        assert story.live_edition is not None
        client.post(url, {"note": "It named the wrong person."})
        story.refresh_from_db()
        assert story.live_edition is None
        assert "It named the wrong person." in client.get(change_url(story)).content.decode()


class TestReview:
    def test_there_and_back(self, client, editor):
        story = factories.StoryFactory()
        save(client, story, _submit="1", **{"review-note": "Please look."})
        story.refresh_from_db()
        assert story.state == State.SUBMITTED
        page = client.get(change_url(story)).content.decode()
        assert "Please look." in page
        assert 'name="_approve"' in page
        assert "Say what should change" in problems(save(client, story, _send_back="1"))
        save(client, story, _send_back="1", **{"review-note": "Headline first."})
        story.refresh_from_db()
        assert story.state == State.CHANGES_REQUESTED
        assert "Headline first." in client.get(change_url(story)).content.decode()
        save(client, story, _submit="1")
        save(client, story, _approve="1")
        story.refresh_from_db()
        assert story.state == State.APPROVED

    def test_buttons_follow_rights(self, client):
        user = factories.UserFactory(role="contributor")
        client.force_login(user)
        page = client.get(change_url(factories.StoryFactory(by=user))).content.decode()
        assert 'name="_submit"' in page
        for name in ("_publish", "_approve", "_send_back", "withdraw"):
            assert f'name="{name}"' not in page
        assert "Withdraw" not in page
