"""Series and packages: their page, a story's place in them, and how they are kept."""

import datetime
import json
import re

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from articles import models, publishing, saving, series
from articles.content import freeze
from articles.models import Series, SeriesPart
from newsroom.accounts.models import AuditEntry
from newsroom.outbox.models import Event
from tests.factories import PhotoFactory, SeriesFactory, StoryFactory, UserFactory, published

pytestmark = pytest.mark.django_db

HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def by():
    return UserFactory(role="administrator")


def told(response):
    text = response.content.decode()
    blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
    return [json.loads(block) for block in blocks]


def named(by, *headlines):
    return [published(by=by, headline=headline) for headline in headlines]


def place_of(story):
    [place] = places_of(story)
    return place


def places_of(story):
    page = models.Story.objects.for_page().get(pk=story.pk)
    return series.places_of(story, freeze(story), page.parts)


def headlines(place):
    return [part.headline for part in place.parts]


# --- the page --------------------------------------------------------------------------------------


def test_the_page_shows_the_parts_in_order(client, by):
    one, two, three = named(by, "Uno", "Duo", "Tres")
    held = SeriesFactory(name="After dark", dek="Who is awake.", planned=5, coming="On Sunday: the mill.")
    series.save(series=held, parts=[two, one, three], by=by)
    page = client.get("/series/" + held.slug + "/").content.decode()
    assert page.index("Duo</a>") < page.index("Uno</a>") < page.index("Tres</a>")
    for words in ("After dark", "Who is awake.", "3 of 5 parts so far", "On Sunday: the mill."):
        assert words in page


def test_a_package_has_no_numbers(client, by):
    stories = named(by, "Uno", "Duo")
    held = SeriesFactory(kind="package", parts=stories)
    page = client.get(held.get_absolute_url()).content.decode()
    assert "2 stories" in page
    assert 'class="part-n"' not in page
    assert "Part of a package" in client.get(stories[0].get_absolute_url()).content.decode()


def test_what_readers_cannot_see_is_no_part_of_it(client, by):
    seen, gone = named(by, "Seen", "Gone")
    draft = StoryFactory(by=by, headline="Draft")
    later = StoryFactory(by=by, headline="Later")
    publishing.publish(story=later, by=by, goes_live_at=timezone.now() + HOUR)
    publishing.withdraw(story=gone, by=by, note="It was wrong.")
    held = SeriesFactory(parts=[draft, gone, later, seen])
    for address in (held.get_absolute_url(), seen.get_absolute_url(), f"{held.get_absolute_url()}feed.json"):
        page = client.get(address).content.decode()
        assert "Seen" in page
        assert not {"Draft", "Gone", "Later"} & set(re.findall(r"\w+", page))
    assert place_of(seen).part.number == place_of(seen).total == 1


def test_a_series_without_a_public_part_is_not_there(client, by):
    story = published(by=by)
    held = SeriesFactory(parts=[story, StoryFactory(by=by)])
    assert client.get(held.get_absolute_url()).status_code == 200
    publishing.withdraw(story=story, by=by, note="It was wrong.")
    for page in ("", "feed.rss"):
        assert client.get(held.get_absolute_url() + page).status_code == 404
    assert held.slug not in client.get("/sitemaps/series.xml").content.decode()


def test_it_costs_three_queries_whatever_it_holds(client, by, django_assert_max_num_queries):
    held = SeriesFactory(parts=named(by, *"abcdef"), photo=PhotoFactory())
    with django_assert_max_num_queries(3):
        client.get(held.get_absolute_url())


def test_a_former_address_leads_on(client, by):
    held = SeriesFactory(slug="old", parts=named(by, "Uno"))
    held.slug = "new"
    series.save(series=held, parts=[part.story for part in held.parts.all()], by=by)
    for page in ("", "feed.atom"):
        response = client.get(f"/series/old/{page}")
        assert (response.status_code, response["Location"]) == (301, f"/series/new/{page}")
    assert client.get("/series/never/").status_code == 404


