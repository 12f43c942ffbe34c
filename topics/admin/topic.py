"""The screen of topics."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from taggit.admin import Tag

from topics.admin.reference import ReferenceAdmin
from topics.models import Topic

# Topics are the tags here.
admin.site.unregister(Tag)


@admin.register(Topic)
class TopicAdmin(ReferenceAdmin):
    """Topics."""

    words = ["description"]
    list_display = ["name", "published_stories", "description"]
    search_help_text = _("Name")
    search_fields = ["name", "slug"]
    fields = ["name", "slug", "description"]
