"""An open page does its work in the background: it takes nothing from its reader, and asks for little."""

import datetime
import io
import json

import pytest
from django.utils import timezone
from PIL import Image
from playwright.sync_api import expect

from articles import live
from articles.enums import Coverage
from articles.models import LiveUpdate, Story
from articles.querysets import UNANNOUNCED
from tests.articles.test_live_since import fill, since
from tests.browser.test_live import ask, headlines, open_page, place, read_on
from tests.browser.test_live import by as by
from tests.browser.test_live import story as story
from tests.factories import PhotoFactory, posted

pytestmark = pytest.mark.django_db(transaction=True)


def asked_of(page):
    """Return a list that grows by each question of the page whether anything has changed."""
    asked = []
    page.on("request", lambda request: asked.append(request) if "head.json" in request.url else None)
    return asked


def turn(page, *, away):
    """Turn away from the page to another tab, or back to it: a browser without a window has but one."""
    page.evaluate(
        """(away) => {
            Object.defineProperty(document, "hidden", { value: away, configurable: true });
            document.dispatchEvent(new Event("visibilitychange"));
        }""",
        away,
    )


def read_at(page, update, top):
    """Scroll so that `update` stands `top` pixels below the upper edge, and return where it stands."""
    selector = f"#{update.anchor}"
    page.evaluate(f"scrollBy({{ top: {place(page, selector) - top}, behavior: 'instant' }})")
    page.wait_for_timeout(100)
    assert place(page, selector) == pytest.approx(top, abs=1)
    return place(page, selector)


def test_a_hidden_page_asks_ever_less_and_at_once_on_return(page, story, by):
    page.clock.install()
    posted(story, by=by)  # busy: an open page asks every ten seconds
    open_page(page, story)
    page.wait_for_load_state("networkidle")
    asked = asked_of(page)
    with page.expect_response("**/head.json"):
        page.clock.fast_forward(12_500)
    turn(page, away=True)
    counts = [len(asked)]
    # After a minute, two, three, and so on up to five, each a fifth less or more.
    for minutes in (1, 2, 3, 4, 5, 5):
        page.clock.fast_forward(minutes * 60_000 * 0.75)
        page.wait_for_timeout(200)
        assert len(asked) == counts[-1], minutes
        with page.expect_response("**/head.json"):
            page.clock.fast_forward(minutes * 60_000 * 0.5)
        page.wait_for_timeout(200)
        counts.append(len(asked))
    assert counts == list(range(1, 8))
    posted(story, by=by, headline="Meanwhile")
    turn(page, away=False)
    expect(page.locator("[data-list] .upd-h")).to_have_text(["Meanwhile"])
    with page.expect_response("**/head.json"):
        page.clock.fast_forward(12_500)


def test_what_plays_or_is_open_in_an_update_is_left_alone(page, story, by):
    """Whatever changes above and below it: the page touches those updates that have changed, and no other."""
    rows = list(story.updates.order_by("-posted_at"))
    open_page(page, story)
    page.evaluate(
        """(id) => {
            const place = document.querySelector(`#${id} .words`);
            const canvas = document.createElement("canvas");
            canvas.getContext("2d");
            const video = document.createElement("video");
            video.muted = true;
            video.srcObject = canvas.captureStream();
            const details = document.createElement("details");
            details.open = true;
            details.append("Expanded.");
            const frame = document.createElement("iframe");
            place.append(video, details, frame);
            frame.contentWindow.isFirstLoad = true;
            video.play();
            window.kept = { video, details, frame };
            window.articles = new Map(
                [...document.querySelectorAll("[data-list] .upd")].map((update) => [update.id, update]),
            );
            window.touched = new Set();
            new MutationObserver((changes) => changes.forEach(({ target }) => {
                const update = target.closest?.(".upd");
                if (update) {
                    window.touched.add(update.id);
                }
            })).observe(document.querySelector("[data-list]"), {
                subtree: true, childList: true, attributes: true, characterData: true,
            });
        }""",
        rows[6].anchor,
    )
    before = read_at(page, rows[6], 60)
    posted(story, by=by, headline="One")
    rows[3].text = "<p>Much longer than before.</p>" * 20
    live.correct(update=rows[3], by=by, note="It was two.")
    rows[8].text = "<p>Changed.</p>"
    live.amend(update=rows[8], by=by)
    live.retract(update=rows[5], by=by, reason="Wrong.")
    live.pin(update=rows[7], by=by)
    rows[9].posted_at = rows[1].posted_at - datetime.timedelta(milliseconds=500)
    live.amend(update=rows[9], by=by)
    ask(page)
    page.wait_for_selector("text=It was two.")
    assert page.evaluate(
        """() => {
            const { video, details, frame } = window.kept;
            return !video.paused && details.open && details.isConnected && frame.contentWindow.isFirstLoad;
        }"""
    )
    replaced = page.evaluate(
        """[...window.articles].filter(
            ([id, update]) => document.getElementById(id) !== update
        ).map(([id]) => id)"""
    )
    assert set(replaced) == {row.anchor for row in (rows[3], rows[5], rows[7], rows[8], rows[9])}
    assert page.evaluate("[...window.touched]") == []
    assert place(page, f"#{rows[6].anchor}") == pytest.approx(before, abs=1)


