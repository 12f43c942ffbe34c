"""The feed of a search: what its first page has by date, for programs."""

import datetime
import json
from xml.etree import ElementTree

import pytest

from articles import publishing
from tests.articles.finding import ask, told
from tests.factories import AuthorFactory, SectionFactory, UserFactory, posted, published

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)
START = datetime.datetime(2024, 5, 1, 12, tzinfo=datetime.UTC)
SITE = "http://127.0.0.1:8000"
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def chief():
    return UserFactory(role="administrator")


def feed(client, query, **more):
    response = client.get("/search/feed.json", {"q": query, **more})
    assert response.status_code == 200
    return json.loads(response.content)


def titles(client, query, **more):
    return [item["title"] for item in feed(client, query, **more)["items"]]


def test_has_the_newest_first_in_every_format(client, chief):
    story = published(headline="Vote one", dek="It takes all night.", at=START, by=chief)
    published(headline="Another", dek="On the vote.", at=START + DAY)
    posted(story, headline="Vote update", text="<p>At <b>last</b>.</p>", by=chief)
    told()
    expected = ["Vote update", "Another", "Vote one"]
    assert titles(client, "vote") == expected
    atom = ElementTree.fromstring(client.get("/search/feed.atom?q=vote").content)
    assert [entry.findtext(f"{ATOM}title") for entry in atom.findall(f"{ATOM}entry")] == expected
    rss = ElementTree.fromstring(client.get("/search/feed.rss?q=vote").content)
    assert [item.findtext("title") for item in rss.iter("item")] == expected
    items = feed(client, "vote")["items"]
    assert items[0]["summary"] == "At last." and items[2]["summary"] == "It takes all night."
    assert items[2]["url"] == f"{SITE}{story.get_absolute_url()}"
    assert "content_html" not in items[2]


def test_says_where_it_is_and_what_page_it_is_of(client):
    found = feed(client, "vote & ü", section="courts", order="date", after="junk")
    assert found["feed_url"] == f"{SITE}/search/feed.json?q=vote+%26+%C3%BC&section=courts"
    assert found["home_page_url"] == f"{SITE}/search/?q=vote+%26+%C3%BC&order=date&section=courts"
    assert found["title"].startswith("vote & ü | Search")


def test_keeps_to_the_limits_and_to_twenty(client):
    courts, author = SectionFactory(slug="courts"), AuthorFactory(slug="a")
    published(headline="Vote one", section=courts, authors=[author], at=START)
    for number in range(21):
        published(headline=f"Vote {number}", at=START + DAY)
    told()
    assert len(titles(client, "vote")) == 20
    assert titles(client, "vote", section="courts") == ["Vote one"]
    assert titles(client, "vote", author="a", until="2024-05-01") == ["Vote one"]
    assert titles(client, "vote", author="a", since="2024-05-02") == []


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"q": ""},
        {"q": "* ("},
        {"q": "x" * 201},
        {"q": "a\x00"},
        {"q": "a", "since": "x"},
        {"q": "a", "order": "x"},
    ],
)
def test_there_is_none_of_what_cannot_be_looked_for(client, asked):
    assert client.get("/search/feed.rss", asked).status_code == 404


def test_the_page_leads_to_it(client):
    published(headline="Vote one", section=SectionFactory(slug="x"))
    told()
    page = ask(client, "vote", order="date", section="x").content.decode()
    for kind in ("rss", "atom", "json"):
        assert f'href="/search/feed.{kind}?q=vote&amp;section=x"' in page
    assert "feed.rss" not in client.get("/search/").content.decode().split("</head>")[0]


def test_is_for_no_index_and_names_no_hub(client, settings):
    settings.NEWSROOM = settings.NEWSROOM | {"hub": "https://hub.example/"}
    published(headline="Vote one")
    told()
    response = client.get("/search/feed.atom?q=vote")
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert "Link" not in response.headers and b"hub.example" not in response.content


def test_nothing_is_sent_to_who_has_it_until_something_changes(client, chief):
    story = published(headline="Vote one", by=chief)
    told()
    etag = client.get("/search/feed.rss?q=vote").headers["ETag"]
    again = {"headers": {"If-None-Match": etag}}
    assert client.get("/search/feed.rss?q=vote", **again).status_code == 304
    assert client.get("/search/feed.rss?q=one", **again).status_code == 200
    publishing.publish(story=story, by=chief, correction=("correction", "It was two."))
    told()
    changed = client.get("/search/feed.rss?q=vote", **again)
    assert changed.status_code == 200 and "It was two." in changed.content.decode()
    publishing.withdraw(story=story, by=chief, note="It was wrong.")
    gone = client.get("/search/feed.rss?q=vote", **again)
    assert gone.status_code == 200 and "Vote one" not in gone.content.decode()


def test_costs_few_queries(client, django_assert_max_num_queries):
    for number in range(8):
        posted(published(headline=f"Vote {number}"), headline="Vote update")
    told()
    with django_assert_max_num_queries(4):
        assert len(titles(client, "vote")) == 16
