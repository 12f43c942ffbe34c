"""A story's way through the newsroom: which step leads where, and who may take it.

Apart from whether readers see the story: a live story's draft goes the same way.
"""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import permissions
from articles.enums import State
from articles.models import WorkflowStep
from articles.saving import lock
from newsroom.accounts import audit


@dataclass(frozen=True)
class Step:
    """One step: from which states, to which, and the action (articles.permissions) that it needs."""

    label: str
    action: str
    before: frozenset
    after: State
    needs_note: bool = False


STEPS = {
    "submit": Step(
        gettext_lazy("Send for review"),
        "submit",
        frozenset({State.DRAFT, State.CHANGES_REQUESTED}),
        State.SUBMITTED,
    ),
    "request_changes": Step(
        gettext_lazy("Ask for changes"),
        "review",
        frozenset({State.SUBMITTED, State.APPROVED}),
        State.CHANGES_REQUESTED,
        needs_note=True,
    ),
    "approve": Step(
        gettext_lazy("Approve"), "review", frozenset({State.DRAFT, State.SUBMITTED}), State.APPROVED
    ),
    "take_back": Step(
        gettext_lazy("Take back"),
        "submit",
        frozenset({State.SUBMITTED, State.CHANGES_REQUESTED, State.APPROVED}),
        State.DRAFT,
    ),
}


def open_steps(user, story):
    """Return `{name: Step}` of the steps that `user` may take with `story` now."""
    return {
        name: step
        for name, step in STEPS.items()
        if story.state in step.before and permissions.may(user, step.action, story)
    }


@transaction.atomic
def take(name, *, story, by, note=""):
    """Take the step `name` (a key of STEPS) with `story`, and return the WorkflowStep that records it.

    Raises PermissionDenied; ValidationError if the story is not where the step begins, or a note is missing.
    """
    step = STEPS[name]
    locked = lock(story)
    permissions.check(by, step.action, locked)
    if locked.state not in step.before:
        raise ValidationError(
            _("This story is “%(state)s” now: somebody was faster.") % {"state": locked.get_state_display()}
        )
    if step.needs_note and not note.strip():
        raise ValidationError(_("Say what should change."))
    locked.state = story.state = step.after
    locked.save(update_fields=["state"])
    record = WorkflowStep.objects.create(story=locked, state=step.after, note=note, by=by)
    record.full_clean(exclude=["story", "by"])
    audit.record(f"story.{name}", locked, by=by, note=note)
    return record
