"""What machines are told of live coverage."""

import json
import re

import pytest
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from articles import live
from articles.enums import Coverage
from articles.models import LiveUpdate
from articles.structured_data import title_of
from tests.articles.test_live_since import fill
from tests.articles.whole import AFTERNOON, MORNING
from tests.factories import (
    AuthorFactory,
    PersonFactory,
    PhotoFactory,
    TopicFactory,
    UserFactory,
    posted,
    published,
)

pytestmark = pytest.mark.django_db

SITE = "http://127.0.0.1:8000"
BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.S)
PUBLISHER = {
    "@type": "NewsMediaOrganization",
    "name": "North Star Bulletin",
    "url": f"{SITE}/",
    "logo": {"@type": "ImageObject", "url": f"{SITE}/static/img/star.svg"},
}


@pytest.fixture
def by():
    return UserFactory(role="administrator")


@pytest.fixture
def story(by):
    return published(by=by, at=MORNING, headline="The Senate votes", slug="senate", dek="It takes all night.")


def told(client, story, **query):
    """What the live page of `story` tells machines, None for nothing."""
    return told_at(client, story.get_updates_url(), **query).get("LiveBlogPosting")


def told_at(client, address, **query):
    """What a page tells machines, by its type."""
    blocks = BLOCK.findall(client.get(address, query).content.decode())
    found = {block.get("@type", "@graph"): block for block in map(json.loads, blocks)}
    assert len(found) == len(blocks)
    return found


def shown(moment):
    return timezone.localtime(moment).isoformat(timespec="seconds")


def test_the_coverage_as_a_whole(client, by):
    story = published(
        by=by,
        at=MORNING,
        headline="The Senate votes",
        dek="It takes all night.",
        topics=[TopicFactory(name="The Senate", slug="senate")],
        authors=[AuthorFactory(name="Ingrid Solberg")],
        lead_photo=PhotoFactory(renditions=[[320, 213, "a-320.webp"], [1500, 1000, "a-1500.webp"]]),
    )
    posted(story, by=by, posted_at=AFTERNOON)
    story.refresh_from_db()
    blog = told(client, story)
    assert len(blog.pop("liveBlogUpdate")) == 1
    address = f"{SITE}{story.get_updates_url()}"
    assert blog == {
        "@context": "https://schema.org",
        "@type": "LiveBlogPosting",
        "@id": address,
        "url": address,
        "mainEntityOfPage": address,
        "headline": "The Senate votes",
        "description": "It takes all night.",
        "inLanguage": "en-us",
        "image": f"{SITE}/media/a-1500.webp",
        "datePublished": "2017-03-02T15:52:00-06:00",
        "dateModified": "2017-03-02T15:52:00-06:00",
        "coverageStartTime": "2017-03-02T15:52:00-06:00",
        "about": [{"@type": "Thing", "name": "The Senate", "url": f"{SITE}/topics/senate/"}],
        "author": [{"@type": "Person", "name": "Ingrid Solberg"}],
        "publisher": PUBLISHER,
    }


def test_each_update_by_its_own_words_and_times(client, story, by):
    writer = AuthorFactory(name="Theo Lindqvist", slug="theo")
    first = posted(story, by=by, posted_at=AFTERNOON, text="<p>No <em>headline</em>, only words.</p>")
    second = posted(
        story,
        by=by,
        headline="Aye, says Franken",
        text="<p>He &amp; others.</p>",
        author=writer,
        photo=PhotoFactory(renditions=[[320, 213, "b.webp"]]),
        said_kind="quote",
        said="<p>I vote aye.</p>",
        said_by=PersonFactory(name="Al Franken"),
    )
    live.correct(update=second, by=by, note="It was a nay.")
    second.refresh_from_db()
    newest, oldest = told(client, story)["liveBlogUpdate"]
    corrected = newest.pop("correction")
    address = f"{SITE}{story.get_updates_url()}{second.pk}/#u-{second.pk}"
    assert newest == {
        "@type": "BlogPosting",
        "@id": address,
        "url": address,
        "headline": "Aye, says Franken",
        "datePublished": shown(second.posted_at),
        "dateModified": shown(second.amended_at),
        "author": {"@type": "Person", "name": "Theo Lindqvist", "url": f"{SITE}/authors/theo/"},
        "image": f"{SITE}/media/b.webp",
        "articleBody": "He & others. I vote aye. (Al Franken)",
    }
    (correction,) = corrected
    assert timezone.is_aware(parse_datetime(correction.pop("datePublished")))
    assert correction == {"@type": "CorrectionComment", "text": "It was a nay."}
    assert oldest["headline"] == "No headline, only words."
    assert oldest["datePublished"] == oldest["dateModified"] == "2017-03-02T15:52:00-06:00"
    assert oldest["author"] == PUBLISHER
    assert "correction" not in oldest
    anchored = client.get(first.get_absolute_url()).content.decode()
    assert oldest["url"].endswith(f"{first.get_absolute_url()}#u-{first.pk}")
    assert f'id="u-{first.pk}"' in anchored


