"""Feeds: what Django's own lack."""

import datetime
from xml.etree import ElementTree

import pytest

from newsroom.lib.feeds import AtomFeed, JSONFeed, RSSFeed

WHEN = datetime.datetime(2017, 3, 2, 21, 52, tzinfo=datetime.UTC)
LATER = WHEN + datetime.timedelta(hours=1)
ATOM = "{http://www.w3.org/2005/Atom}"


def made(make, **item):
    feed = make(title="News\x0b", link="https://news.example/", description="", updated=WHEN)
    if item:
        feed.add_item(description=None, pubdate=WHEN, updateddate=WHEN, unique_id="tag:1", **item)
    return feed.writeString("utf-8")


def test_atom_holds_the_whole_text_and_nothing_that_breaks_it():
    root = ElementTree.fromstring(
        made(AtomFeed, title="\x1fA\uffff & B", link="https://news.example/1", content="<p>\x0c&lt;\t</p>")
    )
    assert root.findtext(f"{ATOM}title") == "News"
    entry = root.find(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}title") == "A & B"
    assert entry.find(f"{ATOM}content").attrib == {"type": "html"}
    assert entry.findtext(f"{ATOM}content") == "<p>&lt;\t</p>"
    assert entry.find(f"{ATOM}summary") is None


def test_a_feed_without_items_says_when_it_changed():
    assert ElementTree.fromstring(made(AtomFeed)).findtext(f"{ATOM}updated") == "2017-03-02T21:52:00+00:00"


def test_a_json_feed_without_items_has_a_list_of_none():
    assert '"items": []' in made(JSONFeed)


@pytest.mark.parametrize("kind", [RSSFeed, AtomFeed, JSONFeed])
def test_an_item_is_written_once_for_its_key_and_stands_as_any_other(kind):
    asked = []
    item = {"title": "A & B", "link": "https://news.example/1", "description": "", "content": "<p>A</p>"}
    item |= {"unique_id": "tag:1", "pubdate": WHEN, "updateddate": LATER}

    def fields():
        asked.append(kind)
        return item

    for key in ("a", "a", "b"):
        kept, plain = (kind(title="News", link="https://news.example/", description="") for _twice in "ab")
        kept.add_kept((id(asked), kind, key), fields)
        plain.add_item(**item)
        assert kept.writeString("utf-8") == plain.writeString("utf-8")
        assert kept.latest_post_date() == LATER
    assert len(asked) == 2
