"""axe: no violation of WCAG 2.2 AA nor of its best practices, by day and by night, on desks and on phones.

The first page of each kind and answer is looked at in all four ways. More of one kind, the empty newsroom and
the one in Arabic are looked at in two: on a desk by day and on a phone by night.
"""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

from tests.browser.conftest import FLAGS, NAMES
from tests.standards import tools

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LOOKS = [(1440, "light"), (390, "dark"), (1440, "dark"), (390, "light")]
OPTIONS = {"runOnly": TAGS, "resultTypes": ["violations"]}


@pytest.fixture(scope="module")
def page():
    """An empty page of a real browser."""
    program = next(filter(None, map(tools.shutil.which, NAMES)), None) or pytest.fail("no Chromium found")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser.new_page(ignore_https_errors=True, reduced_motion="reduce")
        browser.close()


def samples(site, most):
    """Yield some pages of each kind and answer, `most` of each, with how many of that kind came before."""
    counts = {}
    for answer in site.pages:
        kind = answer.name, answer.status
        counts[kind] = counts.get(kind, 0) + 1
        if counts[kind] <= most:
            yield answer, counts[kind] - 1


@pytest.mark.parametrize(
    ("site", "most", "looks"),
    [("demonstration", 1, 4), ("states", 8, 4), ("empty", 1, 2), ("right_to_left", 1, 2)],
)
def test_nothing_is_in_anybodys_way(site, most, looks, page, request):
    axe, found = Axe(), {}
    for answer, before in samples(request.getfixturevalue(site), most):
        if answer.status == 400:
            continue  # its address is another
        page.goto(answer.address)
        for width, scheme in LOOKS[: 2 if before else looks]:
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)
            results = axe.run(page, options=OPTIONS)
            for violation in results.response["violations"]:
                node = violation["nodes"][0]
                found.setdefault(
                    (violation["id"], str(node["target"])),
                    f"{violation['id']} on {answer} ({width}, {scheme}): {node['html'][:200]}"
                    f" {node['failureSummary']}",
                )
    assert not found, "\n".join(found.values())
