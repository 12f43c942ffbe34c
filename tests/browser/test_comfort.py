"""What the browser does for its reader: sharing, addresses of paragraphs, their clock, their letters."""

import datetime

import pytest

from articles.enums import Coverage
from tests.articles.whole import AFTERNOON
from tests.browser.conftest import new_page
from tests.browser.measures import shifts
from tests.factories import UserFactory, posted, published

pytestmark = pytest.mark.django_db(transaction=True)

MORNING = datetime.datetime(2017, 3, 2, 15, 10, tzinfo=datetime.UTC)
KOLKATA = "Asia/Kolkata"


@pytest.fixture
def story():
    by = UserFactory(role="administrator")
    text = "<p>He spoke twice with the envoy.</p><h2>A question</h2>" + "<p>It took two minutes.</p>" * 30
    story = published(by=by, headline="He steps aside", text=text, at=MORNING)
    posted(story, by=by, headline="A letter is sent", posted_at=AFTERNOON)
    return story


@pytest.fixture
def reader(browser, live_server):
    """A reader in India, whose browser lets pages write to the clipboard."""
    with new_page(
        browser,
        live_server,
        viewport={"width": 1280, "height": 900},
        timezone_id=KOLKATA,
        permissions=["clipboard-read", "clipboard-write"],
    ) as page:
        yield page


def clipboard(page):
    return page.evaluate("navigator.clipboard.readText()")


# --- share --------------------------------------------------------------------------------------------------


def test_share_copies_the_address_where_the_browser_cannot_share(reader, story, settings):
    reader.add_init_script("delete Navigator.prototype.share")
    for address in (story.get_absolute_url(), story.get_updates_url()):
        reader.goto(f"{address}?utm_source=letter")
        reader.get_by_role("button", name="Share").click()
        reader.wait_for_selector("text=Link copied")
        assert reader.locator(".share [role=status]").inner_text() == "Link copied"
        assert clipboard(reader) == settings.NEWSROOM["base_url"] + address


def test_share_hands_over_to_the_browser_where_it_can(reader, story, settings):
    reader.add_init_script("Navigator.prototype.share = async (what) => { window.shared = what; }")
    reader.goto(story.get_absolute_url())
    reader.get_by_role("button", name="Share").click()
    url = settings.NEWSROOM["base_url"] + story.get_absolute_url()
    assert reader.evaluate("shared") == {"title": "He steps aside", "url": url}


def test_share_shows_the_address_where_it_may_not_copy(reader, story, settings):
    reader.add_init_script("delete Navigator.prototype.share; delete Navigator.prototype.clipboard")
    reader.goto(story.get_absolute_url())
    reader.get_by_role("button", name="Share").click()
    expected = settings.NEWSROOM["base_url"] + story.get_absolute_url()
    reader.wait_for_function(
        "text => document.querySelector('.share span').textContent === text", arg=expected
    )


# --- a paragraph's address ----------------------------------------------------------------------------------


def test_a_paragraphs_address_is_copied_by_mouse_and_by_keys_and_moves_nothing(reader, story, settings):
    reader.goto(story.get_absolute_url())
    paragraph = reader.locator(".prose > p[data-since]").nth(3)
    paragraph.scroll_into_view_if_needed()
    link, name = paragraph.locator(".para"), paragraph.get_attribute("id")
    address = settings.NEWSROOM["base_url"] + story.get_absolute_url()
    assert link.evaluate("a => getComputedStyle(a).opacity") == "0"
    reader.wait_for_timeout(500)  # until nothing scrolls any more
    before = paragraph.bounding_box()
    paragraph.hover()
    assert link.evaluate("a => getComputedStyle(a).opacity") == "1"
    box = link.bounding_box()
    assert box["width"] >= 24
    assert box["height"] >= 24
    link.click()
    reader.wait_for_selector(".para[data-said]")
    assert clipboard(reader) == f"{address}#{name}"
    assert reader.url.endswith(f"#{name}")
    assert paragraph.bounding_box() == before

    heading = reader.locator(".prose > h2[data-since] .para")
    reader.locator(".prose > p[data-since] .para").first.focus()
    reader.keyboard.press("Tab")
    assert heading.evaluate("a => getComputedStyle(a).opacity") == "1"
    reader.keyboard.press("Enter")
    expected = f"{address}{heading.get_attribute('href')}"
    reader.wait_for_function("async (text) => await navigator.clipboard.readText() === text", arg=expected)


