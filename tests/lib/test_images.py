import io
import random
import struct
import subprocess
import sys

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage
from PIL import Image, ImageCms, ImageSequence

from newsroom.lib.images import read_picture
from newsroom.lib.renditions import Maker
from tests.odd_files import ACCEPTED, BLUE, GREEN, LAID, RED, corners, encoded, is_upright, png


def upload(image, kind="PNG", **options):
    return ContentFile(encoded(image, kind, **options), name="picture")


def small():
    """A picture that tells which way up it is."""
    return corners(64, 48)


def near(found, expected, tolerance=24):
    return all(abs(a - b) <= tolerance for a, b in zip(found[:3], expected, strict=True))


def stored(picture):
    """The bytes of every file that is kept of a picture."""
    storage = InMemoryStorage()
    maker = Maker(storage)
    copies = maker.copies(picture.image, maker.original(picture), with_avif=True)
    return [storage.open(name).read() for name in copies.names()]


def refused(data, match="."):
    with pytest.raises(ValidationError, match=match):
        read_picture(ContentFile(data, name="picture.jpg"))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "AVIF"])
def test_every_accepted_kind(kind):
    picture = read_picture(upload(small(), kind))
    assert picture.size == (64, 48)
    assert is_upright(picture.image)


@pytest.mark.parametrize("kind", ["TIFF", "BMP", "ICO", "PPM", "TGA", "PCX", "JPEG2000"])
def test_other_kinds_are_refused_whatever_they_are_called(kind):
    refused(upload(small(), kind).read(), "not a picture we can read|is not accepted")


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "WEBP"])
def test_upright_however_the_camera_was_held(orientation, kind):
    laid = small().transpose(LAID[orientation]) if orientation in LAID else small()
    exif = Image.Exif()
    exif[0x0112] = orientation
    picture = read_picture(upload(laid, kind, exif=exif))
    assert picture.size == (64, 48)
    assert is_upright(picture.image)


def test_no_copy_says_where_or_by_which_camera():
    exif = Image.Exif()
    exif[0x010F] = "SECRETCAMERA"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (44.0, 58.0, 38.0)
    file = upload(small(), "JPEG", exif=exif, comment=b"SECRETCOMMENT", xmp=b"<x>SECRETXMP</x>")
    assert b"SECRETCAMERA" in file.read()
    for data in stored(read_picture(file)):
        assert b"SECRET" not in data
        copy = Image.open(io.BytesIO(data))
        assert not copy.getexif()
        assert not {"exif", "xmp", "icc_profile", "comment"} & set(copy.info)


def test_four_colour_print_has_the_right_colours():
    picture = read_picture(upload(Image.new("CMYK", (8, 8), (0, 255, 255, 0)), "JPEG"))
    assert near(picture.image.getpixel((4, 4)), RED)
    assert picture.image.mode == "RGB"


def test_a_colour_profile_is_applied_before_it_goes():
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    # In this one, what the file calls red is blue.
    swapped = srgb.replace(b"rXYZ", b"tXYZ").replace(b"bXYZ", b"rXYZ").replace(b"tXYZ", b"bXYZ")
    image = Image.new("RGB", (8, 8), RED)
    assert near(read_picture(upload(image, icc_profile=srgb)).image.getpixel((4, 4)), RED)
    assert near(read_picture(upload(image, icc_profile=swapped)).image.getpixel((4, 4)), BLUE)
    clear = read_picture(upload(Image.new("RGBA", (8, 8), (*RED, 100)), icc_profile=swapped))
    assert near(clear.image.getpixel((4, 4)), BLUE)
    assert clear.image.getpixel((4, 4))[3] == 100


@pytest.mark.parametrize("profile", [b"", b"nonsense", b"\x00" * 200])
def test_a_broken_profile_is_passed_over(profile):
    assert is_upright(read_picture(upload(small(), icc_profile=profile)).image)


def test_a_profile_of_another_kind_of_colour_is_passed_over():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    for mode in ("RGB", "L", "LA", "P", "RGBA"):
        assert read_picture(upload(Image.new(mode, (8, 8)), icc_profile=profile)).size == (8, 8)


def test_see_through_stays_see_through():
    image = Image.new("RGBA", (8, 8), (255, 0, 0, 0))
    image.paste((0, 0, 255, 128), (0, 0, 4, 8))
    picture = read_picture(upload(image))
    assert picture.image.getpixel((2, 4)) == (0, 0, 255, 128)
    assert picture.image.getpixel((6, 4))[3] == 0


def test_palette_with_one_see_through_colour():
    image = Image.new("P", (8, 8), 1)
    image.putpalette([255, 0, 0, 0, 0, 255] + [0] * 762)
    image.paste(0, (0, 0, 4, 8))
    picture = read_picture(upload(image, transparency=0))
    assert picture.image.mode == "RGBA"
    assert picture.image.getpixel((2, 4))[3] == 0
    assert picture.image.getpixel((6, 4)) == (0, 0, 255, 255)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA"])
def test_every_way_of_keeping_pixels(mode):
    image = small().convert(mode)
    expected = image.convert("RGB").getpixel((10, 10))
    assert near(read_picture(upload(image)).image.getpixel((10, 10)), expected)


