"""Words as a search compares them."""

import threading

import pytest

from newsroom.lib.words import LONGEST, fold, spans, stem, stems


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Café’s, naïve—and O'Brien", ["cafe", "naive", "and", "obrien"]),
        ("52-47", ["52", "47"]),
        ("snake_case a'_b", ["snake", "case", "ab"]),
        ("東京 Tokyo東", ["東", "京", "tokyo", "東"]),
        ("⑴ ½ ﬁn", ["1", "12", "fin"]),
        ("नतीजे", ["नतीजे"]),
        ("شَمس", ["شمس"]),
        ("İstanbul ılık", ["istanbul", "ilik"]),
        ("\u0301 ’ ' \" * \x00 \ue000", []),
        ("", []),
    ],
)
def test_words_of_a_text(text, words):
    assert [word for _start, _end, word in spans(text)] == words


def test_spans_lead_back_to_the_text():
    text = "Cafe\u0301’s door"
    assert [text[start:end] for start, end, _word in spans(text)] == ["Cafe\u0301’s", "door"]


def test_a_word_has_an_end():
    assert len(fold("a" * 10_000)) == LONGEST


def test_forms_of_a_word_have_one_stem():
    assert len({stem(word) for word in ("recusal", "recuse", "recused")}) == 1
    assert stem("2016") == "2016"


def test_endings_are_those_of_the_newsrooms_language(settings):
    settings.NEWSROOM = settings.NEWSROOM | {"language": "es"}
    assert stem("elecciones") == stem("eleccion")
    settings.NEWSROOM = settings.NEWSROOM | {"language": "ja"}
    assert stem("elections") == "elections"


def test_threads_do_not_disturb_each_other():
    words = [f"{letter}{other}nations" for letter in "abcdefgh" for other in "aeiou"]
    found = [[] for _ in range(4)]
    workers = [
        threading.Thread(target=lambda own=own: own.extend(stems(" ".join(words * 20)))) for own in found
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert found[0] == found[1] == found[2] == found[3]
    assert found[0][:40] == [stem(word) for word in words]
