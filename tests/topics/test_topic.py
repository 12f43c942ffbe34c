"""A topic's page."""

import datetime
import json
import re

import pytest
from django.utils import timezone
from django.utils.formats import date_format

from articles import live, publishing
from articles.models import Story
from newsroom.lib.tags import collecting
from tests.articles.whole import save, text_of
from tests.factories import (
    PersonFactory,
    PhotoFactory,
    SectionFactory,
    SourceFactory,
    StoryFactory,
    TopicFactory,
    UserFactory,
    posted,
    published,
)
from topics import views
from topics.models import Topic
from topics.views import recent

pytestmark = pytest.mark.django_db


def test_shows_its_stories_who_is_in_them_and_what_else_they_are_about(client):
    topic = TopicFactory(name="Recusal", description="A promise kept by memo.")
    other = TopicFactory(name="U.S. Senate")
    franken, klobuchar = PersonFactory(name="Al Franken"), PersonFactory(name="Amy Klobuchar")
    published(headline="First story", topics=[topic, other], people=[klobuchar])
    published(headline="Second story", topics=[topic], people=[klobuchar, franken])
    published(headline="Of another topic", topics=[other])
    words = text_of(client.get(topic.get_absolute_url()))
    month = date_format(timezone.localtime(), "YEAR_MONTH_FORMAT")
    assert f"Topic In 2 stories since {month} Recusal A promise kept by memo." in words
    assert words.index("Second story") < words.index("First story")
    assert "Of another topic" not in words
    assert words.index("Amy Klobuchar") < words.index("Al Franken")
    assert "Related topics U.S. Senate" in words


def test_topic_without_stories(client):
    assert "No story is on this topic yet." in text_of(client.get(TopicFactory().get_absolute_url()))


def test_pages_hold_every_story_once(client):
    topic, section = TopicFactory(), SectionFactory()
    for number in range(23):
        published(topics=[topic], section=section, headline=f"Story {number}.")
    first = client.get(topic.get_absolute_url())
    second = client.get(topic.get_absolute_url(), {"after": first.context["page"].older})
    seen = [edition.card["headline"] for edition in [*first.context["page"], *second.context["page"]]]
    assert sorted(seen) == sorted(f"Story {number}." for number in range(23))
    assert "In 23 stories since" in text_of(first) and "In 23 stories since" in text_of(second)


def test_no_such_topic(client):
    assert client.get("/topics/nothing/").status_code == 404


def told(response):
    """What the page tells machines, by kind."""
    blocks = re.findall(r'<script type="application/ld\+json">(.+?)</script>', response.content.decode())
    return {data.get("@type"): data for data in map(json.loads, blocks)}


def test_begins_with_the_explainer_while_readers_can_see_it(client):
    by = UserFactory(role="administrator")
    story = published(headline="What is known", dek="And what is not.", lead_photo=PhotoFactory())
    topic = TopicFactory(explainer=story)
    response = client.get(topic.get_absolute_url())
    assert "Start here What is known And what is not." in text_of(response)
    assert 'property="og:image"' in response.content.decode()
    save(story, by, lambda: Story.objects.filter(pk=story.pk).update(headline="A draft"))
    assert "A draft" not in text_of(client.get(topic.get_absolute_url()))
    story.refresh_from_db()
    publishing.withdraw(story=story, by=by, note="It was wrong.")
    words = text_of(client.get(topic.get_absolute_url()))
    assert "Start here" not in words and "What is known" not in words


def test_an_explainer_that_is_a_draft_or_scheduled_is_not_shown(client):
    by = UserFactory(role="administrator")
    story = StoryFactory(headline="Not yet", by=by)
    topic = TopicFactory(explainer=story)
    assert "Not yet" not in client.get(topic.get_absolute_url()).content.decode()
    tomorrow = timezone.now() + datetime.timedelta(days=1)
    publishing.publish(story=story, by=by, goes_live_at=tomorrow)
    assert "Not yet" not in client.get(topic.get_absolute_url()).content.decode()


def test_says_what_to_know_in_order_and_when_that_was_checked(client):
    topic = TopicFactory(points_checked_on=datetime.date(2017, 3, 2))
    topic.points.create(text="Then that.", ordering=2)
    topic.points.create(text="First <this>.", ordering=1)
    words = text_of(client.get(topic.get_absolute_url()))
    assert "What to know First <this>. Then that. Last checked March 2, 2017" in words


