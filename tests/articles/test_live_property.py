"""Whatever the desk does and whatever readers miss, an open page ends with what a fresh one shows.

Hypothesis makes up what happens: the same few stories of it each time. For others, and more of them:
`EXAMPLES=1000 .venv/bin/python -m pytest tests/articles/test_live_property.py`.
"""

import contextlib
import importlib
import os
import re

import pytest
from django.core.cache import cache
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from articles import delivery, live
from articles.enums import Coverage, UpdateState
from articles.models import LiveUpdate, Story
from articles.querysets import UNANNOUNCED
from tests.articles.test_live_head import HOUR, let_come
from tests.factories import AuthorFactory, UserFactory, published

SIZE = 3  # of an answer, so that many take more than one
REFUSED = (ValidationError, PermissionDenied, live.Conflict)
ARTICLE = re.compile(r'<article class="mer-i upd.*?</article>', re.DOTALL)
REVISION = re.compile(r'data-revision="(\d+)"')
PINNED = re.compile(r'<div data-pinned>(.*?)</div>\s*<ol class="mer run" data-list>', re.DOTALL)
TOP = re.compile(r"<div data-top>(.*?)</div>\s*<section aria-labelledby=\"keys-h\"", re.DOTALL)

pick = st.integers(min_value=0, max_value=40)
hours = st.sampled_from([-2, -1, 0, 1, 2])


def bare(html):
    return " ".join(html.split())


def id_of(article):
    return int(re.search(r'id="u-(\d+)"', article)[1])


def place_of(article):
    return float(re.search(r'data-at="([\d.]+)"', article)[1]), id_of(article)


class Reader:
    """An open page, as live.js keeps it: what it shows, and the revision up to which it knows everything."""

    def __init__(self, story):
        self.client, self.story = Client(), story
        self.revision, self.updates, self.pinned, self.top = 0, {}, "", ""
        self.head, self.skip = None, 0

    def open(self):
        """Load the live page, and return what it shows."""
        html = self.client.get(self.story.get_updates_url()).content.decode()
        # A page of coverage that has ended asks nothing; here it asks for all.
        self.revision = int(found[1]) if (found := REVISION.search(html)) else 0
        self.pinned = bare(PINNED.search(html)[1])
        self.top = bare(TOP.search(html)[1])
        articles = ARTICLE.findall(html)
        assert articles == sorted(articles, key=place_of, reverse=True)
        self.updates = {id_of(article): bare(article) for article in articles}
        return self

    def ask(self, is_lost=False):
        """Put the next question, and say whether there is another; the answer may be lost on its way."""
        if self.head is None:
            self.head, self.skip = self.get("live_head"), 0
        has_more = False
        if self.head["revision"] > self.revision:
            cursor = f"{self.revision}-{self.skip}" if self.skip else self.revision
            changes = self.get("live_since", cursor)
            if not is_lost:
                rows = len(changes["upserts"]) + len(changes["removals"])
                assert rows <= SIZE
                assert changes["revision"] >= self.revision
                self.skip = self.skip + rows if changes["revision"] == self.revision else 0
                self.apply(changes)
                has_more = changes["more"]
        if not has_more:
            self.head = None
        return has_more

    def poll(self):
        """Ask until there is no more."""
        while self.ask():
            pass

    def apply(self, changes):
        for pk in changes["removals"]:
            self.updates.pop(pk, None)
        for update in changes["upserts"]:
            self.updates[update["id"]] = bare(update["html"])
        self.pinned = bare(changes["pinned"]["html"]) if changes["pinned"] else ""
        self.top = bare(changes["key_points_html"])
        self.revision = changes["revision"]

    def get(self, name, *args):
        response = self.client.get(reverse(name, args=[self.story.pk, *args]))
        assert response.status_code == 200
        return response.json()

    @property
    def shown(self):
        """All that can be read on the page."""
        return {"updates": self.updates, "pinned": self.pinned, "top": self.top}


