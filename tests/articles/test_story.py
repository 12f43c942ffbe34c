"""The story's page: every element, in its order, and nothing that readers should not see."""

import datetime
import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles.finders import find
from django.urls import reverse

from articles import live, models, publishing
from articles.enums import Coverage, EditionKind, Label
from tests.articles.whole import AFTERNOON, MORNING, add_block, save, text_of, whole_story
from tests.factories import SectionFactory, StoryFactory, UserFactory, posted, published

pytestmark = pytest.mark.django_db


def read(client, story, status=200):
    response = client.get(story.get_absolute_url())
    assert response.status_code == status
    return response


def test_shows_every_element_in_order(client):
    words = text_of(read(client, whole_story()))
    position = 0
    for expected in [
        "Skip to the main content",
        "Updated Washington Russia and the election",
        "Attorney general recuses himself",
        "A day after two meetings came to light.",
        "By Ingrid Solberg in Washington and Pa Houa Vang in St. Paul",
        "Translated by Maren Lie",
        "Published Thursday, March 2, 2017, 9:10 a.m. CST",
        "Updated 3:52 p.m. CST",
        "Version 2 of 2",
        "How this story changed",
        "A lectern. Ingrid Solberg",
        "What we know They met twice.",
        "What we don’t know What they said.",
        "What is disputed Whether it was asked.",
        "Updates Newest first.",
        "3:52 p.m. CST March 2, 2017",
        "Franken sends a letter",
        "Link to this update",
        "2:52 p.m. CST March 2, 2017 Key event",
        "He takes himself out",
        "Al Franken senator from Minnesota Statement I have decided.",
        "9:10 a.m. CST March 2, 2017 The original story",
        "Read it as first published",
        "He spoke twice with the envoy, a report saysWP.",
        "A question from Minnesota",
        "I did not have communications.",
        "Al Franken",
        "The Washington Post",
        "A spokesperson Statement He was asked about the campaign.",
        "Twitter Step aside.",
        "nothing was loaded from Twitter",
        "Two meetings July September",
        "Five things the Senate can do None of them quickly.",
        "Added 11:40 a.m. CST March 2, 2017 His deputy takes over.",
        "How this story changed v2 March 2, 2017, 11:40 a.m. CST Update. "
        "Who takes over, added. Compare v2 Read v2",
        "v1 March 2, 2017, 9:10 a.m. CST First published. First words. Read v1",
        "The story so far",
        "Flynn out after 24 days",
        "People in this story",
        "Sergey Kislyak ambassador of Russia",
        "Al Franken asked the question in January",
        "Where each fact comes from 2 sources, last checked March 2, 2017, 3:52 p.m. CST",
        "WP The Washington Post that the meetings took place Report",
        "A source we do not name how recusal works Why not named: has cases before the department",
        "Next up",
        "elsewhere.example A page elsewhere",
        "Topics in this story Russia and the election",
    ]:
        found = words.find(expected, position)
        assert found >= 0, f"{expected!r} is not after {words[max(0, position - 80) : position]!r}"
        position = found


def test_marks_paragraphs_with_the_edition_that_brought_them(client):
    html = read(client, whole_story()).content.decode()
    since = dict(re.findall(r'<(?:p|h2|li|ul)[^>]* id="(p\w+)"\s+data-since="(\d+)"', html))
    assert set(since.values()) == {"1", "2"}
    assert list(since.values()).count("2") == 1
    assert re.search(r'<p id="p\w+" data-since="2" dir="auto">His deputy takes over.<a', html)


def test_ids_are_unique(client):
    html = read(client, whole_story()).content.decode()
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))


def test_updates_have_an_anchor_and_an_address(client):
    story = whole_story()
    html = read(client, story).content.decode()
    for update in story.updates.all():
        assert f'id="u-{update.pk}"' in html
        assert f'href="{update.get_absolute_url()}"' in html


def test_without_updates_there_is_no_seam(client):
    words = text_of(read(client, published()))
    assert "The original story" not in words
    assert "Updates" not in words
    assert "The council voted late on Tuesday." in words
    assert "Version 1 of 1" in words
    assert "Updated" not in words


def test_a_bare_story_has_no_empty_parts(client):
    story = published(dek="", headline="Bare", by=UserFactory(role="administrator"))
    html = read(client, story).content.decode()
    for part in [
        "standfirst",
        "story-top",
        "people-h",
        "sources-h",
        "topics-h",
        "next-up-h",
        "background-h",
        "corr ",
    ]:
        assert part not in html


