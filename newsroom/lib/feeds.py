"""Feeds as their standards have them, on top of Django's: RSS 2.0, Atom and JSON Feed 1.1.

Beside what Django knows a feed may have `hub`, the address of the WebSub hub that tells of its changes, and
`updated`, when it changed. An item may have `content`, its whole text as html; `authors`, a list of
{"name", "url"} in place of Django's one; `photo`, {"url", "width", "height", "alt", "caption", "credit"}; and
`language`, where it is not the feed's. One that is made of what has a stamp (`newsroom/lib/prepared.py`) is
written once, whatever feeds it stands in.

Characters that XML cannot hold are left out: one of them would make the whole feed unreadable.
"""

import datetime
import json
import mimetypes
from io import StringIO
from typing import NamedTuple

from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed, rfc3339_date
from django.utils.translation import get_language
from django.utils.xmlutils import SimplerXMLGenerator

from newsroom.lib.html import plain
from newsroom.lib.memo import Memo
from newsroom.lib.text import for_xml

# When a feed changed that has never had anything.
NEVER = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
NAMESPACES = {
    "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
    "xmlns:dc": "http://purl.org/dc/elements/1.1/",
    "xmlns:media": "http://search.yahoo.com/mrss/",
}


# Items as they are written, by what they were made of.
_kept = Memo(most=16_000_000)


class Written(NamedTuple):
    """An item as it stands in the feed, and when it last changed, None if that is not known."""

    text: str
    changed_at: object


class _Feed(SyndicationFeed):
    """A feed whose items are written when they are added."""

    def add_item(self, *args, **kwargs):
        """Add an item, as Django does."""
        super().add_item(*args, **kwargs)
        item = self.items.pop()
        dates = filter(None, (item.get("updateddate"), item.get("pubdate")))
        self.items.append(Written(self.text_of(item), max(dates, default=None)))

    def add_kept(self, key, fields):
        """Add the item that has what `fields()` returns, and write it once for each `key`.

        The key must stand for **all** that the item says, apart from settings.
        """

        def write():
            self.add_item(**fields())
            return self.items.pop()

        key = (type(self), get_language(), timezone.get_current_timezone(), key)
        self.items.append(_kept.get(key, write, lambda written: len(written.text)))

    def latest_post_date(self):
        """When the feed changed, so that one without items says the same each time."""
        dates = filter(None, (item.changed_at for item in self.items))
        return self.feed.get("updated") or max(dates, default=NEVER)


class _XMLFeed(_Feed):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.feed = _without_what_is_not_xml(self.feed)

    def text_of(self, item):
        """Return an item as XML."""
        item, out = _without_what_is_not_xml(item), StringIO()
        handler = SimplerXMLGenerator(out, "utf-8", short_empty_elements=True)
        handler.startElement(self.item_name, self.item_attributes(item))
        self.add_item_elements(handler, item)
        handler.endElement(self.item_name)
        return out.getvalue()

    def write_items(self, handler):
        """Put the items, which are written, into the feed."""
        for item in self.items:
            handler.ignorableWhitespace(item.text)  # which writes what it is given, as it is


class RSSFeed(_XMLFeed, Rss201rev2Feed):
    """RSS 2.0."""

    # Its own type, which nobody registered, makes browsers show the source or save a file.
    content_type = "application/xml; charset=utf-8"
    item_name = "item"

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

    item_name = "entry"

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


class JSONFeed(_Feed):
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
        }
        beginning = json.dumps(_filled(feed), ensure_ascii=False).removesuffix("}")
        items = ", ".join(item.text for item in self.items)
        outfile.write(f'{beginning}, "items": [{items}]}}')

    def text_of(self, item):
        """Return an item as JSON."""
        photo = item.get("photo")
        fields = _filled(
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
        return json.dumps(fields, ensure_ascii=False)


def _authors(entry):
    if "authors" in entry:
        return [_filled(author) for author in entry["authors"]]
    return [_filled({"name": entry["author_name"], "url": entry["author_link"]})] * bool(entry["author_name"])


def _type_of(address):
    return mimetypes.guess_type(address, strict=False)[0]


def _filled(fields):
    """Return those of `fields` that hold something."""
    return {name: value for name, value in fields.items() if value}


def _without_what_is_not_xml(value):
    if isinstance(value, str):
        return for_xml(value)
    if isinstance(value, dict):
        return {name: _without_what_is_not_xml(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_without_what_is_not_xml(part) for part in value]
    return value
