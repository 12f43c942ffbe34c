"""Writes down which editions corrected something already, and makes the indexes, while others go on.

Outside one transaction; it can be run again.
"""

from django.db import migrations, models
from django.db.models import OuterRef, Subquery

from newsroom.lib.indexes import added_online

BATCH = 1_000
INDEXES = [
    (
        "authortie",
        models.Index(
            name="author_corrections",
            fields=["author", "-corrected_at", "-edition"],
            condition=models.Q(corrected_at__isnull=False),
        ),
    ),
    ("correction", models.Index(name="correction_newest", fields=["-created_at", "-id"])),
    ("byline", models.Index(name="byline_newest", fields=["author", "-story"])),
    (
        "story",
        models.Index(
            name="story_unseen", fields=["-updated_at", "-id"], condition=models.Q(live_edition__isnull=True)
        ),
    ),
    ("story", models.Index(name="story_begun", fields=["created_by", "-updated_at", "-id"])),
    ("story", models.Index(name="story_labelled", fields=["label", "-updated_at", "-id"])),
]


def fill(apps, schema_editor):
    """Write down when the editions with corrections corrected."""
    using = schema_editor.connection.alias
    corrections = apps.get_model("articles", "Correction").objects.using(using)
    ties = apps.get_model("articles", "AuthorTie").objects.using(using)
    own = corrections.filter(edition=OuterRef("edition")).values("created_at")
    last = 0
    while some := list(corrections.filter(pk__gt=last).order_by("pk").values_list("pk", "edition")[:BATCH]):
        ties.filter(edition__in=[edition for _pk, edition in some]).update(corrected_at=Subquery(own))
        last = some[-1][0]


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("articles", "0018_newest_of_the_desk"),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
        added_online("articles", INDEXES),
    ]