def test_a_finger_that_touches_a_paragraph_finds_its_address(browser, live_server, story):
    with new_page(
        browser, live_server, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    ) as page:
        page.goto(story.get_absolute_url())
        paragraph = page.locator(".prose > p[data-since]").nth(3)
        paragraph.scroll_into_view_if_needed()
        paragraph.tap()
        assert paragraph.locator(".para").evaluate("a => getComputedStyle(a).opacity") == "1"
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("javascript", [False])
def test_without_scripts_a_paragraphs_address_is_a_link_and_the_rest_is_not_there(page, story):
    page.emulate_media(reduced_motion="reduce")  # a page that still glides to the focus may not jump
    page.goto(story.get_absolute_url())
    assert not page.get_by_role("button", name="Share").is_visible()
    assert not page.get_by_role("button", name="Show times in my zone").is_visible()
    paragraph = page.locator(".prose > p[data-since]").nth(8)
    link = paragraph.locator(".para")
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{link.get_attribute('href')}")
    for _look in range(100):  # the page's own clock stands still without scripts, so nothing in it can wait
        if 0 <= paragraph.bounding_box()["y"] < 300:
            break
        page.wait_for_timeout(50)
    assert 0 <= paragraph.bounding_box()["y"] < 300
    marked = paragraph.evaluate("p => getComputedStyle(p).backgroundColor")
    assert marked != page.locator(".prose > p[data-since]").nth(2).evaluate(
        "p => getComputedStyle(p).backgroundColor"
    )


# --- the reader's own clock ---------------------------------------------------------------------------------


def times(page):
    return page.locator(".by, [data-list] .mer-t").all_inner_texts()


def test_times_are_the_newsrooms_until_the_reader_asks_for_their_own(reader, story):
    reader.goto(story.get_absolute_url())
    button = reader.get_by_role("button", name="Show times in my zone")
    ours = times(reader)
    assert any("Thursday, March 2, 2017, 9:10 a.m. CST" in text for text in ours)
    button.click()
    theirs = " ".join(" ".join(times(reader)).split()).replace("\u202f", " ")
    assert "Thursday, March 2, 2017 at 8:40 PM GMT+5:30" in theirs
    assert "3:22 AM GMT+5:30" in theirs  # of the next day, which is said too
    assert "March 3, 2017" in theirs
    assert "your zone: Asia/" in reader.locator(".times [role=status]").inner_text()
    assert button.get_attribute("aria-pressed") == "true"

    reader.goto("/")
    assert button.get_attribute("aria-pressed") == "true", "the browser remembers it"
    assert "GMT+5:30" in reader.locator("main").inner_text()
    button.click()
    assert "GMT+5:30" not in reader.locator("main").inner_text()
    reader.goto(story.get_absolute_url())
    assert times(reader) == ours


def test_times_that_arrive_are_the_readers_too(reader):
    by = UserFactory(role="administrator")
    story = published(by=by, headline="It goes on", coverage=Coverage.OPEN)
    posted(story, by=by, headline="First of all")
    reader.goto(story.get_updates_url())
    reader.get_by_role("button", name="Show times in my zone").click()
    reader.evaluate("scrollTo({top: 0, behavior: 'instant'})")
    posted(story, by=by, headline="And then this")
    with reader.expect_response("**/head.json"):
        reader.evaluate("dispatchEvent(new Event('online'))")
    reader.wait_for_selector("text=And then this")
    reader.wait_for_function(
        "() => [...document.querySelectorAll('[data-list] .mer-t > time')]"
        ".every(time => time.textContent.includes('GMT+5:30'))"
    )


def test_who_lives_by_the_newsrooms_clock_is_not_asked(browser, live_server, story, settings):
    with new_page(browser, live_server, timezone_id=settings.TIME_ZONE) as page:
        page.goto(story.get_absolute_url())
        page.wait_for_selector("[data-share]:visible")
        assert not page.get_by_role("button", name="Show times in my zone").is_visible()


def test_nothing_moves_by_what_scripts_show(reader, story):
    for address in (story.get_absolute_url(), story.get_updates_url(), "/"):
        reader.goto(address)
        reader.wait_for_timeout(300)
        assert shifts(reader) == 0, address


# --- the reader's own letters -------------------------------------------------------------------------------

SPACED = (
    "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }"
    " p { margin-block-end: 2em !important }"
)
CLIPPED = """() => [...document.querySelectorAll('main *, header *, footer *')].filter(element => {
    const style = getComputedStyle(element);
    return element.clientWidth > 1 && style.overflow !== 'visible'
        && !element.matches('.nav, .vh, img, input, select')
        && (element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1)
        && style.overflowX !== 'auto' && style.overflowY !== 'auto';
}).map(element => element.outerHTML.slice(0, 120))"""


def kinds(story):
    return [
        *("/", "/latest/", "/search/?q=envoy", "/corrections/", "/nothing-here/"),
        story.get_absolute_url(),
        story.get_updates_url(),
        story.get_history_url(),
        story.updates.get().get_absolute_url(),
        story.section.get_absolute_url(),
    ]