def test_what_comes_once_more_unchanged_is_not_put_in_anew(page, story, by):
    """As what is due does with each answer as long as no worker runs."""
    open_page(page, story)
    update = posted(story, by=by, headline="One")
    LiveUpdate.objects.filter(pk=update.pk).update(live_revision=UNANNOUNCED)
    Story.objects.filter(pk=story.pk).update(live_revision=20)
    ask(page)
    page.wait_for_selector("text=One")
    page.evaluate("id => { window.first = document.getElementById(id) }", update.anchor)
    with page.expect_response("**/since/20.json"):
        ask(page)
    with page.expect_response("**/since/20.json"):
        ask(page)  # so that the answer before has been worked in
    assert page.evaluate("id => document.getElementById(id) === window.first", update.anchor)


def test_more_than_fit_into_an_answer_are_due_and_no_worker_runs(page, story, by):
    open_page(page, story)
    page.wait_for_load_state("networkidle")
    fill(story, by, 140)
    waiting = story.updates.order_by("-pk")[:120]
    story.updates.filter(pk__in=[row.pk for row in waiting]).update(
        live_revision=UNANNOUNCED, posted_at=timezone.now()
    )
    Story.objects.filter(pk=story.pk).update(live_revision=20)
    ask(page)
    expect(page.locator("[data-list] .upd")).to_have_count(140)


@pytest.mark.parametrize("when", ["at first", "with an answer"])
def test_a_photo_that_loads_late_above_moves_nobody(page, story, by, when):
    rows = list(story.updates.order_by("-posted_at"))
    rows[11].photo = PhotoFactory()
    held = []
    page.route("**/photos/**", lambda route: held.append(route))
    if when == "at first":
        live.amend(update=rows[11], by=by)
    open_page(page, story)
    before = read_at(page, rows[12], 60)
    if when == "with an answer":
        live.amend(update=rows[11], by=by)
        page.evaluate("dispatchEvent(new Event('online'))")
        page.wait_for_selector(f"#{rows[11].anchor} img", state="attached")
        assert place(page, f"#{rows[12].anchor}") == pytest.approx(before, abs=1)
        page.evaluate(
            "id => document.getElementById(id).querySelector('img').loading = 'eager'", rows[11].anchor
        )
    page.wait_for_timeout(300)
    assert held
    pixels = io.BytesIO()
    Image.new("RGB", (1500, 1000)).save(pixels, "WEBP")
    for route in held:
        route.fulfill(body=pixels.getvalue(), content_type="image/webp")
    page.wait_for_function("id => document.querySelector(`#${id} img`).naturalWidth > 0", arg=rows[11].anchor)
    page.wait_for_timeout(100)
    assert place(page, f"#{rows[12].anchor}") == pytest.approx(before, abs=1)


@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
def test_nothing_moves_by_itself_for_who_asked_for_that(page, story, by, motion):
    rows = list(story.updates.order_by("-posted_at"))
    page.emulate_media(reduced_motion=motion)
    open_page(page, story)
    read_on(page, rows[15])
    update = posted(story, by=by, headline="One")
    ask(page)
    expect(page.locator(".newbar button")).to_be_visible()
    at_once = page.evaluate(
        """(id) => {
            document.querySelector(".newbar button").click();
            const { top } = document.getElementById(id).getBoundingClientRect();
            return top >= 0 && top < innerHeight / 2;
        }""",
        update.anchor,
    )
    assert at_once == (motion == "reduce")
    animation = page.evaluate(f"getComputedStyle(document.getElementById('{update.anchor}')).animationName")
    assert animation == ("none" if motion == "reduce" else "here")
    assert page.evaluate("document.activeElement.id") == update.anchor


