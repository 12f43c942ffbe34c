"""The feeds of stories, of the whole site and of each list: what readers see, and no more."""

import datetime
import json
import re
from xml.etree import ElementTree

import pytest
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.html import escape

from articles import addresses, models, publishing, redaction
from tests.articles.whole import AFTERNOON, MORNING, add_block, save, whole_story
from tests.factories import (
    AuthorFactory,
    PersonFactory,
    PhotoFactory,
    SectionFactory,
    StoryFactory,
    TopicFactory,
    UserFactory,
    published,
)
from topics import merging

pytestmark = pytest.mark.django_db

SITE = "http://127.0.0.1:8000"
KINDS = ["rss", "summary.rss", "atom", "json"]
ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
MEDIA = "{http://search.yahoo.com/mrss/}"


@pytest.fixture
def by():
    return UserFactory(role="administrator")


@pytest.fixture
def cast():
    """What lists a story: its section, topic, person and author."""
    return {
        "section": SectionFactory(slug="courts", name="Courts", description="What judges decide."),
        "topics": [TopicFactory(slug="sénat", name="The Senate")],
        "people": [PersonFactory(slug="al", name="Al Franken")],
        "authors": [AuthorFactory(slug="theo", name="Theo Lindqvist")],
    }


PAGES = ["/", "/sections/courts/", "/topics/sénat/", "/people/al/", "/authors/theo/"]


def tree(client, address):
    return ElementTree.fromstring(client.get(address).content)


def titles(client, page="/", kind="json"):
    content = client.get(f"{page}feed.{kind}").content
    if kind == "json":
        return [item["title"] for item in json.loads(content)["items"]]
    root = ElementTree.fromstring(content)
    path = f"{ATOM}entry/{ATOM}title" if kind == "atom" else "channel/item/title"
    return [element.text for element in root.findall(path)]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("page", PAGES)
def test_each_list_has_its_own_newest_first(client, by, cast, page, kind):
    published(by=by, at=MORNING, headline="The older", **cast)
    published(by=by, at=AFTERNOON, headline="The newer", **cast)
    elsewhere = published(by=by, at=AFTERNOON, headline="Of none of them")
    expected = ["The newer", "The older"]
    if page == "/":
        expected = [elsewhere.headline, *expected]
    assert titles(client, page, kind) == expected


def test_rss_says_all_of_a_story(client, by, cast):
    photo = PhotoFactory(
        caption="A lake.", credit="Ingrid Solberg", alt="Ice.", renditions=[[1500, 1000, "a-1500.webp"]]
    )
    story = published(by=by, at=MORNING, headline="Ice & snow", dek="It is <cold>.", lead_photo=photo, **cast)
    response = client.get("/feed.rss")
    assert response["Content-Type"] == "application/xml; charset=utf-8"
    channel = ElementTree.fromstring(response.content).find("channel")
    assert channel.findtext("title") == "North Star Bulletin"
    assert channel.findtext("link") == f"{SITE}/"
    assert channel.findtext("language") == "en-us"
    assert [link.attrib for link in channel.findall(f"{ATOM}link")] == [
        {"rel": "self", "href": f"{SITE}/feed.rss"}
    ]
    item = channel.find("item")
    assert item.findtext("title") == "Ice & snow"
    assert item.findtext("link") == f"{SITE}{story.get_absolute_url()}"
    assert item.findtext("description") == "It is &lt;cold&gt;."
    assert item.find("guid").attrib == {"isPermaLink": "false"}
    assert item.findtext("guid") == f"tag:127.0.0.1,2017-03-02:/stories/{story.pk}"
    assert item.findtext("pubDate") == "Thu, 02 Mar 2017 15:10:00 +0000"
    assert [creator.text for creator in item.findall(CREATOR)] == ["Theo Lindqvist"]
    assert [category.text for category in item.findall("category")] == ["Courts", "The Senate"]
    media = item.find(f"{MEDIA}content")
    assert media.attrib == {
        "url": f"{SITE}/media/a-1500.webp",
        "medium": "image",
        "type": "image/webp",
        "width": "1500",
        "height": "1000",
    }
    assert media.findtext(f"{MEDIA}credit") == "Ingrid Solberg"
    assert media.findtext(f"{MEDIA}description") == "A lake."
    content = item.findtext(CONTENT)
    assert (
        content.startswith("<p>It is &lt;cold&gt;.</p>") and "The council voted late on Tuesday." in content
    )
    assert f'<img src="{SITE}/media/a-1500.webp" width="1500" height="1000" alt="Ice.">' in content


def test_a_summary_has_few_words(client, by):
    published(by=by, dek="In short.", text="<p>At length.</p>")
    item = tree(client, "/feed.summary.rss").find("channel/item")
    assert item.findtext("description") == "In short."
    assert item.find(CONTENT) is None
    assert "At length." not in client.get("/feed.summary.rss").content.decode()


