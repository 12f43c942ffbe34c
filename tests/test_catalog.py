"""The words of the interface: each catalog has all that the sources say, and the sources leave none out."""

import gettext
import re

import pytest
from django.template.base import Lexer, TokenType
from django.utils.functional import Promise

from articles.apps import ArticlesConfig
from newsroom.accounts.apps import AccountsConfig
from newsroom.outbox.apps import OutboxConfig
from newsroom.pages.apps import PagesConfig
from tests import catalog
from topics.apps import TopicsConfig

SPANISH = "es"
# What is no word of a language, or the same in all.
BARE = {"Atom", "JSON Feed", "RSS", "Ctrl K"}
ICONS = {"arrow_upward", "arrow_downward", "expand_more"}
# Blocks that machines read.
UNSEEN = {"robots", "bodyclass"}
SHOWN = ("aria-label", "title", "alt", "placeholder")


# --- the catalogs -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", catalog.languages())
def test_catalog_has_every_message_of_the_sources_and_no_other(language):
    """`make messages` writes what is missing here into the catalog, to be translated."""
    wanted, found = (
        set(catalog.messages(catalog.extracted())),
        set(catalog.messages(catalog.stored(language))),
    )
    assert wanted - found == set()
    assert found - wanted == set()


@pytest.mark.parametrize("language", catalog.languages())
def test_every_message_is_translated_with_all_its_forms_and_placeholders(language):
    for message in catalog.messages(catalog.stored(language)).values():
        said, told = catalog.forms(message)
        assert not message.fuzzy, said
        assert all(told), said
        assert len(told) == (1 if len(said) == 1 else catalog.stored(language).num_plurals), said
        for text in told:
            assert catalog.placeholders(text) in [catalog.placeholders(one) for one in said], said
            assert (text[:1].isspace(), text[-1:].isspace()) == (
                said[0][:1].isspace(),
                said[0][-1:].isspace(),
            )


@pytest.mark.parametrize("language", catalog.languages())
def test_compiled_catalog_is_what_the_written_one_says(language):
    with catalog.path_of(language, "mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)._catalog
    del compiled[""]
    written = {}
    for message in catalog.messages(catalog.stored(language)).values():
        said, told = catalog.forms(message)
        key = said[0] if message.context is None else f"{message.context}\x04{said[0]}"
        written |= {key: told[0]} if len(said) == 1 else {(key, form): text for form, text in enumerate(told)}
    assert compiled == written


def test_catalogs_are_written_the_same_each_time(tmp_path, monkeypatch):
    before = {ending: catalog.path_of(SPANISH, ending).read_bytes() for ending in ("po", "mo")}
    folder = tmp_path / SPANISH / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_bytes(before["po"])
    monkeypatch.setattr(catalog, "LOCALE", tmp_path)
    assert catalog.bring_up_to_date(SPANISH) == []
    assert {ending: catalog.path_of(SPANISH, ending).read_bytes() for ending in ("po", "mo")} == before


def test_new_messages_are_named_and_old_ones_go(tmp_path, monkeypatch):
    folder = tmp_path / SPANISH / "LC_MESSAGES"
    folder.mkdir(parents=True)
    written = catalog.path_of(SPANISH, "po").read_text()
    (folder / "django.po").write_text(written.replace('msgid "Headline"', 'msgid "Heading of old"'))
    monkeypatch.setattr(catalog, "LOCALE", tmp_path)
    assert catalog.bring_up_to_date(SPANISH) == ["Headline"]
    assert "Heading of old" not in (folder / "django.po").read_text()


# --- the sources --------------------------------------------------------------------------------------------


def bare_words(source):
    """Return the words of a template that no tag translates."""
    parts, inside = [], False
    for token in Lexer(source).tokenize():
        tag = token.contents.split()[0] if token.token_type == TokenType.BLOCK else ""
        if tag in ("blocktranslate", "comment") or (tag == "block" and token.contents.split()[1] in UNSEEN):
            inside = True
        elif tag in ("endblocktranslate", "endcomment", "endblock"):
            inside = False
        parts.append(token.contents if token.token_type == TokenType.TEXT and not inside else "\0")
    html = re.sub(r"<style>.*?</style>", "", "".join(parts), flags=re.S)
    shown = re.findall(rf'\s(?:{"|".join(SHOWN)})="([^"\0]*)"', html)
    shown += re.split(r"[\0\n]|<[^>]*>", re.sub(r"<(meta|input|button)\b[^>]*>", "", html))
    # A part that stands inside a tag of another template is attributes.
    return {
        text.strip()
        for text in shown
        if re.search(r"[^\W\d_]{2}", re.sub(r"&\w+;", "", text))
        and not re.fullmatch(r'"? ?data-[\w-]+(="?)?', text.strip())
    }


@pytest.mark.parametrize(
    "path", sorted((catalog.ROOT / "templates").rglob("*.html")), ids=lambda path: path.stem
)
def test_no_template_has_words_that_nobody_can_translate(path):
    assert bare_words(path.read_text()) - BARE - ICONS == set()


@pytest.mark.parametrize("config", [AccountsConfig, ArticlesConfig, OutboxConfig, PagesConfig, TopicsConfig])
def test_apps_are_named_in_the_newsrooms_language(config):
    assert isinstance(config.verbose_name, Promise)
