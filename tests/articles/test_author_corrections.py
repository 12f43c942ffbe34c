"""What had to be corrected in an author's stories."""

import datetime

import pytest
from django.utils import timezone

from articles import publishing
from tests.articles.whole import text_of
from tests.factories import AuthorFactory, UserFactory, published

pytestmark = pytest.mark.django_db


def corrected(author, by, headline="Corrected", text="It was two."):
    """A story of `author` with a correction that readers see."""
    story = published(by=by, headline=headline, authors=[author])
    publishing.publish(story=story, by=by, correction=("correction", text))
    return story


def test_costs_three_queries_however_many_there_are(client, django_assert_max_num_queries):
    author, by = AuthorFactory(), UserFactory(role="administrator")
    for count in (1, 8):
        for _number in range(count):
            corrected(author, by)
        with django_assert_max_num_queries(3):  # one of them for the navigation
            client.get(f"{author.get_absolute_url()}corrections/")


def test_each_leads_to_the_note_on_its_story(client):
    author, by = AuthorFactory(name="Pa Houa Vang"), UserFactory(role="administrator")
    story = corrected(author, by, headline="The vote", text="It was two.")
    response = client.get(f"{author.get_absolute_url()}corrections/")
    assert "Pa Houa Vang Corrections" in text_of(response) and "The vote It was two." in text_of(response)
    note = story.corrections.get()
    assert f'href="{story.get_absolute_url()}#correction-{note.pk}"' in response.content.decode()


def test_pages_neither_repeat_nor_skip(client):
    author, by = AuthorFactory(), UserFactory(role="administrator")
    for number in range(21):
        corrected(author, by, text=f"Number {number}.")
    address, found = f"{author.get_absolute_url()}corrections/", []
    first = client.get(address).context["page"]
    corrected(author, by, text="Came in between.")
    second = client.get(address, {"after": first.older}).context["page"]
    found = [note.text for note in [*first, *second]]
    assert sorted(found) == sorted(f"Number {number}." for number in range(21))


def test_a_scheduled_correction_is_nobodys_yet(client):
    author, by = AuthorFactory(), UserFactory(role="administrator")
    story = published(by=by, authors=[author])
    tomorrow = timezone.now() + datetime.timedelta(days=1)
    publishing.publish(story=story, by=by, correction=("correction", "CANARY"), goes_live_at=tomorrow)
    assert "Corrected" not in text_of(client.get(author.get_absolute_url()))
    listed = client.get(f"{author.get_absolute_url()}corrections/")
    assert "CANARY" not in listed.content.decode()
    assert "Nothing has been corrected in these stories." in text_of(listed)


def test_no_such_authors_corrections(client):
    assert client.get("/authors/nobody/corrections/").status_code == 404
    address = f"{AuthorFactory().get_absolute_url()}corrections/"
    assert client.get(address, {"after": "junk"}).status_code == 404
