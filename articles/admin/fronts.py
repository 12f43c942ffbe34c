"""The screen of a front: arranged by dragging, by keys and by plain buttons, seen as it will look.

It is one form. A button sends all of it; the arrangement is saved as a working copy that readers do not see.
`static/js/admin/front.js` sends the form without leaving the page and shows what comes back.
"""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from articles import arranging, fronts
from articles.admin.front_board import address_of, board, find
from articles.admin.front_forms import (
    FIND,
    PUBLISH,
    SCHEDULE,
    MomentForm,
    PublishForm,
    apply,
    posted_version,
    read,
)
from articles.models import Breaking, Front, FrontVersion, Section
from articles.templatetags.desk import moment
from articles.views.front import front_page
from articles.views.section import section_page
from newsroom.csp import as_readers_see_it


def front_for(request, section_pk=None):
    """Return the front. Raises Http404 for a section that is none, PermissionDenied if it is not for them."""
    section = get_object_or_404(Section, pk=section_pk) if section_pk else None
    front = fronts.front_of(section)
    if not fronts.may(request.user, front):
        raise PermissionDenied
    return front


@require_http_methods(["GET", "HEAD", "POST"])
def front_edit(request, pk=None):
    """Show the front of the section `pk`, of the front page without one; a POST does what its button says."""
    front = front_for(request, pk)
    if request.method != "POST":
        return _screen(request, front, front.arrangement, words=request.GET.get("q", "").strip())
    do, words = request.POST.get("do", ""), request.POST.get("q", "").strip()
    arrangement, errors = read(request.POST)
    form = PublishForm(request.POST)
    try:
        if errors:
            raise ValidationError(errors)
        front = _save(request, front, arrangement, do)
        if do in (PUBLISH, SCHEDULE) and not _publish(request, front, do, form):
            return _screen(request, front, front.arrangement, words=words, form=form)
    except fronts.Conflict as conflict:
        front = conflict.front
        _tell_of(request, conflict)
    except ValidationError as error:
        return _screen(request, front, arrangement, errors=error.messages, words=words, form=form)
    if "part" in request.POST:
        return _screen(request, front, front.arrangement, words=words)
    # What was looked for is to be seen again.
    query = f"?{urlencode({'q': words})}" if words else ""
    return HttpResponseRedirect(f"{address_of(front)}{query}#{'find' if do == FIND else 'board'}")


def _save(request, front, arrangement, do):
    """Save the posted arrangement, changed as the button says, and return the front."""
    version = posted_version(request)
    # What was typed must be right before anything is moved, or an error would be said of another place.
    arrangement = arranging.checked(arrangement, is_sections=front.is_sections)
    apply(arrangement, do, request.POST)
    return fronts.save(front=front, by=request.user, arrangement=arrangement, version=version)


def _publish(request, front, do, form):
    """Publish the saved front; return whether nothing stood in the way, which `form` says otherwise."""
    at = None
    is_valid = form.is_valid()
    if is_valid and do == SCHEDULE:
        at = form.moment()
        is_valid = at is not None
    if not is_valid:
        return False
    note = form.cleaned_data["note"]
    version = fronts.publish(front=front, by=request.user, version=front.version, goes_live_at=at, note=note)
    if at:
        said = _("v%(number)s goes live at %(time)s.") % {"number": version.number, "time": moment(at)}
    else:
        said = _("Readers see it: v%(number)s.") % {"number": version.number}
    messages.success(request, said)
    return True


def _tell_of(request, conflict):
    messages.warning(
        request,
        _(
            "%(name)s saved this front before you, and this is how it stands now. Yours is kept as "
            "v%(number)s: you can bring it into the draft from the list of versions. Readers see neither yet."
        )
        % {"name": conflict.front.saved_by, "number": conflict.kept.number},
    )


def _screen(request, front, arrangement, *, errors=(), words="", form=None):
    context = board(request, front, arrangement, errors=errors, words=words)
    context |= {"form": form or PublishForm(), "opts": Front._meta}
    if "part" in request.POST:
        return render(request, "admin/articles/front/board.html", context)
    context = admin.site.each_context(request) | context | {"title": _("Front: %(name)s") % {"name": front}}
    return TemplateResponse(request, "admin/articles/front/edit.html", context)


def front_stories(request):
    """Answer the list of stories to be put on a front, by the words looked for."""
    front_for(request)
    found = find(request.user, request.GET.get("q", "").strip())
    return render(request, "admin/articles/front/found.html", {"found": found})


# --- versions ----------------------------------------------------------------------------------------


