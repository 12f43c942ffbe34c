"""Two at once on the story screen: a form that was opened before somebody else saved, and what becomes of it.

Such a form is read against the version it was opened at: inside its transaction the working copy goes back to
that version, so that the rows it names are there again. Its saving then ends in saving.Conflict, which undoes
all of it; the text is kept aside, and the conflict screen merges it.
"""

import re

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from articles import diffing, merging, permissions, saving
from articles.content import thaw
from articles.models import Story
from newsroom.accounts import audit
from newsroom.accounts.models import User
from topics.models import Topic

# --- a form that is read late ------------------------------------------------------------------------


def posted_version(request):
    """Return the version that the posted form was opened at, None if it says none."""
    version = request.POST.get("version", "")
    return int(version) if version.isdecimal() and len(version) < 10 else None


def take_back(story, version):
    """Take the working copy of `story` back to `version`; return whether that is not where it stands.

    To be called in a transaction that is rolled back unless a save succeeds in it.
    """
    standing = saving.lock(story)
    if version in (None, standing.version):
        return False
    opened = story.revisions.filter(number=version).first()
    if opened is None:
        return False
    thaw(opened.content, standing)
    return True


def fit_rows(request, formsets, story, *, is_stale):
    """Make the posted rows fit those that stand: what is gone comes in as new, and no text is refused.

    If `is_stale`, the rows that stand are those the form was opened with, some under new numbers, in the
    order in which the form has them.
    """
    post = request.POST.copy()
    for formset in formsets:
        prefix, rows = formset.get_default_prefix(), formset.model.objects.filter(**{formset.fk.name: story})
        count = post.get(f"{prefix}-INITIAL_FORMS", "")
        total = post.get(f"{prefix}-TOTAL_FORMS", "")
        if (
            not (count.isdecimal() and total.isdecimal())
            or not int(count) <= int(total) <= formset.absolute_max
        ):
            continue
        posted = [post.get(f"{prefix}-{place}-id", "") for place in range(int(count))]
        standing = [str(pk) for pk in rows.values_list("pk", flat=True)] if posted else []
        gone = [place for place, pk in enumerate(posted) if pk not in standing]
        left = [pk for pk in standing if pk not in posted]
        if is_stale and len(gone) == len(left):
            for place, pk in zip(gone, left, strict=True):
                post[f"{prefix}-{place}-id"] = pk
        elif gone:
            _make_new(post, prefix, gone, int(count), int(total))
    request.POST = post


def _make_new(post, prefix, gone, count, total):
    """Number the posted rows anew, those at the places `gone` behind the ones that stand."""
    order = [place for place in range(count) if place not in gone] + gone + list(range(count, total))
    places = {str(old): new for new, old in enumerate(order)}
    row = re.compile(re.escape(prefix) + r"-(\d+)-(.+)")
    moved = {}
    for name in list(post):
        if (match := row.fullmatch(name)) and match[1] in places:
            moved[f"{prefix}-{places[match[1]]}-{match[2]}"] = post.pop(name)
    for name, values in moved.items():
        post.setlist(name, values)
    post[f"{prefix}-INITIAL_FORMS"] = str(count - len(gone))
    for place in range(count - len(gone), count):
        post[f"{prefix}-{place}-id"] = ""


def keep(request, story, conflict):
    """Keep the text that came too late, and return the answer that leads to the conflict screen.

    Somebody who changed nothing is shown what stands instead.
    """
    if not diffing.diff(conflict.base.content, conflict.mine):
        messages.warning(
            request,
            _(
                "%(name)s had saved this story, and you had changed nothing: this is their text. "
                "Nothing else was done."
            )
            % {"name": conflict.theirs.created_by},
        )
        return HttpResponseRedirect(reverse("admin:articles_story_change", args=[story.pk]))
    _make_topics(conflict.mine["topics"], request.user)
    aside = saving.keep_aside(story=story, by=request.user, conflict=conflict)
    return HttpResponseRedirect(reverse("admin:articles_story_conflict", args=[story.pk, aside.pk]))


