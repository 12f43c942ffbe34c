"""Pictures: what is accepted, checked from the header before decoding, and the copies that readers get."""

import io
import secrets
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

ACCEPTED = {"JPEG", "PNG", "WEBP", "GIF", "AVIF"}
MAX_BYTES = 40 * 1024 * 1024
MAX_PIXELS = 60_000_000
WIDTHS = (320, 640, 960, 1500)
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
    file.seek(0)
    try:
        image = Image.open(file, formats=_FORMATS)
        width, height = image.size
        if width * height > MAX_PIXELS:
            raise ValidationError(
                _("This picture has %(count)s million pixels; 60 million are accepted."),
                params={"count": width * height // 1_000_000},
            )
        image.seek(0)
        image.load()
        image = ImageOps.exif_transpose(image)
        mode = "RGBA" if image.has_transparency_data else "RGB"
        clean = Image.new(mode, image.size)
        clean.paste(image.convert(mode))
    except UnidentifiedImageError as error:
        raise ValidationError(
            _("This is not a picture we can read. Use JPEG, PNG, WebP, GIF or AVIF.")
        ) from error
    except Image.DecompressionBombError as error:
        raise ValidationError(_("This picture has too many pixels.")) from error
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise ValidationError(_("This picture is damaged or cut short. Save it again and retry.")) from error
    return Picture(clean)


def store_renditions(picture, storage, *, folder="photos"):
    """Write the fixed widths of `picture` under an unguessable name.

    Returns a list of `[width, height, name]`, narrowest first; widths above the picture's own are left out,
    its own width stands in for the first of them.
    """
    stem = f"{folder}/{secrets.token_urlsafe(12)}"
    own = picture.size[0]
    widths = sorted({min(width, own) for width in WIDTHS})
    stored = []
    for width in widths:
        content, size = picture.rendition(width)
        name = storage.save(f"{stem}-{width}.webp", content)
        stored.append([size[0], size[1], name])
    return stored
