"""History, preview and checks in a real browser: what an editor clicks, and what then stands."""

import re

import pytest
from playwright.sync_api import expect

from articles import publishing, saving
from articles.models import Story
from tests.factories import PersonFactory, StoryFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def editor(page, sign_in):
    user = UserFactory(role="editor")
    sign_in(page, user)
    return user


def renamed(story, by, headline):
    story.headline = headline
    saving.save(story=story, by=by, write=story.save)


def test_an_older_text_is_found_compared_and_put_back(page, editor):
    story = StoryFactory(by=editor, headline="As it was")
    publishing.publish(story=story, by=editor)
    renamed(story, editor, "As it is")
    page.goto(f"/admin/articles/story/{story.pk}/change/")
    page.get_by_role("link", name="History", exact=True).click()
    expect(page.locator(".diff del").first).to_have_text("As it was")
    expect(page.locator(".diff ins").first).to_have_text("As it is")
    page.get_by_role("button", name="Put into the draft").last.click()
    page.wait_for_url("**/change/")
    assert page.locator("#id_headline").input_value() == "As it was"
    assert Story.objects.get().live_edition.number == 1


@pytest.mark.parametrize("viewport", [{"width": 1440, "height": 1000}, {"width": 390, "height": 844}])
def test_the_preview_shows_the_draft_in_both_frames(page, editor):
    story = StoryFactory(by=editor, headline="Nobody has seen this")
    page.goto(f"/admin/articles/story/{story.pk}/preview/")
    for title in ("Preview at the width of a phone", "Preview at the width of a desktop"):
        frame = page.frame_locator(f"iframe[title='{title}']")
        assert frame.locator("h1").inner_text() == "Nobody has seen this"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_link_is_made_and_read_without_an_account_until_it_is_ended(page, editor, browser, live_server):
    story = StoryFactory(by=editor, headline="Nobody has seen this")
    page.goto(f"/admin/articles/story/{story.pk}/preview/")
    page.get_by_label("For whom").fill("The lawyer")
    page.get_by_role("button", name="Make a link").click()
    address = page.get_by_label("Link, for The lawyer").input_value()
    context = browser.new_context()
    stranger = context.new_page()
    assert stranger.goto(address).status == 200
    assert stranger.locator("h1").inner_text() == "Nobody has seen this"
    page.get_by_role("button", name="End now").click()
    page.get_by_text("The link leads nowhere any more.").wait_for()
    assert stranger.goto(address).status == 404
    context.close()


def test_what_stops_publication_is_jumped_to_and_a_name_is_linked_by_one_click(page, editor):
    PersonFactory(name="Amy Klobuchar")
    story = StoryFactory(by=editor, dek="", text="<p>Amy Klobuchar spoke.</p>")
    page.goto(f"/admin/articles/story/{story.pk}/change/")
    checks = page.locator("#checks")
    checks.get_by_role("link", name="Go to it: The dek is empty").click()
    expect(page).to_have_url(re.compile("#id_dek$"))
    page.locator("#id_dek").fill("Typed meanwhile.")
    checks.get_by_role("button", name="Add: Amy Klobuchar").click()
    page.get_by_text("Added from the text: Amy Klobuchar").wait_for()
    story.refresh_from_db()
    assert [mention.person.name for mention in story.mentions.all()] == ["Amy Klobuchar"]
    assert story.dek == "Typed meanwhile."
