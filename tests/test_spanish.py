"""A newsroom whose language is Spanish: none of our words is English, on readers' pages and on the desk."""

import re
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import pytest
from django.urls import resolve

from articles import publishing
from articles.enums import SeriesKind
from articles.models import Author
from tests import catalog
from tests.articles.fronts import on_top
from tests.articles.whole import whole_story
from tests.factories import SeriesFactory, TopicFactory, UserFactory, published, published_page
from topics.models import Person, Topic

# What no link leads to, or to another of its kind first.
SELDOM = (
    "/search/?q=attorney",
    "/search/?q=zebra",
    "/nothing-here/",
    "/corrections/",
    "/series/recusals/",
    "/series/envoys/",
    "/authors/ingrid/",
    "/authors/ingrid/corrections/",
    "/people/al-franken/",
    "/people/al-franken/said/",
    "/topics/russia/",
    "/topics/wider/",
    "/about/",
    "/about/v1/",
)
SHOWN = ("aria-label", "title", "alt", "placeholder")


@pytest.fixture
def in_spanish(settings):
    """A newsroom whose language is Spanish."""
    settings.LANGUAGE_CODE = "es"
    settings.NEWSROOM = settings.NEWSROOM | {"language": "es", "name": "La Gaceta", "policies": {}}


def whole_newsroom():
    """Return a whole story, and make what readers and the desk find around it."""
    story, by = whole_story(), UserFactory(role="administrator")
    ingrid, topic = Author.objects.get(slug="ingrid"), Topic.objects.get(slug="russia")
    other = published(by=by, headline="A clock for the room", authors=[ingrid])
    publishing.publish(story=other, by=by, correction=("correction", "It was September."))
    SeriesFactory(name="Recusals", slug="recusals", parts=[story, other], planned=5)
    SeriesFactory(name="Envoys", slug="envoys", kind=SeriesKind.PACKAGE, parts=[other, story])
    ingrid.beats.create(topic=topic)
    ingrid.same_as.create(url="https://social.example/@ingrid")
    for name, value in {
        "contact_line": "Signal 1",
        "shows_contact": True,
        "disclosures": "She has a boat.",
    }.items():
        setattr(ingrid, name, value)
    ingrid.save()
    senator = Person.objects.get(slug="al-franken")
    senator.roles.create(title="senator", since="2009", until="2018-01-02")
    senator.roles.create(title="comedian", since="1975", is_over=True)
    senator.roles.create(title="writer", since="1999")
    topic.points.create(text="They met twice.")
    topic.parent, topic.explainer, topic.points_checked_on = TopicFactory(slug="wider"), other, "2017-03-01"
    topic.save()
    on_top((story, {"headline": "He takes himself out"}))
    published_page("about", title="Of this paper", lists_authors=True)
    published_page("about", text="<p>We still are.</p>")
    return story


class Reader(HTMLParser):
    """Reads a page: every text that stands alone, every address, and the attributes of the root."""

    def __init__(self, html):
        super().__init__()
        self.texts, self.addresses, self.root, self.unseen = set(), [], {}, 0
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        """Take up what attributes show, and where links lead."""
        attrs = dict(attrs)
        self.root = self.root or attrs
        self.unseen += tag in ("script", "style")
        if attrs.get("type") != "hidden":
            self.texts |= {attrs[name].strip() for name in SHOWN if attrs.get(name)}
        if tag == "a" and attrs.get("href"):
            self.addresses.append(attrs["href"])

    def handle_endtag(self, tag):
        """See again after a script or a style."""
        self.unseen -= tag in ("script", "style")

    def handle_data(self, data):
        """Take up a text."""
        if not self.unseen:
            self.texts.add(" ".join(data.split()))


def english():
    """Return a pattern of all messages that Spanish says otherwise, with anything for what is filled in."""
    patterns = []
    for message in catalog.messages(catalog.stored("es")).values():
        said, told = catalog.forms(message)
        if said == told:
            continue
        for text in said:
            parts = re.split(r"%\(\w+\)s|\{\w*\}", re.sub(r"<[^>]+>", "", text).replace("%%", "%"))
            if len(parts) == 1 or len("".join(parts).strip()) > 5:  # else anything would be one
                patterns.append(".+?".join(map(re.escape, parts)))
    return re.compile("|".join(patterns))


ENGLISH = english()


def untranslated(page):
    return {text for text in page.texts if ENGLISH.fullmatch(text)}


def english_times(page):
    """Return the texts of a page with a time of day as English writes it."""
    return {text for text in page.texts if re.search(r"\d [ap]\.m\.", text)}


def walk(client, start, *, under):
    """Yield (address, Reader) of one page of each kind that links lead to from `start`, below `under`."""
    due, seen = [start], set()
    while due:
        address = due.pop(0)
        parts = urlsplit(address)
        if parts.netloc or not parts.path.startswith(under):
            continue
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        kind = (resolve(parts.path).view_name, bool(parts.query))
        if kind in seen:
            continue
        seen.add(kind)
        response = client.get(path)
        if response.status_code != 200 or "html" not in response["Content-Type"]:
            continue
        page = Reader(response.content.decode())
        yield path, page
        due += [
            urljoin(path, link) for link in page.addresses if urlsplit(urljoin(path, link)).path[:1] == "/"
        ]


@pytest.mark.django_db
def test_readers_pages_are_spanish(client, in_spanish):
    whole_newsroom()
    pages = dict(walk(client, "/", under="/"))
    for path in SELDOM:
        pages[path] = Reader(client.get(path).content.decode())
    assert len(pages) > 12
    assert {page.root["lang"] for page in pages.values()} == {"es"}
    assert {path: found for path, page in pages.items() if (found := untranslated(page))} == {}
    assert {path: found for path, page in pages.items() if (found := english_times(page))} == {}


@pytest.mark.django_db
def test_the_desk_is_spanish(client, in_spanish):
    editor = UserFactory(role="administrator", is_superuser=True)
    story = whole_newsroom()
    client.force_login(editor)
    pages = dict(walk(client, "/admin/", under="/admin/"))
    pages |= dict(walk(client, f"/admin/articles/story/{story.pk}/change/", under="/admin/articles/story/"))
    assert len(pages) > 40
    # The trail is kept in the words of the code: what was done, and to what kind of thing.
    pages = {path: page for path, page in pages.items() if "auditentry" not in path}
    assert {path: found for path, page in pages.items() if (found := untranslated(page))} == {}
    assert {path: found for path, page in pages.items() if (found := english_times(page))} == {}


@pytest.mark.django_db
def test_machines_are_told_the_language(client, in_spanish):
    whole_story()
    assert "<language>es</language>" in client.get("/feed.rss").content.decode()
    assert 'xml:lang="es"' in client.get("/feed.atom").content.decode()
    assert client.get("/feed.json").json()["language"] == "es"


@pytest.mark.django_db
def test_news_sitemap_names_the_language(client, in_spanish):
    published(headline="Nueva línea de tren")
    assert "<news:language>es</news:language>" in client.get("/sitemaps/news.xml").content.decode()


@pytest.mark.django_db
def test_times_are_written_as_in_spanish(client, in_spanish):
    story = whole_story()
    html = client.get(story.get_absolute_url()).content.decode()
    assert "jueves, 2 de marzo de 2017" in html
    assert "9:10 CST" in html
