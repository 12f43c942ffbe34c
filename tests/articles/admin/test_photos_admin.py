"""The photo library's screens, with files as cameras, phones and mischief make them."""

import io
import re

import pytest
from django.core.files.storage import FileSystemStorage, default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from articles.models import Photo, RelatedLink
from newsroom.accounts.models import AuditEntry
from tests.articles.admin.test_desk import queries_of
from tests.articles.odd_files import NAMES, REFUSED
from tests.factories import AuthorFactory, PersonFactory, PhotoFactory, StoryFactory, UserFactory

pytestmark = pytest.mark.django_db

LIST = "/admin/articles/photo/"
ADD = "/admin/articles/photo/add/"
RED, BLUE = (200, 30, 30), (30, 30, 200)


@pytest.fixture(autouse=True)
def media(tmp_path, settings):
    """A folder for files that goes away."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def reporter(client):
    user = UserFactory(role="reporter")
    client.force_login(user)
    return user


def jpeg(size=(80, 40), *, exif=None):
    """Return a JPEG, red on the left and blue on the right."""
    image = Image.new("RGB", size, RED)
    image.paste(BLUE, (size[0] // 2, 0, *size))
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=95, **({"exif": exif} if exif else {}))
    return buffer.getvalue()


def from_a_phone():
    """Return a JPEG that is stored lying down, with a note to turn it, and with the place it was taken."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turn a quarter to the right
    exif[0x010F] = "PHONEMAKER"
    exif.get_ifd(0x8825).update({1: "N", 2: (44.0, 58.0, 40.0), 3: "W", 4: (93.0, 15.0, 55.0)})
    return jpeg(exif=exif.tobytes())


def upload(client, data, name="hearing.jpg", kind="image/jpeg", url=ADD, **words):
    """Post the form with a file."""
    fields = {"title": "Hearing room", "alt": "An empty room.", "credit": "Ingrid Solberg"} | words
    if data is not None:
        fields["file"] = SimpleUploadedFile(name, data, kind)
    return client.post(url, fields)


def errors(response):
    """The errors of the form by field, in one text each."""
    assert response.status_code == 200, "the form was accepted"
    return {name: " ".join(texts) for name, texts in response.context["adminform"].form.errors.items()}


def test_a_picture_is_stored_in_its_sizes_and_the_trail_says_who_added_it(client, reporter):
    assert upload(client, jpeg((1000, 500))).status_code == 302
    photo = Photo.objects.get()
    assert photo.added_by == reporter
    assert [size[:2] for size in photo.renditions] == [[320, 160], [640, 320], [960, 480], [1000, 500]]
    assert all(default_storage.exists(name) for _width, _height, name in photo.renditions)
    assert list(AuditEntry.objects.values_list("action", "actor", "target_id")) == [
        ("photo.add", reporter.pk, photo.pk)
    ]


def test_a_phones_picture_stands_upright_and_tells_nobody_where_it_was_taken(client, reporter, media):
    upload(client, from_a_phone())
    photo = Photo.objects.get()
    assert photo.renditions[-1][:2] == [40, 80]
    with default_storage.open(photo.renditions[-1][2]) as file, Image.open(file) as stored:
        assert stored.getpixel((20, 5))[0] > 150, "the red half is on top"
        assert stored.getpixel((20, 75))[2] > 150, "the blue half is below"
    files = [path for path in media.rglob("*") if path.is_file()]
    assert files
    for path in files:
        assert b"PHONEMAKER" not in path.read_bytes()
        with Image.open(path) as stored:
            assert 0x8825 not in stored.getexif()


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_picture_is_a_field_error_and_leaves_nothing_behind(client, reporter, media, name):
    make, reason = REFUSED[name]
    response = upload(client, make())
    assert re.search(reason, errors(response)["file"])
    assert not Photo.objects.exists()
    assert not [path for path in media.rglob("*") if path.is_file()]
    assert 'value="Hearing room"' in response.content.decode()


@pytest.mark.parametrize("name", NAMES)
def test_a_files_name_is_nobodys_business(client, reporter, media, name):
    assert upload(client, jpeg(), name).status_code == 302
    assert all(re.fullmatch(r"[\w-]+\.(jpg|webp)", path.name) for path in media.rglob("*.*"))


def test_a_picture_that_lies_about_its_name_is_taken_for_what_it_is(client, reporter):
    buffer = io.BytesIO()
    Image.new("RGB", (40, 30), RED).save(buffer, "PNG")
    assert upload(client, buffer.getvalue(), "really-a-png.jpg", "image/jpeg").status_code == 302


