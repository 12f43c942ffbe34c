"""What is found of what is published: in step with it, and never more than readers may see."""

import datetime

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from articles import live, models, publishing, redaction, search
from articles.models import Edition, SearchEntry, SearchTerm, SearchWords, Story
from tests.articles.finding import ask, found, told
from tests.articles.whole import save, text_of
from tests.factories import (
    PersonFactory,
    SourceFactory,
    StoryFactory,
    TopicFactory,
    UserFactory,
    posted,
    published,
)
from topics import merging

pytestmark = pytest.mark.django_db

HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def chief():
    return UserFactory(role="administrator")


def test_a_story_is_gone_at_once_when_it_is_withdrawn(client, chief):
    story = published(headline="Taken down", by=chief)
    posted(story, headline="Taken too", by=chief)
    told()
    assert len(found(client, "taken")) == 2
    publishing.withdraw(story=story, by=chief, note="")
    assert found(client, "taken") == []  # whatever the worker does
    assert SearchEntry.objects.filter(story=story).exists()
    told()
    assert not SearchEntry.objects.filter(story=story).exists()
    publishing.publish(story=story, by=chief)
    told()
    assert len(found(client, "taken")) == 2


def test_a_story_is_gone_at_the_time_it_is_to_be_taken_down(client, chief):
    story = published(headline="Taken down", by=chief)
    told()
    Story.objects.filter(pk=story.pk).update(unpublish_at=timezone.now() - HOUR)
    assert found(client, "taken") == []


def test_a_scheduled_edition_is_found_at_its_time_without_a_worker(client, chief):
    story = published(headline="Before", by=chief)
    story.headline = "Afterwards"
    save(story, chief, story.save)
    publishing.publish(story=story, by=chief, goes_live_at=timezone.now() + HOUR)
    told()
    assert (found(client, "before"), found(client, "afterwards")) == (["Before"], [])
    Edition.objects.filter(number=2).update(goes_live_at=timezone.now() - HOUR)
    assert (found(client, "before"), found(client, "afterwards")) == ([], ["Afterwards"])
    publishing.promote_due()
    told()
    assert (found(client, "before"), found(client, "afterwards")) == ([], ["Afterwards"])
    assert SearchEntry.objects.filter(story=story).count() == 1


def test_a_schedule_taken_back_leaves_nothing(client, chief):
    story = StoryFactory(headline="Never to be", by=chief)
    publishing.publish(story=story, by=chief, goes_live_at=timezone.now() + HOUR)
    told()
    assert SearchWords.objects.count() == 1
    publishing.cancel_schedule(story=story, by=chief)
    assert SearchEntry.objects.count() == SearchWords.objects.count() == 0


def test_a_draft_is_not_found(client, chief):
    story = published(headline="Published words", by=chief)
    story.headline = "Drafted words"
    save(story, chief, story.save)
    told()
    search.rebuild()
    assert found(client, "words") == ["Published words"]
    assert found(client, "drafted") == []


def test_updates_lead_to_themselves_and_follow_what_becomes_of_them(client, chief):
    story = published(headline="The count", by=chief)
    update = posted(story, headline="Precinct nine reports", text="<p>All votes are in.</p>", by=chief)
    told()
    page = ask(client, "precinct").content.decode()
    assert f'href="{update.get_absolute_url()}"' in page
    assert "The count" in page
    update.headline = "Ward nine reports"
    live.amend(update=update, by=chief)
    told()
    assert found(client, "precinct") == []
    assert found(client, "ward") == ["Ward nine reports"]
    live.retract(update=update, by=chief, reason="It was wrong.")
    assert found(client, "ward") == []
    told()
    assert not SearchEntry.objects.filter(update=update).exists()


def test_an_update_without_a_headline_shows_its_words(client, chief):
    posted(published(by=chief), text="<p>Quorum was reached.</p>", by=chief)
    told()
    assert "<mark>Quorum</mark> was reached." in ask(client, "quorum").content.decode()


def test_an_update_for_later_is_found_when_it_is_due(client, chief):
    story = published(by=chief)
    update = posted(story, headline="Quorum", posted_at=timezone.now() + HOUR, by=chief)
    search.put("update", update.pk)
    told()
    assert found(client, "quorum") == []
    models.LiveUpdate.objects.update(posted_at=timezone.now() - HOUR)
    live.announce_due()
    told()
    assert found(client, "quorum") == ["Quorum"]


def test_an_update_that_was_read_and_is_put_off_is_not_shown(client, chief):
    update = posted(published(by=chief), headline="Quorum", by=chief)
    told()
    models.LiveUpdate.objects.filter(pk=update.pk).update(posted_at=timezone.now() + HOUR)
    assert found(client, "quorum") == []


def test_topics_people_and_sources_stand_beside(client):
    published()
    person, topic = PersonFactory(name="Al Franken"), TopicFactory(name="Franken hearings")
    source = SourceFactory(name="Franken archive")
    search.rebuild()
    page = ask(client, "franken")
    assert "there is a page by that name" in text_of(page)
    for row in (person, topic, source):
        assert f'href="{row.get_absolute_url()}"' in page.content.decode()


def test_one_that_became_another_is_found_no_more(client, chief):
    merged, kept = PersonFactory(name="Al Franken"), PersonFactory(name="Alan Franken")
    search.rebuild()
    record = merging.merge(merged=merged, kept=kept, by=chief)
    assert "Also matching" not in text_of(ask(client, '"al franken"'))
    assert "Alan Franken" in text_of(ask(client, "alan"))
    told()
    assert SearchEntry.objects.filter(person=merged).count() == 0
    merging.undo(record=record, by=chief)
    told()
    assert "Also matching" in text_of(ask(client, '"al franken"'))


def test_redacted_words_leave_with_the_redaction(client, chief):
    story = published(headline="A name", text="<p>Her name is Jane Roundtree.</p>", by=chief)
    update = posted(story, headline="Roundtree speaks", by=chief)
    told()
    assert len(found(client, "roundtree")) == 2
    redaction.redact(story=story, by=chief, words="Roundtree", reason="Law")
    assert found(client, "roundtree") == []
    assert not SearchTerm.objects.filter(word__startswith="roundtr").exists()
    assert found(client, "jane") == ["A name"]
    assert SearchEntry.objects.filter(update=update).exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM articles_searchwords")
        assert "roundtre" not in repr(cursor.fetchall())


def test_reindex_reads_everything_and_drops_what_is_over(client, chief, capsys):
    story = published(headline="Read anew", by=chief)
    posted(story, headline="Read too", by=chief)
    gone = published(headline="Left over", by=chief)
    told()
    publishing.withdraw(story=gone, by=chief, note="")
    SearchEntry.objects.filter(edition__story=story).delete()
    assert found(client, "read") == ["Read too"]
    call_command("reindex")
    call_command("reindex")
    assert set(found(client, "read")) == {"Read anew", "Read too"}
    assert not SearchEntry.objects.filter(story=gone).exists()
    assert SearchEntry.objects.count() == SearchWords.objects.count()
    assert "of" in capsys.readouterr().out


def test_many_of_one_time_find_room():
    at = timezone.now() - HOUR
    for _number in range(12):
        published(at=at)
    told()
    assert SearchEntry.objects.count() == 12
