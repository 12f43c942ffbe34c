"""What must be remembered about a story for ever."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models.story import Story
from newsroom.lib.text import StorableTextModel


class FormerAddress(StorableTextModel):
    """An address a story had: it leads to the story for ever."""

    tagged = ["story:{story_id}"]

    story = models.ForeignKey(Story, models.CASCADE, related_name="former_addresses")
    published_on = models.DateField(_("date in the address"))
    slug = models.SlugField(_("address"), max_length=120, allow_unicode=True)
    since = models.DateTimeField(_("left"), auto_now_add=True)

    class Meta:
        verbose_name = _("former address")
        verbose_name_plural = _("former addresses")
        constraints = [models.UniqueConstraint(name="former_address", fields=["published_on", "slug"])]

    def __str__(self):
        return f"{self.published_on:%Y/%m/%d}/{self.slug}"


class Redaction(StorableTextModel):
    """That words were taken out of every copy of a story, and why. The words themselves are kept nowhere."""

    story = models.ForeignKey(Story, models.PROTECT, related_name="redactions")
    reason = models.CharField(_("reason"), max_length=500)
    count = models.PositiveIntegerField(_("places"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"), auto_now_add=True)

    class Meta:
        verbose_name = _("redaction")
        verbose_name_plural = _("redactions")
        ordering = ["-at", "-pk"]

    def __str__(self):
        return f"{self.story}: {self.reason}"