def test_a_full_disk_is_a_field_error_with_the_words_kept(client, reporter, monkeypatch):
    def full(*args, **kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(FileSystemStorage, "save", full)
    response = upload(client, jpeg())
    assert "the disk may be full" in errors(response)["file"]
    assert not Photo.objects.exists()
    assert not AuditEntry.objects.exists()
    assert 'value="Hearing room"' in response.content.decode()


def test_words_that_do_not_go_together(client, reporter):
    assert "Clear one of the two" in errors(upload(client, jpeg(), is_decorative="on"))["alt"]
    assert upload(client, jpeg(), alt="", is_decorative="on").status_code == 302
    assert "required" in errors(upload(client, None))["file"]


def test_nul_in_a_word_is_a_field_error(client, reporter):
    assert "alt" in errors(upload(client, jpeg(), alt="a\x00b"))


def test_words_change_without_the_file_and_the_file_without_losing_the_old_one(client, reporter):
    upload(client, jpeg())
    photo = Photo.objects.get()
    url = f"{LIST}{photo.pk}/change/"
    before = photo.renditions
    assert upload(client, None, url=url, caption="Before the hearing").status_code == 302
    photo.refresh_from_db()
    assert (photo.caption, photo.renditions) == ("Before the hearing", before)
    assert upload(client, jpeg((50, 50)), url=url).status_code == 302
    photo.refresh_from_db()
    assert photo.renditions[0][:2] == [50, 50]
    assert default_storage.exists(before[0][2]), "editions that show the old file keep it"
    assert AuditEntry.objects.filter(action="photo.change", actor=reporter).count() == 2


def test_a_contributor_adds_photos_and_changes_only_those(client):
    contributor = UserFactory(role="contributor")
    theirs = PhotoFactory(title="Of the house")
    client.force_login(contributor)
    assert upload(client, jpeg()).status_code == 302
    own = Photo.objects.get(added_by=contributor)
    assert upload(client, None, url=f"{LIST}{own.pk}/change/", title="Mine").status_code == 302
    assert upload(client, None, url=f"{LIST}{theirs.pk}/change/", title="Mine").status_code == 403
    theirs.refresh_from_db()
    assert theirs.title == "Of the house"
    assert 'name="title"' not in client.get(f"{LIST}{theirs.pk}/change/").content.decode()


def test_nobody_deletes_a_photo(client):
    photo = PhotoFactory()
    client.force_login(UserFactory(is_superuser=True))
    assert client.post(f"{LIST}{photo.pk}/delete/", {"post": "yes"}).status_code == 403
    assert Photo.objects.filter(pk=photo.pk).exists()


def test_the_page_says_where_a_photo_is_used(client):
    editor = UserFactory(role="editor")
    photo = PhotoFactory()
    lead = StoryFactory(by=editor, headline="Leads with it", lead_photo=photo)
    linked = StoryFactory(by=editor, headline="Links with it")
    RelatedLink.objects.create(story=linked, url="https://example.org/", title="There", photo=photo)
    PersonFactory(name="Whose face it is", portrait=photo)
    client.force_login(editor)
    html = client.get(f"{LIST}{photo.pk}/change/").content.decode()
    uses = html[html.index('id="uses"') :]
    assert f"/admin/articles/story/{lead.pk}/change/" in uses
    for words in (
        "Leads with it",
        "Lead photo",
        "Links with it",
        "Related link",
        "Whose face it is",
        "Portrait",
    ):
        assert words in uses


def test_the_page_does_not_tell_a_contributor_of_drafts_of_others(client):
    photo = PhotoFactory()
    StoryFactory(headline="Hush", lead_photo=photo)
    client.force_login(UserFactory(role="contributor"))
    assert "Hush" not in client.get(f"{LIST}{photo.pk}/change/").content.decode()


def test_the_library_is_pictures_and_its_tabs_choose(client):
    editor = UserFactory(role="editor")
    used = PhotoFactory(title="In a byline", added_by=editor)
    AuthorFactory(portrait=used)
    PhotoFactory(title="In nothing", alt="", is_decorative=True)
    client.force_login(editor)
    html = client.get(LIST).content.decode()
    assert html.count('loading="lazy"') == 2
    assert used.url(0) in html
    assert "used 1×" in html

    def titles(tab):
        return {photo.title for photo in client.get(LIST, {"tab": tab}).context["cl"].result_list}

    assert titles("mine") == {"In a byline"}
    assert titles("unused") == {"In nothing"}
    assert titles("decorative") == {"In nothing"}
    assert "No photos fit." in client.get(LIST, {"q": "zeppelin"}).content.decode()


def test_queries_do_not_grow_with_the_library(client, reporter):
    PhotoFactory.create_batch(3)
    few = queries_of(client, LIST)
    PhotoFactory.create_batch(30)
    assert queries_of(client, LIST) == few <= 8


def test_photos_are_found_by_autocomplete(client, reporter):
    photo = PhotoFactory(title="Ice houses", caption="Mille Lacs")
    response = client.get(
        "/admin/autocomplete/",
        {"app_label": "topics", "model_name": "person", "field_name": "portrait", "term": "mille"},
    )
    assert [row["id"] for row in response.json()["results"]] == [str(photo.pk)]
