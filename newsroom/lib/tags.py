"""What a page depends on, as short words: `story:7`, `topic:3:news`.

A change that touches one of the words makes copies of the page old.

Whoever renders a page to keep it collects the words; whatever reads for the page says them, and need not know
whether anybody listens. Whoever changes something says its words to `newsroom.outbox.events.emit`.

Rows that are read say theirs by themselves (`newsroom.lib.text.StorableTextModel.tagged`). What a page shows
without reading a row of it, above all which rows a list has, the view says. The words there are:

| word | what a page shows that says it |
| --- | --- |
| `story:7` | anything of the story: an edition, its address, a correction, that it was withdrawn |
| `story:7:live` | its live updates, how many there are, and what stands above them |
| `story:7:series` | in which series it is |
| `topic:3`, also of a person, source, author, section, series, photo, page, update | its row as it is now |
| `news`, `topic:3:news`, also of a person, ... series | the newest stories, of all or of one of these |
| `news:older`, `topic:3:news:older`, ... | older pages of it, which what is new at the top leaves alone |
| `topic:3:ties`, also of a person and a source | what its newest editions say: counts, company, rails |
| `topic:3:parts`, `topic:3:live` | the topics that are part of it; which of its stories are covered live |
| `person:3:said` | what somebody said |
| `corrections`, `author:3:corrections`, each with `:older` | corrections, of all stories or of an author's |
| `archive`, `archive:2026-11`, `archive:2026-11-24` | when there are stories; those of a month, of a day |
| `front`, `section:3:front` | how a front is arranged |
| `breaking`, `live` | the banner; which story is covered live |
| `navigation`, `pages`, `authors` | sections and pages in the navigation; all pages; those who sign in |
| `sitemap`, `sitemap:2026-11`, `sitemap:news`, `sitemap:topic`, ... `sitemap:said` | maps for machines |
| `search` | what search finds |

A name that an edition has frozen depends on the edition alone, not on the row of whom it names. What leads to
a story that readers may see only later says `story:7` too.

What changes by the clock alone the page says with `lasts_until`, as far as it knows; of the rest, such as an
edition that waits for its time, the event says from when on its words count.
"""

from contextlib import contextmanager
from contextvars import ContextVar

from newsroom.lib.clock import midnight

_collected = ContextVar("tags", default=None)


class Tags(set):
    """Words, and as `until` the moment at which the page may change by itself, None for never."""

    until = None


@contextmanager
def collecting():
    """Give the set of tags that everything done within says it depends on.

    Within another, it keeps what is said to itself.
    """
    tags = Tags()
    token = _collected.set(tags)
    try:
        yield tags
    finally:
        _collected.reset(token)


# The Tags that are being collected here and now, None if nobody does.
collected = _collected.get


def depends_on(*tags):
    """Say that what is being rendered, if anything is, depends on `tags`."""
    collected = _collected.get()
    if collected is not None:
        collected.update(tags)


def lasts_until(moment):
    """Say that what is being rendered, if anything is, changes by itself at the aware `moment`."""
    collected = _collected.get()
    if collected is not None and (collected.until is None or moment < collected.until):
        collected.until = moment


def lasts_today():
    """Say that what is being rendered, if anything is, changes by itself at the newsroom's next midnight."""
    if _collected.get() is not None:
        lasts_until(midnight())