@pytest.mark.parametrize(
    ("colour_type", "pixel", "expected"),
    [
        (0, (32768,), (128, 128, 128)),
        (2, (65535, 32768, 0), (255, 128, 0)),
        (6, (0, 65535, 0, 65535), (0, 255, 0)),
        (4, (32768, 65535), (128, 128, 128)),
    ],
)
def test_sixteen_bits_a_colour(colour_type, pixel, expected):
    row = b"\0" + struct.pack(f">{len(pixel)}H", *pixel) * 2
    picture = read_picture(ContentFile(png(2, 2, 16, colour_type, row * 2)))
    assert near(picture.image.getpixel((1, 1)), expected, 2)


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG", "AVIF"])
def test_the_first_picture_of_a_moving_one(kind):
    frames = [Image.new("RGB", (32, 32), colour) for colour in (RED, GREEN, BLUE)]
    file = upload(frames[0], kind, save_all=True, append_images=frames[1:], duration=100)
    assert len(list(ImageSequence.Iterator(Image.open(io.BytesIO(file.read()))))) == 3
    picture = read_picture(file)
    assert near(picture.image.getpixel((16, 16)), RED)
    assert all(getattr(Image.open(io.BytesIO(data)), "n_frames", 1) == 1 for data in stored(picture))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "AVIF"])
@pytest.mark.parametrize("part", [0.5, 0.9])
def test_a_picture_cut_short_is_refused(kind, part):
    noise = Image.frombytes("RGB", (96, 96), random.Random(1).randbytes(96 * 96 * 3))
    data = upload(noise, kind).read()
    refused(data[: int(len(data) * part)], "damaged|not a picture")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00",
        b"GIF89a",
        b"\xff\xd8\xff",
        b"\x89PNG\r\n\x1a\n",
        b"RIFF\x00\x00\x00\x00WEBP",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<?xml version='1.0'?><!DOCTYPE svg><svg/>",
        b"<html><script>alert(1)</script>",
        b"%PDF-1.7",
        b"PK\x03\x04",
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 1 1\n",
    ],
    ids=repr,
)
def test_what_is_no_picture_is_refused(data):
    refused(data, "not a picture|damaged|not accepted|empty")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP"])
def test_what_hides_behind_a_picture_does_not_get_through(kind):
    hidden = b"PK\x03\x04hidden"
    picture = read_picture(ContentFile(upload(small(), kind).read() + hidden))
    assert all(b"hidden" not in data for data in stored(picture))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP"])
def test_a_picture_that_is_a_page_as_well_is_refused(kind):
    data = upload(small(), kind).read()
    refused(data + b"<ScRiPt>alert(1)</script>", "holds a script")
    refused(data + bytes(2**16 - len(data) - 3) + b"<script>alert(1)</script>", "holds a script")


@pytest.mark.parametrize(("width", "height"), [(13_000, 13_000), (60_000, 60_000), (8000, 6251)])
def test_a_bomb_is_refused_from_its_header(width, height, monkeypatch):
    monkeypatch.setattr(Image.Image, "load", lambda self: pytest.fail("a pixel was decoded"))
    refused(png(width, height, 8, 2, b""), "pixels")


def test_the_largest_accepted_size_is_not_refused_for_its_size():
    refused(png(8000, 6250, 8, 2, b""), "damaged")


def test_a_decoder_that_needs_twice_the_memory_gets_half_the_pixels(settings):
    settings.PHOTO_MAX_PIXELS = 64 * 48
    assert read_picture(upload(small())).size == (64, 48)
    refused(upload(small(), "WEBP").read(), "pixels")


def test_a_picture_that_no_copy_can_hold_is_refused():
    refused(upload(Image.new("L", (4, 16_384))).read(), "too tall")
    exif = Image.Exif()
    exif[0x0112] = 6
    refused(upload(Image.new("L", (16_384, 4)), "JPEG", exif=exif).read(), "too tall")
    picture = read_picture(upload(Image.new("L", (4, 16_383))))
    assert all(Image.open(io.BytesIO(data)).size == (4, 16_383) for data in stored(picture))


def test_a_large_file_is_refused_unread():
    class Large:
        size = 200 * 1024**2

    with pytest.raises(ValidationError, match="This file has 200 MB; at most 40 MB"):
        read_picture(Large())


def test_a_picture_from_a_phone_of_the_other_kind():
    heic, _check = ACCEPTED["HEIC from a phone"]
    picture = read_picture(ContentFile(heic(), name="IMG_1.HEIC"))
    assert picture.size == (64, 48)
    assert is_upright(picture.image)


def test_a_drawing_is_kept_without_loss_and_a_photo_is_not():
    drawing, photo = read_picture(upload(small())), read_picture(upload(small(), "JPEG"))
    assert (drawing.ending, photo.ending) == ("png", "jpg")
    assert Image.open(io.BytesIO(drawing.encoded)).tobytes() == small().tobytes()


def test_only_what_copies_need_is_kept_in_memory():
    picture = read_picture(upload(Image.new("L", (3000, 1500))))
    assert (picture.size, picture.image.size) == ((3000, 1500), (2400, 1200))
    assert Image.open(io.BytesIO(picture.encoded)).size == (3000, 1500)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP", "AVIF"])
def test_noise_in_a_file_is_refused_or_read_and_nothing_else(kind):
    exif = Image.Exif()
    exif[0x0112] = 6
    exif.get_ifd(0x8825)[2] = (44.0, 58.0, 38.0)
    options = {} if kind == "GIF" else {"exif": exif}
    data = upload(small(), kind, **options).read()
    chance = random.Random(7)
    for _ in range(60):
        broken = bytearray(data)
        for _ in range(chance.randint(1, 6)):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        try:
            read_picture(ContentFile(bytes(broken)))
        except ValidationError:
            continue


def test_the_largest_picture_needs_a_bounded_amount_of_memory():
    """In a process of its own, since what one has once taken is not given back."""
    code = """
import io, resource, django
django.setup()
from django.core.files.base import ContentFile
from PIL import Image
from newsroom.lib.images import read_picture
buffer = io.BytesIO()
Image.new("L", (8000, 6250)).save(buffer, "PNG", compress_level=1)
buffer = ContentFile(buffer.getvalue())
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
assert read_picture(buffer).size == (8000, 6250)
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert int(told.stdout) < 500
