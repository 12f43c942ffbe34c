"""One story with as much live coverage as a long evening brings."""

import datetime
import random

from django.db import connection
from django.utils import timezone

from articles import live
from articles.enums import Coverage
from articles.models import LiveUpdate, LiveUpdateVersion, Story
from tests.factories import AuthorFactory, PersonFactory, SourceFactory, UserFactory, posted, published

SENTENCES = (
    "The attorney general has left the building by the side door.",
    "Two senators said they had not been told before the cameras were.",
    "A spokesman declined to say who had called the meeting, or when.",
    "The committee will sit again at nine, with the same list of witnesses.",
    "Those who were in the room describe it as short and very quiet.",
    "Outside, about four hundred people are still waiting in the rain.",
)


def long_evening(count):
    """Return a published story with `count` live updates, the newest just now, and its administrator.

    All but the last few are written at once, stamped as the service would have, one by one.
    """
    by = UserFactory(role="administrator", is_staff=True, is_superuser=True)
    story = published(by=by, authors=AuthorFactory.create_batch(2))
    fill(story, by, count - 3)
    for _ in range(3):
        last = posted(story, by=by, text=words(random.Random(0)), author=story.authors.first())
    live.pin(update=last, by=by)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    story.refresh_from_db()
    return story, by


def fill(story, by, count):
    """Give `story` `count` updates of every kind, with their versions; one in fifty was corrected."""
    chance = random.Random(1)
    authors, people = AuthorFactory.create_batch(6), PersonFactory.create_batch(8)
    sources = SourceFactory.create_batch(8)
    begin = timezone.now() - datetime.timedelta(seconds=6 * count)
    updates = [
        LiveUpdate(
            story=story,
            state="posted",
            posted_at=begin + datetime.timedelta(seconds=6 * number),
            headline=f"What is known at point {number}" if number % 3 == 0 else "",
            text=words(chance),
            author=chance.choice(authors),
            is_key=number % 40 == 0,
            source=chance.choice(sources) if number % 5 == 0 else None,
            **said(chance, people) if number % 10 == 1 else {},
            version=2 if number % 50 == 0 else 1,
            live_revision=number,
            released_by=by,
            created_by=by,
        )
        for number in range(1, count + 1)
    ]
    for update in updates:
        update.released_at = update.posted_at
    LiveUpdate.objects.bulk_create(updates, batch_size=500)
    LiveUpdateVersion.objects.bulk_create(
        (
            LiveUpdateVersion(
                update=update,
                number=number,
                content=live.content_of(update) | {"state": "posted"},
                note="It said half past; it was a quarter past." if number == 2 else "",
                is_correction=number == 2,
                was_seen=True,
                created_by=by,
            )
            for update in updates
            for number in range(1, update.version + 1)
        ),
        batch_size=500,
    )
    Story.objects.filter(pk=story.pk).update(
        live_revision=count,
        coverage=Coverage.OPEN,
        coverage_opened_at=begin,
        live_summary="<p>The attorney general has stepped aside.</p>",
        live_points="He will take no part in the inquiry\nTwo meetings are confirmed",
    )


def words(chance):
    """Return the text of an update: two paragraphs."""
    return "".join(f"<p>{' '.join(chance.sample(SENTENCES, 3))}</p>" for _ in range(2))


def said(chance, people):
    """Return the fields of an update that quotes somebody."""
    return {"said_kind": "quote", "said": "<p>I have nothing to add.</p>", "said_by": chance.choice(people)}
