"""Live updates: rows of their own, published on their own, within a second."""

from operator import itemgetter

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from articles.enums import SaidKind, UpdateState
from articles.models.blocks import EXTENSIONS, WORDS_EXTENSIONS, rich_text
from articles.models.photo import Photo
from articles.models.story import Author, Story
from articles.querysets import UNANNOUNCED, LiveUpdateQuerySet, LiveUpdateVersionQuerySet
from newsroom.lib.json_rows import moment
from newsroom.lib.paths import path_to
from newsroom.lib.text import StorableTextModel
from topics.models import Person, Source


class LiveUpdate(StorableTextModel):
    """One update of a story, shown by its time, found by its id."""

    tagged = ["update:{id}"]

    story = models.ForeignKey(Story, models.CASCADE, related_name="updates", verbose_name=_("story"))
    state = models.CharField(
        _("state"), max_length=10, choices=UpdateState, default=UpdateState.DRAFT, editable=False
    )
    posted_at = models.DateTimeField(_("time shown"), help_text=_("In the newsroom’s zone."))
    headline = models.CharField(_("headline"), max_length=200, blank=True)
    text = rich_text(_("text"), extensions={k: v for k, v in EXTENSIONS.items() if k != "Heading"})
    author = models.ForeignKey(
        Author, models.PROTECT, null=True, blank=True, related_name="updates", verbose_name=_("byline")
    )
    is_key = models.BooleanField(_("key event"), default=False)
    is_pinned = models.BooleanField(_("pinned"), default=False)
    photo = models.ForeignKey(
        Photo, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("photo")
    )

    said_kind = models.CharField(
        _("words attached"), max_length=10, choices=SaidKind, blank=True, default=SaidKind.NONE
    )
    said = rich_text(_("the words"), extensions=WORDS_EXTENSIONS, blank=True)
    said_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("said by")
    )
    said_role = models.CharField(_("role at the time"), max_length=200, blank=True)
    said_where = models.CharField(_("occasion, or where issued"), max_length=200, blank=True)
    source = models.ForeignKey(
        Source, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("source")
    )
    url = models.URLField(_("link to the original"), max_length=500, blank=True)
    embed = models.JSONField(
        _("embed"),
        default=dict,
        db_default={},
        blank=True,
        help_text=_("What a block of a story keeps of an embed, without id and type; empty for none."),
    )

    version = models.PositiveIntegerField(_("version"), default=0, editable=False)
    live_revision = models.PositiveIntegerField(
        _("live revision"),
        default=0,
        editable=False,
        help_text=_("The story’s count of changes at the last one that readers could see. 0: none yet."),
    )
    released_at = models.DateTimeField(_("posted at"), null=True, editable=False)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    sent_as = models.UUIDField(
        _("sent as"),
        null=True,
        editable=False,
        help_text=_("What the page that sent it called it: the same, sent again, is the same update."),
    )
    desk_note = models.CharField(
        _("note of the desk"), max_length=500, blank=True, db_default="", default="", editable=False
    )
    became = models.ForeignKey(
        Story,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="grew_from",
        verbose_name=_("story made of it"),
    )
    amended_at = models.DateTimeField(_("amended"), null=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    objects = LiveUpdateQuerySet.as_manager()

    class Meta:
        verbose_name = _("live update")
        verbose_name_plural = _("live updates")
        ordering = ["-posted_at", "-pk"]
        permissions = [("retract_liveupdate", "Can retract live updates")]
        indexes = [
            models.Index(name="update_newest", fields=["-posted_at", "-id"]),
            models.Index(name="update_by_time", fields=["story", "state", "-posted_at", "-id"]),
            models.Index(name="update_by_revision", fields=["story", "live_revision"]),
            models.Index(name="update_by_author", fields=["story", "author"]),
            models.Index(
                name="update_key_events",
                fields=["story", "-posted_at", "-id"],
                condition=Q(is_key=True, state="posted"),
            ),
            models.Index(
                name="update_unannounced",
                fields=["posted_at"],
                condition=Q(live_revision=UNANNOUNCED),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="update_words_have_speaker",
                condition=Q(said_kind="", said="")
                | ~Q(said_kind="") & ~Q(said="") & Q(said_by__isnull=False),
                violation_error_message=_("Words need a kind, a text and somebody who said them."),
            ),
            models.UniqueConstraint(name="update_sent_once", fields=["created_by", "sent_as"]),
            models.UniqueConstraint(
                name="update_pinned_once",
                fields=["story"],
                condition=Q(is_pinned=True),
                violation_error_message=_("Another update is pinned."),
            ),
        ]

    def __str__(self):
        return self.headline or self.get_text_excerpt(12)

    def get_absolute_url(self):
        """The update's own address, wherever the story shows it; None before the story has one."""
        if not self.story.published_on:
            return None
        return path_to("update", *self.story.address_parts, self.pk)

    @cached_property
    def corrections(self):
        """Its versions that carry a correction, oldest first: without a query after `for_page()`."""
        if not hasattr(self, "own_corrections"):
            return list(self.versions.corrections())
        rows = sorted(self.own_corrections, key=itemgetter("number"))
        return [LiveUpdateVersion(**row | {"created_at": moment(row["created_at"])}) for row in rows]

    @property
    def anchor(self):
        """The id that the update has on its story's page."""
        return f"u-{self.pk}"


class LiveUpdateVersion(StorableTextModel):
    """What an update said after each change."""

    update = models.ForeignKey(LiveUpdate, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(_("number"))
    content = models.JSONField(_("content"))
    note = models.CharField(_("note"), max_length=300, blank=True)
    is_correction = models.BooleanField(
        _("correction"), default=False, db_default=False, help_text=_("Its note is for readers.")
    )
    was_seen = models.BooleanField(_("seen by readers"), default=False, db_default=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(_("saved"), auto_now_add=True)

    objects = LiveUpdateVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of an update")
        verbose_name_plural = _("versions of updates")
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(name="update_version_number", fields=["update", "number"])]

    def __str__(self):
        return f"{self.update_id} v{self.number}"
