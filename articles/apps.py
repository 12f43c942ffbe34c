from django.apps import AppConfig


class ArticlesConfig(AppConfig):
    """The news."""

    name = "articles"
    verbose_name = "news"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from articles import live, publishing
        from articles.search import listeners
        from newsroom.outbox import events

        events.every_tick(publishing.promote_due)
        events.every_tick(publishing.withdraw_due)
        events.every_tick(live.announce_due)
        listeners.listen()