def test_a_date_without_points_is_not_shown(client):
    topic = TopicFactory(points_checked_on=datetime.date(2017, 3, 2))
    assert "Last checked" not in text_of(client.get(topic.get_absolute_url()))


def test_shows_what_is_live_with_its_newest_update(client):
    topic = TopicFactory()
    quiet, busy = published(headline="Quiet", topics=[topic]), published(headline="Busy", topics=[topic])
    published(headline="Not live", topics=[topic])
    posted(busy, headline="Older news")
    newest = posted(busy, headline="Newest news")
    posted(quiet, text="<p>The doors are open.</p>", posted_at=timezone.now() - datetime.timedelta(hours=1))
    response = client.get(topic.get_absolute_url())
    words = text_of(response)
    assert "Live now Busy Newest news Updated" in words and "Quiet The doors are open." in words
    assert "Older news" not in words
    assert [edition.card["headline"] for edition in response.context["around"].live] == ["Busy", "Quiet"]
    busy.refresh_from_db()
    assert f'href="{busy.get_updates_url()}"' in response.content.decode()
    by = UserFactory(role="administrator")
    live.retract(update=newest, by=by, reason="Wrong.")
    words = text_of(client.get(topic.get_absolute_url()))
    assert "Busy Older news" in words and "Newest news" not in words
    busy.refresh_from_db()
    live.set_coverage(story=busy, by=by, coverage="closed")
    assert "Older news" not in text_of(client.get(topic.get_absolute_url()))


def test_shows_the_newest_few_live_stories(client):
    topic, section = TopicFactory(), SectionFactory()
    for _number in range(5):
        posted(published(topics=[topic], section=section))
    assert len(client.get(topic.get_absolute_url()).context["around"].live) == 3


def test_leads_to_its_parts_and_to_what_it_is_part_of(client):
    wide = TopicFactory(name="Courts")
    quiet, busy = TopicFactory(name="Quiet court", parent=wide), TopicFactory(name="Busy court", parent=wide)
    TopicFactory(name="Secret court", parent=wide)
    TopicFactory(name="Merged court", parent=wide, merged_into=busy)
    long_ago = timezone.now() - datetime.timedelta(days=9)
    published(headline="Long ago", topics=[quiet], at=long_ago, by=UserFactory(role="administrator"))
    published(headline="In between", topics=[busy], at=timezone.now() - datetime.timedelta(days=3))
    published(headline="Just now", topics=[busy])
    response = client.get(wide.get_absolute_url())
    words = text_of(response)
    assert "In this topic Each with its newest story Busy court Just now" in words
    assert words.index("Busy court") < words.index("Quiet court Long ago")
    assert "In between" not in words and "The stories are in the topics above." in words
    # Its name may tell what is in work.
    assert "Secret court" not in response.content.decode() and "Merged court" not in words
    page = told(response)["CollectionPage"]
    assert [part["name"] for part in page["hasPart"]] == ["Busy court", "Quiet court"]
    below = client.get(busy.get_absolute_url())
    assert "Topic Part of Courts" in text_of(below)
    assert told(below)["CollectionPage"]["isPartOf"]["url"].endswith(wide.get_absolute_url())
    crumbs = [item["name"] for item in told(below)["BreadcrumbList"]["itemListElement"]]
    assert crumbs[1:] == ["Courts", "Busy court"]


def test_two_parts_may_share_their_newest_story(client):
    wide = TopicFactory()
    parts = [TopicFactory(name="First part", parent=wide), TopicFactory(name="Second part", parent=wide)]
    published(headline="Of both", topics=parts)
    words = text_of(client.get(wide.get_absolute_url()))
    assert "First part Of both" in words and "Second part Of both" in words


def test_who_matters_is_counted_over_all_pages_and_older_ones_begin_with_the_stories(client):
    topic, section, by = TopicFactory(), SectionFactory(), UserFactory(role="administrator")
    topic.points.create(text="A thing to know.")
    franken, post = PersonFactory(name="Al Franken"), SourceFactory(name="The Post")
    published(topics=[topic], section=section, by=by, people=[franken], sources=[post])
    for _number in range(21):
        published(topics=[topic], section=section, by=by)
    first = client.get(topic.get_absolute_url())
    assert "Al Franken" in text_of(first) and "The Post one story" in text_of(first)
    assert "Al Franken" not in [edition.card["headline"] for edition in first.context["page"]]
    older = client.get(topic.get_absolute_url(), {"after": first.context["page"].older})
    assert "Al Franken" in text_of(older) and "A thing to know." not in text_of(older)


