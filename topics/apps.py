from django.apps import AppConfig


class TopicsConfig(AppConfig):
    """What the news is about: topics, people, sources."""

    name = "topics"
    verbose_name = "who and where from"
    default_auto_field = "django.db.models.BigAutoField"
