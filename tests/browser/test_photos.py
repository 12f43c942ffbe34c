"""Photos in a browser: dropped, chosen from a story, cropped around a point, and enlarged without script."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.files.base import ContentFile
from playwright.sync_api import expect

from articles import photos, publishing
from articles.models import Gallery, Photo
from newsroom.lib.images import read_picture
from tests.articles.whole import add_block, save
from tests.factories import StoryFactory, UserFactory
from tests.odd_files import corners, encoded

pytestmark = pytest.mark.django_db(transaction=True)

LIST = "/admin/articles/photo/"
SIZES = [{"width": 1280, "height": 900}, {"width": 390, "height": 844}]


@pytest.fixture(autouse=True)
def media(tmp_path, settings):
    """A folder for files that goes away."""
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def editor(page, sign_in):
    """An editor, signed in."""
    user = UserFactory(role="editor")
    sign_in(page, user)
    return user


def add(by, title, width=640):
    """Return a photo with its files in place."""
    photo = Photo(title=title, alt=f"{title}.", caption=f"{title}, seen.", credit="Ingrid Solberg")
    picture = read_picture(ContentFile(encoded(corners(width, width * 3 // 4))))
    return photos.add(photo=photo, picture=picture, by=by)


def file(name, data):
    return {"name": name, "mimeType": "image/jpeg", "buffer": data}


def test_files_that_are_dropped_stand_first_and_one_that_is_too_large_says_so(page, editor, settings):
    add(editor, "Standing")
    settings.PHOTO_MAX_BYTES = 60_000
    page.goto(LIST)
    good = [file(f"vote_{n}.jpg", encoded(corners(200 + n, 150))) for n in range(3)]
    page.set_input_files("#up-files", [*good, file("large.jpg", b"x" * 60_001)])
    titles = page.locator(".n-grid b")
    expect(titles).to_have_count(4)
    expect(titles.last).to_have_text("Standing")
    expect(page.locator("[data-up-count]")).to_have_text("3 of 4 uploaded")
    expect(page.locator(".n-up li")).to_contain_text("Not added: Larger than")
    page.get_by_role("button", name="Dismiss").click()
    expect(page.locator(".n-up li")).to_have_count(0)
    assert Photo.objects.filter(added_by=editor).count() == 4


def test_the_focal_point_by_mouse_and_by_keys(page, editor):
    photo = add(editor, "Room")
    page.goto(f"{LIST}{photo.pk}/change/")
    box = page.locator(".n-focal").bounding_box()
    page.mouse.click(box["x"] + box["width"] * 0.2, box["y"] + box["height"] * 0.3)
    ring = page.get_by_role("button", name="Focal point")
    expect(ring).to_have_attribute(
        "aria-label", "Focal point: 20 percent across, 30 percent down. Arrow keys move it."
    )
    ring.press("ArrowLeft")
    ring.press("Shift+ArrowDown")
    expect(page.locator("#id_focus_x")).to_have_value("19")
    crop = page.locator(".n-crops img").first
    assert crop.evaluate("crop => getComputedStyle(crop).objectPosition") == "19% 40%"
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url(f"**{LIST}")
    photo.refresh_from_db()
    assert photo.focus == [19, 40]


def test_a_photo_is_chosen_added_and_described_without_leaving_the_story(page, editor):
    add(editor, "Ice houses")
    story = StoryFactory(by=editor)
    page.goto(f"/admin/articles/story/{story.pk}/change/")
    page.locator(".ed-side").get_by_role("button", name="Choose a photo").click()
    window = page.get_by_role("dialog", name="Photos")
    window.get_by_role("searchbox").fill("houses")
    expect(window.locator(".n-pick-photo")).to_have_count(1)
    window.locator("#up-files").set_input_files([file("new_room.jpg", encoded(corners(300, 200)))])
    window.get_by_label("Credit").fill("NSB")
    window.get_by_role("textbox", name="Alternative text").fill("A room.")
    window.get_by_role("button", name="Save and use").click()
    expect(window).to_be_hidden()
    expect(page.locator(".field-lead_preview img")).to_be_visible()
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_load_state()
    story.refresh_from_db()
    assert (story.lead_photo.title, story.lead_photo.alt) == ("new room", "A room.")


@pytest.mark.parametrize("viewport", SIZES)
@pytest.mark.parametrize("color_scheme", ["light", "dark"])
def test_everybody_can_use_the_librarys_screens(page, editor, viewport, color_scheme):
    photo = add(editor, "Room")
    story = StoryFactory(by=editor, lead_photo=photo)
    for address in (LIST, f"{LIST}{photo.pk}/change/", f"{LIST}{photo.pk}/replace/"):
        page.goto(address)
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.goto(f"/admin/articles/story/{story.pk}/change/")
    page.locator(".ed-side").get_by_role("button", name="Choose a photo").click()
    expect(page.locator(".n-pick-photo")).to_have_count(1)
    assert violations(page, "dialog") == []


def violations(page, within=None):
    """What the checker of accessibility finds, each with where."""
    options = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
    # Django's buttons fade into their colours.
    page.evaluate("Promise.allSettled(document.getAnimations().map((animation) => animation.finished))")
    found = Axe().run(page, context=within, options=options).response["violations"]
    return [(entry["id"], [node["html"] for node in entry["nodes"]]) for entry in found]


@pytest.mark.parametrize("javascript", [False])
@pytest.mark.parametrize("viewport", SIZES)
def test_readers_enlarge_a_photo_without_script(page, viewport):
    by = UserFactory(role="administrator")
    story = StoryFactory(by=by, lead_photo=add(by, "Lectern", 1600))
    room = [add(by, "Chairs"), add(by, "Clock")]
    save(story, by, lambda: add_block(story, Gallery, 50, title="The room").put(room))
    publishing.publish(story=story, by=by)
    page.goto(story.get_absolute_url())
    gallery = page.get_by_role("region", name="The room")
    expect(gallery.locator("figcaption:visible")).to_have_count(2)
    expect(gallery.locator("figcaption:visible").first).to_contain_text("Chairs, seen. Ingrid Solberg")
    enlarged = page.locator("#z-lead")
    expect(enlarged).to_be_hidden()
    page.get_by_role("button", name="Enlarge: Lectern.").click()
    expect(enlarged).to_be_visible()
    expect(enlarged.locator(".cap")).to_contain_text("Ingrid Solberg")
    page.keyboard.press("Escape")
    expect(enlarged).to_be_hidden()


@pytest.mark.parametrize("viewport", SIZES)
def test_nothing_moves_when_photos_come(page, viewport):
    by = UserFactory(role="administrator")
    story = StoryFactory(by=by, lead_photo=add(by, "Lectern", 1600), text="<p>Words.</p>" * 40)
    save(story, by, lambda: add_block(story, Gallery, 50).put([add(by, "Chairs"), add(by, "Clock")]))
    publishing.publish(story=story, by=by)
    page.add_init_script(
        "window.moved = []; new PerformanceObserver((list) => { for (const entry of list.getEntries()) "
        "for (const source of entry.sources) moved.push(source.node?.nodeName); })"
        ".observe({ type: 'layout-shift', buffered: true })"
    )
    page.goto(story.get_absolute_url())
    for _ in range(8):
        page.mouse.wheel(0, 700)
        page.wait_for_timeout(60)
    assert not {"IMG", "PICTURE", "FIGURE", "FIGCAPTION"} & set(page.evaluate("moved"))
