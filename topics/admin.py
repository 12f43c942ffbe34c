"""Screens for what the news is about: topics, people, sources."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from taggit.admin import Tag

from newsroom.accounts.audited import AuditedAdmin
from newsroom.lib.admin import AddressAdmin, ListAdmin
from newsroom.outbox import events
from topics import merging
from topics.models import Merge, Person, PersonFact, Source, Topic

# Topics are the tags here.
admin.site.unregister(Tag)


class Chooser(AutocompleteSelect):
    """Django's, for what an address may ask for: it cannot show a choice that is no number."""

    def optgroups(self, name, value, attr=None):
        """The chosen row, if it can be one."""
        return super().optgroups(name, [key for key in value if key.isdecimal()], attr)


class MergeForm(forms.Form):
    """Into which other entry one is merged."""

    def __init__(self, data, entry, site):
        super().__init__(data, label_suffix="")
        model = type(entry)
        self.fields["into"] = forms.ModelChoiceField(
            model.objects.standing().exclude(pk=entry.pk),
            label=_("Merge it into"),
            widget=Chooser(model._meta.get_field("merged_into"), site),
        )


class ReferenceAdmin(AddressAdmin, AuditedAdmin):
    """A screen for topics, people or sources: two that are one thing are merged, and addresses lead on."""

    # What an entry says of itself, beside its name: of two, the one that stays keeps its own.
    words = ()

    def get_queryset(self, request):
        """Those that were not merged into another."""
        return super().get_queryset(request).standing()

    def save_model(self, request, obj, form, change):
        """Save, and tell who listens; an address that is given up leads to the new one."""
        super().save_model(request, obj, form, change)
        events.emit("reference.saved", kind=self.opts.model_name, id=obj.pk)
        if change and "slug" in form.changed_data:
            merging.remember_slug(target=obj, slug=form.initial["slug"])

    def has_merge_permission(self, request):
        """Whether the user may merge such entries."""
        return request.user.has_perm(f"topics.merge_{self.opts.model_name}")

    def get_urls(self):
        """The screen that merges, before Django's own."""
        name = f"topics_{self.opts.model_name}_merge"
        return [
            path("<path:object_id>/merge/", self.admin_site.admin_view(self.merge_view), name=name),
            *super().get_urls(),
        ]

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        """With the way to the screen that merges."""
        context["may_merge"] = obj is not None and self.has_merge_permission(request)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def merge_view(self, request, object_id):
        """Choose what an entry is merged into, see what that changes, and do it."""
        if not self.has_merge_permission(request):
            raise PermissionDenied
        entry = get_object_or_404(self.get_queryset(request), pk=unquote(object_id))
        asked = request.POST if request.method == "POST" else request.GET
        form = MergeForm(asked if "into" in asked else None, entry, self.admin_site)
        kept = form.cleaned_data["into"] if form.is_valid() else None
        if kept and request.method == "POST":
            try:
                merging.merge(merged=entry, kept=kept, by=request.user)
            except ValidationError as error:
                form.add_error("into", error)
            else:
                said = gettext("“%(merged)s” is now part of “%(kept)s”. Its address leads there.")
                messages.success(request, said % {"merged": entry, "kept": kept})
                return HttpResponseRedirect(reverse(f"admin:{self.opts.db_table}_change", args=[kept.pk]))
        return TemplateResponse(
            request,
            "admin/topics/merge.html",
            {
                **self.admin_site.each_context(request),
                "title": gettext("Merge “%(entry)s”") % {"entry": entry},
                "opts": self.opts,
                "entry": entry,
                "form": form,
                "media": self.media + form.media,
                "sides": [self._side(side) for side in filter(None, (entry, kept))],
                "kept": kept,
                "moves": merging.preview(entry, kept) if kept else [],
                "stories": kept and self._stories(entry, kept),
            },
        )

    def _side(self, entry):
        """Return what the screen shows of one of the two."""
        said = [(self.opts.get_field(name).verbose_name, getattr(entry, name)) for name in self.words]
        return {
            "entry": entry,
            "count": entry.editions.public().count(),
            "words": [(label, words) for label, words in said if words],
        }

    def _stories(self, entry, kept):
        """Return how many published stories either has, both have, and will be on the page that stays."""
        one, other = (set(side.editions.public().values_list("pk", flat=True)) for side in (entry, kept))
        return {"one": len(one), "other": len(other), "both": len(one & other), "after": len(one | other)}


