"""What happens to live coverage, and which pages show it."""

from articles import live, offshoots
from articles.enums import Coverage
from articles.models import LiveUpdate
from tests.exact.case import SEARCH, ExactCase
from tests.exact.newsroom import HOURS
from tests.factories import posted


class LiveTest(ExactCase):
    """Updates, and the coverage as a whole."""

    def test_an_update(self):
        with self.changing(*SEARCH, "update key", "update said") as n:
            n.post_update(n.live, headline="Next")

    def test_an_update_in_which_somebody_speaks(self):
        with self.changing(*SEARCH, "update key", "update said") as n:
            n.post_update(n.live, said_kind="quote", said="<p>Well.</p>", said_by=n.mayor)

    def test_the_first_update_of_a_story(self):
        with self.changing(
            "search game",
            "search_feed",
            "author_feed vang",
            "edition lead 1",
            "edition second 1",
            "front_feed json",
            "front_feed rss",
            "front_feed summary.rss",
            "history second",
            "person_feed franken",
            "section_feed washington",
            "series_feed the-series",
            "source post",
            "story lead",
            "story live",
            "topic_feed russia",
        ) as n:
            n.post_update(n.second, headline="First")

    def test_an_update_after_the_end(self):
        with self.changing(*SEARCH, "live_since quiet", "update number", "updates quiet 1") as n:
            n.post_update(n.quiet, headline="Late")

    def test_an_update_among_the_others(self):
        with self.changing(
            *SEARCH, "live_since quiet", "story quiet", "update number", "updates_feed quiet"
        ) as n:
            posted(n.quiet, by=n.by, headline="Between", posted_at=n.numbers[3].posted_at)

    def test_other_words(self):
        with self.changing(*SEARCH, "topic russia", "update said") as n:
            n.key.headline = "Other"
            live.amend(update=n.key, by=n.by)

    def test_another_speaker(self):
        with self.changing(*SEARCH, "front", "topic russia", "update key") as n:
            n.said.said_by = n.franken
            live.amend(update=n.said, by=n.by)

    def test_a_correction(self):
        with self.changing(*SEARCH, "front", "subjects_sitemap said", "topic russia", "update key") as n:
            n.said.said = "<p>No comments.</p>"
            live.correct(update=n.said, by=n.by, note="It was more.")

    def test_a_retraction(self):
        with self.changing(*SEARCH, "topic russia", "update key") as n:
            live.retract(update=n.said, by=n.by, reason="It was not so.")

    def test_undoing(self):
        n = self.newsroom
        update = n.post_update(n.live, headline="Oops")
        self.look_again()
        with self.changing(
            *SEARCH, "news_sitemap", "sitemap", "stories_sitemap today", "update key", "update said"
        ):
            live.undo(update=update, by=n.by)

    def test_a_pin(self):
        with self.changing(
            *SEARCH,
            "front",
            "person kislyak",
            "said kislyak",
            "subjects_sitemap said",
            "topic russia",
            "update key",
            "updates_feed live",
        ) as n:
            live.pin(update=n.said, by=n.by)

    def test_what_stands_on_top(self):
        with self.changing(
            *SEARCH, "front", "topic russia", "update key", "update said", "updates_feed live"
        ) as n:
            live.set_summary(story=n.live, by=n.by, summary="<p>So far.</p>", points="One")

    def test_the_end(self):
        with self.changing(
            "search game",
            "search_feed",
            "front_feed json",
            "front_feed rss",
            "front_feed summary.rss",
            "person kislyak",
            "said kislyak",
            "section_feed washington",
            "story card",
            "story lead",
            "story second",
            "story third",
            "topic_feed russia",
            "update key",
            "update said",
            "updates_feed live",
        ) as n:
            live.set_coverage(story=n.live, by=n.by, coverage=Coverage.CLOSED)

    def test_a_beginning(self):
        with self.changing(
            "search game",
            "search_feed",
            "front_feed json",
            "front_feed rss",
            "front_feed summary.rss",
            "section_feed city",
            "series_feed package",
            "source court",
            "story card",
            "story live",
            "story quiet",
        ) as n:
            live.set_coverage(story=n.third, by=n.by, coverage=Coverage.OPEN)

    def test_drafts_and_what_is_planned_show_nowhere(self):
        with self.changing(nothing=True) as n:
            live.post(update=LiveUpdate(story=n.live, text="<p>x</p>"), by=n.by, draft=True)
            posted(n.live, by=n.by, headline="Later", posted_at=n.clock.now + HOURS)

    def test_what_is_planned_shows_in_its_minute(self):
        with self.changing(
            *SEARCH,
            "news_sitemap",
            "sitemap",
            "stories_sitemap today",
            "subjects_sitemap said",
            "update key",
            "update said",
            "updates live key",
        ) as n:
            words = {"said_kind": "quote", "said": "<p>Later.</p>", "said_by": n.franken}
            posted(n.live, by=n.by, posted_at=n.clock.now + HOURS, **words)
            n.clock.goes_on(hours=1)

    def test_the_worker_changes_no_more_than_the_count(self):
        n = self.newsroom
        posted(n.live, by=n.by, headline="Later", posted_at=n.clock.now + HOURS)
        n.clock.goes_on(hours=1)
        self.look_again()
        with self.changing(is_for_others=True):
            live.announce_due()

    def test_an_update_that_becomes_a_story_leads_there_once_it_is_out(self):
        n = self.newsroom
        story = offshoots.turn_into_story(update=n.key, by=n.by)
        self.look_again()
        with self.changing(
            *SEARCH,
            "subjects_sitemap authors",
            "subjects_sitemap sections",
            "subjects_sitemap topics",
            "updates_feed live",
        ):
            n.again(story)

    def test_that_it_becomes_one_shows_nowhere(self):
        with self.changing(
            "front",
            "live_head live",
            "live_since live",
            "story live",
            "topic russia",
            "update key",
            "update said",
            "updates live",
            "updates live key",
            "updates_feed live",
            nothing=True,
        ) as n:
            offshoots.turn_into_story(update=n.key, by=n.by)
