"""The photo library's services. What a picture may be is tests/lib/test_images.py's."""

import datetime
import io
import json
import re
import shutil
import subprocess
from pathlib import Path
from subprocess import PIPE

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage, default_storage
from PIL import Image

from articles import copies, photos
from articles.models import Photo
from newsroom.accounts.models import AuditEntry
from newsroom.lib.images import read_picture
from newsroom.outbox import events
from tests.factories import PersonFactory, PhotoFactory, StoryFactory, UserFactory, published
from tests.odd_files import ACCEPTED, REFUSED, encoded

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def storage(monkeypatch):
    storage = InMemoryStorage()
    for module in ("photos", "copies"):
        monkeypatch.setattr(f"articles.{module}.default_storage", storage)
    return storage


def picture(width=700, colour="red", height=400, **options):
    image = Image.new("RGB", (width, height), colour)
    return read_picture(ContentFile(encoded(image, **options), name="IMG_0001.jpg"))


def files(storage):
    folders = storage.listdir("photos")[0] if storage.exists("photos") else []
    return sorted(f"{folder}/{name}" for folder in folders for name in storage.listdir(f"photos/{folder}")[1])


def words(**fields):
    return Photo(**{"title": "Lectern", "alt": "A lectern.", "credit": "Ingrid Solberg"} | fields)


def test_adding(storage):
    by = UserFactory(role="contributor")
    photo = photos.add(photo=words(), picture=picture(), by=by)
    photo.refresh_from_db()
    assert photo.added_by == by
    assert [width for width, _height, _name in photo.renditions] == [320, 640, 700]
    assert len(files(storage)) == 1 + 3 * 2, "the original, and WebP and JPEG at once"
    assert all("IMG_0001" not in name for name in files(storage))
    assert (photo.width, photo.height, photo.share, photo.has_avif) == (700, 400, None, False)
    assert AuditEntry.objects.get().action == "photo.add"


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"title": ""}, "title"),
        ({"focus_x": 101}, "focus_x"),
        ({"is_decorative": True}, "alt"),
        ({"caption": "a\x00"}, "caption"),
    ],
)
def test_words_that_no_form_would_take_leave_no_file(storage, fields, named):
    by = UserFactory(role="editor")
    with pytest.raises(ValidationError) as refused:
        photos.add(photo=words(**fields), picture=picture(), by=by)
    assert named in refused.value.message_dict
    assert files(storage) == []
    photo = photos.add(photo=words(), picture=picture(), by=by)
    before = files(storage)
    for field, value in fields.items():
        setattr(photo, field, value)
    for new in (None, picture()):
        with pytest.raises(ValidationError):
            photos.change(photo=photo, by=by, picture=new)
    assert files(storage) == before


def test_a_decorative_photo_has_no_text():
    by = UserFactory(role="editor")
    assert photos.add(photo=words(alt="", is_decorative=True), picture=picture(), by=by).pk


def test_a_full_disk_leaves_neither_row_nor_file(storage, monkeypatch):
    save, calls = storage.save, []

    def full(name, content):
        calls.append(name)
        if len(calls) == 5:
            raise OSError(28, "No space left on device")
        return save(name, content)

    monkeypatch.setattr(storage, "save", full)
    with pytest.raises(OSError, match="No space"):
        photos.add(photo=words(), picture=picture(), by=UserFactory(role="editor"))
    assert not Photo.objects.exists()
    assert files(storage) == []


def test_a_new_picture_leaves_the_old_one_to_the_editions_that_show_it(storage):
    by = UserFactory(role="editor")
    photo = photos.add(photo=words(), picture=picture(), by=by)
    before = photo.renditions
    photos.change(photo=photo, by=by, picture=picture(320))
    photo.refresh_from_db()
    assert len(photo.renditions) == 1
    assert photo.original.split("/")[1] != before[0][2].split("/")[1]
    assert all(storage.exists(name) for _width, _height, name in [*before, *photo.renditions])


