"""Rich text: what may stand in it, made so on the server, last.

The allow-lists are the whole policy: `svg`, `math`, `style`, `noscript` and any attribute but `href` are out.
What is left comes in one form, the one that the editor in the admin writes too, so that
`clean_body(clean_body(x)) == clean_body(x)` holds for any input and an untouched text is saved unchanged:

    body   = (paragraph | heading | list | quote | hr)*
    list   = <ul> or <ol> of <li>, each of (paragraph | list | quote)*
    quote  = <blockquote> of (paragraph | list | quote)*
    paragraph, heading = <p>, <h2>, <h3> of text, <br> and properly nested strong, em, a, sub, sup
"""

import re
from collections import Counter
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urljoin

import nh3

from newsroom.lib.text import validate_storable

INLINE_TAGS = {"strong", "em", "a", "sub", "sup"}
HEADINGS = {"h2", "h3"}
LEAVES = HEADINGS | {"p"}
LISTS = {"ul", "ol"}
CONTAINERS = LISTS | {"li", "blockquote"}
BODY_TAGS = INLINE_TAGS | LEAVES | CONTAINERS | {"br", "hr"}
# Their text goes with them: what stands inside is never prose.
DROP_WITH_CONTENT = {"script", "style", "template", "iframe", "object", "textarea", "title"}
SAFE_SCHEMES = {"http", "https", "mailto", "tel"}
# Lists in quotes in lists: no more than this many around a paragraph; what is deeper loses its indent.
MAX_DEPTH = 6
# No editor nests as deep as this. A parser takes quadratic time for such input, so it never sees it.
MAX_INPUT_DEPTH = 200

