"""The words that were asked for, in the words where they stand."""

from newsroom.lib.words import spans, stem

BEFORE = 8
LENGTH = 34
# Of longer texts the rest is not looked at: a page shows twenty.
LOOKED_AT = 20_000


def runs(text, query):
    """Return `text` in pieces, as (whether it was asked for, piece); pieces that belong together are one."""
    wanted = query.stems
    pieces, done = [], 0
    for start, end, word in spans(text):
        if stem(word) in wanted:
            if pieces and pieces[-1][0] and text[done:start] in (" ", "\u00a0", "-", "–"):
                pieces[-1] = (True, pieces[-1][1] + text[done:end])
            else:
                pieces += [(False, text[done:start]), (True, text[start:end])]
            done = end
    return [piece for piece in (*pieces, (False, text[done:])) if piece[1]]


def has_all(text, query):
    """True if every word that was asked for stands in `text`."""
    return query.stems <= {stem(word) for _start, _end, word in spans(text)}


def beginning(text):
    """Return the first words of plain `text`."""
    words = text.split()
    return " ".join(words[:LENGTH]) + ("…" if len(words) > LENGTH else "")


def extract(text, query):
    """Return the part of plain `text` that has most of what was asked for, "" if it has none of it."""
    text = text[:LOOKED_AT]
    wanted = query.stems
    places, found = [], []
    for number, (start, end, word) in enumerate(spans(text)):
        places.append((start, end))
        if (this := stem(word)) in wanted:
            found.append((number, this))
    best, most = None, 0
    for number, _this in found:
        count = len({other for place, other in found if number <= place < number + LENGTH - BEFORE})
        if count > most:
            best, most = number, count
    if best is None:
        return ""
    first = max(0, best - BEFORE)
    last = min(len(places) - 1, first + LENGTH)
    start = 0 if first == 0 else places[first][0]
    end = len(text) if last == len(places) - 1 else places[last][1]
    return ("… " if start else "") + text[start:end].strip() + ("…" if end < len(text) else "")
