"""The desk: what an editor sees first, the search across the newsroom, and the bar above every screen."""

from datetime import datetime, time
from itertools import groupby

from django.contrib import admin
from django.db.models import F, Max, OuterRef, Q, Subquery
from django.db.models.functions import Now
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles.enums import Coverage, EditionKind, State, UpdateState
from articles.models import Author, Edition, LiveUpdate, Photo, Story, WorkflowStep
from articles.photos import SOON
from articles.templatetags.desk import ahead, waited
from newsroom.lib.admin import counted
from newsroom.lib.clock import today
from newsroom.lib.text import unstorable
from topics.models import Person, Source, Topic

SHOWN = 10
SHOWN_OF_THE_DAY = 40
RECENT = 300
LONGEST_SEARCH = 200

GROUPS = [
    (gettext_lazy("News"), ["Story", "LiveUpdate", "Correction"]),
    (gettext_lazy("Who and where from"), ["Person", "Source", "Topic", "Merge", "Section", "Author"]),
    (gettext_lazy("Pictures and fronts"), ["Photo", "Front", "Series"]),
    (gettext_lazy("About the newsroom"), ["Page"]),
]
NAVIGATION = [
    ("Story", gettext_lazy("Stories")),
    ("Front", gettext_lazy("Fronts")),
    ("Photo", gettext_lazy("Photos")),
    ("Person", gettext_lazy("People")),
    ("Topic", gettext_lazy("Topics")),
]


def bar(request, available_apps):
    """Return what the bar above every screen shows: the way to each list that the user may see, by group."""
    models = {model["object_name"]: model for app in available_apps for model in app["models"]}
    navigation = [
        {"label": label, "url": models[name]["admin_url"]} for name, label in NAVIGATION if name in models
    ]
    groups = [(title, [models.pop(name) for name in names if name in models]) for title, names in GROUPS]
    groups.append((_("House"), list(models.values())))
    return {
        "can_add_story": request.user.has_perm("articles.add_story"),
        "navigation": navigation,
        "groups": [(title, entries) for title, entries in groups if entries],
        # Called by the template, so that a pop-up, which has no bar, does not count.
        "live_count": Story.objects.visible_to(request.user).filter(coverage=Coverage.OPEN).count,
    }


def index(request):
    """The desk itself: what waits, what is live, what is begun, and the day."""
    user = request.user
    stories = Story.objects.visible_to(user).select_related("section", "created_by")
    may_review = user.has_perm("articles.publish_story")
    context = {
        "title": today(),
        "may_review": may_review,
        "sees_all": user.has_perm("articles.change_any_story"),
        "waiting": _shown(_waiting(stories)) if may_review else [],
        "live": _shown(_with_updates(stories.filter(coverage=Coverage.OPEN).order_by("-updated_at", "-pk"))),
        "drafts": _shown(_drafts(stories, user, may_review)),
        "scheduled": _scheduled(stories),
        "photos": _photos(user),
        "shown": SHOWN,
        "day": _published_today(),
        "now": timezone.now(),
    }
    context["summary"] = _summary(context)
    return render(request, "admin/index.html", admin.site.each_context(request) | context)


def _shown(stories):
    """The first of `stories`, and one more, by which a template sees that there are more."""
    return list(stories[: SHOWN + 1])


def _last_step(field):
    """The `field` of the last step that a story took through the newsroom."""
    steps = WorkflowStep.objects.filter(story=OuterRef("pk")).order_by("-at", "-pk")
    return Subquery(steps.values(field)[:1])


def _waiting(stories):
    """Stories that were sent to the editors, the longest wait first, with what was said then."""
    return (
        stories.filter(state=State.SUBMITTED)
        .annotate(since=_last_step("at"), said=_last_step("note"), said_by=_last_step("by__name"))
        .order_by("since", "pk")
    )


def _with_updates(stories):
    """`stories` with the number of their updates that readers see, and the time of the last."""
    posted = LiveUpdate.objects.filter(story=OuterRef("pk"), state=UpdateState.POSTED).order_by()
    last = posted.values("story").annotate(last=Max("posted_at")).values("last")
    return stories.annotate(update_count=counted(posted, "story"), last_update_at=last)