class Coverages(RuleBasedStateMachine):
    """A desk that covers one story, and its readers."""

    def __init__(self):
        super().__init__()
        # Each example begins with the same story, and leaves nothing.
        self.all = transaction.atomic()
        self.all.__enter__()
        cache.clear()
        self.readers, self.count = [], 0

    def teardown(self):
        try:
            self.all_catch_up()
        finally:
            transaction.set_rollback(True)
            self.all.__exit__(None, None, None)

    # --- the desk ---

    def new(self, hour, is_key=False):
        self.count += 1
        posted_at = timezone.now() + hour * HOUR if hour else None
        words = {"headline": f"Number {self.count}" * (self.count % 2), "text": f"<p>Text {self.count}.</p>"}
        return LiveUpdate(story=self.story, posted_at=posted_at, is_key=is_key, **words)

    def one(self, pick, **fields):
        # Those that wait for their time, or for a stamp, come first: they are what is hard.
        rows = list(LiveUpdate.objects.filter(story=self.story, **fields).order_by("-live_revision", "pk"))
        return rows[pick % len(rows)] if rows else None

    def do(self, service, **fields):
        with contextlib.suppress(REFUSED):
            service(by=self.by, **fields)

    def has_updates(self):
        return self.count > 0

    @initialize()
    def begin(self):
        self.do(live.post, update=self.new(0))
        self.readers.append(Reader(self.story).open())

    @rule(hour=hours, is_key=st.booleans(), draft=st.booleans())
    def post(self, hour, is_key, draft):
        self.do(live.post, update=self.new(hour, is_key), draft=draft)

    @rule(count=st.integers(min_value=1, max_value=5), have_come=st.booleans())
    def schedule(self, count, have_come):
        updates = [self.new(1) for _ in range(count)]
        for update in updates:
            self.do(live.post, update=update)
        if have_come:
            for update in updates:
                let_come(update)

    @rule(hour=hours)
    def submit(self, hour):
        self.do(live.submit, update=self.new(hour))

    @rule(pick=pick, hour=hours)
    def approve(self, pick, hour):
        if update := self.one(pick, state=UpdateState.SUBMITTED):
            self.do(live.approve, update=update, at=timezone.now() + hour * HOUR if hour else None)

    @rule(pick=pick)
    def send_back(self, pick):
        if update := self.one(pick, state=UpdateState.SUBMITTED):
            self.do(live.send_back, update=update, note="Who says so?")

    @precondition(has_updates)
    @rule(pick=pick, hour=hours, publish=st.booleans(), late=st.booleans())
    def amend(self, pick, hour, publish, late):
        update = self.one(pick)
        update.text = f"{update.text}<p>More.</p>"
        update.posted_at += hour * HOUR
        update.is_key = not update.is_key
        self.do(live.amend, update=update, publish=publish, version=max(1, update.version - late))

    @precondition(has_updates)
    @rule(pick=pick, change=st.sampled_from(["correct", "retract", "undo", "pin", "unpin"]))
    def change(self, pick, change):
        update = self.one(pick)
        if change == "correct":
            update.headline = "Corrected"
            self.do(live.correct, update=update, note="It was two.")
        elif change == "retract":
            self.do(live.retract, update=update, reason="Wrong.")
        elif change == "undo":
            self.do(live.undo, update=update)
        else:
            self.do(live.pin, update=update, pinned=change == "pin")

    @rule(text=st.sampled_from(["", "<p>In short.</p>"]), points=st.sampled_from(["", "The vote\nThe count"]))
    def set_summary(self, text, points):
        self.do(live.set_summary, story=self.story, summary=text, points=points)

    @rule(coverage=st.sampled_from([Coverage.OPEN, Coverage.CLOSED]))
    def set_coverage(self, coverage):
        self.do(live.set_coverage, story=self.story, coverage=coverage)

    @precondition(has_updates)
    @rule(picks=st.lists(pick, max_size=3))
    def stamp_again(self, picks):
        with transaction.atomic():
            live.stamp_again(live.lock(self.story), [self.one(pick).pk for pick in picks])

    # --- the clock and the worker ---

    @rule(picks=st.lists(pick, min_size=1, max_size=8))
    def time_passes(self, picks):
        for pick in picks:
            if update := self.one(pick, live_revision=UNANNOUNCED, posted_at__gt=timezone.now()):
                let_come(update)

    @rule()
    def announce_due(self):
        live.announce_due()

    # --- readers ---

    @precondition(lambda self: len(self.readers) < 4)
    @rule()
    def open(self):
        self.readers.append(Reader(self.story).open())

    @rule(pick=pick, is_lost=st.booleans())
    def ask(self, pick, is_lost):
        self.readers[pick % len(self.readers)].ask(is_lost)

    @invariant()
    def the_first_reader_is_attentive(self):
        for reader in self.readers[:1]:
            reader.ask()

    @rule()
    def all_catch_up(self):
        page = Reader(self.story).open()
        for reader in [*self.readers, Reader(self.story)]:
            reader.poll()  # the rest of what it was asking before
            reader.poll()
            assert reader.shown == page.shown
        public = LiveUpdate.objects.public().filter(story=self.story)
        assert set(page.updates) == set(public.values_list("pk", flat=True))
        revision = Story.objects.values_list("live_revision", flat=True).get(pk=self.story.pk)
        assert {reader.revision for reader in self.readers} <= {revision}


@pytest.mark.django_db
def test_an_open_page_ends_with_what_a_fresh_one_shows(monkeypatch):
    for module in (delivery, importlib.import_module("articles.views.live_since")):
        monkeypatch.setattr(module, "SIZE", SIZE)
    by = UserFactory(role="administrator")
    AuthorFactory(user=by)
    Coverages.story, Coverages.by = published(by=by), by
    wanted = os.environ.get("EXAMPLES")
    run_state_machine_as_test(
        Coverages,
        settings=settings(
            max_examples=int(wanted or 12),
            derandomize=wanted is None,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
