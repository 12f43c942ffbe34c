"""The screen of topics."""

import datetime

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget, AutocompleteSelect, RelatedFieldWidgetWrapper
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from taggit.admin import Tag

from newsroom.lib.admin import AddressForm, PartInline
from newsroom.lib.clock import today
from topics.admin.reference import ReferenceAdmin
from topics.models import Topic, TopicPoint

# Topics are the tags here.
admin.site.unregister(Tag)

# Points that nobody has looked at for so long may not be true any more.
FRESH_FOR = datetime.timedelta(days=90)


class StoryChooser(AutocompleteSelect):
    """A search among the stories that a link may lead to, by the headline that readers see, if any."""

    url_name = "%s:articles_story_linkable"


class ExplainerField(forms.ModelChoiceField):
    """A choice of a story. The one that stands may stay, even if whoever looks may not open it."""

    linkable = None

    def label_from_instance(self, story):
        """The headline by which the user may know it."""
        if story.live_edition:
            return story.live_edition.card["headline"]
        if self.linkable.filter(pk=story.pk).exists():
            return story.headline
        return gettext("A story that you may not open")


class TopicForm(AddressForm):
    """A topic's form."""

    def clean_explainer(self):
        """Return the story. Raises ValidationError for a new one that the user may not link to."""
        story = self.cleaned_data["explainer"]
        linkable = self.fields["explainer"].linkable
        if story and "explainer" in self.changed_data and not linkable.filter(pk=story.pk).exists():
            raise ValidationError(_("Choose a story that readers can see, or one that you may open."))
        return story


class PlaceFilter(admin.SimpleListFilter):
    """Whether a topic is part of a wider one."""

    title = _("place")
    parameter_name = "place"

    def lookups(self, request, model_admin):
        """Both places."""
        return [("top", _("Of their own")), ("below", _("Part of a wider one"))]

    def queryset(self, request, queryset):
        """Those of the place asked for."""
        conditions = {"top": {"parent": None}, "below": {"parent__isnull": False}}
        return queryset.filter(**conditions.get(self.value(), {}))


class WantingFilter(admin.SimpleListFilter):
    """What a topic's page could still do with."""

    title = _("to do")
    parameter_name = "wanting"

    def lookups(self, request, model_admin):
        """What may be missing or old."""
        return [
            ("description", _("No description")),
            ("explainer", _("No explainer")),
            ("points", _("No key points")),
            ("check", _("Key points not checked for 90 days")),
        ]

    def queryset(self, request, queryset):
        """Those that want what is asked for."""
        if self.value() == "check":
            # A topic has each point once here, however many it has.
            old = queryset.filter(points__isnull=False).exclude(points_checked_on__gt=today() - FRESH_FOR)
            return queryset.filter(pk__in=old.values("pk"))
        empty = {"description": "", "explainer": None, "points": None}
        wanting = self.value()
        return queryset.filter(**{wanting: empty[wanting]}) if wanting in empty else queryset


class PointInline(PartInline):
    """What to know, a line each, in order."""

    model = TopicPoint
    fields = ["text", "ordering"]

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """A point is longer than a field is wide."""
        if db_field.name == "text":
            kwargs["widget"] = AdminTextareaWidget(attrs={"rows": 2})
        return super().formfield_for_dbfield(db_field, request, **kwargs)


@admin.register(Topic)
class TopicAdmin(ReferenceAdmin):
    """Topics."""

    form = TopicForm
    words = ["description"]
    list_display = ["name", "published_stories", "parent", "points_checked_on", "description"]
    list_select_related = ["parent"]
    list_filter = [PlaceFilter, WantingFilter]
    search_help_text = _("Name")
    search_fields = ["name", "slug"]
    autocomplete_fields = ["parent"]
    inlines = [PointInline]

    def get_fieldsets(self, request, obj=None):
        """In groups. Who may only look is not told of an explainer, which may be a draft."""
        may_change = self.has_change_permission(request, obj) if obj else self.has_add_permission(request)
        return [
            (None, {"fields": [("name", "slug"), "description"]}),
            (_("Place and beginning"), {"fields": ["parent", "explainer"] if may_change else ["parent"]}),
            (_("Checked"), {"fields": ["points_checked_on"]}),
        ]

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """A day is chosen by the browser's own means; beside a search field stands nothing to press."""
        if db_field.name == "points_checked_on":
            kwargs["widget"] = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget
        return field

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        """The explainer is chosen among the stories that the user may link to, or stays as it is."""
        if db_field.name != "explainer":
            return super().formfield_for_foreignkey(db_field, request, **kwargs)
        stories = db_field.related_model.objects.select_related("live_edition")
        field = db_field.formfield(
            form_class=ExplainerField,
            queryset=stories,
            widget=StoryChooser(db_field, self.admin_site, using=kwargs.get("using")),
        )
        field.linkable = db_field.related_model.objects.linkable_by(request.user)
        return field
