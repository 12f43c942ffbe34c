"""The newsroom's own accent."""

import pytest
from django.urls import reverse

from newsroom.theme import ink_on


@pytest.fixture
def accent(settings):
    settings.NEWSROOM = settings.NEWSROOM | {"accent": "#a4123f", "accent_dark": "#ff8fab"}


def test_accent_takes_the_place_of_the_colour_of_news(client, accent):
    response = client.get("/theme.css")
    assert response["Content-Type"] == "text/css"
    assert "public" in response["Cache-Control"]
    assert response.content.decode() == (
        ":root{--ore:#a4123f;--ore-solid:#a4123f;--on-ore:#fff}"
        "@media (prefers-color-scheme:dark){:root{--ore:#ff8fab}}"
    )


@pytest.mark.django_db
def test_is_linked_where_there_is_an_accent(client, accent):
    assert f'href="{reverse("theme")}"' in client.get("/").content.decode()


@pytest.mark.django_db
def test_is_not_linked_where_there_is_none(client):
    assert reverse("theme") not in client.get("/").content.decode()
    assert client.get("/theme.css").content == b""


@pytest.mark.parametrize(
    ("colour", "ink"),
    [("#000000", "#fff"), ("#fff", "#000"), ("#ff0", "#000"), ("#a4123f", "#fff"), ("#00f", "#fff")],
)
def test_words_on_the_accent_can_be_read(colour, ink):
    assert ink_on(colour) == ink
