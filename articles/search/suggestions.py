"""What somebody may have meant who found nothing."""

import difflib

from articles.models import SearchTerm
from newsroom.lib.words import spans

SHORTEST, LONGEST = 4, 20
# More are not compared.
CANDIDATES = 200


def is_term(word):
    """True for a folded word that is worth suggesting."""
    return SHORTEST <= len(word) <= LONGEST and word.isalpha()


def keys(word):
    """Return `word` and each spelling of it that lacks one letter."""
    return {word, *(word[:place] + word[place + 1 :] for place in range(len(word)))}


def nearest(query):
    """Return the text of a query whose words differ from those of `query` by a letter or two, "" for none.

    The words that were read may be of what readers do not see: ask finds() before they are suggested.
    """
    wanted = {word: keys(word) for word in query.words if is_term(word)}
    if not wanted:
        return ""
    known = SearchTerm.objects.filter(key__in=set().union(*wanted.values()))
    terms = set(known.order_by("word").values_list("word", flat=True)[:CANDIDATES])
    better = {}
    for word, own in wanted.items():
        near = [term for term in terms if own & keys(term)]
        if word not in terms and (close := difflib.get_close_matches(word, near, 1, cutoff=0.6)):
            better[word] = close[0]
    if not better:
        return ""
    text = query.text
    for start, end, word in reversed(list(spans(text))):
        if word in better:
            text = text[:start] + better[word] + text[end:]
    return text
