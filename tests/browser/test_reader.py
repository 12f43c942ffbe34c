"""Readers' pages in a real browser: whole without scripts, at any width, and nothing that the policy refuses.

That nothing is refused is seen by the `page` fixture, which fails a test when the browser complains.
"""

import io
import re
import time
from datetime import timedelta
from functools import partial

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from PIL import Image
from playwright.sync_api import expect

from articles import live
from articles.breaking import raise_banner
from articles.enums import Coverage
from newsroom.lib.images import read_picture
from newsroom.lib.renditions import Maker
from tests.articles.whole import whole_story
from tests.browser.measures import shifts
from tests.factories import (
    AuthorFactory,
    PersonFactory,
    PhotoFactory,
    SectionFactory,
    SourceFactory,
    TopicFactory,
    UserFactory,
    posted,
    published,
)
from topics.models import Person, Source, Topic

pytestmark = pytest.mark.django_db(transaction=True)

STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PHONE = {"width": 320, "height": 640}


@pytest.fixture
def story():
    """A story with everything, whose photos have files."""
    buffer = io.BytesIO()
    Image.new("RGB", (640, 400), "steelblue").save(buffer, "PNG")
    picture, maker = read_picture(ContentFile(buffer.getvalue())), Maker(default_storage)
    renditions = maker.copies(picture.image, maker.original(picture)).renditions
    story = whole_story(make_photo=partial(PhotoFactory, renditions=renditions))
    break_news(story, "He steps aside")
    return story


def break_news(story, text):
    """Raise a banner on the front page."""
    until = timezone.now() + timedelta(hours=1)
    raise_banner(story=story, text=text, until=until, by=UserFactory(role="editor"))


def addresses(story):
    """One address of each kind of page."""
    address = story.get_absolute_url()
    return [
        "/",
        "/latest/",
        "/search/?q=attorney",
        "/search/?q=zebra",
        "/nothing-here/",
        address,
        f"{address}v1/",
        f"{address}updates/",
        story.updates.first().get_absolute_url(),
        story.section.get_absolute_url(),
        story.bylines.first().author.get_absolute_url(),
        Topic.objects.get(slug="russia").get_absolute_url(),
        Person.objects.get(slug="al-franken").get_absolute_url(),
        Source.objects.get(slug="post").get_absolute_url(),
    ]


def too_wide(page):
    """What makes a reader scroll sideways: the tags and classes of what reaches beyond the window."""
    return page.evaluate(
        """() => document.documentElement.scrollWidth <= document.documentElement.clientWidth ? [] :
        [...document.querySelectorAll("main *, footer *, header > div")]
            .filter(el => el.getBoundingClientRect().right > document.documentElement.clientWidth)
            .map(el => `${el.tagName} ${el.className}`)"""
    )


@pytest.mark.parametrize("javascript", [False])
def test_a_reader_without_scripts_reads_story_topic_and_person(page, story):
    page.goto("/")
    page.click("main >> text=Attorney general recuses himself")
    expect(page.locator("h1")).to_have_text("Attorney general recuses himself")
    expect(page.locator("text=Franken sends a letter").first).to_be_visible()
    expect(page.locator("text=The original story").first).to_be_visible()
    expect(page.locator("text=He spoke twice with the envoy").first).to_be_visible()
    expect(page.locator("text=Where each fact comes from").first).to_be_visible()
    page.click("nav >> text=Russia and the election >> nth=-1")
    expect(page.locator("h1")).to_have_text("Russia and the election")
    page.click("[aria-labelledby=coverage] >> text=Attorney general recuses himself")
    page.click("#people >> text=Al Franken")
    expect(page.locator("h1")).to_have_text("Al Franken")
    expect(page.locator("text=I did not have communications.").first).to_be_visible()
    page.click(".quote:has-text('I did not have communications') >> text=Attorney general recuses himself")
    expect(page).to_have_url(re.compile("#b-"))
    page.click("text=Read v1")
    expect(page.locator("text=You are reading version 1 of 2.").first).to_be_visible()
    page.click("text=Read the story as it stands")
    page.click("text=Link to this update >> nth=0")
    expect(page.locator("h1")).to_have_text("Franken sends a letter")


