"""What stands beside a story: the desk's choice first, then what is close, and never what is hidden."""

import datetime

import pytest
from django.utils import timezone

from articles import publishing, saving
from articles.content import freeze
from articles.models import RelatedLink, RichText, StoryCard
from articles.rails import BACKGROUND, NEXT_UP, TIMELINE, rails
from tests.articles.whole import add_block
from tests.factories import (
    PersonFactory,
    PhotoFactory,
    SeriesFactory,
    SourceFactory,
    StoryFactory,
    TopicFactory,
    UserFactory,
    posted,
    published,
)

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)
LONG_AGO = datetime.datetime(2017, 1, 1, 15, tzinfo=datetime.UTC)


@pytest.fixture
def by():
    return UserFactory(role="administrator")


NOTHING = {"background": [], "next_up": [], "cards": {}, "timeline": []}


def beside(story, **shown):
    return rails(story, freeze(story), **shown)


def nothing(found):
    return {name: found[name] for name in NOTHING} == NOTHING


def titles(items):
    return [item.title for item in items]


def choose(story, target=None, kind="next_up", **fields):
    place = story.related_links.count()
    return RelatedLink.objects.create(story=story, target=target, kind=kind, ordering=place, **fields)


def test_nothing_in_common_is_nothing_beside(by):
    published(by=by)
    assert nothing(beside(published(by=by)))


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
    assert titles(found["next_up"]) == ["One topic", "Two people", "One person"]
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
    assert nothing(beside(story))


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


# --- the score -------------------------------------------------------------------------------------


def test_a_shared_source_counts(by):
    source = SourceFactory()
    story = published(by=by, sources=[source])
    published(by=by, headline="Same source", sources=[source])
    assert titles(beside(story)["next_up"]) == ["Same source"]


def test_a_rare_subject_says_more_than_a_common_one(by):
    common, rare = TopicFactory(), TopicFactory()
    story = published(by=by, topics=[common, rare])
    published(by=by, headline="Rare", topics=[rare])
    for number in range(4):
        published(by=by, headline=f"Common {number}", topics=[common])
    assert titles(beside(story)["next_up"])[0] == "Rare"


def test_what_is_close_and_old_stays_before_what_is_far_and_new(by):
    topics, person = [TopicFactory(), TopicFactory()], PersonFactory()
    story = published(by=by, topics=topics, people=[person])
    published(by=by, headline="Far and new", people=[person])
    published(by=by, headline="Close and old", topics=topics[:1], at=LONG_AGO)
    assert titles(beside(story)["next_up"]) == ["Close and old", "Far and new"]


def test_the_rare_old_story_is_found_behind_a_great_topic(by):
    """Each subject is looked up by itself, so that one with thousands of stories hides no other."""
    common, rare = TopicFactory(), TopicFactory()
    published(by=by, headline="Rare and old", topics=[rare], at=LONG_AGO)
    for _ in range(45):
        published(by=by, topics=[common])
    story = published(by=by, topics=[common, rare])
    assert "Rare and old" in titles(beside(story)["next_up"])


# --- what the page shows already -------------------------------------------------------------------


def test_the_page_shows_each_story_once(client, by):
    """Whatever shows a story, the desk's choice too: none of them is shown by another thing as well."""
    topics = [TopicFactory(), TopicFactory()]
    names = ["carded", "linked", "linked in an update", "part", "chosen twice", "offshoot", "scored"]
    others = {name: published(by=by, headline=f"The {name} story", topics=topics) for name in names}
    story = published(by=by, topics=topics)
    SeriesFactory(parts=[others["part"], story])
    offshoot = posted(story, by=by)
    type(offshoot).objects.filter(pk=offshoot.pk).update(became=others["offshoot"])
    linked = others["linked in an update"].get_absolute_url()
    posted(story, by=by, text=f'<p><a href="{linked}">Before</a></p>')

    def write():
        add_block(story, StoryCard, 50, story=others["carded"])
        row = RichText.objects.filter(parent=story).first()
        row.text += f'<p>As <a href="{others["linked"].get_absolute_url()}v1/">we wrote</a>.</p>'
        row.save()
        for other in others.values():
            choose(story, other, kind="background")
        choose(story, others["chosen twice"])

    saving.save(story=story, by=by, write=write)
    publishing.publish(story=story, by=by)
    response = client.get(story.get_absolute_url())
    shown = [item.title for item in [*response.context["background"], *response.context["next_up"]]]
    assert sorted(shown) == ["The chosen twice story", "The scored story"]
    assert [item.title for item in response.context["cards"].values()] == ["The carded story"]


