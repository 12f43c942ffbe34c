"""A working day at the story screen, in a real browser: the main job, and what hands do without a mouse."""

import pytest
from django.urls import reverse

from articles import models, publishing, saving
from tests import factories


@pytest.fixture
def editor(page, sign_in):
    user = factories.UserFactory(role="editor", name="Pa Houa Vang")
    factories.AuthorFactory(name="Pa Houa Vang", user=user)
    sign_in(page, user)
    return user


@pytest.fixture
def story(editor):
    """A published story as the reference story is: key points, text, statement, people, sources."""
    sessions = factories.PersonFactory(name="Jeff Sessions", role="attorney general")
    franken = factories.PersonFactory(name="Al Franken", role="senator from Minnesota")
    post = factories.SourceFactory(name="The Washington Post", mark="WP")
    story = factories.published(
        by=factories.UserFactory(role="administrator"),
        headline="Attorney general recuses himself",
        text="<p>He met the ambassador twice.</p><h2>What is next</h2><p>The deputy decides.</p>",
        people=[sessions, franken],
        sources=[post],
        topics=[factories.TopicFactory(name="Russia and the 2016 election")],
        authors=[factories.AuthorFactory(name="Ingrid Solberg")],
    )
    place = {"parent": story, "region": "main"}

    def write():
        models.KeyPoints.objects.create(
            **place, ordering=5, confirmed="<ul><li><p>Two meetings.</p></li></ul>"
        )
        models.Statement.objects.create(
            **place,
            ordering=30,
            person=sessions,
            source=post,
            words="<p>I met nobody about the campaign.</p>",
        )

    saving.save(story=story, by=editor, write=write)
    publishing.publish(story=story, by=editor)
    return story


def open_story(page, story):
    page.goto(reverse("admin:articles_story_change", args=[story.pk]))
    page.wait_for_selector(".tiptap")


def saved(page):
    """Wait until the page is there again after a save."""
    page.wait_for_selector(".ed-saved:not(.not)")
    page.wait_for_load_state("load")
    page.wait_for_selector(".tiptap")


def test_main_job(page, editor, story):
    """Headline, quote and live update are changed, previewed, published, and seen on the readers' page."""
    open_story(page, story)
    page.fill("#id_headline", "Sessions steps aside from campaign inquiries")
    assert "44 characters" in page.inner_text("#headline-length")
    assert page.inner_text(".ed-saved") == "Not saved"

    # A quote, between the text and the statement, of somebody found by searching.
    statement = page.locator("[id^=articles_statement_set-0]").first
    statement.locator(".order-machine-insert-target").click()
    page.click(".plugin-buttons >> text=Quote")
    quote = page.locator("#articles_quote_set-0")
    quote.locator("textarea").first.fill("I did not have communications with the Russians.")
    quote.locator(".field-person .select2-selection").click()
    page.keyboard.type("sessi")
    page.click(".select2-results__option >> text=Jeff Sessions")

    # A live update goes out on its own.
    page.fill("#quick-update", "Franken has sent a letter.")
    page.press("#quick-update", "Control+Enter")
    page.wait_for_selector("[data-updates] >> text=Franken has sent a letter.")
    reader = page.context.new_page()
    reader.goto(story.get_absolute_url())
    assert "Franken has sent a letter." in reader.inner_text("main")
    assert "steps aside" not in reader.inner_text("main")

    page.keyboard.press("Control+s")
    saved(page)
    assert page.input_value("#id_headline") == "Sessions steps aside from campaign inquiries"
    assert "2 changes not published" in page.inner_text(".ed-side")

    with page.expect_popup() as popup:
        page.click("#preview")
    preview = popup.value
    draft = preview.frame_locator(".n-wide iframe")
    assert draft.locator("h1").inner_text() == "Sessions steps aside from campaign inquiries"
    assert "I did not have communications" in draft.locator("main").inner_text()
    reader.reload()
    assert "steps aside" not in reader.inner_text("main")
    assert "I did not have communications" not in reader.inner_text("main")

    page.click("#publish > summary")
    assert page.inner_text("[name=_publish]") == "Publish v3 now"
    page.fill("[name=publish-note]", "New headline, a quote added.")
    page.click("[name=_publish]")
    page.wait_for_selector(".messagelist >> text=Readers see v3 now")
    page.click(".messagelist >> text=View on site")
    words = page.inner_text("main")
    assert page.inner_text("h1") == "Sessions steps aside from campaign inquiries"
    assert "I did not have communications with the Russians." in words
    assert "Franken has sent a letter." in words
    assert words.index("I did not have") < words.index("I met nobody about the campaign")


def test_new_story_from_nothing(page, editor):
    factories.SectionFactory(name="Washington")
    page.goto(reverse("admin:articles_story_add"))
    page.wait_for_selector(".tiptap")
    assert page.evaluate("document.activeElement.id") == "id_headline"
    page.keyboard.type("Council votes on the budget")
    page.locator(".tiptap").last.click()
    page.keyboard.type("The council voted late.")
    page.select_option("#id_section", label="Washington")
    page.click(".field-story_topics .select2-search__field")
    page.keyboard.type("City budget")
    page.click("text=Add “City budget” as a new topic")
    page.keyboard.press("Control+s")
    page.wait_for_url("**/change/**")
    story = models.Story.objects.get()
    content = story.latest_revision.content
    assert content["headline"] == "Council votes on the budget"
    assert content["blocks"][0]["text"][0]["html"] == "The council voted late."
    assert [topic["name"] for topic in content["topics"]] == ["City budget"]
    assert [entry["author"]["name"] for entry in content["byline"]] == ["Pa Houa Vang"]


