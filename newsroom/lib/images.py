"""Pictures as they come in: what is accepted, checked from the header before a pixel is decoded."""

import hashlib
import io
import re
import threading
import warnings
from contextlib import suppress
from dataclasses import dataclass, field

import pi_heif
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from newsroom.lib.photo_words import Words, words_in

pi_heif.register_heif_opener()
# In every thread, and not for a moment only: Pillow's own alarm is no line in a log.
warnings.filterwarnings("error", category=Image.DecompressionBombWarning)

ACCEPTED = ("JPEG", "PNG", "WEBP", "AVIF", "GIF", "HEIF")
# Names of files, for the browser's own dialog; what is accepted is decided by content.
ENDINGS = (".jpg", ".jpeg", ".png", ".webp", ".avif", ".gif", ".heic", ".heif")
# The widest copy that readers get, and so what is kept in memory of a picture that is being stored.
WIDEST = 2400
MAX_HEIGHT = 16_383  # what WebP can hold
# Their decoders need twice the memory of others, so they may have half the pixels.
HUNGRY = {"WEBP"}
# Drawings and screenshots up to this size are kept without loss; above it, a file would outgrow any photo.
MAX_LOSSLESS = 12_000_000

_SCRIPT = re.compile(rb"<script|<!doctype", re.I)

# One picture is decoded at a time in a process: four at once would need four times the memory.
_decoding = threading.Lock()


@dataclass(frozen=True)
class Picture:
    """An accepted picture, upright, in sRGB, free of all that was in the file besides pixels.

    `image` is at most WIDEST wide; `size` is the picture's own; `digest` is of the file as it came; `words`
    is what the file said about itself; `encoded` is the whole picture, as a file with that `ending`.
    """

    image: Image.Image
    size: tuple
    digest: str
    ending: str
    encoded: bytes
    words: Words = field(default_factory=Words)