def test_what_was_withdrawn_brings_nobody(client):
    topic, by = TopicFactory(), UserFactory(role="administrator")
    story = published(
        topics=[topic, TopicFactory(name="Gone")],
        people=[PersonFactory(name="Nobody Now")],
        sources=[SourceFactory(name="Nothing Now")],
    )
    publishing.withdraw(story=story, by=by, note="It was wrong.")
    words = text_of(client.get(topic.get_absolute_url()))
    assert not any(name in words for name in ("Gone", "Nobody Now", "Nothing Now"))


def test_of_very_many_stories_the_newest_are_counted(client, monkeypatch):
    topic, section, by = TopicFactory(), SectionFactory(), UserFactory(role="administrator")
    old = PersonFactory(name="Long Gone")
    published(topics=[topic], section=section, by=by, people=[old])
    for _number in range(4):
        published(topics=[topic], section=section, by=by)
    monkeypatch.setattr(recent, "TIES", 4)
    words = text_of(client.get(topic.get_absolute_url()))
    assert "In many stories" in words and "Long Gone" not in words and "since" not in words


@pytest.mark.parametrize(("count", "at_least"), [(199, 150), (50, 50), (49, 0)])
def test_a_round_number_is_never_too_high(count, at_least):
    rows = [{"pk": number} for number in range(count)]
    assert recent.Recent(rows, is_all=False).at_least == at_least


def test_words_from_right_to_left_and_long_names_stand(client):
    topic = TopicFactory(name="م" * 100, parent=TopicFactory(name="W" * 100))
    topic.points.create(text="شيء")
    html = client.get(topic.get_absolute_url()).content.decode()
    assert '<h1 class="hd-xl" dir="auto">' in html and '<li dir="auto">شيء</li>' in html
    assert f"<bdi>{'W' * 100}</bdi>" in html


def whole_topic(stories):
    """A topic with all that its page can show, and that many stories."""
    topic = TopicFactory(parent=TopicFactory(), explainer=published())
    topic.points.create(text="A thing to know.")
    part, section, by = TopicFactory(parent=topic), SectionFactory(), UserFactory(role="administrator")
    for _number in range(stories):
        company = {"people": [PersonFactory()], "sources": [SourceFactory()]}
        posted(published(topics=[topic, part, TopicFactory()], section=section, by=by, **company))
    return topic


@pytest.mark.parametrize("stories", [1, 12])
def test_costs_three_queries_and_the_navigation_whatever_it_holds(client, django_assert_num_queries, stories):
    topic = whole_topic(stories)
    client.get("/topics/nothing/")  # what pages have in common is read
    with django_assert_num_queries(4):
        response = client.get(topic.get_absolute_url())
    around = response.context["around"]
    assert around.live and around.parts and around.sources


def test_an_empty_one_costs_no_more(client, django_assert_num_queries):
    topic = TopicFactory()
    client.get("/topics/nothing/")
    with django_assert_num_queries(4):
        client.get(topic.get_absolute_url())


def test_says_what_it_depends_on_each_time(rf):
    person, source, other = PersonFactory(portrait=PhotoFactory()), SourceFactory(), TopicFactory()
    explainer, topic = published(), TopicFactory(parent=TopicFactory())
    part = TopicFactory(parent=topic)
    story = published(topics=[topic, part, other], people=[person], sources=[source])
    posted(story)
    Topic.objects.filter(pk=topic.pk).update(explainer=explainer)
    expected = {
        *(f"topic:{one.pk}" for one in (topic, topic.parent, part, other)),
        *(f"topic:{topic.pk}:{what}" for what in ("news", "parts")),
        *(f"person:{person.pk}", f"photo:{person.portrait_id}", f"source:{source.pk}"),
        *(f"topic:{part.pk}:ties", f"story:{explainer.pk}", f"story:{story.pk}", f"story:{story.pk}:live"),
    }
    for _time in range(2):
        with collecting() as said:
            views.topic(rf.get("/"), slug=topic.slug)
        assert expected <= said
