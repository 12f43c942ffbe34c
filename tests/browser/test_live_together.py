"""Two readers have the coverage open while the desk works: both see all of it, and neither is moved."""

import datetime

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import expect

from articles import live
from articles.enums import Coverage
from tests.articles.test_live_head import HOUR, let_come
from tests.browser.test_live import WCAG, headlines, open_page, place, read_on
from tests.browser.test_live import by as by
from tests.browser.test_live import story as story
from tests.factories import AuthorFactory, posted

HALF_A_SECOND = datetime.timedelta(milliseconds=500)
pytestmark = pytest.mark.django_db(transaction=True)


def faults(page):
    """What the page has against it for readers who cannot see, or have no mouse."""
    return Axe().run(page, options={"runOnly": WCAG, "preload": False}).response["violations"]


def anchors(page):
    return page.evaluate("[...document.querySelectorAll('[data-list] .upd')].map(({ id }) => id)")


def test_all_that_the_desk_does_is_seen_by_both_without_a_reload(page, phone, story, by):
    """One reader is at the top of the story on a desktop, the other far down its live page on a phone."""
    rows = list(story.updates.order_by("-posted_at"))
    both = (page, phone)
    for reader, address in zip(both, ("get_absolute_url", "get_updates_url"), strict=True):
        reader.clock.install()
        open_page(reader, story, address)
        reader.wait_for_load_state("networkidle")
        assert faults(reader) == []
        reader.evaluate("window.isFirstLoad = true")
    read_on(phone, rows[12])
    # Of the paragraph, not of the update that it stands in; the update above it is cut by the window's edge.
    read = f"#{rows[12].anchor} .words p"
    phone.evaluate(f"scrollBy({{ top: {place(phone, read)} - 120, behavior: 'instant' }})")
    before = place(phone, read)
    assert before == pytest.approx(120, abs=1)

    def seen(check):
        """Let the pages ask of themselves, and `check` each."""
        for reader in both:
            reader.clock.fast_forward(73_000)  # the longest that a page waits
            check(reader)
        assert place(phone, read) == pytest.approx(before, abs=1)

    posted(story, by=by, headline="One", text="<p>Long.</p>" * 20, author=AuthorFactory())
    seen(lambda reader: None)
    expect(page.locator("[data-list] .upd-h")).to_have_text(["One"])
    expect(phone.locator(".newbar button")).to_have_text("1 new update")

    rows[3].text = "<p>It is much longer than it was.</p>" * 12
    live.amend(update=rows[3], by=by)
    seen(lambda reader: expect(reader.locator(f"#{rows[3].anchor}")).to_contain_text("It is much longer"))

    rows[11].text = "<p>It is right now.</p>" * 9
    live.correct(update=rows[11], by=by, note="It was two.")
    seen(lambda reader: expect(reader.locator(f"#{rows[11].anchor} .upd-corr")).to_contain_text("was two"))

    live.pin(update=rows[2], by=by)
    seen(lambda reader: expect(reader.locator(".pin")).to_contain_text("Update 18."))

    live.set_summary(story=story, by=by, summary="<p>In short.</p>", points="The vote\nThe count")
    seen(lambda reader: expect(reader.locator("[data-top]")).to_contain_text("The count"))

    live.retract(update=rows[5], by=by, reason="Wrong.")
    seen(lambda reader: expect(reader.locator(f"#{rows[5].anchor}")).to_have_count(0))

    for moved, there in ((rows[1], rows[13]), (rows[15], rows[4])):
        moved.posted_at = there.posted_at - HALF_A_SECOND
        live.amend(update=moved, by=by)
        seen(
            lambda reader, pair=f"#{there.anchor}, #{moved.anchor}": expect(
                reader.locator(f"[data-list] li:has({pair}) + li:has({pair})")
            ).to_have_count(1)
        )
        for reader in both:
            order = anchors(reader)
            assert order.index(moved.anchor) == order.index(there.anchor) + 1

    # One that was scheduled, and no worker runs.
    let_come(posted(story, by=by, headline="Two", posted_at=timezone.now() + HOUR))
    seen(lambda reader: None)
    expect(page.locator("[data-list] .upd-h")).to_have_text(["Two", "One"])
    expect(phone.locator(".newbar button")).to_have_text("2 new updates")

    live.set_coverage(story=story, by=by, coverage=Coverage.CLOSED, summary="<p>It took a day.</p>")
    seen(lambda reader: expect(reader.locator("[data-top]")).to_contain_text("It took a day."))
    seen(lambda reader: expect(reader.locator("[data-state]")).to_have_text("Live coverage has ended."))

    phone.click(".newbar button")
    for reader in both:
        assert reader.evaluate("window.isFirstLoad")
        assert headlines(reader) == ["Two", "One"]
        assert faults(reader) == []
        kept = anchors(reader)
        reader.reload()
        assert kept == anchors(reader)
