"""Limits of a search, alone and together: what is found is what a list of all there is would say."""

import datetime
import random
from dataclasses import dataclass, field
from itertools import combinations, product

import pytest
from django.db import connection
from django.utils import timezone

from articles import live, publishing, search
from articles.models import Edition, Story
from tests.articles.finding import told
from tests.articles.whole import save
from tests.factories import (
    AuthorFactory,
    PersonFactory,
    SectionFactory,
    TopicFactory,
    UserFactory,
    posted,
    published,
)
from topics import merging
from topics.models import Person, Topic

pytestmark = pytest.mark.django_db

KINDS = ("section", "topic", "person", "author")
ALL = (*KINDS, "year")
HOUR = datetime.timedelta(hours=1)
FIRST = datetime.datetime(2023, 1, 3, 12, tzinfo=datetime.UTC)
YEAR = {"since": datetime.date(2024, 1, 1), "until": datetime.date(2024, 12, 31)}
STORIES = 30
WAYS = ["few", "some", "many"]


@dataclass
class Thing:
    """What a list of all there is would say of a story's edition or an update."""

    name: str
    at: datetime.datetime
    # 0 with the word in the headline, 1 beside it, 2 in the text alone.
    tier: int
    section: str
    topic: set
    person: set
    author: set
    story: object
    update: object = None
    updates: list = field(default_factory=list)

    def fits(self, limits):
        """True if each of `limits`, such as {"topic": "t1", "since": ...}, lets it through."""
        return (
            limits.get("section", self.section) == self.section
            and all(limits[kind] in getattr(self, kind) for kind in KINDS[1:] if kind in limits)
            and limits.get("since", datetime.date.min)
            <= self.at.date()
            <= limits.get("until", self.at.date())
        )


class Newsroom:
    """Stories and updates about few things, all of them with the word "zebra" somewhere."""

    def __init__(self, chance):
        self.chance = chance
        self.by = UserFactory(role="administrator")
        self.rows = {
            kind: [factory(slug=f"{kind}{number}") for number in range(3)]
            for kind, factory in zip(
                KINDS, (SectionFactory, TopicFactory, PersonFactory, AuthorFactory), strict=True
            )
        }
        self.things = []
        for number in range(STORIES):
            self.publish(number)

    def some(self, kind):
        return self.chance.sample(self.rows[kind], self.chance.choice((0, 1, 1, 2)))

    def publish(self, number):
        chance, tier = self.chance, self.chance.randrange(3)
        section, at = chance.choice(self.rows["section"]), FIRST + number * datetime.timedelta(days=29)
        topics, people, authors = (self.some(kind) for kind in KINDS[1:])
        name = f"{'zebra' if tier == 0 else 'horse'} {number}"
        story = published(
            headline=name,
            dek="a zebra" if tier == 1 else "a horse",
            text="<p>Of a zebra.</p>",
            section=section,
            topics=topics,
            people=people,
            authors=authors,
            at=at,
            by=self.by,
        )
        edition = Thing(
            name=name,
            at=at,
            tier=tier,
            section=section.slug,
            topic={row.slug for row in topics},
            person={row.slug for row in people},
            author={row.slug for row in authors},
            story=story,
        )
        self.things.append(edition)
        for _update in range(chance.choice((0, 0, 1, 3))):
            self.post(edition)

    def post(self, edition):
        chance, tier = self.chance, self.chance.choice((0, 2))
        at = edition.at + datetime.timedelta(days=chance.randrange(200), minutes=chance.randrange(60))
        author, person = (chance.choice((None, *self.rows[kind])) for kind in ("author", "person"))
        name = f"{'zebra' if tier == 0 else 'horse'} update {len(self.things)}"
        words = {"said_kind": "statement", "said": "<p>Quite.</p>", "said_by": person} if person else {}
        update = posted(
            edition.story,
            headline=name,
            text="<p>A zebra.</p>",
            author=author,
            posted_at=at,
            by=self.by,
            **words,
        )
        # An update is about what its story is about; who wrote it, and who speaks, it says itself.
        thing = Thing(
            name=name,
            at=at,
            tier=tier,
            section=edition.section,
            topic=edition.topic,
            person={person.slug} if person else set(),
            author={author.slug} if author else set(),
            story=edition.story,
            update=update,
        )
        edition.updates.append(thing)
        self.things.append(thing)

    def drop(self, edition):
        self.things = [
            thing for thing in self.things if thing is not edition and thing not in edition.updates
        ]

    def expected(self, limits, order):
        found = sorted((thing for thing in self.things if thing.fits(limits)), key=lambda thing: thing.at)
        found.reverse()
        if order == "relevance":
            found.sort(key=lambda thing: thing.tier)
        return [thing.name for thing in found]


def limits_of(kinds, chance):
    """One choice of values for the limits of these `kinds`."""
    chosen = {kind: f"{kind}{chance.randrange(3)}" for kind in kinds if kind != "year"}
    return chosen | (YEAR if "year" in kinds else {})


