"""What the desk puts on fronts, above what is newest."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models.story import Section, Story
from articles.querysets import BreakingQuerySet
from newsroom.lib.text import StorableTextModel


class FrontSlot(StorableTextModel):
    """A story that the desk puts at the top of a front, before what is newest."""

    section = models.ForeignKey(
        Section,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="slots",
        verbose_name=_("front"),
        help_text=_("Empty for the front page."),
    )
    story = models.ForeignKey(Story, models.CASCADE, related_name="slots", verbose_name=_("story"))
    ordering = models.PositiveSmallIntegerField(_("place"), default=0)
    expires_at = models.DateTimeField(
        _("until"), null=True, blank=True, help_text=_("Empty: until taken off.")
    )

    class Meta:
        verbose_name = _("front slot")
        verbose_name_plural = _("front slots")
        ordering = ["section", "ordering", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="slot_once_in_section",
                fields=["section", "story"],
                violation_error_message=_("This story is on that front already."),
            ),
            models.UniqueConstraint(
                name="slot_once_on_front_page",
                fields=["story"],
                condition=models.Q(section__isnull=True),
                violation_error_message=_("This story is on the front page already."),
            ),
        ]

    def __str__(self):
        return f"{self.section or _('Front page')}: {self.story}"


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
