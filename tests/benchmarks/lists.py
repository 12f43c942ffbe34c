"""How long the database takes for readers' pages, feeds and maps of a newsroom with very many stories."""

from django.test import Client

from articles.models import Author, Edition, Section
from newsroom.lib.pagination import encode_cursor
from tests.benchmarks.filling import busiest
from tests.benchmarks.timing import report, times_of
from topics.models import Person, Topic


def measure():
    """Print how long each case takes."""
    client = Client()
    middle = Edition.objects.order_by("listed_at", "pk")[Edition.objects.count() // 2]
    section, topic, person, author = (
        busiest(model).get_absolute_url() for model in (Section, Topic, Person, Author)
    )
    deep = encode_cursor(middle.listed_at, middle.pk)
    cases = {
        "front": "/",
        "latest": "/latest/",
        "latest, from the middle on": f"/latest/?after={deep}",
        "section": section,
        "section, from the middle on": f"{section}?after={deep}",
        "topic": topic,
        "person": person,
        "author": author,
        "author, from the middle on": f"{author}?after={deep}",
        "feed of the site": "/feed.rss",
        "feed of a section": f"{section}feed.rss",
        "feed of a topic": f"{topic}feed.rss",
        "news map": "/sitemaps/news.xml",
        "map of a month": f"/sitemaps/{middle.listed_at:%Y-%m}.xml",
        "map of the topics": "/sitemaps/topics.xml",
        "map of the maps": "/sitemap.xml",
    }
    for name, address in cases.items():
        assert client.get(address).status_code == 200, address
        report(name, times_of(lambda address=address: client.get(address)))
