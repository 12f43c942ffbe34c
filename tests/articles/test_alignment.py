import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.alignment import align, name_paragraphs

A = "The council voted late on Tuesday to cut the budget of the parks."
B = "Nobody from the public spoke before the vote, which took two minutes."
C = "The mayor has a week to sign it or to send it back."
D = "A hearing on the levy follows in December."


def pairs(before, now):
    return sorted(align(before, now).items())


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        ([], [A], []),
        ([A], [], []),
        ([A, B, C], [A, B, C], [(0, 0), (1, 1), (2, 2)]),
        ([A, B], [C, A, D, B], [(1, 0), (3, 1)]),  # put in before and between
        ([A, B, C], [A, C], [(0, 0), (1, 2)]),  # taken out
        ([A, B, C], [C, A, B], [(0, 2), (1, 0), (2, 1)]),  # moved
        ([A, B, C], [C, B, A], [(0, 2), (1, 1), (2, 0)]),
        ([A, B, C], [A, D, C], [(0, 0), (2, 2)]),  # another in its place
        ([A, B, C], [A, B.replace("two", "three"), C], [(0, 0), (1, 1), (2, 2)]),  # rewritten
        ([A], [A.upper()], [(0, 0)]),
        ([A + " " + B], [A, B], [(0, 0)]),  # split: the first half goes on
        ([A, B], [A + " " + B], [(0, 0)]),  # joined
        ([A, A, A], [A, A], [(0, 0), (1, 1)]),
        ([A, A], [A, B, A], [(0, 0), (2, 1)]),
        (["", ""], ["", "", ""], [(0, 0), (1, 1)]),
        (["委员会周二投票削减公园预算"], ["委员会周二晚投票削减公园的预算"], [(0, 0)]),
        (["委员会周二投票削减公园预算"], ["市长有一周时间签署"], []),
    ],
)
def test_what_continues_what(before, now, expected):
    assert pairs(before, now) == expected


def test_rewritten_between_two_that_changed_places():
    now = [B, A.replace("Tuesday", "Wednesday"), C]
    assert pairs([A, B, C], now)[0] == (0, 1)
    assert (2, 2) in pairs([A, B, C], now)


TEXTS = st.lists(st.sampled_from([A, B, C, D, A + " Again.", "", "x"]), max_size=12)


@given(TEXTS, TEXTS)
def test_each_continues_one_and_the_same_text_is_never_passed_over(before, now):
    matched = align(before, now)
    assert len(set(matched.values())) == len(matched)
    for text in set(now) - {""}:
        both = min(now.count(text), before.count(text))
        same = sum(1 for j, i in matched.items() if now[j] == text == before[i])
        # One that was taken for a rewriting of another is still continued.
        assert same == both or all(j in matched for j in range(len(now)) if now[j] == text)


@given(TEXTS)
def test_a_text_continues_itself(texts):
    assert align(texts, texts) == {i: i for i in range(len(texts))}


def named(texts, known=()):
    paragraphs = [{"id": "", "html": text} for text in texts]
    name_paragraphs(paragraphs, list(known))
    return paragraphs


@given(TEXTS, TEXTS, TEXTS)
def test_names_are_unique_and_repeatable(first, second, third):
    one = named(first)
    two = named(second, one)
    three = named(third, two)
    for paragraphs in (one, two, three):
        assert len({p["id"] for p in paragraphs}) == len(paragraphs)
        assert all(p["id"].startswith("p") and len(p["id"]) == 9 for p in paragraphs)
    assert named(third, two) == three
    assert named(second, two) == two


def test_a_name_is_not_given_to_another_while_it_is_in_use():
    (old,) = named([A])
    rewritten, new = named([A + " It was close.", A], [old])
    assert {rewritten["id"], new["id"]} >= {old["id"]}
    assert rewritten["id"] != new["id"]


@pytest.mark.parametrize(
    ("before", "now"),
    [
        (["same"] * 5000, ["same"] * 4999 + ["other"]),
        (["same"] * 5000, ["other"] + ["same"] * 5000),
        (["a", "b"] * 2500, ["b", "a"] * 2500),
        ([f"old {i}" for i in range(3000)], [f"new {i}" for i in range(3000)]),
        (["", "x"] * 3000, ["x", "", ""] * 2000),
        (["word " * 20_000], ["word " * 19_000 + "end"]),
        (["a" * 200_000], ["a" * 199_999 + "b"]),
    ],
    ids=["tail", "head", "shifted", "all-new", "breaks", "long", "one-word"],
)
def test_no_text_takes_long(before, now):
    begun = time.process_time()
    named(now, named(before))
    assert time.process_time() - begun < 5
