"""What happens to stories, at once and by the clock, and which pages show it."""

import datetime

from articles import addresses, models, publishing, redaction
from tests.articles.whole import add_block, save
from tests.exact.case import SEARCH, ExactCase
from tests.exact.newsroom import HOURS
from tests.factories import StoryFactory


class StoriesTest(ExactCase):
    """Publishing, changing, moving and withdrawing."""

    def queue(self, n, story):
        """Let `story`, with another word in it, be published in an hour."""
        save(story, n.by, lambda: add_block(story, models.RichText, 90, text="<p>Later.</p>"))
        publishing.publish(story=story, by=n.by, goes_live_at=n.clock.now + HOURS)

    def test_a_new_story(self):
        with self.changing(
            *SEARCH,
            "subjects_sitemap authors",
            "subjects_sitemap people",
            "subjects_sitemap sections",
            "subjects_sitemap sources",
            "subjects_sitemap topics",
        ) as n:
            n.publish(
                "New",
                section=n.washington,
                topics=[n.russia, n.senate],
                people=[n.franken],
                sources=[n.post],
                authors=[n.vang],
            )

    def test_a_new_story_about_nothing(self):
        with self.changing(*SEARCH, "subjects_sitemap sections") as n:
            n.publish("Plain")

    def test_a_story_that_others_lead_to(self):
        with self.changing(
            *SEARCH,
            "history lead",
            "subjects_sitemap sections",
            "subjects_sitemap series",
            "subjects_sitemap topics",
        ) as n:
            n.again(n.draft)

    def test_news_of_a_story(self):
        with self.changing(
            "search game",
            "search_feed",
            "archive_day today",
            "archive_month today",
            "series package",
            "story card",
            "story live",
            "story quiet",
        ) as n:
            n.retold(n.third, "More.")

    def test_another_word(self):
        with self.changing(
            "search game",
            "search_feed",
            "archive_day today",
            "archive_month today",
            "author vang",
            "edition lead 1",
            "front",
            "latest",
            "person franken",
            "section washington",
            "series the-series",
            "source post",
            "story lead",
            "story live",
            "topic russia",
        ) as n:
            n.retold(n.second, "A word.", kind="minor")

    def test_another_headline(self):
        def write():
            n.second.headline = "Second thought"
            n.second.save()

        with self.changing("search game", "search_feed") as n:
            n.again(n.second, write, kind="minor")

    def test_another_section(self):
        def write():
            n.second.section = n.city
            n.second.save()

        with self.changing(
            "search game",
            "search_feed",
            "edition lead 1",
            "section city older",
            "section washington",
            "source post",
            "story lead",
            "subjects_sitemap sections",
        ) as n:
            n.again(n.second, write, kind="minor")

    def test_other_topics_people_and_authors(self):
        def write():
            n.second.story_topics.all().delete()
            n.second.story_topics.create(tag=n.sports)
            n.second.mentions.create(person=n.mayor, ordering=3)
            n.second.bylines.create(author=n.maren, ordering=3)

        with self.changing(
            "search game",
            "search_feed",
            "archive_day today",
            "archive_month today",
            "author maren older",
            "author vang",
            "edition lead 1",
            "front",
            "latest",
            "section washington",
            "series the-series",
            "source post",
            "story lead",
            "subjects_sitemap authors",
            "subjects_sitemap people",
            "subjects_sitemap topics",
        ) as n:
            n.again(n.second, write, kind="minor")

    def test_other_words_of_somebody(self):
        def write():
            add_block(n.second, models.Quote, 95, words="I said no.", person=n.franken)

        with self.changing(
            "search game",
            "search_feed",
            "archive_day today",
            "archive_month today",
            "author vang",
            "edition lead 1",
            "front",
            "latest",
            "section washington",
            "series the-series",
            "source post",
            "story lead",
            "story live",
            "subjects_sitemap said",
            "topic russia",
        ) as n:
            n.again(n.second, write, kind="minor")

    def test_a_correction(self):
        with self.changing(
            "search game",
            "search_feed",
            "archive_day today",
            "archive_month today",
            "edition lead 1",
            "front",
            "latest",
            "person franken",
            "section washington",
            "series the-series",
            "source post",
            "story lead",
            "story live",
            "topic russia",
        ) as n:
            n.retold(n.second, "Two.", correction=("correction", "It was two."))

    def test_a_correction_of_who_wrote_it(self):
        def write():
            n.lead.bylines.all().delete()
            n.lead.bylines.create(author=n.maren)

        with self.changing(
            "archive_day today",
            "archive_month today",
            "author maren older",
            "author_corrections ingrid",
            "corrections",
            "corrections_feed",
            "edition gone 1",
            "edition second 1",
            "front",
            "history gone",
            "latest",
            "live_head lead",
            "live_since lead",
            "person franken",
            "person kislyak",
            "said franken",
            "search",
            "section washington",
            "series the-series",
            "source post",
            "story gone",
            "story live",
            "story moved",
            "story second",
            "topic russia",
            "topic senate",
            "updates lead",
        ) as n:
            n.again(n.lead, write, kind="minor")

    def test_a_withdrawal(self):
        with self.changing(
            "sitemap",
            "subjects_sitemap sections",
            "subjects_sitemap series",
            "subjects_sitemap sources",
            "subjects_sitemap topics",
        ) as n:
            n.clock.goes_on(minutes=1)
            publishing.withdraw(story=n.lead, by=n.by, note="It was wrong.")

    def test_a_withdrawal_that_empties_a_day(self):
        with self.changing(*SEARCH, "sitemap", "subjects_sitemap sections", "subjects_sitemap topics") as n:
            n.clock.goes_on(minutes=1)
            publishing.withdraw(story=n.yesterday, by=n.by, note="It was wrong.")

    def test_a_withdrawal_that_empties_a_month(self):
        with self.changing(
            "search game",
            "search_feed",
            "subjects_sitemap authors",
            "subjects_sitemap people",
            "subjects_sitemap sections",
            "subjects_sitemap topics",
        ) as n:
            n.clock.goes_on(minutes=1)
            publishing.withdraw(story=n.last_month, by=n.by, note="It was wrong.")

    def test_another_note_on_a_withdrawal(self):
        with self.changing() as n:
            publishing.schedule_withdrawal(story=n.gone, by=n.by, at=None)

    def test_a_story_that_comes_back(self):
        with self.changing(
            *SEARCH,
            "archive_month today older",
            "subjects_sitemap authors",
            "subjects_sitemap sections",
            "subjects_sitemap topics",
        ) as n:
            n.retold(n.gone, "It is so.")

    def test_a_story_that_comes_back_quietly(self):
        with self.changing(
            *SEARCH,
            "archive_month today older",
            "latest older",
            "search",
            "section city older",
            "subjects_sitemap authors",
            "subjects_sitemap sections",
            "subjects_sitemap topics",
        ) as n:
            n.retold(n.gone, "It is so.", kind="minor")

    def test_a_story_of_another_day(self):
        with self.changing(
            *SEARCH,
            "author maren",
            "edition gone 1",
            "front",
            "front_feed json",
            "front_feed rss",
            "front_feed summary.rss",
            "history gone",
            "latest",
            "search",
            "section city",
            "sitemap",
            "story filler",
            "story gone",
            "subjects_sitemap authors",
            "subjects_sitemap sections",
            "subjects_sitemap topics",
        ) as n:
            story = StoryFactory(
                by=n.by, headline="Then", section=n.city, topics=[n.sports], authors=[n.maren]
            )
            then = n.clock.now - datetime.timedelta(days=2)
            publishing.publish(story=story, by=n.by, goes_live_at=then)

    def test_another_address(self):
        with self.changing("search game", "search_feed", "sitemap") as n:
            addresses.move(story=n.second, by=n.by, slug="elsewhere")

    def test_words_that_are_taken_out(self):
        with self.changing(
            *SEARCH,
            "archive_day today",
            "archive_month today",
            "author ingrid",
            "author_corrections ingrid",
            "corrections",
            "corrections_feed",
            "edition gone 1",
            "edition second 1",
            "front",
            "front_feed summary.rss",
            "history gone",
            "latest",
            "person kislyak",
            "search",
            "section washington",
            "series the-series",
            "story gone",
            "story live",
            "story moved",
            "story second",
            "subjects_sitemap said",
            "topic russia",
            "topic senate",
            "updates lead",
            "updates_feed lead",
        ) as n:
            redaction.redact(story=n.lead, by=n.by, words="communications", reason="The law.")

    def test_a_draft_shows_nowhere(self):
        with self.changing(nothing=True) as n:
            save(n.second, n.by, lambda: add_block(n.second, models.RichText, 90, text="<p>x</p>"))

    def test_what_is_planned_shows_nowhere(self):
        with self.changing(nothing=True) as n:
            self.queue(n, n.draft)
            self.queue(n, n.second)
            publishing.schedule_withdrawal(story=n.second, by=n.by, at=n.clock.now + 2 * HOURS, note="x")

    def test_what_is_planned_shows_in_its_minute(self):
        with self.changing(
            *SEARCH,
            "history lead",
            "subjects_sitemap sections",
            "subjects_sitemap series",
            "subjects_sitemap topics",
        ) as n:
            self.queue(n, n.draft)
            n.clock.goes_on(hours=1)

    def test_news_that_is_planned_shows_in_its_minute(self):
        with self.changing(
            "search game",
            "search_feed",
            "archive_day today",
            "archive_month today",
            "edition lead 1",
            "section washington",
            "series the-series",
            "story lead",
        ) as n:
            self.queue(n, n.second)
            n.clock.goes_on(hours=1)

    def test_a_planned_withdrawal_happens_in_its_minute(self):
        with self.changing(
            "search_feed",
            "sitemap",
            "subjects_sitemap people",
            "subjects_sitemap sections",
            "subjects_sitemap series",
            "subjects_sitemap sources",
            "subjects_sitemap topics",
        ) as n:
            publishing.schedule_withdrawal(story=n.second, by=n.by, at=n.clock.now + HOURS, note="x")
            n.clock.goes_on(hours=1)

    def test_the_worker_changes_nothing_when_it_comes_later(self):
        n = self.newsroom
        self.queue(n, n.draft)
        publishing.schedule_withdrawal(story=n.second, by=n.by, at=n.clock.now + HOURS, note="x")
        n.clock.goes_on(hours=1)
        self.look_again()
        with self.changing(nothing=True, is_for_others=True):
            publishing.promote_due()
            publishing.withdraw_due()

    def test_what_comes_and_goes_again_before_the_worker_wakes(self):
        with self.changing(
            "search_feed",
            "edition gone 1",
            "history gone",
            "search",
            "sitemap",
            "story gone",
            "subjects_sitemap people",
            "subjects_sitemap sections",
            "subjects_sitemap series",
            "subjects_sitemap sources",
            "subjects_sitemap topics",
        ) as n:
            self.queue(n, n.second)
            publishing.schedule_withdrawal(story=n.second, by=n.by, at=n.clock.now + 2 * HOURS, note="x")
            n.clock.goes_on(hours=2)
