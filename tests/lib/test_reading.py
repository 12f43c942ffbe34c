"""How long a text takes to read."""

import time

import pytest

from newsroom.lib.reading import minutes


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", 0),
        ("word " * 237, 0),
        ("word " * 238, 1),
        ("word " * 950, 4),
        ("新闻" * 1000, 4),
        ("ข่าว" * 500, 2),
        ("대한민국 " * 238, 1),
        ("אבג " * 476, 2),
        ("word " * 119 + "新" * 250, 1),
    ],
)
def test_words_are_counted_and_letters_where_there_are_no_spaces(text, expected):
    assert minutes(f"<p>{text}</p>") == expected


def test_tags_and_their_attributes_are_no_words():
    assert minutes('<p class="one two three" id="x">' + "<b>a</b>, " * 237 + "</p>") == 0


def test_a_megabyte_is_counted_at_once():
    start = time.perf_counter()
    minutes("<p>" + "word <b>x</b> 新 " * 60_000 + "</p>")
    assert time.perf_counter() - start < 0.5
