"""How long the database takes for readers' pages, feeds and maps of a newsroom with very many stories."""

from django.test import Client

from articles.models import Edition
from newsroom.lib.pagination import encode_cursor
from tests.benchmarks.filling import STORIES
from tests.benchmarks.timing import report, times_of


def measure():
    """Print how long each case takes."""
    client = Client()
    middle = Edition.objects.order_by("listed_at", "pk")[STORIES // 2]
    deep = encode_cursor(middle.listed_at, middle.pk)
    cases = {
        "front": "/",
        "latest": "/latest/",
        "latest, from the middle on": f"/latest/?after={deep}",
        "section": "/sections/s1/",
        "section, from the middle on": f"/sections/s1/?after={deep}",
        "topic": "/topics/t3/",
        "person": "/people/p3/",
        "author": "/authors/a3/",
        "author, from the middle on": f"/authors/a3/?after={deep}",
        "feed of the site": "/feed.rss",
        "feed of a section": "/sections/s1/feed.rss",
        "feed of a topic": "/topics/t3/feed.rss",
        "news map": "/sitemaps/news.xml",
        "map of a month": f"/sitemaps/{middle.listed_at:%Y-%m}.xml",
        "map of the topics": "/sitemaps/topics.xml",
        "map of the maps": "/sitemap.xml",
    }
    for name, address in cases.items():
        assert client.get(address).status_code == 200, address
        report(name, times_of(lambda address=address: client.get(address)))