def test_pinned_update_comes_first(client):
    story = published()
    by = UserFactory(role="editor")
    first = posted(story, headline="Read this first", posted_at=MORNING)
    posted(story, headline="Something newer", posted_at=AFTERNOON)
    live.pin(update=first, by=by)
    words = text_of(read(client, story))
    assert words.index("Read this first") < words.index("Something newer")
    assert "Pinned" in words


def test_amended_update_says_when(client):
    story = published()
    update = posted(story, posted_at=MORNING)
    update.text = "<p>The vote has begun in earnest.</p>"
    live.amend(update=update, by=UserFactory(role="editor"))
    words = text_of(read(client, story))
    assert "begun in earnest" in words
    assert "Updated" in words


def test_more_updates_than_fit_lead_to_all_of_them(client):
    story = published()
    for minute in range(31):
        posted(story, headline=f"Update {minute}.", posted_at=MORNING + datetime.timedelta(minutes=minute))
    words = text_of(read(client, story))
    assert "Update 30." in words
    assert "Update 1." in words
    assert "Update 0." not in words
    assert "All updates" in words


def test_live_coverage_is_named_and_its_end_too(client):
    story = published()
    posted(story)
    assert "Live Updates" in text_of(read(client, story))
    live.set_coverage(story=story, by=UserFactory(role="editor"), coverage=Coverage.CLOSED)
    words = text_of(read(client, story))
    assert "Live Updates" not in words
    assert "Live coverage has ended" in words


@pytest.mark.parametrize(
    ("label", "css"), [(Label.BREAKING, "tag"), (Label.LIVE, "tag tag-live"), (Label.OPINION, "tag tag-calm")]
)
def test_label(client, label, css):
    html = read(client, published(label=label)).content.decode()
    assert f'<span class="{css}">{label.label}</span>' in html


def test_correction_is_shown_with_its_kind_and_time(client):
    by = UserFactory(role="administrator")
    story = published(by=by, at=MORNING)
    publishing.publish(
        story=story,
        by=by,
        correction=("clarification", "It was September, not August."),
        goes_live_at=AFTERNOON,
    )
    words = text_of(read(client, story))
    assert "Clarification, March 2, 2017, 3:52 p.m. CST It was September, not August." in words
    assert "Clarification. Compare v2" in words  # in the list of versions, as it is called itself


def test_minor_edition_is_listed_and_is_no_update(client):
    by = UserFactory(role="administrator")
    story = published(by=by, at=MORNING)
    save(story, by, lambda: add_block(story, models.RichText, 90, text="<p>More.</p>"))
    publishing.publish(story=story, by=by, kind=EditionKind.MINOR, note="A comma.", goes_live_at=AFTERNOON)
    words = text_of(read(client, story))
    assert "v2 March 2, 2017, 3:52 p.m. CST Minor. A comma." in words
    assert "Updated" not in words


def test_card_of_a_story_in_the_text_follows_what_readers_can_see(client):
    by = UserFactory(role="administrator")
    other = published(by=by, headline="As published")
    hidden = StoryFactory(by=by, headline="Never published")
    story = StoryFactory(by=by)

    def write():
        add_block(story, models.StoryCard, 20, story=other)
        add_block(story, models.StoryCard, 30, story=hidden)

    save(story, by, write)
    publishing.publish(story=story, by=by)
    words = text_of(read(client, story))
    assert words.count("As published") == 1
    assert "Never published" not in words
    publishing.withdraw(story=other, by=by, note="Wrong.")
    assert "As published" not in text_of(read(client, story))


def test_withdrawn_story_is_gone_with_its_note_and_without_its_words(client):
    by = UserFactory(role="administrator")
    story = published(by=by, headline="Headline that was wrong")
    publishing.withdraw(story=story, by=by, note="A document could not be verified.")
    response = read(client, story, status=410)
    assert "A document could not be verified." in text_of(response)
    assert "Headline that was wrong" not in response.content.decode()
    assert 'content="noindex"' in response.content.decode()


@pytest.mark.parametrize(
    "address", ["/2017/02/30/x/", "/2017/13/01/x/", "/2017/03/02/nothing-here/", "/0000/01/01/x/"]
)
def test_no_such_story(client, address):
    assert client.get(address).status_code == 404


