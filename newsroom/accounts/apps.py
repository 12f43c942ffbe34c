from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """Who works here, and what each role may do."""

    name = "newsroom.accounts"
    label = "accounts"
    verbose_name = _("people who work here")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from newsroom.accounts import roles

        post_migrate.connect(roles.sync_after_migrate, dispatch_uid="accounts.roles")