def test_machines_are_told(client, by):
    one, two = named(by, "Uno", "Duo")
    held = SeriesFactory(name="After dark", parts=[one, two])
    page = client.get(held.get_absolute_url())
    about = next(block for block in told(page) if block["@type"] == "CreativeWorkSeries")
    assert [(part["position"], part["headline"]) for part in about["hasPart"]] == [(1, "Uno"), (2, "Duo")]
    assert f'href="{held.get_absolute_url()}feed.rss"' in page.content.decode()
    article = next(
        block for block in told(client.get(two.get_absolute_url())) if "NewsArticle" in block["@type"]
    )
    assert article["isPartOf"] == [{key: about[key] for key in ("@type", "@id", "url", "name")}]
    assert article["position"] == 2
    assert about["url"] in client.get("/sitemaps/series.xml").content.decode()


# --- where a story stands --------------------------------------------------------------------------


def test_a_storys_page_says_its_place_at_once(client, by):
    one, two, three = named(by, "Uno", "Duo", "Tres")
    count = two.editions.count()
    held = series.save(
        series=Series(name="After dark", slug="after-dark", planned=5), parts=[one, two, three], by=by
    )
    for address in (two.get_absolute_url(), f"{two.get_absolute_url()}v1/"):
        page = client.get(address).content.decode()
        assert re.search(r"Part 2 of 5\s+<a href=\"/series/after-dark/\">", page)
        assert 'rel="prev"' in page
        assert 'rel="next"' in page
    assert two.editions.count() == count
    series.take_out(story=two, series=held, by=by)
    assert "After dark" not in client.get(two.get_absolute_url()).content.decode()


def test_numbers_close_up(by):
    one, two, three = named(by, "Uno", "Duo", "Tres")
    SeriesFactory(parts=[one, two, three])
    place = place_of(three)
    assert (place.part.number, place.total, place.previous.headline, place.next) == (3, 3, "Duo", None)
    publishing.withdraw(story=two, by=by, note="It was wrong.")
    place = place_of(three)
    assert (place.part.number, place.total, place.previous.headline) == (2, 2, "Uno")
    assert headlines(place_of(one)) == ["Uno", "Tres"]
    assert (place_of(one).previous, place_of(one).next.headline) == (None, "Tres")


def test_more_parts_than_planned_are_told_as_they_are(by):
    stories = named(by, "Uno", "Duo", "Tres")
    SeriesFactory(planned=2, parts=stories)
    assert place_of(stories[2]).total == 3


def test_a_story_may_be_in_several(by):
    story, other = named(by, "Uno", "Duo")
    SeriesFactory(name="B", parts=[story, other])
    SeriesFactory(name="A", parts=[other, story])
    SeriesFactory(name="C", kind="package", parts=[story])
    SeriesFactory(name="Another's", parts=[other])
    places = places_of(story)
    assert [(place.series.name, place.part.number) for place in places] == [("A", 2), ("B", 1), ("C", 1)]


def test_a_due_edition_says_its_own_headline(by):
    story, other = named(by, "Before", "Other")
    SeriesFactory(parts=[story, other])
    story.headline = "After"
    saving.save(story=story, by=by, write=story.save)
    publishing.publish(story=story, by=by, goes_live_at=timezone.now() + HOUR)
    assert headlines(place_of(other)) == ["Before", "Other"]
    story.refresh_from_db()
    type(story.queued_edition).objects.filter(pk=story.queued_edition_id).update(
        goes_live_at=timezone.now() - HOUR
    )
    assert headlines(place_of(other)) == ["After", "Other"]


def test_a_preview_shows_the_place_that_a_draft_will_have(client, by):
    draft = StoryFactory(by=by, headline="Draft")
    hidden = StoryFactory(by=by, headline="Hidden")
    SeriesFactory(parts=[*named(by, "Uno"), hidden, draft, *named(by, "Tres")])
    assert headlines(place_of(draft)) == ["Uno", "Draft", "Tres"]
    client.force_login(by)
    page = client.get(reverse("admin:articles_story_draft", args=[draft.pk])).content.decode()
    assert "Part 2 of 3" in page
    assert "Hidden" not in page


# --- keeping it ------------------------------------------------------------------------------------


