"""Structured data in a page: no text of it ends its block, and every text of it comes back as it was."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.lib.jsonld import escaped, filled

HOSTILE = ["</script><script>alert(1)</script>", "<!--<script>", "]]>", "a\u2028b\u2029c", "&lt;", '"\\', "é"]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_stays_a_text(text):
    block = escaped({text: [text]})
    assert not set("<>&\u2028\u2029") & set(block)
    assert json.loads(block) == {text: [text]}


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists))
def test_what_goes_in_comes_back(data):
    assert json.loads(escaped(data)) == data


def test_what_is_not_known_is_not_said():
    assert filled({"a": None, "b": "", "c": [], "d": {}, "e": 0, "f": "x"}) == {"e": 0, "f": "x"}
