"""Words as a search compares them: without case, accents and endings, the same for every database."""

import re
import threading
import unicodedata
from functools import lru_cache

import snowballstemmer
from django.conf import settings

# What a word is made of: letters, digits and the marks above and below them, with apostrophes inside. Scripts
# that put no space between words count one letter a word.
_MARKS = "".join(
    f"{chr(start)}-{chr(end)}"
    for start, end in [
        (0x300, 0x36F),  # accents
        (0x591, 0x5C7),  # Hebrew points
        (0x610, 0x61A),  # Arabic vowels
        (0x64B, 0x65F),
        (0x900, 0x903),  # vowel signs of the scripts of India, Sri Lanka, Thailand, Tibet and Burma
        (0x93A, 0x94F),
        (0x981, 0x983),
        (0x9BC, 0x9CD),
        (0xA01, 0xDDF),
        (0xE31, 0xE4E),
        (0xEB1, 0xECE),
        (0x102B, 0x103E),
    ]
)
_UNSPACED = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
_WORD = re.compile(rf"[{_UNSPACED}]|(?:(?![_{_UNSPACED}])[\w{_MARKS}])+(?:['’](?![{_UNSPACED}])\w+)*")
# Marks that writers may leave out: accents, and the vowels of Hebrew and Arabic.
_OPTIONAL = re.compile("[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f]")
# What takes a sign apart may leave between letters: (1) of a 1 in brackets.
_OUTSIDE = re.compile(rf"[^\w{_MARKS}]|_")
_POSSESSIVE = re.compile("['’]s$")
_UNDIVIDED = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"}
)
# Longer ones are no words, and databases bound what they index.
LONGEST = 64

_of_thread = threading.local()


def spans(text):
    """Yield (start, end, word) for every word in `text`, folded as fold() does."""
    for match in _WORD.finditer(text):
        if word := fold(match[0]):
            yield match.start(), match.end(), word


@lru_cache(maxsize=100_000)
def fold(word):
    """Return `word` in small letters, without accents and without a possessive ending: cafe for Café's."""
    plain = unicodedata.normalize("NFKD", _POSSESSIVE.sub("", word)).casefold().translate(_UNDIVIDED)
    return unicodedata.normalize("NFC", _OUTSIDE.sub("", _OPTIONAL.sub("", plain)))[:LONGEST]


def stem(word):
    """Return what a folded `word` shares with its other forms, by the rules of the newsroom's language."""
    return _stem(word, settings.NEWSROOM["language"])


def stems(text):
    """Return the stems of all words in `text`, in order."""
    return [stem(word) for _start, _end, word in spans(text)]


@lru_cache(maxsize=100_000)
def _stem(word, language):
    stemmer = _stemmer(language)
    return stemmer.stemWord(word) or word if stemmer and not word.isdigit() else word


def _stemmer(language):
    """Return this thread's stemmer, for one has one word at a time; None for a language without rules."""
    known = _of_thread.__dict__.setdefault("stemmers", {})
    if language not in known:
        try:
            known[language] = snowballstemmer.stemmer(_ALGORITHMS.get(language.split("-")[0], ""))
        except KeyError:
            known[language] = None
    return known[language]


_ALGORITHMS = {
    "ar": "arabic",
    "ca": "catalan",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "eu": "basque",
    "fi": "finnish",
    "fr": "french",
    "ga": "irish",
    "hi": "hindi",
    "hu": "hungarian",
    "hy": "armenian",
    "id": "indonesian",
    "it": "italian",
    "lt": "lithuanian",
    "nb": "norwegian",
    "ne": "nepali",
    "nl": "dutch",
    "no": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sr": "serbian",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
    "yi": "yiddish",
}
