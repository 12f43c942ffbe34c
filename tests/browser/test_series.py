"""Series in a browser: put in order by buttons, keys and dragging; and read, by axe too."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.factories import SeriesFactory, StoryFactory, TopicFactory, UserFactory, published

pytestmark = pytest.mark.django_db(transaction=True)

SIZES = [{"width": 1280, "height": 900}, {"width": 320, "height": 700}]
# Without preload: axe would ask for the sheets that Django's sheets import, at the wrong address.
RULES = {"preload": False, "resultTypes": ["violations"]}


def problems(page):
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{rule['id']}: {node['html'][:120]}" for rule in found for node in rule["nodes"]]


def is_within(page):
    """True if nothing makes the page wider than its window."""
    return page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_parts_are_found_moved_by_each_means_and_saved(page, sign_in):
    sign_in(page, UserFactory(role="producer"))
    held = SeriesFactory(parts=[published(headline=name) for name in ("Uno", "Duo", "Tres")])
    StoryFactory(headline="A fourth in work")
    page.goto(f"/admin/articles/series/{held.pk}/change/")
    rows = page.locator("[data-list] [data-name]")
    page.get_by_role("button", name="Move up: Tres").click()
    expect(rows).to_have_text(["Uno", "Tres", "Duo"])
    expect(page.locator("[data-said]")).to_have_text("“Tres” is number 2 now.")
    page.keyboard.press("Alt+Shift+ArrowDown")
    expect(rows).to_have_text(["Uno", "Duo", "Tres"])
    page.locator("[data-list] li").first.locator("[data-grip]").drag_to(
        page.locator("[data-list] li").last, target_position={"x": 100, "y": 40}
    )
    expect(rows).to_have_text(["Duo", "Tres", "Uno"])
    page.get_by_role("button", name="Take out: Tres").click()
    page.get_by_label("Find a story by words").fill("fourth work")
    page.get_by_role("button", name="Add: A fourth in work").click()
    expect(rows).to_have_text(["Duo", "Uno", "A fourth in work"])
    assert problems(page) == []
    page.get_by_role("button", name="Save and continue editing").click()
    expect(page.locator("[data-list] [data-name]")).to_have_text(["Duo", "Uno", "A fourth in work"])
    assert [part.story.headline for part in held.parts.all()] == ["Duo", "Uno", "A fourth in work"]


@pytest.mark.parametrize("viewport", SIZES)
@pytest.mark.parametrize("color_scheme", ["light", "dark"])
def test_readers_pages_of_a_series(page):
    topics = [TopicFactory(), TopicFactory()]
    long = "Unaussprechlichkeitserwägungen " * 4
    stories = [published(headline=f"{long}{n}", topics=topics) for n in range(3)]
    for number in range(5):
        published(headline=f"Background {number}", topics=topics)
    SeriesFactory(kind="package", name="שבעה לילות", parts=stories[:2])
    held = SeriesFactory(name=long, dek=long, planned=5, coming=long, parts=stories)
    page.goto(held.get_absolute_url())
    assert is_within(page)
    assert problems(page) == []
    page.goto(stories[1].get_absolute_url())
    for summary in page.locator(".place-all summary").all():
        summary.click()
    expect(page.locator(".bg-this")).to_be_visible()
    assert is_within(page)
    assert problems(page) == []
