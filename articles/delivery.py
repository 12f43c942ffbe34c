"""What pages that are open ask of a live story: whether anything has changed, and what.

A page knows the revision up to which it shows everything. Updates that are due and that no worker has
announced yet are in every answer, after all that is stamped: they appear in their minute with every worker
dead, and the revision that the page goes on from never runs ahead of the stamps.
"""

import datetime
from dataclasses import dataclass

from django.db.models import BigIntegerField, OuterRef, Subquery
from django.db.models.functions import Now

from articles.enums import Coverage, UpdateState
from articles.models import LiveUpdate, Story
from articles.querysets import LIVE_PART
from newsroom.lib.prepared import prepared
from newsroom.lib.tags import lasts_until

SIZE = 50
# A reader's poll is at most this late: a cache in front answers the same to all in between.
HEAD_SECONDS = 2
# For how long after its newest update a story counts as busy, then as quiet, with the seconds between polls.
PACES = [(datetime.timedelta(minutes=15), 10), (datetime.timedelta(hours=2), 20)]
SLOWEST = 60


@dataclass(frozen=True)
class Changes:
    """What has changed: rows to show, ids to take away, and the revision that this leads to.

    With `more` there is more than this. If the revision is then no higher than before, all of this is due and
    not yet stamped, so that there is no revision to go on from: who asks on skips as many rows as it has.
    """

    revision: int
    upserts: list
    removals: list
    more: bool


_PK = BigIntegerField()


@prepared(pk=_PK)
def _for_head(pk):
    own = LiveUpdate.objects.public().filter(story=OuterRef("pk"))
    return (
        Story.objects.published()
        .annotate(
            now=Now(),
            due_count=due_count(OuterRef("pk")),
            newest_at=Subquery(own.values("posted_at")[:1]),
        )
        .only("coverage", "coverage_opened_at", "live_revision")
        .filter(pk=pk)
        .order_by()
    )


def story_for_head(pk):
    """Return the published story `pk` with what head_of() asks of it, in one query; None for none.

    It has `due_count`, of updates that nobody has announced, `newest_at`, and the database's time as `now`.
    """
    return next(iter(_for_head.fresh(pk=pk)), None)


@prepared(pk=_PK)
def _for_changes(pk):
    return (
        Story.objects.published()
        .annotate(pinned=LiveUpdate.objects.pinned_words_of(OuterRef("pk")))
        .only("slug", "published_on", *LIVE_PART)
        .filter(pk=pk)
        .order_by()
    )


def story_for_changes(pk):
    """Return the published story `pk` with what stands above its updates, in one query; None for none.

    It has `pinned` ({id, headline, text}, or None).
    """
    return _for_changes.first(pk=pk)


def due_count(story):
    """Return, for an annotation, how many updates of `story`, an OuterRef, are due and not announced."""
    return LiveUpdate.objects.due().filter(story=story).how_many()


def head_of(story):
    """Return what pages ask for all the time: a revision that grows with each change, and when to ask again.

    `story` comes from story_for_head(). `poll_seconds` is None where nothing will come any more.
    """
    is_open = story.coverage == Coverage.OPEN
    return {
        "revision": story.live_revision + story.due_count,
        "state": story.coverage,
        "poll_seconds": _pace(story) if is_open else None,
    }


@prepared(story=_PK, revision=_PK)
def _changed_since(story, revision, skip, most):
    changed = LiveUpdate.objects.filter(story=story).changed_since(revision)
    return changed.for_page()[skip : skip + most]


def changes_since(story, revision, skip=0):
    """Return the Changes of `story`, from story_for_changes(), after `revision`, at most SIZE, in order.

    The first `skip` of them are left out.
    """
    rows = _changed_since.all(story=story.pk, revision=revision, skip=skip, most=SIZE + 1)
    more, rows = len(rows) > SIZE, rows[:SIZE]
    reached = story.live_revision
    if skip:
        # Among what was skipped may be what has changed only now: the next question finds it.
        reached = revision
    elif more:
        reached = min(reached, rows[-1].live_revision)
    return Changes(
        revision=reached,
        upserts=[row for row in rows if row.state == UpdateState.POSTED],
        removals=[row.pk for row in rows if row.state != UpdateState.POSTED],
        more=more,
    )


def _pace(story):
    began = story.newest_at or story.coverage_opened_at
    for within, seconds in PACES:
        if story.now - began < within:
            lasts_until(began + within)
            return seconds
    return SLOWEST
