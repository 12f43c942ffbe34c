"""Pictures: what is accepted, checked from the header before decoding, and the copies that readers get."""

import io
import secrets
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

ACCEPTED = {"JPEG", "PNG", "WEBP", "GIF", "AVIF"}
MAX_BYTES = 40 * 1024 * 1024
MAX_PIXELS = 60_000_000
WIDTHS = (320, 640, 960, 1500)
MAX_HEIGHT = 16_383  # what WebP can hold
# Pillow may know of other formats; a picture that lies about its type must not reach their decoders.
_FORMATS = tuple(sorted(ACCEPTED))


@dataclass(frozen=True)
class Picture:
    """An accepted picture, upright, in RGB, free of metadata."""

    image: Image.Image

    @property
    def size(self):
        """Width and height in pixels."""
        return self.image.size

    def rendition(self, width):
        """Return the picture as WebP, `width` pixels wide, as a ContentFile; never larger than it is."""
        image = self.image
        if width < image.width:
            image = image.resize(
                (width, max(1, round(image.height * width / image.width))), Image.Resampling.LANCZOS
            )
        buffer = io.BytesIO()
        image.save(buffer, "WEBP", quality=80, method=4)
        return ContentFile(buffer.getvalue()), image.size


def read_picture(file):
    """Return the Picture in an uploaded `file`.

    Raises ValidationError, with the reason, for anything that is not a whole picture of an accepted kind and
    a bearable size. Size is read from the header, before a pixel is decoded.
    """
    if file.size > MAX_BYTES:
        raise ValidationError(_("This file is larger than 40 MB. Save a smaller copy and upload that."))
    image = _open(file)
    width, height = image.size
    if width * height > MAX_PIXELS:
        raise ValidationError(
            _("This picture has %(count)s million pixels; 60 million are accepted."),
            params={"count": width * height // 1_000_000},
        )
    try:
        image.seek(0)
        image.load()
        clean = _plain_rgb(ImageOps.exif_transpose(image))
    except Exception as error:  # decoders fail in more ways than they document
        raise ValidationError(_("This picture is damaged or cut short. Save it again and retry.")) from error
    if clean.height * min(1, max(WIDTHS) / clean.width) > MAX_HEIGHT:
        raise ValidationError(_("This picture is too tall for its width. Cut it into several."))
    return Picture(clean)


def _open(file):
    file.seek(0)
    try:
        return Image.open(file, formats=_FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise ValidationError(_("This picture has too many pixels; 60 million are accepted.")) from error
    except UnidentifiedImageError as error:
        raise ValidationError(
            _("This is not a picture we can read. Use JPEG, PNG, WebP, GIF or AVIF.")
        ) from error
    except Exception as error:  # as above
        raise ValidationError(_("This picture is damaged or cut short. Save it again and retry.")) from error


def _plain_rgb(image):
    """Return `image` in sRGB, with alpha if it has any, and nothing of the file but its pixels."""
    mode = "RGBA" if image.has_transparency_data else "RGB"
    profile = image.info.get("icc_profile")
    if image.mode.startswith("I"):
        image = image.point(lambda value: value / 256).convert("L")  # 16 bits a pixel: convert() would clip
    if profile and image.mode not in ("P", "PA", "LA"):
        image = _in_srgb(image, profile, mode)
    clean = Image.new(mode, image.size)
    clean.paste(image.convert(mode))
    return clean


def _in_srgb(image, profile, mode):
    """Return `image` with the colours its `profile` means; as it is if the profile is of no use."""
    try:
        return ImageCms.profileToProfile(
            image,
            ImageCms.ImageCmsProfile(io.BytesIO(profile)),
            ImageCms.createProfile("sRGB"),
            outputMode=mode,
        )
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image


def store_renditions(picture, storage, *, folder="photos"):
    """Write the fixed widths of `picture` under an unguessable name.

    Returns a list of `[width, height, name]`, narrowest first; widths above the picture's own are left out,
    its own width stands in for the first of them. If one cannot be written, none stays.
    """
    stem = f"{folder}/{secrets.token_urlsafe(12)}"
    own = picture.size[0]
    widths = sorted({min(width, own) for width in WIDTHS})
    stored = []
    try:
        for width in widths:
            content, size = picture.rendition(width)
            name = storage.save(f"{stem}-{width}.webp", content)
            stored.append([size[0], size[1], name])
    except Exception:
        for _width, _height, name in stored:
            storage.delete(name)
        raise
    return stored
