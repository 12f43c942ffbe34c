"""What readers and colleagues find, at any moment: visibility is decided in the querysets alone."""

import datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from articles import live, publishing
from articles.enums import CorrectionKind
from articles.models import Correction, Edition, LiveUpdate, Section, Story
from tests.articles.publications import let_time_come, revise
from tests.factories import (
    AuthorFactory,
    PhotoFactory,
    SectionFactory,
    StoryFactory,
    UserFactory,
    posted,
    published,
)

pytestmark = pytest.mark.django_db

MINUTE = datetime.timedelta(minutes=1)
HOUR = datetime.timedelta(hours=1)
CORRECTION = (CorrectionKind.CORRECTION, "It was two million, not three.")


@pytest.fixture
def by():
    return UserFactory(role="administrator")


@pytest.fixture
def when():
    """The time at which what is scheduled goes live."""
    return timezone.now() + HOUR


@pytest.fixture
def states(by, when):
    """A story in every state there is; each has an update and, but for the first two, a correction."""
    made = {}

    def add(name, story):
        posted(story, by=by)
        made[name] = story
        return story

    add("draft", StoryFactory(by=by))
    publishing.publish(story=add("scheduled", StoryFactory(by=by)), by=by, goes_live_at=when)
    for name in ("live", "live with draft", "live and scheduled", "withdrawn", "withdrawn, then scheduled"):
        story = add(name, published(by=by))
        revise(story, by)
        publishing.publish(story=story, by=by, correction=CORRECTION)
        if name != "live":
            revise(story, by, "<p>Something else again.</p>")
        if "withdrawn" in name:
            publishing.withdraw(story=story, by=by, note="Taken down.")
        if "scheduled" in name:
            publishing.publish(story=story, by=by, goes_live_at=when)
    return made


# state: (number before its time, number from then on); every edition that can be read, before and then
MATRIX = {
    "draft": (None, None, [], []),
    "scheduled": (None, 1, [], [1]),
    "live": (2, 2, [2, 1], [2, 1]),
    "live with draft": (2, 2, [2, 1], [2, 1]),
    "live and scheduled": (2, 3, [2, 1], [3, 2, 1]),
    "withdrawn": (None, None, [], []),
    "withdrawn, then scheduled": (None, 3, [], [3, 2, 1]),
}


def moments(when):
    return [None, when - MINUTE, when, when + HOUR]


def test_which_edition_readers_see(states, when):
    for name, (before, after, _all_before, _all_after) in MATRIX.items():
        for now in moments(when):
            found = Edition.objects.public(now).filter(story=states[name])
            expected = after if now and now >= when else before
            assert [edition.number for edition in found] == ([expected] if expected else []), (name, now)


def test_which_stories_are_published(states, when):
    for name, (before, after, _all_before, _all_after) in MATRIX.items():
        for now in moments(when):
            is_published = Story.objects.published(now).filter(pk=states[name].pk).exists()
            assert is_published == bool(after if now and now >= when else before), (name, now)


def test_which_stories_are_withdrawn(states, when):
    """Those that were taken down and are not back: one that is to come back is gone until its minute."""
    for now in moments(when):
        is_back = bool(now and now >= when)
        gone = ["withdrawn"] if is_back else ["withdrawn", "withdrawn, then scheduled"]
        assert set(Story.objects.withdrawn(now)) == {states[name] for name in gone}, now


def test_which_editions_can_be_read(states, when):
    for name, (_before, _after, all_before, all_after) in MATRIX.items():
        for now in moments(when):
            numbers = Edition.objects.seen_by_readers(now).filter(story=states[name]).order_by("-number")
            expected = all_after if now and now >= when else all_before
            assert list(numbers.values_list("number", flat=True)) == expected, (name, now)


def test_whose_updates_and_corrections_are_seen(states, when):
    for name, (before, after, _all_before, _all_after) in MATRIX.items():
        for now in moments(when):
            is_public = bool(after if now and now >= when else before)
            updates = LiveUpdate.objects.of_published_stories(now).filter(story=states[name])
            assert updates.exists() == is_public, (name, now)
            corrections = Correction.objects.public(now).filter(story=states[name])
            assert corrections.exists() == (is_public and name != "scheduled"), (name, now)


def test_at_every_moment_a_story_has_one_edition_at_most(states, when):
    for now in moments(when):
        stories = list(Edition.objects.public(now).values_list("story", flat=True))
        assert len(stories) == len(set(stories))


def test_a_promoted_edition_is_the_same_to_readers(states, when, by):
    before = set(Edition.objects.public(when))
    for story in states.values():
        let_time_come(story)
    assert set(Edition.objects.public()) == before
    assert publishing.promote_due() == 3
    assert set(Edition.objects.public()) == before


