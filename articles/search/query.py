"""What a reader asks for."""

import re
from dataclasses import dataclass

from newsroom.lib.words import spans, stem

MOST = 12
_PART = re.compile(r'"([^"]*)"|([^\s"]+)')


@dataclass(frozen=True)
class Query:
    """Words that must all stand in what is found; words in quotation marks, and 52-47, one after the other.

    Everything else that is typed separates words: there is no operator to get wrong.
    """

    text: str
    phrases: tuple

    @classmethod
    def parse(cls, text):
        """Return the Query of what somebody typed, whatever it is; of the words past MOST nothing is kept."""
        phrases, count = [], 0
        for quoted, bare in _PART.findall(text):
            words = tuple(word for _start, _end, word in spans(quoted or bare))[: MOST - count]
            count += len(words)
            if words and words not in phrases:
                phrases.append(words)
        return cls(text, tuple(phrases))

    def __bool__(self):
        return bool(self.phrases)

    def __str__(self):
        return self.text

    @property
    def words(self):
        """All words, folded."""
        return [word for phrase in self.phrases for word in phrase]

    @property
    def has_phrase(self):
        """True if some of its words must stand one after the other."""
        return any(len(phrase) > 1 for phrase in self.phrases)

    @property
    def stems(self):
        """The stems of all words."""
        return {stem(word) for word in self.words}

    # Words are made of letters and digits alone, so that nothing in them means something to a database.

    def for_fts5(self):
        """The query as SQLite's FTS5 takes it."""
        return " AND ".join(f'"{" ".join(map(stem, phrase))}"' for phrase in self.phrases)

    def for_tsquery(self):
        """The query as a tsquery of PostgreSQL."""
        quoted = ([f"'{stem(word)}'" for word in phrase] for phrase in self.phrases)
        return " & ".join(f"({' <-> '.join(words)})" for words in quoted)
