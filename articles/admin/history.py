"""How a story came to be as it is: every save, what of it readers saw, who said what, any two compared."""

from dataclasses import dataclass
from itertools import groupby

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from articles import permissions, saving
from articles.admin.pages import back_to, page, story_for
from articles.diffing import Op, diff
from articles.models import Aside, Edition
from articles.templatetags.desk import moment
from newsroom.accounts.models import AuditEntry

PER_PAGE = 50
ASIDES_SHOWN = 20

# What else the history tells, from the audit trail.
TOLD = {
    "story.embargo": gettext_lazy("Embargo"),
    "story.schedule": gettext_lazy("Scheduled"),
    "story.cancel_schedule": gettext_lazy("Schedule cancelled"),
    "story.schedule_withdrawal": gettext_lazy("Time to go"),
    "story.withdraw": gettext_lazy("Withdrawn"),
    "story.redact": gettext_lazy("Words taken out"),
    "story.move": gettext_lazy("Address changed"),
}


@dataclass
class Entry:
    """One line of the history; `kind` says which.

    `revision` is the number of the save that it shows, `before` that of the one it is compared with.
    """

    kind: str
    at: object
    row: object
    revision: int = 0
    before: int = 0
    label: str = ""


@dataclass
class Side:
    """One of the two that are compared."""

    label: str
    content: dict
    number: int | None = None


@require_safe
def history(request, pk):
    """Show the saves of a story, newest first, and compare two of them."""
    story = story_for(request, pk)
    revisions = _revisions(request, story)
    beyond = revisions.pop() if len(revisions) > PER_PAGE else None
    published = list(
        story.editions.order_by("-number").values_list("revision__number", "number", "goes_live_at")
    )
    older, newer = _pair(request, story, revisions, published)
    entries = _entries(story, revisions, beyond, published, is_newest="before" not in request.GET)
    asides = story.asides.filter(settled_at=None).defer("content").select_related("created_by")
    context = {
        "runs": [
            (is_plain, list(run))
            for is_plain, run in groupby(entries, key=lambda entry: entry.kind == "save")
        ],
        "asides": list(asides[:ASIDES_SHOWN]),
        "next": beyond and revisions[-1].number,
        "choices": _choices(revisions, published, older, newer),
        "older": older,
        "newer": newer,
        "may_restore": permissions.may(request.user, "edit", story),
        "shown": story.live_edition_id,
        "changes": _grouped(diff(older.content, newer.content, with_same=True)),
    }
    return page(request, "history", _("History"), story, **context)


@require_POST
def restore(request, pk):
    """Put a save back into the working copy, if nobody saved since the page was made."""
    story = story_for(request, pk, "edit")
    revision = get_object_or_404(story.revisions, number=_number(request.POST.get("revision", "")))
    version = _number(request.POST.get("version", ""))
    try:
        saving.restore(story=story, by=request.user, revision=revision, version=version)
    except saving.Conflict:
        messages.error(
            request, _("Somebody saved this story since you looked. Nothing was restored: look again.")
        )
        return back_to(story, "history")
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return back_to(story, "history")
    messages.success(
        request,
        _("The draft is what was saved %(at)s. Readers see nothing of it until it is published.")
        % {"at": moment(revision.created_at)},
    )
    return back_to(story)


# --- the list --------------------------------------------------------------------------------------


def _revisions(request, story):
    """The saves of one page, and one more, by which it is seen that there are more."""
    rows = story.revisions.defer("content").select_related("created_by")
    if "before" in request.GET:
        rows = rows.filter(number__lt=_number(request.GET["before"]))
    rows = list(rows[: PER_PAGE + 1])
    if not rows:
        raise Http404("There is nothing before that.")
    return rows


def _number(text):
    """Return the number that `text` writes. Raises Http404 for what is none."""
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Http404("No such number.")
    return int(text)


def _entries(story, revisions, beyond, published, *, is_newest):
    """Everything that happened between the first and the last of `revisions`, newest first."""
    numbers = [revision.number for revision in revisions]
    before = dict(zip(numbers, [*numbers[1:], beyond.number if beyond else 0], strict=True))
    entries = [
        Entry(
            "noted" if revision.note or revision.pk == story.latest_revision_id else "save",
            revision.created_at,
            revision,
            revision.number,
            before[revision.number],
        )
        for revision in revisions
    ]
    of_editions = [revision for revision, _edition, _at in published]
    editions_before = dict(zip(of_editions, [*of_editions[1:], 0], strict=False))
    editions = Edition.objects.filter(story=story, revision__in=revisions).select_related("published_by")
    by_pk = {revision.pk: revision.number for revision in revisions}
    for edition in editions.only(
        "number", "kind", "note", "goes_live_at", "created_at", "revision", "published_by"
    ):
        number = by_pk[edition.revision_id]
        entries.append(Entry("edition", edition.created_at, edition, number, editions_before[number]))
    within = {"at__gte": revisions[-1].created_at}
    if not is_newest:
        within["at__lte"] = revisions[0].created_at
    entries += [
        Entry("step", step.at, step) for step in story.steps.filter(**within).select_related("by")[:PER_PAGE]
    ]
    told = AuditEntry.objects.filter(target_type="story", target_id=story.pk, action__in=TOLD, **within)
    entries += [
        Entry("told", line.at, line, label=TOLD[line.action])
        for line in told.select_related("actor").order_by("-at", "-pk")[:PER_PAGE]
    ]
    return sorted(entries, key=lambda entry: entry.at, reverse=True)


# --- two compared ----------------------------------------------------------------------------------


def _pair(request, story, revisions, published):
    """The two that are asked for; without, what readers see and the draft, or the last two saves."""
    if "aside" in request.GET:
        aside = get_object_or_404(
            Aside.objects.select_related("base", "created_by"), story=story, pk=_number(request.GET["aside"])
        )
        text = _("Kept apart for %(name)s") % {"name": aside.created_by}
        return _side(aside.base, published), Side(text, aside.content)
    newer = _number(request.GET["newer"]) if "newer" in request.GET else revisions[0].number
    if "older" in request.GET:
        older = _number(request.GET["older"])
    else:
        seen = [revision for revision, _edition, _at in published if revision < newer]
        older = seen[0] if seen else max(newer - 1, 1)
    found = {revision.number: revision for revision in story.revisions.filter(number__in=[older, newer])}
    if not {older, newer} <= set(found):
        raise Http404("No such revision.")
    return _side(found[older], published), _side(found[newer], published)


def _side(revision, published):
    label = _label(revision.number, revision.created_at, published)
    return Side(label, revision.content, revision.number)


def _label(number, at, published):
    edition = next((edition for revision, edition, _at in published if revision == number), None)
    name = f"v{edition}" if edition else _("save %(number)s") % {"number": number}
    return _("%(name)s, %(at)s") % {"name": name, "at": moment(at)}


def _choices(revisions, published, *sides):
    """What may be chosen for a comparison, as (number, label): this page's saves, and every version."""
    labels = {number: _label(number, at, published) for number, _edition, at in published}
    labels |= {
        revision.number: _label(revision.number, revision.created_at, published) for revision in revisions
    }
    labels |= {side.number: side.label for side in sides if side.number}
    return sorted(labels.items(), reverse=True)


def _grouped(changes):
    """Return (is the same, changes) for each run of things that differ or do not."""
    return [
        (is_same, list(run)) for is_same, run in groupby(changes, key=lambda change: change.op is Op.SAME)
    ]
