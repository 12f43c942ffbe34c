"""The screen of sources."""

from django import forms
from django.contrib import admin
from django.db import models
from django.utils.translation import gettext_lazy as _

from topics.admin.reference import ReferenceAdmin
from topics.models import Source


class AdminURLInput(forms.URLInput):
    """A field as wide as the others. Where it leads is on the page, one press away."""

    def __init__(self, attrs=None):
        super().__init__({"class": "vURLField"} | (attrs or {}))


class WantingFilter(admin.SimpleListFilter):
    """What a source's page could still do with."""

    title = _("to do")
    parameter_name = "wanting"

    def lookups(self, request, model_admin):
        """What may be missing."""
        return [("description", _("No description")), ("website", _("No website"))]

    def queryset(self, request, queryset):
        """Those that want what is asked for."""
        wanting = self.value()
        return queryset.filter(**{wanting: ""}) if wanting in ("description", "website") else queryset


@admin.register(Source)
class SourceAdmin(ReferenceAdmin):
    """Sources."""

    words = ["mark", "website", "description"]
    list_display = ["name", "mark", "kind", "published_stories", "website"]
    search_help_text = _("Name, mark, website")
    list_filter = ["kind", WantingFilter]
    search_fields = ["name", "mark", "website", "slug"]
    formfield_overrides = ReferenceAdmin.formfield_overrides | {
        models.URLField: {"widget": AdminURLInput, "assume_scheme": "https"}
    }
    fieldsets = [
        (None, {"fields": [("name", "mark"), "slug", "description"]}),
        (_("What it is"), {"fields": [("kind", "website")]}),
    ]
