from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.enums import Licence
from articles.querysets import PhotoQuerySet
from newsroom.lib.clock import today
from newsroom.lib.text import StorableTextModel


class Photo(StorableTextModel):
    """A picture in the library, with the words that must go with it."""

    tagged = ["photo:{id}"]

    title = models.CharField(
        _("title"), max_length=200, help_text=_("For finding it again; readers do not see it.")
    )
    original = models.CharField(
        _("stored original"), max_length=200, blank=True, default="", db_default="", editable=False
    )
    width = models.PositiveIntegerField(_("width"), null=True, editable=False)
    height = models.PositiveIntegerField(_("height"), null=True, editable=False)
    digest = models.CharField(
        _("digest of the uploaded file"),
        max_length=64,
        blank=True,
        default="",
        db_default="",
        db_index=True,
        editable=False,
    )
    renditions = models.JSONField(
        _("stored sizes"),
        default=list,
        editable=False,
        help_text=_("[width, height, name], narrowest first."),
    )
    has_avif = models.BooleanField(_("AVIF is there"), default=False, db_default=False, editable=False)
    share = models.JSONField(
        _("crop for shared links"), null=True, editable=False, help_text=_("[width, height, name].")
    )
    files_due_at = models.DateTimeField(
        _("files due"), null=True, editable=False, help_text=_("When a worker is to make copies anew.")
    )
    focus_x = models.PositiveSmallIntegerField(
        _("focal point, percent across"), default=50, db_default=50, validators=[MaxValueValidator(100)]
    )
    focus_y = models.PositiveSmallIntegerField(
        _("focal point, percent down"), default=50, db_default=50, validators=[MaxValueValidator(100)]
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
    credit = models.CharField(
        _("credit"), max_length=200, blank=True, help_text=_("Without one it cannot be used.")
    )
    creator = models.CharField(
        _("photographer"), max_length=200, blank=True, default="", db_default="", help_text=_("Who took it.")
    )
    licence = models.CharField(
        _("rights"), max_length=12, choices=Licence, blank=True, default="", db_default=""
    )
    terms = models.CharField(
        _("terms of use"),
        max_length=500,
        blank=True,
        default="",
        db_default="",
        help_text=_("Such as: with this story only; not for sports."),
    )
    notice = models.CharField(_("copyright notice"), max_length=300, blank=True, default="", db_default="")
    rights_until = models.DateField(
        _("rights end on"),
        null=True,
        blank=True,
        db_index=True,
        help_text=_(
            "The last day of use. After it the photo cannot be newly published, and the desk is told a week "
            "before. Empty: no end."
        ),
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
        indexes = [
            models.Index(
                fields=["files_due_at"],
                name="photo_files_due",
                condition=models.Q(files_due_at__isnull=False),
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

    @property
    def focus(self):
        """The point that must stay in every crop, in percent across and down."""
        return [self.focus_x, self.focus_y]

    @property
    def whose(self):
        """What its copies say of whose it is (newsroom.lib.photo_words.packet)."""
        return {name: getattr(self, name) for name in ("creator", "credit", "notice", "terms")}

    @property
    def are_rights_over(self):
        """True if its last day of use is past."""
        return bool(self.rights_until and self.rights_until < today())

    def why_unusable(self):
        """Why it may not be newly published, in a sentence; "" if it may."""
        if not self.credit:
            return _("“%(photo)s” has no credit") % {"photo": self}
        if self.are_rights_over:
            return _("The rights to “%(photo)s” have ended") % {"photo": self}
        return ""

    def url(self, width):
        """The address of the narrowest stored size at least `width` wide, else of the widest."""
        name = next((name for w, _h, name in self.renditions if w >= width), self.renditions[-1][2])
        return default_storage.url(name)
