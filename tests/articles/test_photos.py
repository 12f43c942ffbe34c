"""The photo library's services. What a picture may be is tests/lib/test_images.py's."""

import io

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage
from PIL import Image

from articles import photos
from articles.models import Photo
from newsroom.accounts.models import AuditEntry
from tests.factories import PhotoFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def storage(monkeypatch):
    storage = InMemoryStorage()
    monkeypatch.setattr("articles.photos.default_storage", storage)
    return storage


def picture(width=700, colour="red"):
    buffer = io.BytesIO()
    Image.new("RGB", (width, 400), colour).save(buffer, "JPEG")
    return ContentFile(buffer.getvalue(), name="IMG_0001.jpg")


def files(storage):
    return sorted(storage.listdir("photos")[1]) if storage.exists("photos") else []


def words(**fields):
    return Photo(**{"title": "Lectern", "alt": "A lectern.", "credit": "Ingrid Solberg"} | fields)


def test_adding(storage):
    by = UserFactory(role="contributor")
    photo = photos.add(photo=words(), file=picture(), by=by)
    photo.refresh_from_db()
    assert photo.added_by == by
    assert [width for width, _height, _name in photo.renditions] == [320, 640, 700]
    assert len(files(storage)) == 3
    assert all("IMG_0001" not in name for name in files(storage))
    assert AuditEntry.objects.get().action == "photo.add"


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"alt": ""}, "__all__"),
        ({"credit": ""}, "credit"),
        ({"title": ""}, "title"),
        ({"is_decorative": True}, "alt"),
        ({"caption": "a\x00"}, "caption"),
    ],
)
def test_words_that_no_form_would_take_leave_no_file(storage, fields, named):
    by = UserFactory(role="editor")
    with pytest.raises(ValidationError) as refused:
        photos.add(photo=words(**fields), file=picture(), by=by)
    assert named in refused.value.message_dict
    assert files(storage) == []
    photo = photos.add(photo=words(), file=picture(), by=by)
    before = files(storage)
    for field, value in fields.items():
        setattr(photo, field, value)
    for file in (None, picture()):
        with pytest.raises(ValidationError):
            photos.change(photo=photo, by=by, file=file)
    assert files(storage) == before


def test_a_decorative_photo_has_no_text():
    by = UserFactory(role="editor")
    assert photos.add(photo=words(alt="", is_decorative=True), file=picture(), by=by).pk


def test_what_is_no_picture_leaves_no_row(storage):
    with pytest.raises(ValidationError):
        photos.add(photo=words(), file=ContentFile(b"<svg/>", name="x.jpg"), by=UserFactory(role="editor"))
    assert not Photo.objects.exists()
    assert files(storage) == []


def test_a_full_disk_leaves_neither_row_nor_file(storage, monkeypatch):
    save, calls = storage.save, []

    def full(name, content):
        calls.append(name)
        if len(calls) == 3:
            raise OSError(28, "No space left on device")
        return save(name, content)

    monkeypatch.setattr(storage, "save", full)
    with pytest.raises(OSError, match="No space"):
        photos.add(photo=words(), file=picture(), by=UserFactory(role="editor"))
    assert not Photo.objects.exists()
    assert files(storage) == []


def test_a_new_picture_leaves_the_old_one_to_the_editions_that_show_it(storage):
    by = UserFactory(role="editor")
    photo = photos.add(photo=words(), file=picture(), by=by)
    before = photo.renditions
    photos.change(photo=photo, by=by, file=picture(320))
    photo.refresh_from_db()
    assert len(photo.renditions) == 1
    assert all(storage.exists(name) for _width, _height, name in [*before, *photo.renditions])


def test_who_may_change_whose():
    contributor, other, reporter = (
        UserFactory(role=role) for role in ("contributor", "contributor", "reporter")
    )
    photo = photos.add(photo=words(), file=picture(), by=contributor)
    for by in (contributor, reporter):
        photo.caption = f"By {by.email}"
        photos.change(photo=photo, by=by)
        assert Photo.objects.get().caption == photo.caption
    photo.added_by = other  # as if a form had said so
    with pytest.raises(PermissionDenied):
        photos.change(photo=photo, by=other)
    photo.added_by = other
    photos.change(photo=photo, by=reporter)
    assert Photo.objects.get().added_by == contributor


@pytest.mark.parametrize(
    "user", [{}, {"role": "editor", "is_staff": False}, {"role": "editor", "is_active": False}]
)
def test_who_may_not(user):
    by = UserFactory(**user)
    with pytest.raises(PermissionDenied):
        photos.add(photo=words(), file=picture(), by=by)
    with pytest.raises(PermissionDenied):
        photos.change(photo=PhotoFactory(added_by=by), by=by)
