"""What lists of corrections and of the desk are ordered by, so that they are read from one end.

A correction is found from the ties of the edition that carries it to its authors; the database writes that down
for whoever publishes one, processes of the release before too.
"""

from django.db import migrations, models


def place(apps, schema_editor):
    """Let the database note at an author's part in an edition when the edition corrected something."""
    ties, corrections = "articles_edition_authors", "articles_correction"
    update = f"UPDATE {ties} SET corrected_at = NEW.created_at WHERE edition_id = NEW.edition_id"
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(
            f"CREATE TRIGGER {corrections}_placed AFTER INSERT ON {corrections} BEGIN {update}; END"
        )
    else:
        schema_editor.execute(
            "CREATE FUNCTION articles_correction_placed() RETURNS trigger LANGUAGE plpgsql AS"
            f" 'BEGIN {update}; RETURN NULL; END'"
        )
        schema_editor.execute(
            f"CREATE TRIGGER {corrections}_placed AFTER INSERT ON {corrections}"
            " FOR EACH ROW EXECUTE FUNCTION articles_correction_placed()"
        )


def leave(apps, schema_editor):
    is_sqlite = schema_editor.connection.vendor == "sqlite"
    table = "articles_correction"
    schema_editor.execute(f"DROP TRIGGER {table}_placed{'' if is_sqlite else f' ON {table}'}")
    if not is_sqlite:
        schema_editor.execute("DROP FUNCTION articles_correction_placed")


class Migration(migrations.Migration):

    dependencies = [
        ("articles", "0017_fill_months_in_maps"),
    ]

    operations = [
        migrations.AddField(
            model_name="authortie",
            name="corrected_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="corrected"),
        ),
        migrations.RunPython(place, leave),
    ]
