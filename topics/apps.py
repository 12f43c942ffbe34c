from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TopicsConfig(AppConfig):
    """What the news is about: topics, people, sources."""

    name = "topics"
    verbose_name = _("who and where from")
    default_auto_field = "django.db.models.BigAutoField"
