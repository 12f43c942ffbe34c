"""The migrations say what the models say, and lead back as well as forward."""

import datetime
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor

from articles import models, publishing
from tests.articles.whole import add_block, save
from tests.factories import AuthorFactory, PersonFactory, SourceFactory, UserFactory, posted
from tests.topics.test_said import attached, said_in

OURS = ["accounts", "outbox", "topics", "articles", "pages"]


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def tables(connection):
    ours = {model._meta.db_table for app in OURS for model in apps.get_app_config(app).get_models()}
    return ours & set(connection.introspection.table_names())


def test_migrations_lead_back_to_nothing(django_db_blocker):
    settings = dict(connections["default"].settings_dict) | {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": ":memory:",
        "OPTIONS": {},
    }
    connections.settings["scratch"] = settings
    try:
        with django_db_blocker.unblock():
            connection = connections["scratch"]
            executor = MigrationExecutor(connection)
            newest = [node for node in executor.loader.graph.leaf_nodes() if node[0] in OURS]
            executor.migrate(newest)
            assert len(tables(connection)) >= 30
            executor = MigrationExecutor(connection)
            executor.migrate([(app, None) for app in OURS])
            assert tables(connection) == set()
            connection.close()
    finally:
        del connections.settings["scratch"]
        del connections["scratch"]


@pytest.mark.django_db
def test_what_was_said_before_there_was_an_index_is_written_down_as_it_would_be_today(client):
    person, by = PersonFactory(), UserFactory(role="administrator")
    author = AuthorFactory(contact="her@newsroom.test")
    known = said_in(person, by, "On a day.", said_on=datetime.date(2017, 1, 10), source=SourceFactory())
    issued = datetime.datetime(2017, 3, 3, 3, tzinfo=datetime.UTC)  # the evening before, in the newsroom
    words = {"words": "<p>As issued.</p>", "person": person, "issued_at": issued}
    words["url"] = "https://example.org/"
    save(known, by, lambda: add_block(known, models.Statement, 50, **words))
    publishing.publish(story=known, by=by)
    posted(said_in(person, by, "Some day."), by=by, **attached(person, "Live."))

    def standing():
        fields = ("edition", "update", "block", "person", "at", "place", "digest")
        return sorted(models.Saying.objects.public().values_list(*fields), key=str)

    rows, facets = standing(), list(models.Edition.objects.order_by("pk").values_list("facets", flat=True))
    models.Saying.objects.all().delete()
    for edition in models.Edition.objects.all():
        for entry in edition.facets["said"]:
            del entry["came_from"], entry["url"]
            if entry["type"] == "statement":
                entry["on"] = "2017-03-03"
        edition.save()
    migration = import_module("articles.migrations.0011_what_was_said")
    for _time in range(2):
        migration.write_down(apps, SimpleNamespace(connection=connection))
        assert standing() == rows
    shown = set(models.Story.objects.values_list("live_edition", flat=True))
    for edition, before in zip(models.Edition.objects.order_by("pk"), facets, strict=True):
        assert edition.pk not in shown or edition.facets == before
    author.refresh_from_db()
    assert author.shows_contact
