"""Gives what stands already its place in lists, some thousands of rows at a time, and then the index.

Outside one transaction: readers and editors go on meanwhile, and it can be run again.
"""

from django.db import migrations, models
from django.db.models import Max, OuterRef, Subquery

from newsroom.lib.indexes import added_online

BATCH = 5_000
TIES = {"TopicTie": "topic", "PersonTie": "person", "SourceTie": "source", "AuthorTie": "author"}


def fill(apps, schema_editor):
    """Write down the places."""
    using = schema_editor.connection.alias
    edition = apps.get_model("articles", "Edition").objects.using(using).filter(pk=OuterRef("edition_id"))
    for name in TIES:
        ties = apps.get_model("articles", name).objects.using(using)
        last = ties.aggregate(last=Max("pk"))["last"] or 0
        for start in range(0, last + 1, BATCH):
            some = ties.filter(pk__gte=start, pk__lt=start + BATCH, listed_at=None)
            some.update(listed_at=Subquery(edition.values("listed_at")))


def index_of(name):
    key = TIES[name]
    return models.Index(name=f"{key}_river", fields=[key, "-listed_at", "-edition"])


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("articles", "0014_places_in_rivers"),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
        added_online("articles", [(name.lower(), index_of(name)) for name in TIES]),
    ]
