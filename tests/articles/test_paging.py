"""Every list, walked page by page while stories arrive and are withdrawn: nothing twice, nothing missed."""

import datetime
import re
from html import unescape

from django.test import TestCase

from articles import publishing, search
from articles.models import Correction, Edition, Story
from newsroom.outbox import events
from tests.factories import (
    AuthorFactory,
    PersonFactory,
    SectionFactory,
    SourceFactory,
    TopicFactory,
    UserFactory,
    published,
)

MORNING = datetime.datetime(2017, 3, 2, 13, tzinfo=datetime.UTC)
MINUTE = datetime.timedelta(minutes=1)
# More than two pages of any list.
STORIES = 65
SITE = "http://127.0.0.1:8000"


class PagingTest(TestCase):
    """One newsroom whose stories are in every list; each test is a walk through one of these."""

    @classmethod
    def setUpTestData(cls):
        cls.by = UserFactory(role="administrator")
        cls.cast = {
            "section": SectionFactory(slug="courts"),
            "topics": [TopicFactory(slug="budget")],
            "people": [PersonFactory(slug="mayor")],
            "sources": [SourceFactory(slug="post")],
            "authors": [AuthorFactory(slug="ingrid")],
        }
        cls.minutes = 0
        cls.stories = [cls.arrive() for _number in range(STORIES)]

    @classmethod
    def arrive(cls):
        """Publish one more story, a minute after the last."""
        cls.minutes += 1
        at = MORNING + cls.minutes * MINUTE
        return published(by=cls.by, at=at, headline=f"Amendment {cls.minutes}", **cls.cast).pk

    def correct(self, story):
        """Publish a correction of a story, in the order of the calls."""
        self.minutes += 1
        publishing.publish(
            story=Story.objects.get(pk=story),
            by=self.by,
            goes_live_at=MORNING + self.minutes * MINUTE,
            correction=("correction", f"It was {self.minutes}."),
        )

    def withdraw(self, story):
        publishing.withdraw(story=Story.objects.get(pk=story), by=self.by, note="It was wrong.")

    def walk(self, address, arrive=None, items=lambda context: context["page"].items):
        """Walk the list at `address` to its end, and check what was seen on the way."""
        seen, withdrawn, query, pages = [], set(), "", 0
        while True:
            response = self.client.get(f"{address.split('?')[0]}{query}" if query else address)
            self.assertEqual(response.status_code, 200)
            html = response.content.decode()
            if "search" not in address:
                self.assertIn(f'<link rel="canonical" href="{SITE}{address}{query}">', html)
            seen += [item.story_id for item in items(response.context)]
            pages += 1
            following = re.search(r'href="(\?[^"]*after=[^"]*)"\s+rel="next"', html)
            if following is None:
                break
            query = unescape(following[1])
            # Something new on top, and something gone from what was seen and from what was not.
            arrive() if arrive else self.arrive()
            unseen = [story for story in self.stories if story not in seen and story not in withdrawn]
            for story in (seen[-1], unseen[-3]):
                if story not in withdrawn:
                    self.withdraw(story)
                    withdrawn.add(story)
        self.assertGreater(pages, 2)
        self.assertEqual(len(seen), len(set(seen)))
        stayed = [story for story in reversed(self.stories) if story not in withdrawn]
        self.assertEqual([story for story in seen if story in stayed], stayed)

    def test_latest(self):
        self.walk("/latest/")

    def test_section(self):
        self.walk("/sections/courts/")

    def test_topic(self):
        self.walk("/topics/budget/")

    def test_person(self):
        self.walk("/people/mayor/")

    def test_source(self):
        self.walk("/sources/post/")

    def test_author(self):
        self.walk("/authors/ingrid/")

    def test_archive_month(self):
        self.walk("/2017/03/")

    def test_archive_day(self):
        self.walk("/2017/03/02/")

    def test_corrections(self):
        for story in self.stories:
            self.correct(story)
        self.walk("/corrections/", arrive=lambda: self.correct(self.arrive()))
        self.assertGreater(Correction.objects.count(), STORIES)

    def test_search(self):
        search.rebuild()

        def arrive():
            self.arrive()
            while events.deliver():
                pass

        def items(context):
            return [entry.edition for entry in context["found"].items]

        self.walk("/search/?q=amendment", arrive=arrive, items=items)

    # The order of those that went out at once is settled too, so that a page can end between them.

    def test_latest_of_one_moment(self):
        Edition.objects.update(listed_at=MORNING)
        self.walk("/latest/")

    def test_archive_of_one_moment(self):
        Story.objects.update(first_published_at=MORNING)
        self.walk("/2017/03/02/")
