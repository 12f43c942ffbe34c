"""What is newest of a topic, a person, a source or an author is read along one index, whoever wrote it."""

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone

from articles import publishing, saving
from articles.models import AuthorTie, Correction, Edition, PersonTie, SourceTie, TopicTie
from articles.publishing import Owning
from tests.factories import AuthorFactory, PersonFactory, SourceFactory, TopicFactory, UserFactory, published
from topics import merging
from topics.models import Merge

pytestmark = pytest.mark.django_db

TIES = {TopicTie: TopicFactory, PersonTie: PersonFactory, SourceTie: SourceFactory, AuthorTie: AuthorFactory}
RELATIONS = {TopicTie: "topics", PersonTie: "people", SourceTie: "sources", AuthorTie: "authors"}
EDITOR = SimpleNamespace(connection=connection)


def plan_of(rows):
    sql, params = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
        return [row[-1] for row in cursor.fetchall()]


@pytest.mark.parametrize("tie", TIES)
def test_what_is_published_has_its_place(tie):
    subject = TIES[tie]()
    story = published(**{RELATIONS[tie]: [subject]})
    assert tie.objects.get().listed_at == story.live_edition.listed_at
    assert [edition.pk for edition in Edition.objects.of(subject).public()] == [story.live_edition_id]


@pytest.mark.parametrize("tie", TIES)
def test_the_database_gives_a_place_to_what_has_none(tie):
    """As the release before writes it, while both run."""
    subject = TIES[tie]()
    edition = published().live_edition
    columns = f"(edition_id, {tie.__name__.removesuffix('Tie').lower()}_id)"
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {tie._meta.db_table} {columns} VALUES (%s, %s)", [edition.pk, subject.pk]
        )
    assert tie.objects.get().listed_at == edition.listed_at
    assert Edition.objects.of(subject).get() == edition


def test_what_stands_already_is_given_its_place():
    stories = [published(topics=[TopicFactory()], authors=[AuthorFactory()]) for _number in range(3)]
    for tie in (TopicTie, AuthorTie):
        tie.objects.update(listed_at=None)
    migration = import_module("articles.migrations.0015_fill_places_in_rivers")
    for _time in range(2):
        migration.fill(apps, EDITOR)
    for tie in (TopicTie, AuthorTie):
        assert {row.edition_id: row.listed_at for row in tie.objects.all()} == {
            story.live_edition_id: story.live_edition.listed_at for story in stories
        }


def test_a_quiet_edition_takes_the_place_of_the_one_before():
    topic, by = TopicFactory(), UserFactory(role="administrator")
    first = published(topics=[topic], by=by, headline="First")
    second = published(topics=[topic], by=by, headline="Second")
    first.headline = "First, mended"
    saving.save(story=first, by=by, write=first.save)
    publishing.publish(story=first, by=by, kind="minor")
    shown = [edition.story for edition in Edition.objects.of(topic).public()]
    assert shown == [second, first]


def test_an_undone_merge_of_the_release_before_gives_rows_back():
    by = UserFactory(role="administrator", is_superuser=True)
    one, other = TopicFactory(), TopicFactory()
    story = published(topics=[one, other])
    record = merging.merge(merged=one, kept=other, by=by)
    for entry in record.moved:
        if entry[3]:
            entry[3].pop("listed_at", None)
    Merge.objects.filter(pk=record.pk).update(moved=record.moved)
    merging.undo(record=Merge.objects.get(pk=record.pk), by=by)
    assert Edition.objects.of(one).get().pk == story.live_edition_id


def test_corrections_are_found_by_the_authors_of_their_editions():
    author, by = AuthorFactory(), UserFactory(role="administrator")
    story = published(authors=[author], by=by)
    assert not AuthorTie.objects.exclude(corrected_at=None).exists()
    publishing.publish(story=story, by=by, correction=Owning("correction", "It was nine.", "", None))
    correction = Correction.objects.get()
    assert list(Correction.objects.of_stories_by(author)) == [correction]
    tie = AuthorTie.objects.get(edition=correction.edition)
    assert tie.corrected_at == correction.created_at
    AuthorTie.objects.update(corrected_at=None)
    import_module("articles.migrations.0019_fill_newest_of_the_desk").fill(apps, EDITOR)
    assert list(Correction.objects.of_stories_by(author)) == [correction]


def test_the_database_notes_corrections_of_the_release_before():
    author = AuthorFactory()
    story = published(authors=[author])
    Correction.objects.create(
        story=story, edition=story.live_edition, text="It was nine.", created_at=timezone.now()
    )
    assert Correction.objects.of_stories_by(author).exists()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL plans for the rows that there are")
def test_a_river_is_one_walk_along_an_index():
    topic, author = TopicFactory(), AuthorFactory()
    cases = {
        "topic_river": Edition.objects.of(topic).public().for_cards()[:21],
        "author_corrections": Correction.objects.of_stories_by(author)[:21],
        "correction_newest": Correction.objects.public()[:21],
    }
    for index, rows in cases.items():
        plan = plan_of(rows)
        assert index in plan[0], plan
        assert not [line for line in plan if "TEMP B-TREE" in line], plan
