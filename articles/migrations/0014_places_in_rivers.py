"""What ties an edition to a topic, a person, a source or an author says where it stands in lists.

The tables are those that there are; each gets a column. The database writes it wherever it is not given, so
that what a process of the release before publishes meanwhile has its place too. The next migration fills it
for what stands already.
"""

import django.db.models.deletion
from django.db import migrations, models

TIES = {
    "topics": ("TopicTie", "topic", "topics.topic"),
    "people": ("PersonTie", "person", "topics.person"),
    "sources": ("SourceTie", "source", "topics.source"),
    "authors": ("AuthorTie", "author", "articles.author"),
}
POSTGRESQL = (
    "CREATE FUNCTION articles_tie_placed() RETURNS trigger LANGUAGE plpgsql AS"
    " 'BEGIN SELECT listed_at INTO NEW.listed_at FROM articles_edition WHERE id = NEW.edition_id; RETURN NEW; END'"
)


def place(apps, schema_editor):
    """Let the database give each new tie the place of its edition."""
    is_sqlite = schema_editor.connection.vendor == "sqlite"
    if not is_sqlite:
        schema_editor.execute(POSTGRESQL)
    for name in TIES:
        table = f"articles_edition_{name}"
        schema_editor.execute(
            f"CREATE TRIGGER {table}_placed AFTER INSERT ON {table} WHEN NEW.listed_at IS NULL"
            f" BEGIN UPDATE {table} SET listed_at ="
            " (SELECT listed_at FROM articles_edition WHERE id = NEW.edition_id) WHERE id = NEW.id; END"
            if is_sqlite
            else f"CREATE TRIGGER {table}_placed BEFORE INSERT ON {table} FOR EACH ROW"
            " WHEN (NEW.listed_at IS NULL) EXECUTE FUNCTION articles_tie_placed()"
        )


def leave(apps, schema_editor):
    is_sqlite = schema_editor.connection.vendor == "sqlite"
    for name in TIES:
        table = f"articles_edition_{name}"
        schema_editor.execute(f"DROP TRIGGER {table}_placed{'' if is_sqlite else f' ON {table}'}")
    if not is_sqlite:
        schema_editor.execute("DROP FUNCTION articles_tie_placed")


def known(name):
    """Yield what Django is told of a table that there is."""
    model, key, to = TIES[name]
    yield migrations.CreateModel(
        name=model,
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            (
                "edition",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE, related_name="%(class)ss", to="articles.edition"
                ),
            ),
            (key, models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to=to)),
        ],
        options={
            "verbose_name": "edition",
            "verbose_name_plural": "editions",
            "db_table": f"articles_edition_{name}",
            "unique_together": {("edition", key)},
            "abstract": False,
        },
    )
    yield migrations.AlterField(
        model_name="edition",
        name=name,
        field=models.ManyToManyField(related_name="editions", through=f"articles.{model}", to=to),
    )


class Migration(migrations.Migration):

    dependencies = [
        ("articles", "0013_facets_name_sources"),
        ("topics", "0004_roles_and_same_as"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[operation for name in TIES for operation in known(name)]
        ),
        *(
            migrations.AddField(
                model_name=model,
                name="listed_at",
                field=models.DateTimeField(editable=False, null=True, verbose_name="place in lists"),
            )
            for model, _key, _to in TIES.values()
        ),
        migrations.RunPython(place, leave),
    ]
