from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OutboxConfig(AppConfig):
    """Events written with the change they tell of, delivered afterwards by the worker."""

    name = "newsroom.outbox"
    label = "outbox"
    verbose_name = _("outbox")
    default_auto_field = "django.db.models.BigAutoField"
