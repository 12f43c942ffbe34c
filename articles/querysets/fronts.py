"""What stands on fronts, and what holds stories together."""

from django.db import models
from django.db.models import Case, Q, When
from django.db.models.functions import Now, TruncDate

from articles.querysets.conditions import is_published, told_by_shown
from newsroom.lib.json_rows import JSONRow, JSONRows

# What a front shows of a photo that a slot has of its own.
OWN_PHOTO = (
    *("id", "renditions", "has_avif", "share", "focus_x", "focus_y", "alt", "caption", "credit"),
    "rights_until",
)


class FrontVersionQuerySet(models.QuerySet):
    """Versions of fronts, of each of which readers see one at most."""

    def out(self, now=None):
        """Those whose time had come at `now` (the database's clock if not given), the newest first."""
        out = self.filter(goes_live_at__lte=Now() if now is None else now)
        return out.order_by("-goes_live_at", "-number")

    def of(self, section):
        """Those of the front of `section` (an id, or an OuterRef of one); None for the front page."""
        return self.filter(front__section=section) if section else self.filter(front__section=None)

    def showing(self, now=None):
        """Of each front the one that readers see at `now`.

        It needs no worker: a scheduled one shows in its minute. Each has the time as `clock`.
        """
        # Asked once for each front, however many versions it has had.
        newest = self.model.objects.out(now).filter(front=models.OuterRef("pk")).values("pk")[:1]
        fronts = self.model._meta.get_field("front").related_model.objects
        ids = fronts.annotate(shown=models.Subquery(newest)).order_by().values("shown")
        clock = Now() if now is None else models.Value(now, output_field=models.DateTimeField())
        return self.filter(pk__in=ids).annotate(clock=clock)

    def waiting(self):
        """Those whose time is to come, the first first."""
        return self.filter(goes_live_at__gt=Now()).order_by("goes_live_at", "number")

    def standing(self):
        """Those that readers see or will see."""
        return self.filter(
            models.Q(pk__in=self.model.objects.showing().values("pk"))
            | models.Q(pk__in=self.model.objects.waiting().values("pk"))
        )

    def due(self):
        """Those whose time has come and that nobody has announced; readers see them already."""
        return self.filter(goes_live_at__lte=Now(), announced_at=None).order_by("goes_live_at", "number")


class BreakingQuerySet(models.QuerySet):
    """Banners, of which readers see one at most."""

    def showing(self, now=None):
        """The banner that the front shows at `now` (the database's clock if not given), if any.

        Only the newest counts, so that none comes back from under another that is taken down or over. It goes
        by itself at its time, and with its story.
        """
        clock = Now() if now is None else now
        newest = self.model.objects.order_by("-pk").values("pk")[:1]
        return self.filter(
            is_published(now, "story__"), pk=models.Subquery(newest), ended_at=None, until__gt=clock
        )


class SeriesQuerySet(models.QuerySet):
    """Series and packages."""

    def public(self, now=None):
        """Those with a part that readers can see at `now` (the database's clock if not given).

        One without is still in the making: neither its page nor its name is anybody's yet.
        """
        parts = self.model._meta.get_field("parts").related_model.objects
        return self.filter(models.Exists(parts.public(now).filter(series=models.OuterRef("pk"))))


class SeriesPartQuerySet(models.QuerySet):
    """The places of stories in series."""

    def public(self, now=None):
        """Those whose story readers can see at `now` (the database's clock if not given)."""
        return self.filter(is_published(now, "story__"))

    def around(self, story):
        """The parts of every series that `story` is in, in order: those that readers see, and its own.

        Its own is there in a preview too, before readers see it. Each part has its series, and as `headline`
        and `language` what the edition that readers see says, None for a story that they do not see.
        """
        return (
            self.filter(Q(story=story) | is_published(None, "story__"), series__parts__story=story)
            .select_related("series", "story")
            .only(
                "ordering",
                *(f"series__{field}" for field in ("kind", "name", "slug", "planned", "coming")),
                *(f"story__{field}" for field in ("slug", "published_on")),
            )
            .annotate(**told_by_shown("headline", "language"))
            .order_by("-series__kind", "series__name", "series_id", "ordering", "pk")
        )


class SectionQuerySet(models.QuerySet):
    """Sections."""

    def in_navigation(self):
        """Sections in the order in which the navigation shows them."""
        return self.filter(in_menu=True).order_by("ordering", "name")

    def with_front_of(self, slug=None):
        """All sections in order; the one at `slug`, or for the front page the first of all, with that front.

        It has as `front` the `arrangement` that readers see, and the usable `photos` of it; None if nobody
        has made one. Each has the database's time as `clock`.
        """
        versions = (
            self.model._meta.get_field("fronts").related_model._meta.get_field("versions").related_model
        )
        photos = versions._meta.get_field("photos").related_model.objects
        photos = photos.usable(TruncDate(Now())).filter(front_versions=models.OuterRef("pk"))
        if slug is None:
            asked = Q(pk=models.Subquery(self.order_by("ordering", "name").values("pk")[:1]))
            shown = versions.objects.showing().of(None)
        else:
            asked, shown = Q(slug=slug), versions.objects.showing().of(models.OuterRef("pk"))
        front = JSONRow("arrangement", photos=JSONRows(photos, *OWN_PHOTO))
        front = models.Subquery(shown.values(json=front)[:1])
        return self.annotate(
            front=Case(When(asked, then=front), default=None, output_field=models.JSONField()), clock=Now()
        ).order_by("ordering", "name")
