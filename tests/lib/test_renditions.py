import io

import pytest
from django.core.files.storage import InMemoryStorage
from PIL import Image

from newsroom.lib.renditions import Maker, beside, has_jpeg, share_crop
from tests.odd_files import BLUE, RED, encoded, shows


class Kept:
    """What Maker needs of a Picture."""

    def __init__(self, image):
        self.image, self.ending, self.encoded = image, "png", encoded(image, "PNG")


def make(image, storage=None, **options):
    maker = Maker(storage or InMemoryStorage())
    return maker.copies(image, maker.original(Kept(image)), **options)


@pytest.mark.parametrize(
    ("own", "widths"),
    [
        (1, [1]),
        (320, [320]),
        (700, [320, 640, 700]),
        (1600, [320, 640, 960, 1280, 1600]),
        (2400, [320, 640, 960, 1280, 1600, 2400]),
    ],
)
def test_copies_are_never_larger_than_the_picture(own, widths):
    storage = InMemoryStorage()
    copies = make(Image.new("RGB", (own, 40), RED), storage, with_avif=True)
    assert [width for width, _height, _name in copies.renditions] == widths
    for width, height, name in copies.renditions:
        for ending, kind in (("webp", "WEBP"), ("jpg", "JPEG"), ("avif", "AVIF")):
            copy = Image.open(storage.open(beside(name, ending)))
            assert (copy.format, copy.size) == (kind, (width, height))
            assert shows(copy, RED)


def test_names_cannot_be_guessed_and_say_what_a_file_was_made_from():
    image = Image.new("RGB", (64, 48), RED)
    one, other = make(image), make(image)
    assert one.original.split("/")[1] != other.original.split("/")[1]
    assert len(one.original.split("/")[1]) >= 16
    assert one.original.split("/")[2] == other.original.split("/")[2]
    assert has_jpeg(one.renditions[0][2])
    assert not has_jpeg("photos/old-320.webp")


def test_what_is_there_is_not_written_again_and_new_words_make_new_files():
    storage, image = InMemoryStorage(), Image.new("RGB", (64, 48), RED)
    maker = Maker(storage)
    original = maker.original(Kept(image))
    first = maker.copies(image, original, credit="A")
    written = len(maker.written)
    assert maker.copies(image, original, credit="A") == first
    assert len(maker.written) == written
    assert maker.copies(image, original, credit="B").renditions != first.renditions


def test_what_shines_through_is_white_in_a_jpeg():
    storage = InMemoryStorage()
    name = make(Image.new("RGBA", (8, 8), (0, 0, 0, 0)), storage).renditions[0][2]
    assert shows(Image.open(storage.open(beside(name, "jpg"))), (255, 255, 255))


def test_the_crop_for_shared_links_goes_by_the_focal_point():
    image = Image.new("RGB", (1200, 2000), RED)
    image.paste(BLUE, (0, 1400, 1200, 2000))
    assert shows(share_crop(image, (50, 0)), RED)
    assert shows(share_crop(image, (50, 100)), BLUE)
    assert share_crop(image, (50, 50)).size == (1200, 675)
    assert share_crop(image.crop((0, 0, 1199, 2000)), (50, 50)) is None
    storage = InMemoryStorage()
    width, height, name = make(image, storage, focus=(50, 100)).share
    assert (width, height) == Image.open(storage.open(name)).size


def test_a_full_disk_leaves_no_file():
    class Full(InMemoryStorage):
        left = 4

        def _save(self, name, content):
            if not self.left:
                raise OSError(28, "No space left on device")
            self.left -= 1
            return super()._save(name, content)

    storage, image = Full(), Image.new("RGB", (700, 10))
    maker = Maker(storage)
    original = maker.original(Kept(image))
    with pytest.raises(OSError, match="No space"):
        maker.copies(image, original)
    maker.take_back()
    assert storage.listdir(maker.folder)[1] == []


def test_a_store_that_fails_in_its_own_way_is_a_disk_that_is_full_to_its_callers():
    class Elsewhere(InMemoryStorage):
        def _save(self, name, content):
            raise RuntimeError("SlowDown")

    image = Image.new("RGB", (8, 8))
    with pytest.raises(OSError, match="SlowDown"):
        Maker(Elsewhere()).original(Kept(image))


def test_every_copy_can_be_read_by_its_name():
    storage = InMemoryStorage()
    copies = make(Image.new("RGB", (1300, 900)), storage, with_avif=True)
    assert len(copies.names()) == 1 + 5 * 3 + 1
    for name in copies.names():
        Image.open(io.BytesIO(storage.open(name).read())).load()
