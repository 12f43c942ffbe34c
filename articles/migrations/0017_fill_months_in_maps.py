"""Writes down the months of the editions that there are, some thousands at a time, and makes the indexes.

Outside one transaction: readers and editors go on meanwhile, and it can be run again.
"""

from django.db import migrations, models
from django.db.models import Max, OuterRef, Q, Subquery
from django.db.models.functions import TruncMonth

from newsroom.lib.indexes import added_online

BATCH = 5_000
INDEXES = {
    "edition": models.Index(name="edition_in_map", fields=["month", "-goes_live_at"]),
    "story": models.Index(
        name="story_changed_live",
        fields=["published_on", "-live_changed_at"],
        condition=Q(live_changed_at__isnull=False),
    ),
}


def fill(apps, schema_editor):
    """Write down the months."""
    using = schema_editor.connection.alias
    editions = apps.get_model("articles", "Edition").objects.using(using)
    stories = apps.get_model("articles", "Story").objects.using(using).filter(pk=OuterRef("story_id"))
    last = editions.aggregate(last=Max("pk"))["last"] or 0
    for start in range(0, last + 1, BATCH):
        some = editions.filter(pk__gte=start, pk__lt=start + BATCH, month=None)
        some.update(month=Subquery(stories.values(month=TruncMonth("published_on"))))


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("articles", "0016_months_in_maps"),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
        added_online("articles", INDEXES.items()),
    ]
