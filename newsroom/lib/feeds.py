"""Feeds as their standards have them, on top of Django's: RSS 2.0, Atom and JSON Feed 1.1.

Beside what Django knows a feed may have `hub`, the address of the WebSub hub that tells of its changes, and
`updated`, when it changed. An item may have `content`, its whole text as html; `authors`, a list of
{"name", "url"} in place of Django's one; `photo`, {"url", "width", "height", "alt", "caption", "credit"}; and
`language`, where it is not the feed's.

Characters that XML cannot hold are left out: one of them would make the whole feed unreadable.
"""

import datetime
import json
import mimetypes

from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed, rfc3339_date

from newsroom.lib.html import plain
from newsroom.lib.text import for_xml

# When a feed changed that has never had anything.
NEVER = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
NAMESPACES = {
    "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
    "xmlns:dc": "http://purl.org/dc/elements/1.1/",
    "xmlns:media": "http://search.yahoo.com/mrss/",
}


class _XMLFeed(SyndicationFeed):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.feed = _without_what_is_not_xml(self.feed)

    def add_item(self, *args, **kwargs):
        """Add an item, as Django does."""
        super().add_item(*args, **kwargs)
        self.items[-1] = _without_what_is_not_xml(self.items[-1])

    def latest_post_date(self):
        """When the feed changed, so that one without items says the same each time."""
        return self.feed.get("updated") or (super().latest_post_date() if self.items else NEVER)


class RSSFeed(_XMLFeed, Rss201rev2Feed):
    """RSS 2.0."""

    # Its own type, which nobody registered, makes browsers show the source or save a file.
    content_type = "application/xml; charset=utf-8"

    def rss_attributes(self):
        """Name what items are made of, once."""
        return super().rss_attributes() | NAMESPACES

    def add_root_elements(self, handler):
        """Write what Django writes of a feed, and its hub."""
        super().add_root_elements(handler)
        if self.feed.get("hub"):
            handler.addQuickElement("atom:link", None, {"rel": "hub", "href": self.feed["hub"]})

    def add_item_elements(self, handler, item):
        """Write what Django writes of an item, and its authors, its photo and its content."""
        super().add_item_elements(handler, item)
        for author in item.get("authors", ()):
            handler.addQuickElement("dc:creator", author["name"])
        if item.get("language"):
            handler.addQuickElement("dc:language", item["language"])
        if photo := item.get("photo"):
            size = {name: str(photo[name]) for name in ("width", "height")}
            kind = {"type": _type_of(photo["url"]), "medium": "image"}
            handler.startElement("media:content", {"url": photo["url"]} | _filled(kind) | size)
            for name, words in (
                ("credit", photo["credit"]),
                ("description", photo["caption"] or photo["alt"]),
            ):
                if words:
                    handler.addQuickElement(f"media:{name}", words)
            handler.endElement("media:content")
        if item.get("content"):
            handler.addQuickElement("content:encoded", item["content"])


class AtomFeed(_XMLFeed, Atom1Feed):
    """Atom, with whole contents."""

    def add_root_elements(self, handler):
        """Write what Django writes of a feed, and its hub."""
        super().add_root_elements(handler)
        if self.feed.get("hub"):
            handler.addQuickElement("link", "", {"rel": "hub", "href": self.feed["hub"]})

    def item_attributes(self, item):
        """Say in which language an item is, if it is not the feed's."""
        return {"xml:lang": item["language"]} if item.get("language") else {}

    def add_item_elements(self, handler, item):
        """Write what Django writes of an item, and its authors and its content."""
        super().add_item_elements(handler, item)
        for author in item.get("authors", ()):
            handler.startElement("author", {})
            handler.addQuickElement("name", author["name"])
            if author.get("url"):
                handler.addQuickElement("uri", author["url"])
            handler.endElement("author")
        if item.get("content"):
            handler.addQuickElement("content", item["content"], {"type": "html"})


class JSONFeed(SyndicationFeed):
    """JSON Feed 1.1, of the same items."""

    content_type = "application/feed+json; charset=utf-8"

    def write(self, outfile, encoding):
        """Write the feed into `outfile`."""
        hub = self.feed.get("hub")
        feed = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": self.feed["title"],
            "home_page_url": self.feed["link"],
            "feed_url": self.feed["feed_url"],
            "description": self.feed["description"],
            "language": self.feed["language"],
            "authors": _authors(self.feed),
            "hubs": [{"type": "WebSub", "url": hub}] if hub else [],
            "items": [self._item(item) for item in self.items],
        }
        outfile.write(json.dumps(_filled(feed), ensure_ascii=False))

    def _item(self, item):
        photo = item.get("photo")
        return _filled(
            {
                "id": item["unique_id"],
                "url": item["link"],
                "title": item["title"],
                "summary": item["description"] and plain(item["description"]),
                "content_html": item["content"],
                "image": photo and photo["url"],
                "date_published": rfc3339_date(item["pubdate"]),
                "date_modified": rfc3339_date(item["updateddate"]),
                "authors": _authors(item),
                "tags": item["categories"],
                "language": item.get("language"),
            }
        )


def _authors(entry):
    if "authors" in entry:
        return [_filled(author) for author in entry["authors"]]
    return [_filled({"name": entry["author_name"], "url": entry["author_link"]})] * bool(entry["author_name"])


def _type_of(address):
    return mimetypes.guess_type(address, strict=False)[0]


def _filled(fields):
    """Return those of `fields` that hold something, and the items, of which there may be none."""
    return {name: value for name, value in fields.items() if value or name == "items"}


def _without_what_is_not_xml(value):
    if isinstance(value, str):
        return for_xml(value)
    if isinstance(value, dict):
        return {name: _without_what_is_not_xml(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_without_what_is_not_xml(part) for part in value]
    return value
