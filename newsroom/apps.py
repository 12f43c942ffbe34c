"""The project itself as an app: its system checks and its commands."""

from django.apps import AppConfig


class NewsroomConfig(AppConfig):
    """Holds the checks of the settings, and the commands that start the newsroom."""

    name = "newsroom"
    label = "newsroom"

    def ready(self):
        """Register the system checks."""
        from newsroom import checks  # noqa: F401 (each registers itself)