def test_who_may_change_whose():
    contributor, other, reporter = (
        UserFactory(role=role) for role in ("contributor", "contributor", "reporter")
    )
    photo = photos.add(photo=words(), picture=picture(), by=contributor)
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
        photos.add(photo=words(), picture=picture(), by=by)
    with pytest.raises(PermissionDenied):
        photos.change(photo=PhotoFactory(added_by=by), by=by)


# --- odd files -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ACCEPTED)
def test_a_picture_however_it_was_made(storage, name):
    make, holds = ACCEPTED[name]
    picture = read_picture(ContentFile(make(), name="x"))
    photo = photos.add(photo=words(), picture=picture, by=UserFactory(role="editor"))
    copies.make_copies(photo.pk)
    photo.refresh_from_db()
    for file in files(storage):
        data = storage.open(f"photos/{file}").read()
        assert b"PHONEMAKER" not in data
        assert b"GPS" not in data
        with Image.open(io.BytesIO(data)) as stored:
            assert 0x8825 not in stored.getexif()
            if not file.endswith(".jpg") or stored.mode != "RGB" or name != "palette":
                assert holds(stored), file


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_picture_has_a_reason(name):
    make, reason = REFUSED[name]
    with pytest.raises(ValidationError) as refused:
        read_picture(ContentFile(make(), name="photo.jpg"))
    assert re.search(reason, " ".join(refused.value.messages))


# --- words in files --------------------------------------------------------------------------------

XMP = b"""<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"
 xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/"
 xmlns:Iptc4xmpCore="http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/">
<rdf:Description rdf:about="" photoshop:Credit="AP Photo &amp; Co">
<dc:creator><rdf:Seq><rdf:li>Ann Lee</rdf:li></rdf:Seq></dc:creator>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">The vote.</rdf:li></rdf:Alt></dc:description>
<dc:rights><rdf:Alt><rdf:li xml:lang="x-default">(c) 2017 AP</rdf:li></rdf:Alt></dc:rights>
<xmpRights:UsageTerms><rdf:Alt><rdf:li xml:lang="x-default">Once.</rdf:li></rdf:Alt></xmpRights:UsageTerms>
<Iptc4xmpCore:AltTextAccessibility><rdf:Alt><rdf:li xml:lang="x-default">Raised hands.</rdf:li></rdf:Alt>
</Iptc4xmpCore:AltTextAccessibility></rdf:Description></rdf:RDF></x:xmpmeta>"""


def test_what_the_file_says_fills_what_nobody_typed():
    photo = Photo(title="Vote", caption="Typed.")
    photos.add(photo=photo, picture=picture(xmp=XMP), by=UserFactory(role="editor"))
    photo.refresh_from_db()
    assert (photo.title, photo.caption, photo.alt) == ("Vote", "Typed.", "Raised hands.")
    assert (photo.credit, photo.creator) == ("AP Photo & Co", "Ann Lee")
    assert (photo.notice, photo.terms) == ("(c) 2017 AP", "Once.")


def test_whose_it_is_stands_in_every_copy_and_follows_the_row(storage):
    by = UserFactory(role="editor")
    photo = photos.add(photo=words(notice="© NSB"), picture=picture(), by=by)

    def said():
        copies.make_copies(photo.pk)
        photo.refresh_from_db()
        for ending in ("webp", "jpg", "avif"):
            for _width, _height, name in photo.renditions:
                image = Image.open(storage.open(name.replace("webp", ending)))
                notice = image.getexif()[0x8298].encode("latin-1").decode()
                yield notice, re.search(rb"Credit>(.*?)<", image.info["xmp"])[1].decode()

    assert set(said()) == {("© NSB", "Ingrid Solberg")}
    before = photo.renditions
    photo.credit = "Star & <Tribune>"
    photos.change(photo=photo, by=by)
    assert set(said()) == {("© NSB", "Star &amp; &lt;Tribune&gt;")}
    assert photo.renditions != before
    assert all(storage.exists(name) for _width, _height, name in before), "editions show the old ones"


