"""Feeds as their standards have them, on top of Django's: Atom with whole contents, and JSON Feed 1.1."""

import json
import re

from django.utils.feedgenerator import Atom1Feed, SyndicationFeed, rfc3339_date

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class AtomFeed(Atom1Feed):
    """Atom. An item may have `content`, its whole text as html; a feed may have `updated`, when it changed.

    Characters that XML cannot hold are left out: one of them would make the whole feed unreadable.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.feed = _without_what_is_not_xml(self.feed)

    def add_item_elements(self, handler, item):
        """Write what Django writes of an item, and its content."""
        item = _without_what_is_not_xml(item)
        super().add_item_elements(handler, item)
        if item.get("content"):
            handler.addQuickElement("content", item["content"], {"type": "html"})

    def latest_post_date(self):
        """When the feed changed, so that one without items says the same each time."""
        return self.feed.get("updated") or super().latest_post_date()


class JSONFeed(SyndicationFeed):
    """JSON Feed 1.1, of the same items."""

    content_type = "application/feed+json; charset=utf-8"

    def write(self, outfile, encoding):
        """Write the feed into `outfile`."""
        feed = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": self.feed["title"],
            "home_page_url": self.feed["link"],
            "feed_url": self.feed["feed_url"],
            "description": self.feed["description"],
            "language": self.feed["language"],
            "authors": _authors(self.feed),
            "items": [self._item(item) for item in self.items],
        }
        outfile.write(json.dumps(_filled(feed), ensure_ascii=False))

    def _item(self, item):
        return _filled(
            {
                "id": item["unique_id"],
                "url": item["link"],
                "title": item["title"],
                "content_html": item["content"],
                "date_published": rfc3339_date(item["pubdate"]),
                "date_modified": rfc3339_date(item["updateddate"]),
                "authors": _authors(item),
            }
        )


def _authors(entry):
    return [_filled({"name": entry["author_name"], "url": entry["author_link"]})] * bool(entry["author_name"])


def _filled(fields):
    """Return those of `fields` that hold something, and the items, of which there may be none."""
    return {name: value for name, value in fields.items() if value or name == "items"}


def _without_what_is_not_xml(fields):
    return {
        name: _NOT_XML.sub("", value) if isinstance(value, str) else value for name, value in fields.items()
    }
