"""The story screen: where editors live. It says what readers see, and what each button will do."""

from content_editor.admin import ContentEditor
from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F, Prefetch
from django.db.models.functions import Now
from django.http import HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.html import format_html, format_html_join, linebreaks
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from articles import live, publishing, saving, suggestions, workflow
from articles.admin import review, shorthand
from articles.admin.blocks import BODY, LISTS, BlockInline, ChooserAdmin, LinkableStories, story_right
from articles.admin.conflict import conflict, fit_rows, keep, posted_version, take_back
from articles.admin.forms import StoryForm
from articles.admin.history import history
from articles.admin.keeping import autosave, discard, keeping, leave, presence, put_back
from articles.admin.live_forms import QuickUpdateForm
from articles.admin.schedule import clock
from articles.admin.services import ServiceAdmin, refusals_as_errors
from articles.admin.state import latest_updates, story_state
from articles.admin.urls import story_pages
from articles.admin.when import PublishForm
from articles.enums import Coverage, State
from articles.models import Byline, LiveUpdate, Story
from articles.templatetags.desk import moment
from newsroom.csp import NonceMedia
from newsroom.lib.admin import ListAdmin, Tabs
from newsroom.templatetags.newsroom_tags import photo

# What the draft's state looks like in a list; see `.st` in admin.css.
STATE_MARKS = {
    State.DRAFT: "draft",
    State.SUBMITTED: "wait",
    State.CHANGES_REQUESTED: "back",
    State.APPROVED: "pub",
}


class StoryList(ChangeList):
    """The list of stories, with their bylines in one query."""

    def get_queryset(self, request, exclude_parameters=None):
        """Rows with what the columns show."""
        bylines = Byline.objects.select_related("author")
        return (
            super()
            .get_queryset(request, exclude_parameters)
            .select_related("section")
            .annotate(queued_for=F("queued_edition__goes_live_at"))
            .prefetch_related(Prefetch("bylines", queryset=bylines))
        )


class WithReaders(Tabs):
    """Whether readers see a story."""

    def lookups(self, request, model_admin):
        """What may be asked."""
        return [
            ("live", _("Readers see it")),
            ("scheduled", _("Scheduled")),
            ("never", _("Not published")),
            ("withdrawn", _("Withdrawn")),
        ]

    def queryset(self, request, queryset):
        """The stories asked for."""
        match self.value():
            case "live":
                return queryset.published()
            case "scheduled":
                return queryset.filter(queued_edition__goes_live_at__gt=Now())
            case "never":
                unseen = queryset.filter(live_edition=None, withdrawn_at=None)
                return unseen.exclude(queued_edition__goes_live_at__lte=Now())
            case "withdrawn":
                # None has a live edition: to say so lets a database begin with the few of which that is true.
                return queryset.filter(withdrawn_at__isnull=False, live_edition=None)
        return queryset


def is_given(story):
    """True if `story` has its public address: from then on it is not changed."""
    return bool(story and story.published_on)


