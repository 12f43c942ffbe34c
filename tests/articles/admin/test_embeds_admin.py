"""Embeds on the story screen: paste an address, fetch, look, save; and nothing typed is lost."""

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse

from articles import models, publishing, saving
from tests import factories
from tests.articles.admin.forms import added, posted
from tests.articles.test_embeds import POST, png
from tests.articles.whole import add_block

pytestmark = pytest.mark.django_db

PREFIX = "articles_embed_set"
TWEET = "https://x.com/jack/status/20"


@pytest.fixture
def editor(client):
    user = factories.UserFactory(role="editor")
    client.force_login(user)
    return user


@pytest.fixture
def story(editor):
    return factories.StoryFactory(by=editor)


def change_url(story):
    return reverse("admin:articles_story_change", args=[story.pk])


def ask(client, **typed):
    """Press Fetch; return the status and what the script is told."""
    response = client.post(reverse("admin:articles_story_fetch"), typed)
    return response.status_code, response.json()


def add(client, story, **fields):
    """Save the story's form with a new embed in it."""
    form = client.get(change_url(story))
    data = posted(form) | added(form, PREFIX, ordering=50, region="main", **fields)
    return client.post(change_url(story), data)


def embed_of(story):
    return models.Embed.objects.get(parent=story)


def errors(response):
    """What the screen says is wrong with its embeds."""
    formset = next(
        inline.formset
        for inline in response.context["inline_admin_formsets"]
        if inline.formset.prefix == PREFIX
    )
    return [error for form in formset.errors for messages in form.values() for error in messages]


# --- fetching ----------------------------------------------------------------------------------------------


def test_what_is_empty_is_filled_in(client, editor, provider):
    provider.tell({"author_name": "Ada", "html": POST, "thumbnail_url": f"https://{provider.host}/thumb.png"})
    provider.tell(png(), at="/thumb.png", kind="image/png")
    status, told = ask(client, url=f"{provider.address}?utm_source=x")
    assert status == 200
    fields = told["fields"]
    assert fields["url"] == provider.address
    assert fields["provider"] == provider.host
    assert fields["author"] == "Ada"
    assert fields["text"].startswith("The vote is over.")
    assert fields["posted_on"] == "2017-03-02"
    assert fields["kept"]
    assert f"Load from {provider.host}" in told["card"]
    assert "/media/embeds/" in told["card"]
    assert told["said"] == "Fetched. Look it over, and write what is missing."


def test_what_is_typed_stays(client, editor, provider):
    provider.tell({"author_name": "Ada", "html": POST})
    typed = {"author": "Countess of Lovelace", "text": "Her words", "posted_on": "2017-03-01"}
    _status, told = ask(client, url=provider.address, provider="In the house", **typed)
    assert typed.items() <= told["fields"].items()
    assert told["fields"]["provider"] == "In the house"
    assert "Countess of Lovelace" in told["card"]


@pytest.mark.parametrize("posted_on", ["", "soon", "2017-02-30"])
def test_a_day_that_is_none_spoils_nothing(client, editor, provider, posted_on):
    provider.tell({"author_name": "Ada"})
    status, told = ask(client, url=provider.address, posted_on=posted_on)
    assert (status, told["fields"]["posted_on"]) == (200, posted_on)


def test_a_dead_provider_leaves_the_card_and_says_so(client, editor, provider):
    provider.tell(status=503)
    status, told = ask(client, url=provider.address, text="Typed by hand")
    assert status == 200
    assert f"Nothing came from {provider.host}: It answers with error 503." in told["said"]
    assert "Typed by hand" in told["card"]
    assert told["fields"]["text"] == "Typed by hand"


def test_a_dead_provider_does_not_cost_the_picture_that_is_there(client, editor, provider):
    provider.tell({"thumbnail_url": f"https://{provider.host}/thumb.png"})
    provider.tell(png(), at="/thumb.png", kind="image/png")
    kept = ask(client, url=provider.address)[1]["fields"]["kept"]
    provider.tell(status=503)
    _status, told = ask(client, url=provider.address, kept=kept)
    assert told["fields"]["kept"] == kept
    assert "/media/embeds/" in told["card"]


@pytest.mark.parametrize(
    "address", ["https://youtube.com.evil.example/watch?v=dQw4w9WgXcQ", "javascript:alert(1)", "", "x" * 5000]
)
def test_an_address_off_the_list_is_refused_with_the_list(client, editor, provider, address):
    status, told = ask(client, url=address)
    assert status == 400
    assert "YouTube or Mastodon" in told["error"]
    assert provider.asked == []


def test_only_who_writes_may_fetch(client, provider):
    client.force_login(factories.UserFactory(role=None, is_staff=True))
    assert ask(client, url=provider.address)[0] == 403
    client.force_login(factories.UserFactory(role=None, is_staff=False))
    assert client.post(reverse("admin:articles_story_fetch"), {"url": provider.address}).status_code == 302
    assert client.get(reverse("admin:articles_story_fetch")).status_code == 302
    assert provider.asked == []


