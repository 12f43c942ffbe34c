"""How soon readers see a change: a new headline, on each kind of page that shows it."""

import subprocess
import sys
import threading
import time
from contextlib import contextmanager

from django.urls import reverse

from articles import publishing, saving
from tests.factories import UserFactory, published
from tests.processes import ROOT

BEFORE, AFTER = b"As it was", b"As it has become"
# For how long pages are read before a change, and after it, so that one that falls back is noticed.
SECONDS_BEFORE, SECONDS_AFTER = 2, 5


def seconds_until_seen(server, environment):
    """Return by the name of a page for how many seconds after a change readers got the page of before."""
    by = UserFactory(role="administrator")
    story = published(by=by, headline=BEFORE.decode())
    addresses = {
        "story": story.get_absolute_url(),
        "latest": reverse("latest"),
        "section": story.section.get_absolute_url(),
        "front_feed.rss": reverse("front_feed", args=["rss"]),
    }
    old = {name: [0] for name in addresses}
    is_over = threading.Event()
    readers = [
        threading.Thread(target=_read, args=(server, address, old[name], is_over))
        for name, address in addresses.items()
    ]
    with worker(environment):
        for address in addresses.values():
            _wait_for(server, address)
        for reader in readers:
            reader.start()
        time.sleep(SECONDS_BEFORE)
        story.headline = AFTER.decode()
        saving.save(story=story, by=by, write=story.save)
        publishing.publish(story=story, by=by)
        changed = time.monotonic()
        time.sleep(SECONDS_AFTER)
        is_over.set()
        for reader in readers:
            reader.join()
    return {name: max(0, times[-1] - changed) for name, times in old.items()}


@contextmanager
def worker(environment):
    """Run the worker."""
    process = subprocess.Popen([sys.executable, "manage.py", "worker"], cwd=ROOT, env=environment)
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait_for(server, address):
    deadline = time.monotonic() + 60
    while BEFORE not in server.get(address):
        assert time.monotonic() < deadline, address
        time.sleep(0.1)


def _read(server, address, old, is_over):
    """Read until it `is_over`, and add to `old` when each answer was asked for that was the one of before."""
    while not is_over.is_set():
        asked = time.monotonic()
        if BEFORE in server.get(address):
            old.append(asked)
        time.sleep(0.02)
