"""The stored copies of a picture: fixed widths in three formats, and the crop that goes with a shared link.

A picture has a folder with a name that nobody can guess; inside it a file is named after what it was made
from, so that what is there already is not written twice, and a file never changes under its name.
"""

import hashlib
import io
import logging
import secrets
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial

from django.core.files.base import ContentFile
from PIL import Image, ImageOps

from newsroom.lib.images import WIDEST, narrowed
from newsroom.lib.photo_words import packet

log = logging.getLogger(__name__)

FOLDER = "photos"
WIDTHS = (320, 640, 960, 1280, 1600, WIDEST)
SHARE = (1200, 675)
# Raise it when copies of the same original are to come out differently.
RECIPE = 1
AVIF = "avif"
_FORMATS = {
    "webp": ("WEBP", {"quality": 80, "method": 4}),
    "jpg": ("JPEG", {"quality": 80, "progressive": True, "optimize": True}),
    AVIF: ("AVIF", {"quality": 50, "speed": 6}),
}


@dataclass
class Copies:
    """Names of the files of one picture. `renditions` is `[width, height, name]` of WebP, narrowest first.

    Beside each lies a JPEG of the same name, and an AVIF once `has_avif`. `share` is like one of renditions.
    """

    original: str
    renditions: list = field(default_factory=list)
    share: list | None = None
    has_avif: bool = False

    def names(self):
        """Every file of the picture."""
        endings = ["webp", "jpg", *([AVIF] if self.has_avif else [])]
        names = [beside(name, ending) for _w, _h, name in self.renditions for ending in endings]
        return [self.original, *names, *([self.share[2]] if self.share else [])]


def beside(name, ending):
    """Return the name of the copy that lies beside the WebP copy `name`, in another format."""
    return f"{name.rpartition('.')[0]}.{ending}"


def has_jpeg(name):
    """True if a JPEG lies beside the WebP copy `name`: pictures of the first releases had no folder each."""
    return name.count("/") == 2


class Maker:
    """Writes the copies of one picture. What it wrote can be taken back."""

    def __init__(self, storage, folder=""):
        self.storage = storage
        self.folder = folder or f"{FOLDER}/{secrets.token_urlsafe(12)}"
        self.written = []

    def original(self, picture):
        """Write the whole `picture` and return its name."""
        name = hashlib.sha256(picture.encoded).hexdigest()[:24]
        return self._write(f"{self.folder}/{name}.{picture.ending}", lambda: picture.encoded)

    def copies(self, image, original, *, focus=(50, 50), with_avif=False, **words):
        """Write the copies of `image`, the base of the file `original`, and return the Copies.

        `words` (see photo_words.packet) go into each. No copy is larger than the picture.
        """
        xmp, exif = packet(**words)
        stem = f"{self.folder}/{stem_of(original, **words)}"
        made = Copies(original, has_avif=with_avif)
        for width in sorted({min(width, image.width) for width in WIDTHS}):
            copy = narrowed(image, width)
            for ending in _FORMATS:
                if ending != AVIF or with_avif:
                    encode = partial(_encoded, copy, ending, xmp, exif)
                    self._write(f"{stem}-{width}.{ending}", encode)
            made.renditions.append([copy.width, copy.height, f"{stem}-{width}.webp"])
        if cut := share_crop(image, focus):
            name = f"{stem}-share-{focus[0]}-{focus[1]}.jpg"
            self._write(name, partial(_encoded, cut, "jpg", xmp, exif))
            made.share = [*SHARE, name]
        return made

    def take_back(self):
        """Delete what was written, as far as the store lets it: the failure before is the one to tell of."""
        for name in self.written:
            try:
                self.storage.delete(name)
            except Exception:  # `manage.py renditions --clean` finds what stays
                log.exception("%s could not be deleted", name)
        self.written = []

    def _write(self, name, encode):
        """Write what `encode()` returns, unless the file is there. Returns the name."""
        with _failing_as_a_disk_does(name):
            is_there = self.storage.exists(name)
        if not is_there:
            content = ContentFile(encode())
            # Stores elsewhere serve a file as what it is said to be; not every system knows WebP's ending.
            content.content_type = f"image/{name.rpartition('.')[2].replace('jpg', 'jpeg')}"
            # First in the list: one that fails half-way is taken back too.
            self.written.append(name)
            with _failing_as_a_disk_does(name):
                self.storage.save(name, content)
        return name


@contextmanager
def _failing_as_a_disk_does(name):
    """Raise OSError whatever goes wrong with the file `name`: stores elsewhere fail in their own ways."""
    try:
        yield
    except OSError:
        raise
    except Exception as error:
        raise OSError(f"{name} could not be stored: {error}") from error


def stem_of(original, **words):
    """Return what the names of copies begin with: it differs if their original or the words in them do."""
    made_from = repr((RECIPE, original, sorted(words.items())))
    return hashlib.sha256(made_from.encode()).hexdigest()[:24]


def share_crop(image, focus):
    """Return the crop around `focus` (percent) that goes with a shared link; None if it would be blurred."""
    width, height = SHARE
    if image.width < width or image.height < height:
        return None
    centring = (focus[0] / 100, focus[1] / 100)
    return ImageOps.fit(image, SHARE, Image.Resampling.LANCZOS, centering=centring)


def _encoded(image, ending, xmp, exif):
    kind, options = _FORMATS[ending]
    if ending == "jpg" and image.mode == "RGBA":
        white = Image.new("RGB", image.size, "white")
        white.paste(image, mask=image.getchannel("A"))
        image = white
    buffer = io.BytesIO()
    image.save(buffer, kind, **options, **({"xmp": xmp} if xmp else {}), **({"exif": exif} if exif else {}))
    return buffer.getvalue()