def test_when_it_was_published_never_changes_and_its_end_is_told_once_it_has_ended(client, story, by):
    posted(story, by=by, posted_at=AFTERNOON)
    began = told(client, story)["datePublished"]
    update = posted(story, by=by)
    live.amend(update=update, by=by)
    update.refresh_from_db()
    blog = told(client, story)
    assert blog["datePublished"] == began and "coverageEndTime" not in blog
    assert blog["dateModified"] == shown(update.amended_at)
    live.set_coverage(story=story, by=by, coverage=Coverage.CLOSED)
    blog = told(client, story)
    assert blog["datePublished"] == began
    assert blog["coverageEndTime"] == blog["dateModified"] == shown(story.coverage_closed_at)
    live.set_coverage(story=story, by=by, coverage=Coverage.OPEN)
    blog = told(client, story)
    assert "coverageEndTime" not in blog and blog["datePublished"] == began


def test_coverage_that_began_before_readers_saw_the_story_was_published_with_it(client, by):
    story = published(by=by)
    posted(story, by=by, posted_at=MORNING)
    story.refresh_from_db()
    blog = told(client, story)
    assert blog["coverageStartTime"] == "2017-03-02T09:10:00-06:00"
    assert blog["datePublished"] == shown(story.first_published_at)


def test_one_page_tells_it(client, story, by):
    assert told(client, story) is None
    fill(story, by, 65)
    live.set_coverage(story=story, by=by, coverage=Coverage.OPEN)
    assert len(told(client, story)["liveBlogUpdate"]) == 35
    for query in ({"page": 1}, {"key": 1}, {"by": "nobody"}):
        assert told(client, story, **query) is None
    assert "LiveBlogPosting" not in told_at(client, story.get_absolute_url())


def test_no_text_ends_the_block(client, by):
    hostile = "</script><script>alert(1)</script>\u2028<!--"
    story = published(by=by, headline=hostile)
    posted(story, by=by, headline=hostile, text="<p>&lt;/script&gt; a</p>")
    page = client.get(story.get_updates_url()).content.decode()
    assert "alert(1)</script>" not in page and "\u2028" not in "".join(BLOCK.findall(page))
    blog = told(client, story)
    assert blog["headline"] == blog["liveBlogUpdate"][0]["headline"] == hostile
    assert blog["liveBlogUpdate"][0]["articleBody"] == "</script> a"


@pytest.mark.parametrize(
    ("fields", "title"),
    [
        ({"headline": "So it is", "text": "<p>Words.</p>"}, "So it is"),
        ({"text": f"<p>{'word ' * 12}more</p>"}, "word " * 11 + "word…"),
        ({"text": "", "said": "<p>As she said.</p>"}, "As she said."),
        ({"text": ""}, "Photo"),
    ],
)
def test_what_an_update_is_called(fields, title):
    assert title_of(LiveUpdate(**fields)) == title


def test_a_photo_alone_is_called_by_its_caption():
    assert title_of(LiveUpdate(text="", photo=PhotoFactory(caption="The lectern."))) == "The lectern."