# --- copies by the worker --------------------------------------------------------------------------


def test_a_worker_makes_what_is_due_once(storage):
    photo = photos.add(photo=words(), picture=picture(), by=UserFactory(role="editor"))
    events.deliver()
    assert events.tick() == 2  # the copies, and telling of them
    photo.refresh_from_db()
    assert photo.has_avif
    assert all(storage.exists(name.replace("webp", "avif")) for _w, _h, name in photo.renditions)
    assert copies.make_due() == 0


def test_a_picture_that_cannot_be_made_waits_and_holds_nobody_up(storage):
    photo = photos.add(photo=words(), picture=picture(), by=UserFactory(role="editor"))
    storage.delete(photo.original)
    assert copies.make_due() == 1
    assert copies.make_due() == 0
    photo.refresh_from_db()
    assert not photo.has_avif
    assert photo.files_due_at > photo.added_at + datetime.timedelta(minutes=5)


def test_a_photo_that_is_deleted_meanwhile_stops_no_worker(monkeypatch):
    photo = photos.add(photo=words(), picture=picture(), by=UserFactory(role="editor"))
    base_of = copies.base_of

    def delete_meanwhile(file):
        Photo.objects.filter(pk=photo.pk).delete()
        return base_of(file)

    monkeypatch.setattr(copies, "base_of", delete_meanwhile)
    assert copies.make_due() == 1
    assert copies.make_due() == 0


def test_what_changed_while_copies_were_made_is_made_again(monkeypatch):
    photo = photos.add(photo=words(), picture=picture(), by=UserFactory(role="editor"))
    base_of = copies.base_of

    def change_meanwhile(file):
        Photo.objects.filter(pk=photo.pk).update(credit="Somebody else")
        return base_of(file)

    monkeypatch.setattr(copies, "base_of", change_meanwhile)
    copies.make_copies(photo.pk)
    photo.refresh_from_db()
    assert (photo.has_avif, photo.credit) == (False, "Somebody else")
    monkeypatch.undo()


def test_published_stories_offer_the_new_format_and_say_the_same():
    by = UserFactory(role="administrator")
    photo = photos.add(photo=words(), picture=picture(), by=by)
    story = published(by=by, lead_photo=photo)
    content = story.live_edition.content
    assert "avif" not in str(story.live_edition.card)
    copies.make_due()
    edition = type(story.live_edition).objects.get(pk=story.live_edition_id)
    assert edition.card["photo"]["has_avif"] is True
    assert edition.content == content


def test_a_photo_from_before_originals_were_kept(storage):
    storage.save("photos/old-700.webp", ContentFile(encoded(Image.new("RGB", (700, 400), "red"), "WEBP")))
    photo = PhotoFactory(renditions=[[700, 400, "photos/old-700.webp"]])
    copies.make_copies(photo.pk)
    photo.refresh_from_db()
    assert photo.original
    assert [width for width, _height, _name in photo.renditions] == [320, 640, 700]
    assert storage.exists("photos/old-700.webp")


# --- deleting --------------------------------------------------------------------------------------


def test_only_what_nothing_shows_is_deleted(storage, django_capture_on_commit_callbacks):
    by = UserFactory(role="editor")
    photo = photos.add(photo=words(), picture=picture(), by=by)
    person = PersonFactory(portrait=photo)
    with pytest.raises(ValidationError, match="in use and stays"):
        photos.delete(photo=photo, by=by)
    person.delete()
    story = StoryFactory(by=by, lead_photo=photo)
    with pytest.raises(ValidationError, match="in use and stays"):
        photos.delete(photo=photo, by=by)
    story.lead_photo = None
    story.save()
    with pytest.raises(PermissionDenied):
        photos.delete(photo=photo, by=UserFactory(role="reporter"))
    with django_capture_on_commit_callbacks(execute=True):
        photos.delete(photo=photo, by=by)
    assert not Photo.objects.exists()
    assert files(storage) == []
    assert AuditEntry.objects.filter(action="photo.delete").exists()


