"""Plain screens: authors and sections."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from articles.models import Author, Section
from newsroom.accounts.audited import AuditedAdmin
from newsroom.lib.admin import AddressAdmin


@admin.register(Author)
class AuthorAdmin(AddressAdmin, AuditedAdmin):
    """Names in bylines."""

    list_display = ["name", "title", "published_stories", "user"]
    list_select_related = ["user"]
    search_fields = ["name", "title", "slug"]
    search_help_text = _("Name, title")
    autocomplete_fields = ["user", "portrait"]
    fields = [("name", "title"), "slug", "bio", ("contact", "user"), "portrait"]

    def get_readonly_fields(self, request, obj=None):
        """Whose sign-in it is, is for those who may see who signs in."""
        return [] if request.user.has_perm("accounts.view_user") else ["user"]


@admin.register(Section)
class SectionAdmin(AddressAdmin, AuditedAdmin):
    """Parts of the paper, in the order of the navigation."""

    list_display = ["name", "published_stories", "ordering", "in_menu"]
    list_editable = ["ordering", "in_menu"]
    search_fields = ["name", "slug"]
    search_help_text = _("Name")
    fields = [("name", "slug"), "description", ("ordering", "in_menu")]
