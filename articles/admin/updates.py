"""Live updates: a plain list, and a form for what does not fit into the story screen's box."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html_join
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import live
from articles.admin.blocks import ChooserAdmin, story_right
from articles.admin.forms import Chooser, ChosenField, RetractForm, RowForm, text_field
from articles.admin.services import ServiceAdmin, ServiceForm, refusals_as_errors
from articles.enums import UpdateState
from articles.models import LiveUpdate, Story
from newsroom.csp import NonceMedia
from newsroom.lib.admin import ListAdmin, Tabs

LISTED_STORIES = 20
STATE_MARKS = {
    UpdateState.DRAFT: "draft",
    UpdateState.SUBMITTED: "wait",
    UpdateState.POSTED: "pub",
    UpdateState.RETRACTED: "gone",
}


class UpdateForm(ServiceForm, RowForm):
    """An update. Its state and its pin are the service's."""

    pinned = forms.BooleanField(label=gettext_lazy("Keep above the others"), required=False)
    note = text_field(
        label=gettext_lazy("Why it is changed"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Kept with its versions."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("pinned", self.instance.is_pinned)
        if "posted_at" in self.fields and self.instance.pk is None:
            self.fields["posted_at"].required = False
            self.fields["posted_at"].help_text = _("Now, if empty. In the newsroom’s zone.")

    def _get_validation_exclusions(self):
        """The service sets the time of an update that has none."""
        excluded = super()._get_validation_exclusions()
        return excluded | {"posted_at"} if self.instance.pk is None else excluded


class States(Tabs):
    """Drafts, posted, retracted."""

    def lookups(self, request, model_admin):
        """What may be asked."""
        return UpdateState.choices

    def queryset(self, request, queryset):
        """The updates of the chosen tab."""
        return queryset.filter(state=self.value()) if self.value() in UpdateState.values else queryset


class OfStory(admin.SimpleListFilter):
    """The stories whose coverage is or was live, the newest first."""

    title = gettext_lazy("story")
    parameter_name = "story"

    def lookups(self, request, model_admin):
        """What may be asked."""
        stories = Story.objects.visible_to(request.user).exclude(coverage_opened_at=None)
        stories = stories.order_by("-coverage_opened_at", "-pk").only("headline")[:LISTED_STORIES]
        return [(str(story.pk), Truncator(story.headline).chars(60)) for story in stories]

    def queryset(self, request, queryset):
        """The updates of the chosen story."""
        value = self.value() or ""
        if not value:
            return queryset
        if not (value.isascii() and value.isdigit() and len(value) < 19):
            return queryset.none()
        return queryset.filter(story=int(value))


@admin.register(LiveUpdate)
class LiveUpdateAdmin(NonceMedia, ServiceAdmin, ChooserAdmin, ListAdmin):
    """Live updates of the stories that the user may open."""

    form = UpdateForm
    choosers = ("author", "photo", "said_by", "source")
    view_on_site = False

    list_display = ["words", "story", "time_shown", "standing", "author"]
    list_filter = [States, OfStory, "is_key"]
    list_select_related = ["story", "author"]
    search_fields = ["headline", "text", "story__headline"]

    @admin.display(description=gettext_lazy("update"))
    def words(self, update):
        """The headline, or the first words."""
        return str(update)

    @admin.display(description=gettext_lazy("time shown"), ordering="posted_at")
    def time_shown(self, update):
        """The time that readers see."""
        return date_format(timezone.localtime(update.posted_at), "SHORT_DATETIME_FORMAT")

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def standing(self, update):
        """Draft, posted or retracted; a key event; pinned."""
        marks = [("st " + STATE_MARKS[update.state], update.get_state_display())]
        marks += [("lbl", _("Key"))] if update.is_key else []
        marks += [("lbl", _("Pinned"))] if update.is_pinned else []
        return format_html_join(" ", '<span class="{}">{}</span>', marks)

    # --- who may ------------------------------------------------------------------------------------

    def get_queryset(self, request):
        """Updates of the stories that the user may open."""
        return LiveUpdate.objects.filter(story__in=Story.objects.visible_to(request.user))

    def has_view_permission(self, request, obj=None):
        """As the story."""
        if obj is None:
            return request.user.has_perm("articles.view_liveupdate")
        return story_right(request, "view", obj.story)

    def has_change_permission(self, request, obj=None):
        """As the service decides for this story; what was retracted stays as it was."""
        if obj is None:
            return self.has_add_permission(request)
        return obj.state != UpdateState.RETRACTED and story_right(request, "post update", obj.story)

    def has_add_permission(self, request):
        """Who may post at all; to which stories, the service decides."""
        return request.user.has_perm("articles.add_liveupdate")

    def has_delete_permission(self, request, obj=None):
        """Nobody: an update that was wrong is retracted, and leaves its mark."""
        return False

    # --- the form -----------------------------------------------------------------------------------

    def get_fieldsets(self, request, obj=None):
        """The text first; then when and by whom; then the words of others."""
        about = [("posted_at", "author"), ("is_key", "pinned"), "photo"]
        if obj and obj.state == UpdateState.POSTED:
            about.append("note")
        return [
            (None, {"fields": ["story", "headline", "text"]}),
            (_("About it"), {"fields": about}),
            (
                _("Words of others"),
                {
                    "fields": [
                        ("said_kind", "said_by"),
                        ("said_role", "said_where"),
                        "said",
                        ("source", "url"),
                    ],
                    "classes": ["collapse"] if not (obj and obj.said_kind) else [],
                },
            ),
        ]

    def get_readonly_fields(self, request, obj=None):
        """An update stays with its story."""
        return ["story"] if obj else []

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        """Choose the story among those that the user may open."""
        if db_field.name == "story":
            kwargs["queryset"] = Story.objects.visible_to(request.user)
            kwargs["widget"] = Chooser(db_field, self.admin_site)
            return db_field.formfield(form_class=ChosenField, **kwargs)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request, obj, form, change):
        """Post, keep or amend through the service."""
        with refusals_as_errors():
            if change:
                live.amend(
                    update=obj,
                    by=request.user,
                    note=form.cleaned_data.get("note", ""),
                    publish="_post" in request.POST,
                )
            else:
                live.post(update=obj, by=request.user, draft="_draft" in request.POST)
            if form.cleaned_data["pinned"] != obj.is_pinned:
                live.pin(update=obj, by=request.user, pinned=form.cleaned_data["pinned"])

    def response_add(self, request, obj, post_url_continue=None):
        """Back to the story's updates, with a word of what happened."""
        return self.response_change(request, obj)

    def response_change(self, request, obj):
        """Back to the story's updates, with a word of what happened."""
        if obj.state == UpdateState.DRAFT:
            said = _("Kept as a draft.")
        elif obj.amended_at:
            said = _("Changed. Readers see that it was.")
        else:
            said = _("Posted.")
        messages.success(request, said)
        return HttpResponseRedirect(f"{reverse('admin:articles_liveupdate_changelist')}?story={obj.story_id}")

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        """Say whether the update may be retracted."""
        context["may_retract"] = bool(
            obj and obj.state != UpdateState.RETRACTED and story_right(request, "retract update", obj.story)
        )
        is_posted = bool(obj and obj.state == UpdateState.POSTED)
        context["is_public"] = is_posted and obj.posted_at <= timezone.now()
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    # --- beside the form ----------------------------------------------------------------------------

    def get_urls(self):
        """The retraction before Django's own."""
        return [
            path(
                "<int:pk>/retract/",
                self.admin_site.admin_view(self.retract),
                name="articles_liveupdate_retract",
            ),
            *super().get_urls(),
        ]

    def retract(self, request, pk):
        """Ask once more, and for the reason; then take the update from readers."""
        update = get_object_or_404(self.get_queryset(request).select_related("story"), pk=pk)
        if update.state == UpdateState.RETRACTED or not story_right(request, "retract update", update.story):
            raise PermissionDenied
        form = RetractForm(request.POST or None)
        if form.is_valid():
            live.retract(update=update, by=request.user, reason=form.cleaned_data["reason"])
            messages.success(request, _("Retracted. A mark stays where it stood."))
            return HttpResponseRedirect(
                f"{reverse('admin:articles_liveupdate_changelist')}?story={update.story_id}"
            )
        context = self.admin_site.each_context(request) | {
            "title": _("Retract an update"),
            "opts": self.opts,
            "update": update,
            "form": form,
        }
        return TemplateResponse(request, "admin/articles/liveupdate/retract.html", context)
