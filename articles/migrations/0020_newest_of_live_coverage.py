"""Indexes for the desk's list of live updates and of the stories that were covered, made while others write."""

from django.db import migrations, models

INDEXES = {
    "liveupdate": models.Index(name="update_newest", fields=["-posted_at", "-id"]),
    "story": models.Index(
        name="story_covered",
        fields=["-coverage_opened_at", "-id"],
        condition=models.Q(coverage_opened_at__isnull=False),
    ),
}


def make_indexes(apps, schema_editor):
    """Make them; of an attempt that was interrupted there may be a useless one."""
    is_postgresql = schema_editor.connection.vendor == "postgresql"
    for name, index in INDEXES.items():
        model = apps.get_model("articles", name)
        if is_postgresql:
            schema_editor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {index.name}")
            schema_editor.add_index(model, index, concurrently=True)
        else:
            schema_editor.execute(f"DROP INDEX IF EXISTS {index.name}")
            schema_editor.add_index(model, index)


def drop_indexes(apps, schema_editor):
    for index in INDEXES.values():
        schema_editor.execute(f"DROP INDEX IF EXISTS {index.name}")


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("articles", "0019_fill_newest_of_the_desk"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(make_indexes, drop_indexes)],
            state_operations=[
                migrations.AddIndex(model_name=name, index=index) for name, index in INDEXES.items()
            ],
        ),
    ]