def test_atom_and_json_say_the_same(client, by, cast):
    cast["authors"].append(AuthorFactory(name="Pa Houa Vang"))
    story = published(by=by, at=MORNING, headline="Hielo", language="es", **cast)
    publishing.publish(story=story, by=by, goes_live_at=AFTERNOON)
    root = tree(client, "/sections/courts/feed.atom")
    assert root.findtext(f"{ATOM}title") == "Courts | North Star Bulletin"
    assert root.findtext(f"{ATOM}updated") == root.findtext(f"{ATOM}entry/{ATOM}updated")
    entry = root.find(f"{ATOM}entry")
    assert entry.get("{http://www.w3.org/XML/1998/namespace}lang") == "es"
    names = ["Theo Lindqvist", "Pa Houa Vang"]
    assert [name.text for name in entry.findall(f"{ATOM}author/{ATOM}name")] == names
    feed = json.loads(client.get("/sections/courts/feed.json").content)
    item = feed.pop("items")[0]
    assert feed == {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Courts | North Star Bulletin",
        "home_page_url": f"{SITE}/sections/courts/",
        "feed_url": f"{SITE}/sections/courts/feed.json",
        "description": "What judges decide.",
        "language": "en-us",
        "authors": [{"name": "North Star Bulletin", "url": f"{SITE}/"}],
    }
    assert item == {
        "id": entry.findtext(f"{ATOM}id"),
        "url": f"{SITE}{story.get_absolute_url()}",
        "title": "Hielo",
        "summary": "The vote came late.",
        "content_html": entry.findtext(f"{ATOM}content"),
        "date_published": "2017-03-02T15:10:00+00:00",
        "date_modified": "2017-03-02T15:10:00+00:00",
        "authors": [{"name": name} for name in names],
        "tags": ["Courts", "The Senate"],
        "language": "es",
    } | {"date_modified": entry.findtext(f"{ATOM}updated")}
    assert parse_datetime(item["date_modified"])


def test_a_body_in_a_feed_is_plain_and_its_addresses_are_whole(client):
    whole_story()
    items = json.loads(client.get("/feed.json").content)["items"]
    html = next(item for item in items if item["title"].startswith("Attorney"))["content_html"]
    words = ("They met twice.", "I did not have communications.", "Step aside.", "Two meetings", "His deputy")
    for expected in words:
        assert expected in html
    assert '<a href="https://post.example/a">a report says</a>' in html  # without the source's mark
    assert f'<a href="{SITE}/people/al-franken/">' in html
    assert not re.search(r'(href|src)="/|class=|<!--|data-|\sid=', html)
    assert "Five things" not in html  # another story's card


@pytest.mark.parametrize("kind", KINDS)
def test_corrections_are_marked(client, by, kind):
    story = published(by=by, at=MORNING)
    publishing.publish(
        story=story, by=by, correction=("correction", "It was <b>two</b>."), goes_live_at=AFTERNOON
    )
    publishing.publish(story=story, by=by, kind="minor")
    text = client.get(f"/feed.{kind}").content.decode()
    assert "Correction, March 2, 2017" in text
    assert "two" in text and ("It was <b>" not in text or kind == "json")  # whose summary is no html


@pytest.mark.parametrize("kind", KINDS)
def test_only_what_readers_see(client, by, cast, kind):
    story = published(by=by, headline="Seen", **cast)
    StoryFactory(by=by, headline="Draft", **cast)
    scheduled = StoryFactory(by=by, headline="Scheduled", **cast)
    publishing.publish(story=scheduled, by=by, goes_live_at=timezone.now() + datetime.timedelta(hours=1))
    withdrawn = published(by=by, headline="Withdrawn", **cast)
    publishing.withdraw(story=withdrawn, by=by, note="It was wrong.")
    embargoed = StoryFactory(by=by, headline="Embargoed", **cast)
    publishing.set_embargo(story=embargoed, by=by, until=timezone.now() + datetime.timedelta(hours=1))
    save(story, by, lambda: add_block(story, models.RichText, 90, text="<p>Not yet.</p>"))
    for page in PAGES:
        assert titles(client, page, kind) == ["Seen"]
        assert "Not yet." not in client.get(f"{page}feed.{kind}").content.decode()


@pytest.mark.parametrize("kind", KINDS)
def test_every_change_is_a_new_state_of_it_and_nothing_else_is(client, by, kind):
    story = published(by=by, at=MORNING, dek="He voted late.")
    known = client.get(f"/feed.{kind}")
    assert known["Cache-Control"] == "public, max-age=60" and known["ETag"].startswith('"')
    seen = {known["ETag"]}

    def status():
        response = client.get(f"/feed.{kind}", headers={"If-None-Match": known["ETag"]})
        return response.status_code, response["ETag"]

    def assert_changed():
        code, etag = status()
        assert code == 200 and etag not in seen
        seen.add(etag)

    assert status() == (304, known["ETag"])
    save(story, by, lambda: add_block(story, models.RichText, 90, text="<p>More.</p>"))
    StoryFactory(by=by)
    assert status() == (304, known["ETag"])
    publishing.publish(story=story, by=by, kind="minor")
    assert_changed()
    publishing.publish(story=story, by=by, correction=("correction", "It was two."))
    assert_changed()
    redaction.redact(story=story, by=by, words="voted late", reason="Court order.")
    assert_changed()
    addresses.move(story=story, by=by, slug="another")
    assert_changed()
    publishing.withdraw(story=story, by=by, note="It was wrong.")
    assert_changed()


