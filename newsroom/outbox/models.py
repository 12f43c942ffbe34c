from django.db import models
from django.utils.translation import gettext_lazy as _


class Event(models.Model):
    """Something that happened, to be told to whoever listens, once."""

    kind = models.CharField(_("kind"), max_length=60)
    payload = models.JSONField(_("payload"), default=dict)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    due_at = models.DateTimeField(_("due"))
    # When readers see what it tells of, if not at once.
    counts_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    claimed_until = models.DateTimeField(
        _("claimed until"),
        null=True,
        help_text=_("While a worker has it. A worker that dies loses its claim at this time."),
    )
    delivered_at = models.DateTimeField(_("delivered"), null=True)
    last_error = models.TextField(_("last error"), blank=True)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["due_at"], name="event_due", condition=models.Q(delivered_at__isnull=True)),
            models.Index(
                fields=["counts_at"], name="event_counts", condition=models.Q(counts_at__isnull=False)
            ),
        ]

    def __str__(self):
        return f"{self.kind} #{self.pk}"