def read_picture(file):
    """Return the Picture in an uploaded `file`.

    Raises ValidationError, with the reason, for anything that is not a whole picture of an accepted kind and
    a bearable size. Size is read from the header, before a pixel is decoded.
    """
    if file.size > settings.PHOTO_MAX_BYTES:
        raise ValidationError(
            _("This file has %(size)s MB; at most %(most)s MB are accepted. Save a smaller copy."),
            params={
                "size": -(-file.size // 1024**2),
                "most": settings.PHOTO_MAX_BYTES // 1024**2,
            },
        )
    open_checked(file)
    digest = _read_through(file)
    with _decoding:
        with open_checked(file) as header:
            words, is_drawing = words_in(header), header.format in ("PNG", "GIF")
        whole = decode(file)
        ending, encoded = _encoded(whole, is_drawing)
        return Picture(narrowed(whole, WIDEST), whole.size, digest, ending, encoded, words)


def _read_through(file):
    """Return the digest of `file`. Raises ValidationError for a picture that is a page as well."""
    digest, before = hashlib.sha256(), b""
    file.seek(0)
    for chunk in file.chunks():
        digest.update(chunk)
        if _SCRIPT.search(before + chunk):
            raise ValidationError(
                _("This file holds a script besides a picture. Save the picture anew and drop that.")
            )
        before = chunk[-16:]
    return digest.hexdigest()


def base_of(file):
    """Return the stored original in `file`, at most WIDEST wide, to make copies from."""
    with _decoding:
        # A JPEG is decoded no larger than it must be.
        return narrowed(decode(file, draft=WIDEST), WIDEST)


def open_checked(file):
    """Return the Pillow image in `file`, of which only the header was read.

    Raises ValidationError for what is no picture of an accepted kind, and for one too large to decode.
    """
    file.seek(0)
    try:
        image = Image.open(file, formats=ACCEPTED)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise ValidationError(_too_many_pixels(settings.PHOTO_MAX_PIXELS)) from error
    except UnidentifiedImageError as error:
        raise ValidationError(_not_accepted(file)) from error
    except Exception as error:  # decoders fail in more ways than they document
        raise ValidationError(_("This picture is damaged or cut short. Save it again and retry.")) from error
    width, height = image.size
    most = settings.PHOTO_MAX_PIXELS // (2 if image.format in HUNGRY else 1)
    if width * height > most:
        raise ValidationError(_too_many_pixels(most, width * height))
    if height * min(1, WIDEST / width) > MAX_HEIGHT:
        raise ValidationError(_("This picture is too tall for its width. Cut it into several."))
    return image


def decode(file, draft=None):
    """Return the pixels of the image in `file`: its first frame, upright, in sRGB, and nothing else of it.

    With `draft` a JPEG may be decoded smaller, but no narrower than that. Raises ValidationError for one that
    is damaged. `image` is the only name for the pixels, so that no more than two copies are in memory.
    """
    image = open_checked(file)
    try:
        if draft:
            image.draft("RGB", (draft, draft))
        image.seek(0)
        image.load()
        ImageOps.exif_transpose(image, in_place=True)
        mode = "RGBA" if image.has_transparency_data else "RGB"
        image = _in_srgb(_eight_bits(image), mode)
        if mode == "RGBA" and image.getchannel("A").getextrema()[0] == 255:
            image = image.convert("RGB")
    except Exception as error:  # as above
        raise ValidationError(_("This picture is damaged or cut short. Save it again and retry.")) from error
    if image.height * min(1, WIDEST / image.width) > MAX_HEIGHT:  # turned upright, it may be a tower
        raise ValidationError(_("This picture is too tall for its width. Cut it into several."))
    # Of what Pillow keeps beside the pixels, nothing may be written again.
    if type(image) is not Image.Image:
        image = image.copy()
    image.info = {}
    return image


def narrowed(image, width):
    """Return `image`, no wider than `width`; never larger than it is."""
    if width >= image.width:
        return image
    height = max(1, round(image.height * width / image.width))
    return image.resize((width, height), Image.Resampling.LANCZOS)


def _eight_bits(image):
    # 16 bits a pixel: convert() would clip.
    return image.point(lambda value: value / 256).convert("L") if image.mode.startswith("I") else image


def _in_srgb(image, mode):
    """Return `image` in `mode`, with the colours that its profile means, if that is of any use."""
    profile = image.info.get("icc_profile")
    if image.mode in ("P", "PA", "LA"):
        image = image.convert(mode)
    if profile:
        with suppress(ImageCms.PyCMSError, OSError, ValueError):
            image = ImageCms.profileToProfile(
                image,
                ImageCms.ImageCmsProfile(io.BytesIO(profile)),
                ImageCms.createProfile("sRGB"),
                outputMode=mode,
            )
    return image if image.mode == mode else image.convert(mode)


def _encoded(image, is_drawing):
    """Return (ending, bytes) of the whole picture as it is kept, for copies yet to be made."""
    buffer = io.BytesIO()
    if image.mode == "RGBA" or (is_drawing and image.width * image.height <= MAX_LOSSLESS):
        image.save(buffer, "PNG", compress_level=3)
        return "png", buffer.getvalue()
    image.save(buffer, "JPEG", quality=94, subsampling=0)
    return "jpg", buffer.getvalue()


def _too_many_pixels(most, count=None):
    numbers = {"most": most // 1_000_000}
    if count is None:
        return _("This picture has too many pixels; at most %(most)s million are accepted.") % numbers
    numbers["count"] = round(count / 1_000_000)
    return _("This picture has %(count)s million pixels; at most %(most)s million are accepted.") % numbers


# How files begin that people drop here in good faith.
_KNOWN = [
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
    (b"<svg", "SVG"),
    (b"<?xml", "SVG"),
    (b"%PDF", "PDF"),
    (b"8BPS", "Photoshop"),
    (b"BM", "BMP"),
    (b"PK\x03\x04", "ZIP"),
]


def _not_accepted(file):
    file.seek(0)
    start = file.read(64).lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start:
        return _("This file is empty.")
    kind = next((name for begin, name in _KNOWN if start.startswith(begin)), "")
    if kind:
        return _("%(kind)s is not accepted. Save it as JPEG or PNG and drop it again.") % {"kind": kind}
    return _("This is not a picture we can read. Use JPEG, PNG, WebP, AVIF, GIF or HEIC.")