SUBSETS = [kinds for count in range(len(ALL) + 1) for kinds in combinations(ALL, count)]


def walked(limits, order, query="zebra"):
    """The names of all that is found, page by page."""
    names, after = [], ""
    while True:
        page = search.search(
            search.Query.parse(query), filters=search.Filters(**limits), order=order, after=after
        )
        names += [
            entry.edition.card["headline"] if entry.edition else entry.update.headline for entry in page.items
        ]
        after = page.older
        if not after:
            return names


@pytest.fixture(params=[1, 2])
def newsroom(request):
    room = Newsroom(random.Random(request.param))
    told()
    return room


@pytest.fixture(autouse=True, params=WAYS)
def bounds(request, monkeypatch):
    """Each way of looking, whatever there is: as where little fits, where much does, and where it depends."""
    monkeypatch.setattr(search.finding, "SIZE", 4)
    if request.param != "few":
        most = {"some": 9, "many": 0}[request.param]
        monkeypatch.setitem(search.finding.FITTING, connection.vendor, most)
        for limits in ("UNFILTERED", "FILTERED", "PHRASE"):
            monkeypatch.setattr(search.finding, limits, dict.fromkeys(search.finding.FILTERED, most))


def check(newsroom, chance, subsets=SUBSETS):
    for kinds, order in product(subsets, ("relevance", "date")):
        limits = limits_of(kinds, chance)
        assert walked(limits, order) == newsroom.expected(limits, order), (limits, order)


def test_any_limits_together_find_what_a_list_of_all_would(newsroom):
    check(newsroom, newsroom.chance)


def test_what_goes_or_changes_is_gone_or_changed_at_once(newsroom):
    """Whatever the worker does: it is told of nothing here."""
    chance, by = newsroom.chance, newsroom.by
    editions = [thing for thing in newsroom.things if thing.update is None]
    for edition in chance.sample(editions, 6):
        publishing.withdraw(story=Story.objects.get(pk=edition.story.pk), by=by, note="Wrong.")
        newsroom.drop(edition)
    for thing in [thing for thing in newsroom.things if thing.update][::3]:
        live.retract(update=thing.update, by=by, reason="Wrong.")
        newsroom.things.remove(thing)
    check(newsroom, chance, SUBSETS[1:])
    for kind, model in (("topic", Topic), ("person", Person)):
        merged, kept = model.objects.get(slug=f"{kind}2"), model.objects.get(slug=f"{kind}0")
        merging.merge(merged=merged, kept=kept, by=by)
        for thing in newsroom.things:
            if f"{kind}2" in (slugs := getattr(thing, kind)):
                setattr(thing, kind, slugs - {f"{kind}2"} | {f"{kind}0"})
    check(newsroom, chance, SUBSETS[1:])


def test_pages_neither_repeat_nor_skip_while_stories_come_and_go(newsroom):
    chance, limits = newsroom.chance, {"section": "section0"}
    for order in ("relevance", "date"):
        before, names, after, number = newsroom.expected(limits, order), [], "", 0
        while True:
            page = search.search(
                search.Query.parse("zebra"), filters=search.Filters(**limits), order=order, after=after
            )
            names += [
                entry.edition.card["headline"] if entry.edition else entry.update.headline
                for entry in page.items
            ]
            after, number = page.older, number + 1
            if not after:
                break
            newsroom.publish(STORIES + number)
            told()
            unseen = [
                thing
                for thing in newsroom.things
                if thing.update is None
                and thing.name in before
                and not thing.updates
                and thing.name not in names
            ]
            if unseen:
                gone = chance.choice(unseen)
                publishing.withdraw(story=Story.objects.get(pk=gone.story.pk), by=newsroom.by, note="Wrong.")
                newsroom.drop(gone)
        assert len(names) == len(set(names))
        standing = {thing.name for thing in newsroom.things}
        assert [name for name in before if name in standing] == [
            name for name in names if name in before and name in standing
        ]


def test_an_edition_that_is_due_is_found_by_what_it_is_about_and_its_updates_by_what_is_live():
    by, old, new = UserFactory(role="administrator"), TopicFactory(slug="old"), TopicFactory(slug="new")
    story = published(headline="zebra before", topics=[old], by=by)
    posted(story, headline="zebra update", by=by)

    def retag():
        story.headline = "zebra after"
        story.save()
        story.topics.set([new])

    save(story, by, retag)
    publishing.publish(story=story, by=by, goes_live_at=timezone.now() + HOUR)
    told()
    both = {"section": story.section.slug}
    assert set(walked({"topic": "old"} | both, "date")) == {"zebra before", "zebra update"}
    assert walked({"topic": "new"} | both, "date") == []
    Edition.objects.filter(number=2).update(goes_live_at=timezone.now() - HOUR)
    assert walked({"topic": "old"} | both, "date") == ["zebra update"]
    assert walked({"topic": "new"} | both, "date") == ["zebra after"]
