"""Nothing typed is lost: in a real browser, through a crash, a session that ends, and two at once."""

import re

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from articles.models import Aside, Autosave, RichText, Story
from tests import factories
from tests.articles.admin.forms import posted

KEPT = re.compile(r"^Kept \d+(:\d\d)? [ap]\.m\.$")


@pytest.fixture
def editor(page, sign_in):
    user = factories.UserFactory(role="editor", name="Pa Houa Vang")
    sign_in(page, user)
    return user


@pytest.fixture
def story(editor):
    return factories.StoryFactory(by=editor, headline="Saved", text="<p>First paragraph.</p>")


def change_url(story):
    return reverse("admin:articles_story_change", args=[story.pk])


def open_story(page, story):
    page.goto(change_url(story))
    page.wait_for_selector(".tiptap")
    page.wait_for_load_state("load")
    page.wait_for_timeout(300)


def wait_for_state(page, pattern):
    page.wait_for_function(
        "source => new RegExp(source).test(document.querySelector('.ed-saved').textContent.trim())",
        arg=pattern,
    )


def save_elsewhere(story, **changes):
    """Save the story as another editor does, in another browser."""
    client = Client()
    client.force_login(factories.UserFactory(role="editor", name="Ingrid Solberg"))
    client.post(change_url(story), posted(client.get(change_url(story)), **changes))


def type_text(page, words):
    page.click(".tiptap >> text=First paragraph")
    page.keyboard.press("End")
    page.keyboard.type(words)


def test_typed_text_is_kept_within_seconds_and_never_a_revision(page, story):
    open_story(page, story)
    type_text(page, " And more.")
    assert page.inner_text(".ed-saved") == "Not saved"
    wait_for_state(page, KEPT.pattern)
    assert "And+more." in Autosave.objects.get().form
    assert Story.objects.get().version == 1


def test_crash_offers_the_text_and_puts_it_back(page, story):
    open_story(page, story)
    page.fill("#id_headline", "Typed")
    type_text(page, " And more.")
    wait_for_state(page, KEPT.pattern)
    page.close(run_before_unload=False)

    page = page.context.new_page()
    open_story(page, story)
    assert "was not saved" in page.inner_text("#unsaved")
    assert page.input_value("#id_headline") == "Saved"
    page.click("text=Put it back")
    page.wait_for_selector("text=Nothing is saved yet")
    page.wait_for_selector(".tiptap >> text=First paragraph. And more.")
    assert page.input_value("#id_headline") == "Typed"
    assert Story.objects.get().version == 1
    page.keyboard.press("Control+s")
    page.wait_for_selector(".ed-saved:has-text('Saved')")
    assert "And more." in RichText.objects.get().text
    page.wait_for_load_state("load")
    page.wait_for_timeout(300)
    assert not page.is_visible("#unsaved")
    assert page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('story-keep'))") == []


def test_without_a_connection_the_browser_keeps_the_text(page, story):
    open_story(page, story)
    page.route("**/autosave/", lambda route: route.abort())
    page.fill("#id_headline", "Typed offline")
    wait_for_state(page, "Not kept, retrying")
    page.close(run_before_unload=False)
    assert not Autosave.objects.exists()

    page = page.context.new_page()
    open_story(page, story)
    assert re.search(r"Text from \d+:\d\d [ap]\.m\. was not saved", page.inner_text("#unsaved"))
    page.click("text=Put it back")
    page.wait_for_selector("text=Nothing is saved yet")
    assert page.input_value("#id_headline") == "Typed offline"


def test_discarded_text_is_not_offered_again(page, story):
    open_story(page, story)
    page.fill("#id_headline", "Typed")
    wait_for_state(page, KEPT.pattern)
    page.close(run_before_unload=False)
    page = page.context.new_page()
    open_story(page, story)
    page.click("#unsaved >> text=Discard")
    page.wait_for_selector("#unsaved", state="hidden")
    open_story(page, story)
    assert not page.is_visible("#unsaved")
    assert page.input_value("#id_headline") == "Saved"


def test_session_that_ends_keeps_the_text_and_goes_on_after_signing_in(page, story, editor):
    open_story(page, story)
    Session.objects.all().delete()
    page.fill("#id_headline", "Typed after the end")
    wait_for_state(page, "Signed out")
    assert not Autosave.objects.exists()
    # Saving now would end at the sign-in: the page stays.
    page.keyboard.press("Control+s")
    assert page.input_value("#id_headline") == "Typed after the end"

    with page.context.expect_page() as opened:
        page.click("text=Sign in in a new tab")
    tab = opened.value
    tab.fill("[name=username]", editor.email)
    tab.fill("[name=password]", factories.PASSWORD)
    tab.click("[type=submit]")
    tab.wait_for_selector("#user-tools")
    tab.close()
    wait_for_state(page, KEPT.pattern)
    page.keyboard.press("Control+s")
    page.wait_for_selector(".ed-saved:has-text('Saved')")
    assert Story.objects.get().headline == "Typed after the end"


def test_leaving_with_text_that_is_not_saved_asks(page, story):
    open_story(page, story)
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.click(".tiptap")
    page.keyboard.type("Words. ")
    page.evaluate("document.querySelector('#site-name a').click()")
    page.wait_for_timeout(500)
    assert asked == ["beforeunload"]
    assert page.url.endswith(change_url(story))


def test_others_are_named_and_their_save_is_told(page, story):
    other = Client()
    other.force_login(factories.UserFactory(role="editor", name="Astrid Lund"))
    other.post(reverse("admin:articles_story_presence", args=[story.pk]), {"version": 1})
    open_story(page, story)
    page.wait_for_selector(".ed-others >> text=Astrid Lund is here too since")
    save_elsewhere(story, headline="Theirs")
    page.wait_for_selector(".ed-others >> text=Ingrid Solberg saved at", timeout=20_000)


def test_second_to_save_merges(page, story):
    open_story(page, story)
    save_elsewhere(story, headline="Theirs", dek="Their dek.")
    page.fill("#id_headline", "Mine")
    type_text(page, " And more.")
    page.keyboard.press("Control+s")
    page.wait_for_selector("h1 >> text=Ingrid Solberg saved while you were writing")
    assert Aside.objects.get().content["headline"] == "Mine"
    assert page.inner_text("#choice-headline ins >> nth=0") == "Theirs"
    page.check("#choice-headline [value=mine]")
    page.click("text=Save the merged story")
    page.wait_for_selector("text=Merged and saved")
    story.refresh_from_db()
    assert (story.headline, story.dek) == ("Mine", "Their dek.")
    assert "And more." in RichText.objects.get().text
    page.wait_for_selector(".tiptap")
    page.wait_for_timeout(300)
    assert not page.is_visible("#unsaved")
