"""What has changed for readers, as each process learns it from the events, and what is kept until it does.

Whoever keeps a copy of something rendered remembers what was `known` when rendering began, and the tags that
were collected meanwhile (see `newsroom.lib.tags`). The copy `is_good` until an event with one of the tags
becomes known that was not known then, or until the time at which such an event counts. What this process
commits is known to it at once; what others commit, within `EVERY`.

An event gets its number before it is committed, so a lower number may appear after a higher one. Numbers that
are missing are asked for again, for `GAP` seconds: longer than any transaction that tells something.
"""

import json
import logging
import threading
import time
from datetime import UTC, datetime
from typing import NamedTuple

from django.conf import settings
from django.db import Error as AnyDatabaseError
from django.db import InterfaceError, OperationalError, connection

from newsroom.lib.tags import collecting, depends_on, lasts_until
from newsroom.outbox.models import Event

log = logging.getLogger(__name__)

# How often a process asks, how long it waits for another of its threads that asks, and how long it leaves a
# database alone that did not answer, in seconds.
EVERY = 0.2
PATIENCE = 1.0
RETRY = 1.0
# For how long a missing number is asked for, and of how many at most.
GAP = 60
MISSING = 1000
# How many of the newest events a process reads when it begins, and at most at once.
READ = 2000
# For how long something that is kept may be used at most: while the database answers, and while it is away.
# For how long events are remembered: longer. How many values are kept.
KEPT = 60
STALE = 3600
REMEMBERED = 2 * 3600
VALUES = 256
# By how much the clock of a database and ours may differ from what we found, for all we know.
MARGIN = 0.005
# The tag of whatever does not say what it depends on: everything.
ANYTHING = "*"
# Kinds of events that take nothing away from readers: what was rendered before may still be shown, marked,
# while the database is away. All other kinds may have withdrawn something.
ONLY_ADDING = frozenset(
    (
        *("breaking.raised", "breaking.ends", "edition.live", "edition.queued", "edition.shown_again"),
        *("front.published", "front.queued", "front.slot_ends", "page.published", "reference.grows"),
        *("search.changed", "series.changed", "series.grows", "update.became", "update.queued"),
    )
)

QUERIES = {
    "postgresql": (
        "SELECT extract(epoch FROM clock_timestamp())::float8, e.id, e.kind, e.payload::text,"
        " extract(epoch FROM e.counts_at)::float8"
    ),
    "sqlite": (
        "SELECT (julianday('now') - 2440587.5) * 86400.0, e.id, e.kind, e.payload,"
        " (julianday(e.counts_at) - 2440587.5) * 86400.0"
    ),
}


class Known(NamedTuple):
    """What a process knew at a time: all events up to the number `high`, but for those `missing`.

    `at` is the time by the database's clock, in seconds since 1970. It is a plain tuple for JSON.
    """

    high: int
    missing: frozenset
    at: float


