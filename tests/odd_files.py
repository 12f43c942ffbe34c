"""Files as cameras, phones, agencies and mischief make them, each with what is to become of it.

`ACCEPTED` maps a name to (maker, check), `REFUSED` to (maker, reason): the maker returns bytes, the check
looks at the stored copy as a Pillow image, the reason is a pattern that the message must fit.
"""

import io
import random
import struct
import zlib
from pathlib import Path

from PIL import Image, ImageCms

RED, GREEN, BLUE, WHITE = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)
GPS = {1: "N", 2: (44.0, 58.0, 40.0), 3: "W", 4: (93.0, 15.0, 55.0)}
# How to lay a picture down so that the EXIF orientation puts it upright again.
LAID = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def encoded(image, kind="JPEG", **options):
    """The bytes of a file."""
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def corners(width=640, height=480):
    """A picture that tells which way up it is: red and green above, blue and white below."""
    image = Image.new("RGB", (width, height), RED)
    image.paste(GREEN, (width // 2, 0, width, height // 2))
    image.paste(BLUE, (0, height // 2, width // 2, height))
    image.paste(WHITE, (width // 2, height // 2, width, height))
    return image


def shows(image, expected, x=0.25, y=0.25, tolerance=30):
    """Whether the colour at a place (as a part of width and height) is about what is expected."""
    found = image.convert("RGB").getpixel((int(image.width * x), int(image.height * y)))
    return all(abs(a - b) <= tolerance for a, b in zip(found, expected, strict=True))


def is_upright(image):
    """Whether a copy of corners() stands as it should."""
    return (
        image.width > image.height
        and shows(image, RED)
        and shows(image, GREEN, 0.75)
        and shows(image, BLUE, y=0.75)
        and shows(image, WHITE, 0.75, 0.75)
    )


def turned(orientation, kind="JPEG"):
    """A file that says by EXIF how it is to be turned."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    laid = corners().transpose(LAID[orientation]) if orientation in LAID else corners()
    return encoded(laid, kind, exif=exif)


def from_a_phone(kind="JPEG"):
    """A file lying on its side that says where it was taken, by which phone, in EXIF and XMP."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F], exif[0x0132] = 6, "PHONEMAKER", "2017:03:02 15:30:00"
    exif.get_ifd(0x8825).update(GPS)
    xmp = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><GPSLatitude>44,58.7N</GPSLatitude></x:xmpmeta>'
    return encoded(corners().transpose(LAID[6]), kind, exif=exif, xmp=xmp)


def four_colours():
    """A print file whose colours are red ink."""
    return encoded(Image.new("CMYK", (64, 48), (0, 255, 255, 0)))


def wide_colours():
    """A file whose profile calls blue what sRGB calls red."""
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = srgb.replace(b"rXYZ", b"tXYZ").replace(b"bXYZ", b"rXYZ").replace(b"tXYZ", b"bXYZ")
    return encoded(Image.new("RGB", (64, 48), RED), icc_profile=swapped)


def chunk(kind, data):
    """A part of a PNG."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width, height, bits, colour_type, rows):
    """A PNG by hand, which may say what is not so."""
    header = struct.pack(">IIBBBBB", width, height, bits, colour_type, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def sixteen_bits():
    """Twice the bits a colour: orange."""
    row = b"\0" + struct.pack(">3H", 65535, 32768, 0) * 64
    return png(64, 48, 16, 2, row * 48)


def palette():
    """Blue, and a see-through half."""
    image = Image.new("P", (64, 48), 1)
    image.putpalette([255, 0, 0, 0, 0, 255] + [0] * 762)
    image.paste(0, (0, 0, 32, 48))
    return encoded(image, "PNG", transparency=0)


def moving(kind):
    """Three pictures, the first of them red."""
    frames = [Image.new("RGB", (64, 48), colour) for colour in (RED, GREEN, BLUE)]
    return encoded(frames[0], kind, save_all=True, append_images=frames[1:], duration=100)


def noise():
    """A JPEG that cannot be packed."""
    return encoded(Image.frombytes("RGB", (256, 256), random.Random(1).randbytes(256 * 256 * 3)))


def _is_still(image):
    return getattr(image, "n_frames", 1) == 1 and shows(image, RED)


def _half_is_clear(image):
    return image.mode == "RGBA" and image.getpixel((2, 20))[3] == 0 and shows(image, BLUE, 0.75)


ACCEPTED = {
    **{f"orientation {n}": (lambda n=n: turned(n), is_upright) for n in range(1, 9)},
    **{f"{kind} from a phone": (lambda k=kind: from_a_phone(k), is_upright) for kind in ("JPEG", "WEBP")},
    "HEIC from a phone": ((Path(__file__).parent / "corners.heic").read_bytes, is_upright),
    "AVIF": (lambda: encoded(corners(), "AVIF"), is_upright),
    "CMYK": (four_colours, lambda image: shows(image, RED)),
    "wide gamut": (wide_colours, lambda image: shows(image, BLUE)),
    "16 bits": (sixteen_bits, lambda image: shows(image, (255, 128, 0))),
    "palette": (palette, _half_is_clear),
    **{f"moving {kind}": (lambda k=kind: moving(k), _is_still) for kind in ("GIF", "WEBP", "PNG", "AVIF")},
    "a ZIP behind it": (lambda: encoded(corners()) + b"PK\x03\x04evil", is_upright),
    "PNG called JPEG": (lambda: encoded(corners(), "PNG"), is_upright),
}
REFUSED = {
    "cut short": (lambda: noise()[:-9000], "damaged or cut short"),
    "PDF called JPEG": (lambda: b"%PDF-1.7\n1 0 obj <<>> endobj", "PDF is not accepted"),
    "TIFF": (lambda: encoded(corners(), "TIFF"), "TIFF is not accepted. Save it as JPEG or PNG"),
    "page": (lambda: b"<html><script>alert(1)</script></html>", "not a picture we can read"),
    "SVG": (lambda: b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "SVG is not accepted"),
    "SVG with a prolog": (lambda: b"<?xml version='1.0'?><svg onload='alert(1)'/>", "SVG is not accepted"),
    "GIF that is a script": (lambda: b"GIF89a/*\x00\x00*/=1;alert(1)//<script>", "damaged|not a picture"),
    "JPEG that is a page": (lambda: encoded(corners()) + b"<script>alert(1)</script>", "holds a script"),
    "bomb": (lambda: png(13_000, 13_000, 8, 2, b""), "too many pixels; at most 50 million"),
    "larger bomb": (lambda: png(60_000, 60_000, 8, 2, b""), "too many pixels"),
    "empty": (lambda: b"", "empty"),
    "one byte": (lambda: b"\xff", "not a picture we can read"),
}
NAMES = [
    "../../../etc/cron.d/photo.jpg",
    "..\\..\\photo.jpg",
    "a\x00b.jpg",
    f"{'n' * 300}.jpg",
    "<img src=x onerror=alert(1)>.jpg",
    "фото.jpg",
    ".jpg",
]
