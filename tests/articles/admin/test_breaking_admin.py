"""The page on which a banner is written, looked at, raised and taken down."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from articles.breaking import raise_banner
from articles.models import Breaking
from tests.articles.whole import text_of
from tests.factories import StoryFactory, UserFactory, published

pytestmark = pytest.mark.django_db

HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def producer(client):
    user = UserFactory(role="producer", name="Maren Lie")
    client.force_login(user)
    return user


def url(story, page="breaking"):
    return reverse(f"admin:articles_story_{page}", args=[story.pk])


def test_is_looked_at_first_and_raised_when_confirmed(client, producer):
    story = published(headline="The Senate votes")
    assert url(story) in client.get(url(story, "change")).content.decode()
    page = client.get(url(story))
    assert page.context["form"]["text"].value() == "The Senate votes"
    assert page.context["form"]["minutes"].value() == 60
    asked = {"text": "Recusal,\n announced", "minutes": "30"}
    page = client.post(url(story), asked)
    assert not Breaking.objects.exists()
    assert "As readers will see it Breaking Recusal, announced" in text_of(page)
    assert "for 30 min" in text_of(page)
    response = client.post(url(story), asked | {"confirmed": "1"})
    assert response["Location"] == url(story)
    banner = Breaking.objects.get()
    assert (banner.story, banner.text, banner.raised_by) == (story, "Recusal, announced", producer)
    assert banner.until - banner.raised_at < datetime.timedelta(minutes=31)
    words = text_of(client.get(url(story)))
    assert "On the front page now Breaking Recusal, announced" in words
    assert "Maren Lie raised it at" in words


def test_a_text_or_a_length_that_will_not_do_is_an_error_at_the_field(client, producer):
    story = published()
    for asked in ({"text": "", "minutes": "60"}, {"text": "x" * 141, "minutes": "60"}):
        assert client.post(url(story), asked | {"confirmed": "1"}).context["form"].errors["text"]
    for minutes in ("", "61", "junk"):
        page = client.post(url(story), {"text": "a", "minutes": minutes, "confirmed": "1"})
        assert page.context["form"].errors["minutes"]
    assert not Breaking.objects.exists()


def test_the_one_that_stands_is_said_replaced_and_listed(client, producer):
    first, second = published(), published()
    raise_banner(story=first, text="First", until=timezone.now() + HOUR, by=producer)
    asked = {"text": "Second", "minutes": "60"}
    assert "It takes the place of the one that stands now." in text_of(client.post(url(second), asked))
    client.post(url(second), asked | {"confirmed": "1"})
    page = client.get(url(first))
    assert page.context["standing"].text == "Second"
    assert [row.text for row in page.context["past"]] == ["First"]
    assert "Earlier banners First Maren Lie" in text_of(page)
    assert "before its time" in text_of(page)


def test_is_taken_down_from_any_storys_page_and_no_other_with_it(client, producer):
    first, second = published(), published()
    old = raise_banner(story=first, text="First", until=timezone.now() + HOUR, by=producer)
    new = raise_banner(story=second, text="Second", until=timezone.now() + HOUR, by=producer)
    client.post(url(first), {"end": old.pk})  # a page that is behind
    client.post(url(first), {"end": "junk"})
    assert Breaking.objects.showing().get() == new
    client.post(url(first), {"end": new.pk})
    assert not Breaking.objects.showing().exists()
    client.post(url(first), {"end": new.pk})
    assert client.get(url(first)).context["standing"] is None


def test_a_story_that_readers_do_not_see_offers_none(client, producer):
    story = StoryFactory()
    page = client.get(url(story))
    assert "the banner would lead nowhere" in text_of(page)
    assert "Look at it" not in text_of(page)
    assert url(story) not in client.get(url(story, "change")).content.decode()
    page = client.post(url(story), {"text": "a", "minutes": "60", "confirmed": "1"})
    assert page.status_code == 200 and not Breaking.objects.exists()


def test_begins_with_the_headline_that_readers_know(client, producer):
    story = published(headline=f"As published {'x' * 200}")
    story.headline = "CANARY of a draft"
    story.save()
    text = client.get(url(story)).context["form"]["text"].value()
    assert text.startswith("As published") and len(text) == 140


@pytest.mark.parametrize("role", ["contributor", "reporter"])
def test_who_may_not_publish_has_no_such_page(client, role):
    user = UserFactory(role=role)
    client.force_login(user)
    story = published()
    type(story).objects.filter(pk=story.pk).update(created_by=user)
    assert client.get(url(story)).status_code == 403
    assert url(story) not in client.get(url(story, "change")).content.decode()
