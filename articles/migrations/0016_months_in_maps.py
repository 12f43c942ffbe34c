"""An edition says in which month's map its story is, so that the newest of each map is found by its index.

The database writes it where it is not given, as it does the places of migration 0014, and for the same reason.
The next migration fills it for what stands already.
"""

from django.db import migrations, models

MONTH = {
    "postgresql": "SELECT DATE_TRUNC('month', published_on)::date {} FROM articles_story WHERE id = NEW.story_id",
    "sqlite": "SELECT DATE(published_on, 'start of month') {} FROM articles_story WHERE id = NEW.story_id",
}


def place(apps, schema_editor):
    """Let the database write down the month of each new edition."""
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(
            "CREATE TRIGGER articles_edition_mapped AFTER INSERT ON articles_edition WHEN NEW.month IS NULL"
            f" BEGIN UPDATE articles_edition SET month = ({MONTH['sqlite'].format('')}) WHERE id = NEW.id; END"
        )
        return
    schema_editor.execute(
        "CREATE FUNCTION articles_edition_mapped() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$BEGIN {MONTH['postgresql'].format('INTO NEW.month')}; RETURN NEW; END$$"
    )
    schema_editor.execute(
        "CREATE TRIGGER articles_edition_mapped BEFORE INSERT ON articles_edition FOR EACH ROW"
        " WHEN (NEW.month IS NULL) EXECUTE FUNCTION articles_edition_mapped()"
    )


def leave(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TRIGGER articles_edition_mapped")
        return
    schema_editor.execute("DROP TRIGGER articles_edition_mapped ON articles_edition")
    schema_editor.execute("DROP FUNCTION articles_edition_mapped")


class Migration(migrations.Migration):

    dependencies = [
        ("articles", "0015_fill_places_in_rivers"),
    ]

    operations = [
        migrations.AddField(
            model_name="edition",
            name="month",
            field=models.DateField(
                editable=False,
                help_text="The first day of the month in its story’s address.",
                null=True,
                verbose_name="month",
            ),
        ),
        migrations.RunPython(place, leave),
    ]
