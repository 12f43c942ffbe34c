"""axe: no violation of WCAG 2.2 AA nor of its best practices, by day and by night, on desks and on phones."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

from tests.browser.conftest import FLAGS, NAMES
from tests.standards import tools

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LOOKS = [(width, scheme) for scheme in ("light", "dark") for width in (1440, 390)]


@pytest.fixture(scope="module")
def page():
    """An empty page of a real browser."""
    program = next(filter(None, map(tools.shutil.which, NAMES)), None) or pytest.fail("no Chromium found")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser.new_page(ignore_https_errors=True, reduced_motion="reduce")
        browser.close()


def samples(site, most):
    """Some pages of each kind: the first ones, those that no map knows, and all that say there is nothing."""
    counts = {}
    for answer in site.pages:
        kind = answer.name, answer.status
        counts[kind] = counts.get(kind, 0) + 1
        if counts[kind] <= most:
            yield answer


@pytest.mark.parametrize(
    ("site", "most"), [("demonstration", 1), ("states", 8), ("empty", 1), ("right_to_left", 1)]
)
def test_nothing_is_in_anybodys_way(site, most, page, request):
    axe, found = Axe(), {}
    for answer in samples(request.getfixturevalue(site), most):
        if answer.status == 400:
            continue  # its address is another
        page.goto(answer.address)
        for width, scheme in LOOKS:
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)
            results = axe.run(page, options={"runOnly": TAGS})
            for violation in results.response["violations"]:
                node = violation["nodes"][0]
                found.setdefault(
                    (violation["id"], str(node["target"])),
                    f"{violation['id']} on {answer} ({width}, {scheme}): {node['html'][:200]}"
                    f" {node['failureSummary']}",
                )
    assert not found, "\n".join(found.values())
