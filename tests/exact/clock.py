"""A clock that stands still until it is told to go on: the database's and the machine's alike."""

import datetime
import sys
from contextlib import ExitStack, contextmanager
from unittest import mock

from django.db.models.functions import Now

from newsroom.lib.prepared import Prepared

# Whose functions may keep SQL.
OURS = ("articles.", "topics.")


class Clock:
    """The time is `now`; every look at it finds the same."""

    def __init__(self, now):
        self.now = now

    def __call__(self):
        return self.now

    def __deepcopy__(self, memo):
        return self

    def goes_on(self, **by):
        """Let time pass: so much of it."""
        self.now += datetime.timedelta(**by)


@contextmanager
def standing(now):
    """Give a Clock that stands at the aware time `now` for everything done within.

    The time stands in the SQL, so that none of that may be kept: neither for later in here, nor for after.
    """
    clock = Clock(now)
    rows = Prepared.rows

    def written_anew(self, **values):
        kept, self._ways = self._ways, {}
        try:
            return rows(self, **values)
        finally:
            self._ways = kept

    def as_sqlite(self, compiler, connection, **context):
        return f"'{clock.now.astimezone(datetime.UTC):%Y-%m-%d %H:%M:%S.%f}'", []

    def as_postgresql(self, compiler, connection, **context):
        return f"TIMESTAMPTZ '{clock.now.isoformat()}'", []

    with (
        mock.patch.object(Now, "as_sqlite", as_sqlite),
        mock.patch.object(Now, "as_postgresql", as_postgresql),
        mock.patch("django.utils.timezone.now", clock),
        mock.patch.object(Prepared, "rows", written_anew),
        ExitStack() as statements,
    ):
        for module in [module for name, module in sys.modules.items() if name.startswith(OURS)]:
            for name, written in list(vars(module).items()):
                if hasattr(written, "cache_clear"):
                    statements.enter_context(mock.patch.object(module, name, written.__wrapped__))
        yield clock