@admin.register(Topic)
class TopicAdmin(ReferenceAdmin):
    """Topics."""

    words = ["description"]
    list_display = ["name", "published_stories", "description"]
    search_help_text = _("Name")
    search_fields = ["name", "slug"]
    fields = ["name", "slug", "description"]


class FactFormSet(forms.BaseInlineFormSet):
    """Rows whose fields are named, since the names above the columns are for the eye alone."""

    def add_fields(self, form, index):
        """Name each field as its column."""
        super().add_fields(form, index)
        for field in form.fields.values():
            field.widget.attrs["aria-label"] = field.label


class FactInline(admin.TabularInline):
    """A person's facts, in order."""

    model = PersonFact
    formset = FactFormSet
    fields = ["label", "value", "ordering"]
    extra = 1

    # Facts are part of a person, not things with permissions of their own.

    def has_view_permission(self, request, obj=None):
        """As for the person."""
        return request.user.has_perm("topics.view_person")

    def has_change_permission(self, request, obj=None):
        """As for the person."""
        return request.user.has_perm("topics.change_person")

    has_add_permission = has_delete_permission = has_change_permission


@admin.register(Person)
class PersonAdmin(ReferenceAdmin):
    """People and organisations."""

    words = ["role", "summary"]
    list_display = ["name", "role", "kind", "published_stories"]
    search_help_text = _("Name, role")
    list_filter = ["kind"]
    search_fields = ["name", "sort_name", "role", "slug"]
    autocomplete_fields = ["portrait"]
    fields = [("name", "sort_name"), ("role", "kind"), "slug", "summary", "portrait"]
    inlines = [FactInline]


@admin.register(Source)
class SourceAdmin(ReferenceAdmin):
    """Sources."""

    words = ["mark", "website", "description"]
    list_display = ["name", "mark", "kind", "published_stories", "website"]
    search_help_text = _("Name, mark, website")
    list_filter = ["kind"]
    search_fields = ["name", "mark", "website", "slug"]
    fields = [("name", "mark"), ("kind", "website"), "slug", "description"]


@admin.register(Merge)
class MergeAdmin(ListAdmin):
    """The record of merges: what became part of what, by whom; each can be undone."""

    list_display = ["merged_name", "kept_name", "what", "by", "at", "undone_at"]
    list_display_links = ["merged_name"]
    list_select_related = ["by"]
    search_fields = ["merged_name", "kept_name"]
    search_help_text = _("Name")
    fields = ["what", "merged_name", "kept_name", "by", "at", "undone_at"]
    actions = None

    def _kinds(self, request):
        models = (Topic, Person, Source)
        names = [model._meta.model_name for model in models]
        return [name for name in names if request.user.has_perm(f"topics.merge_{name}")]

    def get_queryset(self, request):
        """The merges of what the user may merge."""
        return super().get_queryset(request).filter(kind__in=self._kinds(request))

    @admin.display(description=_("kind"), ordering="kind")
    def what(self, merge):
        """What the two are."""
        return {model._meta.model_name: model for model in (Topic, Person, Source)}[
            merge.kind
        ]._meta.verbose_name

    # Nobody writes the record: services do. Whoever may merge may read it.

    def has_module_permission(self, request):
        """Whoever may merge something."""
        return bool(self._kinds(request))

    def has_view_permission(self, request, obj=None):
        """Whoever may merge such entries."""
        kinds = self._kinds(request)
        return bool(kinds) if obj is None else obj.kind in kinds

    def has_add_permission(self, request):
        """Nobody."""
        return False

    def has_change_permission(self, request, obj=None):
        """Nobody."""
        return False

    def has_delete_permission(self, request, obj=None):
        """Nobody."""
        return False

    def get_urls(self):
        """The undoing, before Django's own."""
        undo = self.admin_site.admin_view(self.undo_view)
        return [path("<int:pk>/undo/", undo, name="topics_merge_undo"), *super().get_urls()]

    @method_decorator(require_POST)
    def undo_view(self, request, pk):
        """Make two of one again."""
        record = get_object_or_404(self.get_queryset(request), pk=pk)
        try:
            merging.undo(record=record, by=request.user)
        except ValidationError as error:
            messages.error(request, error.messages[0])
        else:
            messages.success(
                request, gettext("“%(merged)s” stands by itself again.") % {"merged": record.merged_name}
            )
        return HttpResponseRedirect(reverse("admin:topics_merge_change", args=[pk]))
