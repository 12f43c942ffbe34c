"""Tags and filters for pages that show stories."""

import re

from django import template
from django.template.loader import render_to_string
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from articles import search
from articles.enums import LEADING_ROLES, URGENT_LABELS, BylineRole, CitationKind, Label
from articles.models import Edition
from articles.rendering import render_card
from newsroom.lib.html import plain
from newsroom.lib.memo import Memo
from newsroom.lib.prepared import prepared
from newsroom.lib.tags import depends_on

register = template.Library()

RECENT = 4
# The words of stories that were found, which each search looks through.
_bodies = Memo(most=8_000_000)


@register.filter
def label_name(label):
    """Return what readers are told about the kind of work that a story is; "" for no label."""
    return Label(label).label if label else ""


@register.filter
def is_urgent(label):
    """True for a label that says "now"."""
    return label in URGENT_LABELS


@register.filter
def citation_kind(kind):
    """Return how we know, in a word."""
    return CitationKind(kind).label


@register.filter
def credits(byline):
    """Return the byline of a story's content in groups, in order: a list of {"role", "entries"}.

    Those who reported or wrote come first, together, after "By".
    """
    groups = {}
    for entry in sorted(byline, key=lambda entry: entry["role"] not in LEADING_ROLES):
        role = _("By") if entry["role"] in LEADING_ROLES else BylineRole(entry["role"]).label
        groups.setdefault(role, []).append(entry)
    return [{"role": role, "entries": entries} for role, entries in groups.items()]


@register.filter
def leading(byline):
    """Return the entries of those who reported or wrote the story."""
    return [entry for entry in byline if entry["role"] in LEADING_ROLES]


_CARD = re.compile(r"<!-- story card (\w+) -->")


_PARAGRAPH = re.compile(r'(<(p|h[2-4]) id="([\w-]+)" data-since="\d+"[^>]*>.*?)(?=</\2>)', re.S)


@register.filter
def with_addresses(body_html):
    """Return the rendered body with a link at each paragraph and heading that leads to it, for copying.

    They belong to the page and not to the text: feeds and older versions are without them.
    """
    link = format_html('\\1<a class="para" href="#\\3" aria-label="{}"></a>', _("Link to this paragraph"))
    return mark_safe(_PARAGRAPH.sub(link, body_html))  # noqa: S308 (rendered by us from cleaned content)


@register.filter
def with_cards(body_html, cards):
    """Return the rendered body with the cards of other stories put into their places.

    `cards` maps the names of blocks to rail items. A story that readers cannot see has none, and its place
    stays empty.
    """

    def card(match):
        item = cards.get(match[1])
        return render_to_string("partials/story_card.html", {"item": item}) if item else ""

    return mark_safe(_CARD.sub(card, body_html))  # noqa: S308 (rendered by us from cleaned content)


@register.simple_tag
def embed_card(update):
    """Return the card of what a live update embeds."""
    return render_card({"id": update.anchor, "type": "embed"} | update.embed)


@register.simple_tag
def recent_stories():
    """Return the newest few stories, for pages that have nothing of their own to show."""
    depends_on("news")
    return _newest.all()


@prepared()
def _newest():
    """What readers see of the newest stories."""
    return Edition.objects.public().for_cards().order_by("-listed_at", "-pk")[:RECENT]


@register.filter
def marked(text, query):
    """Return plain `text` with what the search's `query` asks for marked."""
    return mark_safe(  # noqa: S308 (each part is escaped)
        "".join(
            f"<mark>{conditional_escape(piece)}</mark>" if is_asked else conditional_escape(piece)
            for is_asked, piece in search.runs(text, query)
        )
    )


@register.simple_tag
def extract_of(entry, query):
    """Return the words of a search's `entry` that show why it was found, as plain text.

    Of a story that is its dek, where headline and dek say it all, else a part of what readers see of it, or
    the names of whom and what it is about.
    """
    if entry.edition:
        card, facets = entry.edition.card, entry.edition.facets
        if search.has_all(f"{card['headline']} {card['dek']}", query):
            return card["dek"]
        names = ", ".join(row["name"] for row in (*facets["people"], *facets["topics"]))
        is_named = search.has_all(names, query)
        body = _bodies.get(entry.stamp, lambda: plain(entry.edition.body_html))
        return search.extract(body, query) or (is_named and names) or card["dek"]
    words = plain(f"{entry.update.text} {entry.update.said}")
    return search.extract(words, query) or search.beginning(words)
