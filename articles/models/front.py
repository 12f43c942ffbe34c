from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models.story import Section, Story
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
