"""What readers' pages cost when no copy of them is kept: queries, and CPU beside a bare page of their size.

    python -m tests.benchmarks.cold [ADDRESS ...]

measures the newsroom that the settings name, the demonstration's pages if no address is given. Each page is
asked for through all of Django, in this process, in turns with a page of as many bytes that a small template
makes of prepared paragraphs (`tests/benchmarks/bare.py`): so what else the machine does is in both.

What a process made of rows that have not changed it uses again, so a page is measured in two states: `cold`,
when no copy of the page is kept, and `first`, when a process that has shown another story before meets each
of the page's rows for the first time.
"""

import gc
import os
import statistics
import sys
import time
from dataclasses import dataclass

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.test import RequestFactory, override_settings

from newsroom.lib import memo

ROUNDS = 100
WARM_UP = 5


@dataclass(frozen=True)
class Cost:
    """What one request of `address` costs: milliseconds of CPU, as it is `cold`, `first`, and `bare`."""

    address: str
    status: int
    size: int
    queries: int
    cold: float
    first: float
    bare: float

    @property
    def ratio(self):
        """How many bare pages it costs."""
        return self.cold / self.bare

    @property
    def first_ratio(self):
        """How many bare pages it costs when nothing is kept."""
        return self.first / self.bare

    def __str__(self):
        return (
            f"cold {self.cold:6.2f} ms = {self.ratio:5.2f} x  first {self.first:6.2f} ms = "
            f"{self.first_ratio:5.2f} x  bare {self.bare:5.2f} ms  {self.queries:2} queries  "
            f"{self.size:6} bytes  {self.address}"
        )


def cost_of(address, rounds=ROUNDS):
    """Return the Cost of `address`: medians of so many `rounds`."""
    with override_settings(ROOT_URLCONF="tests.benchmarks.urls"):
        ask = asker()
        for _round in range(WARM_UP):
            status, body = ask(address)
            assert status in (200, 404, 410), f"{status} at {address}"
        statements = queries_of(lambda: ask(address))
        bare, another = f"/bare/{len(body)}/", page_of_another_story(address)
        ask(bare)
        took = [(address, []), (address, []), (bare, [])]
        gc.collect()
        for _round in range(rounds):
            for place, (asked, times) in enumerate(took):
                began = time.process_time()
                ask(asked)
                times.append((time.process_time() - began) * 1000)
                if place == 0:
                    memo.forget()
                    ask(another)
    medians = [statistics.median(times) for _asked, times in took]
    return Cost(address, status, len(body), len(statements), *medians)


def asker():
    """Return a function that asks Newsroom for an address as a server would: status and bytes."""
    # Whoever has a session gets nothing from a copy, and leaves none.
    cookie = f"{settings.SESSION_COOKIE_NAME}=x"
    handler, requests = WSGIHandler(), RequestFactory(headers={"host": "localhost", "cookie": cookie})

    def ask(address):
        status = []
        environ = requests.get(address).environ
        response = handler(environ, lambda line, _headers: status.append(int(line[:3])))
        body = b"".join(response)
        response.close()
        return status[0], body

    return ask


def queries_of(work):
    """Return the statements that `work` sends to the database."""
    statements = []

    def remember(execute, sql, params, many, context):
        statements.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(remember):
        work()
    return statements


def page_of_another_story(address):
    """Return the address of a story's page that has nothing to do with `address`, as far as we see."""
    from articles.models import Edition

    oldest = Edition.objects.public().for_cards().order_by("listed_at")[:2]
    return next(path for edition in oldest if not address.startswith(path := edition.get_absolute_url()))


def story_pages():
    """Return addresses of the pages of stories: of one with much around it, and of one that is live."""
    from articles.models import Edition, LiveUpdate

    shown = Edition.objects.public().for_cards("facets")
    ordinary = max(shown.filter(story__coverage="none"), key=lambda edition: len(str(edition.facets)))
    update = LiveUpdate.objects.of_published_stories().filter(story__coverage="open", author__isnull=False)[0]
    live, revision = update.story, max(update.story.live_revision - 1, 0)
    return [
        ordinary.get_absolute_url(),
        ordinary.get_edition_url(),
        ordinary.story.get_history_url(),
        live.get_absolute_url(),
        live.get_updates_url(),
        f"{live.get_updates_url()}?page=1&order=oldest",
        update.get_absolute_url(),
        live.get_history_url(),
        f"/live/{live.pk}/head.json",
        f"/live/{live.pk}/since/{revision}.json",
        f"/live/{live.pk}/since/0.json",
    ]


def main():
    """Print a line for each page."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings.local")
    django.setup()
    for address in sys.argv[1:] or story_pages():
        print(cost_of(address), flush=True)


if __name__ == "__main__":
    main()
