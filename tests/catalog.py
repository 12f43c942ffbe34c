"""The catalogs of the interface's words: `make messages` brings them up to date, and a test holds them so.

A catalog is `newsroom/locale/<language>/LC_MESSAGES/django.po`, with the compiled `django.mo` beside it:
Django reads that, and who installs Newsroom has nothing to make it with. All that is needed here is Babel.
"""

import io
import re
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "newsroom" / "locale"
PACKAGES = ("articles", "newsroom", "topics")
KEYWORDS = DEFAULT_KEYWORDS | {
    "gettext_lazy": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\(\w+\)s|\{\w*\}|</?\w+")


def languages():
    """Return the codes of the languages that have a catalog."""
    return sorted(path.parent.parent.name for path in LOCALE.glob("*/LC_MESSAGES/django.po"))


def path_of(language, ending):
    """Return where the catalog of `language` is: its "po" or its "mo"."""
    return LOCALE / language / "LC_MESSAGES" / f"django.{ending}"


def sources():
    """Yield (path from the root, Python) of all that may hold a message; templates as Django reads them."""
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path.relative_to(ROOT).as_posix(), path.read_text()
    for path in sorted((ROOT / "templates").rglob("*.html")):
        # What was no message is blanked out with letters, which are Python as long as no line is indented.
        text = re.sub(r"^[ \t]+", "", templatize(path.read_text()), flags=re.M)
        yield path.relative_to(ROOT).as_posix(), text


def extracted():
    """Return a Catalog of every message of the sources, none translated."""
    catalog = Catalog(charset="utf-8")
    for name, text in sources():
        file = io.BytesIO(text.encode())
        for _line, message, _comments, context in extract("python", file, KEYWORDS):
            catalog.add(message, locations=[(name, 1)], context=context)
    return catalog


def stored(language):
    """Return the Catalog of `language` as it is committed."""
    with path_of(language, "po").open("rb") as file:
        return read_po(file, locale=language)


def messages(catalog):
    """Return the messages of a Catalog without its header, by id and context."""
    return {(message.id, message.context): message for message in catalog if message.id}


def forms(message):
    """Return what a message says, and what its translation says: two tuples, of several for a plural."""
    said = (message.id,) if isinstance(message.id, str) else tuple(message.id)
    told = tuple(message.string) if isinstance(message.string, (list, tuple)) else (message.string or "",)
    return said, told


def placeholders(text):
    """Return the places that code fills in a text, and its tags, in order of the alphabet."""
    return sorted(PLACEHOLDER.findall(text))


def bring_up_to_date(language):
    """Write both files of `language`, new messages empty and old ones gone, and return what is missing."""
    catalog = stored(language)
    catalog.msgid_bugs_address = ""  # else the library puts its own example there
    catalog.update(extracted(), no_fuzzy_matching=True, update_creation_date=False)
    with path_of(language, "po").open("wb") as file:
        write_po(file, catalog, width=0, sort_by_file=True, ignore_obsolete=True, include_lineno=False)
    with path_of(language, "mo").open("wb") as file:
        write_mo(file, catalog)
    return [message.id for message in messages(catalog).values() if not all(forms(message)[1])]


def main():
    """Bring every catalog up to date, and say what each lacks. Exit with 1 if one lacks anything."""
    missing = False
    for language in languages():
        for said in bring_up_to_date(language):
            print(f"{language}: {said}")
            missing = True
    sys.exit(1 if missing else 0)


if __name__ == "__main__":
    main()
