"""The screen of people and organisations."""

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from topics.admin.reference import ReferenceAdmin
from topics.models import Person, PersonFact


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
