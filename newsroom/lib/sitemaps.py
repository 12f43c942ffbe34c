"""Sitemaps as sitemaps.org and Google have them: lists of pages for those who read sites by machine."""

import datetime
from io import StringIO

from django.utils.xmlutils import SimplerXMLGenerator

from newsroom.lib.text import for_xml

NAMESPACES = {
    "xmlns": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "xmlns:image": "http://www.google.com/schemas/sitemap-image/1.1",
    "xmlns:news": "http://www.google.com/schemas/sitemap-news/0.9",
}
# What one file may hold.
PAGES = 50_000
NEWS = 1_000
# For how long something is news.
NEWS_FOR = datetime.timedelta(hours=48)


def urlset(pages):
    """Return the map of `pages`, each a dict of what its element holds, such as {"loc", "lastmod"}."""
    return _written("urlset", "url", pages)


def index(maps):
    """Return the map of `maps`, each a dict of what its element holds, {"loc", "lastmod"}."""
    return _written("sitemapindex", "sitemap", maps)


def _written(root, name, entries):
    out = StringIO()
    handler = SimplerXMLGenerator(out, "utf-8")
    handler.startDocument()
    handler.startElement(root, NAMESPACES)
    for entry in entries:
        _write(handler, name, entry)
    handler.endElement(root)
    return out.getvalue()


def _write(handler, name, value):
    if isinstance(value, dict):
        handler.startElement(name, {})
        for part, inner in value.items():
            if inner:
                _write(handler, part, inner)
        handler.endElement(name)
    else:
        handler.addQuickElement(name, for_xml(value))
