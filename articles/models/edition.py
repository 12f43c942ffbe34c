"""What was saved, and what readers saw. Nobody edits these."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _

from articles.enums import CorrectionKind, EditionKind
from articles.models.photo import Photo
from articles.models.story import Author, Section, Story
from articles.querysets import CorrectionQuerySet, EditionQuerySet
from newsroom.lib.json_rows import moment, rows_in
from newsroom.lib.paths import path_to
from newsroom.lib.text import StorableTextModel
from topics.models import Person, Source, Topic


class Revision(StorableTextModel):
    """A frozen copy of a story's content at a save, as one JSON document (see `articles.content`)."""

    tagged = ["story:{story_id}"]

    story = models.ForeignKey(Story, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField(_("number"))
    content = models.JSONField(_("content"))
    note = models.CharField(_("note"), max_length=300, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(_("saved"), auto_now_add=True)

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(name="revision_number", fields=["story", "number"])]

    def __str__(self):
        return f"r{self.number}"


class Edition(StorableTextModel):
    """A revision that readers can see: numbered, with a time, a public note and its rendered body.

    What pages and lists are made from is written here at publication, so that readers' pages neither join the
    working copy nor render anything twice.
    """

    tagged = ["story:{story_id}"]

    story = models.ForeignKey(Story, models.CASCADE, related_name="editions")
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField(_("number"))
    kind = models.CharField(_("kind"), max_length=12, choices=EditionKind)
    note = models.CharField(_("public note"), max_length=300, blank=True)
    goes_live_at = models.DateTimeField(_("goes live"), db_index=True)
    listed_at = models.DateTimeField(
        _("place in lists"), db_index=True, help_text=_("The time of the last edition that was news.")
    )
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(_("made"), auto_now_add=True)

    body_html = models.TextField(_("body, rendered"))
    key_points_html = models.TextField(_("key points, rendered"), blank=True)
    first_seen = models.JSONField(
        _("first seen"),
        default=dict,
        help_text=_("Paragraph or block id: number of the edition that brought it."),
    )
    card = models.JSONField(_("card"), default=dict, help_text=_("What lists show of it."))
    facets = models.JSONField(
        _("facets"), default=dict, help_text=_("What the pages of topics, people and sources show of it.")
    )

    section = models.ForeignKey(Section, models.PROTECT, related_name="editions")
    topics = models.ManyToManyField(Topic, related_name="editions")
    people = models.ManyToManyField(Person, related_name="editions")
    sources = models.ManyToManyField(Source, related_name="editions")
    authors = models.ManyToManyField(Author, related_name="editions")
    photos = models.ManyToManyField(Photo, related_name="editions")

    objects = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(name="edition_number", fields=["story", "number"]),
            models.CheckConstraint(name="edition_number_positive", condition=Q(number__gte=1)),
        ]
        indexes = [
            # The newest of a section, without looking at all of it.
            models.Index(name="edition_in_section", fields=["section", "-listed_at", "-id"]),
        ]

    def __str__(self):
        return f"v{self.number}"

    def get_absolute_url(self):
        """The address of the story that this edition is of."""
        return self.story.get_absolute_url()

    def get_edition_url(self):
        """This edition's own address."""
        return path_to("edition", *self.story.address_parts, self.number)

    @classmethod
    def of_row(cls, row):
        """Return the edition, with its story, of a row that `as_rows` gave: what a card shows, and no more.

        One that came `with_newest_update()` has that as `newest_update`.
        """
        at = {name: moment(row[name]) for name in ("listed_at", "story__first_published_at")}
        story = Story(
            pk=row["story_id"],
            slug=row["story__slug"],
            published_on=parse_date(row["story__published_on"]),
            first_published_at=at["story__first_published_at"],
            coverage=row["story__coverage"],
        )
        edition = cls(pk=row["pk"], number=row["number"], listed_at=at["listed_at"], story=story)
        edition.card = rows_in(row["card"])
        updates = Story._meta.get_field("updates").related_model
        for update in rows_in(row.get("update")):
            caption = update["photo__caption"]
            edition.newest_update = updates(
                headline=update["headline"],
                text=update["text"],
                said=update["said"],
                posted_at=moment(update["posted_at"]),
                photo=Photo(caption=caption) if caption else None,
            )
        return edition

    @property
    def corrections_of_story(self):
        """The corrections of its story, newest first, of one that was read `for_feeds()`."""
        rows = ((row, moment(row["created_at"])) for row in self.owned_corrections)
        return [
            Correction(pk=row["pk"], kind=row["kind"], text=row["text"], created_at=at) for row, at in rows
        ]

    @property
    def content(self):
        """The frozen content."""
        return self.revision.content


class Correction(StorableTextModel):
    """A note that owns up, tied to the edition that carried it. Never deleted."""

    tagged = ["story:{story_id}"]

    story = models.ForeignKey(Story, models.PROTECT, related_name="corrections")
    edition = models.OneToOneField(Edition, models.PROTECT, related_name="correction")
    kind = models.CharField(
        _("kind"), max_length=14, choices=CorrectionKind, default=CorrectionKind.CORRECTION
    )
    text = models.TextField(_("what was wrong and what is right"), max_length=1000)
    paragraph_id = models.CharField(_("paragraph"), max_length=24, blank=True)
    corrects = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="corrected_by", verbose_name=_("corrects")
    )
    created_at = models.DateTimeField(_("made"), help_text=_("The time of the edition that carries it."))

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        ordering = ["-created_at", "-pk"]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.text[:60]}"
