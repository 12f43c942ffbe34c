"""What the screens of topics, people and sources share: addresses that lead on, and merging."""

from django import forms
from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from newsroom.accounts.audited import AuditedAdmin
from newsroom.lib.admin import AddressAdmin
from newsroom.outbox import events
from newsroom.outbox.announced import AnnouncedAdmin
from topics import merging, shown


class Chooser(AutocompleteSelect):
    """Django's, for what an address may ask for: it cannot show a choice that is no number."""

    def optgroups(self, name, value, attr=None):
        """The chosen row, if it can be one."""
        return super().optgroups(name, [key for key in value if key.isdecimal()], attr)


class MergeForm(forms.Form):
    """Into which other entry one is merged."""

    def __init__(self, data, entry, site):
        super().__init__(data, label_suffix="")
        model = type(entry)
        self.fields["into"] = forms.ModelChoiceField(
            model.objects.standing().exclude(pk=entry.pk),
            label=_("Merge it into"),
            widget=Chooser(model._meta.get_field("merged_into"), site),
        )


class ReferenceAdmin(AnnouncedAdmin, AddressAdmin, AuditedAdmin):
    """A screen for topics, people or sources: two that are one thing are merged, and addresses lead on."""

    # What an entry says of itself, beside its name: of two, the one that stays keeps its own.
    words = ()

    def get_queryset(self, request):
        """Those that were not merged into another."""
        return super().get_queryset(request).standing()

    def save_model(self, request, obj, form, change):
        """Save, and tell who listens; an address that is given up leads to the new one."""
        super().save_model(request, obj, form, change)
        if change and "slug" in form.changed_data:
            merging.remember_slug(target=obj, slug=form.initial["slug"])

    def changes(self, obj, former):
        """What the services know of it."""
        return shown.changes(obj, former)

    def tell(self, obj, former):
        """Tell it as what it is to all who listen: a topic, a person or a source."""
        tags = self.changes(obj, former)
        events.emit("reference.saved", kind=self.opts.model_name, id=obj.pk, tags=tags)

    def has_merge_permission(self, request):
        """Whether the user may merge such entries."""
        return request.user.has_perm(f"topics.merge_{self.opts.model_name}")

    def get_urls(self):
        """The screen that merges, before Django's own."""
        name = f"topics_{self.opts.model_name}_merge"
        return [
            path("<path:object_id>/merge/", self.admin_site.admin_view(self.merge_view), name=name),
            *super().get_urls(),
        ]

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        """With the way to the screen that merges."""
        context["may_merge"] = obj is not None and self.has_merge_permission(request)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def merge_view(self, request, object_id):
        """Choose what an entry is merged into, see what that changes, and do it."""
        if not self.has_merge_permission(request):
            raise PermissionDenied
        entry = get_object_or_404(self.get_queryset(request), pk=unquote(object_id))
        asked = request.POST if request.method == "POST" else request.GET
        form = MergeForm(asked if "into" in asked else None, entry, self.admin_site)
        kept = form.cleaned_data["into"] if form.is_valid() else None
        if kept and request.method == "POST":
            try:
                merging.merge(merged=entry, kept=kept, by=request.user)
            except ValidationError as error:
                form.add_error("into", error)
            else:
                said = gettext("“%(merged)s” is now part of “%(kept)s”. Its address leads there.")
                messages.success(request, said % {"merged": entry, "kept": kept})
                return HttpResponseRedirect(reverse(f"admin:{self.opts.db_table}_change", args=[kept.pk]))
        return TemplateResponse(
            request,
            "admin/topics/merge.html",
            {
                **self.admin_site.each_context(request),
                "title": gettext("Merge “%(entry)s”") % {"entry": entry},
                "opts": self.opts,
                "entry": entry,
                "form": form,
                "media": self.media + form.media,
                "sides": [self._side(side) for side in filter(None, (entry, kept))],
                "kept": kept,
                "moves": merging.preview(entry, kept) if kept else [],
                "taken": merging.preview_taken(entry, kept) if kept else [],
                "stories": kept and self._stories(entry, kept),
            },
        )

    def _side(self, entry):
        """Return what the screen shows of one of the two."""
        said = [(self.opts.get_field(name).verbose_name, getattr(entry, name)) for name in self.words]
        for name in entry.own_rows:
            rows = getattr(entry, name).all()
            said.append((rows.model._meta.verbose_name_plural, " / ".join(map(str, rows))))
        return {
            "entry": entry,
            "count": entry.editions.public().count(),
            "words": [(label, words) for label, words in said if words],
        }

    def _stories(self, entry, kept):
        """Return how many published stories either has, both have, and will be on the page that stays."""
        one, other = (set(side.editions.public().values_list("pk", flat=True)) for side in (entry, kept))
        return {"one": len(one), "other": len(other), "both": len(one & other), "after": len(one | other)}
