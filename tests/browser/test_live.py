"""Live coverage in a browser that has the page open while the desk works."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from articles import live
from articles.enums import Coverage
from articles.models import LiveUpdate
from tests.articles.test_live_since import fill
from tests.factories import AuthorFactory, UserFactory, posted, published

pytestmark = pytest.mark.django_db(transaction=True)

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PAGES = ["get_absolute_url", "get_updates_url"]


@pytest.fixture
def by():
    return UserFactory(role="administrator")


@pytest.fixture
def story(by):
    story = published(by=by, text="<p>A paragraph.</p>" * 40)
    fill(story, by, 20)
    return story


def open_page(page, story, address="get_updates_url"):
    page.goto(getattr(story, address)())
    page.wait_for_selector(".live-bar")


def ask(page):
    """Have the page ask at once, as it does when the network is back, and wait until it is answered.

    What it then does with the answer takes a moment more: wait for that.
    """
    with page.expect_response("**/head.json"):
        page.evaluate("dispatchEvent(new Event('online'))")
    page.wait_for_load_state("networkidle")


def headlines(page):
    return page.locator("[data-list] .upd-h").all_inner_texts()


def place(page, selector):
    return page.evaluate("s => document.querySelector(s).getBoundingClientRect().top", selector)


def read_on(page, update):
    """Scroll to `update`, and return where on the screen it stands."""
    scroll = "id => document.getElementById(id).scrollIntoView({block: 'center', behavior: 'instant'})"
    page.evaluate(scroll, update.anchor)
    page.wait_for_timeout(100)
    assert page.evaluate("scrollY") > 300
    return place(page, f"#{update.anchor}")


@pytest.mark.parametrize("address", PAGES)
def test_at_the_top_an_update_appears_by_itself_and_is_announced(page, story, by, address):
    open_page(page, story, address)
    update = posted(story, by=by, headline="It has begun", is_key=True, author=AuthorFactory())
    ask(page)
    page.wait_for_selector("text=It has begun")
    assert headlines(page) == ["It has begun"]
    assert page.is_hidden(".newbar")
    assert page.inner_text("#stream [role=status]") == "1 new update"
    assert page.inner_text(".upd .ago") in ("now", "1 min. ago")
    if address == "get_updates_url":
        assert page.locator("[data-keys] a").all_inner_texts() == ["It has begun"]
        page.click("[data-keys] a")
        expect(page).to_have_url(re.compile(re.escape(update.get_absolute_url()) + "$"))


def test_the_page_is_what_a_fresh_one_is(page, story, by):
    open_page(page, story)
    first = posted(story, by=by, headline="One", is_key=True)
    second = posted(story, by=by, headline="Two")
    live.pin(update=first, by=by)
    first.text = "<p>Changed.</p>"
    live.correct(update=first, by=by, note="It was two.")
    live.retract(update=second, by=by, reason="Wrong.")
    live.set_summary(story=story, by=by, summary="<p>In short.</p>", points="The vote")
    ask(page)
    page.wait_for_selector("text=It was two.")
    kept = {
        part: page.inner_text(part) for part in ("[data-list]", "[data-pinned]", "[data-top]", "[data-keys]")
    }
    page.reload()
    assert kept == {part: page.inner_text(part) for part in kept}


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("viewport", [{"width": 1280, "height": 900}, {"width": 390, "height": 844}])
def test_who_reads_further_down_is_not_moved_by_a_pixel(page, story, by, address):
    rows = list(story.updates.order_by("-posted_at"))
    open_page(page, story, address)
    before = read_on(page, rows[12])
    posted(story, by=by, headline="One", text="<p>Long.</p>" * 30)
    posted(story, by=by, headline="Two")
    ask(page)
    expect(page.locator(".newbar button")).to_have_text("2 new updates")
    assert place(page, f"#{rows[12].anchor}") == pytest.approx(before, abs=1)
    # An edit, a retraction and a pin above.
    rows[3].text = "<p>Much longer than before.</p>" * 20
    live.correct(update=rows[3], by=by, note="It was two.")
    live.retract(update=rows[5], by=by, reason="Wrong.")
    live.pin(update=rows[2], by=by)
    ask(page)
    page.wait_for_selector(f"#{rows[5].anchor}", state="detached")
    page.wait_for_selector(".pin")
    assert "It was two." in page.inner_text(f"#{rows[3].anchor}")
    assert place(page, f"#{rows[12].anchor}") == pytest.approx(before, abs=1)
    # Asked for, they are shown, and the newest has the focus.
    page.click(".newbar button")
    assert headlines(page) == ["Two", "One"]
    assert page.evaluate("document.activeElement.querySelector('.upd-h').textContent") == "Two"
    assert page.is_hidden(".newbar")


@pytest.mark.parametrize(
    ("query", "shown"),
    [("?key=1", ["A key event"]), ("?by=nobody", []), ("?order=oldest", ["Another", "A key event"])],
)
def test_filters_and_order_hold_for_what_arrives(page, story, by, query, shown):
    page.goto(story.get_updates_url() + query)
    page.wait_for_selector(".live-bar")
    posted(story, by=by, headline="Another")
    posted(story, by=by, headline="A key event", is_key=True)
    ask(page)
    page.wait_for_selector("[data-keys] a")
    assert headlines(page) == shown
    assert page.locator("[data-keys] a").all_inner_texts() == ["A key event"]


def test_an_older_page_says_how_many_have_come_and_leads_to_them(page, story, by):
    fill(story, by, 60)
    page.goto(story.get_updates_url() + "?page=1")
    page.wait_for_selector(".live-bar")
    posted(story, by=by, headline="Meanwhile")
    live.correct(update=story.updates.order_by("-posted_at")[3], by=by, note="It was two.")
    ask(page)
    expect(page.locator(".newbar button")).to_have_text("1 new update")
    assert headlines(page) == []
    page.click(".newbar button")
    page.wait_for_selector("text=Meanwhile")


def test_the_count_is_true_after_a_retraction(page, story, by):
    rows = list(story.updates.order_by("-posted_at"))
    open_page(page, story)
    read_on(page, rows[12])
    wrong = posted(story, by=by)
    posted(story, by=by)
    ask(page)
    expect(page.locator(".newbar button")).to_have_text("2 new updates")
    live.retract(update=wrong, by=by, reason="Wrong.")
    ask(page)
    expect(page.locator(".newbar button")).to_have_text("1 new update")
    # The count of what was announced is not said again within half a minute.
    assert page.inner_text("#stream [role=status]") == "2 new updates"


def test_the_end_of_coverage_reaches_the_page_and_it_asks_no_more(page, story, by):
    open_page(page, story)
    live.set_coverage(story=story, by=by, coverage=Coverage.CLOSED, summary="<p>It took a day.</p>")
    ask(page)
    page.wait_for_selector("text=It took a day.")
    assert page.locator(".tag-live").count() == 0
    assert page.inner_text("[data-state]") == "Live coverage has ended."
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.evaluate("dispatchEvent(new Event('online'))")
    page.wait_for_timeout(300)
    assert asked == []


def test_paused_it_changes_nothing_and_stays_so(page, story, by):
    open_page(page, story)
    page.click("[data-pause]")
    page.reload()
    assert page.get_attribute("[data-pause]", "aria-pressed") == "true"
    assert "Paused" in page.inner_text("[data-state]")
    posted(story, by=by, headline="Meanwhile")
    page.evaluate("dispatchEvent(new Event('online'))")
    page.wait_for_timeout(300)
    assert headlines(page) == []
    page.click("[data-pause]")
    page.wait_for_selector("text=Meanwhile")
    assert page.inner_text("[data-pause]") == "Pause updates"


def test_a_failure_is_said_and_made_good(page, story, by):
    open_page(page, story)
    page.route("**/head.json", lambda route: route.abort())
    page.evaluate("dispatchEvent(new Event('online'))")
    page.wait_for_selector(".live-bar.is-failing")
    assert "Trying again" in page.inner_text("[data-state]")
    posted(story, by=by, headline="Meanwhile")
    page.unroute("**/head.json")
    ask(page)
    page.wait_for_selector("text=Meanwhile")
    assert page.inner_text("[data-state]") == "Updates appear by themselves."


def test_what_is_asked_while_an_answer_is_awaited_is_asked_after_it(page, story, by):
    """The network is back before the page knows that its last question was lost."""
    held = []
    page.route("**/head.json", lambda route: held.append(route), times=1)
    open_page(page, story)
    posted(story, by=by, headline="Meanwhile")
    page.evaluate("dispatchEvent(new Event('online'))")
    held[0].abort()
    page.wait_for_selector("text=Meanwhile", timeout=5_000)
    assert page.inner_text("[data-state]") == "Updates appear by themselves."


def test_after_a_long_sleep_it_catches_up_in_answers_of_fifty(page, story, by):
    open_page(page, story)
    page.wait_for_load_state("networkidle")
    # While it sleeps it asks for nothing.
    page.route("**/live/**", lambda route: route.abort())
    for number in range(120):
        posted(story, by=by, headline=f"Late {number}")
    page.unroute("**/live/**")
    answers = []
    page.on("response", lambda response: answers.append(response.url) if "/since/" in response.url else None)
    ask(page)
    page.wait_for_selector("text=Late 119")
    assert len(answers) == 3
    assert headlines(page) == [f"Late {number}" for number in reversed(range(120))]


def test_a_page_that_has_missed_too_much_asks_to_be_loaded_again(page, story, by):
    open_page(page, story)
    rows = LiveUpdate.objects.filter(story=story)
    fill(story, by, 600)
    assert rows.count() == 620
    ask(page)
    page.wait_for_selector("text=This page is too old to catch up.")


@pytest.mark.parametrize("color_scheme", ["light", "dark"])
def test_anybody_can_use_it_before_and_after(page, story, by):
    open_page(page, story)
    pinned = posted(story, by=by, headline="One", is_key=True)
    live.pin(update=pinned, by=by)
    live.correct(update=pinned, by=by, note="It was two.")
    live.set_summary(story=story, by=by, summary="<p>In short.</p>", points="The vote")
    for _time in range(2):
        found = Axe().run(page, options={"runOnly": WCAG, "preload": False}).response["violations"]
        assert found == []
        ask(page)
        page.wait_for_selector("text=It was two.")


def test_a_frame_that_plays_is_left_alone_while_its_update_changes(page, story, by):
    """A frame that moved in the page would load anew: what stands around it is exchanged."""
    embed = {"url": "https://www.youtube.com/watch?v=dQw4w9WgXcQ", "text": "A hearing"}
    update = posted(story, by=by, headline="It begins", embed=embed)
    asked = []

    def answer(route):
        asked.append(route.request.url)
        route.fulfill(status=200, headers={"Content-Type": "text/html"}, body="<p>Playing</p>")

    page.route("https://www.youtube-nocookie.com/**", answer)
    open_page(page, story)
    page.click("text=Load from YouTube")
    page.frame_locator("iframe").locator("text=Playing").wait_for()
    update.headline, update.text = "It goes on", "<p>Another text.</p>"
    live.amend(update=update, by=by)
    ask(page)
    page.wait_for_selector("text=It goes on")
    assert page.inner_text(f"#{update.anchor} .words") == "Another text."
    assert page.locator(f"#{update.anchor}").get_attribute("data-version") == "2"
    assert page.locator("iframe").count() == 1
    assert page.locator(f"#{update.anchor} .upd-h").count() == 1
    assert len(asked) == 1
