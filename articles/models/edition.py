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
    month = models.DateField(
        _("month"),
        null=True,
        editable=False,
        help_text=_("The first day of the month in its story’s address."),
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
    topics = models.ManyToManyField(Topic, through="articles.TopicTie", related_name="editions")
    people = models.ManyToManyField(Person, through="articles.PersonTie", related_name="editions")
    sources = models.ManyToManyField(Source, through="articles.SourceTie", related_name="editions")
    authors = models.ManyToManyField(Author, through="articles.AuthorTie", related_name="editions")
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
            # What changed last in the map of a month. The database writes the month where it is not given.
            models.Index(name="edition_in_map", fields=["month", "-goes_live_at"]),
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


class Tie(StorableTextModel):
    """That an edition stands on the page of a topic, a person, a source or an author, and its place there.

    `listed_at` is the edition's, so that what is newest of any of them is found along one index, however many
    there are. Where it is not given the database writes it (see migration 0014 and decision 23).
    """

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="%(class)ss")
    listed_at = models.DateTimeField(_("place in lists"), null=True, editable=False)

    class Meta:
        abstract = True
        # What moves where two topics become one.
        verbose_name = _("edition")
        verbose_name_plural = _("editions")

    def __str__(self):
        return f"{self.edition_id} at {self.listed_at}"


class TopicTie(Tie):
    """That an edition is on a topic."""

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="+")

    class Meta(Tie.Meta):
        db_table = "articles_edition_topics"
        unique_together = [("edition", "topic")]
        indexes = [models.Index(name="topic_river", fields=["topic", "-listed_at", "-edition"])]


class PersonTie(Tie):
    """That an edition mentions somebody, or lets them speak."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")

    class Meta(Tie.Meta):
        db_table = "articles_edition_people"
        unique_together = [("edition", "person")]
        indexes = [models.Index(name="person_river", fields=["person", "-listed_at", "-edition"])]


class SourceTie(Tie):
    """That an edition cites a source, or has words from it."""

    source = models.ForeignKey(Source, models.CASCADE, related_name="+")

    class Meta(Tie.Meta):
        db_table = "articles_edition_sources"
        unique_together = [("edition", "source")]
        indexes = [models.Index(name="source_river", fields=["source", "-listed_at", "-edition"])]


class AuthorTie(Tie):
    """That an author has a part in an edition."""

    author = models.ForeignKey(Author, models.CASCADE, related_name="+")
    corrected_at = models.DateTimeField(_("corrected"), null=True, editable=False)

    class Meta(Tie.Meta):
        db_table = "articles_edition_authors"
        unique_together = [("edition", "author")]
        indexes = [
            models.Index(name="author_river", fields=["author", "-listed_at", "-edition"]),
            models.Index(
                name="author_corrections",
                fields=["author", "-corrected_at", "-edition"],
                condition=Q(corrected_at__isnull=False),
            ),
        ]


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
        indexes = [models.Index(name="correction_newest", fields=["-created_at", "-id"])]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.text[:60]}"
