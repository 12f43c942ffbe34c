"""Corrections: on the story, on their own page, and in the feed."""

import datetime
from xml.etree import ElementTree

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from articles import models, publishing
from articles.content import paragraphs_of
from tests.articles.whole import AFTERNOON, MORNING, save, text_of
from tests.factories import StoryFactory, UserFactory, published

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def by():
    return UserFactory(role="administrator")


def test_no_character_breaks_the_feed(client, by):
    corrected(by, text="It was\x0b September.")
    assert b"It was September." in client.get("/corrections/feed.atom").content


def corrected(by, *, kind="correction", text="It was September, not August.", at=AFTERNOON, **fields):
    """Return a story with one correction."""
    story = published(by=by, at=MORNING, **fields)
    publishing.publish(story=story, by=by, correction=(kind, text), goes_live_at=at)
    return story


@pytest.mark.parametrize("address", ["{story}", "{story}v1/"])
@pytest.mark.parametrize(
    ("kind", "name", "is_above"),
    [
        ("note", "Editor’s note", True),
        ("correction", "Correction", False),
        ("clarification", "Clarification", False),
    ],
)
def test_its_kind_sets_its_place_on_the_story(client, by, kind, name, is_above, address):
    story = corrected(by, kind=kind, text="<b>What is right.</b>")
    html = client.get(address.format(story=story.get_absolute_url())).content.decode()
    text = html.index("The council voted late")
    told = html.index("&lt;b&gt;What is right.&lt;/b&gt;")
    assert (told < text) == is_above
    assert f">{name}, <time" in html
    assert f'href="{story.get_history_url()}?to=2">Compare the versions' in html
    assert client.get(f"{story.get_history_url()}?to=2").status_code == 200


def test_it_leads_to_its_paragraph_and_a_wrong_one_is_itself_corrected(client, by):
    story = published(by=by, at=MORNING, text="<p>The council voted late.</p><p>It was August.</p>")
    _first, second = paragraphs_of(story.latest_revision.content)
    wrong = ("correction", "It was July.", second["id"])
    publishing.publish(story=story, by=by, correction=wrong, goes_live_at=AFTERNOON)
    earlier = story.corrections.get()
    right = ("correction", "It was June.", second["id"], earlier)
    publishing.publish(story=story, by=by, correction=right, goes_live_at=AFTERNOON)
    later = story.corrections.get(corrects=earlier)
    response = client.get(story.get_absolute_url())
    html, words = response.content.decode(), text_of(response)
    assert html.count(f'<a href="#{second["id"]}"') == 2 and f'id="{second["id"]}"' in html
    assert "This note was itself wrong. Corrected" in words and "It corrects the note of" in words
    assert f'href="#correction-{later.pk}"' in html and f'href="#correction-{earlier.pk}"' in html


def test_a_paragraph_or_a_correction_that_is_not_the_storys_is_refused(by):
    story, other = published(by=by, at=MORNING), corrected(by)
    for wrong in (("correction", "Wrong.", "p-none"), ("correction", "Wrong.", "", other.corrections.get())):
        with pytest.raises(ValidationError):
            publishing.publish(story=story, by=by, correction=wrong, goes_live_at=AFTERNOON)
    assert not story.corrections.exists() and story.editions.count() == 1


def test_a_correction_that_gives_way_cannot_be_the_one_that_was_wrong(by):
    story = published(by=by, at=MORNING)
    tomorrow = timezone.now() + datetime.timedelta(days=1)
    publishing.publish(story=story, by=by, correction=("correction", "It waits."), goes_live_at=tomorrow)
    with pytest.raises(ValidationError, match="no such correction"):
        waiting = story.corrections.get()
        publishing.publish(story=story, by=by, correction=("correction", "Now.", "", waiting))
    assert story.corrections.get().text == "It waits."


