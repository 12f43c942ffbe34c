"""The history: every save, what of it readers saw, any two compared, any of them put back."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles import publishing, saving, workflow
from articles.admin import history
from articles.models import Aside, Quote, RichText
from newsroom.accounts.models import AuditEntry
from tests import factories

pytestmark = pytest.mark.django_db


def url(story, page="history"):
    return reverse(f"admin:articles_story_{page}", args=[story.pk])


@pytest.fixture
def editor(client):
    user = factories.UserFactory(role="editor", name="Teresa Aguilar")
    client.force_login(user)
    return user


def saved(story, by, note="", **fields):
    """Save `story` with other `fields`."""

    def write():
        for name, value in fields.items():
            setattr(story, name, value)
        story.save()

    return saving.save(story=story, by=by, write=write, note=note)


def compared(response):
    """The changes that the page shows, as (operation, label)."""
    runs = response.context["changes"]
    return [(str(change.op), change.label) for is_same, run in runs if not is_same for change in run]


def test_saves_versions_and_steps_with_who_and_when(client, editor):
    other = factories.UserFactory(role="editor", name="Pa Houa Vang")
    story = factories.StoryFactory(by=editor)
    publishing.publish(story=story, by=other, note="Out at last.")
    saved(story, editor, headline="Another", note="Agreed with the city desk")
    workflow.take("submit", story=story, by=editor, note="Please look.")
    page = client.get(url(story)).content.decode()
    for text in ("Published by Pa Houa Vang", "Out at last.", "Agreed with the city desk", "Please look."):
        assert text in page
    assert page.count('class="mer-i star live"') == 1


def test_what_differs_between_readers_version_and_draft_is_shown_at_once(client, editor):
    person, photo = factories.PersonFactory(name="Amy Klobuchar"), factories.PhotoFactory(alt="A bridge.")
    story = factories.StoryFactory(by=editor, text="<p>It met on Monday.</p>")
    publishing.publish(story=story, by=editor)

    def write():
        text = RichText.objects.get(parent=story)
        text.text = "<p>It met on Tuesday.</p>"
        text.save()
        Quote.objects.create(parent=story, region="main", ordering=50, words="We will.", speaker="X")
        story.mentions.create(person=person)
        story.lead_photo = photo
        story.save()

    saving.save(story=story, by=editor, write=write)
    response = client.get(url(story))
    assert set(compared(response)) == {
        ("added", "Lead photo"),
        ("changed", "Paragraph"),
        ("added", "Quote"),
        ("added", "Person"),
    }
    page = response.content.decode()
    assert "<del>Monday</del>" in page
    assert "<ins>Tuesday</ins>" in page
    assert "A bridge." in page


def test_any_two_are_compared(client, editor):
    story = factories.StoryFactory(by=editor, headline="One")
    saved(story, editor, headline="Two")
    saved(story, editor, dek="Three.")
    assert compared(client.get(url(story), {"older": 1, "newer": 2})) == [("changed", "Headline")]
    assert compared(client.get(url(story), {"older": 2, "newer": 3})) == [("changed", "Dek")]
    assert compared(client.get(url(story), {"older": 2, "newer": 2})) == []


@pytest.mark.parametrize(
    "query",
    [
        {"older": "x"},
        {"older": "1e9"},
        {"newer": "-1"},
        {"older": "999"},
        {"before": "1"},
        {"before": "٣"},
        {"aside": "1"},
        {"before": "9" * 40},
    ],
)
def test_what_is_not_there_is_not_found(client, editor, query):
    assert client.get(url(factories.StoryFactory()), query).status_code == 404


def test_restore_puts_a_save_into_the_draft_and_nothing_before_readers(client, editor):
    story = factories.StoryFactory(by=editor, headline="As it was", text="<p>First text.</p>")
    publishing.publish(story=story, by=editor)
    saved(story, editor, headline="As it is")
    response = client.post(url(story, "restore"), {"revision": 1, "version": story.version})
    assert response["Location"] == url(story, "change")
    story.refresh_from_db()
    assert story.headline == "As it was"
    assert story.latest_revision.note == "Restored from revision 1"
    assert story.live_edition.number == 1
    assert AuditEntry.objects.filter(action="story.save", target_id=story.pk, actor=editor).exists()


def test_restore_does_not_write_over_what_somebody_saved_meanwhile(client, editor):
    story = factories.StoryFactory(by=editor, headline="One")
    seen = saved(story, editor, headline="Two").number
    saved(story, factories.UserFactory(role="editor"), headline="Three, by somebody else")
    response = client.post(url(story, "restore"), {"revision": 1, "version": seen}, follow=True)
    assert "Somebody saved this story since you looked" in response.content.decode()
    story.refresh_from_db()
    assert story.headline == "Three, by somebody else"


def test_restore_is_for_who_may_edit_by_post_and_within_the_story(client, editor):
    story, other = factories.StoryFactory(), factories.StoryFactory(headline="Mine")
    assert client.get(url(story, "restore")).status_code == 405
    assert client.post(url(story, "restore"), {"revision": 9, "version": 1}).status_code == 404
    assert client.post(url(story, "restore"), {"revision": "x", "version": 1}).status_code == 404
    assert client.post(url(story, "restore"), {"revision": 1}).status_code == 404
    client.force_login(factories.UserFactory(role="contributor"))
    assert client.post(url(other, "restore"), {"revision": 1, "version": 1}).status_code == 404
    assert client.get(url(other)).status_code == 404


def test_texts_kept_apart_are_listed_and_shown(client, editor):
    story = factories.StoryFactory(by=editor, headline="One")
    content = story.latest_revision.content | {"headline": "Too late"}
    aside = Aside.objects.create(story=story, base=story.latest_revision, content=content, created_by=editor)
    page = client.get(url(story)).content.decode()
    assert "Kept apart" in page
    response = client.get(url(story), {"aside": aside.pk})
    assert compared(response) == [("changed", "Headline")]
    elsewhere = factories.StoryFactory(by=editor)
    assert client.get(url(elsewhere), {"aside": aside.pk}).status_code == 404


def test_pages_cost_the_same_and_hold_so_many(client, editor, monkeypatch):
    monkeypatch.setattr(history, "PER_PAGE", 5)
    story = factories.StoryFactory(by=editor)

    def queries():
        with CaptureQueriesContext(connection) as captured:
            client.get(url(story))
        return len(captured)

    for count in range(3):
        saved(story, editor, dek=f"Dek {count}.")
    client.get(url(story))
    few = queries()
    for count in range(12):
        saved(story, editor, dek=f"Another {count}.")
        publishing.publish(story=story, by=editor)
    assert queries() <= few + 1
    first = client.get(url(story))
    assert first.context["next"] == 12
    second = client.get(url(story), {"before": 12})
    numbers = {
        entry.revision
        for response in (first, second)
        for _is_plain, run in response.context["runs"]
        for entry in run
        if entry.kind in ("save", "noted")
    }
    assert numbers == set(range(7, 17))


def test_markup_in_words_is_text(client, editor):
    story = factories.StoryFactory(by=editor)
    saved(story, editor, headline="<script>alert(1)</script>", note="<b>bold</b>")
    page = client.get(url(story)).content.decode()
    assert "<script>alert(1)" not in page
    assert "<b>bold" not in page
