"""The desk's screens for pages about the newsroom: which there are, writing one, and what it said before."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from js_asset import Media

from newsroom.csp import as_readers_see_it
from newsroom.lib.admin import DeskForm
from newsroom.lib.text import validate_storable
from newsroom.pages import publishing
from newsroom.pages.difference import difference
from newsroom.pages.models import Page, PageVersion
from newsroom.pages.owed import OWED
from newsroom.pages.views import LISTED, page_context


class PageForm(DeskForm):
    """A page's draft, and what readers are told of it when it is published."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    note = forms.CharField(
        label=gettext_lazy("What changed"),
        required=False,
        max_length=300,
        validators=[validate_storable],
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("For readers, who see it beside the version."),
    )

    class Meta:
        model = Page
        fields = ["title", "slug", "summary", "text", "lists_authors"]
        widgets = {
            "title": forms.Textarea(attrs={"rows": 1}),
            "summary": forms.Textarea(attrs={"rows": 2}),
        }
        help_texts = {"slug": gettext_lazy("Made from the title if empty; it stays once readers know it.")}

    def __init__(self, *args, is_known, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = self.instance.version
        if is_known or self.instance.slug in OWED:
            del self.fields["slug"]
        else:
            self.fields["slug"].required = False
        if self.instance.slug != "masthead":
            del self.fields["lists_authors"]
        if not is_known:
            del self.fields["note"]

    def clean_title(self):
        """A title is one line, whatever was pasted."""
        return " ".join(self.cleaned_data["title"].split())

    def clean(self):
        """Give a page of the newsroom's own its address."""
        super().clean()
        if "slug" in self.fields and "title" in self.cleaned_data and not self.errors.get("slug"):
            words = self.cleaned_data["slug"] or self.cleaned_data["title"]
            self.cleaned_data["slug"] = publishing.own_slug(words)


@admin.register(Page)
class PageAdmin(admin.ModelAdmin):
    """Pages: those that every newsroom owes, written or not, and the newsroom's own."""

    def get_urls(self):
        """The screens of our own in the place of Django's."""
        pages = [
            ("", self.list_view, "changelist"),
            ("add/", self.edit_view, "add"),
            ("<int:pk>/change/", self.edit_view, "change"),
            ("<int:pk>/draft/", self.draft_view, "draft"),
            ("<int:pk>/versions/<int:number>/", self.version_view, "version"),
        ]
        return [
            path(route, self.admin_site.admin_view(self._for_chiefs(view)), name=f"pages_page_{name}")
            for route, view, name in pages
        ]

    def _for_chiefs(self, view):
        def guarded(request, **kwargs):
            if not self.has_change_permission(request):
                raise PermissionDenied
            return view(request, **kwargs)

        return guarded

    def _page(self, request, name, title, **context):
        context |= self.admin_site.each_context(request) | {"title": title, "opts": self.opts}
        return TemplateResponse(request, f"admin/pages/page/{name}.html", context)

    def list_view(self, request):
        """Show every page that is owed, and then the others."""
        pages = {page.slug: page for page in Page.objects.select_related("live_version", "saved_by")}
        owed = [(slug, owed, pages.pop(slug, None)) for slug, owed in OWED.items()]
        return self._page(request, "change_list", _("Pages"), owed=owed, own=list(pages.values()))

    def edit_view(self, request, pk=None):
        """Write a page, and publish it or take it down."""
        rows = Page.objects.select_related("live_version", "saved_by")
        page = get_object_or_404(rows, pk=pk) if pk else None
        versions = list(page.versions.defer("text").select_related("published_by")) if page else []
        form = PageForm(
            request.POST or None,
            instance=Page.objects.get(pk=pk) if page else self._new(request),
            is_known=bool(versions),
        )
        standing = None
        if "_take_down" in request.POST and page:
            publishing.take_down(page=page, by=request.user)
            messages.success(request, _("Readers do not see this page any more. The draft is here."))
            return self._to(page)
        if form.is_valid():
            try:
                return self._to(self._save(request, form))
            except publishing.Conflict as conflict:
                standing = conflict.standing
                # What was typed is shown again, to be saved over what stands now by who has seen both.
                form.data = form.data.copy()
                form.data["version"] = standing.version
            except ValidationError as error:
                _refuse(form, error)
        slug = form.instance.slug if page or form.instance.slug in OWED else ""
        return self._page(
            request,
            "change_form",
            _("Edit page: %(page)s") % {"page": page} if page else _("New page"),
            form=form,
            page=page,
            owed=OWED.get(slug),
            address=page and page.get_absolute_url(),
            versions=versions,
            is_changed=bool(page and page.live_version and page.live_version.words != page.words),
            standing=standing,
            rows=difference(standing, form.instance) if standing else [],
            media=Media.from_media(self.media + form.media, nonce=request.csp_nonce),
        )

    def _new(self, request):
        """Return the unsaved page that was asked for: one that is owed, or one of the newsroom's own."""
        slug = request.GET.get("page", "")
        if slug and (slug not in OWED or Page.objects.filter(slug=slug).exists()):
            raise Http404("There is no such page to begin.")
        return Page(slug=slug, title=str(OWED[slug].title) if slug else "")

    def _save(self, request, form):
        """Do what was asked for with what was typed, all of it or nothing; return the page."""
        by, version = request.user, form.cleaned_data["version"]
        with transaction.atomic():
            page = publishing.save(page=form.instance, by=by, version=version)
            said = _("Saved. Readers see nothing of it until it is published.")
            if "_publish" in request.POST:
                note = form.cleaned_data.get("note", "")
                published = publishing.publish(page=page, by=by, version=page.version, note=note)
                said = _("Readers see version %(number)s.") % {"number": published.number}
        messages.success(request, said)
        return page

    def _to(self, page):
        return HttpResponseRedirect(reverse("admin:pages_page_change", args=[page.pk]))

    @method_decorator([require_safe, as_readers_see_it, cache_control(private=True, no_store=True)])
    def draft_view(self, request, pk):
        """Show the saved draft in the readers' template, to no cache and no search engine."""
        page = get_object_or_404(Page, pk=pk)
        draft = PageVersion(page=page, published_at=timezone.now(), **page.words)
        response = render(request, "pages/page.html", page_context(draft) | {"is_draft": True})
        response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        return response

    def version_view(self, request, pk, number):
        """Show a version and what it changed, and put it into the draft again."""
        version = get_object_or_404(
            PageVersion.objects.select_related("page", "published_by"), page=pk, number=number
        )
        if request.method == "POST":
            opened = request.POST.get("version", "")
            try:
                publishing.restore(
                    page=version.page,
                    by=request.user,
                    version=int(opened) if opened.isdecimal() and len(opened) < 10 else -1,
                    earlier=version,
                )
            except publishing.Conflict:
                messages.error(
                    request, _("Somebody saved this page since you looked. Nothing was restored: look again.")
                )
                return HttpResponseRedirect(request.path)
            messages.success(
                request,
                _("Version %(number)s is in the draft again. Publish it, or go on writing.")
                % {"number": version.number},
            )
            return self._to(version.page)
        earlier = version.page.versions.filter(number=number - 1).first()
        return self._page(
            request,
            "version",
            _("Version %(number)s") % {"number": number},
            page=version.page,
            version=version,
            earlier=earlier,
            rows=difference(earlier, version) if earlier else [],
            versions=list(version.page.versions.defer("text")[:LISTED]),
        )


def _refuse(form, error):
    """Put what a service objected to into `form`, at its fields where it has them."""
    for field, errors in getattr(error, "error_dict", {None: error}).items():
        form.add_error(field if field in form.fields else None, errors)