@pytest.mark.parametrize("viewport", [{"width": 320, "height": 640}, {"width": 640, "height": 450}])
def test_letters_set_wide_and_twice_as_large_are_cut_nowhere(page, story, viewport):
    """320 px is what 400 % leaves of a desktop's window, 640 px what 200 % leaves."""
    for address in kinds(story):
        page.goto(address)
        normal = page.locator("main p").first.evaluate("p => parseFloat(getComputedStyle(p).fontSize)")
        for setting in (SPACED, *["html { font-size: 200% }"] * (viewport["width"] > 320)):
            page.goto(address)
            page.evaluate(
                "css => { const sheet = new CSSStyleSheet(); sheet.replaceSync(css);"
                " document.adoptedStyleSheets = [sheet]; }",
                setting,
            )
            if "font-size" in setting:
                size = page.locator("main p").first.evaluate("p => parseFloat(getComputedStyle(p).fontSize)")
                assert size >= 1.5 * normal, address
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (address, setting)
            assert page.evaluate(CLIPPED) == [], (address, setting)


# --- paper --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("color_scheme", ["dark"])
def test_paper_shows_the_text_in_black_on_white_and_where_it_came_from(page, story, settings):
    for address in (story.get_absolute_url(), story.get_updates_url(), "/"):
        page.goto(address)
        page.emulate_media(media="print")
        for hidden in (".nav", ".times", ".share", ".para", ".rail", ".pager", ".btn"):
            assert page.locator(hidden).filter(visible=True).count() == 0, (address, hidden)
        body = "getComputedStyle(document.body)"
        colors = page.evaluate(f"[{body}.backgroundColor, {body}.color]")
        assert colors == ["rgb(255, 255, 255)", "rgb(0, 0, 0)"]
        printed = page.locator(".printed")
        assert printed.is_visible()
        assert settings.NEWSROOM["base_url"] + address in printed.inner_text()
        assert page.pdf().startswith(b"%PDF")
        page.emulate_media(media="screen")
        assert not printed.is_visible()
    page.goto(story.get_absolute_url())
    page.emulate_media(media="print")
    assert "Version 1 of 1" in page.locator(".printed").inner_text()


# --- keys ---------------------------------------------------------------------------------------------------

FOCUSED = """() => {
    const element = document.activeElement;
    const box = element.getBoundingClientRect(), style = getComputedStyle(element);
    return {
        name: element.outerHTML.slice(0, 100),
        body: element === document.body,
        seen: box.width > 1 && box.height > 1 && style.visibility === 'visible',
        ringed: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
    };
}"""
REACHABLE = """() => [...document.querySelectorAll('a[href], button, input, select, summary')].filter(
    element => element.checkVisibility({visibilityProperty: true}) && !element.closest('dialog, [popover]')
    && !(element.type === 'hidden')).length"""


def test_everything_is_reached_by_keys_and_seen_when_it_is(page, story):
    for address in ("/", story.get_absolute_url(), story.get_updates_url(), "/search/?q=envoy"):
        page.goto(address)
        page.wait_for_load_state("networkidle")
        page.keyboard.press("Tab")
        assert "skip" in page.evaluate(FOCUSED)["name"], address
        reached = [page.evaluate(FOCUSED)]
        for _more in range(200):
            page.keyboard.press("Tab")
            focused = page.evaluate(FOCUSED)
            if focused["body"]:
                break
            reached.append(focused)
        assert [one for one in reached if not (one["seen"] and one["ringed"])] == [], address
        assert len(reached) >= page.evaluate(REACHABLE), address
    page.goto(story.get_absolute_url())
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


# --- from right to left -------------------------------------------------------------------------------------


@pytest.mark.parametrize("viewport", [{"width": 1280, "height": 900}, {"width": 320, "height": 640}])
@pytest.mark.parametrize("language", ["ar", "he"])
def test_pages_read_from_right_to_left(page, story, settings, language, viewport):
    settings.LANGUAGE_CODE = language
    for address in kinds(story):
        page.goto(address)
        assert page.evaluate("document.documentElement.dir") == "rtl"
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
    page.goto(story.get_absolute_url())
    line, text = page.evaluate(
        "() => { const item = document.querySelector('[data-list] .mer-i');"
        " const style = getComputedStyle(item, '::before'), box = item.getBoundingClientRect();"
        " const text = item.lastElementChild.getBoundingClientRect();"
        " return [box.right - parseFloat(style.right), text.right]; }"
    )
    assert line > text, "the meridian stands at the right of what happened"
    mark = page.locator(".nameplate img").first.bounding_box()["x"]
    assert mark > page.locator(".nameplate bdi").first.bounding_box()["x"]
    arrow = page.locator("a.more").first
    if arrow.count():
        assert "←" in arrow.evaluate("a => getComputedStyle(a, '::after').content")
