"""What the story screen sends by itself: text that is not saved yet, and who is there.

None of it changes a story. `static/js/admin/story-keep.js` is the other end.
"""

import datetime

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Max
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from articles import desk
from articles.admin.conflict import posted_version
from articles.models import Autosave, Revision, Story
from articles.templatetags.desk import moment


def _story(request, pk):
    """Return the story that the user may open, None for one that is new. Raises Http404."""
    return pk and get_object_or_404(
        Story.objects.visible_to(request.user).select_related("latest_revision__created_by"), pk=pk
    )


def _typed(post):
    """Return the posted form, URL-encoded, without its buttons and its token."""
    typed = post.copy()
    for name in post:
        if name.startswith("_") or name == "csrfmiddlewaretoken":
            del typed[name]
    return typed


def _typed_at(request):
    """Return when the form was typed, by the server's clock as the page knows it; None if it does not say."""
    milliseconds = request.headers.get("X-Typed-At", "")
    if not (milliseconds.isascii() and milliseconds.isdigit() and len(milliseconds) < 15):
        return None
    return datetime.datetime.fromtimestamp(int(milliseconds) / 1000, datetime.UTC)


@require_POST
def autosave(request, pk=None):
    """Keep the form as it stands."""
    story = _story(request, pk)
    if request.headers.get("X-Typed-By") != str(request.user.pk):
        error = _("You are signed in as %(name)s here: this text is kept in this browser alone.")
        return JsonResponse({"error": error % {"name": request.user}}, status=409)
    try:
        kept = desk.autosave(
            story=story,
            by=request.user,
            version=posted_version(request) or 0,
            form=_typed(request.POST).urlencode(),
            typed_at=_typed_at(request),
        )
    except PermissionDenied as error:
        return JsonResponse({"error": str(error)}, status=403)
    except ValidationError as error:
        return JsonResponse({"error": " ".join(error.messages)}, status=400)
    return JsonResponse({"said": _("Kept %(time)s") % {"time": moment(kept.saved_at)} if kept else ""})


@require_POST
def discard(request, pk=None):
    """Forget the text that was offered."""
    story = _story(request, pk)
    desk.discard_autosave(story=story, by=request.user)
    return HttpResponseRedirect(_screen(story))


@require_POST
def presence(request, pk):
    """Note that the user is here; answer who else is, and whether somebody saved meanwhile."""
    story = _story(request, pk)
    here = [
        _("%(name)s is here too since %(time)s") % {"name": there.user, "time": moment(there.since)}
        for there in desk.touch(story=story, by=request.user)
    ]
    return JsonResponse({"here": "; ".join(here), "moved": _moved(request, story), "version": story.version})


def _moved(request, story):
    version = posted_version(request)
    if version is None or version >= story.version:
        return ""
    saved = story.latest_revision
    words = {"name": saved.created_by, "time": moment(saved.created_at)}
    if saved.created_by == request.user:
        return _("You saved it elsewhere at %(time)s: saving here will compare.") % words
    return _("%(name)s saved at %(time)s: saving will compare.") % words


@require_POST
def leave(request, pk):
    """Say that the user has closed the story."""
    desk.leave(story=_story(request, pk), by=request.user)
    return HttpResponse(status=204)


def put_back(request, story):
    """Make the posted form the one that was not saved: the one kept here, or the browser's own copy.

    Raises Http404 if there is none any more.
    """
    text = request.POST["_restore"]
    if text == "kept":
        kept = Autosave.objects.filter(user=request.user, story=story).first()
        if kept is None:
            raise Http404
        text = kept.form
    request.POST = _typed(QueryDict(text))
    request.is_put_back = True
    messages.warning(
        request,
        _("The text that was not saved is back in the form. Nothing is saved yet: look at it, then save."),
    )


def _screen(story):
    if story is None:
        return reverse("admin:articles_story_add")
    return reverse("admin:articles_story_change", args=[story.pk])


def _milliseconds(time):
    return int(time.timestamp() * 1000)


def keeping(request, story):
    """What the screen needs to keep text, and what there is to offer, for `story` (None for a new one)."""
    user = request.user
    revisions = story.revisions if story else Revision.objects.filter(number=1)
    texts = [revisions, story.asides] if story else [revisions]
    saved = [rows.filter(created_by=user).aggregate(at=Max("created_at"))["at"] for rows in texts]
    kept = None
    if request.method == "GET":
        kept = Autosave.objects.filter(user=user, story=story).defer("form").first()
    return {
        "token_cookie": settings.CSRF_COOKIE_NAME,
        "url": _screen(story).removesuffix("change/"),
        "now": _milliseconds(timezone.now()),
        "saved_at": max(map(_milliseconds, filter(None, saved)), default=0),
        "kept": kept,
        "kept_at": _milliseconds(kept.saved_at) if kept else 0,
        "is_put_back": hasattr(request, "is_put_back"),
        "asides": story.asides.filter(settled_at=None).select_related("created_by") if story else [],
    }
