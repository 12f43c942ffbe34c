"""An archive of a few stories, made once for all tests of this file: it is as if it had been published."""

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import F
from django.test import Client
from django.urls import reverse

from articles import publishing, saving, search
from articles.content import freeze
from articles.demo.archive import fill
from articles.demo.archive.cast import EMAIL
from articles.editions import card_of, facets_of, with_formats
from articles.models import (
    Correction,
    Edition,
    LiveUpdate,
    Revision,
    Saying,
    SearchEntry,
    SearchWords,
    Section,
    Story,
)
from articles.preflight import inspect
from articles.rendering import render
from articles.sayings import put_edition
from newsroom.accounts.models import AuditEntry, User
from newsroom.lib.clock import local_date
from newsroom.outbox.models import Event
from tests.factories import PhotoFactory, StoryFactory, UserFactory
from topics.models import Person, Source, Topic

pytestmark = pytest.mark.django_db
STORIES = 240


@pytest.fixture(scope="module", autouse=True)
def archive(django_db_setup, django_db_blocker):
    """Make it in a transaction that is rolled back at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        PhotoFactory.create_batch(2)
        PhotoFactory(has_avif=True)
        fill(STORIES, seed="tests")
        yield
        transaction.set_rollback(True)


def some(rows, count=12):
    """Return a few of `rows`, from the first to the last."""
    keys = list(rows.order_by("pk").values_list("pk", flat=True))
    return rows.filter(pk__in=keys[:: max(1, len(keys) // count)])


def test_there_is_something_of_everything():
    assert Story.objects.count() == STORIES
    assert (
        Story.objects.published().count() == SearchEntry.objects.exclude(edition=None).count() > STORIES * 0.9
    )
    for model in (Correction, LiveUpdate, Saying):
        assert model.objects.exists(), model
    assert set(Edition.objects.values_list("kind", flat=True)) == {"first", "update", "minor", "correction"}
    assert Edition.objects.filter(photos=None).exists()
    assert Edition.objects.exclude(photos=None).exists()


def test_the_working_copy_is_what_the_newest_revision_says():
    for story in Story.objects.select_related("latest_revision"):
        assert freeze(story) == story.latest_revision.content
        assert story.version == story.latest_revision.number == story.revisions.count()


def test_editions_show_what_their_revisions_say():
    for edition in Edition.objects.select_related("revision", "story"):
        content = with_formats(edition.content)
        times = dict(edition.story.editions.values_list("number", "goes_live_at"))
        rendered = render(content, edition.first_seen, times)
        assert (edition.body_html, edition.key_points_html) == (rendered.body, rendered.key_points)
        assert edition.card == card_of(content)
        assert edition.facets == facets_of(content)


def test_times_and_addresses_are_those_that_the_service_would_give():
    for story in Story.objects.all():
        editions = list(story.editions.order_by("number"))
        assert [edition.number for edition in editions] == list(range(1, len(editions) + 1))
        assert story.first_published_at == editions[0].goes_live_at == editions[0].listed_at
        assert story.published_on == local_date(story.first_published_at)
        assert story.live_edition in (editions[-1], None)
        assert (story.live_edition is None) == (story.withdrawn_at is not None)
        for edition in editions:
            news = [e.goes_live_at for e in editions[: edition.number] if e.kind in ("first", "update")]
            assert edition.listed_at == news[-1]
    assert not Correction.objects.exclude(created_at=F("edition__goes_live_at")).exists()


def test_editions_are_tied_to_what_they_are_about():
    for edition in some(Edition.objects.select_related("revision"), 40):
        content = edition.content
        assert set(edition.topics.all()) == set(
            Topic.objects.filter(pk__in=[t["id"] for t in content["topics"]])
        )
        assert {line["source"]["id"] for line in content["citations"] if line["source"]} <= set(
            edition.sources.values_list("pk", flat=True)
        )
        assert {entry["person"]["id"] for entry in content["people"]} == set(
            edition.people.values_list("pk", flat=True)
        )
        assert {line["author"]["id"] for line in content["byline"]} == set(
            edition.authors.values_list("pk", flat=True)
        )


def test_search_has_read_what_it_would_have_read():
    def known():
        words = SearchWords.objects.filter(entry__story__isnull=False).order_by(
            "entry__edition", "entry__update"
        )
        return list(words.values_list("entry__edition", "entry__update", "title", "lead", "words"))

    read = known()
    search.rebuild()
    assert known() == read


def test_what_people_said_is_written_down():
    def known():
        fields = ("person", "story", "edition", "block", "at", "place", "digest")
        return set(Saying.objects.exclude(edition=None).values_list(*fields))

    said = known()
    for edition in Edition.objects.filter(live_of__isnull=False).select_related("story"):
        Saying.objects.filter(edition=edition).delete()
        put_edition(edition)
    assert known() == said


def test_nobody_hears_of_it_but_what_search_must_read():
    assert not Event.objects.exclude(kind="reference.saved").exists()
    assert AuditEntry.objects.get(action="archive.fill").detail == {"stories": STORIES}
    assert not User.objects.get(email=EMAIL).is_active


def test_readers_find_every_kind_of_page(client):
    stories = [
        *some(Story.objects.filter(withdrawn_at=None)),
        Story.objects.exclude(coverage="none").first(),
        Story.objects.exclude(corrections=None).first(),
    ]
    addresses = [reverse(name) for name in ("front", "latest", "archive", "corrections", "sitemap")]
    for story in stories:
        addresses += [story.get_absolute_url(), story.get_history_url()]
    for model in (Section, Topic, Person, Source):
        addresses += [row.get_absolute_url() for row in some(model.objects.exclude(editions=None), 3)]
    addresses += [f"{row.get_absolute_url()}said/" for row in some(Person.objects.exclude(sayings=None), 2)]
    addresses += [stories[-2].get_updates_url(), f"{reverse('search')}?q=council"]
    for address in addresses:
        assert client.get(address).status_code == 200, address
    withdrawn = Story.objects.filter(live_edition=None).first()
    assert withdrawn is None or client.get(withdrawn.get_absolute_url()).status_code == 410


def test_the_desk_opens_a_story_and_publishes_it():
    editor = UserFactory(role="administrator")
    client = Client()
    client.force_login(editor)
    for story in some(Story.objects.filter(withdrawn_at=None), 5):
        page = client.get(reverse("admin:articles_story_change", args=[story.pk]))
        assert page.status_code == 200
        assert not [finding for finding in inspect(story.latest_revision.content) if finding.stops]
        before = story.live_edition
        content = story.latest_revision.content | {"headline": "It is over"}
        saving.write_content(story=story, by=editor, content=content)
        edition = publishing.publish(story=story, by=editor)
        assert edition.number == before.number + 1
        assert edition.facets == before.facets
        assert "It is over" in client.get(story.get_absolute_url()).text


def test_a_second_run_adds_as_many(capsys):
    call_command("archive", "--stories", "30")
    assert Story.objects.count() == STORIES + 30
    assert Person.objects.filter(slug__endswith="-2").count() == 0
    places = list(SearchEntry.objects.values_list("place", flat=True))
    assert len(places) == len(set(places))


def test_it_is_the_same_for_the_same_seed():
    def headlines():
        return list(Story.objects.order_by("-pk").values_list("headline", flat=True)[:20])

    fill(20, seed="x")
    first = headlines()
    fill(20, seed="x")
    assert headlines() == first
    assert Story.objects.values("published_on", "slug").distinct().count() == Story.objects.count()


def test_it_does_not_mix_with_what_people_wrote():
    StoryFactory()
    with pytest.raises(CommandError, match="People have written"):
        call_command("archive", "--stories", "5")
    call_command("archive", "--stories", "5", "--force")
    assert Story.objects.count() == STORIES + 6


def test_an_interrupted_run_leaves_whole_stories(monkeypatch):
    class Interrupted(Exception):
        pass

    def stop(done, total):
        if done == 500:
            raise Interrupted

    with pytest.raises(Interrupted):
        fill(600, tell=stop)
    assert Story.objects.count() == STORIES + 500
    assert Revision.objects.filter(story__latest_revision=None).count() == 0