# Older editors and word processors write these; they mean the same.
_SYNONYMS = [
    (re.compile(r"<(/?)b(?=[\s>/])", re.I), r"<\1strong"),
    (re.compile(r"<(/?)i(?=[\s>/])", re.I), r"<\1em"),
    (re.compile(r"<(/?)h1(?=[\s>/])", re.I), r"<\1h2"),
    (re.compile(r"<(/?)h[456](?=[\s>/])", re.I), r"<\1h3"),
]
_BARE_AMPERSAND = re.compile(r"&(?!#?[0-9a-zA-Z]{1,32};)")
_START_OR_END = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_NEED_NO_END = {"br", "hr", "img", "wbr", "col", "p", "li", "td", "th", "tr", "option"}
_TOKEN = re.compile(r"<(/?)([a-z0-9]+)([^<>]*)>|[^<]+")
_SPACES_TO_INDENT = re.compile(r"(?:\u00a0|&nbsp;){2,}")
_SPACE = re.compile(r"[ \t\n\r\f]+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_TOP_LEVEL = re.compile(r"<(p|h2|h3|ul|ol|blockquote|hr)>")


def is_safe_address(address):
    """True for an address that a link may carry: http(s), mailto, tel, or a path or fragment of this site.

    `//host` and its backslash spellings lead to another site while looking like a path, so they are refused.
    """
    address = re.sub(r"[\x00-\x20\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\ufeff]", "", address)
    if address.startswith("#"):
        return True
    if address.startswith("/"):
        return not address.startswith(("//", "/\\"))
    scheme, colon, _rest = address.partition(":")
    return bool(colon) and scheme.lower() in SAFE_SCHEMES


def _attribute(tag, name, value):
    value = _CONTROL.sub("", value).strip()
    if tag == "a" and name == "href" and is_safe_address(value):
        return value
    return None


_cleaner = nh3.Cleaner(
    tags=BODY_TAGS,
    clean_content_tags=DROP_WITH_CONTENT,
    attributes={"a": {"href"}},
    attribute_filter=_attribute,
    url_schemes=SAFE_SCHEMES,
    link_rel=None,
    strip_comments=True,
)


def clean_body(html):
    """Return `html` with only the markup of body text, in the form that the module describes.

    Text outside a block is put into a paragraph; what is empty goes. Raises ValidationError for text that
    cannot be stored.
    """
    validate_storable(html)
    if _is_too_deep(html):
        html = re.sub(r"<[^<>]*>?", " ", html)
    for pattern, replacement in _SYNONYMS:
        html = pattern.sub(replacement, html)
    html = _SPACES_TO_INDENT.sub("\u00a0", html)
    return _tidy(_cleaner.clean(_BARE_AMPERSAND.sub("&amp;", html)))


def _is_too_deep(html):
    """True if more elements are open at once anywhere in `html` than any editor would write."""
    still_open, depth = Counter(), 0
    for match in _START_OR_END.finditer(html):
        name = match[2].lower()
        if name in _NEED_NO_END:
            continue
        if not match[1]:
            still_open[name] += 1
            depth += 1
            if depth > MAX_INPUT_DEPTH:
                return True
        elif still_open[name]:
            still_open[name] -= 1
            depth -= 1
    return False


@dataclass
class _Frame:
    """A container that is open: its tag (None for the body itself), and what is in it so far."""

    tag: str | None
    depth: int = 0
    parts: list = field(default_factory=list)
    is_kept: bool = True
    is_ours: bool = False


def _tidy(html):
    """Return allowed and well-formed `html` in the one form of the module's grammar, in linear time."""
    return _Tidier().run(html)


class _Tidier:
    """Reads tags and text one by one, and writes blocks that hold what they may."""

    def __init__(self):
        self.frames = [_Frame(None)]
        self.leaf = None  # the open paragraph's or heading's tag
        self.parts = []  # what is in it
        self.has_words = False
        self.space = " "  # the one before the place reached, after which another of the kind says nothing
        self.wanted = {}  # inline elements around the place reached: tag -> its start tag, in order
        self.nested = Counter()  # how often each is open
        self.open = []  # the start tags of those written in this leaf

    def run(self, html):
        for match in _TOKEN.finditer(html):
            closing, tag, rest = match.groups()
            if tag is None:
                self.text(_SPACE.sub(" ", match[0]))
            elif tag in INLINE_TAGS:
                self.inline(closing, tag, rest)
            elif tag == "br":
                if self.leaf:
                    self.parts.append("<br>")
                    self.space = " "
            elif tag in LEAVES:
                self.end_leaf()
                if not closing:
                    self.start_leaf(tag)
            elif tag == "hr":
                self.end_leaf()
                if self.frames[-1].tag is None:
                    self.frames[-1].parts.append("<hr>")
            elif closing:
                self.end_container()
            else:
                self.start_container(tag)
        self.end_leaf()
        return "".join(self.frames[0].parts)

    def text(self, text):
        is_blank = not text.replace("&nbsp;", " ").strip()
        if not self.leaf:
            if is_blank:
                return
            self.start_leaf("p")
        text = _SPACES_TO_INDENT.sub("&nbsp;", text).removeprefix(self.space)
        if not text:
            return
        self.write_inline()
        self.parts.append(text)
        self.space = next((space for space in (" ", "&nbsp;") if text.endswith(space)), "")
        self.has_words = self.has_words or not is_blank

    def inline(self, closing, tag, rest):
        if tag == "a" and not closing and not rest and not self.nested[tag]:
            rest = None  # a link that leads nowhere is only its words
        self.nested[tag] += -1 if closing else 1
        if closing and not self.nested[tag]:
            self.wanted.pop(tag, None)
        elif not closing and self.nested[tag] == 1 and rest is not None:
            self.wanted[tag] = f"<{tag}{rest}>"

    def write_inline(self):
        """Make the inline elements open in the leaf those that are wanted there."""
        wanted = list(self.wanted.values())
        same = 0
        while same < min(len(wanted), len(self.open)) and wanted[same] == self.open[same]:
            same += 1
        self.close_inline(same)
        self.parts += wanted[same:]
        self.open = wanted

    def close_inline(self, keep):
        for start in reversed(self.open[keep:]):
            self.parts.append(f"</{start[1:-1].split(' ')[0]}>")
        self.open = self.open[:keep]

    def start_leaf(self, tag):
        self.make_room()
        self.leaf = tag if self.frames[-1].tag is None else "p"

    def end_leaf(self):
        if self.leaf and self.has_words:
            self.close_inline(0)
            inner = "".join(self.parts).strip()
            self.frames[-1].parts.append(f"<{self.leaf}>{inner}</{self.leaf}>")
        self.leaf, self.parts, self.open = None, [], []
        self.has_words, self.space = False, " "

    def make_room(self):
        """In a list only items stand: open one for what is about to come."""
        if self.frames[-1].tag in LISTS:
            self.push("li", is_ours=True)

    def start_container(self, tag):
        self.end_leaf()
        if tag == "li":
            if self.frames[-1].is_ours:
                self.pop()
            self.push("li", is_kept=self.frames[-1].tag in LISTS)
        else:
            self.make_room()
            self.push(tag, is_kept=self.frames[-1].depth < MAX_DEPTH)

    def end_container(self):
        self.end_leaf()
        while self.frames[-1].is_ours:
            self.pop()
        if len(self.frames) > 1:
            self.pop()

    def push(self, tag, *, is_kept=True, is_ours=False):
        above = self.frames[-1]
        if is_kept:
            self.frames.append(_Frame(tag, above.depth + (tag != "li"), is_ours=is_ours))
        else:
            self.frames.append(_Frame(above.tag, above.depth, above.parts, is_kept=False))

    def pop(self):
        frame = self.frames.pop()
        if frame.is_kept and frame.parts:
            self.frames[-1].parts.append(f"<{frame.tag}>{''.join(frame.parts)}</{frame.tag}>")


def blocks(html):
    """Split cleaned body `html` into its top-level blocks: a list of `(tag, inner html)` in order.

    Loose text between blocks comes back as a paragraph.
    """
    found, position = [], 0
    while position < len(html):
        match = _TOP_LEVEL.search(html, position)
        loose = html[position : match.start() if match else len(html)].strip()
        if loose:
            found.append(("p", loose))
        if not match:
            break
        tag = match[1]
        if tag == "hr":
            found.append(("hr", ""))
            position = match.end()
            continue
        closed = _closing(html, tag, match.end())
        found.append((tag, html[match.end() : closed].strip()))
        position = closed + len(tag) + 3
    return found


def _closing(html, tag, position):
    """Return where the `</tag>` that closes a block opened just before `position` begins."""
    depth = 1
    for match in re.compile(rf"<(/?){tag}>").finditer(html, position):
        depth += -1 if match[1] else 1
        if depth == 0:
            return match.start()
    return len(html)


def lines(html):
    """Return the inner html of every paragraph and heading in cleaned body `html`, however deep, in order."""
    return re.findall(r"<(?:p|h2|h3)>(.*?)</(?:p|h2|h3)>", html, re.S)


def plain(html):
    """Return the words of `html` without markup and without the marks of sources, white space folded."""
    html = re.sub(r"<abbr[^<>]*>[^<]*</abbr>", "", html)
    text = re.sub(r"<br>|</(?:p|h2|h3|li|blockquote)>", " ", html)
    return " ".join(unescape(re.sub(r"<[^<>]*>", "", text)).split())


def with_whole_addresses(html, base):
    """Return cleaned `html` that stood at `base`, with the whole address in each of its links and photos."""
    return re.sub(
        r'(<a href="|<img src=")([/#][^"]*)', lambda match: match[1] + urljoin(base, match[2]), html
    )


# Marks of sources are set against the word before them; without their style they would be a part of it.
_plainer = nh3.Cleaner(
    tags=BODY_TAGS | {"figure", "figcaption", "img", "time", "cite", "bdi"},
    clean_content_tags=DROP_WITH_CONTENT | {"abbr"},
    attributes={"a": {"href"}, "img": {"src", "alt", "width", "height"}, "time": {"datetime"}},
    url_schemes=SAFE_SCHEMES,
    link_rel=None,
)


def plainer(html):
    """Return `html` as our pages show it without what only they have styles for, as feed readers want it."""
    return re.sub(r"\s*\n\s*", "\n", _plainer.clean(html)).strip()