def test_all_of_them_newest_first_under_the_headline_that_readers_see(client, by):
    story = corrected(by, headline="As published")
    later = corrected(by, kind="note", text="A later note.", at=AFTERNOON + datetime.timedelta(hours=1))
    save(story, by, lambda: models.Story.objects.filter(pk=story.pk).update(headline="Canary"))
    response = client.get("/corrections/")
    words, html = text_of(response), response.content.decode()
    assert words.index("A later note.") < words.index("It was September, not August.")
    expected = "March 2, 2017 3:52 p.m. CST Correction As published It was September, not August."
    assert expected in words
    assert "canary" not in html.lower()
    assert f"{story.get_absolute_url()}#correction-{story.corrections.get().pk}" in html
    assert f"{later.get_history_url()}?to=2" in html
    assert 'href="/corrections/feed.atom"' in html and 'type="application/atom+xml"' in html
    assert 'href="/corrections/"' in client.get("/").content.decode()


def test_pages_hold_every_correction_once(client, by):
    for number in range(23):
        corrected(by, text=f"Number {number}.", at=AFTERNOON + datetime.timedelta(minutes=number))
    first = client.get("/corrections/")
    second = client.get("/corrections/", {"after": first.context["page"].older})
    seen = [correction.text for page in (first, second) for correction in page.context["page"]]
    assert seen == [f"Number {number}." for number in reversed(range(23))]
    assert "Older corrections" in text_of(first)
    assert client.get("/corrections/?after=junk").status_code == 404


def test_none(client):
    assert "Nothing has been corrected yet." in text_of(client.get("/corrections/"))
    assert client.get("/corrections/feed.atom").status_code == 200


def test_feed(client, by, settings):
    base = settings.NEWSROOM["base_url"]
    story = corrected(by, headline="Five & six", text="Not <five>.\nSix.")
    response = client.get("/corrections/feed.atom")
    assert response["Content-Type"].startswith("application/atom+xml")
    feed = ElementTree.fromstring(response.content)
    assert feed.findtext(f"{ATOM}title") == "Corrections: North Star Bulletin"
    assert [link.get("href") for link in feed.findall(f"{ATOM}link")] == [
        f"{base}/corrections/",
        f"{base}/corrections/feed.atom",
    ]
    (entry,) = feed.findall(f"{ATOM}entry")
    correction = story.corrections.get()
    assert entry.findtext(f"{ATOM}title") == "Correction: Five & six"
    assert entry.findtext(f"{ATOM}summary") == "Not &lt;five&gt;.\nSix."
    assert entry.findtext(f"{ATOM}content") == "<p>Not &lt;five&gt;.<br>Six.</p>"
    assert (
        entry.find(f"{ATOM}link").get("href")
        == f"{base}{story.get_absolute_url()}#correction-{correction.pk}"
    )
    assert entry.findtext(f"{ATOM}id") == f"{base}/corrections/#correction-{correction.pk}"
    assert entry.findtext(f"{ATOM}published") == "2017-03-02T21:52:00+00:00"


def test_what_readers_may_not_see_is_in_neither(client, by):
    waiting = published(by=by)
    tomorrow = timezone.now() + datetime.timedelta(days=1)
    publishing.publish(
        story=waiting, by=by, correction=("correction", "Canary one"), goes_live_at=tomorrow, note="Canary"
    )
    withdrawn = corrected(by, headline="Canary two", text="Canary three")
    publishing.withdraw(story=withdrawn, by=by, note="Wrong.")
    taken_down = corrected(by, headline="Canary four", text="Canary five")
    models.Story.objects.filter(pk=taken_down.pk).update(unpublish_at=timezone.now())
    StoryFactory(by=by, headline="Canary six")
    for address in ("/corrections/", "/corrections/feed.atom"):
        assert "canary" not in client.get(address).content.decode().lower()


@pytest.mark.parametrize("address", ["/corrections/", "/corrections/feed.atom"])
def test_costs_three_queries_whatever_it_holds(client, by, address, django_assert_max_num_queries):
    for _number in range(5):
        corrected(by)
    with django_assert_max_num_queries(3):
        client.get(address)