def test_what_arrives_is_announced_at_most_every_half_minute(page, story, by):
    page.clock.install()
    open_page(page, story)
    page.evaluate(
        """() => {
            window.said = [];
            const status = document.querySelector("#stream [role=status]");
            const observer = new MutationObserver(() => window.said.push(status.textContent));
            observer.observe(status, { childList: true });
        }"""
    )
    page.clock.pause_at(page.evaluate("Date.now() + 1000"))
    for number in range(4):
        posted(story, by=by, headline=f"Number {number}")
        ask(page)
        page.wait_for_selector(f"text=Number {number}")
    assert page.evaluate("window.said") == ["1 new update"]
    page.clock.run_for(31_000)
    assert page.evaluate("window.said") == ["1 new update", "3 new updates"]


def test_how_long_ago_an_update_came_is_kept_true_and_said_to_nobody(page, story, by):
    page.clock.install()
    open_page(page, story)
    update = posted(story, by=by, headline="One")
    ask(page)
    ago = page.locator(f"#{update.anchor} .ago")
    expect(ago).to_have_text("now")
    shown = page.inner_text(f"#{update.anchor} time >> nth=0")
    said = page.inner_text("#stream [role=status]")
    page.clock.fast_forward(180_000)
    expect(ago).to_have_text("3 min. ago")
    assert page.inner_text(f"#{update.anchor} time >> nth=0") == shown
    assert page.inner_text("#stream [role=status]") == said
    page.clock.fast_forward(3_600_000)
    expect(ago).to_have_count(0)
    live_regions = "[aria-live], [role=status], [role=alert], [role=log], [role=timer]"
    assert page.locator(f":is({live_regions}) .upd").count() == 0


def test_who_reads_the_first_update_is_not_moved_either(page, story, by):
    """The list still begins on the screen, but so does what is read."""
    story.updates.update(text="<p>It is long.</p>" * 10)
    rows = list(story.updates.order_by("-posted_at"))
    open_page(page, story, "get_absolute_url")
    before = read_at(page, rows[0], 100)
    posted(story, by=by, headline="One")
    ask(page)
    expect(page.locator(".newbar button")).to_have_text("1 new update")
    assert place(page, f"#{rows[0].anchor}") == pytest.approx(before, abs=1)
    assert headlines(page) == []


def test_coverage_does_not_end_before_its_end_is_told(page, story, by, client):
    """A cache may still answer with what was before it."""
    open_page(page, story)
    page.wait_for_load_state("networkidle")
    posted(story, by=by, headline="One")
    older = json.dumps(since(client, story, 20))
    live.set_coverage(story=story, by=by, coverage=Coverage.CLOSED, summary="<p>It took a day.</p>")
    page.route("**/since/20.json", lambda route: route.fulfill(body=older, content_type="application/json"))
    ask(page)
    page.wait_for_selector("text=One")
    assert page.inner_text("[data-state]") == "Updates appear by themselves."
    ask(page)
    expect(page.locator("[data-top]")).to_contain_text("It took a day.")
    expect(page.locator("[data-state]")).to_have_text("Live coverage has ended.")


def test_an_answer_that_leads_no_further_is_not_the_end_of_coverage(page, story, by, client):
    open_page(page, story)
    page.wait_for_load_state("networkidle")
    older = json.dumps(since(client, story, 20))
    live.set_coverage(story=story, by=by, coverage=Coverage.CLOSED, summary="<p>It took a day.</p>")
    page.route("**/since/20.json", lambda route: route.fulfill(body=older, content_type="application/json"))
    ask(page)
    expect(page.locator("[data-state]")).to_have_text("Updates appear by themselves.")
    page.unroute("**/since/20.json")
    ask(page)
    expect(page.locator("[data-top]")).to_contain_text("It took a day.")
    expect(page.locator("[data-state]")).to_have_text("Live coverage has ended.")
