"""Plain screens: authors and sections."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from articles.models import Author, AuthorSameAs, Beat, Correction, Section
from newsroom.accounts.audited import AuditedAdmin
from newsroom.lib.admin import AddressAdmin, PartInline, at_most, newest_stories
from newsroom.outbox.announced import AnnouncedAdmin


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
class AuthorAdmin(AnnouncedAdmin, AddressAdmin, AuditedAdmin):
    """Names in bylines."""

    list_display = ["name", "title", "published_stories", "left", "user"]
    list_filter = ["has_left"]
    list_select_related = ["user"]
    search_fields = ["name", "title", "slug"]
    search_help_text = _("Name, title")
    autocomplete_fields = ["user", "portrait"]
    fieldsets = [
        (None, {"fields": [("name", "title"), "slug", "bio", "portrait"]}),
        (_("How readers reach them"), {"fields": [("contact", "contact_line"), "shows_contact"]}),
        (_("What readers should know"), {"fields": ["disclosures"]}),
    ]
    readonly_fields = ["signs_in"]
    inlines = [BeatInline, SameAsInline]

    @admin.display(description=_("has left"), ordering="has_left")
    def left(self, author):
        """In words, and only of those who have: a colleague who is there is nothing to mark."""
        return _("has left") if author.has_left else ""

    def changes(self, obj, former):
        """Pages about the newsroom list those who sign in; search offers all names."""
        tags = {f"author:{obj.pk}", "search"}
        if former is None or "user" in former:
            tags.add("authors")
        return tags | ({"sitemap:author"} if former is None or "slug" in former else set())

    def get_fieldsets(self, request, obj=None):
        """In groups. Whose sign-in it is, those choose who may see who signs in; others read the name."""
        user = "user" if request.user.has_perm("accounts.view_user") else "signs_in"
        return [*self.fieldsets, (_("In the newsroom"), {"fields": [user, "has_left"]})]

    @admin.display(description=_("signs in as"))
    def signs_in(self, author):
        """The name, without a link to what the reader may not open."""
        return author.user

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        """With what we have of them."""
        if obj:
            context["newest"] = newest_stories(obj)
            context["corrections"] = at_most(Correction.objects.of_stories_by(obj))
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)


@admin.register(Section)
class SectionAdmin(AnnouncedAdmin, AddressAdmin, AuditedAdmin):
    """Parts of the paper, in the order of the navigation."""

    list_display = ["name", "published_stories", "ordering", "in_menu"]
    list_editable = ["ordering", "in_menu"]
    search_fields = ["name", "slug"]
    search_help_text = _("Name")
    fields = [("name", "slug"), "description", ("ordering", "in_menu")]

    def changes(self, obj, former):
        """Each page has the sections in its navigation."""
        tags = {f"section:{obj.pk}", "search"}
        is_in_menu = obj.in_menu or (former or {}).get("in_menu")
        if is_in_menu and (former is None or {"name", "slug", "ordering", "in_menu"} & former.keys()):
            tags.add("navigation")
        return tags | ({"sitemap:section"} if former is None or "slug" in former else set())
