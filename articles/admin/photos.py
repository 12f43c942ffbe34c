"""The photo library."""

from django.contrib import admin

from articles.models import Photo
from newsroom.lib.admin import ListAdmin


@admin.register(Photo)
class PhotoAdmin(ListAdmin):
    """Photos with the words that go with them."""

    search_fields = ["title", "caption", "credit", "alt"]
