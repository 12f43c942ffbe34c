from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.core.validators import URLValidator
from django.db import models
from django.db.models import F, OuterRef, Q, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy as _
from taggit.models import TagBase

from newsroom.lib.clock import today
from newsroom.lib.json_parts import JSONEntries
from newsroom.lib.json_rows import JSONRows
from newsroom.lib.partial_dates import earliest, latest, validate_partial_date
from newsroom.lib.paths import path_to
from newsroom.lib.tags import lasts_today
from newsroom.lib.text import StorableTextModel
from topics.querysets import ReferenceQuerySet

# So many roles, facts or points of one entry are shown.
MOST_ROWS = 200


class Reference(StorableTextModel):
    """What topics, people and sources share: an address that leads somewhere for ever, merged or not."""

    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="merged",
        verbose_name=_("merged into"),
    )

    objects = ReferenceQuerySet.as_manager()

    # Relations whose rows are its own words: where two become one, the one that stays keeps its own.
    own_rows = ()
    # What its page says of it beside its own columns: what it refers to, rows that refer to it, and what of
    # each of its newest editions.
    shown_with = ()
    shown_rows = ()
    of_newest = {}

    class Meta:
        abstract = True

    def takes_from(self, other):
        """Return what this takes over from `other`, which is merged into it: {column: value}."""
        return {}

    @property
    def all_ids(self):
        """The ids by which editions may know it: its own, and those of what was merged into it.

        For one that was read by its address (`ReferenceQuerySet.at`).
        """
        return {self.pk, *(row["pk"] for row in self.merged_ids)}

    def shown(self, name):
        """Return its rows of the relation `name`, in order, as they came with it (`ReferenceQuerySet.at`)."""
        model = self._meta.get_field(name).related_model
        return [model(**row) for row in getattr(self, f"own_{name}")]

    @classmethod
    def rows_of(cls, name):
        """Return the rows of the relation `name` as one column."""
        relation = cls._meta.get_field(name)
        rows = relation.related_model._default_manager.filter(**{relation.field.name: OuterRef("pk")})
        columns = (field.attname for field in relation.related_model._meta.concrete_fields)
        return JSONRows(rows[:MOST_ROWS], *columns)

    @classmethod
    def its_editions(cls):
        """Return the manager of editions: which app has them is not known here."""
        return cls._meta.get_field("editions").related_model.objects

    @classmethod
    def ties_of(cls, pk):
        """Return what ties the one with this `pk` to editions, the newest first."""
        through = cls._meta.get_field("editions").through
        tied = through._default_manager.filter(**{cls._meta.model_name: pk})
        return tied.order_by("-listed_at", "-edition_id")


class Topic(Reference, TagBase):
    """A matter the newsroom keeps covering; django-taggit's tag, with a page of its own."""

    tagged = ["topic:{id}"]

    name = models.CharField(_("name"), max_length=100, unique=True)
    slug = models.SlugField(_("address"), max_length=100, unique=True, allow_unicode=True)
    description = models.TextField(
        _("description"), blank=True, help_text=_("One or two sentences for readers.")
    )
    parent = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="subtopics",
        verbose_name=_("part of"),
        help_text=_("A wider topic, whose page leads here."),
    )
    explainer = models.ForeignKey(
        "articles.Story",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("explainer"),
        help_text=_("The story to begin with. It stands on top while readers can see it."),
    )
    points_checked_on = models.DateField(
        _("key points last checked"), null=True, blank=True, help_text=_("Readers see it below the points.")
    )

    own_rows = ("points",)
    shown_with = ("parent",)
    shown_rows = ("points",)
    of_newest = {"coverage": F("story__coverage"), "its_story": F("story_id")}

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["name"]
        permissions = [("merge_topic", "Can merge topics")]
        constraints = [
            models.CheckConstraint(
                name="topic_not_in_itself",
                condition=Q(parent=None) | ~Q(parent=F("pk")),
                violation_error_message=_("A topic cannot be part of itself."),
            )
        ]

    def __str__(self):
        return self.name

    def clean(self):
        """Refuse a parent that leads nowhere. Raises ValidationError for a circle, or one that was merged."""
        super().clean()
        if self.parent_id is None:
            return
        if self.parent.merged_into_id:
            said = _("“%(topic)s” has become part of “%(kept)s”. Choose that.")
            names = {"topic": self.parent, "kept": self.parent.merged_into}
            raise ValidationError({"parent": ValidationError(said, params=names)})
        if self.parent_id == self.pk:
            raise ValidationError({"parent": _("A topic cannot be part of itself.")})
        if self.pk and self.pk in self.parent.ids_above():
            said = _("“%(parent)s” is part of “%(topic)s” already. One cannot hold the other.")
            names = {"topic": self, "parent": self.parent}
            raise ValidationError({"parent": ValidationError(said, params=names)})

    def ids_above(self):
        """Return the ids of the topics that this is part of, from the nearest on; one query each."""
        found, above = [], self.parent_id
        # Two editors at once may have closed a circle.
        while above and above not in found:
            found.append(above)
            above = Topic.objects.filter(pk=above).values_list("parent_id", flat=True).first()
        return found

    def takes_from(self, other):
        """Return what this takes over: what it has none of, and the place of `other` if it was below that."""
        taken = {}
        if other.explainer_id and not self.explainer_id:
            taken["explainer_id"] = other.explainer_id
        if other.points_checked_on and not self.points.exists() and other.points.exists():
            taken["points_checked_on"] = other.points_checked_on
        has_room = self.parent_id is None and other.parent_id and self.pk not in other.ids_above()
        if has_room or other.pk in self.ids_above():
            taken["parent_id"] = other.parent_id
        return taken

    def get_absolute_url(self):
        """The topic's page."""
        return path_to("topic", self.slug)


