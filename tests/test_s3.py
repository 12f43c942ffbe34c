"""Photos on a store that speaks S3: a real one, set up from the environment as a newsroom would."""

import datetime
import json
import mimetypes
import runpy
import subprocess
import sys
import time
from urllib.request import urlopen

import boto3
import pytest
from django.conf import settings as now
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from PIL import Image

from articles import copies, photos
from articles.models import Photo
from newsroom.lib.images import read_picture
from tests.factories import UserFactory
from tests.odd_files import corners, encoded
from tests.processes import free_port, wait_for

pytestmark = pytest.mark.django_db

KINDS = {"avif": "AVIF", "jpg": "JPEG", "webp": "WEBP"}


@pytest.fixture(scope="session")
def store():
    """Run the store; give its address."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(port, process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=30)


class Bucket:
    """A bucket whose objects anybody may fetch and nobody but the newsroom may list."""

    def __init__(self, address, name):
        self.name = name
        self.client = boto3.client("s3", endpoint_url=address)
        self.client.create_bucket(Bucket=name)
        self.permit()

    def permit(self, *more):
        """Let readers fetch objects, with `more` statements beside that."""
        objects = f"arn:aws:s3:::{self.name}/"
        fetch = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": f"{objects}*"}
        policy = {"Version": "2012-10-17", "Statement": [fetch, *more]}
        self.client.put_bucket_policy(Bucket=self.name, Policy=json.dumps(policy))

    def refuse(self, action, names):
        """A statement that refuses an action on these names."""
        resource = f"arn:aws:s3:::{self.name}/{names}"
        return {"Effect": "Deny", "Principal": "*", "Action": f"s3:{action}", "Resource": resource}

    def stored(self):
        """The names of everything in it."""
        return {found["Key"] for found in self.client.list_objects_v2(Bucket=self.name).get("Contents", [])}


def put_photos(settings, monkeypatch, **environment):
    """Take the settings about photos that a newsroom gets from these variables."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    base = runpy.run_path(str(now.BASE_DIR / "newsroom" / "settings" / "base.py"))
    settings.MEDIA_URL = base["MEDIA_URL"]
    settings.STORAGES = now.STORAGES | {"default": base["STORAGES"]["default"]}
    return base


@pytest.fixture
def writer(monkeypatch):
    """Who may write there."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "newsroom")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")


@pytest.fixture
def bucket(store, writer, settings, monkeypatch):
    bucket = Bucket(store, f"photos-{time.monotonic_ns()}")
    put_photos(
        settings,
        monkeypatch,
        MEDIA_BUCKET=bucket.name,
        MEDIA_URL=f"{store}/{bucket.name}/",
        MEDIA_ENDPOINT=store,
    )
    return bucket


def picture(width=700, height=400):
    return read_picture(ContentFile(encoded(corners(width, height)), name="IMG_0001.jpg"))


def words():
    return Photo(title="Vote", alt="Hands.", credit="NSB")


def test_copies_reach_readers(bucket, store, monkeypatch):
    # As on a system that has no list of types, where Python before 3.13 does not know WebP.
    monkeypatch.setattr(mimetypes, "_db", mimetypes.MimeTypes(filenames=()))
    photo = photos.add(photo=words(), picture=picture(1300, 800), by=UserFactory(role="editor"))
    assert copies.make_due() == 1
    photo.refresh_from_db()
    names = copies.names_of(photo)
    assert bucket.stored() == names
    assert len(names) == 1 + 3 * 5 + 1, "the original, five widths of each format, and the crop to share"
    for name in names:
        address = default_storage.url(name)
        assert address == f"{store}/{bucket.name}/{name}"
        kind = KINDS[name.rpartition(".")[2]]
        with urlopen(address) as answer:
            data = answer.read()
            assert answer.headers["Content-Type"] == f"image/{kind.lower()}"
            assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
            assert answer.headers["Content-Disposition"] is None
        with default_storage.open(name) as file:
            assert file.read() == data
        with Image.open(ContentFile(data)) as image:
            assert image.format == kind
            image.load()
            assert [image.width, image.height] in [*(r[:2] for r in photo.renditions), photo.share[:2]]


def test_the_command_clears_away_what_a_new_picture_leaves(bucket, monkeypatch):
    by = UserFactory(role="editor")
    photo = photos.add(photo=words(), picture=picture(), by=by)
    call_command("renditions")
    photo.refresh_from_db()
    before = copies.names_of(photo)
    photos.change(photo=photo, by=by, picture=picture(400, 300))
    call_command("renditions", clean=True)
    photo.refresh_from_db()
    assert bucket.stored() == before | copies.names_of(photo), "what is young may belong to a row to come"
    monkeypatch.setattr(copies, "YOUNG", datetime.timedelta(0))  # rather than wait for a day
    call_command("renditions", clean=True)
    assert bucket.stored() == copies.names_of(photo)
    call_command("renditions", clean=True)
    assert bucket.stored() == copies.names_of(photo)


@pytest.mark.django_db(transaction=True)
def test_a_deleted_photo_takes_its_files_along(bucket):
    by = UserFactory(role="editor")
    photo = photos.add(photo=words(), picture=picture(), by=by)
    copies.make_due()
    photos.delete(photo=photo, by=by)
    assert bucket.stored() == set()


def test_a_store_that_refuses_half_way_keeps_nothing(bucket):
    bucket.permit(bucket.refuse("PutObject", "*-640.webp"))
    with pytest.raises(OSError, match=r"-640\.webp could not be stored: .*Forbidden"):
        photos.add(photo=words(), picture=picture(), by=UserFactory(role="editor"))
    assert not Photo.objects.exists()
    assert bucket.stored() == set()


def test_what_cannot_be_taken_back_is_cleared_away_later(bucket, monkeypatch):
    bucket.permit(bucket.refuse("PutObject", "*-640.webp"), bucket.refuse("DeleteObject", "*"))
    with pytest.raises(OSError, match=r"-640\.webp could not be stored: .*Forbidden"):
        photos.add(photo=words(), picture=picture(), by=UserFactory(role="editor"))
    assert not Photo.objects.exists()
    assert bucket.stored()
    bucket.permit()
    monkeypatch.setattr(copies, "YOUNG", datetime.timedelta(0))
    call_command("renditions", clean=True)
    assert bucket.stored() == set()


def test_a_store_that_is_down_has_a_clear_error(writer, settings, monkeypatch):
    address = f"http://127.0.0.1:{free_port()}"
    put_photos(
        settings,
        monkeypatch,
        MEDIA_BUCKET="photos",
        MEDIA_URL=f"{address}/photos/",
        MEDIA_ENDPOINT=address,
        AWS_MAX_ATTEMPTS="1",
    )
    with pytest.raises(OSError, match=f"could not be stored: Could not connect .*{address}"):
        photos.add(photo=words(), picture=picture(), by=UserFactory(role="editor"))
    assert not Photo.objects.exists()
