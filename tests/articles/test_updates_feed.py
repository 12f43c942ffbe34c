"""The feeds of a live story, for programs: what readers see, and nothing else."""

import datetime
import json
import re
from xml.etree import ElementTree

import pytest
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from articles import addresses, live, publishing
from articles.enums import Coverage
from articles.models import LiveUpdate, Story
from tests.articles.test_live_head import let_come
from tests.articles.test_live_since import fill
from tests.articles.whole import AFTERNOON, MORNING
from tests.factories import (
    AuthorFactory,
    PersonFactory,
    PhotoFactory,
    SourceFactory,
    StoryFactory,
    UserFactory,
    posted,
    published,
)

pytestmark = pytest.mark.django_db

KINDS = ["atom", "json"]
ATOM = "{http://www.w3.org/2005/Atom}"
SITE = "http://127.0.0.1:8000"


@pytest.fixture
def by():
    return UserFactory(role="administrator")


@pytest.fixture
def story(by):
    return published(by=by, at=MORNING, headline="The Senate votes", slug="sénat", dek="It takes all night.")


def address(story, kind="json"):
    return f"{story.get_updates_url()}feed.{kind}"


def items(client, story):
    """The items of the JSON feed, once it is seen that the Atom feed has the same."""
    feed = json.loads(client.get(address(story)).content)
    entries = ElementTree.fromstring(client.get(address(story, "atom")).content).findall(f"{ATOM}entry")
    assert [
        (entry.findtext(f"{ATOM}id"), entry.findtext(f"{ATOM}title"), entry.findtext(f"{ATOM}content"))
        for entry in entries
    ] == [(item["id"], item["title"], item["content_html"]) for item in feed["items"]]
    return feed["items"]


def ids(client, story):
    return [int(item["url"].rstrip("/").split("/")[-1]) for item in items(client, story)]


def assert_is_json_feed(feed):
    """What jsonfeed.org asks of version 1.1: which fields there must be, and of which kind the others are."""
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["title"] and isinstance(feed["items"], list)
    known = {"version", "title", "home_page_url", "feed_url", "description", "language", "authors", "items"}
    assert set(feed) <= known
    for url in (feed["home_page_url"], feed["feed_url"]):
        assert url.startswith(f"{SITE}/")
    for item in feed["items"]:
        assert isinstance(item["id"], str) and item["id"]
        assert item["url"].startswith(f"{SITE}/")
        assert isinstance(item["content_html"], str)
        assert set(item) <= {
            *("id", "url", "title", "content_html", "date_published", "date_modified", "authors")
        }
        for name in ("date_published", "date_modified"):
            assert timezone.is_aware(parse_datetime(item[name]))
        for author in item.get("authors", []):
            assert author and set(author) <= {"name", "url"}


def test_says_all_of_an_update(client, story, by):
    writer = AuthorFactory(name="Theo Lindqvist", slug="theo")
    update = posted(
        story,
        by=by,
        headline="The vote is called",
        text='<p>See <a href="/latest/">all</a> & more.</p>',
        author=writer,
        posted_at=AFTERNOON,
        photo=PhotoFactory(alt="A lake.", credit="Ingrid Solberg"),
        said_kind="quote",
        said="<p>I vote aye.</p>",
        said_by=PersonFactory(name="Al Franken", slug="al"),
        source=SourceFactory(name="The Post", slug="post"),
    )
    live.correct(update=update, by=by, note="It was called at noon.")
    response = client.get(address(story))
    feed = json.loads(response.content)
    assert response["Content-Type"] == "application/feed+json; charset=utf-8"
    assert_is_json_feed(feed)
    assert feed | {"items": None} == {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Updates: The Senate votes",
        "home_page_url": f"{SITE}{story.get_updates_url()}",
        "feed_url": f"{SITE}{address(story)}",
        "description": "It takes all night.",
        "language": "en-us",
        "authors": [{"name": "North Star Bulletin", "url": f"{SITE}/"}],
        "items": None,
    }
    item = feed["items"][0]
    html = item.pop("content_html")
    amended = LiveUpdate.objects.get().amended_at.isoformat()
    assert item == {
        "id": f"tag:127.0.0.1,{update.created_at:%Y-%m-%d}:/updates/{update.pk}",
        "url": f"{SITE}{update.get_absolute_url()}",
        "title": "The vote is called",
        "date_published": "2017-03-02T21:52:00+00:00",
        "date_modified": amended,
        "authors": [{"name": "Theo Lindqvist", "url": f"{SITE}/authors/theo/"}],
    }
    for words in (
        "I vote aye.",
        "Al Franken</a>",
        'alt="A lake."',
        "Ingrid Solberg",
        "It was called at noon.",
    ):
        assert words in html
    assert f'<a href="{SITE}/latest/">all</a> &amp; more.' in html
    assert f'<a href="{SITE}/people/al/">' in html and f'<a href="{SITE}/sources/post/">' in html
    assert not re.search(r'(href|src)="/', html)


