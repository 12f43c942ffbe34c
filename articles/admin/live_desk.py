"""The live desk of a story: post, look after what waits, see what readers see.

It is made of plain forms. `static/js/admin/live-desk.js` sends them without leaving the page, and keeps the
board as it stands.
"""

import datetime
from dataclasses import dataclass, field

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from js_asset import Media

from articles import delivery, desk, live, offshoots
from articles.admin.blocks import story_right
from articles.admin.live_forms import Box, RetractForm, SendBackForm, TopForm
from articles.admin.pages import back_to, page, story_for
from articles.enums import Coverage, UpdateState
from articles.models import Edition, LiveUpdate
from articles.templatetags.desk import moment
from topics.models import Person, Topic

SHOWN = 20
AT_HAND = 50
NAMES = 6
SHORTEST_NAME = 2
RIGHTS = ("suggest update", "post update", "retract update", "publish")


# --- pages ---------------------------------------------------------------------------------------------


def live_desk(request, pk):
    """The desk, with a box for a new update; a POST is one."""
    story = story_for(request, pk)
    box = None
    if story_right(request, "suggest update", story):
        box = Box(request, story, is_sent=request.method == "POST")
        if request.method == "POST" and (update := box.send()):
            return _say_what_became_of(request, update, box)
    return _page(request, story, box)


def live_edit(request, pk, update_pk):
    """The desk with one update's form open in its place; a POST saves it."""
    story = story_for(request, pk)
    update = _update(story, update_pk)
    if not _may_edit(request, update):
        raise PermissionDenied
    editing = Box(request, story, update, is_sent=request.method == "POST")
    if request.method == "POST" and (update := editing.send()):
        return _say_what_became_of(request, update, editing)
    return _page(request, story, Box(request, story), editing)


@require_POST
def live_board(request, pk):
    """Say that the user is here; answer the lists, what readers see and who else is here, as they are now."""
    story = story_for(request, pk)
    desk.touch(story=story, by=request.user)
    return render(request, "admin/articles/story/live_board.html", {"story": story, **_board(request, story)})


@require_POST
def live_top(request, pk):
    """Change what stands above the updates; open or close the coverage."""
    story = story_for(request, pk)
    form = TopForm(request.POST)
    if not form.is_valid():
        return _page(request, story, Box(request, story), top=form)
    given = form.cleaned_data
    try:
        with transaction.atomic():
            if (given["summary"], given["points"]) != (story.live_summary, story.live_points):
                live.set_summary(story=story, by=request.user, **given)
            for button, coverage in (("_open", Coverage.OPEN), ("_close", Coverage.CLOSED)):
                if button in request.POST:
                    live.set_coverage(story=story, by=request.user, coverage=coverage)
    except (PermissionDenied, ValidationError) as error:
        form.add_error(None, getattr(error, "messages", str(error)))
        return _page(request, story, Box(request, story), top=form)
    if "_close" in request.POST:
        messages.success(request, _("Closed. Readers’ pages stop asking, and show the summary."))
    elif "_open" in request.POST:
        messages.success(request, _("Coverage is open."))
    else:
        messages.success(request, _("Readers see it on top."))
    return back_to(story, "live_desk")


@require_POST
def live_act(request, pk, update_pk):
    """Do with an update what the pressed button says."""
    story = story_for(request, pk)
    update = _update(story, update_pk)
    act = ACTS.get(request.POST.get("act"))
    if act is None:
        raise PermissionDenied
    try:
        leads_to = act(request, update)
    except (PermissionDenied, ValidationError) as error:
        messages.error(request, " ".join(getattr(error, "messages", [str(error)])))
        leads_to = None
    return leads_to or back_to(story, "live_desk")


def live_names(request, pk):
    """Answer people and topics whose name holds what was typed after @ or #, with their addresses."""
    story_for(request, pk)
    typed = " ".join(request.GET.get("q", "").replace("\x00", "").split())
    model = Topic if request.GET.get("kind") == "topic" else Person
    found = model.objects.standing().filter(name__icontains=typed).order_by("name")[:NAMES]
    rows = found if len(typed) >= SHORTEST_NAME else []
    return JsonResponse({"names": [{"name": row.name, "url": row.get_absolute_url()} for row in rows]})


# --- what may be done with an update -------------------------------------------------------------------


def _approve(request, update):
    is_ahead = update.posted_at > timezone.now()
    live.approve(update=update, by=request.user, at=update.posted_at if is_ahead else None)
    messages.success(request, _("Approved, for its time.") if is_ahead else _("Approved. Readers see it."))


def _send_back(request, update):
    live.send_back(update=update, by=request.user, note=_asked(SendBackForm, request)["note"])
    messages.success(request, _("Sent back, with your note."))


def _retract(request, update):
    live.retract(update=update, by=request.user, reason=_asked(RetractForm, request)["reason"])
    messages.success(request, _("Retracted. A mark stays here; readers’ pages let go of it."))


def _undo(request, update):
    live.undo(update=update, by=request.user)
    messages.success(request, _("Taken back: it is a draft again."))


def _pin(request, update):
    live.pin(update=update, by=request.user)
    messages.success(request, _("Pinned above the others."))


def _unpin(request, update):
    live.pin(update=update, by=request.user, pinned=False)
    messages.success(request, _("Not pinned any more."))


def _turn_into_story(request, update):
    story = offshoots.turn_into_story(update=update, by=request.user)
    messages.success(request, _("A draft of its own. The update leads here once readers can see it."))
    return back_to(story)


ACTS = {
    "approve": _approve,
    "send_back": _send_back,
    "retract": _retract,
    "undo": _undo,
    "pin": _pin,
    "unpin": _unpin,
    "story": _turn_into_story,
}


