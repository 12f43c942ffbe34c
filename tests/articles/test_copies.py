"""The command that brings photos' files in line with their rows. What workers do is test_photos.py's."""

import os
import time
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from PIL import Image

from articles import photos
from articles.copies import are_as_they_should, names_of
from articles.models import Photo
from newsroom.lib.images import read_picture
from tests.factories import PhotoFactory, UserFactory, published
from tests.odd_files import encoded

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def add(by, colour="red", **words):
    picture = read_picture(ContentFile(encoded(Image.new("RGB", (400, 300), colour)), name="x.jpg"))
    return photos.add(photo=Photo(title="Vote", alt="Hands.", credit="NSB", **words), picture=picture, by=by)


def stored(media):
    return {str(path.relative_to(media)) for path in media.rglob("*") if path.is_file()}


def age(media):
    """Let all files be two days old."""
    for path in media.rglob("*"):
        os.utime(path, (time.time() - 2 * 86400,) * 2)


def test_what_is_missing_is_made(media):
    photo = add(UserFactory(role="editor"))
    assert not are_as_they_should(photo)
    call_command("renditions", stdout=StringIO())
    photo.refresh_from_db()
    assert are_as_they_should(photo)
    assert stored(media) == names_of(photo)
    default_storage.delete(photo.renditions[0][2])
    call_command("renditions", all=True)
    assert stored(media) == names_of(photo)


def test_one_that_cannot_be_made_stops_nobody_else(media):
    PhotoFactory()
    photo = add(UserFactory(role="editor"))
    call_command("renditions")
    photo.refresh_from_db()
    assert photo.has_avif


def test_only_what_nothing_speaks_of_is_cleared_away(media):
    by = UserFactory(role="administrator")
    photo = add(by)
    published(by=by, lead_photo=photo)
    call_command("renditions")
    photo.refresh_from_db()
    of_the_edition = names_of(photo) - {photo.original}
    photos.change(photo=photo, by=by, picture=read(encoded(Image.new("L", (50, 50)))))
    add(by, "blue")
    Photo.objects.exclude(pk=photo.pk).delete()  # as if its files had stayed
    Path(media / "photos/left.webp").write_bytes(b"x")
    everything = stored(media)
    call_command("renditions", clean=True)
    assert stored(media) > of_the_edition
    assert "photos/left.webp" in stored(media), "what is young may be about to get its row"
    age(media)
    call_command("renditions", clean=True)
    photo.refresh_from_db()
    assert stored(media) == of_the_edition | names_of(photo)
    assert stored(media) < everything | names_of(photo)


def read(data):
    return read_picture(ContentFile(data, name="x.jpg"))
