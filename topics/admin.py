"""Screens for what the news is about: topics, people, sources."""

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from taggit.admin import Tag

from newsroom.accounts.audited import AuditedAdmin
from newsroom.lib.admin import AddressAdmin
from topics.models import Person, PersonFact, Source, Topic

# Topics are the tags here.
admin.site.unregister(Tag)


@admin.register(Topic)
class TopicAdmin(AddressAdmin, AuditedAdmin):
    """Topics."""

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
class PersonAdmin(AddressAdmin, AuditedAdmin):
    """People and organisations."""

    list_display = ["name", "role", "kind", "published_stories"]
    search_help_text = _("Name, role")
    list_filter = ["kind"]
    search_fields = ["name", "sort_name", "role", "slug"]
    autocomplete_fields = ["portrait"]
    fields = [("name", "sort_name"), ("role", "kind"), "slug", "summary", "portrait"]
    inlines = [FactInline]


@admin.register(Source)
class SourceAdmin(AddressAdmin, AuditedAdmin):
    """Sources."""

    list_display = ["name", "mark", "kind", "published_stories", "website"]
    search_help_text = _("Name, mark, website")
    list_filter = ["kind"]
    search_fields = ["name", "mark", "website", "slug"]
    fields = [("name", "mark"), ("kind", "website"), "slug", "description"]