class Log:
    """The events that one process knows. All threads share it."""

    def __init__(self):
        self._asking = threading.Lock()
        self._changing = threading.RLock()
        # Who tells other processes, without the database, what may have been taken away: `page_cache` does.
        self.tell = None
        self.forget()

    def forget(self):
        """Know nothing, as when the process began."""
        with self._changing:
            self.version = 0
            self._high = self._floor = 0
            self._missing = {}
            self._frozen = frozenset()
            self._by_tag = {}
            self._remembered = []
            self._turns = []
            self._next_turn = float("inf")
            self._values = {}
            self._is_begun = False
            self._looked_at = self._next = float("-inf")
            self._has_failed = False
            # The earliest and the latest that the database's clock may be ahead of `time.monotonic()`.
            self._ahead = (time.time() - time.monotonic(),) * 2

    # --- asking ------------------------------------------------------------------------------------------

    @property
    def is_on(self):
        """Whether anything is kept at all, as `settings.KEEP_COPIES` says."""
        return settings.KEEP_COPIES

    @property
    def is_lost(self):
        """True while the database cannot be asked: nobody knows what has changed since."""
        return self._has_failed or not self._is_begun

    @property
    def has_begun(self):
        """Whether this process ever knew what has changed."""
        return self._is_begun

    def fail(self):
        """Take note that the database did not answer somebody else."""
        self._fail()

    def look(self, force=False):
        """Learn what others have committed, unless that was asked just now. Costs one query if it is asked.

        Never raises: `is_lost` says when the database did not answer. Asks nothing inside a transaction,
        which would see what may yet be undone.
        """
        now = time.monotonic()
        if now >= self._next_turn:
            self._turn()
        if (now < self._next and not force) or connection.in_atomic_block:
            return
        # Somebody asks already: what we know is of just now, or it is worth waiting for, but not for long.
        must_wait = force or not (self._has_failed or now - self._looked_at < PATIENCE)
        if not self._asking.acquire(blocking=must_wait, timeout=PATIENCE if must_wait else -1):
            if must_wait:
                self._fail()
            return
        try:
            if force or time.monotonic() >= self._next:
                self._ask()
        finally:
            self._asking.release()

    def _ask(self):
        asked_at = time.monotonic()
        try:
            rows = self._read() if self._is_begun else self._begin()
        except (OperationalError, InterfaceError):
            if not self._has_failed:
                log.warning("the database does not say what has changed", exc_info=True)
            self._fail()
            # A connection that broke is no good any more.
            connection.close()
            return
        except AnyDatabaseError:
            log.exception("the log of changes cannot be read")
            self._fail()
            return
        with self._changing:
            self._learn(rows)
            if self._has_failed:
                log.warning("the database says again what has changed")
            self._has_failed, self._is_begun = False, True
            self._looked_at, self._next = asked_at, time.monotonic() + EVERY
            self._tidy(asked_at)
            self._set_next_turn()

    def _fail(self):
        self._has_failed = True
        self._next = time.monotonic() + RETRY

    def _select(self, condition, parameters, order="id"):
        table = connection.ops.quote_name(Event._meta.db_table)
        found = f"SELECT * FROM {table} WHERE {condition} ORDER BY {order} LIMIT {READ}"  # noqa: S608 (all ours)
        begun = time.monotonic()
        with connection.cursor() as cursor:
            # One row comes even if nothing has happened: with the time.
            cursor.execute(
                f"{QUERIES[connection.vendor]} FROM (SELECT 1) AS one LEFT JOIN ({found}) e ON TRUE",
                parameters,
            )
            rows = cursor.fetchall()
        ended = time.monotonic()
        self._ahead = (rows[0][0] - ended - MARGIN, rows[0][0] - begun + MARGIN)
        return [row[1:] for row in rows if row[1] is not None]

    def _read(self):
        condition, parameters = "id > %s", [self._high]
        if missing := list(self._missing):
            condition += f" OR id IN ({', '.join(['%s'] * len(missing))})"
            parameters += missing
        rows = self._select(condition, parameters)
        return rows if len(rows) < READ else self._begin()

    def _begin(self):
        """Read the newest events, and those that count later; of what else was before, nothing is known."""
        rows = self._select("TRUE", [], order="id DESC")
        since = datetime.fromtimestamp(self.now() - REMEMBERED, UTC)
        since = connection.ops.adapt_datetimefield_value(since)
        planned = self._select("counts_at > %s", [since], order="counts_at")
        with self._changing:
            self._high = min((row[0] for row in rows), default=1) - 1
            self._floor = self._high if len(rows) == READ else 0
            self._missing.clear()
            self._learn([row for row in planned if row[0] <= self._floor])
        return rows

    # --- learning ----------------------------------------------------------------------------------------

    def committed(self, number, kind, tags, at=None):
        """Learn of an event that this process has committed, without asking for it."""
        if self.tell is not None and kind not in ONLY_ADDING:
            self.tell(number, kind, tags, at)
        self.hear(number, kind, tags, at)

    def hear(self, number, kind, tags, at=None):
        """Learn of an event that was committed, from whoever knows."""
        if self._is_begun:
            with self._changing:
                self._learn([(number, kind, tags, at)])

    def _learn(self, rows):
        """Take up (number, kind, payload as JSON or tags, time at which it counts) of each of `rows`."""
        now = time.monotonic()
        for number, kind, told, at in sorted(rows, key=lambda row: row[0]):
            if number > self._high:
                for passed in range(max(self._high + 1, number - MISSING), number):
                    self._missing[passed] = now
                self._high = number
            elif number > self._floor and self._missing.pop(number, None) is None:
                continue
            tags = json.loads(told).get("tags", ()) if isinstance(told, str) else told
            event = (number, at, kind not in ONLY_ADDING)
            self._remembered.append((now, event, (*tags, ANYTHING)))
            for tag in (*tags, ANYTHING):
                self._by_tag.setdefault(tag, []).append(event)
            if at is not None and at > self.now():
                self._turns.append(at)
        if rows:
            self._frozen = frozenset(self._missing)
            self._set_next_turn()
            self.version += 1

    def _tidy(self, now):
        """Forget missing numbers that will not come any more, and events that are older than any copy."""
        given_up = [number for number, since in self._missing.items() if now - since > GAP]
        given_up += list(self._missing)[: max(0, len(self._missing) - len(given_up) - MISSING)]
        for number in given_up:
            self._missing.pop(number, None)
        if given_up:
            self._frozen = frozenset(self._missing)
        if self._remembered and now - self._remembered[0][0] > 2 * REMEMBERED:
            kept = [entry for entry in self._remembered if self._is_needed(entry, now)]
            gone = {entry[1][0] for entry in self._remembered} - {entry[1][0] for entry in kept}
            by_tag = {}
            for _since, event, tags in kept:
                for tag in tags:
                    by_tag.setdefault(tag, []).append(event)
            self._floor = max(self._floor, *gone) if gone else self._floor
            self._remembered, self._by_tag = kept, by_tag

    def _is_needed(self, entry, now):
        since, (_number, at, _is_grave), _tags = entry
        return now - since < REMEMBERED or (at is not None and at > self.now() - REMEMBERED)

    def _turn(self):
        """Let what is planned count once its time has come."""
        with self._changing:
            latest = self.latest()
            self._turns = [at for at in self._turns if at > latest]
            self._set_next_turn()
            self.version += 1

    def _set_next_turn(self):
        self._next_turn = min(self._turns) - self._ahead[1] if self._turns else float("inf")

    # --- telling -----------------------------------------------------------------------------------------

    def now(self):
        """The time by the database's clock, in seconds since 1970; it is not earlier than that."""
        return time.monotonic() + self._ahead[0]

    def latest(self):
        """The same, not later than the clock: between the two lies what we cannot know."""
        return time.monotonic() + self._ahead[1]

    def known(self):
        """Return what is known now. Take it before reading what a copy is made from."""
        with self._changing:
            return Known(self._high, self._frozen, self.now())

    def is_good(self, tags, known, *, is_pressing=False):
        """Say whether what was made of things with `tags`, at a time when `known` was, is still so.

        `is_pressing` is for what is shown while nothing better can be had: only what may have taken
        something away from readers counts.
        """
        high, missing, made_at = known
        if high < self._floor or (missing and min(missing) <= self._floor):
            return False
        latest = self.latest()
        for tag in tags or (ANYTHING,):
            for number, at, is_grave in self._by_tag.get(tag, ()):
                if is_pressing and not is_grave:
                    continue
                is_news = number > high or number in missing
                if is_news if at is None else at <= latest and (is_news or made_at < at):
                    return False
        return True

    # --- keeping -----------------------------------------------------------------------------------------

    def kept(self, name, tags, make):
        """Return what `make()` returned, until something with one of `tags` has changed.

        For what belongs to the newsroom as a whole, such as its navigation. What `make` itself depends on
        counts too. Whatever is being rendered depends on all of it. In a transaction nothing is kept, nor
        where `settings.KEEP_COPIES` is off. What changes by itself at a time is made anew then.
        """
        if not self.is_on or connection.in_atomic_block:
            depends_on(*tags)
            return make()
        self.look()
        found = self._values.get(name)
        if found is not None and self._may_use(name, found):
            _say(found[1], found[2])
            return found[0]
        version, known = self.version, self.known()
        with collecting() as collected:
            value = make()
        every = frozenset({*tags, *collected})
        if not self.is_lost:
            with self._changing:
                while len(self._values) >= VALUES and name not in self._values:
                    del self._values[next(iter(self._values))]
                self._values[name] = (value, every, collected.until, known, time.monotonic(), version)
        _say(every, collected.until)
        return value

    def _may_use(self, name, found):
        value, tags, until, known, made_at, version = found
        age = time.monotonic() - made_at
        if self.is_lost:
            return age < STALE and self.is_good(tags, known, is_pressing=True)
        if age > KEPT or (until is not None and self.latest() >= until.timestamp()):
            return False
        if version != self.version:
            version = self.version
            if not self.is_good(tags, known):
                return False
            self._values[name] = (value, tags, until, known, made_at, version)
        return True


def _say(tags, until):
    depends_on(*tags)
    if until is not None:
        lasts_until(until)


LOG = Log()
look, known, is_good, kept = LOG.look, LOG.known, LOG.is_good, LOG.kept
