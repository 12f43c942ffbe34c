"""What stops a publication: one table of all checks, set by administrators."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _

from articles import preflight
from articles.admin.forms import PlainForm
from articles.enums import Check, Level
from articles.models import PreflightRule


class RulesForm(PlainForm):
    """A choice of level for each check."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        standing = preflight.levels()
        for check in Check:
            self.fields[check.value] = forms.ChoiceField(
                label=check.label,
                choices=Level,
                widget=forms.RadioSelect,
                initial=standing[check],
                disabled=check in preflight.FIXED,
                help_text=_("Always stops a publication.")
                if check in preflight.FIXED
                else _("As delivered: %(level)s") % {"level": preflight.DEFAULTS[check].label}
                if standing[check] != preflight.DEFAULTS[check]
                else "",
            )


@admin.register(PreflightRule)
class PreflightRuleAdmin(admin.ModelAdmin):
    """The table of checks. There is nothing to add to it and nothing to take away."""

    def has_add_permission(self, request):
        """Nobody: the table has a row for each check already."""
        return False

    def has_delete_permission(self, request, obj=None):
        """Nobody."""
        return False

    def get_urls(self):
        """The table alone."""
        return [path("", self.admin_site.admin_view(self.table), name="articles_preflightrule_changelist")]

    def table(self, request):
        """Show the table, and set what was chosen."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        form = RulesForm(request.POST or None)
        if form.is_valid():
            wanted = {Check(name): Level(level) for name, level in form.cleaned_data.items()}
            preflight.set_levels(wanted=wanted, by=request.user)
            messages.success(request, _("Set. The next publication goes by it."))
            return HttpResponseRedirect(reverse("admin:articles_preflightrule_changelist"))
        context = self.admin_site.each_context(request) | {
            "title": _("What stops a publication"),
            "opts": self.opts,
            "form": form,
            "levels": Level.labels,
        }
        return TemplateResponse(request, "admin/articles/preflightrule/table.html", context)
