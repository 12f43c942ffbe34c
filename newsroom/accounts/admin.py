"""Screens for who works here, and for the trail of what they did."""

from django import forms
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import BaseUserCreationForm
from django.contrib.auth.forms import UserChangeForm as DjangoUserChangeForm
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from newsroom.accounts.audited import AuditedAdmin
from newsroom.accounts.forms import SignInForm
from newsroom.accounts.models import AuditEntry, User
from newsroom.accounts.roles import ROLES
from newsroom.lib.admin import DeskForm, ListAdmin

OURS = {"accounts", "topics", "articles"}

admin.site.login_form = SignInForm
# What a role may do is written in roles.py, and to this table after each migration.
admin.site.unregister(Group)


class EmailForm(DeskForm):
    """A form that says whose e-mail address it is when it is taken, in whatever case."""

    def clean_email(self):
        """Return the address in lower case. Raises ValidationError if somebody else has it."""
        email = self.cleaned_data["email"].lower()
        other = User.objects.filter(email=email).exclude(pk=self.instance.pk).first()
        if other:
            raise ValidationError(_("%(name)s has this address already."), params={"name": other})
        return email


class UserAddForm(EmailForm, BaseUserCreationForm):
    """A colleague's address, name, password and roles."""

    class Meta:
        model = User
        fields = ["email", "name"]
        field_classes = {}


class UserChangeForm(EmailForm, DjangoUserChangeForm):
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
    add_form_template = None
    list_display = ["name", "email", "roles", "is_active", "last_login"]
    list_filter = ["is_active", "groups"]
    search_fields = ["name", "email"]
    search_help_text = _("Name, e-mail address")
    ordering = ["name"]
    empty_value_display = _("none")
    filter_horizontal = []
    fieldsets = [
        (None, {"fields": [("name", "email"), "password"]}),
        (_("Rights"), {"fields": ["groups", ("is_staff", "is_active")]}),
    ]
    add_fieldsets = [
        (None, {"fields": [("name", "email"), ("password1", "password2")]}),
        (_("Rights"), {"fields": ["groups"]}),
    ]

    def get_queryset(self, request):
        """With the roles that the list shows."""
        return super().get_queryset(request).prefetch_related("groups")

    def get_fieldsets(self, request, obj=None):
        """Only who has every permission may hand it on."""
        fieldsets = super().get_fieldsets(request, obj)
        if obj and request.user.is_superuser:
            return [*fieldsets, (_("Everything"), {"fields": ["is_superuser"]})]
        return fieldsets

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        """There are five roles: show them all."""
        if db_field.name == "groups":
            kwargs["widget"] = forms.CheckboxSelectMultiple
            kwargs["help_text"] = _("Each may also do what those before it may.")
            kwargs["label"] = _("Roles")
            kwargs["queryset"] = Group.objects.filter(name__in=ROLES).order_by("pk")
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


class TargetFilter(admin.SimpleListFilter):
    """The kind of thing something was done to, from the screens there are: the trail is too long to ask."""

    title = _("kind of thing")
    parameter_name = "target"

    def lookups(self, request, model_admin):
        """What may be asked."""
        ours = (model._meta for model in apps.get_models() if model._meta.app_label in OURS)
        return sorted(
            (options.model_name, options.verbose_name)
            for options in ours
            if admin.site.is_registered(options.model) and options.model is not AuditEntry
        )

    def queryset(self, request, queryset):
        """What was done to the chosen kind."""
        return queryset.filter(target_type=self.value()) if self.value() else queryset


@admin.register(AuditEntry)
class AuditEntryAdmin(ListAdmin):
    """Who did what, when and from where. To read only."""

    list_display = ["at", "actor", "action", "target_label", "target_type", "address"]
    list_display_links = ["at"]
    list_filter = ["at", TargetFilter]
    list_select_related = ["actor"]
    fields = ["at", "actor", "action", ("target_label", "target_type", "target_id"), "detail", "address"]
    search_fields = ["target_label", "action", "actor__name", "=actor__email"]
    search_help_text = _("Thing, what was done, who")

    def has_add_permission(self, request):
        """Never."""
        return False

    def has_change_permission(self, request, obj=None):
        """Never."""
        return False

    def has_delete_permission(self, request, obj=None):
        """Never."""
        return False
