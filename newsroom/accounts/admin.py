"""Screens for who works here, and for the trail of what they did."""

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.contrib.auth.forms import UserChangeForm as DjangoUserChangeForm
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _

from newsroom.accounts.audited import AuditedAdmin
from newsroom.accounts.forms import SignInForm
from newsroom.accounts.models import AuditEntry, User
from newsroom.lib.admin import ListAdmin

admin.site.login_form = SignInForm
# What a role may do is written in roles.py, and to this table after each migration.
admin.site.unregister(Group)


class UserAddForm(AdminUserCreationForm):
    """A colleague's address, name, password and roles."""

    class Meta:
        model = User
        fields = ["email", "name"]
        field_classes = {}


class UserChangeForm(DjangoUserChangeForm):
    """The same, once they are there."""

    class Meta:
        model = User
        fields = "__all__"
        field_classes = {}


@admin.register(User)
class UserAdmin(ListAdmin, AuditedAdmin, DjangoUserAdmin):
    """Colleagues, who sign in by e-mail address, and their roles."""

    form = UserChangeForm
    add_form = UserAddForm
    list_display = ["name", "email", "roles", "is_active", "last_login"]
    list_filter = ["is_active", "groups"]
    search_fields = ["name", "email"]
    ordering = ["name"]
    filter_horizontal = []
    fieldsets = [
        (None, {"fields": [("name", "email"), "password"]}),
        (_("Roles"), {"fields": ["groups", ("is_staff", "is_active"), "is_superuser"]}),
    ]
    add_fieldsets = [
        (None, {"fields": [("name", "email"), "usable_password", ("password1", "password2")]}),
        (_("Roles"), {"fields": ["groups"]}),
    ]

    def get_queryset(self, request):
        """With the roles that the list shows."""
        return super().get_queryset(request).prefetch_related("groups")

    def get_exclude(self, request, obj=None):
        """Only who has every permission may hand it on."""
        return [] if request.user.is_superuser else ["is_superuser"]

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        """There are five roles: show them all."""
        if db_field.name == "groups":
            kwargs["widget"] = forms.CheckboxSelectMultiple
            kwargs["help_text"] = ""
            kwargs["label"] = _("Roles")
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    @admin.display(description=_("roles"))
    def roles(self, obj):
        """The names of somebody's roles."""
        return ", ".join(group.name for group in obj.groups.all())

    def has_change_permission(self, request, obj=None):
        """As usual, but who has every permission is changed only by their like."""
        may = super().has_change_permission(request, obj)
        return may and (obj is None or not obj.is_superuser or request.user.is_superuser)

    def has_delete_permission(self, request, obj=None):
        """Never: what they did remains theirs. Accounts are switched off."""
        return False


@admin.register(AuditEntry)
class AuditEntryAdmin(ListAdmin):
    """Who did what, when and from where. To read only."""

    list_display = ["at", "actor", "action", "target_label", "target_type", "address"]
    list_display_links = ["at"]
    list_filter = ["action", "target_type", "at"]
    list_select_related = ["actor"]
    search_fields = ["target_label", "action", "=actor__email"]

    def has_add_permission(self, request):
        """Never."""
        return False

    def has_change_permission(self, request, obj=None):
        """Never."""
        return False

    def has_delete_permission(self, request, obj=None):
        """Never."""
        return False
