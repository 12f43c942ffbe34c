"""A source's page."""

import datetime
import importlib
import json
import re
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone
from django.utils.formats import date_format

from articles import models, publishing, redaction
from articles.models import Edition
from tests.articles.whole import add_block, save, text_of
from tests.factories import (
    PersonFactory,
    SectionFactory,
    SourceFactory,
    StoryFactory,
    UserFactory,
    published,
)
from topics import merging
from topics.views import recent

pytestmark = pytest.mark.django_db


def test_shows_what_we_took_and_where(client):
    source = SourceFactory(
        name="C-SPAN",
        mark="C-SPAN",
        kind="archive",
        description="Records hearings.",
        website="https://www.c-span.org/",
    )
    by = UserFactory(role="administrator")
    story = StoryFactory(by=by, headline="Franken asks")

    def write():
        story.citations.create(
            source=source, supports="the question", url="https://c-span.example/1", ordering=0
        )
        story.citations.create(source=source, supports="the answer", kind="record", ordering=1)
        story.citations.create(source=SourceFactory(), supports="something else", ordering=2)

    save(story, by, write)
    publishing.publish(story=story, by=by)
    response = client.get(source.get_absolute_url())
    words = text_of(response)
    month = date_format(timezone.localtime(), "YEAR_MONTH_FORMAT")
    assert f"C-SPAN Archive or database In one story since {month} C-SPAN Records hearings." in words
    assert "Kind Archive or database Website c-span.org Mark in our texts C-SPAN" in words
    assert "Franken asks the question Report: the question the answer Record" in words
    assert "something else" not in words
    html = response.content.decode()
    assert 'href="https://c-span.example/1"' in html
    story.refresh_from_db()
    ledger = client.get(story.get_absolute_url()).content.decode()
    for place, supports in ((1, "the question"), (2, "the answer")):
        assert re.search(rf'href="{story.get_absolute_url()}#source-{place}">{supports}<', html)
        assert re.search(rf'<li id="source-{place}">(?:(?!</li>).)*{supports}', ledger, re.DOTALL)
    assert "How often 2 citations in all Year Stories Citations" in words
    assert f"{timezone.localtime().year} 1 2" in words
    page = json.loads(re.search(r'<script type="application/ld\+json">(.+?)</script>', html)[1])
    assert page["about"]["@type"] == "Organization"
    assert page["about"]["sameAs"] == "https://www.c-span.org/"


def test_address_that_is_no_page_is_no_link(client):
    source = SourceFactory()
    by = UserFactory(role="administrator")
    story = StoryFactory(by=by)
    save(story, by, lambda: story.citations.create(source=source, supports="it", url="javascript:alert(1)"))
    publishing.publish(story=story, by=by)
    models.Citation.objects.get()
    assert "javascript:" not in client.get(source.get_absolute_url()).content.decode()
    assert "javascript:" not in client.get(story.get_absolute_url()).content.decode()


def test_source_that_nothing_cites(client):
    assert "No story cites it yet." in text_of(client.get(SourceFactory().get_absolute_url()))


def test_no_such_source(client):
    assert client.get("/sources/nothing/").status_code == 404


def speaking(source, person, by, **fields):
    """A published story in which `person` speaks through `source`."""
    story = StoryFactory(by=by)
    given = {"words": "I will recuse myself.", "said_on": datetime.date(2017, 3, 2), "source": source}
    save(story, by, lambda: add_block(story, models.Quote, 60, person=person, **given | fields))
    publishing.publish(story=story, by=by)
    story.refresh_from_db()
    return story


def test_shows_who_spoke_through_it(client):
    source, by = SourceFactory(), UserFactory(role="administrator")
    sessions, other = PersonFactory(name="Jeff Sessions"), PersonFactory(name="Al Franken")
    story = speaking(source, sessions, by)
    speaking(source, sessions, by, words="Nothing else.")
    speaking(source, other, by)
    speaking(SourceFactory(), PersonFactory(name="Somebody else"), by)
    response = client.get(source.get_absolute_url())
    words = text_of(response)
    assert "I will recuse myself. Quote Jeff Sessions March 2, 2017" in words
    assert [person.name for person in response.context["people"]] == ["Jeff Sessions", "Al Franken"]
    assert "Somebody else" not in words
    block = story.live_edition.facets["said"][0]["id"]
    assert f'href="{story.get_absolute_url()}#b-{block}"' in response.content.decode()


def test_who_spoke_and_was_merged_is_named_as_who_is_kept(client):
    source, by = SourceFactory(), UserFactory(role="administrator")
    merged, kept = PersonFactory(name="J. Sessions"), PersonFactory(name="Jeff Sessions")
    speaking(source, merged, by)
    speaking(source, kept, by)
    merging.merge(merged=merged, kept=kept, by=by)
    response = client.get(source.get_absolute_url())
    assert "J. Sessions" not in text_of(response)
    assert list(response.context["people"]) == [kept]


