"""What a page weighs, from a cold start, as production serves it: measured by a browser, byte by byte."""

import re

import pytest
from playwright.sync_api import sync_playwright

from tests.browser.conftest import FLAGS, NAMES
from tests.standards import tools

KB = 1000
MOST, MOST_SCRIPT = 100 * KB, 10 * KB


@pytest.fixture(scope="module")
def browser():
    """A real browser."""
    program = next(filter(None, map(tools.shutil.which, NAMES)), None) or pytest.fail("no Chromium found")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


def weigh(browser, address):
    """Return what a page transfers in a fresh profile: {kind: bytes}, headers included."""
    context = browser.new_context(ignore_https_errors=True, viewport={"width": 390, "height": 844})
    page = context.new_page()
    client = context.new_cdp_session(page)
    client.send("Network.enable")
    kinds, weights = {}, {}

    def finished(event):
        kind = kinds.get(event["requestId"], "Other")
        weights[kind] = weights.get(kind, 0) + event["encodedDataLength"]

    client.on("Network.responseReceived", lambda event: kinds.update({event["requestId"]: event["type"]}))
    client.on("Network.loadingFinished", finished)
    page.goto(address, wait_until="networkidle")
    blocking = page.evaluate(
        """() => performance.getEntriesByType("resource")
            .filter(entry => entry.renderBlockingStatus === "blocking").map(entry => entry.name)"""
    )
    shifted = page.evaluate(
        """() => new Promise(done => { new PerformanceObserver(list => done(list.getEntries()
            .reduce((sum, entry) => sum + entry.value, 0))).observe({type: "layout-shift", buffered: true});
            setTimeout(() => done(0), 500) })"""
    )
    context.close()
    return weights, blocking, shifted


def plain_stories(site):
    """Return the addresses of stories that show no photo of their own, the longest first."""
    stories = [a for a in site.answers if a.name == "story" and a.status == 200 and "<figure" not in a.body]
    return [a.address for a in sorted(stories, key=lambda a: -len(a.body))]


def test_a_story_without_photos_is_light(browser, demonstration):
    addresses = plain_stories(demonstration)
    assert addresses
    for address in addresses[:3]:
        weights, blocking, shifted = weigh(browser, address)
        # The stories beside it may have photos.
        weights.pop("Image", None)
        assert sum(weights.values()) <= MOST, (address, weights)
        assert weights["Script"] <= MOST_SCRIPT, (address, weights)
        assert len(blocking) == 1 and re.search(r"/static/css/reader\.\w+\.css$", blocking[0]), blocking
        assert round(shifted, 2) == 0, address


def test_each_kind_of_page_needs_little_script_and_one_sheet(browser, demonstration):
    pages = [page for page in demonstration.pages if page.status == 200]
    live = {page.address for page in pages if 'id="stream"' in page.body}
    for address in {*{page.name: page.address for page in reversed(pages)}.values(), min(live)}:
        weights, blocking, shifted = weigh(browser, address)
        print({kind: round(size / KB, 1) for kind, size in weights.items()}, round(shifted, 3), address)
        assert weights.get("Script", 0) <= MOST_SCRIPT, (address, weights)
        assert len(blocking) == 1, (address, blocking)
        assert round(shifted, 2) == 0, (address, shifted)
