"""What a story refers to: people, sources, other reading."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from articles.enums import CitationKind, RelatedKind
from articles.models.photo import Photo
from articles.models.story import Story
from newsroom.lib.text import StorableTextModel
from topics.models import Person, Source


class Mention(StorableTextModel):
    """Somebody in a story, in the role they had then."""

    story = models.ForeignKey(Story, models.CASCADE, related_name="mentions")
    person = models.ForeignKey(Person, models.PROTECT, related_name="mentions", verbose_name=_("person"))
    role = models.CharField(
        _("role at the time"), max_length=200, blank=True, help_text=_("The person’s role now if empty.")
    )
    ordering = models.PositiveSmallIntegerField(_("place in order"), default=0)

    class Meta:
        verbose_name = _("person in this story")
        verbose_name_plural = _("people in this story")
        ordering = ["ordering", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="mention_once",
                fields=["story", "person"],
                violation_error_message=_("This person is in the list already."),
            )
        ]

    def __str__(self):
        return str(self.person)


class Citation(StorableTextModel):
    """A line of the source ledger: what it supports, who said it, how we know."""

    story = models.ForeignKey(Story, models.CASCADE, related_name="citations")
    source = models.ForeignKey(
        Source, models.PROTECT, null=True, blank=True, related_name="citations", verbose_name=_("source")
    )
    kind = models.CharField(
        _("how we know"), max_length=12, choices=CitationKind, default=CitationKind.OUTLET
    )
    supports = models.CharField(_("what it supports"), max_length=300)
    url = models.URLField(_("address"), max_length=500, blank=True)
    anonymous_reason = models.CharField(
        _("why not named"),
        max_length=300,
        blank=True,
        help_text=_("Readers see it. Only for a source not named."),
    )
    checked_at = models.DateTimeField(_("checked"), null=True, blank=True)
    ordering = models.PositiveSmallIntegerField(_("place in order"), default=0)

    class Meta:
        verbose_name = _("source of this story")
        verbose_name_plural = _("sources of this story")
        ordering = ["ordering", "pk"]
        constraints = [
            models.CheckConstraint(
                name="citation_named_or_reason",
                condition=(
                    Q(kind=CitationKind.ANONYMOUS, source__isnull=True) & ~Q(anonymous_reason="")
                    | ~Q(kind=CitationKind.ANONYMOUS) & Q(source__isnull=False, anonymous_reason="")
                ),
                violation_error_message=_(
                    "A named source needs no reason; one that is not named needs a reason, and no source."
                ),
            )
        ]

    def __str__(self):
        return f"{self.source or self.get_kind_display()}: {self.supports}"

    def clean(self):
        super().clean()
        anonymous = self.kind == CitationKind.ANONYMOUS
        errors = {}
        if anonymous and not self.anonymous_reason:
            errors["anonymous_reason"] = _("Tell readers why this source is not named.")
        if anonymous and self.source_id:
            errors["source"] = _(
                "Remove the source, or choose another way of knowing: this one is not named."
            )
        if not anonymous and not self.source_id:
            errors["source"] = _("Choose the source.")
        if not anonymous and self.anonymous_reason:
            errors["anonymous_reason"] = _("Only a source that is not named has a reason.")
        if errors:
            raise ValidationError(errors)


class RelatedLink(StorableTextModel):
    """Another story, or a page elsewhere, beside this one."""

    story = models.ForeignKey(Story, models.CASCADE, related_name="related_links")
    kind = models.CharField(_("kind"), max_length=12, choices=RelatedKind, default=RelatedKind.NEXT_UP)
    target = models.ForeignKey(
        Story, models.CASCADE, null=True, blank=True, related_name="linked_from", verbose_name=_("our story")
    )
    url = models.URLField(_("or an address elsewhere"), max_length=500, blank=True)
    title = models.CharField(_("title"), max_length=300, blank=True, help_text=_("For an address elsewhere."))
    dek = models.CharField(_("dek"), max_length=300, blank=True)
    photo = models.ForeignKey(
        Photo, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("photo")
    )
    ordering = models.PositiveSmallIntegerField(_("place in order"), default=0)

    class Meta:
        verbose_name = _("related link")
        verbose_name_plural = _("next up and background")
        ordering = ["ordering", "pk"]
        constraints = [
            models.CheckConstraint(
                name="related_inside_or_outside",
                condition=Q(target__isnull=False, url="")
                | Q(target__isnull=True) & ~Q(url="") & ~Q(title=""),
                violation_error_message=_(
                    "Choose one of our stories, or give an address elsewhere with a title."
                ),
            ),
            models.CheckConstraint(
                name="related_not_itself",
                condition=~Q(target=models.F("story")),
                violation_error_message=_("A story cannot lead to itself."),
            ),
        ]

    def __str__(self):
        return str(self.target) if self.target_id else self.title