def test_which_updates_are_seen(by, when):
    story = published(by=by)
    shown = posted(story, by=by, posted_at=timezone.now() - MINUTE)
    older = posted(story, by=by, posted_at=timezone.now() - HOUR)
    later = posted(story, by=by, posted_at=when)
    live.post(update=LiveUpdate(story=story, text="<p>a</p>", posted_at=shown.posted_at), by=by, draft=True)
    live.retract(update=posted(story, by=by), by=by, reason="Wrong.")
    assert list(LiveUpdate.objects.public()) == [shown, older]
    assert list(LiveUpdate.objects.public(when - MINUTE)) == [shown, older]
    assert list(LiveUpdate.objects.public(when)) == [later, shown, older]


def test_updates_of_the_same_minute_have_one_order(by):
    story = published(by=by)
    at = timezone.now() - HOUR
    updates = [posted(story, by=by, posted_at=at) for _ in range(4)]
    assert list(LiveUpdate.objects.public()) == updates[::-1]


# --- the desk --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "sees"),
    [
        ("contributor", {"began", "byline"}),
        ("reporter", {"began", "byline"}),
        ("producer", {"began", "byline", "other"}),
        ("editor", {"began", "byline", "other"}),
        ("administrator", {"began", "byline", "other"}),
        (None, set()),
    ],
)
def test_whose_working_copies_somebody_may_open(role, sees):
    user = UserFactory(role=role)
    stories = {
        "began": StoryFactory(by=UserFactory(role="editor")),
        "byline": StoryFactory(authors=[AuthorFactory(user=user), AuthorFactory()]),
        "other": StoryFactory(),
    }
    Story.objects.filter(pk=stories["began"].pk).update(created_by=user)
    visible = Story.objects.visible_to(user)
    assert {name for name, story in stories.items() if story in visible} == sees
    assert visible.count() == len(sees)  # nobody twice
    public = published()
    linkable = Story.objects.linkable_by(user)
    assert {name for name, story in stories.items() if story in linkable} == sees
    assert public in linkable


@pytest.mark.parametrize(
    "make",
    [
        AnonymousUser,
        lambda: UserFactory(role="editor", is_active=False),
        lambda: UserFactory(role="editor", is_staff=False),
        lambda: UserFactory(is_superuser=True, is_active=False),
    ],
    ids=["nobody", "inactive", "left the desk", "inactive superuser"],
)
def test_who_does_not_work_here_opens_nothing(make):
    StoryFactory()
    assert not Story.objects.visible_to(make()).exists()


def test_what_is_due_can_be_linked_to(by):
    story = StoryFactory(by=by)
    publishing.publish(story=story, by=by, goes_live_at=timezone.now() + HOUR)
    contributor = UserFactory(role="contributor")
    assert story not in Story.objects.linkable_by(contributor)
    let_time_come(story)
    assert story in Story.objects.linkable_by(contributor)


def test_a_story_is_known_by_the_headline_that_readers_see_else_by_its_drafts(by, monkeypatch):
    begun = StoryFactory(headline="Council votes on buses")
    public = published(headline="The council buys a Bus")
    public.headline = "Working title"
    public.save()

    def found(words, stories=Story.objects):
        return list(stories.known_by(words.split()))

    assert found("council bus") == [public, begun]
    assert found("votes COUNCIL") == [begun]
    assert found("working") == found("bus elms") == found("%") == []
    assert found("council", Story.objects.published()) == [public]
    monkeypatch.setattr("articles.querysets.stories.MOST_KNOWN", 1)
    newest = StoryFactory(headline="A third council")
    assert found("council") == [newest, public]


# --- fronts, cards, photos -------------------------------------------------------------------------


def test_a_card_needs_one_query(by, django_assert_num_queries):
    for _ in range(3):
        published(by=by)
    with django_assert_num_queries(1):
        for edition in Edition.objects.public().for_cards():
            assert edition.card["headline"]
            assert edition.get_absolute_url()
            assert edition.story.coverage == "none"
            assert edition.kind == "first"


def test_a_page_needs_one_query(by, django_assert_num_queries):
    story = published(by=by)
    with django_assert_num_queries(1):
        edition = Edition.objects.public().for_page().get()
        assert (edition.content["headline"], edition.body_html, edition.story.slug) == (
            story.headline,
            edition.body_html,
            story.slug,
        )


def test_an_update_needs_one_query_with_its_corrections(by, django_assert_num_queries):
    posted(published(by=by), by=by, photo=PhotoFactory(), author=AuthorFactory())
    with django_assert_num_queries(1):
        update = LiveUpdate.objects.public().for_page().get()
        assert (update.corrections, update.is_story) == ([], False)
        assert update.author.name
        assert update.photo.alt
        assert (update.said_by, update.source) == (None, None)


def test_sections_in_the_navigation():
    late, early = SectionFactory(ordering=2), SectionFactory(ordering=1)
    SectionFactory(in_menu=False)
    assert list(Section.objects.in_navigation()) == [early, late]


def test_a_sections_own_editions_cost_one_query(by, django_assert_num_queries):
    section = SectionFactory()
    for _number in range(3):
        published(section=section, by=by)
    section = Section.objects.get(pk=section.pk)
    with django_assert_num_queries(1):
        assert {edition.section for edition in section.editions.public().for_cards()} == {section}
