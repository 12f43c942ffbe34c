"""The photos of a gallery in the story's form: chosen in an order, which our script lets the desk change."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from articles.admin.forms import RowForm
from articles.models import Gallery, Photo

MOST = 40


class ShotsWidget(forms.SelectMultiple):
    """The chosen photos, in their order; others come from the library's window."""

    def __init__(self):
        texts = {
            "class": "n-shots",
            "data-up": _("Move up"),
            "data-down": _("Move down"),
            "data-remove": _("Remove"),
            "data-add": _("Add a photo"),
        }
        super().__init__(attrs=texts)

    def optgroups(self, name, value, attrs=None):
        """The chosen photos alone, each with its picture for the script to show."""
        options = []
        for index, photo in enumerate(self.choices.field.chosen(value)):
            key = str(photo.pk)
            option = self.create_option(name, key, photo.title, {key}, index)
            option["attrs"]["data-src"] = photo.url(0)
            options.append(option)
        return [(None, options, 0)]


class ShotsField(forms.ModelMultipleChoiceField):
    """Photos in the order in which they were chosen."""

    known = ()

    def __init__(self, **kwargs):
        super().__init__(Photo.objects.all(), widget=ShotsWidget(), required=False, **kwargs)

    def prepare_value(self, value):
        """Return keys for the widget, as posted or of the photos that stand."""
        return [str(getattr(item, "pk", item)) for item in value or []]

    def chosen(self, keys):
        """Return the Photos with these `keys`, in order, without those that are gone; at most one query."""
        keys = [str(key) for key in keys or []]
        found = {str(photo.pk): photo for photo in self.known}
        if wanted := [int(k) for k in keys if k not in found and k.isascii() and k.isdigit() and len(k) < 19]:
            found |= {str(pk): photo for pk, photo in self.queryset.in_bulk(wanted).items()}
        return [found[key] for key in keys if key in found]

    def clean(self, value):
        """Return the photos in order. Raises ValidationError if one is gone, or there are too many."""
        keys = list(dict.fromkeys(str(key) for key in value or []))
        if len(keys) > MOST:
            raise ValidationError(_("A gallery holds at most %(most)s photos."), params={"most": MOST})
        photos = self.chosen(keys)
        if len(photos) != len(keys):
            raise ValidationError(_("One of these photos is gone. Choose again."))
        return photos

    def has_changed(self, initial, data):
        """Order counts."""
        return self.prepare_value(initial) != [str(key) for key in data or []]


class GalleryForm(RowForm):
    """A gallery's title, and its photos."""

    photos = ShotsField(label=_("Photos"))

    class Meta:
        model = Gallery
        fields = ["title"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            shown = [shot.photo for shot in self.instance.shots.all()]
            self.initial["photos"] = self.fields["photos"].known = shown

    def _save_m2m(self):
        super()._save_m2m()
        self.instance.put(self.cleaned_data["photos"])