# --- saving ------------------------------------------------------------------------------------------------


def test_a_card_typed_by_hand_is_saved(client, story):
    response = add(client, story, url="https://twitter.com/jack/status/20?s=20", text="Words", author="Jack")
    assert response.status_code == 302
    row = embed_of(story)
    assert (row.url, row.provider, row.author, row.text) == (TWEET, "X", "Jack", "Words")
    assert (row.renditions, row.height) == ([], None)


def test_the_desk_may_call_a_place_by_another_name(client, story):
    add(client, story, url=TWEET, provider="Twitter")
    assert embed_of(story).provider == "Twitter"


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/watch?v=dQw4w9WgXcQ",
        "https://www.youtube.com@evil.example/watch?v=dQw4w9WgXcQ",
        "https://www.youtube.com/@channel",
    ],
)
def test_an_address_off_the_list_is_a_field_error_and_nothing_is_lost(client, story, address):
    response = add(client, story, url=address, text="What I typed")
    assert response.status_code == 200
    assert "YouTube, Vimeo, Bluesky" in errors(response)[0]
    assert "What I typed" in response.content.decode()
    assert not models.Embed.objects.filter(parent=story).exists()


def test_an_address_from_before_there_was_a_list_may_stay(client, story):
    row = add_block(story, models.Embed, 50, url="https://old.example/1", provider="Site")
    data = posted(client.get(change_url(story)), headline="Another headline", **{f"{PREFIX}-0-text": "More"})
    assert client.post(change_url(story), data).status_code == 302
    row.refresh_from_db()
    assert (row.url, row.provider, row.text) == ("https://old.example/1", "Site", "More")
    data = posted(client.get(change_url(story)), **{f"{PREFIX}-0-url": "https://old.example/2"})
    assert errors(client.post(change_url(story), data))


def test_what_was_fetched_is_saved_published_and_shown(client, story, editor, provider):
    provider.tell({"author_name": "Ada", "thumbnail_url": f"https://{provider.host}/thumb.png"})
    provider.tell(png(), at="/thumb.png", kind="image/png")
    fields = ask(client, url=provider.address)[1]["fields"]
    assert add(client, story, **fields).status_code == 302
    row = embed_of(story)
    assert [width for width, _height, _name in row.renditions] == [320, 640]
    assert default_storage.exists(row.renditions[0][2])
    story.refresh_from_db()
    publishing.publish(story=story, by=editor)
    page = client.get(story.get_absolute_url())
    assert row.renditions[0][2] in page.content.decode()
    assert f"https://{provider.host}" in page["Content-Security-Policy"]
    # Saved again as it stands, it is no change.
    version = story.version
    client.post(change_url(story), posted(client.get(change_url(story))))
    row.refresh_from_db()
    story.refresh_from_db()
    assert (story.version, len(row.renditions)) == (version, 2)


def test_a_picture_belongs_to_its_address_alone(client, story, provider):
    provider.tell({"thumbnail_url": f"https://{provider.host}/thumb.png"})
    provider.tell(png(), at="/thumb.png", kind="image/png")
    fields = ask(client, url=provider.address)[1]["fields"]
    add(client, story, **fields | {"url": provider.address.replace("ada", "eve")})
    assert embed_of(story).renditions == []


@pytest.mark.parametrize(
    "kept", ["x", '[["https://x.com/jack/status/20",[[1,1,"../secret.webp"]],1]]', "\x00"]
)
def test_a_picture_that_we_did_not_store_is_not_taken(client, story, kept):
    add(client, story, url=TWEET, kept=kept)
    row = models.Embed.objects.filter(parent=story).first()
    assert row is None or row.renditions == []


def test_the_screen_shows_the_card_and_loads_nothing_from_elsewhere(client, story):
    add_block(story, models.Embed, 50, url=TWEET, author="Jack", text="Words")
    response = client.get(change_url(story))
    html = response.content.decode()
    assert "As readers will see it" in html
    assert "Load from X" in html
    assert "<iframe" not in html
    assert "x.com" not in response["Content-Security-Policy"]


def test_a_save_that_is_late_keeps_the_picture(client, story, editor):
    """A form is read against the version that it was opened at: what nobody types is part of that."""
    add_block(story, models.Embed, 50, url=TWEET, renditions=[[320, 180, "embeds/a.webp"]])
    saving.save(story=story, by=editor, write=lambda: None)
    data = posted(client.get(change_url(story)), dek="Mine")

    def theirs():
        story.refresh_from_db()
        story.headline = "Theirs"
        story.save()

    saving.save(story=story, by=editor, write=theirs)
    assert client.post(change_url(story), data).status_code == 302
    aside = story.asides.get()
    block = next(block for block in aside.content["blocks"] if block["type"] == "embed")
    assert block["renditions"] == [[320, 180, "embeds/a.webp"]]