@admin.register(Story)
class StoryAdmin(NonceMedia, ServiceAdmin, ChooserAdmin, review.ReviewActions, ListAdmin, ContentEditor):
    """Stories: the list, and the screen on which one is written, checked and published."""

    form = StoryForm
    inlines = [*BODY, *LISTS]
    choosers = ("lead_photo",)
    view_on_site = False

    list_display = ["headline", "standing", "section", "byline", "saved"]
    list_filter = [WithReaders, "state", "section", "label"]
    search_fields = ["headline", "dek", "slug"]
    # To sort by anything else is to read all there are.
    sortable_by = ["saved"]

    def get_changelist(self, request, **kwargs):
        """The list that knows what its columns need."""
        return StoryList

    # --- the list ---------------------------------------------------------------------------------

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def standing(self, story):
        """Whether readers see the story, and where its draft stands."""
        marks = []
        if story.withdrawn_at:
            marks.append(("gone", _("Withdrawn")))
        elif story.live_edition_id or (story.queued_for and story.queued_for <= timezone.now()):
            is_covered = story.coverage == Coverage.OPEN
            marks.append(("live", _("Live")) if is_covered else ("pub", _("Published")))
        if story.queued_for and story.queued_for > timezone.now():
            marks.append(("sched", moment(story.queued_for)))
        if story.state != State.DRAFT or not marks:
            marks.append((STATE_MARKS[story.state], story.get_state_display()))
        return format_html_join(" ", '<span class="st {}">{}</span>', marks)

    @admin.display(description=gettext_lazy("byline"))
    def byline(self, story):
        """The names."""
        return ", ".join(dict.fromkeys(byline.author.name for byline in story.bylines.all()))

    @admin.display(description=gettext_lazy("saved"), ordering="updated_at")
    def saved(self, story):
        """When it was last saved."""
        return moment(story.updated_at)

    # --- who may ----------------------------------------------------------------------------------

    def get_queryset(self, request):
        """The stories that the user may open."""
        return Story.objects.visible_to(request.user)

    def has_view_permission(self, request, obj=None):
        """As the service decides for this story."""
        if obj is None:
            return request.user.has_perm("articles.view_story")
        return story_right(request, "view", obj)

    def has_change_permission(self, request, obj=None):
        """As the service decides for this story."""
        if obj is None:
            return request.user.has_perm("articles.change_story")
        return story_right(request, "edit", obj)

    def has_delete_permission(self, request, obj=None):
        """Nobody: a story that was published is withdrawn, and stays."""
        return False

    # --- the form ---------------------------------------------------------------------------------

    def get_fieldsets(self, request, obj=None):
        """The words in the wide column, what is about them beside it."""
        return [
            (None, {"fields": ["headline", "dek"], "classes": ["ed-text"]}),
            (
                _("About"),
                {
                    "fields": [("section", "label"), "story_topics", "language"],
                    "classes": ["side"],
                },
            ),
            (
                _("Lead photo"),
                {"fields": ["lead_preview", "lead_photo", "lead_caption"], "classes": ["lead"]},
            ),
            (_("Address"), {"fields": ["address" if is_given(obj) else "slug"], "classes": ["address"]}),
        ]

    def get_readonly_fields(self, request, obj=None):
        """What is only shown."""
        return ["lead_preview", "address"] if is_given(obj) else ["lead_preview"]

    @admin.display(description="")
    def address(self, story):
        """The address, which stays once it is given: links lead there."""
        return format_html("{}<br>{}", story.get_absolute_url(), _("It stays: links lead there."))

    @admin.display(description="")
    def lead_preview(self, story):
        """The lead photo as it stands."""
        return photo(story.lead_photo, "7rem", alt="")

    def get_form(self, request, obj=None, change=False, **kwargs):
        """Return the form for this request, which knows who types and what else was asked."""
        form = super().get_form(request, obj, change=change, **kwargs)
        form.user = request.user
        form.is_put_back = hasattr(request, "is_put_back")
        form.asked = next((form for form in self.asides(request, obj).values() if form.is_bound), None)
        return form

    def asides(self, request, obj):
        """Return the forms of the publish panel and of the review, made once a request.

        The one whose button was pressed is bound: it must be right, or nothing is saved.
        """
        if not hasattr(request, "asides"):
            pressed, step = set(request.POST), review.pressed(request.POST)
            seen = obj and obj.editions.exclude(pk=obj.queued_edition_id).exists()
            request.asides = {
                "publish": PublishForm(
                    request.POST if "_publish" in pressed else None,
                    story=obj,
                    is_first=not seen,
                    may_correct=story_right(request, "correct", obj),
                    may_backdate=story_right(request, "backdate", obj),
                    initial=self.earliest(obj),
                ),
                "review": review.NoteForm(
                    request.POST if step else None,
                    needs_words=bool(step and workflow.STEPS[step].needs_note),
                ),
            }
        return request.asides

    @staticmethod
    def earliest(story):
        """Return what the publish panel begins with: the end of an embargo, before which nobody publishes."""
        until = story and story.embargo_until
        return {"when": "at", **clock(until)} if until and until > timezone.now() else {}

    def get_formset_kwargs(self, request, obj, inline, prefix):
        """A new story begins with the byline of who begins it."""
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        if request.method == "GET" and obj.pk is None and inline.model is Byline:
            author = getattr(request.user, "author", None)
            if author:
                kwargs["initial"] = [{"author": author.pk}]
        return kwargs

    def get_formsets_with_inlines(self, request, obj=None):
        """As usual; with one row for the byline that a new story begins with."""
        for formset, inline in super().get_formsets_with_inlines(request, obj):
            if request.method == "GET" and obj is None and inline.model is Byline:
                formset.extra = int(hasattr(request.user, "author"))
            yield formset, inline

    # --- saving -----------------------------------------------------------------------------------

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """As usual; a form is read against the version it was opened at, and a late one is kept aside."""
        if request.method != "POST":
            return super().changeform_view(request, object_id, form_url, extra_context)
        story = object_id and get_object_or_404(self.get_queryset(request), pk=object_id)
        if "_restore" in request.POST:
            put_back(request, story)
        try:
            with transaction.atomic():
                is_stale = bool(story) and take_back(story, posted_version(request))
                if story:
                    formsets = [
                        formset for formset, _inline in self.get_formsets_with_inlines(request, story)
                    ]
                    fit_rows(request, formsets, story, is_stale=is_stale)
                response = super().changeform_view(request, object_id, form_url, extra_context)
                if is_stale and response.status_code == 200:
                    transaction.set_rollback(True)
        except saving.Conflict as late:
            return keep(request, story, late)
        return response

    def save_model(self, request, obj, form, change):
        """Nothing yet: the service saves the story and its rows together."""

    def save_related(self, request, form, formsets, change):
        """Save through the service, then do what the pressed button says. All of it happens, or nothing."""

        def write():
            form.instance.save()
            # Not content-editor's own: its cloning copies blocks into stories that are not the user's.
            admin.ModelAdmin.save_related(self, request, form, formsets, change)
            form.save_topics()

        with refusals_as_errors():
            version = form.cleaned_data["version"] if change else None
            saving.save(story=form.instance, by=request.user, write=write, version=version)
            request.news = self.act(request, form.instance)

    def act(self, request, story):
        """Do what the pressed button asks for besides saving; return what to tell of it, "" for nothing."""
        pressed, who = request.POST, {"story": story, "by": request.user}
        asides = self.asides(request, story)
        if "_publish" in pressed:
            edition = publishing.publish(**who, **asides["publish"].decision())
            if edition.goes_live_at > timezone.now():
                return _("v%(number)s goes out at %(time)s.") % {
                    "number": edition.number,
                    "time": moment(edition.goes_live_at),
                }
            return format_html(
                _('Readers see v{} now. <a href="{}">View on site</a>'),
                edition.number,
                story.get_absolute_url(),
            )
        if step := review.pressed(pressed):
            workflow.take(step, **who, note=asides["review"].cleaned_data["note"])
            return review.SAID[step]
        if "_add" in pressed:
            return suggestions.add(**who, wanted=pressed["_add"] or None).note
        if "_cancel_schedule" in pressed:
            publishing.cancel_schedule(**who)
            return _("Nothing is scheduled any more.")
        return ""

    def response_add(self, request, obj, post_url_continue=None):
        """Stay with the story."""
        return self.response_change(request, obj)

    def response_change(self, request, obj):
        """Stay with the story, whichever button was pressed; the bar says that it is saved."""
        if request.news:
            messages.success(request, request.news)
        return HttpResponseRedirect(reverse("admin:articles_story_change", args=[obj.pk]))

    # --- the screen -------------------------------------------------------------------------------

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        """Add what the bar, the side column and the live updates show."""
        anchors, blocks = {}, {}
        for formset in context["inline_admin_formsets"]:
            if isinstance(formset.opts, BlockInline):
                for place, form in enumerate(formset.formset.initial_forms):
                    anchors[form.instance.key] = f"{formset.formset.prefix}-{place}"
                    blocks[form.instance.key] = form.instance
        context |= self.asides(request, obj)
        context["keeping"] = keeping(request, obj)
        context["standing"] = story_state(
            obj or Story(), lambda action: story_right(request, action, obj), anchors
        )
        for key, block in blocks.items():
            block.found = [found for found in context["standing"].found if found.finding.place == key]
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def _content_editor_context(self, request, context):
        """Content-editor's settings, in the desk's words."""
        settings = super()._content_editor_context(request, context)
        settings["messages"] |= {
            "collapseAll": _("Fold all blocks"),
            "uncollapseAll": _("Unfold all blocks"),
            "empty": _("No text yet."),
            "newItem": "",
            "selectMultiple": _("Alt+Shift+↑ or ↓ moves a block; Ctrl-click picks several."),
        }
        return settings

    # --- beside the form --------------------------------------------------------------------------

    def get_urls(self):
        """The story's own views before Django's."""
        wrap = self.admin_site.admin_view
        return [
            path(
                "linkable/",
                wrap(LinkableStories.as_view(admin_site=self.admin_site)),
                name="articles_story_linkable",
            ),
            path("add/autosave/", wrap(autosave), name="articles_story_autosave_new"),
            path("add/discard/", wrap(discard), name="articles_story_discard_new"),
            path("<int:pk>/autosave/", wrap(autosave), name="articles_story_autosave"),
            path("<int:pk>/discard/", wrap(discard), name="articles_story_discard"),
            path("<int:pk>/presence/", wrap(presence), name="articles_story_presence"),
            path("<int:pk>/presence/leave/", wrap(leave), name="articles_story_leave"),
            path("<int:pk>/conflict/<int:aside>/", wrap(conflict), name="articles_story_conflict"),
            path("<int:pk>/post/", wrap(self.post_update), name="articles_story_post"),
            *story_pages(wrap),
            *super().get_urls(),
        ]

    @method_decorator(require_POST)
    def post_update(self, request, pk):
        """Post one live update from the story's screen, apart from what else is typed there."""
        story = get_object_or_404(self.get_queryset(request), pk=pk)
        form = QuickUpdateForm(request.POST)
        if not form.is_valid():
            return JsonResponse({"error": " ".join(form.errors["text"])}, status=400)
        text, marks = shorthand.read(linebreaks(form.cleaned_data["text"], autoescape=True))
        update = LiveUpdate(story=story, text=text, is_key=shorthand.KEY in marks)
        try:
            with transaction.atomic():
                live.post(update=update, by=request.user)
                if shorthand.PIN in marks:
                    live.pin(update=update, by=request.user)
        except PermissionDenied as error:
            return JsonResponse({"error": str(error)}, status=403)
        except ValidationError as error:
            return JsonResponse({"error": " ".join(error.messages)}, status=400)
        standing = {"updates": latest_updates(story), "update_count": story.updates.count()}
        html = render_to_string("admin/articles/story/updates.html", {"standing": standing}, request)
        said = _("Posted at %(time)s.") % {"time": moment(update.posted_at)}
        return JsonResponse({"html": html, "said": said, "count": standing["update_count"]})

    def history_view(self, request, object_id, extra_context=None):
        """The story's own history, not Django's log."""
        return history(request, pk=object_id if object_id.isdigit() else 0)
