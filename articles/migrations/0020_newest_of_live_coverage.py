"""Indexes for the desk's list of live updates and of the stories that were covered, made while others write."""

from django.db import migrations, models

from newsroom.lib.indexes import added_online

INDEXES = {
    "liveupdate": models.Index(name="update_newest", fields=["-posted_at", "-id"]),
    "story": models.Index(
        name="story_covered",
        fields=["-coverage_opened_at", "-id"],
        condition=models.Q(coverage_opened_at__isnull=False),
    ),
}


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("articles", "0019_fill_newest_of_the_desk"),
    ]

    operations = [
        added_online("articles", INDEXES.items()),
    ]
