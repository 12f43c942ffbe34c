"""A newsroom with several of everything that readers see, and the addresses of all its pages."""

import datetime
from copy import copy, deepcopy

from django.test import Client
from django.urls import reverse

from articles import addresses, breaking, fronts, live, models, publishing, search, series
from articles.arranging import new_well
from articles.enums import Coverage, RelatedKind, SeriesKind
from newsroom.accounts.models import User
from newsroom.lib.clock import local_date
from tests.articles.admin.forms import posted as filled
from tests.articles.fronts import arranged, on_top, well_of
from tests.articles.whole import add_block, save
from tests.factories import (
    AuthorFactory,
    PersonFactory,
    PhotoFactory,
    SectionFactory,
    SeriesFactory,
    SourceFactory,
    StoryFactory,
    TopicFactory,
    UserFactory,
    posted,
    published,
    published_page,
)
from topics import merging
from topics.models import PersonRole

HOURS = datetime.timedelta(hours=1)
FILLERS = 24
MANY_UPDATES = 62


class Newsroom:
    """The rows by their names, who acts in it (`by`), its `clock`, and `pages`: addresses by name."""

    def __init__(self, clock):
        self.clock = clock
        self.by = UserFactory(is_superuser=True, name="Chief")
        self._shelves()
        self._stories()
        self._arrange()
        search.rebuild()
        self.desk = Client()
        self.desk.force_login(self.by)
        self.reader = Client()
        self.pages = dict(self._pages())

    def __deepcopy__(self, memo):
        """Each test has rows of its own, and the same two browsers."""
        memo |= {id(client): client for client in (self.desk, self.reader)}
        copied = copy(self)
        copied.__dict__ = deepcopy(self.__dict__, memo)
        return copied

    def publish(self, headline, **given):
        """Publish a story in a minute of its own, and return it."""
        self.clock.goes_on(minutes=1)
        given = {"section": self.city} | given
        return published(by=self.by, headline=headline, **given)

    def again(self, story, write=lambda: None, **given):
        """Publish `story` again with what `write` does to it, a minute later; return the edition."""
        self.clock.goes_on(minutes=1)
        story.refresh_from_db()
        save(story, self.by, write)
        return publishing.publish(story=story, by=self.by, **given)

    def retold(self, story, text, **given):
        """Publish `story` again with `text` added to its body."""
        return self.again(
            story, lambda: add_block(story, models.RichText, 90, text=f"<p>{text}</p>"), **given
        )

    def form(self, row, **changes):
        """Save the screen of `row`, a new one without a key, with `changes`, as the desk does."""
        name = f"admin:{row._meta.app_label}_{row._meta.model_name}"
        address = reverse(f"{name}_change", args=[row.pk]) if row.pk else reverse(f"{name}_add")
        response = self.desk.post(address, filled(self.desk.get(address), **changes))
        assert response.status_code == 302, response.context["errors"]

    # --- making it --------------------------------------------------------------------------------------

    def _shelves(self):
        today = local_date(self.clock.now)
        tomorrow = today + datetime.timedelta(days=1)
        self.washington = SectionFactory(name="Washington", slug="washington", ordering=1)
        self.city = SectionFactory(name="City", slug="city", ordering=2)
        self.hidden = SectionFactory(name="Hidden", slug="hidden", ordering=3, in_menu=False)
        self.russia = TopicFactory(name="Russia", slug="russia")
        self.senate = TopicFactory(name="Senate", slug="senate", parent=self.russia)
        self.schools = TopicFactory(name="Schools", slug="schools")
        self.sports = TopicFactory(name="Sports", slug="sports")
        self.former = TopicFactory(name="Education", slug="education")
        self.portrait, self.slot_photo, self.update_photo = (
            PhotoFactory(title=title, alt=title, caption=f"{title}.", rights_until=until)
            for title, until in (("Portrait", None), ("Slot", tomorrow), ("Update", None))
        )
        self.franken = PersonFactory(name="Al Franken", slug="franken", portrait=self.portrait)
        self.kislyak = PersonFactory(name="Sergey Kislyak", slug="kislyak")
        self.mayor = PersonFactory(name="The Mayor", slug="mayor")
        PersonRole.objects.create(person=self.mayor, title="mayor", since="2020", until=f"{today}")
        self.post = SourceFactory(name="The Post", slug="post", mark="WP")
        self.court = SourceFactory(name="The Court", slug="court", mark="CT")
        self.ingrid = AuthorFactory(name="Ingrid", slug="ingrid", user=UserFactory(name="Ingrid"))
        self.vang = AuthorFactory(name="Vang", slug="vang")
        self.maren = AuthorFactory(name="Maren", slug="maren", portrait=self.portrait)
        self.ingrid.beats.create(topic=self.russia)
        self.vang.beats.create(section=self.city)

    def _stories(self):
        schools = {"topics": [self.schools], "people": [self.mayor], "authors": [self.maren]}
        self.clock.goes_on(days=-40)
        self.last_month = self.publish("A month ago", **schools)
        self.clock.goes_on(days=39)
        self.yesterday = self.publish("Yesterday", topics=[self.russia], section=self.washington)
        self.clock.goes_on(days=1)
        self.fillers = [
            self.publish(f"Game {number}", topics=[self.sports], authors=[self.maren])
            for number in range(FILLERS)
        ]
        self.alone = self.publish("Alone")
        self.card = self.publish("In a card", sources=[self.court], **schools)
        self.third = self.publish("Third", sources=[self.court], topics=[self.schools], people=[self.mayor])
        self.second = self.publish(
            "Second",
            section=self.washington,
            topics=[self.russia],
            people=[self.franken],
            sources=[self.post],
            authors=[self.vang],
        )
        self.gone = self.publish("Gone", authors=[self.vang], topics=[self.schools])
        self.again(self.gone, correction=("correction", "It was not so."))
        publishing.withdraw(story=self.gone, by=self.by, note="It was wrong.")
        self.moved = self.publish("Moved", topics=[self.senate])
        addresses.move(story=self.moved, by=self.by, slug="moved-on")
        self.draft = StoryFactory(by=self.by, headline="Draft", section=self.city, topics=[self.russia])
        self._lead()
        self._live()

    def _lead(self):
        self.lead = StoryFactory(
            by=self.by,
            headline="Lead of the day",
            section=self.washington,
            topics=[self.russia, self.senate],
            people=[self.franken, self.kislyak],
            sources=[self.post],
            authors=[self.ingrid],
        )
        quote = {"words": "I did not have communications.", "person": self.franken, "source": self.post}

        def write():
            add_block(self.lead, models.Quote, 20, **quote)
            add_block(self.lead, models.StoryCard, 30, story=self.card)
            self.lead.related_links.create(kind=RelatedKind.BACKGROUND, target=self.draft)
            self.lead.related_links.create(kind=RelatedKind.NEXT_UP, target=self.alone, ordering=1)

        self.again(self.lead, write)
        self.retold(self.lead, "More is known.")
        self.retold(self.lead, "It was <b>September</b>.", correction=("correction", "It was September."))

    def _live(self):
        self.live = self.publish(
            "Live now", section=self.washington, topics=[self.russia], people=[self.mayor]
        )
        self.said = self.post_update(
            self.live, said_kind="quote", said="<p>No comment.</p>", said_by=self.kislyak, source=self.post
        )
        self.key = self.post_update(self.live, headline="A key event", is_key=True, author=self.ingrid)
        self.pictured = self.post_update(self.live, photo=self.update_photo)
        self.quiet = self.publish("Covered once", topics=[self.schools])
        self.numbers = [
            self.post_update(self.quiet, headline=f"Number {count}", author=self.vang)
            for count in range(MANY_UPDATES)
        ]
        live.set_coverage(story=self.quiet, by=self.by, coverage=Coverage.CLOSED)

    def post_update(self, story, **given):
        """Post a live update of `story` in a second of its own, and return it."""
        self.clock.goes_on(seconds=1)
        return posted(story, by=self.by, posted_at=self.clock.now, **given)

    def _arrange(self):
        self.clock.goes_on(minutes=1)
        self.series = SeriesFactory(name="The series", slug="series", planned=4)
        series.save(series=self.series, parts=[self.second, self.lead, self.draft], by=self.by)
        self.series.slug = "the-series"
        series.save(series=self.series, parts=[self.second, self.lead, self.draft], by=self.by)
        self.package = SeriesFactory(
            name="A package", slug="package", kind=SeriesKind.PACKAGE, parts=[self.third]
        )
        merging.merge(merged=self.former, kept=self.schools, by=self.by)
        self.about = published_page("about", by=self.by)
        published_page("about", by=self.by, text="<p>We still are.</p>")
        self.masthead = published_page("masthead", by=self.by, lists_authors=True)
        self.rules = published_page("house-rules", by=self.by, title="House rules")
        slot = {"photo": self.slot_photo.pk, "headline": "What leads", "related": [self.second.pk]}
        leaves = {"expires_at": (self.clock.now + 2 * HOURS).isoformat()}
        self.front = arranged(
            well_of("lead", (self.lead, slot), self.draft, id="lead"),
            well_of("strip", (self.third, leaves), id="strip", title="Of note", fill=""),
            new_well("strip", fill=f"topic:{self.former.pk}", id="topic"),
            new_well("sections", id="sections"),
            by=self.by,
        )
        on_top(self.second, section=self.washington, by=self.by)
        self.banner = breaking.raise_banner(
            story=self.live, text="It breaks", until=self.clock.now + 3 * HOURS, by=self.by
        )
        assert fronts.shown(self.front.front) == self.front
        assert User.objects.get(pk=self.ingrid.user_id).is_active
        self.clock.goes_on(minutes=1)

    # --- its pages ----------------------------------------------------------------------------------------

    def _pages(self):
        for name in ("front", "latest", "archive", "corrections", "search", "sitemap", "news_sitemap"):
            yield name, reverse(name)
        for name in ("robots", "pages_sitemap"):
            yield name, reverse(name)
        yield from self._lists()
        yield from self._of_stories()
        yield from self._of_subjects()
        for name in ("about", "masthead"):
            yield f"page {name}", reverse("page", args=[name])
        yield "page rules", reverse("page", args=["pages/house-rules"])
        yield "page_version about 1", reverse("page_version", args=["about", 1])
        yield "search senate", f"{reverse('search')}?q=senate"
        yield "search game", f"{reverse('search')}?q=game&section=city"
        yield "search_feed", f"{reverse('search_feed', args=['atom'])}?q=lead"
        for name in ("sections", "authors", "series", "topics", "people", "said", "sources"):
            yield f"subjects_sitemap {name}", reverse("subjects_sitemap", args=[name])

    def _lists(self):
        for name, day in (
            ("today", self.lead.published_on),
            ("yesterday", self.yesterday.published_on),
            ("last_month", self.last_month.published_on),
        ):
            parts = [f"{day.year}", f"{day.month:02}", f"{day.day:02}"]
            yield f"archive_day {name}", reverse("archive_day", args=parts)
            if name != "yesterday":
                yield f"archive_month {name}", reverse("archive_month", args=parts[:2])
                yield f"stories_sitemap {name}", reverse("stories_sitemap", args=parts[:2])
        for kind in ("rss", "json", "summary.rss"):
            yield f"front_feed {kind}", reverse("front_feed", args=[kind])
        yield "corrections_feed", reverse("corrections_feed", args=["atom"])
        for name, row in (("section", self.city), ("topic", self.sports), ("author", self.maren)):
            yield f"{name} {row.slug} older", self._older(row.get_absolute_url())
        yield "latest older", self._older(reverse("latest"))
        yield "archive_month today older", self._older(dict(self._months())["today"])

    def _months(self):
        yield "today", reverse("archive_month", args=[f"{self.clock.now:%Y}", f"{self.clock.now:%m}"])

    def _older(self, address):
        page = self.reader.get(address).context["page"]
        assert page.older, address
        return f"{address}?after={page.older}"

    @property
    def stories(self):
        """The stories that are looked at one by one, by name."""
        names = ("alone", "card", "third", "second", "lead", "live", "quiet", "gone", "moved")
        return {name: getattr(self, name) for name in names} | {"filler": self.fillers[0]}

    def _of_stories(self):
        for name, story in self.stories.items():
            story.refresh_from_db()
            yield f"story {name}", reverse("story", args=story.address_parts)
            if name in ("second", "lead", "gone"):
                yield f"history {name}", reverse("history", args=story.address_parts)
                yield f"edition {name} 1", reverse("edition", args=[*story.address_parts, 1])
            if name in ("lead", "live", "quiet"):
                yield f"updates {name}", reverse("updates", args=story.address_parts)
                yield f"updates_feed {name}", reverse("updates_feed", args=[*story.address_parts, "atom"])
                yield f"live_head {name}", reverse("live_head", args=[story.pk])
                yield f"live_since {name}", reverse("live_since", args=[story.pk, 0])
        former = [*self.moved.address_parts[:3], "moved"]
        yield "story moved away", reverse("story", args=former)
        yield "updates quiet 1", f"{reverse('updates', args=self.quiet.address_parts)}?page=1"
        yield "updates live key", f"{reverse('updates', args=self.live.address_parts)}?key=1"
        for name, update in (("said", self.said), ("key", self.key), ("number", self.numbers[0])):
            yield f"update {name}", reverse("update", args=[*update.story.address_parts, update.pk])

    def _of_subjects(self):
        rows = {
            "section": [self.washington, self.city, self.hidden],
            "topic": [self.russia, self.senate, self.schools, self.sports, self.former],
            "person": [self.franken, self.kislyak, self.mayor],
            "source": [self.post, self.court],
            "author": [self.ingrid, self.vang, self.maren],
            "series": [self.series, self.package],
        }
        for kind, found in rows.items():
            for row in found:
                yield f"{kind} {row.slug}", reverse(kind, args=[row.slug])
                if kind != "source" and row in found[:2]:
                    yield f"{kind}_feed {row.slug}", reverse(f"{kind}_feed", args=[row.slug, "rss"])
        for person in rows["person"]:
            yield f"said {person.slug}", reverse("said", args=[person.slug])
        for author in rows["author"]:
            yield f"author_corrections {author.slug}", reverse("author_corrections", args=[author.slug])
        yield "series former", reverse("series", args=["series"])
