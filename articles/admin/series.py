"""Series and packages: their screen, the search for stories on it, and the series of one story."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import F, OuterRef
from django.http import JsonResponse
from django.template.loader import render_to_string
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from articles.admin.forms import PlainForm
from articles.admin.pages import back_to, page, refuse, story_for
from articles.admin.services import ServiceAdmin, ServiceForm, refusals_as_errors
from articles.models import Series, SeriesPart, Story
from articles.series import place, save, take_out
from newsroom.lib.admin import AddressForm, ListAdmin, counted
from newsroom.lib.text import unstorable

FOUND = 12


class PartsField(forms.Field):
    """The stories of a series, in the order in which the form has them."""

    widget = forms.MultipleHiddenInput
    user = None

    def clean(self, value):
        """Return the stories. Raises ValidationError for one that is not there, or not open to the user."""
        ids = list(dict.fromkeys(int(key) for key in value or () if key.isdecimal() and len(key) < 19))
        stories = as_parts(Story.objects.linkable_by(self.user)).in_bulk(ids)
        if len(stories) != len(ids):
            raise ValidationError(_("One of these stories is not there, or is not open to you."))
        return [stories[pk] for pk in ids]


def as_parts(stories):
    """Return `stories` with what a row of the list shows of each."""
    return stories.select_related("section", "live_edition").annotate(
        queued_for=F("queued_edition__goes_live_at")
    )


class SeriesForm(ServiceForm, AddressForm):
    """What a series is, and its parts."""

    parts = PartsField(required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    user = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["parts"].user = self.user


@admin.register(Series)
class SeriesAdmin(ServiceAdmin, ListAdmin):
    """Series and packages, each with its parts in order."""

    form = SeriesForm
    actions = None
    change_form_template = "admin/articles/series/change_form.html"
    view_on_site = False  # its address stands below its name
    prepopulated_fields = {"slug": ["name"]}
    autocomplete_fields = ["photo"]
    list_display = ["name", "kind", "seen"]
    list_filter = ["kind"]
    search_fields = ["name", "slug"]
    search_help_text = gettext_lazy("Name")
    fieldsets = [(None, {"fields": ["name", ("kind", "slug"), "dek", "photo", "planned", "coming"]})]

    def get_queryset(self, request):
        """With how many parts there are, and how many of them readers see, where the list shows it."""
        rows = super().get_queryset(request)
        if not self.is_list(request):
            return rows
        parts = SeriesPart.objects.filter(series=OuterRef("pk"))
        return rows.annotate(count=counted(parts, "series"), out=counted(parts.public(), "series"))

    @admin.display(description=gettext_lazy("readers see"))
    def seen(self, series):
        """How many of its parts readers see."""
        return _("%(out)s of %(count)s parts") % {"out": series.out, "count": series.count}

    def has_delete_permission(self, request, obj=None):
        """Nobody: without parts it is gone from the site, and its address leads on if they come back."""
        return False

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """Return the form's field; the photo's without the buttons that lead away from the form."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "photo":
            for action in ("add", "change", "delete", "view"):
                setattr(field.widget, f"can_{action}_related", False)
        return field

    def get_form(self, request, obj=None, change=False, **kwargs):
        """Return the form for this request, which knows who asks."""
        form = super().get_form(request, obj, change=change, **kwargs)
        form.user = request.user
        return form

    def save_model(self, request, obj, form, change):
        """Save through the service."""
        asked = {name: form.cleaned_data[name] for name in ("parts", "version")}
        with refusals_as_errors():
            save(series=obj, by=request.user, **asked)

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        """With the parts as they are asked for, and as they stand where another changed them meanwhile."""
        form = context["adminform"].form
        standing = as_parts(Story.objects.filter(series_parts__series=obj)) if obj else Story.objects.none()
        standing = list(standing.order_by("series_parts__ordering", "series_parts__pk"))
        context["parts"] = standing
        if form.is_bound:
            context["parts"] = form.cleaned_data.get("parts", []) if hasattr(form, "cleaned_data") else []
            if obj and form["version"].value() != str(obj.version):
                context["standing_parts"] = standing
        context["version"] = obj.version if obj else ""
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def get_urls(self):
        """The search for stories, before Django's own."""
        found = self.admin_site.admin_view(self.stories)
        return [path("stories/", found, name="articles_series_stories"), *super().get_urls()]

    def stories(self, request):
        """Answer the search for stories that the user may put into a series, by words of their headlines."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        return found_stories(request)


@require_GET
def found_stories(request):
    """Return the newest stories with each word asked for in their headline, as rows for the list of parts."""
    asked = request.GET.get("q", "").strip()[:200]
    stories = Story.objects.none() if unstorable(asked) else Story.objects.linkable_by(request.user)
    rows = as_parts(stories.known_by(asked.split()))[:FOUND]
    html = [render_to_string("admin/articles/series/part.html", {"part": row}, request) for row in rows]
    return JsonResponse({"stories": html})


class ChooseForm(PlainForm):
    """Into which series a story is put."""

    def __init__(self, data, story):
        super().__init__(data)
        self.fields["series"] = forms.ModelChoiceField(
            Series.objects.exclude(parts__story=story),
            label=_("Put it at the end of"),
            widget=AutocompleteSelect(SeriesPart._meta.get_field("series"), admin.site),
        )


def series(request, pk):
    """The series that the story is in: take it out of one, or put it at the end of another."""
    story = story_for(request, pk, "arrange")
    form = ChooseForm(request.POST if "series" in request.POST else None, story)
    left = request.POST.get("out", "")
    if left.isdecimal() and (series := Series.objects.filter(pk=left[:18], parts__story=story).first()):
        take_out(story=story, series=series, by=request.user)
        messages.success(request, _("It is not in “%(series)s” any more.") % {"series": series})
        return back_to(story, "series")
    if form.is_valid():
        try:
            chosen = place(story=story, series=form.cleaned_data["series"], by=request.user)
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, _("It is in “%(series)s” now.") % {"series": chosen})
            return back_to(story, "series")
    places = story.series_parts.select_related("series").order_by("series__name")
    return page(
        request, "series", _("Series and packages"), story, form=form, places=places, media=form.media
    )