class TopicPoint(StorableTextModel):
    """One line of what to know about a topic."""

    tagged = ["topic:{topic_id}"]

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="points")
    text = models.CharField(_("what to know"), max_length=300)
    ordering = models.PositiveSmallIntegerField(_("place"), default=0)

    class Meta:
        verbose_name = _("key point")
        verbose_name_plural = _("key points")
        ordering = ["ordering", "pk"]

    def __str__(self):
        return self.text


class Person(Reference):
    """Somebody, or some body, in the news: who acts and who speaks."""

    tagged = ["person:{id}"]

    class Kind(models.TextChoices):
        PERSON = "person", _("person")
        ORGANISATION = "organisation", _("organisation")

    name = models.CharField(_("name"), max_length=200)
    slug = models.SlugField(_("address"), max_length=120, unique=True, allow_unicode=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.PERSON)
    sort_name = models.CharField(
        _("sorted as"),
        max_length=200,
        blank=True,
        help_text=_("Family name first. Made from the name if left empty."),
    )
    role = models.CharField(
        _("role now"),
        max_length=200,
        blank=True,
        help_text=_(
            "Such as: senator from Minnesota. New stories take it; those that are out keep their own."
        ),
    )
    summary = models.TextField(_("summary"), blank=True, help_text=_("One or two sentences for readers."))
    portrait = models.ForeignKey(
        "articles.Photo", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("portrait")
    )

    shown_with = ("portrait",)
    shown_rows = ("roles", "facts", "same_as")

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["sort_name", "name"]
        permissions = [("merge_person", "Can merge people")]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        """Save, deriving the sort name where the desk gave none."""
        if not self.sort_name:
            first, _space, last = self.name.rpartition(" ")
            is_person = self.kind == self.Kind.PERSON and first
            self.sort_name = f"{last}, {first}" if is_person else self.name
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        """The person's page."""
        return path_to("person", self.slug)


class PersonFact(StorableTextModel):
    """One line of a person's facts: a label and what is known."""

    tagged = ["person:{person_id}"]

    person = models.ForeignKey(Person, models.CASCADE, related_name="facts")
    label = models.CharField(_("fact"), max_length=60, help_text=_("Such as: Office, Before, Party, Born."))
    value = models.CharField(_("what is known"), max_length=200)
    ordering = models.PositiveSmallIntegerField(_("place"), default=0)

    class Meta:
        verbose_name = _("fact")
        verbose_name_plural = _("facts")
        ordering = ["ordering", "pk"]

    def __str__(self):
        return f"{self.label}: {self.value}"


class PersonRole(StorableTextModel):
    """What a person is or was, where, and from when until when, as far as that is known."""

    tagged = ["person:{person_id}"]

    person = models.ForeignKey(Person, models.CASCADE, related_name="roles")
    title = models.CharField(
        _("role"), max_length=200, help_text=_("Such as: attorney general, or director.")
    )
    where = models.CharField(
        _("of what, or where"),
        max_length=200,
        blank=True,
        help_text=_("Such as: U.S. Department of Justice. Empty if the role says it."),
    )
    since = models.CharField(
        _("since"),
        max_length=10,
        blank=True,
        validators=[validate_partial_date],
        help_text=_("2017, 2017-02 or 2017-02-09. Empty if nobody knows."),
    )
    until = models.CharField(
        _("until"),
        max_length=10,
        blank=True,
        validators=[validate_partial_date],
        help_text=_("In the same way. Empty while it goes on."),
    )
    is_over = models.BooleanField(
        _("over"), default=False, help_text=_("For one that has ended, though nobody knows when.")
    )
    ordering = models.PositiveSmallIntegerField(_("place"), default=0)

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        ordering = ["ordering", "pk"]
        constraints = [
            # What is known of the end bounds the beginning: a year may begin in any of its months.
            models.CheckConstraint(
                name="role_ends_after_it_begins",
                condition=Q(until="") | Q(since__lte=Concat(F("until"), Value("-99"))),
                violation_error_message=_("It cannot end before it began."),
            )
        ]

    def __str__(self):
        return ", ".join(filter(None, [self.title, self.where]))

    def clean(self):
        """Raise ValidationError, at the end's own field, if it is before the beginning."""
        try:
            is_backwards = self.since and self.until and latest(self.until) < earliest(self.since)
        except ValueError:
            return  # the fields say so themselves
        if is_backwards:
            raise ValidationError({"until": _("It cannot end before it began.")})

    @property
    def is_now(self):
        """True if the person has this role today."""
        day = today()
        if any(part and latest(part) >= day for part in (self.since, self.until)):
            lasts_today()
        if self.since and earliest(self.since) > day:
            return False
        return latest(self.until) >= day if self.until else not self.is_over


