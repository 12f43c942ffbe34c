"""The live desk in a browser: one text, one keystroke, and nothing typed is lost."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import expect

from articles import live
from articles.enums import UpdateState
from articles.models import LiveUpdate
from tests.factories import AuthorFactory, PersonFactory, UserFactory, posted, published

pytestmark = pytest.mark.django_db(transaction=True)

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PHONE = {"width": 390, "height": 844}
BOX = '[data-box="new"]'
LIST = "#newest"


@pytest.fixture
def editor(page, sign_in):
    user = UserFactory(role="editor", name="Edna Editor")
    AuthorFactory(user=user, name="Edna Editor")
    sign_in(page, user)
    return user


@pytest.fixture
def story():
    story = published()
    posted(story, headline="It begins")
    return story


def open_desk(page, story):
    page.goto(reverse("admin:articles_story_live_desk", args=[story.pk]))
    expect(page.locator(f"{BOX} .ProseMirror").first).to_be_visible()


def type_text(page, text):
    page.locator(f"{BOX} .ProseMirror").first.click()
    page.keyboard.type(text)


def look_again(page):
    """Have the desk ask at once, as it does when one comes back to it."""
    with page.expect_response("**/live/board/"):
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def clean(page):
    results = Axe().run(page, options={"runOnly": WCAG})
    assert not results.response["violations"], results.generate_report()


@pytest.mark.parametrize("viewport", [{"width": 1280, "height": 900}, PHONE])
def test_one_text_and_one_keystroke_reach_a_page_that_is_open(page, editor, story):
    open_desk(page, story)
    reader = page.context.browser.new_page(base_url=page.evaluate("location.origin"))
    reader.goto(story.get_updates_url())
    reader.wait_for_selector(".live-bar")
    page.bring_to_front()
    type_text(page, "The doors are open. /key ")
    expect(page.locator(f"{BOX} [name=new-is_key]")).to_be_checked()
    page.keyboard.press("Control+Enter")
    expect(page.locator(f"{LIST} .l-words").first).to_have_text("The doors are open.")
    expect(page.locator(".messagelist")).to_contain_text("Posted at")
    # The box is empty again and has the caret: the next text can follow at once.
    expect(page.locator(f"{BOX} .ProseMirror").first).to_be_focused()
    expect(page.locator(f"{BOX} .ProseMirror").first).to_have_text("")
    reader.evaluate("dispatchEvent(new Event('online'))")
    reader.wait_for_selector("[data-list] .upd.key")
    assert "The doors are open." in reader.locator("[data-list] .upd.key").inner_text()
    reader.close()
    update = story.updates.get(is_key=True)
    assert (update.text, update.author.name) == ("<p>The doors are open.</p>", "Edna Editor")
    page.keyboard.type("And the second.")
    page.keyboard.press("Control+Enter")
    expect(page.locator(f"{LIST} .l-words").first).to_have_text("And the second.")


def test_a_name_is_found_while_it_is_typed(page, editor, story):
    person = PersonFactory(name="Amy Klobuchar")
    open_desk(page, story)
    type_text(page, "So says @klob")
    expect(page.locator(".l-names li")).to_have_text("Amy Klobuchar")
    clean(page)
    page.keyboard.press("Enter")
    page.keyboard.type("today.")
    page.keyboard.press("Control+Enter")
    expect(page.locator(f"{LIST} .l-words").first).to_have_text("So says Amy Klobuchar today.")
    text = story.updates.order_by("-pk")[0].text
    assert text == f'<p>So says <a href="{person.get_absolute_url()}">Amy Klobuchar</a> today.</p>'


def test_without_a_connection_the_text_stays_and_is_posted_once(page, editor, story):
    open_desk(page, story)
    type_text(page, "Once.")
    page.context.set_offline(True)
    page.keyboard.press("Control+Enter")
    expect(page.locator(f"{BOX} .l-said-so")).to_contain_text("There is no connection")
    expect(page.locator(f"{BOX} .ProseMirror").first).to_have_text("Once.")
    page.context.set_offline(False)
    page.locator(f"{BOX} .ProseMirror").first.focus()
    page.keyboard.press("Control+Enter")
    expect(page.locator(f"{LIST} .l-words").first).to_have_text("Once.")
    assert story.updates.filter(text="<p>Once.</p>").count() == 1


def test_what_was_not_posted_is_back_when_the_desk_is_opened_again(page, editor, story):
    open_desk(page, story)
    page.locator("[name=new-headline]").fill("Half a headline")
    type_text(page, "Half a sen")
    page.wait_for_function("Object.values(localStorage).join().includes('Half a sen')")
    open_desk(page, story)
    expect(page.locator(f"{BOX} .ProseMirror").first).to_have_text("Half a sen")
    expect(page.locator("[name=new-headline]")).to_have_value("Half a headline")
    page.locator(f"{BOX} .ProseMirror").first.focus()
    page.keyboard.press("Control+Enter")
    expect(page.locator(f"{LIST} h3").first).to_have_text("Half a headline")
    assert not page.evaluate("Object.keys(localStorage).some(key => key.startsWith('live-desk'))")


def test_an_error_is_said_in_the_box_and_what_was_typed_is_there(page, editor, story):
    open_desk(page, story)
    type_text(page, "With a time.")
    page.locator("[name=new-when][value=at]").check()
    page.locator(f"{BOX} button.default").click()
    expect(page.locator(f"{BOX} .errorlist")).to_contain_text("Give a date and a time")
    expect(page.locator(f"{BOX} .ProseMirror").first).to_have_text("With a time.")
    clean(page)


def test_editing_in_place_shows_both_texts_when_two_do(page, editor, story):
    update = story.updates.get()
    open_desk(page, story)
    row = page.locator(f'[data-row="{update.pk}"]')
    row.locator("[data-edit]").click()
    text = row.locator(".ProseMirror").first
    expect(text).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.type("My words.")
    theirs = LiveUpdate.objects.get(pk=update.pk)
    theirs.text = "<p>Their words.</p>"
    live.amend(update=theirs, by=UserFactory(role="editor", name="Otto Other"))
    # What colleagues do does not close the form that is open.
    look_again(page)
    expect(text).to_have_text("My words.")
    page.keyboard.press("Control+Enter")
    expect(row.locator(".l-conflict")).to_contain_text("Otto Other changed this first")
    expect(row.locator(".l-conflict")).to_contain_text("Their words.")
    expect(row.locator(".ProseMirror").first).to_have_text("My words.")
    clean(page)
    row.locator("button.default").click()
    expect(row.locator(".l-words")).to_have_text("My words.")
    assert LiveUpdate.objects.get(pk=update.pk).text == "<p>My words.</p>"


def test_what_colleagues_do_appears_and_what_waits_is_approved(page, editor, story):
    open_desk(page, story)
    type_text(page, "Still typ")
    other = UserFactory(role="editor", name="Otto Other")
    live.submit(update=LiveUpdate(story=story, text="<p>I saw it.</p>"), by=other)
    look_again(page)
    waiting = page.locator("#waiting [data-row]")
    expect(waiting).to_contain_text("I saw it.")
    page.keyboard.type("ing.")
    expect(page.locator(f"{BOX} .ProseMirror").first).to_have_text("Still typing.")
    waiting.get_by_role("button", name="Approve").click()
    expect(page.locator(f"{LIST} .l-words").first).to_have_text("I saw it.")
    expect(page.locator(f"{BOX} .ProseMirror").first).to_have_text("Still typing.")


def test_undo_and_retract(page, editor, story):
    open_desk(page, story)
    type_text(page, "Oh no.")
    page.keyboard.press("Control+Enter")
    page.locator(f"{LIST} [data-row]").first.get_by_role("button", name="Undo").click()
    expect(page.locator("#drafts .l-words")).to_have_text("Oh no.")
    row = page.locator(f"{LIST} [data-row]").first
    row.locator("summary").click()
    row.get_by_label("Take it from readers, because").fill("It did not begin.")
    clean(page)
    row.get_by_role("button", name="Retract it").click()
    expect(row.locator(".st.gone")).to_have_text("Retracted")
    assert story.updates.get(headline="It begins").state == UpdateState.RETRACTED


def test_closing_says_so_and_keeps_the_summary(page, editor, story):
    open_desk(page, story)
    top = page.locator('[data-part="top"]')
    top.locator(".ProseMirror").click()
    page.keyboard.type("It is over.")
    top.get_by_text("Close coverage…").click()
    top.get_by_role("button", name="Close it").click()
    expect(page.locator('[data-part="see"]')).to_contain_text("Coverage has ended")
    story.refresh_from_db()
    assert (story.coverage, story.live_summary) == ("closed", "<p>It is over.</p>")


@pytest.mark.parametrize("color_scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [{"width": 1280, "height": 900}, PHONE, {"width": 320, "height": 640}])
def test_anybody_can_use_it(page, editor, story):
    live.submit(update=LiveUpdate(story=story, text="<p>I saw it.</p>"), by=editor)
    live.post(update=LiveUpdate(story=story, text="<p>Not yet.</p>"), by=editor, draft=True)
    open_desk(page, story)
    for part in page.locator(f"{BOX} details summary").all():
        part.click()
    clean(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
