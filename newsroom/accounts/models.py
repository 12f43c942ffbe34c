from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from newsroom.lib.text import StorableTextModel


class UserManager(BaseUserManager):
    """Makes users from an e-mail address; looks them up whatever its case."""

    def create_user(self, email, password=None, **fields):
        """Create and return a user. Raises ValueError without an address."""
        if not email:
            raise ValueError("A user needs an e-mail address.")
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save()
        return user

    def create_superuser(self, email, password=None, **fields):
        """Create and return a user with every permission."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username):
        """Return the user with this address, in any case."""
        return self.get(email=username.strip().lower())


class User(StorableTextModel, AbstractBaseUser, PermissionsMixin):
    """Somebody who signs in, by e-mail address."""

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=200, help_text=_("As colleagues and the public know them."))
    is_staff = models.BooleanField(_("may use the desk"), default=True)
    is_active = models.BooleanField(_("active"), default=True, help_text=_("Switch off instead of deleting."))
    joined_at = models.DateTimeField(_("joined"), auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_any_case")]

    def __str__(self):
        return self.name or self.email

    def clean(self):
        super().clean()
        self.email = self.email.lower()

    def get_full_name(self):
        """The name, as the admin greets."""
        return self.name

    def get_short_name(self):
        """The first word of the name."""
        return self.name.split(" ")[0] if self.name else self.email


class AuditQuerySet(models.QuerySet):
    """Lines of the audit trail, to be read."""

    def update(self, **values):
        """Refuse. Raises ValidationError always."""
        raise ValidationError(_("The audit trail cannot be changed."))

    def delete(self):
        """Refuse. Raises ValidationError always."""
        raise ValidationError(_("The audit trail cannot be deleted."))


class AuditEntry(StorableTextModel):
    """One line of the audit trail: who did what to which thing, when and from where. Never changed."""

    at = models.DateTimeField(_("at"), auto_now_add=True, db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("who")
    )
    action = models.CharField(_("what"), max_length=60, db_index=True)
    target_type = models.CharField(_("kind of thing"), max_length=60)
    target_id = models.BigIntegerField(_("its number"), null=True)
    target_label = models.CharField(_("thing"), max_length=300)
    detail = models.JSONField(_("detail"), default=dict, blank=True)
    address = models.GenericIPAddressField(_("from"), null=True)

    objects = AuditQuerySet.as_manager()

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit trail")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["target_type", "target_id"], name="audit_target")]

    def __str__(self):
        return f"{self.action} {self.target_label}"

    def save(self, *args, **kwargs):
        """Write the line. Raises ValidationError for a line that stands already."""
        if self.pk:
            raise ValidationError(_("The audit trail cannot be changed."))
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        """Refuse. Raises ValidationError always."""
        raise ValidationError(_("The audit trail cannot be deleted."))
