from content_editor.models import Region
from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager
from taggit.models import ItemBase

from articles.enums import BylineRole, Coverage, Label, State
from articles.querysets import SectionQuerySet, StoryQuerySet
from newsroom.lib.paths import path_to
from newsroom.lib.text import StorableTextModel
from topics.models import Topic


class Section(StorableTextModel):
    """A part of the paper, such as Washington or Sports."""

    tagged = ["section:{id}"]

    name = models.CharField(_("name"), max_length=80, unique=True)
    slug = models.SlugField(_("address"), max_length=80, unique=True, allow_unicode=True)
    description = models.TextField(_("description"), blank=True)
    ordering = models.PositiveSmallIntegerField(_("place"), default=0)
    in_menu = models.BooleanField(_("in the navigation"), default=True)

    objects = SectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        ordering = ["ordering", "name"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        """The section's front."""
        return path_to("section", self.slug)


class Author(StorableTextModel):
    """A name in a byline, with or without somebody who signs in."""

    tagged = ["author:{id}"]

    name = models.CharField(_("name"), max_length=200)
    slug = models.SlugField(_("address"), max_length=120, unique=True, allow_unicode=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="author",
        verbose_name=_("signs in as"),
        help_text=_("Empty for guests."),
    )
    title = models.CharField(
        _("title"), max_length=200, blank=True, help_text=_("Such as: Washington correspondent.")
    )
    bio = models.TextField(_("biography"), blank=True)
    contact = models.EmailField(_("e-mail address"), blank=True)
    contact_line = models.CharField(
        _("another way"),
        max_length=200,
        blank=True,
        db_default="",
        help_text=_("Such as: Signal 651 555 0142."),
    )
    shows_contact = models.BooleanField(
        _("readers see the contact"),
        default=False,
        db_default=False,
        help_text=_("Only if the author agrees to it."),
    )
    disclosures = models.TextField(
        _("disclosures"),
        blank=True,
        db_default="",
        help_text=_("What readers should know: holdings, relatives, what the author does not report on."),
    )
    has_left = models.BooleanField(
        _("has left"),
        default=False,
        db_default=False,
        help_text=_("The page and all stories stay; the contact is not shown."),
    )
    portrait = models.ForeignKey(
        "articles.Photo", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("portrait")
    )

    class Meta:
        verbose_name = _("author")
        verbose_name_plural = _("authors")
        ordering = ["name"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        """The author's page."""
        return path_to("author", self.slug)

    @property
    def may_be_reached(self):
        """True if readers are told how to reach the author."""
        return self.shows_contact and not self.has_left and bool(self.contact or self.contact_line)


class Story(StorableTextModel):
    """The working copy of a story. Readers never see it: they see its editions."""

    tagged = ["story:{id}"]

    regions = [Region(key="main", title=_("Body"))]

    headline = models.CharField(_("headline"), max_length=300)
    dek = models.TextField(
        _("dek"), blank=True, max_length=600, help_text=_("One sentence that says why it matters.")
    )
    label = models.CharField(_("label"), max_length=12, choices=Label, blank=True, default=Label.NONE)
    section = models.ForeignKey(Section, models.PROTECT, related_name="stories", verbose_name=_("section"))
    slug = models.SlugField(
        _("address"),
        max_length=120,
        blank=True,
        allow_unicode=True,
        help_text=_("Made from the headline if empty."),
    )
    language = models.CharField(
        _("language"),
        max_length=10,
        blank=True,
        db_default="",
        validators=[RegexValidator(r"^[a-z]{2,3}(-[A-Za-z0-9]{2,4})?$", _("Such as: es, or es-MX."))],
        help_text=_("Only if it is not the newsroom’s own: es for Spanish."),
    )
    lead_photo = models.ForeignKey(
        "articles.Photo",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="lead_of",
        verbose_name=_("lead photo"),
    )
    lead_caption = models.CharField(
        _("caption here"), max_length=500, blank=True, help_text=_("The photo’s own caption if empty.")
    )
    authors = models.ManyToManyField(Author, through="articles.Byline", related_name="stories")
    topics = TaggableManager(through="articles.StoryTopic", blank=True, related_name="stories")

    state = models.CharField(_("state"), max_length=20, choices=State, default=State.DRAFT, editable=False)
    version = models.PositiveIntegerField(_("version"), default=0, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="stories"
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("saved"), auto_now=True, db_index=True)
    latest_revision = models.ForeignKey(
        "articles.Revision", models.SET_NULL, null=True, editable=False, related_name="+"
    )

    live_edition = models.ForeignKey(
        "articles.Edition", models.SET_NULL, null=True, editable=False, related_name="live_of"
    )
    queued_edition = models.ForeignKey(
        "articles.Edition", models.SET_NULL, null=True, editable=False, related_name="queued_of"
    )
    first_published_at = models.DateTimeField(_("first published"), null=True, editable=False, db_index=True)
    published_on = models.DateField(_("date in the address"), null=True, editable=False)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, editable=False)
    withdrawal_note = models.CharField(_("note to readers"), max_length=500, blank=True, editable=False)

    embargo_until = models.DateTimeField(_("embargoed until"), null=True, editable=False)
    unpublish_at = models.DateTimeField(_("taken down at"), null=True, editable=False)

    coverage = models.CharField(
        _("live coverage"), max_length=8, choices=Coverage, default=Coverage.NONE, editable=False
    )
    coverage_opened_at = models.DateTimeField(_("coverage began"), null=True, editable=False)
    coverage_closed_at = models.DateTimeField(_("coverage ended"), null=True, editable=False)
    live_revision = models.PositiveIntegerField(_("live revision"), default=0, editable=False)
    live_changed_at = models.DateTimeField(_("coverage changed"), null=True, editable=False)
    live_summary = models.TextField(
        _("summary of the coverage"), blank=True, max_length=5000, default="", db_default="", editable=False
    )
    live_points = models.TextField(
        _("key points"), blank=True, max_length=2000, default="", db_default="", editable=False
    )

    objects = StoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("story")
        verbose_name_plural = _("stories")
        ordering = ["-updated_at", "-pk"]
        permissions = [
            ("change_any_story", "Can edit stories of others"),
            ("submit_story", "Can send a story for review"),
            ("publish_story", "Can publish and schedule stories"),
            ("correct_story", "Can publish corrections"),
            ("withdraw_story", "Can withdraw stories"),
            ("redact_story", "Can take words out of every copy of a story"),
            ("backdate_story", "Can publish with a time in the past"),
        ]
        constraints = [
            models.UniqueConstraint(
                name="story_address",
                fields=["published_on", "slug"],
                condition=Q(published_on__isnull=False),
                violation_error_message=_("Another story of that day has this address."),
            ),
            models.CheckConstraint(name="story_headline", condition=~Q(headline="")),
            models.CheckConstraint(
                name="story_published_has_address",
                condition=Q(live_edition__isnull=True)
                | (Q(published_on__isnull=False) & Q(first_published_at__isnull=False) & ~Q(slug="")),
            ),
            models.CheckConstraint(
                name="story_withdrawn_is_not_live",
                condition=Q(withdrawn_at__isnull=True) | Q(live_edition__isnull=True),
            ),
        ]
        indexes = [
            models.Index(name="story_coverage_open", fields=["coverage"], condition=Q(coverage="open")),
            models.Index(
                name="story_changed_live",
                fields=["published_on", "-live_changed_at"],
                condition=Q(live_changed_at__isnull=False),
            ),
            models.Index(name="story_in_review", fields=["state"], condition=~Q(state="draft")),
            models.Index(
                name="story_taken_down", fields=["unpublish_at"], condition=Q(unpublish_at__isnull=False)
            ),
            # Where the desk's lists begin: what readers do not see, what somebody began, what has a label.
            models.Index(
                name="story_unseen", fields=["-updated_at", "-id"], condition=Q(live_edition__isnull=True)
            ),
            models.Index(name="story_begun", fields=["created_by", "-updated_at", "-id"]),
            models.Index(name="story_labelled", fields=["label", "-updated_at", "-id"]),
            models.Index(
                name="story_covered",
                fields=["-coverage_opened_at", "-id"],
                condition=Q(coverage_opened_at__isnull=False),
            ),
        ]

    def __str__(self):
        return self.headline

    def get_absolute_url(self):
        """The story's page, or None before there is one: an address needs a first publication."""
        if not (self.published_on and self.slug):
            return None
        return path_to("story", *self.address_parts)

    def get_updates_url(self):
        """The page of all updates of the story, which must have an address."""
        return path_to("updates", *self.address_parts)

    @property
    def live_points_list(self):
        """The key points on top of the live coverage, one a line."""
        return [line.strip() for line in self.live_points.splitlines() if line.strip()]

    def get_history_url(self):
        """The page that compares the story's editions; the story must have an address."""
        return path_to("history", *self.address_parts)

    @property
    def address_parts(self):
        """Year, month, day and slug, as every address below the story's begins."""
        day = self.published_on
        return [day.year, f"{day.month:02}", f"{day.day:02}", self.slug]

    @property
    def is_live(self):
        """True if a live edition stands; a queued one that is due is the queryset's to know."""
        return self.live_edition_id is not None


class Byline(StorableTextModel):
    """Somebody's part in a story, in order."""

    story = models.ForeignKey(Story, models.CASCADE, related_name="bylines")
    author = models.ForeignKey(Author, models.PROTECT, related_name="bylines", verbose_name=_("author"))
    role = models.CharField(_("role"), max_length=14, choices=BylineRole, default=BylineRole.REPORTED)
    place = models.CharField(_("place"), max_length=80, blank=True, help_text=_("Such as: in Washington."))
    ordering = models.PositiveSmallIntegerField(_("place in order"), default=0)

    class Meta:
        verbose_name = _("byline")
        verbose_name_plural = _("byline")
        ordering = ["ordering", "pk"]
        indexes = [models.Index(name="byline_newest", fields=["author", "-story"])]
        constraints = [
            models.UniqueConstraint(
                name="byline_once",
                fields=["story", "author", "role"],
                violation_error_message=_("This author is there already, in the same role."),
            )
        ]

    def __str__(self):
        return f"{self.get_role_display()} {self.author}"


class StoryTopic(ItemBase):
    """A topic of a story's working copy, in order."""

    tag = models.ForeignKey(Topic, models.CASCADE, related_name="story_topics")
    content_object = models.ForeignKey(Story, models.CASCADE, related_name="story_topics")
    ordering = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["ordering", "pk"]
        constraints = [models.UniqueConstraint(name="topic_once", fields=["content_object", "tag"])]

    def __str__(self):
        return str(self.tag)