def test_machines_are_told_about_it(client, settings):
    story = whole_story()
    html = re.sub(r"\s+", " ", read(client, story).content.decode())
    url = settings.NEWSROOM["base_url"] + story.get_absolute_url()
    assert "<title>Attorney general recuses himself | North Star Bulletin</title>" in html
    assert '<meta name="description" content="A day after two meetings came to light.">' in html
    assert f'<link rel="canonical" href="{url}">' in html
    assert '<meta name="robots" content="max-image-preview:large">' in html
    assert f'<meta property="og:url" content="{url}">' in html
    assert '<meta property="og:type" content="article">' in html
    assert '<meta property="og:image:width" content="1500">' in html
    assert '<meta property="og:image:alt" content="An empty lectern.">' in html
    assert '<meta property="article:published_time" content="2017-03-02T09:10:00-06:00">' in html
    assert '<meta property="article:modified_time" content="2017-03-02T15:52:00-06:00">' in html
    assert '<time datetime="2017-03-02T09:10:00-06:00">' in html


def test_hostile_words_are_text(client):
    evil = '"><script>alert(1)</script>'
    by = UserFactory(role="administrator")
    story = StoryFactory(by=by, headline=evil, dek=evil, section=SectionFactory(name=evil[:80], slug="evil"))
    save(
        story,
        by,
        lambda: add_block(story, models.Quote, 20, words=evil, speaker=evil, url="https://a.example/"),
    )
    models.Quote.objects.update(url="javascript:alert(1)")
    save(story, by, lambda: None)
    publishing.publish(story=story, by=by, note=evil)
    html = read(client, story).content.decode()
    assert "<script>" not in html
    assert "javascript:" not in html


def test_costs_four_queries_whatever_it_holds(client, django_assert_max_num_queries):
    story = whole_story()
    address = story.get_absolute_url()
    with django_assert_max_num_queries(4):
        client.get(address)
    by = UserFactory(role="administrator")
    for number in range(12):
        posted(story, by=by, headline=f"Update {number}", said_kind="", author=None)
        published(by=by, topics=[link.tag for link in story.story_topics.all()])
        save(
            story,
            by,
            lambda number=number: add_block(story, models.RichText, 100 + number, text=f"<p>{number}</p>"),
        )
        publishing.publish(story=story, by=by)
    with django_assert_max_num_queries(4):
        client.get(address)


def test_reads_by_the_address_alone(client):
    story = published(at=MORNING)
    assert story.get_absolute_url().startswith("/2017/03/02/")
    assert reverse("story", args=story.address_parts) == story.get_absolute_url()


def test_says_how_long_it_takes_to_read_unless_it_is_short(client):
    short = published(text="<p>Few words.</p>")
    assert "min read" not in read(client, short).content.decode()
    long = published(text="<p>" + "word " * 950 + "</p>")
    assert "Version 1 of 1 4 min read" in text_of(read(client, long))


def test_each_paragraph_of_the_page_has_its_address_and_feeds_have_none(client):
    story = published(text="<p>One.</p><h2>Two</h2><ul><li>Three.</li></ul>")
    html = read(client, story).content.decode()
    names = re.findall(r'<(?:p|h2) id="(\w+)" data-since', html)
    assert (
        re.findall(r'<a class="para" href="#(\w+)" aria-label="Link to this paragraph"></a>', html) == names
    )
    assert len(names) == 2
    assert 'class="para"' not in client.get("/feed.rss").content.decode()
    assert 'class="para"' not in client.get(f"{story.get_absolute_url()}v1/").content.decode()


def test_share_has_words_for_the_script_and_knows_nobody_else(client):
    html = read(client, published(headline='A "quoted" one')).content.decode()
    assert 'data-share="A &quot;quoted&quot; one"' in html
    assert 'data-copied="Link copied"' in html


def test_all_scripts_of_a_live_story_are_ten_kilobytes_at_most(client):
    story = whole_story()
    live.set_coverage(story=story, by=UserFactory(role="editor"), coverage=Coverage.OPEN)
    html = read(client, story).content.decode()
    scripts = set(re.findall(r'<script type="module" src="/static/([^"]+)"', html))
    assert {"js/live.js", "js/reader.js", "js/story-since.js"} <= scripts
    assert sum(len(gzip.compress(Path(find(name)).read_bytes(), mtime=0)) for name in scripts) <= 10 * 1024
