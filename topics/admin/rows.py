"""The rows that an entry says of itself, in order: a part of it, without permissions of their own."""

from django import forms
from django.contrib import admin


class NamedRows(forms.BaseInlineFormSet):
    """Rows whose fields are named, since the names above the columns are for the eye alone."""

    def add_fields(self, form, index):
        """Name each field as its column; a new row comes last."""
        super().add_fields(form, index)
        for field in form.fields.values():
            field.widget.attrs["aria-label"] = field.label
        if form.instance.pk is None and index is not None:
            form.initial["ordering"] = index + 1


class OwnRows(admin.TabularInline):
    """Rows that may be seen and changed by whoever may see and change what they are of."""

    formset = NamedRows
    extra = 1

    def _may(self, request, action):
        return request.user.has_perm(f"topics.{action}_{self.parent_model._meta.model_name}")

    def has_view_permission(self, request, obj=None):
        """As for what they are of."""
        return self._may(request, "view")

    def has_change_permission(self, request, obj=None):
        """As for what they are of, which may be new."""
        return self._may(request, "change" if obj else "add") or self._may(request, "change")

    has_add_permission = has_delete_permission = has_change_permission
