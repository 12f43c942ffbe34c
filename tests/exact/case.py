"""A newsroom to change something in, and the proof that exactly the pages that show it are told."""

import datetime
from contextlib import contextmanager

from django.test import TestCase

from newsroom.outbox.models import Event
from tests.exact.clock import standing
from tests.exact.looking import difference, look, told
from tests.exact.newsroom import Newsroom

# What search finds may be otherwise after any change of what it reads.
SEARCH = "search*"
CARDS = ()
NOON = datetime.datetime(2026, 3, 10, 17, 0, 0, 123456, tzinfo=datetime.UTC)


class ExactCase(TestCase):
    """Tests that each change one thing, in a `newsroom` whose clock stands."""

    @classmethod
    def setUpClass(cls):
        cls.clock = cls.enterClassContext(standing(NOON))
        super().setUpClass()

    @classmethod
    def setUpTestData(cls):
        cls.newsroom = Newsroom(cls.clock)
        cls.before = look(cls.newsroom.pages)

    def setUp(self):
        self.addCleanup(setattr, self.clock, "now", self.clock.now)

    def look_again(self):
        """Begin from how the pages look now."""
        self.before = look(self.newsroom.pages)

    @contextmanager
    def changing(self, *in_vain, nothing=False, any_in_vain=False):
        """Give the newsroom to be changed, and see that no page is stale, and which were told `in_vain`.

        `in_vain` are names of pages, or how those begin, with "*"; each must be there, and no other, unless
        they do not matter (`any_in_vain`). With `nothing` no page may be otherwise, else some must be.
        """
        began = self.clock.now
        mark = Event.objects.order_by("-pk").values_list("pk", flat=True).first()
        yield self.newsroom
        now = self.clock.now
        after = look(self.newsroom.pages)
        seen = difference(self.before, after, told(began, mark, now), now)
        named = {name: {page for page in seen.in_vain if _is_named(page, name)} for name in in_vain}
        missing = {name for name, pages in named.items() if not pages}
        others = set() if any_in_vain else seen.in_vain - set().union(*named.values())
        problems = {"stale": seen.stale, "told in vain": others, "not told, though named": missing}
        assert not any(problems.values()), {name: sorted(pages) for name, pages in problems.items() if pages}
        assert bool(seen.changed) != nothing, seen.changed


def _is_named(page, name):
    return page.startswith(name[:-1]) if name.endswith("*") else page == name
