"""The admin site: the desk."""

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.shortcuts import redirect
from django.urls import path


class Desk(AdminSite):
    """Django's admin site with a desk for its front, a search, and what every screen's bar shows."""

    enable_nav_sidebar = False

    def get_urls(self):
        """The desk's own views before Django's."""
        # Screens register with this site while they are imported, so it cannot import them itself.
        from articles.admin import desk

        return [
            path("", self.admin_view(desk.index), name="index"),
            path("search/", self.admin_view(desk.search), name="search"),
            *super().get_urls(),
        ]

    def app_index(self, request, app_label, extra_context=None):
        """Lead to the desk, which has every list: apps are how the code is divided, not the work."""
        return redirect("admin:index")

    def each_context(self, request):
        """Add the bar's contents."""
        from articles.admin import desk

        context = super().each_context(request)
        return context | desk.bar(request, context["available_apps"])


class DeskConfig(AdminConfig):
    """Puts the desk in the place of Django's admin site."""

    default_site = "newsroom.desk.Desk"
