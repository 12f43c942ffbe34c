"""Rich text: what may stand in it, made so on the server, last.

The allow-lists are the whole policy. `svg`, `math`, `style`, `noscript` and every attribute but `href` are
out, so that `clean(clean(x)) == clean(x)` holds for any input.
"""

import re
from html import unescape

import nh3

INLINE_TAGS = {"strong", "em", "a", "sub", "sup", "br"}
BODY_TAGS = INLINE_TAGS | {"p", "h2", "h3", "ul", "ol", "li", "blockquote", "hr"}
# Their text goes with them: what stands inside is never prose.
DROP_WITH_CONTENT = {"script", "style", "template", "iframe", "object", "textarea", "title"}
SAFE_SCHEMES = {"http", "https", "mailto", "tel"}
HEADINGS = {"h2", "h3"}

# Older editors and word processors write these; they mean the same.
_SYNONYMS = [
    (re.compile(r"<(/?)b(?=[\s>/])", re.I), r"<\1strong"),
    (re.compile(r"<(/?)i(?=[\s>/])", re.I), r"<\1em"),
    (re.compile(r"<(/?)h1(?=[\s>/])", re.I), r"<\1h2"),
    (re.compile(r"<(/?)h[456](?=[\s>/])", re.I), r"<\1h3"),
]
_TOP_LEVEL = re.compile(r"<(p|h2|h3|ul|ol|blockquote|hr)\b")
_EMPTY_BLOCK = re.compile(r"<(p|h2|h3|li|blockquote)>(?:\s|&nbsp;|\u00a0|<br>)*</\1>")


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
    if tag == "a" and name == "href" and is_safe_address(value):
        return value.strip()
    return None


def _cleaner(tags):
    return nh3.Cleaner(
        tags=tags,
        clean_content_tags=DROP_WITH_CONTENT,
        attributes={"a": {"href"}},
        attribute_filter=_attribute,
        url_schemes=SAFE_SCHEMES,
        link_rel=None,
        strip_comments=True,
    )


_body_cleaner = _cleaner(BODY_TAGS)
_inline_cleaner = _cleaner(INLINE_TAGS)


def clean_body(html):
    """Return `html` with only the markup of body text: paragraphs, headings, lists, quotes, links, emphasis.

    Text outside a block is put into a paragraph; empty paragraphs go.
    """
    for pattern, replacement in _SYNONYMS:
        html = pattern.sub(replacement, html)
    html = _body_cleaner.clean(html)
    html = "".join(f"<{tag}>{inner}</{tag}>" if tag != "hr" else "<hr>" for tag, inner in blocks(html))
    while html != (shorter := _EMPTY_BLOCK.sub("", html)):
        html = shorter
    return html


def clean_inline(html):
    """Return `html` with only inline markup: emphasis, links, breaks, sub- and superscript."""
    for pattern, replacement in _SYNONYMS:
        html = pattern.sub(replacement, html)
    return _inline_cleaner.clean(html).strip()


def blocks(html):
    """Split cleaned body `html` into its top-level blocks: a list of `(tag, inner html)` in order.

    Loose text between blocks comes back as a paragraph. The input must have been through the body cleaner:
    its tags are then well formed, lower case and properly nested.
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
        opened = html.index(">", match.start()) + 1
        if tag == "hr":
            found.append(("hr", ""))
            position = opened
            continue
        closed = _closing(html, tag, opened)
        found.append((tag, html[opened:closed].strip()))
        position = closed + len(tag) + 3
    return found


def _closing(html, tag, position):
    """Return where the `</tag>` that closes a block opened just before `position` begins."""
    depth = 1
    for match in re.compile(rf"<(/?){tag}\b").finditer(html, position):
        depth += -1 if match[1] else 1
        if depth == 0:
            return match.start()
    return len(html)


def plain(html):
    """Return the words of `html` without markup, white space folded."""
    text = re.sub(r"<br>|</(?:p|h2|h3|li|blockquote)>", " ", html)
    return " ".join(unescape(re.sub(r"<[^>]*>", "", text)).split())
