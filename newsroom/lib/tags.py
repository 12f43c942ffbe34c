"""What a page depends on, as short words: `story:7`, `topic:3:news`.

A change that touches one of the words makes copies of the page old.

Whoever renders a page to keep it collects the words; whatever reads for the page says them, and need not know
whether anybody listens. Whoever changes something says its words to `newsroom.outbox.events.emit`.
"""

from contextlib import contextmanager
from contextvars import ContextVar

_collected = ContextVar("tags", default=None)


@contextmanager
def collecting():
    """Give the set of tags that everything done within says it depends on."""
    tags = set()
    token = _collected.set(tags)
    try:
        yield tags
    finally:
        _collected.reset(token)


def depends_on(*tags):
    """Say that what is being rendered, if anything is, depends on `tags`."""
    collected = _collected.get()
    if collected is not None:
        collected.update(tags)
