"""What changed between two contents, word by word: for the history, the desk and the reader alike."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from articles.content import BLOCKS
from articles.enums import BylineRole, CitationKind, Label, PictureWidth, RelatedKind
from newsroom.lib.html import plain

# Beyond this many words a paragraph is compared as a whole: nobody reads such a difference word by word.
MAX_WORDS = 4000


class Op(StrEnum):
    """What happened to something."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"


@dataclass(frozen=True)
class Run:
    """A stretch of words that stayed, came or went."""

    op: Op
    text: str


@dataclass(frozen=True)
class Change:
    """One field, paragraph, block or relation: what it is called, what happened, and its words in runs.

    `name` is a field's name, or the id of the paragraph or block; `field` says which kind of thing it is.
    """

    op: Op
    field: str
    name: str
    label: str
    runs: tuple


def diff(old, new, *, with_same=False):
    """Return the Changes that lead from content `old` to content `new`, in reading order.

    With `with_same` the paragraphs and blocks of the body that stayed are in the list too, to give context.
    """
    changes = [*_fields(old, new), *_body(old, new), *_relations(old, new)]
    return changes if with_same else [change for change in changes if change.op is not Op.SAME]


def word_runs(before, after):
    """Return the tuple of Runs that turn the text `before` into `after`, word by word."""
    if before == after:
        return (Run(Op.SAME, before),) if before else ()
    old, new = _words(before), _words(after)
    if len(old) + len(new) > MAX_WORDS:
        return tuple(run for run in (Run(Op.REMOVED, before), Run(Op.ADDED, after)) if run.text)
    runs = []
    for tag, a1, a2, b1, b2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            runs.append(Run(Op.SAME, "".join(old[a1:a2])))
            continue
        if a2 > a1:
            runs.append(Run(Op.REMOVED, "".join(old[a1:a2])))
        if b2 > b1:
            runs.append(Run(Op.ADDED, "".join(new[b1:b2])))
    return tuple(runs)


def _words(text):
    # A word keeps the space after it, so that a run of changed words is one run and not one a word.
    return re.findall(r"\w+\s*|[^\w\s]\s*|\s+", text)


def _change(field, name, label, before, after):
    if before == after:
        return Change(Op.SAME, field, name, label, word_runs(before, after))
    op = Op.ADDED if not before else Op.REMOVED if not after else Op.CHANGED
    return Change(op, field, name, label, word_runs(before, after))


# --- fields ----------------------------------------------------------------------------------------


def _fields(old, new):
    shown = [
        ("headline", _("Headline"), lambda content: content["headline"]),
        ("dek", _("Dek"), lambda content: content["dek"]),
        ("label", _("Label"), lambda content: str(Label(content["label"]).label) if content["label"] else ""),
        ("section", _("Section"), lambda content: content["section"]["name"]),
        ("language", _("Language"), lambda content: content.get("language", "")),
        ("slug", _("Address"), lambda content: content["slug"]),
        (
            "lead_photo",
            _("Lead photo"),
            lambda content: _photo(content["lead_photo"], content["lead_caption"]),
        ),
        ("byline", _("Byline"), lambda content: "\n".join(map(_byline, content["byline"]))),
        ("topics", _("Topics"), lambda content: ", ".join(topic["name"] for topic in content["topics"])),
    ]
    for name, label, words in shown:
        yield _change("field", name, label, words(old), words(new))


def _byline(entry):
    role = BylineRole(entry["role"]).label
    return " ".join(filter(None, [entry["author"]["name"], f"({role})", entry["place"]]))


def _photo(photo, caption=""):
    if not photo:
        return ""
    return "\n".join(filter(None, [photo["alt"], caption or photo["caption"], photo["credit"]]))


# --- the body --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Unit:
    """The smallest thing of a body that is compared: a paragraph, a point, or what a block says besides."""

    name: str
    label: str
    text: str


def _units(content):
    for block in content["blocks"]:
        kind = BLOCKS[block["type"]]
        own = own_words(block)
        if own or block["type"] != "text":
            yield _Unit(block["id"], block_label(block), own)
        for field in (*kind.rich, *kind.points):
            for paragraph in block[field]:
                yield _Unit(paragraph["id"], _item_label(block, paragraph, field), paragraph_words(paragraph))


