import io
import random
import struct
import zlib

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage
from PIL import Image, ImageCms, ImageSequence

from newsroom.lib import images
from newsroom.lib.images import WIDTHS, read_picture, store_renditions

RED, GREEN, BLUE, WHITE = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)


def upload(image, kind="PNG", **options):
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return ContentFile(buffer.getvalue(), name="picture")


def corners(width=64, height=48):
    """A picture that tells which way up it is: red and green above, blue and white below."""
    image = Image.new("RGB", (width, height), RED)
    image.paste(GREEN, (width // 2, 0, width, height // 2))
    image.paste(BLUE, (0, height // 2, width // 2, height))
    image.paste(WHITE, (width // 2, height // 2, width, height))
    return image


def near(found, expected, tolerance=24):
    return all(abs(a - b) <= tolerance for a, b in zip(found[:3], expected, strict=True))


def is_upright(image):
    width, height = image.size
    x, y = width // 4, height // 4
    return (
        near(image.getpixel((x, y)), RED)
        and near(image.getpixel((width - x, y)), GREEN)
        and near(image.getpixel((x, height - y)), BLUE)
        and near(image.getpixel((width - x, height - y)), WHITE)
    )


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width, height, bits, colour_type, rows):
    header = struct.pack(">IIBBBBB", width, height, bits, colour_type, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def refused(data, match="."):
    with pytest.raises(ValidationError, match=match):
        read_picture(ContentFile(data, name="picture.jpg"))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "AVIF"])
def test_every_accepted_kind(kind):
    picture = read_picture(upload(corners(), kind))
    assert picture.size == (64, 48)
    assert is_upright(picture.image)


@pytest.mark.parametrize("kind", ["TIFF", "BMP", "ICO", "PPM", "TGA", "PCX", "JPEG2000"])
def test_other_kinds_are_refused_whatever_they_are_called(kind):
    refused(upload(corners(), kind).read(), "not a picture we can read")


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "WEBP"])
def test_upright_however_the_camera_was_held(orientation, kind):
    undo = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    stored = corners().transpose(undo[orientation]) if orientation in undo else corners()
    exif = Image.Exif()
    exif[0x0112] = orientation
    picture = read_picture(upload(stored, kind, exif=exif))
    assert picture.size == (64, 48)
    assert is_upright(picture.image)


def test_no_copy_says_where_or_by_which_camera():
    exif = Image.Exif()
    exif[0x010F] = "SECRETCAMERA"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (44.0, 58.0, 38.0)
    file = upload(corners(), "JPEG", exif=exif, comment=b"SECRETCOMMENT", xmp=b"<x>SECRETXMP</x>")
    assert b"SECRETCAMERA" in file.read()
    storage = InMemoryStorage()
    for _width, _height, name in store_renditions(read_picture(file), storage):
        data = storage.open(name).read()
        assert b"SECRET" not in data
        copy = Image.open(io.BytesIO(data))
        assert not copy.getexif()
        assert not {"exif", "xmp", "icc_profile"} & set(copy.info)


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
    assert is_upright(read_picture(upload(corners(), icc_profile=profile)).image)


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
    image = corners().convert(mode)
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
    content, _size = picture.rendition(32)
    assert getattr(Image.open(io.BytesIO(content.read())), "n_frames", 1) == 1


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
    refused(data, "not a picture|damaged")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP"])
def test_what_hides_behind_a_picture_does_not_get_through(kind):
    hidden = b"<script>alert('hidden')</script>PK\x03\x04"
    storage = InMemoryStorage()
    picture = read_picture(ContentFile(upload(corners(), kind).read() + hidden))
    for _width, _height, name in store_renditions(picture, storage):
        assert b"hidden" not in storage.open(name).read()


@pytest.mark.parametrize(("width", "height"), [(13_000, 13_000), (60_000, 60_000), (8000, 7501)])
def test_a_bomb_is_refused_from_its_header(width, height, monkeypatch):
    monkeypatch.setattr(Image.Image, "load", lambda self: pytest.fail("a pixel was decoded"))
    refused(png(width, height, 8, 2, b""), "pixels")


def test_the_largest_accepted_size_is_not_refused_for_its_size():
    refused(png(8000, 7500, 8, 2, b""), "damaged")


def test_a_picture_that_no_copy_can_hold_is_refused():
    refused(upload(Image.new("L", (4, 16_384))).read(), "too tall")
    refused(upload(Image.new("1", (1500, 16_384))).read(), "too tall")
    assert read_picture(upload(Image.new("1", (1600, 16_384)))).size == (1600, 16_384)
    content, size = read_picture(upload(Image.new("L", (4, 16_383)))).rendition(4)
    assert size == (4, 16_383)
    assert Image.open(io.BytesIO(content.read())).size == size


def test_a_large_file_is_refused_unread():
    class Large:
        size = images.MAX_BYTES + 1

    with pytest.raises(ValidationError, match="40 MB"):
        read_picture(Large())


@pytest.mark.parametrize(
    ("own", "widths"),
    [
        (1, [1]),
        (320, [320]),
        (321, [320, 321]),
        (700, [320, 640, 700]),
        (1500, [320, 640, 960, 1500]),
        (2000, [320, 640, 960, 1500]),
    ],
)
def test_copies_are_never_larger_than_the_picture(own, widths):
    storage = InMemoryStorage()
    stored = store_renditions(read_picture(upload(Image.new("RGB", (own, 400), RED))), storage)
    assert [width for width, _height, _name in stored] == widths
    for width, height, name in stored:
        copy = Image.open(storage.open(name))
        assert copy.format == "WEBP"
        assert copy.size == (width, height)
        assert height == max(1, round(400 * width / own))
        assert near(copy.getpixel((0, 0)), RED)


def test_names_cannot_be_guessed():
    storage = InMemoryStorage()
    picture = read_picture(upload(corners()))
    first, second = (store_renditions(picture, storage)[0][2] for _ in range(2))
    assert first != second
    assert len(first) >= len("photos/") + 16 + len("-64.webp")


def test_a_full_disk_leaves_no_file():
    class Full(InMemoryStorage):
        left = len(WIDTHS) - 1

        def _save(self, name, content):
            if not self.left:
                raise OSError(28, "No space left on device")
            self.left -= 1
            return super()._save(name, content)

    storage = Full()
    picture = read_picture(upload(Image.new("RGB", (2000, 10))))
    with pytest.raises(OSError, match="No space"):
        store_renditions(picture, storage)
    assert storage.listdir("photos")[1] == []


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP", "AVIF"])
def test_noise_in_a_file_is_refused_or_read_and_nothing_else(kind):
    exif = Image.Exif()
    exif[0x0112] = 6
    exif.get_ifd(0x8825)[2] = (44.0, 58.0, 38.0)
    options = {} if kind == "GIF" else {"exif": exif}
    data = upload(corners(), kind, **options).read()
    chance = random.Random(7)
    for _ in range(60):
        broken = bytearray(data)
        for _ in range(chance.randint(1, 6)):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        try:
            read_picture(ContentFile(bytes(broken)))
        except ValidationError:
            continue
