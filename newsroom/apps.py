"""The project itself as an app: its system checks and its commands."""

from django.apps import AppConfig
from django.db.backends.signals import connection_created


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
        connection_created.connect(trust_json, dispatch_uid="trust_json")


def trust_json(connection, **_signal):
    """Say for Django that this SQLite has JSON, as each does that comes with a Python of ours.

    Django tries it out once for each connection, and a database that is locked just then would be held to be
    without JSON until the process ends: every page would be a 500.
    """
    if connection.vendor == "sqlite":
        connection.features.supports_json_field = True
