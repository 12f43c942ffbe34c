"""Stories that belong together, in an order: series and packages."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from articles.enums import SeriesKind
from articles.models.photo import Photo
from articles.models.story import Story
from articles.querysets import SeriesPartQuerySet, SeriesQuerySet
from newsroom.lib.paths import path_to
from newsroom.lib.text import StorableTextModel


class Series(StorableTextModel):
    """A series, told part after part, or a package, several sides of one matter; with a page of its own.

    It belongs to the stories as they stand, not to their editions: see docs/decisions/0015-series.md.
    """

    tagged = ["series:{id}"]

    kind = models.CharField(_("kind"), max_length=8, choices=SeriesKind, default=SeriesKind.SERIES)
    name = models.CharField(_("name"), max_length=200)
    slug = models.SlugField(_("address"), max_length=120, unique=True, allow_unicode=True)
    dek = models.TextField(
        _("dek"), blank=True, max_length=600, help_text=_("One or two sentences for readers.")
    )
    photo = models.ForeignKey(
        Photo, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("photo")
    )
    planned = models.PositiveSmallIntegerField(
        _("planned parts"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Readers then see “part 2 of 5” from the first day. Empty: the parts that they can see."),
    )
    coming = models.CharField(
        _("what comes next"),
        max_length=300,
        blank=True,
        help_text=_("A line for readers, such as: The last part is out on Sunday."),
    )
    version = models.PositiveIntegerField(_("version"), default=0, editable=False)

    objects = SeriesQuerySet.as_manager()

    class Meta:
        verbose_name = _("series")
        verbose_name_plural = _("series and packages")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(name="series_has_name", condition=~Q(name="") & ~Q(slug="")),
            models.CheckConstraint(name="series_plans_a_part", condition=Q(planned=None) | Q(planned__gte=1)),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        """The series' page."""
        return path_to("series", self.slug)

    @property
    def is_numbered(self):
        """Whether its parts have numbers: those of a package may be read in any order."""
        return self.kind == SeriesKind.SERIES


class SeriesPart(StorableTextModel):
    """A story's place in a series."""

    tagged = ["series:{series_id}"]

    series = models.ForeignKey(Series, models.CASCADE, related_name="parts", verbose_name=_("series"))
    story = models.ForeignKey(Story, models.CASCADE, related_name="series_parts", verbose_name=_("story"))
    ordering = models.PositiveSmallIntegerField(_("place in order"), default=0)

    objects = SeriesPartQuerySet.as_manager()

    class Meta:
        verbose_name = _("part of a series")
        verbose_name_plural = _("parts of series")
        ordering = ["ordering", "pk"]
        constraints = [models.UniqueConstraint(name="series_part_once", fields=["series", "story"])]

    def __str__(self):
        return f"{self.series}: {self.story}"