def test_save_keeps_the_caret_and_the_place(page, story):
    open_story(page, story)
    text = page.locator("#articles_richtext_set-0 .tiptap")
    text.locator("p").last.click()
    page.keyboard.press("End")
    page.keyboard.type(" Nobody else")
    before = page.evaluate("scrollY")
    page.keyboard.press("Control+s")
    page.wait_for_selector(".ed-saved:not(.not)")
    page.wait_for_selector(".tiptap:focus")
    page.keyboard.type(" does.")
    assert "The deputy decides. Nobody else does." in text.inner_text()
    page.wait_for_timeout(300)
    assert abs(page.evaluate("scrollY") - before) < 80


def test_without_a_mouse(page, story):
    """The plus and its menu, moving a block, the toolbar: each by keyboard."""
    open_story(page, story)
    plus = page.locator("#articles_statement_set-0 > .order-machine-insert-target")
    assert plus.get_attribute("role") == "button"
    assert plus.get_attribute("title")
    plus.focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.textContent") == "notesText"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.matches('.order-machine-insert-target')")
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_selector("#articles_quote_set-0")
    page.wait_for_selector("[name=articles_quote_set-0-words]:focus")
    page.keyboard.type("No.")
    page.fill("[name=articles_quote_set-0-speaker]", "The nominee")

    def order():
        return page.evaluate(
            """[...document.querySelectorAll('.order-machine > .inline-related:not(.empty-form)')]
            .sort((a, b) => a.style.order - b.style.order).map((block) => block.id.split('_')[1])"""
        )

    assert order() == ["keypoints", "richtext", "quote", "statement"]
    page.focus("[name=articles_quote_set-0-words]")
    page.keyboard.press("Alt+Shift+ArrowUp")
    assert order() == ["keypoints", "quote", "richtext", "statement"]
    page.click("#articles_quote_set-0 [data-move=down]")
    page.click("#articles_quote_set-0 [data-move=down]")
    assert order() == ["keypoints", "richtext", "statement", "quote"]
    page.keyboard.press("Control+s")
    saved(page)
    assert order() == ["keypoints", "richtext", "statement", "quote"]
    kinds = [block["type"] for block in models.Story.objects.get().latest_revision.content["blocks"]]
    assert kinds == ["key_points", "text", "statement", "quote"]

    stops = page.locator("#articles_richtext_set-0 .prose-menubar button[tabindex='0']")
    assert stops.count() == 1
    stops.focus()
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.closest('.prose-menubar') !== null")
    assert page.evaluate("document.activeElement.tabIndex") == -1


def test_publish_button_says_what_will_happen(page, story):
    open_story(page, story)
    page.keyboard.press("Control+Shift+Enter")
    button = page.locator("[name=_publish]")
    assert button.inner_text() == "Publish v3 now"
    page.check("[name=publish-when][value=at]")
    page.fill("[name=publish-date]", "2035-03-12")
    page.fill("[name=publish-time]", "18:00")
    assert button.inner_text() == "Publish v3 at 6:00 p.m. March 12"
    assert "Readers keep v2 until then" in page.inner_text(".n-out")
    page.check("[name=publish-kind][value=correction]")
    button.click()
    page.wait_for_selector("text=Tell readers what was wrong")
    assert page.locator("#publish").get_attribute("open") is not None
    page.keyboard.press("Escape")
    assert page.locator("#publish").get_attribute("open") is None


def test_withdraw_button_says_what_will_happen(page, story):
    page.goto(reverse("admin:articles_story_withdraw", args=[story.pk]))
    button = page.locator(".n-danger")
    assert button.inner_text() == "Withdraw from readers now"
    page.check("[name=when][value=at]")
    page.fill("[name=date]", "2035-03-12")
    page.fill("[name=time]", "18:00")
    assert button.inner_text() == "Withdraw from readers at 6:00 p.m. March 12"


def test_leaving_with_unsaved_words_is_asked_about(page, story):
    open_story(page, story)
    page.fill("#id_dek", "Typed, not saved.")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.click("#site-name a", no_wait_after=True)
    page.wait_for_timeout(300)
    assert asked == ["beforeunload"]
    assert page.input_value("#id_dek") == "Typed, not saved."


@pytest.mark.parametrize("viewport", [{"width": 390, "height": 844}, {"width": 320, "height": 640}])
def test_fits_a_phone(page, story):
    open_story(page, story)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.click("#publish > summary")
    assert page.locator("[name=_publish]").is_visible()
    box = page.locator("#publish .n-pop").bounding_box()
    assert box["width"] <= page.viewport_size["width"]


@pytest.mark.parametrize("color_scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [{"width": 1440, "height": 900}, {"width": 390, "height": 844}])
def test_axe_finds_nothing(page, story):
    from axe_playwright_python.sync_playwright import Axe

    open_story(page, story)
    page.click("#publish > summary")
    options = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
    found = Axe().run(page, options=options).response["violations"]
    assert [(rule["id"], [node["target"] for node in rule["nodes"]][:5]) for rule in found] == []
