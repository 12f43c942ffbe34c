"""The photo library: pictures with the words that go with them, seen before they are read."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import OuterRef
from django.utils.translation import gettext_lazy as _

from articles import photos
from articles.models import Author, LiveUpdate, Photo, Picture, RelatedLink, Story
from newsroom.lib.admin import DeskForm, ListAdmin, Tabs, counted, is_used, relations_to, rows_pointing_at
from newsroom.lib.images import ENDINGS, read_picture
from topics.models import Person

LISTED_USES = 50


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
        fields = ["title", "alt", "is_decorative", "caption", "credit"]
        widgets = {"alt": forms.Textarea({"rows": 3}), "caption": forms.Textarea({"rows": 3})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["file"].required = False
            self.fields["file"].label = _("Replace the picture")

    def clean_file(self):
        """Read the uploaded file and return it. Raises ValidationError, with the reason, if it cannot be."""
        file = self.cleaned_data["file"]
        self.picture = read_picture(file) if file else None
        if self.is_storage_broken:
            raise ValidationError(
                _("The picture could not be stored: the disk may be full. Nothing was changed.")
            )
        return file


class PhotoTabs(Tabs):
    """All photos, or some."""

    def lookups(self, request, model_admin):
        """What may be asked."""
        return [("mine", _("Mine")), ("unused", _("Not used")), ("decorative", _("Decorative"))]

    def queryset(self, request, queryset):
        """The photos of the chosen tab."""
        match self.value():
            case "mine":
                return queryset.filter(added_by=request.user)
            case "unused":
                return queryset.filter(~is_used(Photo))
            case "decorative":
                return queryset.filter(is_decorative=True)
        return queryset


@admin.register(Photo)
class PhotoAdmin(ListAdmin):
    """Photos. The service adds and changes them, and writes the audit trail.

    They are never deleted: an edition that shows one may be read, or restored, at any time.
    """

    form = PhotoForm
    actions = None
    list_per_page = 60
    list_filter = [PhotoTabs]
    search_fields = ["title", "caption", "credit", "alt"]
    search_help_text = _("Title, caption, credit, what it shows")

    def get_fields(self, request, obj=None):
        """The words, and the file for who may send one."""
        words = ["title", "alt", "is_decorative", "caption", "credit"]
        return ["file", *words] if obj is None or self.has_change_permission(request, obj) else words

    def get_form(self, request, obj=None, **kwargs):
        """The form, told if its picture could not be stored a moment ago."""
        form = super().get_form(request, obj, **kwargs)
        form.is_storage_broken = getattr(request, "is_storage_broken", False)
        return form

    def get_queryset(self, request):
        """With `uses`, how many things show each photo, where the list says so."""
        rows = super().get_queryset(request)
        if not self.is_list(request):
            return rows
        uses = [
            counted(rows_pointing_at(relation, OuterRef("pk")), relation.field.name)
            for relation in relations_to(Photo)
        ]
        return rows.annotate(uses=sum(uses[1:], uses[0]))

    def has_change_permission(self, request, obj=None):
        """As usual; and who may add photos may change those they added, as the service has it."""
        if super().has_change_permission(request, obj):
            return True
        return obj is not None and obj.added_by_id == request.user.pk and self.has_add_permission(request)

    def has_delete_permission(self, request, obj=None):
        """Never."""
        return False

    def save_model(self, request, obj, form, change):
        """Hand the photo to the service."""
        if change:
            photos.change(photo=obj, by=request.user, picture=form.picture)
        else:
            photos.add(photo=obj, picture=form.picture, by=request.user)

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
            context["uses"] = uses_of(obj, request.user)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)


def uses_of(photo, user):
    """Return where `photo` is used, as a list of (how, row), as far as `user` may open the rows."""
    stories = Story.objects.visible_to(user)
    rows = [
        (_("Lead photo"), stories.filter(lead_photo=photo)),
        (_("In the text"), stories.filter(pk__in=Picture.objects.filter(photo=photo).values("parent"))),
        (_("Live update"), stories.filter(pk__in=LiveUpdate.objects.filter(photo=photo).values("story"))),
        (_("Related link"), stories.filter(pk__in=RelatedLink.objects.filter(photo=photo).values("story"))),
        (_("Portrait"), Person.objects.filter(portrait=photo)),
        (_("Portrait"), Author.objects.filter(portrait=photo)),
    ]
    return [(how, row) for how, found in rows for row in found[:LISTED_USES]]
