"""New since you last read: what the reader's own browser remembers, and shows on return."""

import datetime
import re

import pytest
from playwright.sync_api import expect

from articles import models, publishing
from articles.enums import EditionKind
from tests.articles.whole import AFTERNOON, MORNING, add_block, save
from tests.factories import UserFactory, posted, published

pytestmark = pytest.mark.django_db(transaction=True)

HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def by():
    return UserFactory(role="administrator")


@pytest.fixture
def story(by):
    story = published(by=by, at=MORNING)
    posted(story, by=by, headline="The vote began", posted_at=AFTERNOON)
    return story


def add(story, by, text, **fields):
    """Publish `story` with one paragraph more."""
    save(story, by, lambda: add_block(story, models.RichText, 50, text=f"<p>{text}</p>"))
    publishing.publish(story=story, by=by, goes_live_at=AFTERNOON + HOUR, **fields)


def test_a_first_visit_shows_nothing_and_a_return_to_the_same_story_neither(page, story):
    for _visit in range(2):
        page.goto(story.get_absolute_url())
        assert page.is_hidden("#since")
        assert page.locator(".is-new, .new, .read").count() == 0
    assert page.context.cookies() == []


def test_on_return_it_says_and_marks_what_is_new_and_leads_to_the_comparison(page, story, by):
    page.goto(story.get_absolute_url())
    add(story, by, "It is a paragraph more.", correction=("correction", "September, not August."))
    posted(story, by=by, headline="The vote ended", posted_at=AFTERNOON + 2 * HOUR)
    posted(story, by=by, headline="The mayor spoke", posted_at=AFTERNOON + 3 * HOUR)
    page.goto(story.get_absolute_url())
    bar = page.inner_text("#since")
    assert "You last read this story on" in bar
    assert "New since then: 2 updates, 1 correction, and 1 paragraph." in bar
    assert page.locator(".upd.new .upd-h").all_inner_texts() == ["The mayor spoke", "The vote ended"]
    assert page.locator(".upd.new >> text=New to you").count() == 2
    assert page.inner_text(".prose .is-new").startswith("It is a paragraph more.")
    assert page.locator(".is-new").count() == 1
    assert "You read this one." in page.inner_text(".vers .read")
    assert page.inner_text(".vers .read .v") == "v1"
    page.click("text=Show what changed")
    expect(page).to_have_url(re.compile(r"/history/\?from=1&to=2$"))
    expect(page.locator(".d-add ins")).to_have_text("It is a paragraph more.")
    page.goto(story.get_absolute_url())
    assert page.is_hidden("#since")


def test_an_update_alone_offers_no_comparison(page, story, by):
    page.goto(story.get_absolute_url())
    posted(story, by=by, headline="The vote ended", posted_at=AFTERNOON + HOUR)
    page.goto(story.get_absolute_url())
    assert "New since then: 1 update." in page.inner_text("#since")
    assert page.is_hidden("#since a")


def test_a_new_headline_is_news_and_a_minor_change_is_not(page, story, by):
    page.goto(story.get_absolute_url())
    save(story, by, lambda: setattr(story, "dek", "It took one year.") or story.save())
    publishing.publish(story=story, by=by, kind=EditionKind.MINOR)
    page.goto(story.get_absolute_url())
    assert page.is_hidden("#since")
    save(story, by, lambda: setattr(story, "headline", "At last") or story.save())
    publishing.publish(story=story, by=by)
    page.goto(story.get_absolute_url())
    assert "New since then: 1 changed version." in page.inner_text("#since")
    assert "?from=2&to=3" in page.get_attribute("#since a", "href")


def test_each_story_has_its_own_memory(page, story, by):
    page.goto(published(by=by, headline="Another").get_absolute_url())
    add(story, by, "It is a paragraph more.")
    page.goto(story.get_absolute_url())
    assert page.is_hidden("#since")


@pytest.mark.parametrize("kept", ["{", "null", "7", '{"edition": "x"}', '{"edition": 1}'])
def test_what_it_did_not_write_itself_is_no_memory(page, story, by, kept):
    page.goto(story.get_absolute_url())
    page.evaluate("kept => localStorage.setItem(Object.keys(localStorage)[0], kept)", kept)
    add(story, by, "It is a paragraph more.")
    page.goto(story.get_absolute_url())
    assert page.is_hidden("#since")


@pytest.mark.parametrize("javascript", [False])
def test_without_scripts_there_is_nothing(page, story, by):
    page.goto(story.get_absolute_url())
    add(story, by, "It is a paragraph more.")
    page.goto(story.get_absolute_url())
    assert page.is_hidden("#since")


def test_a_block_that_is_new_is_marked_once(page, story, by):
    page.goto(story.get_absolute_url())
    save(
        story, by, lambda: add_block(story, models.FactBox, 90, title="Three", text="<p>One.</p><p>Two.</p>")
    )
    publishing.publish(story=story, by=by)
    page.goto(story.get_absolute_url())
    assert "1 paragraph." in page.inner_text("#since")
    assert page.locator(".is-new").count() == 1
