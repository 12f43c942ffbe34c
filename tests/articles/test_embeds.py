"""What a provider tells, and what is kept of it: words and a picture of ours, whatever it sends."""

import datetime
import io

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.storage import default_storage
from PIL import Image

from articles import embeds
from articles.content import freeze, freeze_block, thaw
from articles.models import Embed
from articles.rendering import render_card
from tests.articles.whole import add_block
from tests.factories import StoryFactory, UserFactory
from tests.lib.test_images import png as header_of

pytestmark = pytest.mark.django_db

POST = """<blockquote class="social"><p lang="en" dir="ltr">The <b>vote</b> is over.<br>We won &amp; lost.
<a href="https://t.example/x">pic</a></p>&mdash; Ada (@ada) <a href="https://x.example">March 2, 2017</a>
</blockquote><script async src="https://evil.example/widgets.js"></script>"""


@pytest.fixture
def editor():
    return UserFactory(role="editor")


@pytest.fixture
def fetch(provider, editor):
    """Return `fetch(answer)`, which fetches a post of which the provider tells `answer`."""

    def fetch(answer=b"{}", **options):
        provider.tell(answer, **options)
        return embeds.fetch(address=provider.address, by=editor)

    return fetch


def png(width=640, height=360):
    buffer = io.BytesIO()
    Image.new("RGB", (width, height), "steelblue").save(buffer, "PNG")
    return buffer.getvalue()


# --- what it tells -----------------------------------------------------------------------------------------


def test_a_post_has_its_words_its_author_and_its_day(fetch, provider):
    found = fetch({"author_name": "Ada Lovelace", "html": POST, "type": "rich"})
    assert found.author == "Ada Lovelace"
    assert found.text == "The vote is over. We won & lost. pic"
    assert found.posted_on == datetime.date(2017, 3, 2)
    assert (found.provider, found.address, found.notes) == (provider.host, provider.address, [])
    assert provider.asked_about() == [provider.address]


def test_what_was_pasted_is_asked_about_as_its_provider_writes_it(provider, editor):
    provider.tell({"author_name": "Ada"})
    address = f"https://{provider.host}/users/ada/statuses/109318821117356215?utm_source=x"
    assert embeds.fetch(address=f"  {address} ", by=editor).address == provider.address
    assert provider.asked_about() == [provider.address]


@pytest.mark.parametrize(
    "html",
    [
        '<iframe src="https://evil.example/" title="x"></iframe><script>alert(1)</script>',
        "<blockquote>Only a frame for it</blockquote>",
        "<p>one paragraph</p>",
        "",
        None,
        7,
        ["<p>a</p>", "<p>b</p>"],
    ],
)
def test_html_without_the_words_of_a_post_leaves_them_to_be_typed(fetch, html):
    found = fetch({"author_name": "Ada", "html": html})
    assert (found.author, found.text, found.posted_on) == ("Ada", "", None)


def test_nothing_of_its_html_is_kept(fetch):
    html = (
        "<p onclick=alert(1)>Words <img src=x onerror=alert(1)><script>alert(2)</script>"
        "&lt;script&gt;alert(3)&lt;/script&gt;</p><p>Ada</p>"
    )
    found = fetch({"author_name": "<b onclick=x>Ada</b> &amp; <i>co</i> <3", "html": html})
    assert found.author == "Ada & co <3"
    assert found.text == "Words <script>alert(3)</script>"
    # As text it is harmless: the card escapes it.
    row = Embed(url=found.address, author=found.author, text=found.text)
    card = render_card(freeze_block("embed", row))
    assert "<script" not in card
    assert "&lt;script&gt;alert(3)" in card


def test_texts_are_cut_where_the_form_would_refuse_them(fetch):
    found = fetch({"author_name": "a" * 5000, "html": f"<p>{'b' * 5000}</p><p>Ada</p>"})
    assert (len(found.author), len(found.text)) == (200, 2000)


def test_what_no_database_keeps_is_left_out(fetch):
    found = fetch(b'{"author_name": "A\\u0000d\\ud800a", "html": "<p>x\\u0000\\udfffy</p><p>z</p>"}')
    assert (found.author, found.text) == ("Ada", "xy")


@pytest.mark.parametrize("name", [None, 7, True, [], {}, ["Ada"]])
def test_a_name_that_is_no_text_is_none(fetch, name):
    assert fetch({"author_name": name}).author == ""


def test_a_date_that_no_calendar_has_is_none(fetch):
    html = "<p>Words</p><p>Ada, February 30, 2017</p>"
    assert fetch({"html": html}).posted_on is None


# --- a provider that does not answer, or not as it should --------------------------------------------------


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"status": 404}, "not there"),
        ({"status": 500}, "error 500"),
        ({"answer": b"<p>Not JSON</p>", "kind": "text/html"}, "form that was not asked for"),
        ({"answer": b"<p>Not JSON</p>"}, "cannot be read"),
        ({"answer": b'{"author_name": "Ada'}, "cannot be read"),
        ({"answer": b"\xff\xfe\xff"}, "cannot be read"),
        ({"answer": b"[" * 100_000}, "cannot be read"),
        ({"answer": b"1" * 10_000}, "cannot be read"),
        ({"answer": ["a list"]}, "cannot be read"),
        ({"answer": b"null"}, "cannot be read"),
        ({"answer": b" " * 300_000}, "too large"),
        ({"status": 302, "Location": "https://169.254.169.254/"}, "not on the list"),
    ],
)
def test_what_went_wrong_is_said_and_nothing_is_lost(fetch, provider, options, said):
    found = fetch(**options)
    assert found.address == provider.address
    assert (found.author, found.text, found.renditions) == ("", "", [])
    assert said in found.notes[0]
    assert "by hand" in found.notes[0]


