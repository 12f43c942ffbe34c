"""Makes indexes of parts of words, by which the desk finds stories, updates and photos among very many.

On PostgreSQL, where its trigrams are to be had: SQLite has nothing like it, and a server may be without that
extension, or not let us add it. So they are not the models' own. Without them everything is found too, by
looking at every row. Outside one transaction; it can be run again.
"""

from django.db import migrations

WORDS = {
    "articles_story": ["headline", "dek", "slug"],
    "articles_liveupdate": ["headline", "text"],
    "articles_photo": ["title", "caption", "credit", "creator", "alt"],
}
CAN = """SELECT has_database_privilege(current_database(), 'CREATE') FROM pg_available_extensions
    WHERE name = 'pg_trgm'"""
HAS = "SELECT true FROM pg_extension WHERE extname = 'pg_trgm'"


def every():
    """Yield (name, table, what of it) of each index: as the database is asked for it, without regard to case."""
    for table, columns in WORDS.items():
        for column in columns:
            yield f"parts_{table.removeprefix('articles_')}_{column}", table, f"upper({column}::text)"
    # The headline that readers see.
    yield "parts_edition_headline", "articles_edition", "upper((card ->> 'headline')::text)"


def make(apps, schema_editor):
    """Make them while others write; of an attempt that was interrupted there may be a useless one."""
    connection = schema_editor.connection
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        for question in (HAS, CAN):
            cursor.execute(question)
            if cursor.fetchone() == (True,):
                break
        else:
            return
    schema_editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    for name, table, words in every():
        schema_editor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")
        schema_editor.execute(f"CREATE INDEX CONCURRENTLY {name} ON {table} USING gin ({words} gin_trgm_ops)")


def drop(apps, schema_editor):
    """Drop them. The extension stays: something else may use it."""
    for name, _table, _words in every():
        schema_editor.execute(f"DROP INDEX IF EXISTS {name}")


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("articles", "0020_newest_of_live_coverage"),
    ]

    operations = [migrations.RunPython(make, drop)]
