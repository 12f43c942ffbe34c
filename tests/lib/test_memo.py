from django.test import override_settings

from newsroom.lib.memo import Memo, digest, forget, packed
from newsroom.lib.tags import collecting, depends_on, lasts_today


def counted(results):
    """Return a function that makes each of `results` in turn."""
    return iter(results).__next__


def test_what_was_made_is_used_again():
    memo, make = Memo(most=100), counted(["one", "two"])
    assert [memo.get("a", make), memo.get("a", make), memo.get("b", make)] == ["one", "one", "two"]


def test_the_oldest_goes_when_there_is_too_much():
    memo = Memo(most=100)
    for number in range(11):
        memo.get(number, lambda: "x" * 10)
    assert memo.get(10, lambda: "anew") == "x" * 10
    assert memo.get(0, lambda: "anew") == "anew"


def test_what_is_too_large_is_not_kept():
    memo, make = Memo(most=100), counted(["x" * 11, "y" * 11])
    assert [memo.get("a", make), memo.get("a", make)] == ["x" * 11, "y" * 11]


def test_its_weight_is_counted_once():
    memo = Memo(most=100)
    for _round in range(30):
        memo.get("a", lambda: "x" * 10)
        memo.get("b", lambda: "x" * 10)
    assert memo.get("a", lambda: "anew") == "x" * 10


def test_all_can_be_forgotten():
    memo, make = Memo(most=100), counted(["one", "two"])
    memo.get("a", make)
    forget()
    assert (memo.find("a"), memo.get("a", make)) == (None, "two")


def test_a_change_of_settings_clears_it():
    memo, make = Memo(most=100), counted(["one", "two"])
    memo.get("a", make)
    with override_settings(NEWSROOM={}):
        assert memo.get("a", make) == "two"


def test_what_it_depends_on_is_said_again_with_it():
    memo = Memo(most=100)

    def make():
        depends_on("story:7")
        return "made"

    for _round in range(2):
        with collecting() as said:
            memo.get("a", make)
        assert said == {"story:7"}


def test_what_changes_by_itself_is_not_kept():
    memo, made = Memo(most=100), counted(["one", "two"])

    def make():
        lasts_today()
        return made()

    with collecting() as said:
        assert [memo.get("a", make), memo.get("a", make)] == ["one", "two"]
    assert said.until is not None


def test_rows_that_differ_in_anything_have_other_digests():
    rows = [("a", 1, None), ("a", 1, 0), ("a", 1, ""), ("a1", None), ("a", True, None), ("a", "1", None)]
    assert len({digest(packed(row)) for row in rows}) == len(rows)
    assert digest(packed(rows[0])) == digest(packed(("a", 1, None)))