def test_a_provider_that_needs_an_account_is_not_asked(editor):
    found = embeds.fetch(address="https://www.instagram.com/p/CxYz12abc/", by=editor)
    assert found.notes == ["Instagram tells nothing without an account. Write the card by hand."]


def test_an_address_off_the_list_is_refused_with_the_list(provider, editor):
    with pytest.raises(ValidationError, match="YouTube or Mastodon") as refused:
        embeds.fetch(address="https://evil.example/@ada/1", by=editor)
    assert refused.value.code == "not_listed"
    assert provider.asked == []


@pytest.mark.parametrize("role", [None, "reader"])
def test_who_writes_nothing_may_not_make_us_ask(provider, role):
    user = UserFactory(role=None, is_staff=role is None)
    with pytest.raises(PermissionDenied):
        embeds.fetch(address=provider.address, by=user)
    assert provider.asked == []


@pytest.mark.parametrize("role", ["contributor", "reporter", "producer", "editor", "administrator"])
def test_everybody_who_writes_may(provider, role):
    provider.tell({"author_name": "Ada"})
    assert embeds.fetch(address=provider.address, by=UserFactory(role=role)).author == "Ada"


# --- its picture -------------------------------------------------------------------------------------------


def test_its_picture_is_stored_as_ours(fetch, provider):
    provider.tell(png(), at="/thumb.png", kind="image/png")
    found = fetch({"author_name": "Ada", "thumbnail_url": f"https://{provider.host}/thumb.png"})
    assert [width for width, _height, _name in found.renditions] == [320, 640]
    assert all(name.startswith("embeds/") for _w, _h, name in found.renditions)
    with default_storage.open(found.renditions[-1][2]) as file, Image.open(file) as image:
        assert (image.format, image.size) == ("WEBP", (640, 360))
    assert found.notes == []


@pytest.mark.parametrize(
    ("body", "kind", "said"),
    [
        (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "image/svg+xml", "not asked for"),
        (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "image/png", "SVG is not accepted"),
        (b"<html><script>alert(1)</script>", "image/jpeg", "not a picture"),
        (b"<html><script>alert(1)</script>", "text/html", "not asked for"),
        (png()[:200], "image/png", "damaged"),
        (header_of(13_000, 13_000, 8, 2, b""), "image/png", "pixels"),
        (b"\x89PNG" + b"0" * (9 * 1024 * 1024), "image/png", "too large"),
    ],
    ids=["svg", "svg as png", "html as jpeg", "html", "cut short", "bomb", "huge"],
)
def test_a_picture_that_is_none_is_left_out_and_the_words_stay(fetch, provider, body, kind, said):
    provider.tell(body, at="/thumb", kind=kind)
    found = fetch({"author_name": "Ada", "thumbnail_url": f"https://{provider.host}/thumb"})
    assert (found.author, found.renditions) == ("Ada", [])
    assert said in found.notes[0]


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/thumb.png",
        "https://127.0.0.1/thumb.png",
        "http://169.254.169.254/",
        "data:image/png;base64,AAAA",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "/thumb.png",
        7,
        {"url": "x"},
    ],
)
def test_a_picture_from_elsewhere_is_not_asked_for(fetch, address):
    found = fetch({"author_name": "Ada", "thumbnail_url": address})
    assert (found.author, found.renditions) == ("Ada", [])
    assert "left out" in found.notes[0]


# --- kept with the story -----------------------------------------------------------------------------------


def test_content_keeps_what_nobody_types_and_gives_it_back():
    story = StoryFactory()
    kept = {"renditions": [[320, 180, "embeds/a.webp"]], "height": 400}
    row = add_block(story, Embed, 10, url="https://x.com/jack/status/20", **kept)
    content = freeze(story)
    block = next(block for block in content["blocks"] if block["type"] == "embed")
    assert {name: block[name] for name in kept} == kept
    row.delete()
    thaw(content, story)
    again = Embed.objects.get(parent=story)
    assert (again.renditions, again.height) == ([[320, 180, "embeds/a.webp"]], 400)


def test_older_content_is_as_it_was():
    story = StoryFactory()
    row = add_block(story, Embed, 10, url="https://old.example/1", provider="Site", text="Said.")
    block = next(block for block in freeze(story)["blocks"] if block["type"] == "embed")
    assert set(block) == {"id", "type", "url", "provider", "author", "text", "posted_on"}
    row.renditions, row.height = [[320, 180, "embeds/a.webp"]], 400
    row.save()
    thaw(freeze(story) | {"blocks": [block]}, story)
    row.refresh_from_db()
    assert (row.renditions, row.height) == ([], None)
