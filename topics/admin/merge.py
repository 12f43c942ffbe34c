"""The record of what was merged, and the undoing of it."""

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from newsroom.lib.admin import ListAdmin
from topics import merging
from topics.models import Merge, Person, Source, Topic


@admin.register(Merge)
class MergeAdmin(ListAdmin):
    """The record of merges: what became part of what, by whom; each can be undone."""

    list_display = ["went", "stays", "what", "who", "at", "undone_at"]
    list_display_links = ["went"]
    list_select_related = ["by"]
    search_fields = ["merged_name", "kept_name"]
    search_help_text = _("Name")
    fields = ["what", "went", "stays", "who", "at", "undone_at"]
    actions = None

    def _kinds(self, request):
        models = (Topic, Person, Source)
        names = [model._meta.model_name for model in models]
        return [name for name in names if request.user.has_perm(f"topics.merge_{name}")]

    def get_queryset(self, request):
        """The merges of what the user may merge."""
        return super().get_queryset(request).filter(kind__in=self._kinds(request))

    @admin.display(description=_("goes away"), ordering="merged_name")
    def went(self, merge):
        """The name of what was merged."""
        return merge.merged_name

    @admin.display(description=_("stays"), ordering="kept_name")
    def stays(self, merge):
        """The name of what it became part of."""
        return merge.kept_name

    @admin.display(description=_("kind"), ordering="kind")
    def what(self, merge):
        """What the two are."""
        return {model._meta.model_name: model for model in (Topic, Person, Source)}[
            merge.kind
        ]._meta.verbose_name

    @admin.display(description=_("by"), ordering="by__name")
    def who(self, merge):
        """Whose name it goes by: no link, since few may see who signs in."""
        return merge.by

    # Nobody writes the record: services do. Whoever may merge may read it.

    def has_module_permission(self, request):
        """Whoever may merge something."""
        return bool(self._kinds(request))

    def has_view_permission(self, request, obj=None):
        """Whoever may merge such entries."""
        kinds = self._kinds(request)
        return bool(kinds) if obj is None else obj.kind in kinds

    def has_add_permission(self, request):
        """Nobody."""
        return False

    def has_change_permission(self, request, obj=None):
        """Nobody."""
        return False

    def has_delete_permission(self, request, obj=None):
        """Nobody."""
        return False

    def get_urls(self):
        """The undoing, before Django's own."""
        undo = self.admin_site.admin_view(self.undo_view)
        return [path("<int:pk>/undo/", undo, name="topics_merge_undo"), *super().get_urls()]

    @method_decorator(require_POST)
    def undo_view(self, request, pk):
        """Make two of one again."""
        record = get_object_or_404(self.get_queryset(request), pk=pk)
        try:
            merging.undo(record=record, by=request.user)
        except ValidationError as error:
            messages.error(request, error.messages[0])
        else:
            messages.success(
                request, gettext("“%(merged)s” stands by itself again.") % {"merged": record.merged_name}
            )
        return HttpResponseRedirect(reverse("admin:topics_merge_change", args=[pk]))