def _asked(form_class, request):
    form = form_class(request.POST)
    if not form.is_valid():
        raise ValidationError([error for errors in form.errors.values() for error in errors])
    return form.cleaned_data


def _say_what_became_of(request, update, box):
    """Return to the desk with a sentence on what the buttons did."""
    if update.state == UpdateState.DRAFT:
        said = _("Kept as a draft.")
    elif update.state == UpdateState.SUBMITTED:
        said = _("The editors have it.")
    elif update.posted_at > timezone.now():
        said = _("It appears at %(time)s.") % {"time": moment(update.posted_at)}
    elif not box.is_seen:
        said = _("Posted at %(time)s.") % {"time": moment(update.posted_at)}
    elif box.change.cleaned_data["kind"] == "correction":
        said = _("Corrected. Readers see the note on the update.")
    else:
        said = _("Changed. Readers see that it was.")
    messages.success(request, said)
    if box.form.cleaned_data["pinned"] and not update.is_pinned:
        messages.warning(request, _("It can be pinned once readers see it."))
    return back_to(box.story, "live_desk")


# --- what the page shows -------------------------------------------------------------------------------


@dataclass
class Row:
    """An update in one of the desk's lists, and what the user may do with it."""

    update: LiveUpdate
    state: str
    may_edit: bool = False
    may_retract: bool = False
    acts: list = field(default_factory=list)
    box: Box | None = None

    @property
    def stamp(self):
        """Something that differs once the row must be drawn anew."""
        update = self.update
        parts = (update.version, self.state, update.is_pinned, update.became_id, *self.acts)
        return "-".join(str(part) for part in parts)


def _page(request, story, box, editing=None, top=None):
    top = top or TopForm(initial={"summary": story.live_summary, "points": story.live_points})
    media = admin.site.get_model_admin(LiveUpdate).media + top.media
    media += box.media if box else Media()
    return page(
        request,
        "live_desk",
        _("Live desk"),
        story,
        box=box,
        top=top,
        media=Media.from_media(media, nonce=request.csp_nonce),
        **_board(request, story, editing),
    )


def _board(request, story, editing=None):
    """Return what changes while the desk is open; the number of queries depends on no list's length."""
    now = timezone.now()
    rights = {right for right in RIGHTS if story_right(request, right, story)}
    updates = story.updates.select_related("author", "created_by", "became")
    public = list(updates.public()[:SHOWN])
    gone = updates.filter(state=UpdateState.RETRACTED).order_by("-posted_at", "-pk")
    newest = sorted([*public, *gone[:SHOWN]], key=lambda update: (update.posted_at, update.pk), reverse=True)
    unseen = updates.order_by("pk")
    waiting = unseen.filter(state=UpdateState.SUBMITTED)[:AT_HAND]
    drafts = unseen.filter(state=UpdateState.DRAFT)[:AT_HAND]
    ahead = updates.filter(state=UpdateState.POSTED, posted_at__gt=now).order_by("posted_at", "pk")[:AT_HAND]

    def rows(found):
        return [_row(request, story, update, rights, now, editing) for update in found]

    return {
        "rights": rights,
        "waiting": rows(waiting),
        "drafts": rows([*drafts, *ahead]),
        "newest": rows(newest[:SHOWN]),
        "is_more": len(newest) > SHOWN or len(public) == SHOWN,
        "readers": _readers(story, public, now),
        "others": desk.others(story=story, than=request.user),
    }


def _row(request, story, update, rights, now, editing):
    update.story = story
    is_seen = update.state == UpdateState.POSTED and update.posted_at <= now
    row = Row(update, update.state, may_edit=_may_edit(request, update))
    if update.state == UpdateState.POSTED and not is_seen:
        row.state = "scheduled"
    if "post update" in rights:
        if update.state == UpdateState.SUBMITTED:
            row.acts += ["approve", "send_back"]
        if update.state == UpdateState.POSTED:
            is_own = update.released_by_id == request.user.pk
            row.acts += ["undo"] if is_own and now - update.released_at < live.UNDO_WITHIN else []
        if is_seen:
            row.acts.append("unpin" if update.is_pinned else "pin")
    if "suggest update" in rights and update.state != UpdateState.RETRACTED and not update.became_id:
        row.acts.append("story")
    row.may_retract = "retract update" in rights and update.state != UpdateState.RETRACTED
    if editing and editing.update.pk == update.pk:
        row.box = editing
    return row


def _may_edit(request, update):
    return admin.site.get_model_admin(LiveUpdate).has_change_permission(request, update)


def _readers(story, public, now):
    """Return what readers see now and how far the last change has come, None for a story they do not see."""
    shown = delivery.story_for_head(story.pk)
    if shown is None:
        return None
    edition = Edition.objects.public().for_cards().get(story=story)
    head = delivery.head_of(shown)
    seconds = (head["poll_seconds"] or 0) + delivery.HEAD_SECONDS
    changed_at = story.live_changed_at
    is_under_way = changed_at and now - changed_at < datetime.timedelta(seconds=seconds)
    return {
        "headline": edition.card["headline"],
        "pinned": LiveUpdate.objects.pinned_of(story.pk).first(),
        "updates": public[:3],
        "poll_seconds": head["poll_seconds"],
        "changed_at": changed_at,
        "reached_at": is_under_way and changed_at + datetime.timedelta(seconds=seconds),
    }


def _update(story, pk):
    found = get_object_or_404(story.updates.select_related("author", "photo", "said_by", "source"), pk=pk)
    found.story = story
    return found
