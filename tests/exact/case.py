"""A newsroom to change something in, and the proof that exactly the pages that show it are told."""

import datetime
from contextlib import contextmanager

from django.test import TestCase

from newsroom.outbox.models import Event
from tests.exact.clock import standing
from tests.exact.looking import difference, look, told
from tests.exact.newsroom import Newsroom

# What search finds may be otherwise after any change of what it reads. Nobody keeps these pages.
SEARCH = ("search game", "search senate", "search_feed")
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
    def changing(self, *in_vain, nothing=False, is_for_others=False):
        """Give the newsroom to be changed, and see that no page is stale, and just which were told `in_vain`.

        With `nothing` no page may be otherwise, else some must be. With `is_for_others` it does not matter
        which are told in vain: processes know of the change already, caches beyond them do not.

        What is told in vain shows something of what has changed, but not what changed of it: a card of a
        story whose text is another, a person's words beside a role that they do not show. Or it counts with
        what others do: a story's page looks at all that is new of its subjects for what to show beside it,
        and maps of subjects are told that a story came or went, since it may have been the only one.
        """
        began = self.clock.now
        mark = Event.objects.order_by("-pk").values_list("pk", flat=True).first()
        yield self.newsroom
        now = self.clock.now
        after = look(self.newsroom.pages)
        seen = difference(self.before, after, told(began, mark, now), now)
        assert not seen.stale, f"stale: {sorted(seen.stale)}"
        if not is_for_others:
            wrong = {"in vain": seen.in_vain - {*in_vain}, "not in vain": {*in_vain} - seen.in_vain}
            assert not any(wrong.values()), {name: sorted(pages) for name, pages in wrong.items()}
        assert bool(seen.changed) != nothing, f"changed: {sorted(seen.changed)}"
