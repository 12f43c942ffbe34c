from django.apps import AppConfig
from django.conf import settings
from django.utils.translation import gettext_lazy as _


class ArticlesConfig(AppConfig):
    """The news."""

    name = "articles"
    verbose_name = _("news")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from django.db.models.signals import post_save

        from articles import copies, fronts, hub, indexnow, live, publishing, shown
        from articles.search import listeners
        from newsroom.outbox import events

        events.every_tick(publishing.promote_due)
        events.every_tick(publishing.withdraw_due)
        events.every_tick(live.announce_due)
        events.every_tick(fronts.announce_due)
        events.every_tick(copies.make_due)
        for kind in ("edition.live", "story.withdrawn", "story.redacted", "story.moved"):
            events.listen(kind)(hub.story_changed)
            events.listen(kind)(indexnow.story_changed)
        events.listen("live.changed")(hub.updates_changed)
        events.listen("series.changed")(hub.series_changed)
        events.listen("feeds.changed")(hub.tell)
        events.listen("pages.changed")(indexnow.tell)
        listeners.listen()
        post_save.connect(shown.user_saved, sender=settings.AUTH_USER_MODEL, dispatch_uid="shown")
