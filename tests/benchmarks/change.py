"""How soon readers see a change: a new headline, on each kind of page that shows it."""

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from django.urls import reverse

from articles import publishing, saving
from tests.factories import UserFactory, published
from tests.processes import ROOT

# For how long pages are looked at after a change, so that one that falls back is noticed.
SECONDS = 5


def seconds_until_seen(server, environment):
    """Return by the name of a page for how many seconds it showed the old headline after it had changed."""
    by = UserFactory(role="administrator")
    story = published(by=by, headline="As it was")
    addresses = {
        "story": story.get_absolute_url(),
        "latest": reverse("latest"),
        "section": story.section.get_absolute_url(),
        "front_feed.rss": reverse("front_feed", args=["rss"]),
    }
    with worker(environment), ThreadPoolExecutor() as readers:
        for address in addresses.values():
            _wait_for(server, address, b"As it was")
        story.headline = "As it has become"
        saving.save(story=story, by=by, write=story.save)
        publishing.publish(story=story, by=by)
        began = time.monotonic()
        reading = {
            name: readers.submit(_last_old, server, address, b"As it was", began)
            for name, address in addresses.items()
        }
        return {name: each.result() for name, each in reading.items()}


@contextmanager
def worker(environment):
    """Run the worker."""
    process = subprocess.Popen([sys.executable, "manage.py", "worker"], cwd=ROOT, env=environment)
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait_for(server, address, words):
    deadline = time.monotonic() + 60
    while words not in server.get(address):
        assert time.monotonic() < deadline, address
        time.sleep(0.1)


def _last_old(server, address, words, began):
    """Return how long after `began` an answer with the old words was asked for last; 0 if never."""
    last = 0
    while (asked := time.monotonic() - began) < SECONDS:
        if words in server.get(address):
            last = asked
        time.sleep(0.02)
    return last
