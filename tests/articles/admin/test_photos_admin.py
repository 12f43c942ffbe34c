"""The photo library's screens, with files as cameras, phones and mischief make them."""

import io
import json
import re
from datetime import timedelta

import pytest
from django.core.files.storage import FileSystemStorage, default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory
from PIL import Image

from articles.admin import library
from articles.models import Photo, RelatedLink
from newsroom.accounts.models import AuditEntry
from newsroom.lib.clock import today
from tests.articles.admin.test_desk import queries_of
from tests.factories import AuthorFactory, PersonFactory, PhotoFactory, StoryFactory, UserFactory
from tests.odd_files import ACCEPTED, NAMES, REFUSED

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


def test_a_photo_is_deleted_only_where_nothing_shows_it(client, media):
    editor = UserFactory(role="editor")
    client.force_login(editor)
    upload(client, jpeg())
    photo = Photo.objects.get()
    person = PersonFactory(portrait=photo)
    url = f"{LIST}{photo.pk}/delete/"
    assert "in use and stays" in client.post(url, {"post": "yes"}, follow=True).content.decode()
    assert Photo.objects.exists()
    person.delete()
    client.force_login(UserFactory(role="reporter"))
    assert client.post(url, {"post": "yes"}).status_code == 403
    client.force_login(editor)
    assert client.post(url, {"post": "yes"}).status_code == 302
    assert not Photo.objects.exists()
    assert AuditEntry.objects.filter(action="photo.delete", actor=editor).exists()


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
    for title, words in (("Undescribed", {"alt": ""}), ("Whose", {"credit": "", "rights_until": today()})):
        StoryFactory(by=editor, lead_photo=PhotoFactory(title=title, **words))
    client.force_login(editor)
    html = client.get(LIST).content.decode()
    assert html.count('loading="lazy"') == 4
    assert "Rights end soon 1" in html
    assert used.url(0) in html
    assert "used 1×" in html

    def titles(tab):
        return {photo.title for photo in client.get(LIST, {"tab": tab}).context["cl"].result_list}

    assert titles("mine") == {"In a byline"}
    assert titles("unused") == {"In nothing"}
    assert titles("no_alt") == {"Undescribed"}
    assert titles("no_credit") == {"Whose"}
    assert titles("ending") == {"Whose"}
    assert "No photos fit." in client.get(LIST, {"q": "zeppelin"}).content.decode()


def test_queries_do_not_grow_with_the_library(client, reporter):
    PhotoFactory.create_batch(3)
    few = queries_of(client, LIST)
    PhotoFactory.create_batch(30)
    assert queries_of(client, LIST) == few <= 10


def test_photos_are_found_by_autocomplete(client, reporter):
    photo = PhotoFactory(title="Ice houses", caption="Mille Lacs")
    response = client.get(
        "/admin/autocomplete/",
        {"app_label": "topics", "model_name": "person", "field_name": "portrait", "term": "mille"},
    )
    assert [row["id"] for row in response.json()["results"]] == [str(photo.pk)]


def test_a_search_field_finds_only_what_may_be_used(client, reporter):
    PhotoFactory(title="Vote, whose")
    PhotoFactory(title="Vote, nobody's", credit="")
    PhotoFactory(title="Vote, once ours", rights_until=today() - timedelta(days=1))
    response = client.get(
        "/admin/autocomplete/",
        {"app_label": "topics", "model_name": "person", "field_name": "portrait", "term": "vote"},
    )
    assert [row["text"] for row in response.json()["results"]] == ["Vote, whose"]


# --- many at once ----------------------------------------------------------------------------------

UPLOAD = "/admin/articles/photo/upload/"


def send(client, data, name="hearing_0142.jpg", **fields):
    return client.post(UPLOAD, fields | {"file": SimpleUploadedFile(name, data, "image/jpeg")})


def test_a_dropped_file_becomes_a_photo_that_waits_for_its_words(client, reporter):
    response = send(client, jpeg())
    assert response.status_code == 201
    photo = Photo.objects.get()
    answer = response.json()
    assert (answer["id"], answer["title"], photo.added_by) == (photo.pk, "hearing 0142", reporter)
    assert "has no credit" in answer["why_unusable"]
    assert "No alt text" in answer["html"]


@pytest.mark.parametrize("name", ACCEPTED)
def test_a_dropped_picture_however_it_was_made(client, reporter, media, name):
    assert send(client, ACCEPTED[name][0]()).status_code == 201
    for path in media.rglob("*.*"):
        assert b"PHONEMAKER" not in path.read_bytes()


@pytest.mark.parametrize("name", REFUSED)
def test_a_dropped_file_that_is_no_picture_has_a_reason(client, reporter, media, name):
    make, reason = REFUSED[name]
    response = send(client, make())
    assert response.status_code == 400
    assert re.search(reason, response.json()["error"])
    assert not Photo.objects.exists()
    assert not [path for path in media.rglob("*") if path.is_file()]


@pytest.mark.parametrize("name", NAMES)
def test_a_dropped_files_name_is_at_most_a_title(client, reporter, media, name):
    response = send(client, jpeg(), name)
    assert response.status_code == 201
    assert "<img src=x" not in response.json()["html"]
    assert 0 < len(Photo.objects.get().title) <= 200
    assert all(re.fullmatch(r"[\w-]+\.(jpg|webp)", path.name) for path in media.rglob("*.*"))


def test_what_is_here_already_is_offered(client, reporter):
    first = send(client, jpeg()).json()
    again = send(client, jpeg(), "other-name.jpg")
    assert again.status_code == 409
    assert again.json()["known"]["id"] == first["id"]
    assert send(client, jpeg(), again="1").status_code == 201
    assert Photo.objects.count() == 2


def test_a_file_of_200_mb_is_refused_before_it_is_read():
    request = RequestFactory().post(UPLOAD)
    request.META["CONTENT_LENGTH"] = str(200 * 1024**2)
    response = library.guarded(lambda request: pytest.fail("it was received"))(request)
    assert response.status_code == 413
    assert "larger than 40 MB" in json.loads(response.content)["error"]


def test_a_full_disk_is_said_and_leaves_nothing(client, reporter, monkeypatch):
    def full(*args, **kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(FileSystemStorage, "save", full)
    response = send(client, jpeg())
    assert response.status_code == 507
    assert "disk may be full" in response.json()["error"]
    assert not Photo.objects.exists()


def test_an_upload_needs_the_forms_token():
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(UserFactory(role="reporter"))
    assert send(careful, jpeg()).status_code == 403
    assert not Photo.objects.exists()


def test_photos_are_found_and_described_from_a_story(client, reporter):
    photo = PhotoFactory(title="Ice houses", caption="Mille Lacs", credit="")
    PhotoFactory(title="Else")
    asked = {"q": "lacs ice"}
    [found] = client.get("/admin/articles/photo/choices/", asked).json()["photos"]
    assert found["id"] == photo.pk
    words = {"title": "Ice", "alt": "Four houses.", "caption": "", "credit": "NSB"}
    answer = client.post(found["words_url"], words).json()
    assert answer["why_unusable"] == ""
    photo.refresh_from_db()
    assert (photo.title, photo.alt, photo.credit) == ("Ice", "Four houses.", "NSB")
    assert client.post(found["words_url"], words | {"title": ""}).status_code == 400
    client.force_login(UserFactory(role="contributor"))
    assert client.post(found["words_url"], words).status_code == 403
    for asked in ("\x00", "%", "x" * 5000, "a " * 150):
        assert client.get("/admin/articles/photo/choices/", {"q": asked}).status_code == 200
