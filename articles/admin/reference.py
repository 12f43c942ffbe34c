"""Plain screens: authors and sections."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from articles.models import Author, AuthorSameAs, Beat, Correction, Section
from newsroom.accounts.audited import AuditedAdmin
from newsroom.lib.admin import AddressAdmin, PartInline, newest_stories


class BeatInline(PartInline):
    """What an author covers, in order."""

    model = Beat
    fields = ["topic", "section", "ordering"]
    autocomplete_fields = ["topic", "section"]
    verbose_name_plural = _("Beats: a topic or a section in each row")


class SameAsInline(PartInline):
    """An author at addresses elsewhere, in order."""

    model = AuthorSameAs
    fields = ["url", "label", "ordering"]


@admin.register(Author)
class AuthorAdmin(AddressAdmin, AuditedAdmin):
    """Names in bylines."""

    list_display = ["name", "title", "published_stories", "has_left", "user"]
    list_filter = ["has_left"]
    list_select_related = ["user"]
    search_fields = ["name", "title", "slug"]
    search_help_text = _("Name, title")
    autocomplete_fields = ["user", "portrait"]
    fieldsets = [
        (None, {"fields": [("name", "title"), "slug", "bio", "portrait"]}),
        (_("How readers reach them"), {"fields": [("contact", "contact_line"), "shows_contact"]}),
        (_("What readers should know"), {"fields": ["disclosures"]}),
        (_("In the newsroom"), {"fields": ["user", "has_left"]}),
    ]
    inlines = [BeatInline, SameAsInline]

    def get_readonly_fields(self, request, obj=None):
        """Whose sign-in it is, is for those who may see who signs in."""
        return [] if request.user.has_perm("accounts.view_user") else ["user"]

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        """With what we have of them."""
        if obj:
            context["newest"] = newest_stories(obj)
            context["corrections"] = Correction.objects.of_stories_by(obj).count()
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)


@admin.register(Section)
class SectionAdmin(AddressAdmin, AuditedAdmin):
    """Parts of the paper, in the order of the navigation."""

    list_display = ["name", "published_stories", "ordering", "in_menu"]
    list_editable = ["ordering", "in_menu"]
    search_fields = ["name", "slug"]
    search_help_text = _("Name")
    fields = [("name", "slug"), "description", ("ordering", "in_menu")]
