"""Telling of what a plain screen of the admin changes, for which there is no service."""

from django.contrib import admin

from newsroom.outbox import events


class AnnouncedAdmin(admin.ModelAdmin):
    """Writes an event for each row added, changed or deleted, in the same transaction."""

    def changes(self, obj, former):
        """Return the words (`newsroom.lib.tags`) of what changes for readers with the row `obj`, just saved.

        `former` has what its changed columns held before, by name; None for a new one, and for one that goes.
        """
        raise NotImplementedError

    def tell(self, obj, former):
        """Write the event."""
        kind = self.opts.model_name
        events.emit(f"{kind}.saved", kind=kind, id=obj.pk, tags=self.changes(obj, former))

    def save_model(self, request, obj, form, change):
        """Save, and tell."""
        super().save_model(request, obj, form, change)
        self.tell(obj, {name: form.initial.get(name) for name in form.changed_data} if change else None)

    def delete_model(self, request, obj):
        """Tell, and delete."""
        self.tell(obj, None)
        super().delete_model(request, obj)
