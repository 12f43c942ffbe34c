"""Screens for what the news is about: topics, people, sources."""

from django.contrib import admin
from taggit.admin import Tag

from newsroom.accounts.audited import AuditedAdmin
from newsroom.lib.admin import AddressAdmin
from topics.models import Person, PersonFact, Source, Topic

# Topics are the tags here.
admin.site.unregister(Tag)


@admin.register(Topic)
class TopicAdmin(AddressAdmin, AuditedAdmin):
    """Topics."""

    list_display = ["name", "stories", "description"]
    search_fields = ["name", "slug"]
    fields = ["name", "slug", "description"]


class FactInline(admin.TabularInline):
    """A person's facts, in order."""

    model = PersonFact
    fields = ["label", "value", "ordering"]
    extra = 1


@admin.register(Person)
class PersonAdmin(AddressAdmin, AuditedAdmin):
    """People and organisations."""

    list_display = ["name", "role", "kind", "stories"]
    list_filter = ["kind"]
    search_fields = ["name", "sort_name", "role", "slug"]
    autocomplete_fields = ["portrait"]
    fields = [("name", "sort_name"), ("role", "kind"), "slug", "summary", "portrait"]
    inlines = [FactInline]


@admin.register(Source)
class SourceAdmin(AddressAdmin, AuditedAdmin):
    """Sources."""

    list_display = ["name", "mark", "kind", "stories", "website"]
    list_filter = ["kind"]
    search_fields = ["name", "mark", "website", "slug"]
    fields = [("name", "mark"), ("kind", "website"), "slug", "description"]
