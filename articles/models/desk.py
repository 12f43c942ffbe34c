"""What the desk keeps about its work on a story. None of it is content, and readers see none of it."""

import secrets

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.enums import Check, Level, State
from articles.models.story import Story
from articles.querysets import PreviewLinkQuerySet
from newsroom.lib.text import StorableTextModel


class Autosave(StorableTextModel):
    """The form somebody has open, as it stood a few seconds ago: kept apart from revisions, one a person."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    story = models.ForeignKey(
        Story,
        models.CASCADE,
        null=True,
        related_name="autosaves",
        help_text=_("None for a story not saved yet."),
    )
    version = models.PositiveIntegerField(_("version it began from"))
    form = models.TextField(_("the form, URL-encoded"))
    saved_at = models.DateTimeField(_("saved"), auto_now=True)

    class Meta:
        verbose_name = _("autosave")
        verbose_name_plural = _("autosaves")
        constraints = [
            models.UniqueConstraint(name="autosave_once", fields=["user", "story"]),
            models.UniqueConstraint(
                name="autosave_once_new", fields=["user"], condition=models.Q(story__isnull=True)
            ),
        ]

    def __str__(self):
        return f"{self.story or _('New story')}, {self.user}"


class Aside(StorableTextModel):
    """Text that came too late: another save was first. It is kept, to be merged or read."""

    story = models.ForeignKey(Story, models.CASCADE, related_name="asides")
    base = models.ForeignKey("articles.Revision", models.CASCADE, related_name="+")
    content = models.JSONField(_("content"))
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("kept"), auto_now_add=True)
    settled_at = models.DateTimeField(_("settled"), null=True)

    class Meta:
        verbose_name = _("text kept aside")
        verbose_name_plural = _("texts kept aside")
        ordering = ["-created_at", "-pk"]

    def __str__(self):
        return f"{self.story}, {self.created_by}"


class Presence(StorableTextModel):
    """Somebody has a story open. Gone when it has not been seen for a minute."""

    story = models.ForeignKey(Story, models.CASCADE, related_name="presences")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    since = models.DateTimeField(_("since"), default=timezone.now)
    seen_at = models.DateTimeField(_("seen"), default=timezone.now)

    class Meta:
        verbose_name = _("presence")
        verbose_name_plural = _("presences")
        constraints = [models.UniqueConstraint(name="presence_once", fields=["story", "user"])]

    def __str__(self):
        return f"{self.user}: {self.story}"


class WorkflowStep(StorableTextModel):
    """One step of a story through the newsroom, with what was said."""

    story = models.ForeignKey(Story, models.CASCADE, related_name="steps")
    state = models.CharField(_("to"), max_length=20, choices=State)
    note = models.TextField(_("note"), blank=True, max_length=1000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"), auto_now_add=True)

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        ordering = ["-at", "-pk"]

    def __str__(self):
        return f"{self.get_state_display()}: {self.note}"


def new_token():
    """Return a name for a preview link that nobody can guess."""
    return secrets.token_urlsafe(24)


class PreviewLink(StorableTextModel):
    """A way to read a draft without an account, until it expires or is revoked."""

    token = models.CharField(max_length=40, unique=True, default=new_token)
    story = models.ForeignKey(Story, models.CASCADE, related_name="preview_links")
    purpose = models.CharField(_("for whom"), max_length=200, blank=True)
    expires_at = models.DateTimeField(_("expires"))
    revoked_at = models.DateTimeField(_("revoked"), null=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("made"), auto_now_add=True)

    objects = PreviewLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("preview link")
        verbose_name_plural = _("preview links")
        ordering = ["-created_at", "-pk"]

    def __str__(self):
        return f"{self.story}: {self.purpose}"

    def get_absolute_url(self):
        """The link itself."""
        return reverse("preview", args=[self.token])


class PreflightRule(StorableTextModel):
    """What the newsroom wants one check to do; the default holds where there is no rule."""

    code = models.CharField(_("check"), max_length=20, choices=Check, unique=True)
    level = models.CharField(_("what it does"), max_length=5, choices=Level)

    class Meta:
        verbose_name = _("rule for publishing")
        verbose_name_plural = _("rules for publishing")
        ordering = ["code"]

    def __str__(self):
        return f"{self.get_code_display()}: {self.get_level_display()}"
