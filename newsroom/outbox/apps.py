from django.apps import AppConfig


class OutboxConfig(AppConfig):
    """Events written with the change they tell of, delivered afterwards by the worker."""

    name = "newsroom.outbox"
    label = "outbox"
    verbose_name = "outbox"
    default_auto_field = "django.db.models.BigAutoField"