def test_what_an_earlier_edition_shows_stays():
    by = UserFactory(role="administrator")
    photo = photos.add(photo=words(), picture=picture(), by=by)
    story = published(by=by, lead_photo=photo)
    type(story).objects.filter(pk=story.pk).update(lead_photo=None)
    with pytest.raises(ValidationError, match="in use and stays"):
        photos.delete(photo=photo, by=by)


# --- a disk that is full ---------------------------------------------------------------------------


@pytest.fixture
def tiny_disk():
    """The path of a disk of 1 MB, in a namespace of its own that goes away with its process."""
    command = "mount -t tmpfs -o size=1m tmpfs /mnt && echo ready && exec sleep 600"
    process = subprocess.Popen(["unshare", "-rm", "sh", "-c", command], stdout=PIPE, stderr=PIPE, text=True)
    with process:
        if process.stdout.readline() != "ready\n":
            pytest.skip("this machine lets nobody mount")
        yield Path("/proc", str(process.pid), "root", "mnt")
        process.kill()


def test_a_disk_that_is_really_full(tiny_disk, client, settings, monkeypatch):
    settings.MEDIA_ROOT = tiny_disk
    monkeypatch.setattr("articles.photos.default_storage", default_storage)
    by = UserFactory(role="editor")
    client.force_login(by)
    large = encoded(Image.effect_noise((1200, 900), 90).convert("RGB"), quality=95)

    def upload(data):
        fields = {"title": "Vote", "credit": "NSB", "focus_x": 50, "focus_y": 50}
        return client.post("/admin/articles/photo/add/", fields | {"file": ContentFile(data, name="a.jpg")})

    response = upload(large)
    assert "the disk may be full" in str(response.context["adminform"].form.errors)
    assert not Photo.objects.exists()
    assert [path for path in tiny_disk.rglob("*") if path.is_file()] == []
    assert StoryFactory(by=by, headline="Editing goes on").latest_revision
    assert upload(encoded(Image.new("RGB", (64, 48)))).status_code == 302
    assert Photo.objects.count() == 1


# --- what others' tools say ------------------------------------------------------------------------


@pytest.mark.skipif(not shutil.which("exiftool"), reason="exiftool is not installed")
@pytest.mark.parametrize("name", ["JPEG from a phone", "WEBP from a phone", "HEIC from a phone"])
def test_exiftool_finds_whose_it_is_and_not_where(storage, tmp_path, name):
    photo = words(notice="© North Star")
    picture = read_picture(ContentFile(ACCEPTED[name][0](), name="x"))
    photos.add(photo=photo, picture=picture, by=UserFactory(role="editor"))
    copies.make_copies(photo.pk)
    for number, file in enumerate(files(storage)):
        path = tmp_path / f"{number}{Path(file).suffix}"
        path.write_bytes(storage.open(f"photos/{file}").read())
    # Exiftool reads Latin-1 where it is not told, and says nothing of what is not there.
    found = json.loads(subprocess.check_output(["exiftool", "-json", "-a", "-G1", tmp_path], text=True))
    photo.refresh_from_db()
    for entry in found:
        assert not [tag for tag in entry if "GPS" in tag or tag.endswith((":Make", ":Model"))], entry
    signed = [entry for entry in found if "XMP-photoshop:Credit" in entry]
    assert len(signed) == len(found) - 1, "all but the original"
    for entry in signed:
        assert entry["XMP-photoshop:Credit"] == "Ingrid Solberg"
        assert entry["XMP-dc:Rights"] == "© North Star"
        assert entry["IFD0:Artist"] == "Ingrid Solberg"