def _drafts(stories, user, may_review):
    """What somebody has begun and readers do not see as it stands; what waits for a reviewer stands above."""
    unseen = Q(live_edition=None) | ~Q(latest_revision=F("live_edition__revision"))
    # Among what somebody saved last, and the newest that carry their name: who has written for decades has
    # thousands behind them, and what they began is not there.
    begun = Story.objects.filter(created_by=user).order_by("-updated_at", "-pk")
    own = set(begun.values_list("pk", flat=True)[:RECENT])
    if author := Author.objects.filter(user=user).first():
        signed = author.bylines.order_by("-story_id").values_list("story", flat=True)
        own.update(signed[:RECENT])
    drafts = stories.filter(unseen, pk__in=own, queued_edition=None, withdrawn_at=None)
    if may_review:
        drafts = drafts.exclude(state=State.SUBMITTED)
    drafts = drafts.annotate(said=_last_step("note"), said_by=_last_step("by__name"))
    return drafts.order_by("-updated_at", "-pk")


def _scheduled(stories):
    """What goes out by itself, the last on top, without the editions' heavy columns."""
    soonest = (
        stories.filter(queued_edition__goes_live_at__gt=Now())
        .annotate(goes_live_at=F("queued_edition__goes_live_at"), next_number=F("queued_edition__number"))
        .order_by("goes_live_at", "pk")
    )
    return _shown(soonest)[::-1]


def _photos(user):
    """Photos that readers see, or will, and whose rights are over or end soon; for who may change them."""
    if not user.has_perm("articles.change_photo"):
        return []
    return _shown(Photo.objects.ending(today(), SOON).shown())


def _published_today():
    """What readers got today, newest first, as (is_minor, editions): minor ones in a row are one entry."""
    midnight = timezone.make_aware(datetime.combine(today(), time.min))
    editions = (
        Edition.objects.seen_by_readers()
        .filter(goes_live_at__gte=midnight)
        .order_by("-goes_live_at", "-pk")
        .for_cards("note")[:SHOWN_OF_THE_DAY]
    )
    for is_minor, run in groupby(editions, key=lambda edition: edition.kind == EditionKind.MINOR):
        if is_minor:
            yield True, list(run)
        else:
            yield from ((False, [edition]) for edition in run)


def _summary(context):
    """Say in a sentence or two what matters now."""
    parts = []
    waiting, live, scheduled = context["waiting"], context["live"], context["scheduled"]
    if waiting:
        count = len(waiting)
        parts.append(
            ngettext(
                "%(count)s story waits for an editor, for %(time)s.",
                "%(count)s stories wait for an editor, the oldest for %(time)s.",
                count,
            )
            % {"count": _at_most(count), "time": waited(waiting[0].since)}
        )
    elif context["may_review"]:
        parts.append(_("Nothing waits for an editor."))
    if live:
        parts.append(
            ngettext("%(count)s story is live.", "%(count)s stories are live.", len(live))
            % {"count": _at_most(len(live))}
        )
    if scheduled:
        parts.append(
            ngettext(
                "%(count)s goes out by itself in %(time)s.",
                "%(count)s go out by themselves, the next in %(time)s.",
                len(scheduled),
            )
            % {"count": _at_most(len(scheduled)), "time": ahead(scheduled[-1].goes_live_at)}
        )
    return " ".join(parts)


def _at_most(count):
    return _("More than %(count)s") % {"count": SHOWN} if count > SHOWN else count


def search(request):
    """Find in the whole newsroom: stories by their working headline, people, topics, sources, photos."""
    query = request.GET.get("q", "").strip()
    words = "" if len(query) > LONGEST_SEARCH or unstorable(query) else query
    context = {
        "title": _("Search"),
        "query": words,
        "is_refused": words != query,
        "shown": SHOWN,
        "results": _results(request, words) if words else [],
    }
    return render(request, "admin/search.html", admin.site.each_context(request) | context)


def stories_found(user):
    """Every story that `user` may open, with what the list of stories says of each."""
    queued_for = F("queued_edition__goes_live_at")
    return Story.objects.visible_to(user).select_related("section").annotate(queued_for=queued_for)


def _results(request, words):
    """Yield (model, its name, rows, address of the whole list) for each kind of which something was found."""
    kinds = [
        (Story, stories_found(request.user)),
        *((model, model.objects.standing()) for model in (Person, Topic, Source)),
        (Photo, Photo.objects.all()),
    ]
    for model, rows in kinds:
        screen = admin.site.get_model_admin(model)
        if screen.has_view_permission(request):
            found, has_duplicates = screen.get_search_results(request, rows, words)
            if shown := _shown(found.distinct() if has_duplicates else found):
                options = model._meta
                address = reverse(f"admin:{options.app_label}_{options.model_name}_changelist")
                yield options.model_name, options.verbose_name_plural, shown, address