def test_what_was_taken_from_a_source_that_was_merged_is_here(client):
    by, merged, kept = UserFactory(role="administrator"), SourceFactory(), SourceFactory()
    published(headline="Of the merged", sources=[merged])
    merging.merge(merged=merged, kept=kept, by=by)
    words = text_of(client.get(kept.get_absolute_url()))
    assert "Of the merged that it happened Report" in words and "One citation in all" in words


def test_what_was_published_before_words_named_their_source_stands(client):
    source = SourceFactory()
    story = published(sources=[source])
    facets = story.live_edition.facets
    for line in facets["cited"]:
        del line["place"]
    facets["said"] = [{"id": "q", "type": "quote", "person": None, "words": "Words.", "role": "", "on": ""}]
    Edition.objects.filter(pk=story.live_edition_id).update(facets=facets)
    html = client.get(source.get_absolute_url()).content.decode()
    assert f'href="{story.get_absolute_url()}#sources"' in html and "Words." not in html


def test_what_is_withdrawn_or_taken_out_is_gone_at_once(client):
    source, by = SourceFactory(), UserFactory(role="administrator")
    person = PersonFactory(name="Jeff Sessions")
    story = speaking(source, person, by, words="A secret word.")
    other = published(headline="To be withdrawn", sources=[source])
    redaction.redact(story=story, by=by, words="secret", reason="A court said so.")
    publishing.withdraw(story=other, by=by, note="It was wrong.")
    words = text_of(client.get(source.get_absolute_url()))
    assert "secret" not in words and "To be withdrawn" not in words and "Jeff Sessions" in words


def test_counts_by_year_and_pages_hold_every_story_once(client):
    source, section, by = SourceFactory(), SectionFactory(), UserFactory(role="administrator")
    for number in range(22):
        at = datetime.datetime(2016 + number % 2, 5, 2, number, tzinfo=datetime.UTC)
        published(sources=[source], section=section, by=by, headline=f"Story {number}.", at=at)
    first = client.get(source.get_absolute_url())
    assert first.context["years"] == [(2017, 11, 11), (2016, 11, 11)]
    assert "In 22 stories since May 2016" in text_of(first)
    assert "22 citations in all" in text_of(first)
    older = client.get(source.get_absolute_url(), {"after": first.context["page"].older})
    seen = [edition.card["headline"] for edition in [*first.context["page"], *older.context["page"]]]
    assert sorted(seen) == sorted(f"Story {number}." for number in range(22))
    assert older.context["years"] == first.context["years"]


def test_of_very_many_stories_the_newest_are_counted(client, monkeypatch):
    source, section, by = SourceFactory(), SectionFactory(), UserFactory(role="administrator")
    for _number in range(3):
        published(sources=[source], section=section, by=by)
    monkeypatch.setattr(recent, "TIES", 2)
    words = text_of(client.get(source.get_absolute_url()))
    assert "Of the newest 2 stories" in words and "In many stories" in words


@pytest.mark.parametrize("count", [1, 9])
def test_costs_three_queries_and_the_navigation_whatever_it_holds(client, django_assert_num_queries, count):
    source, by = SourceFactory(), UserFactory(role="administrator")
    for _number in range(count):
        speaking(source, PersonFactory(), by)
    client.get("/sources/nothing/")  # what pages have in common is read
    with django_assert_num_queries(4):
        client.get(source.get_absolute_url())


def test_an_upgrade_names_the_sources_of_what_is_published(client):
    source, person, by = (
        SourceFactory(),
        PersonFactory(name="Jeff Sessions"),
        UserFactory(role="administrator"),
    )
    story = speaking(source, person, by)
    save(
        story,
        by,
        lambda: [
            story.citations.create(kind="anonymous", supports="it", anonymous_reason="Fear.", ordering=0),
            story.citations.create(source=source, supports="that", ordering=1),
        ],
    )
    publishing.publish(story=story, by=by)
    story.refresh_from_db()
    whole = story.live_edition.facets
    assert whole["cited"][0]["place"] == 2 and whole["said"][0]["source"] == source.pk
    before = json.loads(json.dumps(whole))
    del before["cited"][0]["place"], before["said"][0]["source"], before["said"][0]["speaker"]
    Edition.objects.filter(pk=story.live_edition_id).update(facets=before)
    assert "Who spoke through it" not in text_of(client.get(source.get_absolute_url()))
    upgrade = importlib.import_module("articles.migrations.0013_facets_name_sources")
    upgrade.name_sources(apps, SimpleNamespace(connection=connection))
    story.live_edition.refresh_from_db()
    assert story.live_edition.facets == whole
    assert "Who spoke through it J Jeff Sessions" in text_of(client.get(source.get_absolute_url()))
