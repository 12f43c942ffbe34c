"""Sitemaps as sitemaps.org and Google have them: lists of pages for those who read sites by machine."""

import datetime
from xml.sax.saxutils import escape

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
    named = " ".join(f'{prefix}="{address}"' for prefix, address in NAMESPACES.items())
    written = "".join(_text(name, entry) for entry in entries)
    return f'<?xml version="1.0" encoding="utf-8"?>\n<{root} {named}>{written}</{root}>'


def _text(name, value):
    if isinstance(value, dict):
        inner = "".join(_text(part, within) for part, within in value.items() if within)
    else:
        inner = escape(for_xml(value))
    return f"<{name}>{inner}</{name}>"
