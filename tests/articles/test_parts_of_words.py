"""What the desk looks for by parts of words is found along an index, where the database has one for that."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import Q

from articles.models import LiveUpdate, Photo, Story

MIGRATION = import_module("articles.migrations.0021_parts_of_words")

pytestmark = pytest.mark.django_db


def plan_of(rows):
    """The plan of a database that has very many rows, for which it does not read them all."""
    sql, params = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_indexscan = off")
        cursor.execute(f"EXPLAIN {sql}", params)
        return "\n".join(row[0] for row in cursor.fetchall())


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no such index")
@pytest.mark.parametrize(
    ("model", "fields", "indexes"),
    [
        (Story, ["headline", "dek", "slug"], "story"),
        (Story, ["live_edition__card__headline"], "edition"),
        (LiveUpdate, ["headline", "text"], "liveupdate"),
        (Photo, ["title", "caption", "credit", "creator", "alt"], "photo"),
    ],
)
def test_a_part_of_a_word_is_looked_up(model, fields, indexes):
    found = Q.create([(f"{field}__icontains", "counc") for field in fields], connector=Q.OR)
    plan = plan_of(model.objects.filter(found).order_by().values("pk"))
    for field in fields:
        assert f"parts_{indexes}_{field.rpartition('__')[2]}" in plan


class Editor:
    """Notes what a migration asks for."""

    def __init__(self, connection):
        self.connection, self.asked = connection, []

    def execute(self, sql):
        """Note it."""
        self.asked.append(sql)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no extensions")
def test_a_server_without_trigrams_goes_without(monkeypatch):
    editor = Editor(connection)
    monkeypatch.setattr(MIGRATION, "HAS", MIGRATION.HAS.replace("pg_trgm", "nothing_like_it"))
    monkeypatch.setattr(MIGRATION, "CAN", MIGRATION.CAN.replace("pg_trgm", "nothing_like_it"))
    MIGRATION.make(apps, editor)
    assert editor.asked == []
    monkeypatch.undo()
    MIGRATION.make(apps, editor)
    assert editor.asked[0] == "CREATE EXTENSION IF NOT EXISTS pg_trgm"
    assert len(editor.asked) == 1 + 2 * len(list(MIGRATION.every()))
