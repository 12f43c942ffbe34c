"""A newsroom to change something in, and the proof that exactly the pages that show it are told."""

import datetime
from contextlib import contextmanager

from django.test import TestCase

from newsroom.outbox.models import Event
from tests.exact.clock import standing
from tests.exact.looking import difference, look, told
from tests.exact.newsroom import Newsroom

# Of a change no more pages than this part of them are told in vain, if a test does not ask for none.
FEW = 3
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
    def changing(self, *, nothing=False, exactly=False):
        """Give the newsroom to be changed, and see that no page is stale, and few are told in vain.

        With `exactly` none is: the pages that are told are those that are otherwise. With `nothing` no page
        may be otherwise, else some must be.
        """
        began = self.clock.now
        mark = Event.objects.order_by("-pk").values_list("pk", flat=True).first()
        yield self.newsroom
        now = self.clock.now
        after = look(self.newsroom.pages)
        seen = difference(self.before, after, told(began, mark, now), now)
        assert not seen.stale, f"stale: {sorted(seen.stale)}"
        most = 0 if exactly else len(after) // FEW
        assert len(seen.in_vain) <= most, f"told in vain: {sorted(seen.in_vain)}"
        assert bool(seen.changed) != nothing, f"changed: {sorted(seen.changed)}"