def paragraph_words(paragraph):
    """The words, with the addresses of links: a link that leads elsewhere is a change."""
    html = re.sub(r'<a href="([^"]*)">(.*?)</a>', r"\2 [\1]", paragraph["html"], flags=re.S)
    return plain(html)


def paragraph_label(paragraph):
    """What a paragraph of a text block is called."""
    names = {"h2": _("Heading"), "h3": _("Heading"), "ul": _("List"), "ol": _("List")}
    return names.get(paragraph["tag"], _("Paragraph"))


def _item_label(block, paragraph, field):
    if block["type"] == "text":
        return paragraph_label(paragraph)
    if block["type"] == "key_points":
        return {
            "confirmed": _("Key point, known"),
            "unconfirmed": _("Key point, not known"),
            "disputed": _("Key point, disputed"),
        }[field]
    return f"{block_label(block)}, {_('words')}"


def block_label(block):
    """What a block is called: its kind."""
    return str(BLOCKS[block["type"]].model._meta.verbose_name).capitalize()


def own_words(block):
    """What a block says apart from its paragraphs, a line a field."""
    kind = BLOCKS[block["type"]]
    lines = [
        str(PictureWidth(block[field]).label) if field == "width" else block[field]
        for field in kind.plain
        if block[field]
    ]
    for ref in kind.refs:
        value = block[ref]
        if value:
            lines.append(value.get("name") or value.get("headline") or _photo(value))
    lines += [_photo(photo) for field in kind.many for photo in block[field]]
    lines += [date_format(parse_date(block[field]), "DATE_FORMAT") for field in kind.dates if block[field]]
    lines += [
        date_format(timezone.localtime(parse_datetime(block[field])), "DATETIME_FORMAT")
        for field in kind.times
        if block[field]
    ]
    if "renditions" in kind.kept and block.get("renditions"):
        lines.append(_("With a picture"))
    return "\n".join(lines)


def _body(old, new):
    before, after = list(_units(old)), list(_units(new))
    old_names, new_names = [unit.name for unit in before], [unit.name for unit in after]
    known = {unit.name: unit for unit in before}
    kept = set(old_names) & set(new_names)
    for tag, a1, a2, b1, b2 in SequenceMatcher(None, old_names, new_names, autojunk=False).get_opcodes():
        if tag in ("delete", "replace"):
            for unit in before[a1:a2]:
                if unit.name not in kept:
                    yield Change(Op.REMOVED, "body", unit.name, unit.label, (Run(Op.REMOVED, unit.text),))
        for unit in after[b1:b2]:
            if unit.name not in kept:
                yield Change(Op.ADDED, "body", unit.name, unit.label, (Run(Op.ADDED, unit.text),))
                continue
            change = _change("body", unit.name, unit.label, known[unit.name].text, unit.text)
            if tag != "equal" and change.op is Op.SAME:
                change = Change(Op.MOVED, "body", unit.name, unit.label, change.runs)
            yield change


# --- relations -------------------------------------------------------------------------------------


def _relations(old, new):
    shown = [
        ("people", _("Person"), lambda entry: entry["person"]["id"], _person_words),
        (
            "citations",
            _("Source"),
            lambda entry: (entry["source"] and entry["source"]["id"], entry["url"], entry["supports"]),
            _citation_words,
        ),
        (
            "related",
            _("Related link"),
            lambda entry: (entry["kind"], entry["story"] and entry["story"]["id"], entry["url"]),
            _related_words,
        ),
    ]
    for field, label, key, words in shown:
        before = {key(entry): words(entry) for entry in old[field]}
        after = {key(entry): words(entry) for entry in new[field]}
        for name in [*after, *(name for name in before if name not in after)]:
            change = _change(field, str(name), label, before.get(name, ""), after.get(name, ""))
            if change.op is not Op.SAME:
                yield change


def _person_words(entry):
    return ", ".join(filter(None, [entry["person"]["name"], entry["role"]]))


def _citation_words(entry):
    source = entry["source"]["name"] if entry["source"] else entry["anonymous_reason"]
    return "\n".join(
        filter(None, [f"{source} ({CitationKind(entry['kind']).label})", entry["supports"], entry["url"]])
    )


def _related_words(entry):
    title = entry["title"] or (entry["story"] and entry["story"]["headline"]) or ""
    return "\n".join(
        filter(None, [f"{RelatedKind(entry['kind']).label}: {title}", entry["dek"], entry["url"]])
    )