def test_an_address_elsewhere_stands_once(by):
    story = published(by=by)
    for kind in ("background", "next_up", "next_up"):
        choose(story, url="https://a.example/", title="Elsewhere", kind=kind)
    found = beside(story)
    assert (titles(found["background"]), found["next_up"]) == (["Elsewhere"], [])
    told = beside(story, texts=['<p><a href="https://a.example/">Read it</a></p>'])
    assert nothing(told)


def test_a_withdrawn_story_is_gone_from_every_place(by):
    topic = TopicFactory()
    story = published(by=by, topics=[topic])
    others = [published(by=by, topics=[topic]) for _ in range(2)]
    choose(story, others[0], kind="background")
    assert not nothing(beside(story))
    for other in others:
        publishing.withdraw(story=other, by=by, note="It was wrong.")
    assert nothing(beside(story))


# --- the timeline ----------------------------------------------------------------------------------


def told_by(story):
    """What the timeline of `story` says: [(unit, since, [title or "this"])]."""
    return [
        (
            group["unit"],
            group["since"] and group["since"].isoformat(),
            ["this" if item.is_this else item.title for item in group["items"]],
        )
        for group in beside(story)["timeline"]
    ]


def with_background(by, *times):
    topics = [TopicFactory(), TopicFactory()]
    for number, at in enumerate(times):
        published(by=by, headline=f"At {number}", topics=topics, at=at)
    return published(by=by, topics=topics, at=LONG_AGO)


def test_few_stories_stay_a_list(by):
    story = with_background(by, *(LONG_AGO + number * DAY for number in range(1, TIMELINE)))
    found = beside(story)
    assert len(found["background"]) == TIMELINE - 1
    assert found["timeline"] == []


def test_many_stories_are_a_timeline_with_this_one_in_its_place(by):
    story = with_background(by, LONG_AGO + 40 * DAY, LONG_AGO + 2 * DAY, LONG_AGO - DAY, LONG_AGO - 2 * DAY)
    assert told_by(story) == [
        ("month", "2017-02-01", ["At 0"]),
        ("month", "2017-01-01", ["At 1", "this"]),
        ("month", "2016-12-01", ["At 2", "At 3"]),
    ]
    assert beside(story)["matter"]["name"] in {topic.name for topic in story.topics.all()}


def test_a_long_matter_is_told_by_the_year_and_a_short_one_by_the_day(by):
    hour = DAY / 24
    story = with_background(by, *(LONG_AGO + number * hour for number in (1, 2, 3, 4)))
    assert told_by(story) == [("day", "2017-01-01", ["At 3", "At 2", "At 1", "At 0", "this"])]
    story = with_background(by, *(LONG_AGO + number * 500 * DAY for number in (1, 2, 3)), LONG_AGO + DAY)
    assert [unit for unit, _since, _titles in told_by(story)] == ["year"] * 4


def test_where_each_would_stand_alone_there_are_no_groups(by):
    story = with_background(by, *(LONG_AGO + number * 32 * DAY for number in (1, 2, 3, 4)))
    assert told_by(story) == [("", None, ["At 3", "At 2", "At 1", "At 0", "this"])]


def test_what_has_no_time_comes_last(client, by):
    story = with_background(by, *(LONG_AGO + number * DAY for number in (1, 2, 3, 4)))

    def write():
        choose(story, url="https://a.example/", title="Elsewhere", kind="background")

    saving.save(story=story, by=by, write=write)
    publishing.publish(story=story, by=by)
    assert told_by(story)[-1] == ("", None, ["Elsewhere"])
    page = client.get(story.get_absolute_url()).content.decode()
    assert '<p class="bg-this">This story</p>' in page
    assert page.index("January 2017") < page.index("This story</p>") < page.index("Elsewhere</a>")
