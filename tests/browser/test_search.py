"""The search page in a real browser: in each of its states, by keyboard, and without scripts."""

import datetime

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from articles import search
from tests.browser.test_reader import PHONE, STANDARDS, too_wide
from tests.factories import AuthorFactory, PersonFactory, SectionFactory, UserFactory, posted, published

pytestmark = pytest.mark.django_db(transaction=True)

LONG = "Donaudampfschifffahrtsgesellschaftskapitän" * 3
STATES = {
    "nothing asked": "",
    "results": "?q=attorney",
    "results by date, of many": "?q=county&order=date",
    "limits": "?q=attorney&section=washington&author=Nobody&since=2016-01-01&until=2017-12-31",
    "nothing within limits": f"?q=attorney&topic={LONG[:100]}",
    "a suggestion": "?q=attornoy",
    "nothing found": f"?q={LONG}",
    "no word in it": "?q=%21%21",
    "what cannot be asked": "?q=attorney&since=yesterday",
}


@pytest.fixture
def story():
    """A story with an update and a person of its name, and more than a page of others, all read by search."""
    by, author = UserFactory(role="administrator"), AuthorFactory(name="Theo Lang")
    person = PersonFactory(name="An Attorney", role="Attorney general")
    washington = SectionFactory(name="Washington", slug="washington")
    headline = "The attorney general recuses himself"
    story = published(headline=headline, section=washington, people=[person], by=by)
    posted(story, text="<p>The attorney speaks.</p>", by=by)
    for number in range(22):
        published(headline=f"County {number}", by=by, authors=[author])
    published(headline=f"County {LONG}", by=by)
    search.rebuild()
    return story


@pytest.mark.parametrize(
    ("viewport", "color_scheme"), [({"width": 1280, "height": 900}, "light"), (PHONE, "dark")]
)
def test_everybody_can_use_it_in_every_state(page, story):
    for state, query in STATES.items():
        page.goto(f"/search/{query}")
        violations = Axe().run(page, options={"runOnly": STANDARDS, "preload": False}).response["violations"]
        assert [(v["id"], [node["html"] for node in v["nodes"]]) for v in violations] == [], state
        assert too_wide(page) == [], state


def test_by_keyboard_alone(page, story):
    page.goto("/search/")
    page.locator("h1").click()
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") != "q"  # the key is the browser's own
    page.focus("#q")
    page.keyboard.type("county/")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=county%2F")
    assert page.input_value("#q") == "county/"
    page.focus("#author")
    page.keyboard.type("Theo Lang")
    page.keyboard.press("Enter")
    page.wait_for_url("**author=Theo+Lang**")
    assert page.inner_text(".chips >> nth=0").startswith("Theo Lang")
    outline = page.evaluate(
        "() => { document.querySelector('#author').focus();"
        " return getComputedStyle(document.activeElement).outlineStyle }"
    )
    assert outline != "none"


@pytest.mark.parametrize("javascript", [False])
@pytest.mark.parametrize("viewport", [PHONE])
def test_without_scripts_on_a_phone(page, story):
    page.goto("/search/")
    page.fill("#q", "county")
    page.click("main >> button >> nth=0")
    expect(page.locator("text=23 results.").first).to_be_visible()
    page.click("text=Narrow it down >> nth=0")
    page.fill("#until", f"{datetime.date.today() + datetime.timedelta(days=2):%Y-%m-%d}")
    page.click("text=Apply")
    page.click("text=More results")
    expect(page.locator("text=Back to the first").first).to_be_visible()
    page.click(".tabs >> text=Newest")
    expect(page.locator("text=Newest first.").first).to_be_visible()
