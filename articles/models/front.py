"""The fronts as the desk arranges them, their versions, and the banner on the front page."""

from django.conf import settings
from django.db import models
from django.db.models import Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.models.photo import Photo
from articles.models.story import Section, Story
from articles.querysets import BreakingQuerySet, FrontVersionQuerySet
from newsroom.lib.text import StorableTextModel


class Front(StorableTextModel):
    """The front page, or a section's: how the desk has it arranged. Readers see one of its versions.

    `arrangement` is the working copy (see `articles.arranging`). A front that nobody has arranged has no row.
    """

    section = models.ForeignKey(
        Section, models.CASCADE, null=True, related_name="fronts", verbose_name=_("section")
    )
    arrangement = models.JSONField(_("arrangement"))
    version = models.PositiveIntegerField(_("number of saves"), default=0)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    saved_at = models.DateTimeField(_("saved"), auto_now=True)
    photos = models.ManyToManyField(Photo, related_name="fronts")

    class Meta:
        verbose_name = _("front")
        verbose_name_plural = _("fronts")
        ordering = ["section", "pk"]
        default_permissions = ("view", "change")
        constraints = [
            # Of the front page, which has no section, there is one too.
            models.UniqueConstraint(
                Coalesce("section", Value(0), output_field=models.BigIntegerField()),
                name="front_once",
                violation_error_message=_("This front is there already."),
            )
        ]

    def __str__(self):
        return self.section.name if self.section else gettext("Front page")

    @property
    def is_sections(self):
        """True for the front of a section, False for the front page."""
        return self.section_id is not None

    def get_absolute_url(self):
        """Where readers see it."""
        return self.section.get_absolute_url() if self.section else reverse("front")


class FrontVersion(StorableTextModel):
    """An arrangement that readers saw, see, or will see from its time on; nobody edits it.

    One without a time is only kept: it was scheduled and taken back, or it is a working copy that gave way.
    """

    front = models.ForeignKey(Front, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(_("number"))
    arrangement = models.JSONField(_("arrangement"))
    goes_live_at = models.DateTimeField(_("goes live"), null=True)
    announced_at = models.DateTimeField(_("announced"), null=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(_("made"), auto_now_add=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    photos = models.ManyToManyField(Photo, related_name="front_versions")

    objects = FrontVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of a front")
        verbose_name_plural = _("versions of fronts")
        ordering = ["-number"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(name="front_version_number", fields=["front", "number"])]
        indexes = [
            models.Index(name="front_version_shown", fields=["front", "-goes_live_at", "-number"]),
            models.Index(
                name="front_version_due",
                fields=["goes_live_at"],
                condition=models.Q(announced_at__isnull=True, goes_live_at__isnull=False),
            ),
        ]

    def __str__(self):
        return f"v{self.number}"


class Breaking(StorableTextModel):
    """A banner that the desk put on the front page: what it said, for how long, and who raised it.

    Rows stay as the history of it. Which one readers see, if any, is the queryset's to say.
    """

    story = models.ForeignKey(Story, models.CASCADE, related_name="banners", verbose_name=_("story"))
    text = models.CharField(_("text"), max_length=140)
    raised_at = models.DateTimeField(_("raised"))
    until = models.DateTimeField(_("until"))
    raised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("raised by")
    )
    ended_at = models.DateTimeField(_("ended"), null=True, help_text=_("If it was before its time."))

    objects = BreakingQuerySet.as_manager()

    class Meta:
        verbose_name = _("breaking banner")
        verbose_name_plural = _("breaking banners")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(name="banner_has_words", condition=~models.Q(text="")),
            models.CheckConstraint(
                name="banner_ends_after_it_began", condition=models.Q(until__gt=models.F("raised_at"))
            ),
        ]

    def __str__(self):
        return self.text
