"""How long a story takes to read: counted from the words that readers see, when they see them."""

import re

# So many words of a news text adults read in a minute; of scripts without spaces, so many letters.
WORDS = 238
LETTERS = 500  # Chinese and Japanese
SYLLABLES = 1000  # Thai, Lao, Burmese and Khmer, whose letters are many to a word

_TAG = re.compile(r"<[^>]*>")
_LETTER = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]")
_SYLLABLE = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")


def minutes(html):
    """Return in how many minutes the words of cleaned `html` are read, rounded; 0 for less than one."""
    text = _TAG.sub(" ", html)
    time = 0.0
    # Most texts hold none of these scripts, and are split once.
    for pattern, pace in ((_LETTER, LETTERS), (_SYLLABLE, SYLLABLES)):
        text, count = pattern.subn(" ", text)
        time += count / pace
    # A dash or a comma that stands alone is no word.
    time += sum(any(map(str.isalnum, word)) for word in text.split()) / WORDS
    return round(time) if time >= 1 else 0
