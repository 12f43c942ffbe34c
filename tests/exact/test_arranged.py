"""What the desk arranges: fronts, the banner, series, pages about the newsroom; and what the clock does."""

from articles import breaking, fronts, publishing, series
from newsroom.pages import publishing as pages
from tests.articles.fronts import on_top, well_of
from tests.exact.case import SEARCH, ExactCase
from tests.exact.newsroom import HOURS
from tests.factories import draft_page, published_page


class FrontsTest(ExactCase):
    """Fronts and the banner."""

    def queue(self, n):
        """Let another front page come in an hour."""
        front = fronts.front_of(None)
        wells = [well_of("lead", n.alone, id="lead")]
        front = fronts.save(front=front, by=n.by, arrangement={"wells": wells}, version=front.version)
        return fronts.publish(front=front, by=n.by, version=front.version, goes_live_at=n.clock.now + HOURS)

    def test_a_front_page(self):
        with self.changing() as n:
            on_top(n.alone, by=n.by)

    def test_a_front_page_that_is_taken_back(self):
        with self.changing() as n:
            fronts.undo(front=n.front.front, by=n.by)

    def test_the_front_of_a_section(self):
        with self.changing() as n:
            on_top(n.alone, section=n.city, by=n.by)

    def test_a_planned_front_shows_nowhere(self):
        with self.changing(nothing=True) as n:
            fronts.unschedule(version=self.queue(n), by=n.by)
            self.queue(n)

    def test_a_planned_front_shows_in_its_minute(self):
        with self.changing() as n:
            self.queue(n)
            n.clock.goes_on(hours=1)

    def test_a_slot_leaves_in_its_minute(self):
        with self.changing() as n:
            n.clock.goes_on(hours=2)

    def test_another_banner(self):
        with self.changing() as n:
            breaking.raise_banner(story=n.second, text="Other", until=n.clock.now + HOURS, by=n.by)

    def test_a_banner_that_is_taken_down(self):
        with self.changing() as n:
            breaking.end_banner(banner=n.banner, by=n.by)

    def test_a_banner_goes_in_its_minute(self):
        with self.changing() as n:
            n.clock.goes_on(hours=3)

    def test_a_day_ends(self):
        with self.changing(
            "story card",
            "story filler",
            "story lead",
            "story live",
            "story quiet",
            "story second",
            "story third",
        ) as n:
            n.clock.goes_on(hours=14)

    def test_a_photo_may_not_be_shown_any_more_and_news_is_old(self):
        with self.changing(
            "story card",
            "story filler",
            "story lead",
            "story live",
            "story quiet",
            "story second",
            "story third",
        ) as n:
            n.clock.goes_on(hours=48)


class SeriesTest(ExactCase):
    """Series and packages."""

    def test_another_name(self):
        with self.changing("series former") as n:
            n.series.name = "Another"
            series.save(series=n.series, parts=[n.second, n.lead, n.draft], by=n.by)

    def test_another_address(self):
        with self.changing() as n:
            n.series.slug = "third-address"
            series.save(series=n.series, parts=[n.second, n.lead, n.draft], by=n.by)

    def test_another_order(self):
        with self.changing("series former", "series_feed the-series") as n:
            series.save(series=n.series, parts=[n.lead, n.second, n.draft], by=n.by)

    def test_one_part_more(self):
        with self.changing("series former", "subjects_sitemap series") as n:
            series.place(story=n.alone, series=n.series, by=n.by)

    def test_one_part_less(self):
        with self.changing("series former", "subjects_sitemap series") as n:
            series.take_out(story=n.second, series=n.series, by=n.by)

    def test_a_part_that_waits_for_its_time(self):
        with self.changing(
            *SEARCH,
            "history lead",
            "subjects_sitemap sections",
            "subjects_sitemap series",
            "subjects_sitemap topics",
        ) as n:
            publishing.publish(story=n.draft, by=n.by, goes_live_at=n.clock.now + HOURS)
            series.place(story=n.draft, series=n.package, by=n.by)
            n.clock.goes_on(hours=1)


class AboutTest(ExactCase):
    """Pages about the newsroom."""

    def test_another_text(self):
        with self.changing() as n:
            published_page("about", by=n.by, text="<p>Anew.</p>")

    def test_another_title(self):
        with self.changing() as n:
            published_page("house-rules", by=n.by, title="The rules")

    def test_a_new_page(self):
        with self.changing() as n:
            published_page("contact", by=n.by)

    def test_a_page_that_is_taken_down(self):
        with self.changing() as n:
            pages.take_down(page=n.rules, by=n.by)

    def test_a_draft_shows_nowhere(self):
        with self.changing(nothing=True) as n:
            draft_page("about", by=n.by, text="<p>Draft.</p>")
