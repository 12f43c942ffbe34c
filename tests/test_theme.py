"""The newsroom's own accent."""

import base64
import hashlib
import re

import pytest

from newsroom.theme import ink_on

RULES = (
    ":root{--ore:#a4123f;--ore-solid:#a4123f;--on-ore:#fff}"
    "@media (prefers-color-scheme:dark){:root{--ore:#ff8fab}}"
)


@pytest.fixture
def accent(settings):
    settings.NEWSROOM = settings.NEWSROOM | {"accent": "#a4123f", "accent_dark": "#ff8fab"}


def styles(response):
    """The style elements of a page, and what the policy sent with it says of styles."""
    policy = response["Content-Security-Policy"]
    return re.findall(r"<style>(.*?)</style>", response.content.decode()), re.search(
        r"style-src ([^;]*)", policy
    )[1]


@pytest.mark.django_db
def test_accent_takes_the_place_of_the_colour_of_news_by_rules_that_the_policy_knows(client, accent):
    digest = base64.b64encode(hashlib.sha256(RULES.encode()).digest()).decode()
    assert styles(client.get("/")) == ([RULES], f"'self' 'sha256-{digest}'")


@pytest.mark.django_db
def test_without_an_accent_nothing_is_inline(client):
    assert styles(client.get("/")) == ([], "'self'")


@pytest.mark.parametrize(
    ("colour", "ink"),
    [("#000000", "#fff"), ("#fff", "#000"), ("#ff0", "#000"), ("#a4123f", "#fff"), ("#00f", "#fff")],
)
def test_words_on_the_accent_can_be_read(colour, ink):
    assert ink_on(colour) == ink
