"""Structured data in a page: what machines are told of it, as a block of data that no browser runs."""

import json

# None of these means anything in JSON but inside texts, where its escape is the same text. "<" could end the
# block or begin a comment in it; the line separators end lines in what takes JSON for a script.
_ESCAPES = {ord(character): f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}


def escaped(data):
    """Return `data` as JSON that can stand in a script element, whatever its texts hold."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPES)


def filled(fields):
    """Return the dict `fields` without those that hold nothing: what is not known is not said."""
    return {name: value for name, value in fields.items() if value not in (None, "", [], {})}
