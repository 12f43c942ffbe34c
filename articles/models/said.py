"""Where the words of people in the news stand: an index, from which pages of what was said are made."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from articles.models.edition import Edition
from articles.models.live import LiveUpdate
from articles.models.story import Story
from articles.querysets import SayingQuerySet
from newsroom.lib.text import StorableTextModel
from topics.models import Person


class Saying(StorableTextModel):
    """That somebody's words stand in an edition's block, or in a live update. The words are there alone.

    `at` and `place` are its place among all that somebody said, which no new edition moves.
    """

    tagged = ["story:{story_id}"]

    person = models.ForeignKey(Person, models.PROTECT, related_name="sayings", db_index=False)
    story = models.ForeignKey(Story, models.CASCADE, related_name="sayings")
    edition = models.ForeignKey(Edition, models.CASCADE, null=True, related_name="sayings")
    block = models.CharField(_("block"), max_length=16, blank=True)
    update = models.OneToOneField(LiveUpdate, models.CASCADE, null=True, related_name="saying")
    at = models.DateTimeField(
        _("said"), help_text=_("When it was said, or if nobody wrote that down, published first.")
    )
    place = models.BigIntegerField(_("place among what has the same time"))
    digest = models.CharField(
        _("digest"), max_length=32, help_text=_("The same for the same words of a day.")
    )

    objects = SayingQuerySet.as_manager()

    class Meta:
        verbose_name = _("quotation")
        verbose_name_plural = _("quotations")
        ordering = ["-at", "-place"]
        indexes = [
            models.Index(name="saying_in_order", fields=["person", "-at", "-place"]),
            models.Index(name="saying_of_the_same", fields=["person", "digest"]),
        ]
        constraints = [
            models.UniqueConstraint(name="saying_once", fields=["edition", "block"]),
            models.CheckConstraint(
                name="saying_stands_somewhere",
                condition=Q(edition__isnull=False, update__isnull=True)
                | Q(edition__isnull=True, update__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.person_id} in {self.story_id}"