def test_a_save_is_recorded_and_told(by):
    stories = named(by, "Uno", "Duo")
    held = series.save(series=Series(name="After dark", slug="after-dark"), parts=stories, by=by)
    assert held.version == 1
    series.save(series=held, parts=stories[::-1], by=by)
    entries = AuditEntry.objects.filter(target_type="series").order_by("pk")
    assert [entry.action for entry in entries] == ["series.create", "series.change"]
    assert [entry.detail["parts"] for entry in entries] == [
        [story.pk for story in order] for order in (stories, stories[::-1])
    ]
    payload = {"series": held.pk, "stories": sorted(story.pk for story in stories)}
    told = Event.objects.filter(kind="series.changed")
    assert [payload.items() <= event.payload.items() for event in told] == [True] * 2


def test_what_stands_already_is_not_saved_twice(by):
    held = series.save(series=Series(name="After dark", slug="after-dark"), parts=named(by, "Uno"), by=by)
    again = Series.objects.get(pk=held.pk)
    parts = [part.story for part in held.parts.all()]
    assert series.save(series=again, parts=parts, by=by, version=0).version == 1
    assert AuditEntry.objects.filter(target_type="series").count() == 1


def test_the_later_of_two_editors_overwrites_nothing(by):
    one, two = named(by, "Uno", "Duo")
    held = series.save(series=Series(name="After dark", slug="after-dark"), parts=[one], by=by)
    series.place(story=two, series=held, by=by)
    late = Series.objects.get(pk=held.pk)
    late.name = "Another name"
    with pytest.raises(ValidationError, match="while you had it open"):
        series.save(series=late, parts=[one], by=by, version=1)
    assert list(held.parts.values_list("story", flat=True)) == [one.pk, two.pk]
    assert Series.objects.get(pk=held.pk).name == "After dark"


def test_order_is_kept_and_touches_what_moves_alone(by, django_assert_num_queries):
    one, two, three = named(by, "Uno", "Duo", "Tres")
    held = SeriesFactory(parts=[one, two, three])
    rows = dict(held.parts.values_list("story", "pk"))
    series.save(series=held, parts=[three, one], by=by)
    assert [(part.story_id, part.pk) for part in held.parts.all()] == [
        (three.pk, rows[three.pk]),
        (one.pk, rows[one.pk]),
    ]


def test_placing_twice_is_placing_once(by):
    one, two = named(by, "Uno", "Duo")
    held = SeriesFactory(parts=[one])
    for _ in range(2):
        series.place(story=two, series=held, by=by)
    assert list(held.parts.values_list("story", flat=True)) == [one.pk, two.pk]
    series.take_out(story=one, series=held, by=by)
    assert list(held.parts.values_list("story", flat=True)) == [two.pk]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"name": ""}, "cannot be blank"),
        ({"slug": "not an address"}, "valid “slug”"),
        ({"slug": "taken"}, "Another series has this address"),
        ({"planned": 0}, "greater than or equal to 1"),
        ({"name": "a\x00b"}, "no database can keep"),
    ],
)
def test_nonsense_is_refused(by, fields, message):
    SeriesFactory(slug="taken")
    with pytest.raises(ValidationError, match=message):
        series.save(series=Series(**{"name": "a", "slug": "a"} | fields), parts=[], by=by)


def test_what_is_too_much_is_refused(by, monkeypatch):
    monkeypatch.setattr(series, "MOST_PARTS", 1)
    monkeypatch.setattr(series, "MOST_SERIES", 2)
    one, two = named(by, "Uno", "Duo")
    with pytest.raises(ValidationError, match="1 parts at most"):
        series.save(series=SeriesFactory(), parts=[one, two], by=by)
    for _ in range(2):
        series.place(story=one, series=SeriesFactory(), by=by)
    with pytest.raises(ValidationError, match="2 series at most"):
        series.place(story=one, series=SeriesFactory(), by=by)


def test_the_database_knows(by):
    story = published(by=by)
    held = SeriesFactory(parts=[story])
    with pytest.raises(IntegrityError):
        SeriesPart.objects.create(series=held, story=story)
