"""Signing in."""

from django import forms
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.forms import UsernameField
from django.utils.translation import gettext_lazy as _


class SignInForm(AdminAuthenticationForm):
    """E-mail address and password."""

    username = UsernameField(widget=forms.EmailInput(attrs={"autofocus": True}))

    error_messages = {
        "invalid_login": _("This address and this password do not belong together, or may not use the desk."),
        "inactive": _("This account is switched off. An administrator of the newsroom can switch it on."),
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