@pytest.mark.parametrize("viewport", [PHONE])
def test_nobody_scrolls_sideways(page, story):
    long = "Donaudampfschifffahrtsgesellschaftskapitän" * 3
    person = PersonFactory(name=long, role=long, summary=long)
    topic = TopicFactory(name=long[:100], slug="long", description=long)
    source = SourceFactory(name=long, mark="Ministry", description=long)
    author = AuthorFactory(name=long, title=long, bio=long)
    worst = published(
        headline=long,
        dek=long,
        text=f"<h2>{long}</h2><p>{long} <a href='https://a.example/'>{long}</a></p>",
        section=SectionFactory(name=long[:80], description=long),
        topics=[Topic.objects.get(slug="russia"), topic],
        people=[person],
        sources=[source],
        authors=[author],
        label="breaking",
    )
    posted(worst, headline=long, text=f"<p>{long}</p>", author=author)
    break_news(worst, long)
    of_the_worst = [worst, worst.section, topic, person, source, author, worst.updates.get()]
    for address in [*addresses(story), *(thing.get_absolute_url() for thing in of_the_worst)]:
        page.goto(address)
        assert too_wide(page) == [], address


@pytest.mark.parametrize(
    ("viewport", "color_scheme"), [({"width": 1280, "height": 900}, "light"), (PHONE, "dark")]
)
def test_everybody_can_read_it(page, story):
    for address in addresses(story):
        page.goto(address)
        violations = Axe().run(page, options={"runOnly": STANDARDS, "preload": False}).response["violations"]
        assert [(v["id"], [node["html"] for node in v["nodes"]]) for v in violations] == [], address


@pytest.mark.parametrize("viewport", [{"width": 1280, "height": 900}, {"width": 390, "height": 844}])
def test_nothing_moves_by_itself_on_any_page(page, story):
    live.set_coverage(story=story, by=UserFactory(role="administrator"), coverage=Coverage.OPEN)

    def late(route):
        """Scripts come when the page is there to be seen."""
        time.sleep(0.3)
        route.continue_()

    page.route("**/js/*.js", late)
    for address in addresses(story):
        page.goto(address)
        for _screen in range(6):
            page.mouse.wheel(0, 800)
            page.wait_for_timeout(50)
        assert shifts(page) == 0, address


def test_keyboard_reaches_the_text_first(page, story):
    page.goto(story.get_absolute_url())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.evaluate("document.activeElement.getBoundingClientRect().top") >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_words_of_another_direction_keep_it(page):
    story = published(headline="النائب العام يتنحى", text="<p>قال إنه لم يتواصل.</p><p>In English.</p>")
    page.goto(story.get_absolute_url())
    directions = "els => els.map(el => getComputedStyle(el).direction)"
    assert page.eval_on_selector_all("h1, .prose > p", directions) == ["rtl", "rtl", "ltr"]


def test_printed_page_leaves_out_what_is_only_for_screens(page, story):
    page.goto(story.get_absolute_url())
    page.emulate_media(media="print")
    assert not page.is_visible(".nav")
    assert page.is_visible("text=He spoke twice with the envoy")
    assert page.is_visible("text=Where each fact comes from")


def test_a_feed_that_is_opened_in_a_browser_can_be_read(page, story):
    page.goto("/feed.rss")
    page.wait_for_function("getComputedStyle(document.documentElement).display == 'block'")
    for shown in ("channel > title", "item > title", "item > description"):
        assert page.locator(shown).first.is_visible()
    for hidden in ("item > guid", "item > encoded", "item > link"):
        assert not page.locator(hidden).first.is_visible()
