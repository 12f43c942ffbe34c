"""Lets what is published say by which source words came, and where in the ledger each line stands."""

from django.db import migrations, transaction
from django.db.models import Q

BATCH = 200


def name_sources(apps, schema_editor):
    """Write it into the facets of the editions that readers see or will see, each under its story's lock.

    So that a redaction that runs meanwhile is not undone. What is published while this runs is left as it is.
    """
    using = schema_editor.connection.alias
    stories = apps.get_model("articles", "Story").objects.using(using)
    editions = apps.get_model("articles", "Edition").objects.using(using)
    standing = editions.filter(Q(live_of__isnull=False) | Q(queued_of__isnull=False))
    last = 0
    while rows := list(standing.filter(pk__gt=last).order_by("pk").values_list("pk", "story")[:BATCH]):
        for pk, story in rows:
            with transaction.atomic(using):
                stories.select_for_update().only("pk").get(pk=story)
                edition = editions.select_related("revision").only("facets", "revision__content").get(pk=pk)
                named(edition.facets, edition.revision.content)
                editions.filter(pk=pk).update(facets=edition.facets)
        last = rows[-1][0]


def named(facets, content):
    """Add what `content` knows to `facets`."""
    blocks = {block["id"]: block for block in content["blocks"]}
    for said in facets.get("said", []):
        block = blocks.get(said["id"], {})
        source = block.get("source")
        said |= {"speaker": block.get("speaker", ""), "source": source["id"] if source else None}
    places = [place for place, entry in enumerate(content["citations"], start=1) if entry["source"]]
    for line, place in zip(facets.get("cited", []), places, strict=False):
        line["place"] = place


class Migration(migrations.Migration):
    # Each story is locked for a moment, never all at once.
    atomic = False

    dependencies = [
        ("articles", "0012_fronts"),
    ]

    operations = [
        migrations.RunPython(name_sources, migrations.RunPython.noop, elidable=True),
    ]
