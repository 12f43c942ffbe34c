"""A newsroom with very many stories, for benchmarks of what is to be found among them."""

import datetime
import os
import sys
from collections import Counter

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings.test")
django.setup()

from django.db.models import Count, F  # noqa: E402 (Django is set up first)
from django.utils import timezone  # noqa: E402 (once Django stands)

from articles.demo import archive  # noqa: E402 (once Django stands)
from articles.models import Edition, Story  # noqa: E402 (once Django stands)
from newsroom.lib.html import plain  # noqa: E402 (once Django stands)
from newsroom.lib.words import spans  # noqa: E402 (once Django stands)

STORIES = int(os.environ.get("STORIES", 100_000))
# Of so many stories one waits for a new edition, and one whose new edition is due waits for a worker.
WAITING = 1_000
# So many texts are read to know how frequent words are.
SAMPLE = 4_000


def fill(stories=STORIES, years=archive.YEARS):
    """Make the stories, and what search reads of them, always the same."""
    archive.fill(stories, tell=_tell, years=years, seed="benchmark")
    _let_some_wait(stories)


def vocabulary():
    """Return the words of the stories, the most frequent first."""
    last = Edition.objects.order_by("pk").last().pk
    texts = Edition.objects.filter(pk__in=range(1, last + 1, max(1, last // SAMPLE))).values_list(
        "body_html", flat=True
    )
    counts = Counter(word for text in texts for word in {word for _start, _end, word in spans(plain(text))})
    return [word for word, _count in counts.most_common() if word.isalpha()]


def busiest(model):
    """Return the row of `model` that most editions are tied to."""
    return model.objects.annotate(count=Count("editions")).latest("count")


def _tell(done, total):
    if done % 10_000 == 0:
        print(f"{done} of {total}", file=sys.stderr)


def _let_some_wait(stories):
    """Give some stories an edition that is due, and as many one that is not."""
    now = timezone.now()
    for first, later in ((0, -1), (WAITING // 2, 1)):
        waiting = Story.objects.filter(pk__in=range(first, stories * 2, WAITING), live_edition__isnull=False)
        for story in waiting.select_related("live_edition"):
            edition = story.live_edition
            edition.pk, edition._state.adding = None, True
            edition.number, edition.goes_live_at = edition.number + 1, now + datetime.timedelta(days=later)
            edition.save()
            Story.objects.filter(pk=story.pk).update(queued_edition=edition, updated_at=F("updated_at"))