def test_a_scheduled_story_is_in_it_from_its_minute_on(client, by):
    story = StoryFactory(by=by, headline="On time")
    publishing.publish(story=story, by=by, goes_live_at=timezone.now() + datetime.timedelta(hours=1))
    assert titles(client) == []
    edition = models.Edition.objects.filter(story=story)
    edition.update(goes_live_at=timezone.now() - datetime.timedelta(seconds=1))
    assert titles(client) == ["On time"]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_costs_two_queries_and_is_the_same_for_everybody(
    client, by, cast, page, kind, django_assert_max_num_queries
):
    for _number in range(5):
        story = published(by=by, at=MORNING, **cast)
        publishing.publish(story=story, by=by, correction=("correction", "It was two."))
    with django_assert_max_num_queries(2):
        anonymous = client.get(f"{page}feed.{kind}")
    assert not anonymous.cookies and "Vary" not in anonymous
    client.force_login(by)
    with django_assert_max_num_queries(2):
        response = client.get(f"{page}feed.{kind}")
    assert response.content == anonymous.content
    assert client.post(f"{page}feed.{kind}").status_code == 405


def test_no_text_breaks_it(client, by, cast):
    hostile = "]]></title>\x0b\u2028\uffff<script>alert(1)</script> \U0001f600"
    cast["section"].description = hostile
    cast["section"].save()
    published(by=by, headline=hostile, dek=hostile, text="<p>]]&gt;\x1f a</p>", **cast)
    clean = hostile.replace("\x0b", "").replace("\uffff", "")
    for kind in KINDS:
        title = hostile if kind == "json" else clean
        assert titles(client, "/sections/courts/", kind) == [title]
        text = client.get(f"/sections/courts/feed.{kind}").content.decode()
        assert "<script>" not in text.replace(json.dumps(hostile, ensure_ascii=False), "") or kind == "json"
    item = json.loads(client.get("/feed.json").content)["items"][0]
    assert "<script>" not in item["content_html"]
    assert escape("<script>") in item["content_html"]


def test_pages_lead_to_theirs(client, by, cast):
    published(by=by, **cast)
    link = r'rel="alternate"\s+type="([^"]+)"\s+title="[^"]+"\s+href="([^"]+)"'
    for page in (*PAGES, "/corrections/"):
        found = dict(re.findall(link, client.get(page).content.decode()))
        assert set(found) == {"application/rss+xml", "application/atom+xml", "application/feed+json"}
        for content_type, address in found.items():
            response = client.get(address)
            served = content_type.replace("rss+xml", "xml")
            assert response.status_code == 200 and response["Content-Type"].startswith(served)


def test_an_address_that_was_leads_on(client, by):
    kept, merged = TopicFactory(slug="kept"), TopicFactory(slug="merged")
    merging.merge(kept=kept, merged=merged, by=by)
    response = client.get("/topics/merged/feed.atom")
    assert (response.status_code, response["Location"]) == (301, "/topics/kept/feed.atom")
    for address in (
        "/topics/none/feed.atom",
        "/sections/none/feed.rss",
        "/authors/none/feed.json",
        "/feed.xml",
    ):
        assert client.get(address).status_code == 404


def test_a_hub_is_named_where_there_is_one(client, by, settings):
    hub = "https://hub.example/"
    published(by=by)
    assert "Link" not in client.get("/feed.atom")
    settings.NEWSROOM = settings.NEWSROOM | {"hub": hub}
    response = client.get("/feed.atom")
    assert response["Link"] == f'<{hub}>; rel="hub", <{SITE}/feed.atom>; rel="self"'
    links = ElementTree.fromstring(response.content).findall(f"{ATOM}link")
    assert {link.get("rel"): link.get("href") for link in links}["hub"] == hub
    links = tree(client, "/feed.rss").findall(f"channel/{ATOM}link")
    assert {link.get("rel"): link.get("href") for link in links} == {"self": f"{SITE}/feed.rss", "hub": hub}
    assert json.loads(client.get("/feed.json").content)["hubs"] == [{"type": "WebSub", "url": hub}]


@pytest.mark.parametrize("kind", ["rss", "summary.rss"])
def test_a_browser_is_told_how_to_show_it(client, kind):
    text = client.get(f"/feed.{kind}").content.decode()
    assert '<?xml-stylesheet href="/static/css/feed.css" type="text/css"?>' in text[:200]