def _make_topics(topics, user):
    """Make anew the topics that were made by the save that was undone."""
    for topic in topics:
        if not Topic.objects.filter(pk=topic["id"], slug=topic["slug"]).exists():
            made, is_new = Topic.objects.get_or_create(slug=topic["slug"], defaults={"name": topic["name"]})
            topic["id"] = made.pk
            if is_new:
                audit.record("topic.add", made, by=user)


# --- the conflict screen -----------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def conflict(request, pk, aside):
    """Show both texts, and save what somebody makes of them."""
    story = get_object_or_404(Story.objects.visible_to(request.user).select_related("latest_revision"), pk=pk)
    if not permissions.may(request.user, "edit", story):
        raise PermissionDenied
    aside = get_object_or_404(story.asides.select_related("base", "created_by"), pk=aside)
    change_url = reverse("admin:articles_story_change", args=[story.pk])
    if aside.settled_at:
        messages.info(request, _("This text has been merged. The history has both."))
        return HttpResponseRedirect(change_url)
    problem = _settle(request, story, aside) if request.method == "POST" else ""
    if problem is None:
        messages.success(request, _("Merged and saved. Readers see nothing of it until it is published."))
        return HttpResponseRedirect(change_url)
    story = Story.objects.select_related("latest_revision__created_by").get(pk=story.pk)
    context = admin.site.each_context(request) | {
        "title": _("Two saves to merge"),
        "opts": Story._meta,
        "story": story,
        "aside": aside,
        "problem": problem,
        **_both(request, aside, story.latest_revision),
    }
    return TemplateResponse(request, "admin/articles/story/conflict.html", context)


def _settle(request, story, aside):
    """Save the posted decisions; return what stood in the way, None if nothing."""
    version = posted_version(request)
    theirs = story.revisions.filter(number=version).first()
    if theirs is None:
        return _("Nothing was saved: this form is not whole. Decide again.")
    wanted = merging.choices(aside.base.content, aside.content, theirs.content)
    picks = {choice.name: request.POST.get(f"pick-{choice.name}", "") for choice in wanted}
    allowed = {choice.name: _sides(choice) for choice in wanted}
    left = [name for name, pick in picks.items() if pick not in allowed[name]]
    if left:
        return ngettext(
            "Nothing is saved yet: one place needs you.",
            "Nothing is saved yet: %(count)s places need you.",
            len(left),
        ) % {"count": len(left)}
    try:
        saving.settle(aside=aside, by=request.user, picks=picks, version=version)
    except saving.Conflict as conflict:
        return _(
            "%(name)s saved again while you decided. This is how it stands now; both texts are here."
        ) % {"name": conflict.theirs.created_by}
    except ValidationError as error:
        return " ".join(error.messages)
    return None


def _sides(choice):
    return [merging.MINE, merging.THEIRS] + [merging.BOTH] * choice.can_keep_both


def _both(request, aside, theirs):
    """What the screen shows of the text kept aside and of the revision that stands."""
    base, mine = aside.base.content, aside.content
    choices = merging.choices(base, mine, theirs.content)

    def taken(side):
        return merging.merge(base, mine, theirs.content, dict.fromkeys((c.name for c in choices), side))

    since = aside.story.revisions.filter(number__gt=aside.base.number).values("created_by")
    names = [str(user) for user in User.objects.filter(pk__in=since).order_by("name")]
    return {
        "theirs": theirs,
        "names": get_text_list(names, _("and")),
        "is_mine": aside.created_by == request.user,
        "is_own_tab": names == [str(aside.created_by)],
        "picks": [(choice, request.POST.get(f"pick-{choice.name}", "")) for choice in choices],
        # What one side alone changed is the difference between the other side and the merged text.
        "merged_mine": diffing.diff(theirs.content, taken(merging.THEIRS)),
        "merged_theirs": diffing.diff(mine, taken(merging.MINE)),
    }
