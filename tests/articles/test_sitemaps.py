"""The maps of the site: which pages they hold, since when, and that they hold still."""

import datetime
from xml.etree import ElementTree

import pytest
from django.utils import timezone

from articles import live, models, publishing, redaction
from tests.articles.whole import AFTERNOON, MORNING
from tests.factories import (
    AuthorFactory,
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

pytestmark = pytest.mark.django_db

SITE = "http://127.0.0.1:8000"
NS = {
    "": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "image": "http://www.google.com/schemas/sitemap-image/1.1",
    "news": "http://www.google.com/schemas/sitemap-news/0.9",
}
MARCH = "/sitemaps/2017-03.xml"
APRIL = datetime.datetime(2017, 4, 1, 15, 10, tzinfo=datetime.UTC)
SUBJECTS = ["sections", "authors", "series", "topics", "people", "said", "sources"]
MAPS = [MARCH, *(f"/sitemaps/{name}.xml" for name in SUBJECTS)]


@pytest.fixture
def by():
    return UserFactory(role="administrator")


def entries(client, address):
    """What a map says: a list of elements, once its kind is seen."""
    response = client.get(address)
    assert response.status_code == 200, address
    assert response["Content-Type"] == "application/xml; charset=utf-8"
    assert response["X-Robots-Tag"] == "noindex"
    return list(ElementTree.fromstring(response.content))


def listed(client, address):
    return [entry.findtext("loc", namespaces=NS) for entry in entries(client, address)]


def changed(client, address):
    return [entry.findtext("lastmod", namespaces=NS) for entry in entries(client, address)]


def shown(moment):
    return timezone.localtime(moment).isoformat(timespec="seconds")


def test_a_map_for_each_month_and_the_map_of_them(client, by):
    old = published(by=by, at=MORNING, slug="sénat")
    new = published(by=by, at=APRIL)
    assert listed(client, "/sitemap.xml") == [
        f"{SITE}/sitemaps/{name}.xml" for name in ("2017-04", "2017-03", *SUBJECTS, "pages", "news")
    ]
    assert changed(client, "/sitemap.xml")[:3] == [shown(APRIL), shown(MORNING), None]
    assert listed(client, MARCH) == [f"{SITE}{old.get_absolute_url()}"]
    assert "s%C3%A9nat" in listed(client, MARCH)[0]
    assert listed(client, "/sitemaps/2017-04.xml") == [f"{SITE}{new.get_absolute_url()}"]
    for address in listed(client, "/sitemap.xml"):
        assert client.get(address.removeprefix(SITE)).status_code == 200


def test_a_story_says_when_it_last_changed_and_what_it_shows(client, by):
    photo = PhotoFactory(renditions=[[1500, 1000, "a b.webp"]])
    story = published(by=by, at=MORNING, lead_photo=photo, dek="He voted late.")
    (entry,) = entries(client, MARCH)
    assert entry.findtext("image:image/image:loc", namespaces=NS) == f"{SITE}/media/a%20b.webp"
    assert changed(client, MARCH) == [shown(MORNING)]
    publishing.publish(story=story, by=by, correction=("correction", "It was two."), goes_live_at=AFTERNOON)
    assert changed(client, MARCH) == changed(client, "/sitemap.xml")[:1] == [shown(AFTERNOON)]
    posted(story, by=by)
    story.refresh_from_db()
    assert changed(client, MARCH) == changed(client, "/sitemap.xml")[:1] == [shown(story.live_changed_at)]
    record = redaction.redact(story=story, by=by, words="voted late", reason="Court order.")
    assert changed(client, MARCH) == changed(client, "/sitemap.xml")[:1] == [shown(record.at)]


def test_what_arrives_or_goes_moves_nothing_from_one_map_to_another(client, by):
    kept, gone = published(by=by, at=MORNING), published(by=by, at=AFTERNOON)
    before = listed(client, MARCH)
    published(by=by, at=APRIL)
    assert listed(client, MARCH) == before
    publishing.withdraw(story=gone, by=by, note="It was wrong.")
    assert listed(client, MARCH) == [f"{SITE}{kept.get_absolute_url()}"]
    publishing.withdraw(story=kept, by=by, note="It was wrong.")
    assert client.get(MARCH).status_code == 404
    assert f"{SITE}{MARCH}" not in listed(client, "/sitemap.xml")


def test_only_what_readers_see(client, by):
    names = {
        "section": SectionFactory(slug="courts"),
        "topics": [TopicFactory(slug="senate")],
        "people": [PersonFactory(slug="al")],
        "sources": [SourceFactory(slug="post")],
        "authors": [AuthorFactory(slug="theo")],
    }
    story = StoryFactory(by=by, **names)
    today = f"/sitemaps/{timezone.localdate():%Y-%m}.xml"
    publishing.publish(story=story, by=by, goes_live_at=timezone.now() + datetime.timedelta(seconds=90))
    assert client.get(today).status_code == 404
    assert listed(client, "/sitemaps/news.xml") == []
    assert [listed(client, address) for address in MAPS[1:]] == [[]] * len(SUBJECTS)
    models.Edition.objects.update(goes_live_at=timezone.now() - datetime.timedelta(seconds=1))
    assert listed(client, "/sitemaps/news.xml") == [f"{SITE}{story.get_absolute_url()}"]
    assert [listed(client, address) for address in MAPS[1:]] == [
        *([f"{SITE}/{page}/"] for page in ("sections/courts", "authors/theo")),
        [],
        *([f"{SITE}/{page}/"] for page in ("topics/senate", "people/al")),
        [],
        [f"{SITE}/sources/post/"],
    ]


def test_news_is_what_came_out_in_two_days(client, by):
    hours = timezone.now() - datetime.timedelta(hours=47)
    published(by=by, at=timezone.now() - datetime.timedelta(hours=49))
    story = published(by=by, at=hours, headline="Ice\x0b & <snow>", language="es-MX")
    publishing.publish(story=story, by=by)
    (entry,) = entries(client, "/sitemaps/news.xml")
    assert entry.findtext("loc", namespaces=NS) == f"{SITE}{story.get_absolute_url()}"
    news = entry.find("news:news", NS)
    assert {part.tag.split("}")[1]: part.text for part in news.iter() if part.text} == {
        "name": "North Star Bulletin",
        "language": "es",
        "publication_date": shown(hours),
        "title": "Ice & <snow>",
    }


@pytest.mark.parametrize(("code", "language"), [("zh-cn", "zh-cn"), ("pt-br", "pt")])
def test_the_language_of_news(client, by, settings, code, language):
    settings.LANGUAGE_CODE = code
    published(by=by)
    (entry,) = entries(client, "/sitemaps/news.xml")
    assert entry.findtext("news:news/news:publication/news:language", namespaces=NS) == language


def test_junk_is_not_found(client):
    for address in ("2017-13", "2017-00", "0000-01", "2017-04", "nothing", "2017-4"):
        assert client.get(f"/sitemaps/{address}.xml").status_code == 404


def test_of_what_is_not_seen_the_map_of_the_maps_says_nothing(client, by):
    kept, gone = published(by=by, at=MORNING), published(by=by, at=MORNING)
    owned = ("correction", "It was two.")
    publishing.publish(story=gone, by=by, correction=owned, goes_live_at=AFTERNOON)
    assert changed(client, "/sitemap.xml")[0] == shown(AFTERNOON)
    publishing.withdraw(story=gone, by=by, note="It was wrong.")
    later = timezone.now() + datetime.timedelta(seconds=90)
    publishing.publish(story=kept, by=by, correction=owned, goes_live_at=later)
    assert changed(client, "/sitemap.xml")[0] == shown(MORNING)
    kept.refresh_from_db()
    due = timezone.now() - datetime.timedelta(seconds=1)
    models.Edition.objects.filter(pk=kept.queued_edition_id).update(goes_live_at=due)
    assert changed(client, "/sitemap.xml")[0] == shown(due)


def test_the_database_writes_down_the_month_of_an_edition(by):
    edition = published(by=by, at=MORNING).live_edition
    assert edition.month == MORNING.date().replace(day=1)
    edition.pk, edition.number, edition.month, edition._state.adding = None, 2, None, True
    models.Edition.objects.bulk_create([edition])
    assert models.Edition.objects.get(number=2).month == MORNING.date().replace(day=1)


def test_the_map_of_the_maps_costs_the_same_for_many_months(client, by, django_assert_num_queries):
    for month in range(1, 13):
        published(by=by, at=MORNING.replace(month=month))
    with django_assert_num_queries(2):
        assert len(listed(client, "/sitemap.xml")) == 12 + len(SUBJECTS) + 2


def test_each_costs_one_query_or_two_and_says_nothing_to_who_has_it(client, by, django_assert_num_queries):
    for _number in range(3):
        story = published(by=by, topics=[TopicFactory()], lead_photo=PhotoFactory())
        publishing.publish(story=story, by=by, goes_live_at=timezone.now())
    published(by=by, at=MORNING)
    for address in ("/sitemap.xml", "/sitemaps/news.xml", *MAPS):
        with django_assert_num_queries(2 if address == "/sitemap.xml" else 1):
            response = client.get(address)
        assert "Vary" not in response and not response.cookies
        assert client.get(address, headers={"If-None-Match": response["ETag"]}).status_code == 304
        assert client.post(address).status_code == 405


def test_robots_are_told_where_to_look_and_where_not(client, settings):
    settings.NEWSROOM = settings.NEWSROOM | {"base_url": "https://news.example"}
    response = client.get("/robots.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response.content.decode().splitlines() == [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /preview/",
        "",
        "Sitemap: https://news.example/sitemap.xml",
        "Sitemap: https://news.example/sitemaps/news.xml",
    ]


def test_what_somebody_said_is_mapped_once_readers_see_it(client, by):
    person, silent = PersonFactory(slug="al"), PersonFactory(slug="silent")
    words = {"said_kind": "quote", "said": "<p>No.</p>", "said_by": person}
    story = published(by=by, people=[person, silent])
    live.post(update=models.LiveUpdate(story=story, **words), by=by, draft=True)
    assert listed(client, "/sitemaps/said.xml") == []
    posted(story, by=by, **words)
    assert listed(client, "/sitemaps/said.xml") == [f"{SITE}/people/al/said/"]
