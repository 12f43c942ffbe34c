"""Embeds in a real browser: nobody else is asked before the click, one is after it, and nothing moves."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse

from articles import models, publishing, saving
from newsroom.lib.images import read_picture
from newsroom.lib.renditions import Maker
from tests import factories
from tests.articles.test_embeds import POST, png
from tests.browser.measures import shifts
from tests.browser.test_reader import STANDARDS, too_wide

pytestmark = pytest.mark.django_db(transaction=True)

PHONE = {"width": 320, "height": 640}
YOUTUBE = "https://www.youtube.com/watch?v=dQw4w9WgXcQ"
FRAME = "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ"
BY_HAND = [
    {"url": YOUTUBE, "provider": "YouTube", "author": "A channel", "text": "A hearing", "renditions": True},
    {"url": "https://vimeo.com/76979871", "provider": "Vimeo", "text": "Without a picture"},
    {"url": "https://x.com/jack/status/20", "provider": "X", "author": "Jack", "text": "Some words of his"},
    {"url": "https://www.youtube.com/shorts/dQw4w9WgXcQ", "text": "Tall", "renditions": True},
    {"url": "https://open.spotify.com/track/4cOdK2wGLETKBW3PvgPWqT", "text": "Heard", "renditions": True},
    {"url": "https://datawrapper.dwcdn.net/RnWgL/9/", "text": "A chart"},
    {"url": "https://www.instagram.com/p/CxYz12abc/"},
    {"url": "https://old.example/1", "provider": "A former place", "text": "Off the list"},
]


@pytest.fixture
def story():
    """A published story with an embed of every kind, and text between them."""
    by = factories.UserFactory(role="administrator")
    story = factories.StoryFactory(by=by, headline="What others published")
    picture, maker = read_picture(ContentFile(png())), Maker(default_storage, "embeds/a-card")
    stored = maker.copies(picture.image, maker.original(picture)).renditions

    def write():
        for place, fields in enumerate(BY_HAND, start=2):
            at = {"parent": story, "region": "main", "ordering": place * 10}
            fields = fields | {"renditions": stored if "renditions" in fields else []}
            models.Embed.objects.create(**at, **fields)
            models.RichText.objects.create(**at | {"ordering": place * 10 + 5}, text="<p>Between them.</p>")

    saving.save(story=story, by=by, write=write)
    publishing.publish(story=story, by=by)
    return story


@pytest.fixture
def elsewhere(page, live_server):
    """Answer for everybody else; a list of the addresses that were asked for."""
    asked = []

    def answer(route):
        asked.append(route.request.url)
        headers = {"Content-Type": "text/html"}
        route.fulfill(status=200, headers=headers, body="<title>Theirs</title><p>Theirs</p>")

    page.route(lambda url: not url.startswith((live_server.url, "data:")), answer)
    return asked


def read_through(page):
    """Scroll to the end, so that every lazy picture has come."""
    for card in page.locator(".post").all():
        card.scroll_into_view_if_needed()
    page.wait_for_function("[...document.querySelectorAll('.post img')].every(img => img.complete)")


def test_nobody_else_is_asked_before_the_click_and_one_is_after_it(page, story, elsewhere):
    page.goto(story.get_absolute_url())
    read_through(page)
    assert page.locator("iframe").count() == 0
    assert elsewhere == []
    page.click("text=Load from YouTube >> nth=0")
    page.frame_locator("iframe").locator("text=Theirs").wait_for()
    assert elsewhere == [FRAME]
    frame = page.locator("iframe")
    assert frame.count() == 1
    assert frame.get_attribute("title") == "From YouTube: A hearing"
    assert frame.get_attribute("sandbox").split() == [
        "allow-scripts",
        "allow-same-origin",
        "allow-popups",
        "allow-popups-to-escape-sandbox",
    ]
    assert frame.get_attribute("allow") == "fullscreen"
    assert frame.get_attribute("referrerpolicy") == "strict-origin"
    assert page.evaluate("document.activeElement.tagName") == "IFRAME"
    assert not page.locator(".post").first.locator("text=nothing was loaded").is_visible()


def test_a_post_stands_as_high_as_it_will_from_the_start(page, story, elsewhere):
    page.goto(story.get_absolute_url())
    page.click("text=Load from X")
    frame = page.locator("iframe")
    assert frame.bounding_box()["height"] == 640
    assert frame.get_attribute("allow") == ""
    page.frame_locator("iframe").locator("text=Theirs").wait_for()
    assert elsewhere == ["https://platform.twitter.com/embed/Tweet.html?dnt=true&id=20"]


def test_a_player_takes_the_place_of_its_picture(page, story, elsewhere):
    page.goto(story.get_absolute_url())
    for nth in (0, 1):
        card = page.locator(".post-video:has(img)").first
        card.scroll_into_view_if_needed()
        before = card.locator("img").bounding_box()
        card.locator("button").press("Enter")
        after = page.locator("iframe").nth(nth).bounding_box()
        assert after == pytest.approx(before, abs=1)


@pytest.mark.parametrize("viewport", [{"width": 1280, "height": 900}, PHONE], ids=["desktop", "phone"])
def test_nothing_moves(page, story, elsewhere, viewport):
    page.goto(story.get_absolute_url())
    read_through(page)
    assert shifts(page) == 0
    for nth, button in enumerate(["text=Load from YouTube >> nth=0", "text=Load from X"]):
        # By key: a click right after scrolling may end in the frame that was there a moment ago.
        page.press(button, "Enter")
        page.frame_locator(f"iframe >> nth={nth}").locator("text=Theirs").wait_for()
    page.wait_for_timeout(700)
    assert shifts(page) == 0


@pytest.mark.parametrize("javascript", [False])
def test_without_scripts_a_card_is_read_and_leads_to_the_original(page, story, elsewhere):
    page.goto(story.get_absolute_url())
    assert page.locator("button >> text=Load from").filter(visible=True).count() == 0
    assert page.locator(".post-asks").filter(visible=True).count() == 0
    card = page.locator(".post").first
    assert card.locator("text=A hearing").is_visible()
    assert card.locator("a").get_attribute("href") == YOUTUBE
    assert elsewhere == []


@pytest.mark.parametrize("viewport", [{"width": 1280, "height": 900}, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("color_scheme", ["light", "dark"])
def test_embeds_are_accessible_and_fit(page, story, elsewhere, viewport, color_scheme):
    page.goto(story.get_absolute_url())
    assert too_wide(page) == []
    page.click("text=Load from Datawrapper")
    page.frame_locator("iframe").locator("text=Theirs").wait_for()
    assert too_wide(page) == []
    results = Axe().run(page, options={"runOnly": STANDARDS, "iframes": False, "preload": False})
    assert results.violations_count == 0, results.generate_report()


def test_the_keyboard_loads_it_too(page, story, elsewhere):
    page.goto(story.get_absolute_url())
    page.locator("text=Load from Vimeo").focus()
    page.keyboard.press("Enter")
    page.frame_locator("iframe").locator("text=Theirs").wait_for()
    assert elsewhere == ["https://player.vimeo.com/video/76979871?dnt=1"]


# --- the desk ----------------------------------------------------------------------------------------------


@pytest.fixture
def editor(page, sign_in):
    user = factories.UserFactory(role="editor", name="Pa Houa Vang")
    sign_in(page, user)
    return user


@pytest.fixture
def draft(editor):
    draft = factories.StoryFactory(by=editor)
    saving.save(
        story=draft,
        by=editor,
        write=lambda: models.Embed.objects.create(
            parent=draft, region="main", ordering=90, url=YOUTUBE, provider="YouTube", text="Typed"
        ),
    )
    return draft


def open_draft(page, draft):
    page.goto(reverse("admin:articles_story_change", args=[draft.pk]))
    page.wait_for_selector(".tiptap")


def test_an_editor_pastes_fetches_looks_and_saves(page, draft, provider, elsewhere):
    provider.tell({"author_name": "Ada", "html": POST, "thumbnail_url": f"https://{provider.host}/thumb.png"})
    provider.tell(png(), at="/thumb.png", kind="image/png")
    open_draft(page, draft)
    url = page.locator("#id_articles_embed_set-0-url")
    url.fill(f"{provider.address}?utm_source=x")
    page.fill("#id_articles_embed_set-0-provider", "")
    page.fill("#id_articles_embed_set-0-text", "")
    # Enter in the address fetches, and does not save.
    url.press("Enter")
    page.wait_for_selector("text=Fetched. Look it over")
    assert url.input_value() == provider.address
    assert page.input_value("#id_articles_embed_set-0-author") == "Ada"
    assert page.input_value("#id_articles_embed_set-0-posted_on") == "2017-03-02"
    assert page.input_value("#id_articles_embed_set-0-text").startswith("The vote is over.")
    assert page.locator(".n-card img").count() == 1
    assert page.locator("iframe").count() == 0
    assert elsewhere == []
    page.click("[name=_continue]")
    page.wait_for_selector(".ed-saved:not(.not)")
    row = models.Embed.objects.get()
    assert (row.url, row.provider, row.author) == (provider.address, provider.host, "Ada")
    assert row.renditions


def test_what_was_typed_survives_a_provider_that_is_dead(page, draft, provider):
    provider.tell(status=503)
    open_draft(page, draft)
    page.fill("#id_articles_embed_set-0-url", provider.address)
    page.click(".inline-related:not(.empty-form) [data-fetch]")
    page.wait_for_selector("text=It answers with error 503")
    assert page.input_value("#id_articles_embed_set-0-text") == "Typed"
    assert page.locator(".n-card >> text=Typed").count() == 1


@pytest.mark.parametrize("color_scheme", ["light", "dark"])
def test_the_fields_of_an_embed_are_accessible(page, draft, color_scheme):
    open_draft(page, draft)
    results = Axe().run(page, context="#articles_embed_set-0", options={"runOnly": STANDARDS})
    assert results.violations_count == 0, results.generate_report()