class SameAs(StorableTextModel):
    """An address elsewhere that is about the same: an own site, a profile, an entry of a catalogue."""

    url = models.URLField(
        _("address"),
        max_length=500,
        validators=[
            URLValidator(
                schemes=["http", "https"], message=_("Only an address of the web: https://, then a site.")
            )
        ],
    )
    label = models.CharField(
        _("called"),
        max_length=60,
        blank=True,
        help_text=_("Such as: official site, Wikidata. The name of the site if empty."),
    )
    ordering = models.PositiveSmallIntegerField(_("place"), default=0)

    class Meta:
        abstract = True
        verbose_name = _("address elsewhere")
        verbose_name_plural = _("addresses elsewhere")
        ordering = ["ordering", "pk"]

    def __str__(self):
        return self.url

    @property
    def site(self):
        """The site that the address is on, without www."""
        return urlsplit(self.url).netloc.removeprefix("www.")


class PersonSameAs(SameAs):
    """An address elsewhere that is about a person."""

    tagged = ["person:{person_id}"]

    person = models.ForeignKey(Person, models.CASCADE, related_name="same_as")

    class Meta(SameAs.Meta):
        constraints = [
            models.UniqueConstraint(
                name="person_same_as_once",
                fields=["person", "url"],
                violation_error_message=_("This address is there already."),
            )
        ]


class Source(Reference):
    """Where facts come from: an outlet, an office, an archive, a company."""

    tagged = ["source:{id}"]

    class Kind(models.TextChoices):
        OUTLET = "outlet", _("news outlet")
        GOVERNMENT = "government", _("government body")
        ORGANISATION = "organisation", _("organisation")
        ARCHIVE = "archive", _("archive or database")

    name = models.CharField(_("name"), max_length=200)
    slug = models.SlugField(_("address"), max_length=120, unique=True, allow_unicode=True)
    mark = models.CharField(
        _("mark"),
        max_length=8,
        help_text=_("Up to eight letters, shown after a link in the text: WP, NBC, DOJ."),
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.OUTLET)
    website = models.URLField(_("website"), blank=True)
    description = models.TextField(
        _("description"), blank=True, help_text=_("What it is, in a sentence or two.")
    )

    of_newest = {
        "cited": JSONEntries("facets", "cited", "source"),
        "said": JSONEntries("facets", "said", "source", "person"),
    }

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["name"]
        permissions = [("merge_source", "Can merge sources")]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        """The source's page."""
        return path_to("source", self.slug)


class FormerSlug(StorableTextModel):
    """An address that a topic, person or source had: it leads to it for ever."""

    tagged = ["{kind}:{target_id}"]

    kind = models.CharField(_("kind"), max_length=10, help_text=_("The model’s name."))
    slug = models.SlugField(_("address"), max_length=120, allow_unicode=True)
    target_id = models.BigIntegerField(_("leads to"))

    class Meta:
        verbose_name = _("former address")
        verbose_name_plural = _("former addresses")
        constraints = [models.UniqueConstraint(name="former_slug", fields=["kind", "slug"])]

    def __str__(self):
        return f"{self.kind} {self.slug}"


class Merge(StorableTextModel):
    """That one topic, person or source became another, and all that moved: enough to undo it."""

    kind = models.CharField(_("kind"), max_length=10, help_text=_("The model’s name."))
    merged_id = models.BigIntegerField(_("what was merged"))
    merged_name = models.CharField(_("its name"), max_length=200)
    kept_id = models.BigIntegerField(_("what stays"))
    kept_name = models.CharField(_("its name"), max_length=200)
    moved = models.JSONField(_("what moved"), default=list)
    taken = models.JSONField(
        _("what the one that stays took over"),
        default=dict,
        db_default={},
        encoder=DjangoJSONEncoder,
        help_text=_("Column: what it held before, and what since."),
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"), auto_now_add=True)
    undone_at = models.DateTimeField(_("undone"), null=True)

    class Meta:
        verbose_name = _("merge")
        verbose_name_plural = _("merges")
        ordering = ["-at", "-pk"]

    def __str__(self):
        return f"{self.merged_name} → {self.kept_name}"