def test_atom_says_the_same_in_its_own_words(client, story, by):
    update = posted(story, by=by, text="<p>No headline, only words.</p>", posted_at=AFTERNOON, author=None)
    response = client.get(address(story, "atom"))
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    root = ElementTree.fromstring(response.content)
    assert {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")} == {
        "alternate": f"{SITE}{story.get_updates_url()}",
        "self": f"{SITE}{address(story, 'atom')}",
    }
    assert root.findtext(f"{ATOM}author/{ATOM}name") == "North Star Bulletin"
    assert root.findtext(f"{ATOM}updated") == "2017-03-02T21:52:00+00:00"
    entry = root.find(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}title") == "No headline, only words."
    assert entry.find(f"{ATOM}link").get("href") == f"{SITE}{update.get_absolute_url()}"
    assert entry.findtext(f"{ATOM}published") == entry.findtext(f"{ATOM}updated")
    assert entry.find(f"{ATOM}author") is None
    assert entry.findtext(f"{ATOM}content") == "<p>No headline, only words.</p>"


def test_names_stay_when_the_story_moves(client, story, by):
    def names():
        root = ElementTree.fromstring(client.get(address(story, "atom")).content)
        return [element.text for element in root.iter(f"{ATOM}id")]

    update = posted(story, by=by)
    before = names()
    assert before[0] == f"tag:127.0.0.1,2017-03-02:/updates/of-{story.pk}"
    addresses.move(story=story, by=by, slug="another")
    live.amend(update=LiveUpdate.objects.get(pk=update.pk), by=by)
    assert names() == before


def test_has_the_newest_fifty(client, story, by):
    fill(story, by, 60)
    newest = list(story.updates.order_by("-posted_at", "-pk").values_list("pk", flat=True)[:50])
    assert ids(client, story) == newest


def test_only_what_readers_see(client, story, by):
    shown, retracted = posted(story, by=by, posted_at=AFTERNOON), posted(story, by=by)
    live.post(update=LiveUpdate(story=story, text="<p>Draft</p>"), by=by, draft=True)
    live.submit(update=LiveUpdate(story=story, text="<p>Waits</p>"), by=by)
    later = posted(story, by=by, posted_at=timezone.now() + datetime.timedelta(hours=1))
    posted(published(by=by), by=by, text="<p>Of another story</p>")
    assert ids(client, story) == [retracted.pk, shown.pk]
    live.retract(update=retracted, by=by, reason="Wrong.")
    assert ids(client, story) == [shown.pk]
    let_come(later)  # and nobody announces it
    assert ids(client, story) == [later.pk, shown.pk]


@pytest.mark.parametrize("kind", KINDS)
def test_is_there_or_gone_as_the_storys_page_is(client, story, by, kind):
    posted(story, by=by)
    live.set_coverage(story=story, by=by, coverage=Coverage.CLOSED)
    assert client.get(address(story, kind)).status_code == 200
    former = address(story, kind)
    addresses.move(story=story, by=by, slug="another")
    moved = client.get(former)
    assert (moved.status_code, moved["Location"]) == (301, address(story, kind))
    publishing.withdraw(story=story, by=by, note="It was wrong.")
    for gone in (former, address(story, kind)):
        response = client.get(gone)
        assert response.status_code == 410
        assert "The vote has begun." not in response.content.decode()
    assert client.get(address(story, "rss")).status_code == 404


