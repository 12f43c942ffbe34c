"""What search hears of: it reads anew what has changed, or forgets it."""

from articles.models import LiveUpdate
from articles.search import index
from newsroom.outbox import events


def listen():
    """Hear the outbox. Called once, when the site starts."""
    for kind in ("edition.live", "edition.queued"):
        events.listen(kind)(lambda payload: index.put("story", payload["story"]))
    events.listen("story.withdrawn")(lambda payload: index.drop("story", payload["story"]))
    events.listen("live.changed")(put_changed)
    events.listen("reference.saved")(lambda payload: index.put(payload["kind"], payload["id"]))
    for kind in ("reference.merged", "reference.parted"):
        events.listen(kind)(put_both)


def put_changed(payload):
    """Read the update that a change of a story's coverage was about, if it was about one."""
    changed = LiveUpdate.objects.filter(story=payload["story"], live_revision=payload["revision"])
    for pk in changed.values_list("pk", flat=True):
        index.put("update", pk)


def put_both(payload):
    """Read two topics, people or sources, of which one may be found no more."""
    for which in ("merged", "kept"):
        index.put(payload["kind"], payload[which])
