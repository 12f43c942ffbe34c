from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.querysets import PhotoQuerySet
from newsroom.lib.text import StorableTextModel


class Photo(StorableTextModel):
    """A picture in the library, with the words that must go with it."""

    title = models.CharField(
        _("title"), max_length=200, help_text=_("For finding it again; readers do not see it.")
    )
    renditions = models.JSONField(
        _("stored sizes"),
        default=list,
        editable=False,
        help_text=_("[width, height, name], narrowest first."),
    )
    alt = models.CharField(
        _("alternative text"),
        max_length=500,
        blank=True,
        help_text=_("What it shows, for those who cannot see it."),
    )
    is_decorative = models.BooleanField(
        _("decorative"),
        default=False,
        help_text=_("It says nothing that the text does not: no alternative text."),
    )
    caption = models.CharField(_("caption"), max_length=500, blank=True)
    credit = models.CharField(_("credit"), max_length=200)
    rights_until = models.DateField(
        _("rights end on"), null=True, blank=True, help_text=_("The last day of use. Empty: no end.")
    )
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("added by"),
    )
    added_at = models.DateTimeField(_("added"), auto_now_add=True, db_index=True)

    objects = PhotoQuerySet.as_manager()

    class Meta:
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        ordering = ["-added_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="photo_has_alt_or_is_decorative",
                condition=~models.Q(alt="") | models.Q(is_decorative=True),
                violation_error_message=_("Say what the photo shows, or mark it as decorative."),
            ),
            models.CheckConstraint(
                name="photo_has_credit",
                condition=~models.Q(credit=""),
                violation_error_message=_("A photo needs a credit."),
            ),
        ]

    def __str__(self):
        return self.title

    def clean(self):
        super().clean()
        if self.is_decorative and self.alt:
            raise ValidationError(
                {"alt": _("A decorative photo has no alternative text. Clear one of the two.")}
            )

    def url(self, width):
        """The address of the narrowest stored size at least `width` wide, else of the widest."""
        name = next((name for w, _h, name in self.renditions if w >= width), self.renditions[-1][2])
        return default_storage.url(name)
