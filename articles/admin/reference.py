"""Plain screens: authors, sections, fronts."""

from django.contrib import admin

from articles.models import Author, FrontSlot, Section
from newsroom.accounts.audited import AuditedAdmin
from newsroom.lib.admin import AddressAdmin, ListAdmin


@admin.register(Author)
class AuthorAdmin(AddressAdmin, AuditedAdmin):
    """Names in bylines."""

    list_display = ["name", "title", "user", "stories"]
    list_select_related = ["user"]
    search_fields = ["name", "title", "slug"]
    autocomplete_fields = ["user", "portrait"]
    fields = [("name", "title"), "slug", "bio", ("contact", "user"), "portrait"]


@admin.register(Section)
class SectionAdmin(AddressAdmin, AuditedAdmin):
    """Parts of the paper, in the order of the navigation."""

    list_display = ["name", "ordering", "in_menu", "stories"]
    list_editable = ["ordering", "in_menu"]
    search_fields = ["name", "slug"]
    fields = [("name", "slug"), "description", ("ordering", "in_menu")]


@admin.register(FrontSlot)
class FrontSlotAdmin(ListAdmin, AuditedAdmin):
    """Stories that the desk puts at the top of a front."""

    list_display = ["story", "section", "ordering", "expires_at"]
    list_editable = ["ordering", "expires_at"]
    list_filter = ["section"]
    list_select_related = ["story", "section"]
    autocomplete_fields = ["section"]
    search_fields = ["story__headline"]
    fields = ["section", "story", ("ordering", "expires_at")]