@require_POST
def front_version(request, version_pk):
    """Do with a version what the pressed button says: bring it into the draft, or take it back."""
    version = get_object_or_404(FrontVersion.objects.select_related("front__section"), pk=version_pk)
    return _do(
        request,
        version.front,
        {
            "restore": lambda: _restore(request, version),
            "unschedule": lambda: _unschedule(request, version),
        },
    )


@require_POST
def front_undo(request, pk):
    """Give readers the front as it was before."""
    front = get_object_or_404(Front.objects.select_related("section"), pk=pk)
    return _do(request, front, {"undo": lambda: _undo(request, front)})


def _do(request, front, acts):
    act = acts.get(request.POST.get("do", ""))
    if act is None or not fronts.may(request.user, front):
        raise PermissionDenied
    try:
        act()
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect(address_of(front))


def _restore(request, version):
    fronts.restore(version=version, by=request.user)
    messages.success(request, _("v%(number)s is in the draft.") % {"number": version.number})


def _unschedule(request, version):
    fronts.unschedule(version=version, by=request.user)
    messages.success(request, _("v%(number)s waits no more; it is kept.") % {"number": version.number})


def _undo(request, front):
    version = fronts.undo(front=front, by=request.user)
    said = _("Taken back: readers see the front as before (v%(number)s).") % {"number": version.number}
    messages.success(request, said)


# --- preview -----------------------------------------------------------------------------------------


@require_safe
@cache_control(private=True, no_store=True)
def front_preview(request, pk=None):
    """Show the draft, or a version, at the width of a phone and of a desk, now or at a given moment."""
    front = front_for(request, pk)
    form = MomentForm(request.GET or None)
    at = form.cleaned_data["at"] if form.is_valid() else None
    version = _version(request, front)
    context = admin.site.each_context(request) | {
        "title": _("Preview: %(name)s") % {"name": front},
        "opts": Front._meta,
        "front": front,
        "address": address_of(front),
        "form": form,
        "at": at,
        "version": version,
        "query": request.GET.urlencode(),
    }
    return TemplateResponse(request, "admin/articles/front/preview.html", context)


@require_safe
@as_readers_see_it
@cache_control(private=True, no_store=True)
def front_picture(request, pk=None):
    """Show the draft of a front, or a version, in the readers' template: to who may arrange it, uncached."""
    front = front_for(request, pk)
    form = MomentForm(request.GET or None)
    now = (form.cleaned_data["at"] if form.is_valid() else None) or timezone.now()
    version = _version(request, front)
    arrangement = version.arrangement if version else front.arrangement
    sections = list(Section.objects.order_by("ordering", "name"))
    if front.is_sections:
        response = section_page(request, front.section, sections, arrangement, now=now)
    else:
        banner = Breaking.objects.showing(now).select_related("story").first()
        response = front_page(request, arrangement, sections=sections, banner=banner, now=now)
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response


def _version(request, front):
    number = request.GET.get("version", "")
    if not number:
        return None
    if not front.pk or not number.isdecimal() or len(number) > 9:
        number = 0
    return get_object_or_404(FrontVersion, front=front.pk, number=number)


@admin.register(Front)
class FrontAdmin(admin.ModelAdmin):
    """The fronts. The services change them, and write the audit trail."""

    def has_add_permission(self, request):
        """Nobody: each section has a front, and the front page is there."""
        return False

    def has_delete_permission(self, request, obj=None):
        """Nobody: a front goes with its section."""
        return False

    def get_urls(self):
        """Our own screens in the place of Django's."""
        wrap = self.admin_site.admin_view
        preview, picture = wrap(front_preview, cacheable=True), wrap(front_picture, cacheable=True)
        return [
            path("", wrap(front_edit), name="articles_front_changelist"),
            path("section/<int:pk>/", wrap(front_edit), name="articles_front_section"),
            path("stories/", wrap(front_stories), name="articles_front_stories"),
            path("preview/", preview, name="articles_front_preview"),
            path("picture/", picture, name="articles_front_picture"),
            path("section/<int:pk>/preview/", preview, name="articles_front_section_preview"),
            path("section/<int:pk>/picture/", picture, name="articles_front_section_picture"),
            path("version/<int:version_pk>/", wrap(front_version), name="articles_front_version"),
            path("<int:pk>/undo/", wrap(front_undo), name="articles_front_undo"),
            path("<int:pk>/change/", wrap(front_change), name="articles_front_change"),
        ]


def front_change(request, pk):
    """Lead to the screen of the front `pk`, as lists of rows address it."""
    front = get_object_or_404(Front.objects.select_related("section"), pk=pk)
    if not fronts.may(request.user, front):
        raise PermissionDenied
    return redirect(address_of(front))
