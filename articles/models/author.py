"""What an author's page says beside the name: beats, and the same author elsewhere."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from articles.models.story import Author, Section
from newsroom.lib.text import StorableTextModel
from topics.models import SameAs, Topic


class Beat(StorableTextModel):
    """A topic or a section that an author covers, in order."""

    tagged = ["author:{author_id}"]

    author = models.ForeignKey(Author, models.CASCADE, related_name="beats")
    topic = models.ForeignKey(
        Topic, models.CASCADE, null=True, blank=True, related_name="beats", verbose_name=_("topic")
    )
    section = models.ForeignKey(
        Section, models.CASCADE, null=True, blank=True, related_name="beats", verbose_name=_("section")
    )
    ordering = models.PositiveSmallIntegerField(_("place"), default=0)

    class Meta:
        verbose_name = _("beat")
        verbose_name_plural = _("beats")
        ordering = ["ordering", "pk"]
        constraints = [
            models.CheckConstraint(
                name="beat_is_one_thing",
                condition=Q(topic__isnull=False, section__isnull=True)
                | Q(topic__isnull=True, section__isnull=False),
                violation_error_message=_("Choose a topic or a section, not both."),
            ),
            models.UniqueConstraint(
                name="beat_topic_once",
                fields=["author", "topic"],
                violation_error_message=_("This topic is there already."),
            ),
            models.UniqueConstraint(
                name="beat_section_once",
                fields=["author", "section"],
                violation_error_message=_("This section is there already."),
            ),
        ]

    def __str__(self):
        return str(self.subject)

    @property
    def subject(self):
        """The topic or the section, which has a page."""
        return self.topic or self.section


class AuthorSameAs(SameAs):
    """An address elsewhere that is about an author."""

    tagged = ["author:{author_id}"]

    author = models.ForeignKey(Author, models.CASCADE, related_name="same_as")

    class Meta(SameAs.Meta):
        constraints = [
            models.UniqueConstraint(
                name="author_same_as_once",
                fields=["author", "url"],
                violation_error_message=_("This address is there already."),
            )
        ]
