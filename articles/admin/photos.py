"""The photo library: pictures with the words that go with them, seen before they are read."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Exists, OuterRef, Q
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from articles import photos, replacing
from articles.admin import library
from articles.admin.forms import PlainForm
from articles.models import (
    Author,
    Edition,
    Front,
    FrontVersion,
    GalleryPhoto,
    LiveUpdate,
    Photo,
    Picture,
    RelatedLink,
    Series,
    Story,
)
from articles.photos import SOON
from newsroom.lib.admin import (
    DeskForm,
    ListAdmin,
    Tabs,
    at_most,
    counted,
    is_used,
    relations_to,
    rows_pointing_at,
)
from newsroom.lib.clock import today
from newsroom.lib.images import ENDINGS, read_picture
from topics.models import Person

LISTED_USES = 50
# The crops that readers' pages make, with the class of each.
CROPS = [("16:9", "r169"), ("4:3", "r43"), ("1:1", "r11"), ("4:5", "r45")]
# A tab that holds more says so, and no more.
MOST_COUNTED = 99


class PhotoForm(DeskForm):
    """A photo's words and, where it is new or replaced, its file."""

    # Set for the second look at a form whose picture could not be stored.
    is_storage_broken = False
    # The Picture in the file, if one was sent.
    picture = None

    file = forms.FileField(
        label=_("Picture"),
        help_text=_(
            "JPEG, PNG, WebP, AVIF, GIF or HEIC. What the file says of its picture fills what you leave "
            "empty; where it was taken is never stored."
        ),
        widget=forms.FileInput(attrs={"accept": ",".join(ENDINGS)}),
    )

    class Meta:
        model = Photo
        fields = [
            *("title", "alt", "is_decorative", "caption", "credit", "creator", "licence"),
            *("rights_until", "terms", "notice", "focus_x", "focus_y"),
        ]
        widgets = {
            "alt": forms.Textarea({"rows": 3}),
            "caption": forms.Textarea({"rows": 3}),
            "rights_until": forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
            "focus_x": forms.NumberInput({"min": 0, "max": 100}),
            "focus_y": forms.NumberInput({"min": 0, "max": 100}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("focus_x", "focus_y"):
            if name in self.fields:
                self.fields[name].required = False
        if self.instance.pk:
            self.fields["file"].required = False
            self.fields["file"].label = _("New file")
            self.fields["file"].help_text = _(
                "It takes the place of this one wherever the photo is used; published stories show it from "
                "their next edition on."
            )

    def clean(self):
        """Let a focal point that was not sent stay where it is. Raises nothing itself."""
        cleaned = super().clean()
        for name in ("focus_x", "focus_y"):
            if name in cleaned and cleaned[name] is None:
                cleaned[name] = getattr(self.instance, name)
        return cleaned

    def clean_file(self):
        """Read the uploaded file and return it. Raises ValidationError, with the reason, if it cannot be."""
        file = self.cleaned_data["file"]
        self.picture = read_picture(file) if file else None
        if self.is_storage_broken:
            raise ValidationError(
                _("The picture could not be stored: the disk may be full. Nothing was changed.")
            )
        return file


class ReplaceForm(PlainForm):
    """Which photo is to stand in the place of another."""

    other = forms.ModelChoiceField(
        Photo.objects.all(),
        label=_("The photo to use instead"),
        widget=AutocompleteSelect(Picture._meta.get_field("photo"), admin.site),
    )


def tell(request, replaced):
    """Say what became of a photo that was Replaced."""
    messages.success(
        request,
        ngettext("Replaced in %(count)s story", "Replaced in %(count)s stories", len(replaced.done))
        % {"count": len(replaced.done)}
        + (
            _(", and in %(count)s updates, portraits and fronts.") % {"count": replaced.others}
            if replaced.others
            else "."
        ),
    )
    for story, reason in replaced.waiting:
        messages.warning(
            request,
            format_html(
                _("Replaced in the draft of <a href='{}'>{}</a>, which readers do not see yet. {}"),
                reverse("admin:articles_story_change", args=[story.pk]),
                story,
                reason,
            ),
        )


class PhotoTabs(Tabs):
    """All photos, or some."""

    def lookups(self, request, model_admin):
        """What may be asked. What wants doing says how much of it there is."""
        return [
            ("ending", self.counted(_("Rights end soon"), self.choose(request, "ending"))),
            ("no_alt", self.counted(_("No alt text"), self.choose(request, "no_alt"))),
            ("no_credit", _("No credit")),
            ("unused", _("Not used")),
            ("mine", _("Mine")),
        ]

    @staticmethod
    def counted(name, rows):
        """Return the name of a tab with the number of its rows, as far as they are worth counting."""
        count = rows.order_by().values("pk")[: MOST_COUNTED + 1].count()
        if not count:
            return name
        return f"{name} {count}" if count <= MOST_COUNTED else f"{name} {MOST_COUNTED}+"

    def choose(self, request, tab, photos=None):
        """Return those of `photos` (all, if not given) that stand under `tab`."""
        photos = Photo.objects.all() if photos is None else photos
        match tab:
            case "ending":
                return photos.ending(today(), SOON)
            case "no_alt":
                return photos.without_alt()
            case "no_credit":
                return photos.filter(credit="")
            case "unused":
                return photos.filter(~is_used(Photo))
            case "mine":
                return photos.filter(added_by=request.user)
        return photos

    def queryset(self, request, queryset):
        """The photos of the chosen tab."""
        return self.choose(request, self.value(), queryset)


@admin.register(Photo)
class PhotoAdmin(ListAdmin):
    """Photos. The services add, change and delete them, and write the audit trail.

    One that is in use stays: an edition that shows it may be read, or restored, at any time.
    """

    form = PhotoForm
    actions = None
    list_per_page = 60
    list_filter = [PhotoTabs]
    search_fields = ["title", "caption", "credit", "creator", "alt"]
    search_help_text = _("Title, caption, credit, photographer, what it shows")

    def get_urls(self):
        """The library's own views before Django's."""
        wrap = self.admin_site.admin_view
        return [
            path("upload/", library.guarded(wrap(library.upload)), name="articles_photo_upload"),
            path("choices/", wrap(library.choices), name="articles_photo_choices"),
            path("<int:pk>/replace/", wrap(self.replace_view), name="articles_photo_replace"),
            path("<int:pk>/words/", wrap(library.words), name="articles_photo_words"),
            *super().get_urls(),
        ]

    def get_fieldsets(self, request, obj=None):
        """The words, and the file for who may send one."""
        may_send = obj and self.has_change_permission(request, obj)
        rights = ["credit", "creator", ("licence", "rights_until"), "terms", "notice"]
        shown = [
            (None, {"fields": ["title", "alt", "is_decorative", "caption"]}),
            (_("Whose it is"), {"fields": rights}),
            (_("Focal point"), {"fields": [("focus_x", "focus_y")], "classes": ["focus"]}),
        ]
        if obj is None:
            return [(_("Picture"), {"fields": ["file"]}), *shown[:2]]
        return [*shown, (_("Replace the file"), {"fields": ["file"]})] if may_send else shown

    def get_form(self, request, obj=None, **kwargs):
        """The form, told if its picture could not be stored a moment ago."""
        form = super().get_form(request, obj, **kwargs)
        form.is_storage_broken = getattr(request, "is_storage_broken", False)
        return form

    def get_queryset(self, request):
        """With `uses`, how many things show each photo now, and `was_shown`, where the list says so."""
        rows = super().get_queryset(request)
        if not self.is_list(request):
            return rows
        uses = [
            counted(rows_pointing_at(relation, OuterRef("pk")), relation.field.name)
            for relation in relations_to(Photo)
            if relation.related_model not in (Edition, FrontVersion)
        ]
        was_shown = Exists(Edition.objects.filter(photos=OuterRef("pk"))) | Exists(
            FrontVersion.objects.filter(photos=OuterRef("pk"))
        )
        return rows.annotate(uses=sum(uses[1:], uses[0]), was_shown=was_shown)

    def get_search_results(self, request, queryset, search_term):
        """As usual; a search field finds only photos that may be used."""
        if request.path == reverse("admin:autocomplete"):
            queryset = queryset.usable(today())
        return super().get_search_results(request, queryset, search_term)

    def has_change_permission(self, request, obj=None):
        """As usual; and who may add photos may change those they added, as the service has it."""
        if super().has_change_permission(request, obj):
            return True
        return obj is not None and obj.added_by_id == request.user.pk and self.has_add_permission(request)

    def save_model(self, request, obj, form, change):
        """Hand the photo to the service."""
        if change:
            photos.change(photo=obj, by=request.user, picture=form.picture)
        else:
            photos.add(photo=obj, picture=form.picture, by=request.user)

    def replace_view(self, request, pk):
        """Choose the photo that is to stand wherever this one stands, and say what became of it."""
        photo = get_object_or_404(Photo, pk=pk)
        if not replacing.may_replace(request.user):
            raise PermissionDenied
        form = ReplaceForm(request.POST or None)
        if form.is_valid():
            try:
                other = form.cleaned_data["other"]
                replaced = replacing.replace_everywhere(photo=photo, other=other, by=request.user)
            except ValidationError as error:
                form.add_error("other", error)
            else:
                tell(request, replaced)
                return redirect("admin:articles_photo_change", photo.pk)
        context = self.admin_site.each_context(request) | {
            "title": _("Replace everywhere"),
            "opts": self.opts,
            "photo": photo,
            "form": form,
            "media": self.media + form.media,
            "uses": uses_of(photo, request.user),
        }
        return TemplateResponse(request, "admin/articles/photo/replace.html", context)

    def delete_view(self, request, object_id, extra_context=None):
        """As usual; one that is in use is not deleted, and its page says by what."""
        photo = self.get_object(request, object_id)
        if photo and self.has_delete_permission(request, photo) and is_in_use(photo):
            messages.error(request, _("“%(photo)s” is in use and stays.") % {"photo": photo})
            return redirect("admin:articles_photo_change", photo.pk)
        try:
            return super().delete_view(request, object_id, extra_context)
        except ValidationError as error:  # it came into use a moment ago
            messages.error(request, " ".join(error.messages))
            return redirect("admin:articles_photo_change", photo.pk)

    def delete_model(self, request, obj):
        """Hand the photo to the service."""
        photos.delete(photo=obj, by=request.user)

    def changeform_view(self, request, *args, **kwargs):
        """As usual; if the picture cannot be stored, the second look says so in the form."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except OSError:
            request.is_storage_broken = True
            return super().changeform_view(request, *args, **kwargs)

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        """With where the photo is used."""
        if obj:
            context["crops"] = CROPS
            context["may_replace"] = replacing.may_replace(request.user)
            context["uses"] = uses_of(obj, request.user)
            context["is_in_use"] = is_in_use(obj)
            context["show_delete"] = not context["is_in_use"]
            context["edition_count"] = at_most(obj.editions)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)


def is_in_use(photo):
    """True if anything shows `photo`, seen or not."""
    return any(rows_pointing_at(relation, photo).exists() for relation in relations_to(Photo))


def _is_on_front(photo):
    """Return the condition that a front has `photo` of its own: as readers see it, to come, or drafted."""
    standing = FrontVersion.objects.standing().filter(photos=photo)
    return Q(pk__in=photo.fronts.values("pk")) | Q(pk__in=standing.values("front"))


def uses_of(photo, user):
    """Return where `photo` is used, as a list of (how, row), as far as `user` may open the rows."""
    stories = Story.objects.visible_to(user)
    rows = [
        (_("Lead photo"), stories.filter(lead_photo=photo)),
        (_("In the text"), stories.filter(pk__in=Picture.objects.filter(photo=photo).values("parent"))),
        (
            _("In a gallery"),
            stories.filter(pk__in=GalleryPhoto.objects.filter(photo=photo).values("gallery__parent")),
        ),
        (_("Live update"), stories.filter(pk__in=LiveUpdate.objects.filter(photo=photo).values("story"))),
        (_("Related link"), stories.filter(pk__in=RelatedLink.objects.filter(photo=photo).values("story"))),
        (_("Portrait"), Person.objects.filter(portrait=photo)),
        (_("Portrait"), Author.objects.filter(portrait=photo)),
    ]
    if user.has_perm("articles.view_front"):
        rows.append((_("On a front"), Front.objects.filter(_is_on_front(photo)).select_related("section")))
    if user.has_perm("articles.view_series"):
        rows.append((_("Series"), Series.objects.filter(photo=photo)))
    return [(how, row) for how, found in rows for row in found[:LISTED_USES]]
