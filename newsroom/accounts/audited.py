"""The audit trail for the admin's plain screens, whose changes no service makes."""

from django.contrib import admin

from newsroom.accounts import audit


class AuditedAdmin(admin.ModelAdmin):
    """Writes a line of the audit trail for each row added, changed or deleted, in the same transaction.

    Rows are deleted one by one: Django deletes a selection outside any transaction.
    """

    actions = None

    def log_addition(self, request, obj, message):
        """Record the addition."""
        self._record("add", request, obj, message)
        return super().log_addition(request, obj, message)

    def log_change(self, request, obj, message):
        """Record the change."""
        self._record("change", request, obj, message)
        return super().log_change(request, obj, message)

    def log_deletions(self, request, queryset):
        """Record the deletions, which are about to happen."""
        for obj in queryset:
            self._record("delete", request, obj, [])
        return super().log_deletions(request, queryset)

    def _record(self, what, request, obj, changes):
        audit.record(f"{self.opts.model_name}.{what}", obj, by=request.user, changes=changes)
