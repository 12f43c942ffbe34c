"""A front, arranged in a browser: by dragging, by keys, by buttons with and without scripts."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from articles import fronts
from articles.models import Front
from tests.articles.fronts import arranged, well_of
from tests.factories import StoryFactory, UserFactory, published

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
FRONT = "/admin/articles/front/"


@pytest.fixture
def by(page, sign_in):
    user = UserFactory(role="producer", name="Pa Houa Vang")
    sign_in(page, user)
    return user


@pytest.fixture
def stories(by):
    """Three stories: two by hand in the lead; the third fills itself. A draft waits in the list."""
    stories = [published(by=by, headline=name) for name in ("Third", "Second", "First")][::-1]
    StoryFactory(by=by, headline="A draft")
    strip = well_of("strip", id="strip", title="Today", fill="")
    arranged(well_of("lead", *stories[:2], id="lead", size=3), strip, by=by)
    return stories


def order(well="lead"):
    wells = Front.objects.get().arrangement["wells"]
    return [slot["story"] for slot in next(each for each in wells if each["id"] == well)["slots"]]


def violations(page):
    found = Axe().run(page, options={"runOnly": WCAG, "preload": False}).response["violations"]
    return [f"{each['id']} {[node['target'] for node in each['nodes']]}" for each in found]


def grip(page, headline):
    return page.get_by_role("button", name=f"Move with the arrow keys: {headline}")


def test_keys_move_a_story_and_the_focus_goes_along(page, stories):
    first, second, _third = (story.pk for story in stories)
    page.goto(FRONT)
    grip(page, "First").focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator(".n-slot.xl")).to_contain_text("Second")
    expect(grip(page, "First")).to_be_focused()
    assert order() == [second, first]
    page.keyboard.press("ArrowDown")
    expect(page.locator("[data-well=strip] [data-slot]")).to_contain_text("First")
    expect(grip(page, "First")).to_be_focused()
    assert (order(), order("strip")) == ([second], [first])
    expect(page.get_by_text("changes readers do not see yet")).to_be_visible()
    page.get_by_role("button", name="Publish the front now").click()
    expect(page.locator(".messagelist")).to_have_text("Readers see it: v2.")
    expect(page.get_by_role("button", name="Publish the front now")).to_be_disabled()


def test_dragging_between_wells_and_from_the_list(page, stories):
    first, second, _third = (story.pk for story in stories)
    page.goto(FRONT)
    page.drag_and_drop(
        f"[data-slot][data-story='{second}'] .n-sl .lbl", f"[data-slot][data-story='{first}'] .card"
    )
    expect(page.locator(".n-slot.xl")).to_contain_text("Second")
    assert order() == [second, first]
    page.drag_and_drop(".f-found li:has-text('A draft') .n-hl", "[data-well=strip] [data-drop]")
    expect(page.locator("[data-well=strip]")).to_contain_text("When published")
    assert len(order("strip")) == 1


def test_what_is_typed_is_saved_by_itself(page, stories):
    page.goto(FRONT)
    slot = page.locator(".n-slot.xl")
    slot.locator("summary").click()
    slot.get_by_label("Headline on the front").fill("In other words")
    page.keyboard.press("Tab")
    expect(slot.locator(".card")).to_contain_text("In other words")
    expect(slot.locator("details")).to_have_attribute("open", "")
    assert Front.objects.get().arrangement["wells"][0]["slots"][0]["headline"] == "In other words"
    page.get_by_label("Find a story").fill("draft")
    expect(page.locator(".f-found li")).to_have_count(1)
    page.get_by_role("button", name="Place: A draft").click()
    expect(page.locator("[data-well=lead] [data-slot]")).to_have_count(3)


def test_a_colleague_who_was_first_is_named(page, stories):
    page.goto(FRONT)
    other = UserFactory(role="editor", name="Teresa Aguilar")
    front = fronts.front_of()
    arrangement = {"wells": [front.arrangement["wells"][0]]}
    fronts.save(front=front, by=other, arrangement=arrangement, version=front.version)
    page.get_by_role("button", name="Take off the front: First").click()
    expect(page.locator(".messagelist")).to_contain_text("Teresa Aguilar saved this front before you")
    expect(page.get_by_text("Kept, never shown")).to_be_visible()
    expect(page.locator("[data-well=strip]")).to_have_count(0)


@pytest.mark.parametrize("javascript", [False], ids=["no scripts"])
def test_without_scripts_its_buttons_do_the_same(page, stories):
    first, second, _third = (story.pk for story in stories)
    page.goto(FRONT)
    page.get_by_role("button", name="Move down: First").click()
    expect(page.locator(".n-slot.xl")).to_contain_text("Second")
    assert order() == [second, first]
    page.get_by_role("button", name="Publish the front now").click()
    expect(page.get_by_text("Readers see it: v2.")).to_be_visible()
    page.get_by_role("button", name="Undo v2").click()
    expect(page.get_by_text("Taken back")).to_be_visible()


@pytest.mark.parametrize(
    ("viewport", "color_scheme"),
    [({"width": 1440, "height": 900}, "dark"), ({"width": 390, "height": 844}, "light")],
    ids=["wide and dark", "phone and light"],
)
def test_it_is_accessible_open_and_closed(page, stories, viewport, color_scheme):
    page.goto(FRONT)
    assert not violations(page)
    page.evaluate("for (const each of document.querySelectorAll('#board details')) each.open = true")
    assert not violations(page)
    page.goto(f"{FRONT}preview/")
    assert not violations(page)
    page.goto("/")
    assert not violations(page)


@pytest.mark.parametrize("viewport", [{"width": 320, "height": 640}], ids=["narrowest"])
def test_it_does_not_scroll_sideways(page, stories):
    page.goto(FRONT)
    page.evaluate("for (const each of document.querySelectorAll('.f-options')) each.open = true")
    assert page.evaluate("document.documentElement.scrollWidth") == 320
