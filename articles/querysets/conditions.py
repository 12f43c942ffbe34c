"""When readers can see something: the conditions that every queryset builds on."""

from django.db import models
from django.db.models import Case, F, Q, When
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Now

# The stamp of a live update that is to appear later: beyond every count, until it is announced.
UNANNOUNCED = 2**31 - 1


def is_published(now, story=""):
    """Return the condition that readers can see, at `now`, the story that the path `story` leads to."""
    now = Now() if now is None else now
    is_out = Q(**{f"{story}live_edition__isnull": False}) | Q(
        **{f"{story}queued_edition__goes_live_at__lte": now}
    )
    return is_out & ~Q(**{f"{story}unpublish_at__lte": now})


def is_shown(now, edition="", story="story__"):
    """Return the condition that readers see the edition at the path `edition` (its own if not given).

    It is a CASE on purpose. PostgreSQL takes "is the story's live edition, or its queued one" for a thing
    that one row in thousands is, joins and sorts all there are, and then shows thirty; of a CASE it expects
    every second row, goes down the newest, and stops.
    """
    its_own = edition or "pk"
    is_over = Q(**{f"{story}unpublish_at__lte": now})
    is_due = Q(**{f"{story}queued_edition__goes_live_at__lte": now})
    return Q(
        Case(
            # In here rather than beside it: a condition of stories alone makes SQLite read all of them first.
            When(is_over, then=False),
            When(is_due, then=Q(**{its_own: F(f"{story}queued_edition")})),
            default=Q(**{its_own: F(f"{story}live_edition")}),
            output_field=models.BooleanField(),
        )
    )


def told_by_shown(*names, story="story__"):
    """Return, as annotations, what the edition that readers see of the story at the path `story` says.

    `names` are what lists know of it (`Edition.card`). They are None for a story that readers do not see.
    """
    is_due = Q(**{f"{story}queued_edition__goes_live_at__lte": Now()})
    return {
        name: Case(
            When(is_due, then=KeyTextTransform(name, f"{story}queued_edition__card")),
            default=KeyTextTransform(name, f"{story}live_edition__card"),
            output_field=models.TextField(),
        )
        for name in names
    }
