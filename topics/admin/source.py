"""The screen of sources."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from topics.admin.reference import ReferenceAdmin
from topics.models import Source


@admin.register(Source)
class SourceAdmin(ReferenceAdmin):
    """Sources."""

    words = ["mark", "website", "description"]
    list_display = ["name", "mark", "kind", "published_stories", "website"]
    search_help_text = _("Name, mark, website")
    list_filter = ["kind"]
    search_fields = ["name", "mark", "website", "slug"]
    fields = [("name", "mark"), ("kind", "website"), "slug", "description"]
