"""What stands beside a story: the desk's choice first, then what is close, and never what is hidden."""

import datetime

import pytest
from django.utils import timezone

from articles import publishing, saving
from articles.content import freeze
from articles.models import RelatedLink, StoryCard
from articles.rails import BACKGROUND, NEXT_UP, rails
from tests.articles.whole import add_block
from tests.factories import PersonFactory, PhotoFactory, StoryFactory, TopicFactory, UserFactory, published

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)
LONG_AGO = datetime.datetime(2017, 1, 1, 15, tzinfo=datetime.UTC)


@pytest.fixture
def by():
    return UserFactory(role="administrator")


def beside(story):
    return rails(story, freeze(story))


def titles(items):
    return [item.title for item in items]


def choose(story, target=None, kind="next_up", **fields):
    place = story.related_links.count()
    return RelatedLink.objects.create(story=story, target=target, kind=kind, ordering=place, **fields)


def test_nothing_in_common_is_nothing_beside(by):
    published(by=by)
    assert beside(published(by=by)) == {"background": [], "next_up": [], "cards": {}}


def test_what_is_close_comes_by_itself(by):
    topics, people = [TopicFactory() for _ in range(2)], [PersonFactory() for _ in range(2)]
    story = published(by=by, topics=topics, people=people)
    published(by=by, headline="One person", people=people[:1])
    published(by=by, headline="One topic", topics=topics[:1])
    published(by=by, headline="Two people", people=people)
    published(by=by, headline="Topic and person", topics=topics[1:], people=people[:1], at=LONG_AGO)
    published(by=by, headline="Everything", topics=topics, people=people, at=LONG_AGO + DAY)
    published(by=by, headline="Other", topics=[TopicFactory()], people=[PersonFactory()])
    found = beside(story)
    assert titles(found["next_up"]) == ["Two people", "One topic", "One person"]
    assert titles(found["background"]) == ["Everything", "Topic and person"]


def test_the_newer_of_two_as_close_comes_first(by):
    topic = TopicFactory()
    story = published(by=by, topics=[topic])
    published(by=by, headline="Old", topics=[topic], at=LONG_AGO)
    published(by=by, headline="New", topics=[topic])
    assert titles(beside(story)["next_up"]) == ["New", "Old"]


def test_the_desks_choice_comes_first_in_its_order(by):
    topic = TopicFactory()
    story = published(by=by, topics=[topic])
    published(by=by, headline="By itself", topics=[topic])
    for headline in ("First", "Second"):
        choose(story, published(by=by, headline=headline, at=LONG_AGO))
    choose(story, url="https://a.example/", title="Elsewhere", dek="Read it.")
    choose(story, published(by=by, headline="Package"), kind="package")
    found = beside(story)["next_up"]
    assert titles(found) == ["Package", "First", "Second", "Elsewhere", "By itself"]
    assert [item.is_outside for item in found] == [False, False, False, True, False]
    assert (found[3].url, found[3].dek) == ("https://a.example/", "Read it.")


def test_background_is_a_timeline(by):
    story = published(by=by)
    for days in (1, 3, 2):
        choose(story, published(by=by, headline=f"Day {days}", at=LONG_AGO + days * DAY), kind="background")
    assert titles(beside(story)["background"]) == ["Day 3", "Day 2", "Day 1"]


def test_what_readers_cannot_see_is_not_there(by):
    topic = TopicFactory()
    story = published(by=by, topics=[topic])
    draft = StoryFactory(by=by, topics=[topic])
    withdrawn = published(by=by, topics=[topic])
    publishing.withdraw(story=withdrawn, by=by, note="x")
    scheduled = StoryFactory(by=by, topics=[topic])
    publishing.publish(story=scheduled, by=by, goes_live_at=timezone.now() + DAY)
    for other in (draft, withdrawn, scheduled):
        choose(story, other)
        choose(story, other, kind="background")
        add_block(story, StoryCard, 50, story=other)
    assert beside(story) == {"background": [], "next_up": [], "cards": {}}


def test_a_draft_of_a_shown_story_changes_nothing(by):
    story, other = published(by=by), published(by=by, headline="Before")
    choose(story, other)
    other.headline = "After"
    saving.save(story=other, by=by, write=other.save)
    assert titles(beside(story)["next_up"]) == ["Before"]


def test_no_story_stands_twice_nor_beside_itself(by):
    topic = TopicFactory()
    story = published(by=by, topics=[topic])
    both = published(by=by, headline="Both", topics=[topic])
    shown = published(by=by, headline="In the text", topics=[topic])
    choose(story, both, kind="background")
    choose(story, both)
    choose(story, both)
    choose(story, shown)
    card = add_block(story, StoryCard, 50, story=shown, note="None of them quickly.")
    found = beside(story)
    assert titles(found["background"]) == ["Both"]
    assert found["next_up"] == []
    assert {key: item.title for key, item in found["cards"].items()} == {card.key: "In the text"}
    assert found["cards"][card.key].dek == "None of them quickly."
    content = freeze(story)
    content["related"][0]["story"] = {"id": story.pk, "headline": "Itself"}
    assert story.headline not in titles(rails(story, content)["background"])


def test_a_link_says_what_the_desk_wrote_for_it(by):
    story = published(by=by)
    photo, own = PhotoFactory(alt="Chosen."), PhotoFactory(alt="Its own.")
    words = {"headline": "Its headline", "dek": "Its dek.", "lead_photo": own}
    plain, told = published(by=by, **words), published(by=by, **words)
    choose(story, plain)
    choose(story, told, title="Read this", dek="Because.", photo=photo)
    first, second = beside(story)["next_up"]
    assert (first.title, first.dek, first.photo["alt"]) == ("Its headline", "Its dek.", "Its own.")
    assert (second.title, second.dek, second.photo["alt"]) == ("Read this", "Because.", "Chosen.")
    assert second.url == told.get_absolute_url()
    assert (first.section, first.at) == (plain.section.name, plain.first_published_at)


def test_rails_have_an_end(by):
    topic, person = TopicFactory(), PersonFactory()
    story = published(by=by, topics=[topic], people=[person])
    for _ in range(BACKGROUND + NEXT_UP + 2):
        published(by=by, topics=[topic], people=[person])
    found = beside(story)
    assert len(found["background"]) == BACKGROUND
    assert len(found["next_up"]) == NEXT_UP


def test_the_desks_choice_is_found_among_many(by):
    topic = TopicFactory()
    story = published(by=by, topics=[topic])
    chosen = published(by=by, headline="Chosen", at=LONG_AGO)
    for _ in range(45):
        published(by=by, topics=[topic])
    choose(story, chosen)
    assert titles(beside(story)["next_up"])[0] == "Chosen"


def test_one_query(by, django_assert_num_queries):
    topic, person = TopicFactory(), PersonFactory()
    story = published(by=by, topics=[topic], people=[person])
    for _ in range(3):
        other = published(by=by, topics=[topic], people=[person])
        choose(story, other)
        add_block(story, StoryCard, 50, story=published(by=by, topics=[topic]))
    content = freeze(story)
    with django_assert_num_queries(1):
        rails(story, content)
