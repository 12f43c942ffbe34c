from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PagesConfig(AppConfig):
    """The pages that say who the newsroom is and how it works."""

    name = "newsroom.pages"
    label = "pages"
    verbose_name = _("pages about the newsroom")
    default_auto_field = "django.db.models.BigAutoField"
