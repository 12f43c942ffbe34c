"""The screen of people and organisations."""

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from newsroom.lib.admin import PartInline, at_most, newest_stories
from topics.admin.reference import ReferenceAdmin
from topics.models import Person, PersonFact, PersonRole, PersonSameAs


class RoleInline(PartInline):
    """What a person is and was, in order."""

    model = PersonRole
    fields = ["title", "where", "since", "until", "is_over", "ordering"]
    verbose_name_plural = _("Roles over time")

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """Whether a role is over is chosen in words, which a phone shows too."""
        if db_field.name != "is_over":
            return super().formfield_for_dbfield(db_field, request, **kwargs)
        return forms.TypedChoiceField(
            label=db_field.verbose_name,
            help_text=db_field.help_text,
            choices=[("False", _("by dates")), ("True", _("over"))],
            coerce=lambda value: str(value) == "True",
            empty_value=False,
            required=False,
        )


class FactInline(PartInline):
    """A person's facts, in order."""

    model = PersonFact
    fields = ["label", "value", "ordering"]


class SameAsInline(PartInline):
    """A person at addresses elsewhere, in order."""

    model = PersonSameAs
    fields = ["url", "label", "ordering"]


@admin.register(Person)
class PersonAdmin(ReferenceAdmin):
    """People and organisations."""

    words = ["role", "summary"]
    list_display = ["name", "role", "kind", "published_stories"]
    search_help_text = _("Name, role")
    list_filter = ["kind"]
    search_fields = ["name", "sort_name", "role", "slug"]
    autocomplete_fields = ["portrait"]
    fieldsets = [
        (None, {"fields": [("name", "sort_name"), ("role", "kind"), "slug", "summary", "portrait"]}),
    ]
    inlines = [RoleInline, FactInline, SameAsInline]

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        """With what we have of them."""
        if obj:
            context["newest"] = newest_stories(obj)
            context["quotations"] = at_most(obj.sayings.public())
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)
