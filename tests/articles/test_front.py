"""The front page."""

import datetime

import pytest
from django.utils import timezone

from articles import live, models, publishing, saving
from articles.enums import Coverage
from tests.articles.fronts import on_top
from tests.articles.test_live_head import let_come
from tests.articles.whole import AFTERNOON, MORNING, text_of
from tests.factories import PhotoFactory, SectionFactory, UserFactory, posted, published

pytestmark = pytest.mark.django_db


def read(client):
    response = client.get("/")
    assert response.status_code == 200
    return response


def test_empty_newsroom(client):
    words = text_of(read(client))
    assert "Nothing has been published yet." in words
    assert "North Star Bulletin" in words


def test_one_story(client):
    published(headline="The only story", dek="")
    html = read(client).content.decode()
    assert html.count("The only story") == 2  # at the top, and among the most recent
    assert "leadpack-one" in html


def test_what_the_desk_chose_comes_first_in_its_order(client):
    stories = [published(headline=f"Story {number}.", at=MORNING) for number in range(6)]
    on_top(stories[3], stories[1])
    response = read(client)
    assert [response.context["lead"].story, response.context["beside"][0].story] == [stories[3], stories[1]]
    assert len(response.context["beside"]) == 3


def test_slots_of_sections_and_those_that_expired_do_not_count(client):
    section = SectionFactory()
    old, other, newest = (published(section=section, headline=name) for name in ["Old", "Other", "Newest"])
    on_top((old, {"expires_at": AFTERNOON.isoformat()}))
    on_top(other, section=section)
    assert read(client).context["lead"].story == newest


def test_story_in_slots_of_front_and_section_is_there_once(client):
    section = SectionFactory()
    story = published(section=section)
    published(section=section)
    on_top(story)
    on_top(story, section=section)
    response = read(client)
    assert response.context["lead"].story == story
    assert story not in [edition.story for edition in response.context["beside"]]


def test_sections_show_what_is_not_on_top(client):
    section = SectionFactory(name="Courts")
    for number in range(6):
        published(
            section=section, headline=f"Story {number}.", at=MORNING + datetime.timedelta(minutes=number)
        )
    response = read(client)
    assert response.context["lead"].card["headline"] == "Story 5."
    [(well, about)] = response.context["wells"]
    assert (about, well.title) == (section, "Courts")
    assert [edition.card["headline"] for edition in well.editions] == ["Story 1.", "Story 0."]


def test_updates_of_the_lead_story_stand_under_it(client):
    story = published(headline="Lead")
    posted(story, headline="What just happened", posted_at=AFTERNOON)
    words = text_of(read(client))
    assert "March 2, 2017, 3:52 p.m. CST What just happened" in words


def test_live_story_beside_the_lead_has_a_strip_with_the_words_readers_know(client):
    by = UserFactory(role="editor")
    lead = published(headline="Lead")
    story = published(headline="Water main breaks", at=MORNING)
    on_top(lead)
    posted(story, by=by, headline="Crews reach the pipe")
    posted(story, by=by, text="<p>No headline, only words.</p>", posted_at=AFTERNOON)
    models.Story.objects.filter(pk=story.pk).update(headline="CANARY of a draft")
    response = read(client)
    words = text_of(response)
    assert response.context["live_story"].story == story
    assert "Live Water main breaks All updates" in words
    assert "Crews reach the pipe" in words
    assert "No headline, only words." in words
    assert "CANARY" not in response.content.decode()
    live.set_coverage(story=story, by=by, coverage=Coverage.CLOSED)
    assert read(client).context["live_story"] is None


def strip(client):
    """The story of the strip and the headlines in it, newest first; None and none if it is not there."""
    context = read(client).context
    assert bool(context["live"]) == (b'class="hmer"' in read(client).content)
    return context["live"] and context["live"][0].story, [update.headline for update in context["live"]]


@pytest.fixture
def by():
    return UserFactory(role="editor")


@pytest.fixture
def beside(by):
    """A story that is covered live and is not the lead."""
    on_top(published(headline="Lead"))
    return published(headline="Water main breaks", at=MORNING)


def test_the_strip_has_the_newest_four_whatever_else_is_live(client, beside, by):
    lead, other = models.Story.objects.get(headline="Lead"), published(at=MORNING)
    assert strip(client) == ([], [])
    posted(other, by=by, headline="Of another", posted_at=AFTERNOON)
    for number in range(5):
        posted(beside, by=by, headline=f"Update {number}")
    for number in range(50):
        posted(lead, by=by, headline=f"Lead {number}")
    assert strip(client) == (beside, ["Update 4", "Update 3", "Update 2", "Update 1"])
    assert [update.headline for update in read(client).context["keys"]] == ["Lead 49", "Lead 48", "Lead 47"]
    posted(other, by=by, headline="News of another")
    assert strip(client) == (other, ["News of another", "Of another"])


def test_the_strip_follows_the_coverage(client, beside, by):
    first = posted(beside, by=by, headline="First", posted_at=AFTERNOON)
    live.post(update=models.LiveUpdate(story=beside, headline="Draft", text="<p>a</p>"), by=by, draft=True)
    later = posted(beside, by=by, headline="Later", posted_at=timezone.now() + datetime.timedelta(hours=1))
    assert strip(client) == (beside, ["First"])
    let_come(later)  # and nobody announces it
    assert strip(client) == (beside, ["Later", "First"])
    live.retract(update=first, by=by, reason="Wrong.")
    assert strip(client) == (beside, ["Later"])
    live.set_coverage(story=beside, by=by, coverage=Coverage.CLOSED)
    assert strip(client) == ([], [])
    live.set_coverage(story=beside, by=by, coverage=Coverage.OPEN)
    assert strip(client) == (beside, ["Later"])
    publishing.withdraw(story=beside, by=by, note="It was wrong.")
    assert strip(client) == ([], [])


def test_photo_has_its_sizes_and_words(client):
    published(lead_photo=PhotoFactory(alt="A lake in winter."))
    html = read(client).content.decode()
    assert 'alt="A lake in winter."' in html
    assert "-320.webp 320w" in html
    assert 'fetchpriority="high"' in html


def test_draft_of_a_published_story_changes_nothing(client):
    story = published(headline="As published")
    by = UserFactory(role="editor")
    story.headline = "CANARY of a draft"
    saving.save(story=story, by=by, write=story.save)
    assert "CANARY" not in read(client).content.decode()


def test_costs_four_queries_whatever_it_holds(client, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):  # one of them for the navigation
        client.get("/")
    for number in range(12):
        story = published(section=SectionFactory())
        posted(story, headline=f"Update {number}")
    on_top(story)
    with django_assert_max_num_queries(4):  # one of them for the navigation
        client.get("/")


def test_later_wells_stand_side_by_side_below_what_is_most_recent(client):
    for name in ("Courts", "Sports", "Work", "Health"):
        section = SectionFactory(name=name, in_menu=True)
        for number in range(4):
            published(section=section, headline=f"{name} {number}.")
    html = read(client).content.decode()
    beside, _, below = html.partition('class="rail front-r"')
    wells = len(read(client).context["wells"])
    assert beside.count('class="secg"') == 2
    assert below.count('class="front-w"') == below.count("cols cols-4 thumbs") == wells - 2 > 0
