"""The desk and its plain screens, as editors use them all day."""

import io
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image
from playwright.sync_api import expect

from articles import live, photos, publishing, workflow
from articles.breaking import raise_banner
from articles.enums import Coverage
from articles.models import Photo
from newsroom.lib.images import read_picture
from tests.factories import (
    AuthorFactory,
    PersonFactory,
    SourceFactory,
    StoryFactory,
    TopicFactory,
    UserFactory,
    posted,
    published,
)
from topics.models import Person, PersonFact

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PHONE = {"width": 390, "height": 844}
NARROWEST = {"width": 320, "height": 640}


@pytest.fixture(autouse=True)
def media(tmp_path, settings):
    """A folder for files that goes away."""
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def administrator(page, sign_in):
    """Somebody who sees every screen, signed in."""
    user = UserFactory(role="administrator", name="Grace Whitfield")
    sign_in(page, user)
    return user


def picture():
    """Return a small JPEG."""
    buffer = io.BytesIO()
    Image.new("RGB", (60, 40), (20, 80, 105)).save(buffer, "JPEG")
    return buffer.getvalue()


def add_photo(by):
    """Return a photo with its files in place."""
    photo = Photo(title="Hearing room", alt="An empty room.", credit="Ingrid Solberg")
    return photos.add(photo=photo, picture=read_picture(ContentFile(picture())), by=by)


@pytest.fixture
def newsroom(administrator):
    """A newsroom at work, and the address of each of its plain screens."""
    reporter = UserFactory(role="reporter", name="Ingrid Solberg")
    photo = add_photo(administrator)
    person = PersonFactory(name="Amy Klobuchar", portrait=photo)
    PersonFact.objects.create(person=person, label="Office", value="Senator from Minnesota")
    ties = {
        "people": [person],
        "topics": [TopicFactory()],
        "sources": [SourceFactory()],
        "authors": [AuthorFactory()],
    }
    story = published(by=administrator, headline="Recusal, minute by minute", lead_photo=photo, **ties)
    live.set_coverage(story=story, by=administrator, coverage=Coverage.OPEN)
    posted(story)
    waiting = StoryFactory(by=reporter, headline="Lake ice is thin")
    workflow.take("submit", story=waiting, by=reporter)
    StoryFactory(by=administrator, headline="The two-minute exchange")
    later = StoryFactory(by=administrator, headline="Comes by itself")
    publishing.publish(story=later, by=administrator, goes_live_at=timezone.now() + timedelta(hours=3))
    for text in ("He may step aside", "He steps aside"):
        until = timezone.now() + timedelta(hours=1)
        raise_banner(story=story, text=text, until=until, by=administrator)
    return [
        "/admin/",
        "/admin/search/?q=a",
        "/admin/search/?q=zeppelin",
        f"/admin/articles/story/{story.pk}/breaking/",
        "/admin/articles/photo/",
        f"/admin/articles/photo/{photo.pk}/change/",
        "/admin/articles/photo/add/",
        "/admin/topics/person/",
        f"/admin/topics/person/{person.pk}/change/",
        "/admin/topics/topic/add/",
        "/admin/topics/source/",
        "/admin/articles/author/add/",
        "/admin/articles/section/",
        "/admin/accounts/user/",
        f"/admin/accounts/user/{reporter.pk}/change/",
        "/admin/accounts/user/add/",
        "/admin/accounts/auditentry/",
        "/admin/password_change/",
    ]


def violations(page):
    """What axe finds wrong with a page, in a line each."""
    # Without preload: axe would ask for the sheets that Django's sheets import, at the wrong address.
    found = Axe().run(page, options={"runOnly": WCAG, "preload": False}).response["violations"]
    return [f"{page.url}: {each['id']} {[node['target'] for node in each['nodes']]}" for each in found]


@pytest.mark.parametrize(
    ("viewport", "color_scheme"),
    [({"width": 1440, "height": 900}, "dark"), (PHONE, "light")],
    ids=["wide and dark", "phone and light"],
)
def test_every_plain_screen_is_accessible(page, newsroom, viewport, color_scheme):
    found = []
    for address in newsroom:
        page.goto(address)
        page.wait_for_timeout(100)  # choosers get their names once jQuery has made them
        found += violations(page)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("viewport", [NARROWEST], ids=["narrowest"])
