"""The project itself as an app: its system checks and its commands."""

from django.apps import AppConfig


class NewsroomConfig(AppConfig):
    """Holds the checks of the settings, the commands that start the newsroom, and the copies of its pages."""

    name = "newsroom"
    label = "newsroom"

    def ready(self):
        """Register the system checks, and let processes and caches hear of what has changed."""
        from newsroom import checks, page_cache, purging  # noqa: F401 (each check registers itself)
        from newsroom.outbox.changes import LOG

        LOG.tell = page_cache.tell_others
        purging.listen()
