import copy

from hypothesis import given
from hypothesis import strategies as st

from articles.merging import BOTH, MINE, THEIRS, choices, merge
from tests.articles.test_diffing import CONTENT, changed

PARAGRAPHS = st.lists(
    st.tuples(st.sampled_from("abcdefgh"), st.sampled_from(["One.", "Two.", "Three."])),
    unique_by=lambda pair: pair[0],
    max_size=6,
)


def with_text(*paragraphs):
    content = copy.deepcopy(CONTENT)
    content["blocks"][0]["text"] = [{"id": name, "tag": "p", "html": html} for name, html in paragraphs]
    return content


def texts(content):
    return [paragraph["html"] for paragraph in content["blocks"][0]["text"]]


BASE = with_text(("p1", "First."), ("p2", "Second."), ("p3", "Third."))


def test_changes_in_different_places_need_no_choice():
    mine = with_text(("p1", "First, mine."), ("p2", "Second."), ("p3", "Third.")) | {"dek": "Mine."}
    theirs = with_text(("p1", "First."), ("p2", "Second."), ("p3", "Third, theirs.")) | {"headline": "Theirs"}
    assert choices(BASE, mine, theirs) == []
    merged = merge(BASE, mine, theirs, {})
    assert texts(merged) == ["First, mine.", "Second.", "Third, theirs."]
    assert (merged["dek"], merged["headline"]) == ("Mine.", "Theirs")


def test_the_same_paragraph_is_a_choice_and_both_can_stand():
    mine = with_text(("p1", "Mine."), ("p2", "Second."), ("p3", "Third."))
    theirs = with_text(("p1", "Theirs."), ("p2", "Second."), ("p3", "Third."))
    [choice] = choices(BASE, mine, theirs)
    assert (choice.name, choice.can_keep_both) == ("p1", True)
    assert texts(merge(BASE, mine, theirs, {"p1": MINE}))[0] == "Mine."
    assert texts(merge(BASE, mine, theirs, {"p1": THEIRS}))[0] == "Theirs."
    assert texts(merge(BASE, mine, theirs, {"p1": BOTH}))[:2] == ["Theirs.", "Mine."]


def test_the_same_field_is_a_choice():
    mine, theirs = changed(headline="Mine"), changed(headline="Theirs")
    [choice] = choices(CONTENT, mine, theirs)
    assert (choice.name, choice.label, choice.can_keep_both) == ("headline", "Headline", False)
    assert merge(CONTENT, mine, theirs, {"headline": MINE})["headline"] == "Mine"
    assert merge(CONTENT, mine, theirs, {})["headline"] == "Theirs"


def test_what_one_deleted_and_the_other_changed_is_a_choice():
    deleted = with_text(("p1", "First."), ("p3", "Third."))
    rewritten = with_text(("p1", "First."), ("p2", "Rewritten."), ("p3", "Third."))
    for mine, theirs in [(deleted, rewritten), (rewritten, deleted)]:
        [choice] = choices(BASE, mine, theirs)
        assert (choice.name, choice.can_keep_both) == ("p2", False)
        kept = MINE if mine is rewritten else THEIRS
        assert texts(merge(BASE, mine, theirs, {"p2": kept})) == ["First.", "Rewritten.", "Third."]


def test_both_add_a_paragraph_in_the_same_place():
    mine = with_text(("p1", "First."), ("m", "Mine."), ("p2", "Second."), ("p3", "Third."))
    theirs = with_text(("p1", "First."), ("t", "Theirs."), ("p2", "Second."), ("p3", "Third."))
    assert choices(BASE, mine, theirs) == []
    assert texts(merge(BASE, mine, theirs, {})) == ["First.", "Mine.", "Theirs.", "Second.", "Third."]


def test_a_block_that_only_i_added_stays():
    mine = copy.deepcopy(CONTENT)
    mine["blocks"].insert(0, {"id": "b9", "type": "text", "text": [{"id": "x", "tag": "p", "html": "New."}]})
    theirs = changed(headline="Theirs")
    assert [block["id"] for block in merge(CONTENT, mine, theirs, {})["blocks"]] == ["b9", "b1", "b2"]


@given(PARAGRAPHS, PARAGRAPHS)
def test_what_only_one_changed_is_taken_whole(base, other):
    base, other = with_text(*base), with_text(*other)
    assert choices(base, other, base) == choices(base, base, other) == choices(base, other, other) == []
    assert texts(merge(base, other, base, {})) == texts(other)
    assert texts(merge(base, base, other, {})) == texts(other)
    assert texts(merge(base, other, other, {})) == texts(other)


@given(PARAGRAPHS, PARAGRAPHS, PARAGRAPHS)
def test_with_both_kept_no_new_words_are_lost(base, mine, theirs):
    base, mine, theirs = with_text(*base), with_text(*mine), with_text(*theirs)
    picks = {choice.name: BOTH for choice in choices(base, mine, theirs)}
    merged = merge(base, mine, theirs, picks)
    old = {(p["id"], p["html"]) for p in base["blocks"][0]["text"]}
    for side in (mine, theirs):
        new = [p["html"] for p in side["blocks"][0]["text"] if (p["id"], p["html"]) not in old]
        for words in new:
            assert words in texts(merged)