def test_no_plain_screen_scrolls_sideways(page, newsroom, viewport):
    too_wide = []
    for address in newsroom:
        page.goto(address)
        if page.evaluate("document.documentElement.scrollWidth") > viewport["width"]:
            too_wide.append(address)
    assert not too_wide


@pytest.mark.parametrize("color_scheme", ["light", "dark"])
def test_the_sign_in_is_accessible_with_its_error(page, live_server, color_scheme):
    page.goto("/admin/")
    assert not violations(page)
    page.fill("[name=username]", "nobody@newsroom.test")
    page.fill("[name=password]", "wrong")
    page.click("[type=submit]")
    expect(page.get_by_role("alert")).to_contain_text("do not belong together")
    expect(page.locator("[name=username]")).to_have_value("nobody@newsroom.test")
    assert not violations(page)


def test_ctrl_k_searches_from_any_screen(page, newsroom):
    page.goto("/admin/topics/source/")
    page.keyboard.press("Control+k")
    expect(page.locator("#find")).to_be_focused()
    page.keyboard.type("klobuchar")
    page.keyboard.press("Enter")
    page.wait_for_url("**/admin/search/?q=klobuchar")
    page.get_by_role("link", name="Amy Klobuchar").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Amy Klobuchar")


def test_menus_close_with_escape_and_with_a_click_elsewhere(page, newsroom):
    page.goto("/admin/")
    menus = page.locator("#user-tools details")
    every, mine = menus.nth(0), menus.nth(1)
    every.locator("summary").click()
    expect(every).to_have_attribute("open", "")
    mine.locator("summary").click()
    expect(every).not_to_have_attribute("open", "")
    assert not violations(page)
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(mine).not_to_have_attribute("open", "")
    expect(mine.locator("summary")).to_be_focused()
    every.locator("summary").click()
    page.mouse.click(10, 500)
    expect(every).not_to_have_attribute("open", "")


def test_colours_follow_the_menus_switch(page, newsroom):
    page.goto("/admin/")
    page.locator("#user-tools details").nth(1).locator("summary").click()
    ground = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(ground)
    page.get_by_role("button", name="Colours: as the system").click()
    expect(page.get_by_role("button", name="Colours: dark")).to_be_visible()
    assert page.evaluate(ground) != light
    page.reload()
    assert page.evaluate(ground) != light


def test_the_desk_leads_to_the_story_that_waits(page, newsroom):
    page.goto("/admin/")
    page.get_by_role("link", name="Review: Lake ice is thin").click()
    expect(page.locator("[name=headline]")).to_have_value("Lake ice is thin")


def test_a_person_is_added_with_an_address_from_the_name_and_a_portrait_from_the_library(page, newsroom):
    page.goto("/admin/topics/person/add/")
    page.locator("[name=name]").press_sequentially("Åsa Ødegård")
    expect(page.locator("[name=slug]")).to_have_value("åsa-ødegård")
    page.get_by_role("combobox", name="Portrait").click()
    page.keyboard.type("hearing")
    page.get_by_role("option", name="Hearing room").click()
    page.get_by_role("textbox", name="Fact").fill("Office")
    page.get_by_role("textbox", name="What is known").fill("Mayor")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text("Åsa Ødegård")
    person = Person.objects.get(slug="åsa-ødegård")
    assert person.portrait.title == "Hearing room"
    assert [str(fact) for fact in person.facts.all()] == ["Office: Mayor"]


def test_a_photo_is_uploaded_on_the_way_by_the_plus_beside_a_chooser(page, newsroom):
    page.goto("/admin/articles/author/add/")
    with page.expect_popup() as opened:
        page.locator("#add_id_portrait").click()
    window = opened.value
    window.set_input_files("[name=file]", {"name": "face.jpg", "mimeType": "image/jpeg", "buffer": picture()})
    window.fill("[name=title]", "Portrait of the author")
    window.fill("[name=alt]", "A face.")
    window.fill("[name=credit]", "Ingrid Solberg")
    window.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#id_portrait option:checked")).to_have_text("Portrait of the author")
    assert Photo.objects.filter(title="Portrait of the author", renditions__0__0=60).exists()


@pytest.mark.parametrize("javascript", [False], ids=["no scripts"])
def test_the_desk_and_its_menus_work_without_scripts(page, newsroom, javascript):
    page.goto("/admin/")
    page.locator("#user-tools summary").first.click()
    page.locator("#user-tools .n-all").get_by_role("link", name="People", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("People")
