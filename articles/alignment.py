"""Names for paragraphs that last: which paragraph of a text continues which of the one before it."""

import re
from collections import Counter
from difflib import SequenceMatcher
from functools import cache
from hashlib import sha256
from itertools import islice

from newsroom.lib.html import plain

# Beyond this many comparisons the order of paragraphs is not looked at, only their words.
MAX_COMPARISONS = 4_000_000
# A rewritten paragraph is the same one while it keeps this part of its words; so many are tried.
LIKE = 0.5
CANDIDATES = 8

# Words, and single characters where a script writes no spaces between them.
_WORDS = re.compile(r"[^\W\u0e00-\u0eff\u3040-\u9fff\uac00-\ud7a3]+|\w")


def name_paragraphs(paragraphs, known):
    """Give each of `paragraphs` the id of the one in `known` that it continues, or a new one.

    Both are lists of dicts with "html", `known` with "id" too. The same paragraphs always get the same ids.
    """
    now, before = [plain(p["html"]) for p in paragraphs], [plain(p["html"]) for p in known]
    continued = align(before, now)
    taken = {p["id"] for p in known}
    attempts = Counter()
    for j, paragraph in enumerate(paragraphs):
        if j in continued:
            paragraph["id"] = known[continued[j]]["id"]
            continue
        while (name := _name(now[j], attempts[now[j]])) in taken:
            attempts[now[j]] += 1
        paragraph["id"] = name
        taken.add(name)


def _name(text, attempt):
    return "p" + sha256(f"{attempt}:{text}".encode()).hexdigest()[:8]


def align(before, now):
    """Return a dict: the place of each text in `now` that continues one, to the place of that in `before`.

    What stayed in order is found first, then what moved, then what was rewritten but is the same at heart.
    """
    matched, rewritten = _in_order(before, now)
    free = set(range(len(before))) - set(matched.values())

    def match(j, i):
        matched[j] = i
        free.discard(i)

    places = {}
    for i in sorted(free, reverse=True):
        places.setdefault(before[i], []).append(i)
    for j, text in enumerate(now):
        if j not in matched and text and places.get(text):
            match(j, places[text].pop())

    words = cache(lambda text: Counter(_WORDS.findall(text.lower())))
    for old, new in rewritten:
        begin = old.start
        for j in new:
            if j in matched:
                continue
            candidates = islice((i for i in range(begin, old.stop) if i in free), CANDIDATES)
            likeness = {i: _likeness(words(before[i]), words(now[j])) for i in candidates}
            best = max(likeness, key=likeness.get, default=None)
            if best is not None and likeness[best] >= LIKE:
                match(j, best)
                begin = best + 1
    return matched


def _in_order(before, now):
    """Return what stayed in order, as such a dict, and the stretches where something stands for another."""
    size = min(len(before), len(now))
    head = next((i for i in range(size) if before[i] != now[i]), size)
    tail = next((i for i in range(size - head) if before[-1 - i] != now[-1 - i]), size - head)
    old, new = range(head, len(before) - tail), range(head, len(now) - tail)
    matched = {j: j for j in range(head)}
    matched |= {len(now) - 1 - i: len(before) - 1 - i for i in range(tail)}
    if len(old) * len(new) > MAX_COMPARISONS:
        return matched, [(old, new)]
    rewritten = []
    matcher = SequenceMatcher(None, before[head : old.stop], now[head : new.stop], autojunk=False)
    for tag, b1, b2, n1, n2 in matcher.get_opcodes():
        if tag == "equal":
            matched |= dict(zip(new[n1:n2], old[b1:b2], strict=True))
        elif tag == "replace":
            rewritten.append((old[b1:b2], new[n1:n2]))
    return matched, rewritten


def _likeness(one, other):
    """Return which part of two counted texts is the same words, between 0 and 1."""
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 0
