"""Two processes and a Redis, as readers meet them: each change makes exactly the pages anew that show it."""

import datetime
import time

import pytest
from django.utils import timezone

from articles import publishing
from newsroom.outbox import changes
from tests.articles.fronts import arranged, well_of
from tests.copies import missing, redis, server
from tests.exact.clock import standing
from tests.exact.newsroom import Newsroom
from tests.factories import posted, published_page
from tests.processes import database_url

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(missing("redis-server") is not None, reason="redis-server is not installed"),
]
SEEN = changes.EVERY + 0.4
# Not kept, or made of the newsroom's own time.
APART = ("search", "live_", "robots")


class Readers:
    """Who reads all pages of a newsroom, from two processes, and knows what was rendered for it."""

    def __init__(self, site, pages):
        self.site = site
        self.pages = {name: address for name, address in pages.items() if not name.startswith(APART)}
        self.bodies = self.read()

    def read(self):
        """Return {name: (status, body, where it leads)} of all pages; each process is asked."""
        return {name: self._same(address) for name, address in self.pages.items()}

    def _same(self, address):
        answers = {self._answer(address) for _ in range(3)}
        assert len(answers) == 1, address
        return answers.pop()

    def _answer(self, address):
        response = self.site.get(address)
        return response.status, response.body, response.getheader("Location")

    def see(self, change, wait=SEEN):
        """Make a change; return the names of the pages that are otherwise, and of those then rendered."""
        before = {name: self.site.rendered(address) for name, address in self.pages.items()}
        change()
        time.sleep(wait)
        bodies = self.read()
        changed = {name for name in self.pages if bodies[name] != self.bodies[name]}
        often = {name: self.site.rendered(address) - before[name] for name, address in self.pages.items()}
        # That there is nothing is kept by each process for itself.
        most = {name: 2 if bodies[name][0] == 404 else 1 for name in bodies}
        assert not [name for name, count in often.items() if count > most[name]]
        self.bodies = bodies
        return changed, {name for name, count in often.items() if count}


@pytest.fixture
def newsroom():
    """A newsroom that was made until an hour ago."""
    with standing(timezone.now() - datetime.timedelta(hours=2)) as clock:
        return Newsroom(clock)


def test_each_change_makes_the_pages_anew_that_show_it_and_no_others(newsroom, tmp_path):
    n = newsroom
    soon = {}

    def plan():
        soon["at"] = timezone.now() + datetime.timedelta(seconds=12)
        publishing.publish(story=n.draft, by=n.by, goes_live_at=soon["at"])

    def wait():
        time.sleep(max(0, (soon["at"] - timezone.now()).total_seconds()))

    # What changes, some pages that show it, and some that do not.
    steps = [
        (
            lambda: n.form(n.kislyak, name="S. Kislyak"),
            {"person kislyak", "said kislyak", "story live"},
            {"front", "latest", "story alone", "topic sports", "person mayor", "front_feed rss", "archive"},
        ),
        (
            lambda: n.retold(n.second, "More is known of it."),
            {"story second", "history second"},
            {"story alone", "topic sports", "author maren", "page about", "archive"},
        ),
        (
            lambda: posted(n.live, by=n.by, headline="The newest", text="<p>New.</p>"),
            {"front", "story live", "updates live", "updates_feed live"},
            {"latest", "story lead", "updates quiet", "topic sports", "front_feed rss", "archive"},
        ),
        (
            lambda: arranged(well_of("lead", n.alone, id="lead"), by=n.by),
            {"front"},
            {"latest", "story alone", "section city", "front_feed rss", "topic russia"},
        ),
        (
            lambda: n.form(n.city, name="The City"),
            {"front", "story lead", "section city", "latest"},
            {"front_feed rss", "sitemap", "stories_sitemap today"},
        ),
        (
            lambda: published_page("about", by=n.by, text="<p>We will be.</p>"),
            {"page about"},
            {"page masthead", "front", "story lead", "topic russia"},
        ),
        (
            lambda: publishing.withdraw(story=n.third, by=n.by, note="It was wrong."),
            {"story third", "latest", "topic schools", "front_feed rss", "person mayor"},
            {"story alone", "topic sports", "topic russia", "author vang", "page about"},
        ),
        (plan, set(), {"latest", "front", "topic russia", "front_feed rss", "sitemap"}),
        (
            wait,
            {"latest", "topic russia", "front_feed rss", "section city"},
            {"story alone", "topic sports", "page about", "author vang"},
        ),
    ]
    with (
        redis(tmp_path) as (cache, _process),
        server(tmp_path / "web", database_url(), cache=cache, life=600) as site,
    ):
        readers = Readers(site, n.pages)
        assert {status for status, _body, _to in readers.bodies.values()} == {200, 301, 410}
        # A starved machine may have had no time to keep them all at once.
        readers.see(lambda: None)
        assert readers.see(lambda: None) == (set(), set())
        for number, (change, shown, others) in enumerate(steps):
            changed, rendered = readers.see(change)
            assert shown <= changed, (number, sorted(shown - changed))
            assert changed <= rendered, (number, sorted(changed - rendered))
            assert not others & rendered, (number, sorted(others & rendered))
            # A word may be wider than what was changed, but not by much.
            assert len(rendered - changed) <= 0.25 * len(readers.pages), (number, sorted(rendered - changed))