@pytest.mark.parametrize("kind", KINDS)
def test_a_story_that_readers_do_not_see_has_none(client, by, kind):
    scheduled = StoryFactory(by=by)
    publishing.publish(story=scheduled, by=by, goes_live_at=timezone.now() + datetime.timedelta(hours=1))
    posted(scheduled, by=by)
    assert client.get(address(scheduled, kind)).status_code == 404
    assert client.get(f"/2017/03/31/nothing/updates/feed.{kind}").status_code == 404
    assert client.get(f"/2017/02/31/nothing/updates/feed.{kind}").status_code == 404


@pytest.mark.parametrize("kind", KINDS)
def test_every_change_is_a_new_state_of_it_and_nothing_else_is(client, story, by, kind):
    update = posted(story, by=by)
    known = client.get(address(story, kind))
    assert known["Cache-Control"] == "public, max-age=10"

    def status():
        response = client.get(address(story, kind), headers={"If-None-Match": known["ETag"]})
        assert response["Cache-Control"] == known["Cache-Control"]
        return response.status_code, response["ETag"]

    assert status() == (304, known["ETag"])
    live.post(update=LiveUpdate(story=story, text="<p>Draft</p>"), by=by, draft=True)
    later = posted(story, by=by, posted_at=timezone.now() + datetime.timedelta(hours=1))
    assert status() == (304, known["ETag"])
    seen = {known["ETag"]}

    def assert_changed():
        code, etag = status()
        assert code == 200 and etag not in seen
        seen.add(etag)

    let_come(later)
    assert_changed()
    assert live.announce_due() == 1
    assert status()[1] in seen
    live.amend(update=update, by=by)
    assert_changed()
    live.retract(update=update, by=by, reason="Wrong.")
    assert_changed()
    live.set_coverage(story=story, by=by, coverage=Coverage.CLOSED)
    assert_changed()
    publishing.publish(story=story, by=by, correction=("correction", "It was two."))
    assert_changed()


def test_costs_two_queries_and_one_for_who_has_it(client, story, by, django_assert_num_queries):
    fill(story, by, 60)
    for update in story.updates.order_by("-pk")[:3]:
        live.correct(update=update, by=by, note="It was two.")
    for kind in KINDS:
        with django_assert_num_queries(2):
            response = client.get(address(story, kind))
        with django_assert_num_queries(1):
            client.get(address(story, kind), headers={"If-None-Match": response["ETag"]})


@pytest.mark.parametrize("kind", KINDS)
def test_is_the_same_for_everybody(client, story, by, kind, django_assert_num_queries):
    posted(story, by=by)
    anonymous = client.get(address(story, kind))
    assert not anonymous.cookies and "Vary" not in anonymous
    client.force_login(by)
    with django_assert_num_queries(2):  # none for the session
        response = client.get(address(story, kind))
    assert response.content == anonymous.content and "Vary" not in response
    assert client.post(address(story, kind)).status_code == 405


def test_no_text_breaks_it(client, story, by):
    hostile = "]]></title>\x0b\u2028\uffff<script>alert(1)</script> \U0001f600"
    posted(story, by=by, headline=hostile, text="<p>]]&gt;\x1f a</p>")
    assert json.loads(client.get(address(story)).content)["items"][0]["title"] == hostile
    entry = ElementTree.fromstring(client.get(address(story, "atom")).content).find(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}title") == "]]></title>\u2028<script>alert(1)</script> \U0001f600"


def test_pages_lead_to_them(client, story, by):
    assert "feed.atom" not in client.get(story.get_absolute_url()).content.decode()
    posted(story, by=by)
    live.set_coverage(story=story, by=by, coverage=Coverage.CLOSED)
    for page in (story.get_absolute_url(), story.get_updates_url()):
        html = client.get(page).content.decode()
        for kind, content_type in (("atom", "application/atom+xml"), ("json", "application/feed+json")):
            link = rf'rel="alternate"\s+type="{re.escape(content_type)}"\s+title="[^"]+"\s+href="([^"]+)"'
            assert re.findall(link, html) == [address(story, kind)]


def test_a_preview_of_a_story_without_an_address_leads_nowhere(client, by):
    story = StoryFactory(by=by)
    posted(story, by=by)
    client.force_login(by)
    response = client.get(f"/admin/articles/story/{story.pk}/draft/")
    assert response.status_code == 200
    assert "feed.atom" not in response.content.decode()
    assert not Story.objects.get().published_on
