"""Marks that are typed into the text of a live update: /key and /pin, each a word of its own."""

import re

KEY, PIN = "key", "pin"
# In html a word begins after a tag as well as after a space, and ends before one.
_MARK = re.compile(r"(?:^|(?<=[\s>]))/(key|pin)(?=[\s<]|$)[ \t]?")
_EMPTY = re.compile(r"<p>\s*</p>")


def read(html):
    """Return `html` without the marks typed into it, and the set of those that were there."""
    marks = set(_MARK.findall(html))
    if marks:
        html = _EMPTY.sub("", _MARK.sub("", html))
    return html, marks
