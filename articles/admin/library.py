"""What scripts ask of the photo library: to take a file, to find a photo, to put words to one."""

from pathlib import PurePath

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import ModelForm
from django.http import JsonResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from articles import photos
from articles.models import Photo
from newsroom.lib.images import read_picture
from newsroom.lib.text import unstorable

# Beside the file, a form holds its own few lines.
FORM_BYTES = 64 * 1024
SHOWN = 36


def guarded(view):
    """Let `view` take files: one that is too large is refused before it is received, a full disk is said.

    The view checks the token itself: Django would look for it in the form, and so receive the form first.
    """

    @csrf_exempt
    def take(request, *args, **kwargs):
        if int(request.META.get("CONTENT_LENGTH") or 0) > settings.PHOTO_MAX_BYTES + FORM_BYTES:
            most = settings.PHOTO_MAX_BYTES // 1024**2
            message = _("This file is larger than %(most)s MB. Save a smaller copy.") % {"most": most}
            return JsonResponse({"error": message}, status=413)
        try:
            return view(request, *args, **kwargs)
        except OSError:
            message = _("The picture could not be stored: the disk may be full. Nothing was changed.")
            return JsonResponse({"error": message}, status=507)

    return take


@require_POST
def upload(request):
    """Take one file into the library; say which photo it has become, or why it has not.

    A file that is here already is offered instead, unless the form says `again`.
    """
    file = request.FILES.get("file")
    try:
        if file is None:
            raise ValidationError(_("This file is empty."))
        picture = read_picture(file)
        if "again" not in request.POST and (known := photos.known(picture.digest)):
            return JsonResponse({"known": described(known, request)}, status=409)
        photo = Photo(title=picture.words.title or title_of(file.name))
        photos.add(photo=photo, picture=picture, by=request.user)
    except ValidationError as error:
        return JsonResponse({"error": " ".join(error.messages)}, status=400)
    except PermissionDenied as error:
        return JsonResponse({"error": str(error)}, status=403)
    return JsonResponse(described(photo, request), status=201)


def title_of(name):
    """Return what a photo is called until somebody calls it something: its file's name, made readable."""
    stem = PurePath(name).stem.replace("_", " ").replace("\x00", "").strip()
    return stem[:200] or _("Untitled")


def described(photo, request):
    """Return what scripts show of `photo`."""
    return {
        "id": photo.pk,
        "title": photo.title,
        "alt": photo.alt,
        "caption": photo.caption,
        "credit": photo.credit,
        "is_decorative": photo.is_decorative,
        "src": photo.url(0),
        "why_unusable": photo.why_unusable(),
        "url": reverse("admin:articles_photo_change", args=[photo.pk]),
        "words_url": reverse("admin:articles_photo_words", args=[photo.pk]),
        "html": render_to_string("admin/articles/photo/card.html", {"photo": photo}, request),
    }


@require_GET
def choices(request):
    """Find photos for a story: the newest, or those whose words hold what is asked for."""
    if not request.user.has_perm("articles.view_photo"):
        raise PermissionDenied
    asked = request.GET.get("q", "").strip()[:200]
    found = Photo.objects.none() if unstorable(asked) else Photo.objects.with_words(asked)
    return JsonResponse({"photos": [described(photo, request) for photo in found[:SHOWN]]})


class WordsForm(ModelForm):
    """What a photo must have before it can be used."""

    class Meta:
        model = Photo
        fields = ["title", "alt", "is_decorative", "caption", "credit"]


@require_POST
def words(request, pk):
    """Put words to a photo without leaving the story."""
    photo = get_object_or_404(Photo, pk=pk)
    form = WordsForm(request.POST, instance=photo)
    if not form.is_valid():
        return JsonResponse(
            {"error": " ".join(m for texts in form.errors.values() for m in texts)}, status=400
        )
    try:
        photos.change(photo=form.instance, by=request.user)
    except ValidationError as error:
        return JsonResponse({"error": " ".join(error.messages)}, status=400)
    except PermissionDenied as error:
        return JsonResponse({"error": str(error)}, status=403)
    return JsonResponse(described(photo, request))
