"""Content to html: done once, when an edition is made."""

import re
from dataclasses import dataclass
from html import unescape
from urllib.parse import urlsplit

from django.template.loader import render_to_string
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.utils.text import slugify

from articles.content import BLOCKS
from newsroom.lib.embeds import recognise
from newsroom.lib.html import HEADINGS, plain


@dataclass(frozen=True)
class Rendered:
    """The html of a body: the blocks in order, and the key points that stand beside the lead photo."""

    body: str
    key_points: str


def render(content, first_seen=None, times=None):
    """Return the Rendered html of `content`.

    `first_seen` maps paragraph and block ids to the number of the edition that brought them, and `times` maps
    those numbers to the aware time at which each went live: what came after the first edition is marked as
    added, with its time, once for each run. Without them nothing is marked.
    """
    marks = _Marks(content)
    first_seen, times = first_seen or {}, times or {}
    blocks = list(content["blocks"])
    key_points = ""
    if blocks and blocks[0]["type"] == "key_points":
        key_points = _render_block(blocks.pop(0), marks, first_seen)
    anchors = set()
    parts = []
    previous_number = 1
    for position, block in enumerate(blocks):
        if block["type"] == "text":
            html, previous_number = _render_text(
                block, marks, first_seen, times, previous_number, anchors, is_first=position == 0
            )
        else:
            number = first_seen.get(block["id"], 1)
            html = _render_block(block, marks, first_seen, _added_at(number, previous_number, times))
            previous_number = number
        parts.append(html)
    return Rendered(body="\n".join(parts), key_points=key_points)


def _render_text(block, marks, first_seen, times, previous_number, anchors, *, is_first):
    """Render a text block; the first paragraph of each run that came later carries the time it was added."""
    paragraphs = []
    opened = False
    for paragraph in block["text"]:
        number = first_seen.get(paragraph["id"], 1)
        tag = paragraph["tag"]
        html = marks.apply(paragraph["html"])
        paragraphs.append(
            {
                "id": paragraph["id"],
                "tag": tag,
                "html": html,
                "number": number,
                "added_at": _added_at(number, previous_number, times),
                "anchor": _anchor(paragraph["html"], anchors) if tag in HEADINGS else "",
                "opens": is_first and not opened and tag == "p",
            }
        )
        opened = opened or tag == "p"
        previous_number = number
    return render_to_string("articles/blocks/text.html", {"paragraphs": paragraphs}), previous_number


def _added_at(number, previous_number, times):
    """Return when what came with edition `number` was added; None inside a run, which says it once."""
    return times.get(number) if number not in (1, previous_number) else None


def render_card(block):
    """Return the html of one embed, as it stands in no story."""
    return _render_block(block, None, {})


def _render_block(block, marks, first_seen, added_at=None):
    kind = BLOCKS[block["type"]]
    shown = dict(block)
    for field in (*kind.rich, *kind.points):
        shown[field] = [
            p | {"html": marks.apply(p["html"]), "number": first_seen.get(p["id"], 1)} for p in block[field]
        ]
    for field in kind.dates:
        shown[field] = parse_date(block[field]) if block[field] else None
    for field in kind.times:
        shown[field] = parse_datetime(block[field]) if block[field] else None
    context = {"block": shown, "number": first_seen.get(block["id"], 1), "added_at": added_at}
    if block["type"] == "embed":
        # Asked anew each time: what is not on the list any more is a card without a frame.
        context["embed"] = recognise(block["url"])
    return render_to_string(f"articles/blocks/{block['type']}.html", context)


def _anchor(html, taken):
    """Return a readable id for a heading, different from those in `taken`, to which it is added."""
    stem = slugify(plain(html), allow_unicode=True)[:60] or "part"
    anchor, count = stem, 1
    while anchor in taken:
        count += 1
        anchor = f"{stem}-{count}"
    taken.add(anchor)
    return anchor


_LINK = re.compile(r'<a href="([^"]*)">(.*?)</a>', re.S)
_AFTER_WORD = re.compile(r"[\s>]")


class _Marks:
    """Puts a source's mark after each link in the text that leads to what is cited."""

    def __init__(self, content):
        self.by_address = {}
        for citation in content["citations"]:
            if citation["source"] and citation["url"]:
                self.by_address.setdefault(_same_page(citation["url"]), citation["source"])

    def apply(self, html):
        """Return `html`, which the services have cleaned, with marks, as text that is safe in a template.

        The last word of a link and its mark are kept on one line.
        """
        return mark_safe(_LINK.sub(self._mark, html) if self.by_address else html)  # noqa: S308 (cleaned before)

    def _mark(self, match):
        source = self.by_address.get(_same_page(unescape(match[1])))
        if source is None:
            return match[0]
        mark = f'<abbr class="mk" title="{escape(source["name"])}">{escape(source["mark"])}</abbr>'
        last = _AFTER_WORD.split(match[2])[-1]
        if not last:
            return f'<a href="{match[1]}">{match[2]}{mark}</a>'
        words = match[2].removesuffix(last)
        return f'<a href="{match[1]}">{words}<span class="nb">{last}{mark}</span></a>'


def _same_page(address):
    """Return an address in the form in which two that lead to the same page are equal."""
    try:
        parts = urlsplit(address)
    except ValueError:  # such as http://[
        return address
    return (parts.netloc.lower().removeprefix("www."), parts.path.rstrip("/"), parts.query)
