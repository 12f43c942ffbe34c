"""Two at once, or one that dies in the middle: on the database that runs, in processes of their own."""

import datetime

import pytest
from django.db import connection
from django.utils import timezone

from articles import live, publishing, saving
from articles.copies import names_of
from articles.models import Edition, LiveUpdate, Story
from newsroom.accounts.models import AuditEntry
from newsroom.outbox import events
from newsroom.outbox.models import Event
from tests.articles.publications import let_time_come
from tests.articles.test_copies import add, stored
from tests.articles.test_live_since import ids, since
from tests.factories import StoryFactory, UserFactory, posted, published
from tests.processes import Process, together

pytestmark = pytest.mark.django_db(transaction=True)

HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def by():
    return UserFactory(is_superuser=True)


def told(kind="edition.live"):
    return [event.payload for event in Event.objects.filter(kind=kind).order_by("pk")]


def test_updates_posted_at_once_are_all_there(by):
    story = published(by=by)
    code = f"""
    story = models.Story.objects.get(pk={story.pk})
    wait()
    for _ in range(5):
        live.post(update=models.LiveUpdate(story=story, text="<p>a</p>"), by=by)
    """
    save = f"""
    story = models.Story.objects.get(pk={story.pk})
    wait()
    for number in range(10):
        story.headline = f"Saved {{number}}"
        saving.save(story=story, by=by, write=story.save)
    """
    together(code, code, code, save)
    story.refresh_from_db()
    assert story.live_revision == 15
    assert sorted(LiveUpdate.objects.values_list("live_revision", flat=True)) == list(range(1, 16))
    assert [payload["revision"] for payload in told("live.changed")] == list(range(1, 16))
    assert story.headline == "Saved 9"
    assert story.revisions.count() == 11
    assert story.live_edition.number == 1


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one write at a time")
def test_of_fifty_posted_at_once_none_is_lost_to_a_page_that_is_open(by, client):
    story = published(by=by)
    posted(story, by=by)
    code = f"""
    story = models.Story.objects.get(pk={story.pk})
    wait()
    for _ in range(5):
        print(live.post(update=models.LiveUpdate(story=story, text="<p>a</p>"), by=by).live_revision)
    """
    processes = [Process(code) for _ in range(10)]
    revision, shown, is_over = 1, set(), False
    try:
        for process in processes:
            process.ready()
        for process in processes:
            process.go()
        while not is_over:
            is_over = all(process.popen.poll() is not None for process in processes)
            changes = since(client, story, revision)
            shown.update(ids(changes))
            revision = changes["revision"]
        stamps = [[int(stamp) for stamp in process.result().split()] for process in processes]
    finally:
        for process in processes:
            process.kill()
    assert all(own == sorted(own) for own in stamps)
    assert sorted(stamp for own in stamps for stamp in own) == list(range(2, 52))
    assert revision == 51
    assert shown == set(LiveUpdate.objects.filter(live_revision__gt=1).values_list("pk", flat=True))
    assert [payload["revision"] for payload in told("live.changed")] == list(range(1, 52))


def test_of_two_editors_of_one_update_the_second_is_told_and_no_words_are_lost(by):
    update = posted(published(by=by), by=by)
    code = f"""
    update = models.LiveUpdate.objects.get(pk={update.pk})
    wait()
    update.text = "<p>%s</p>"
    try:
        live.amend(update=update, by=by, version=1)
    except live.Conflict as conflict:
        print(conflict.mine["text"], conflict.theirs["text"], conflict.version)
    """
    outputs = dict(zip(("One.", "Other."), together(code % "One.", code % "Other."), strict=True))
    [second] = [words for words, output in outputs.items() if output]
    [first] = {"One.", "Other."} - {second}
    assert outputs[second] == f"<p>{second}</p> <p>{first}</p> 2\n"
    update.refresh_from_db()
    assert (update.text, update.version, update.versions.count()) == (f"<p>{first}</p>", 2, 2)


def test_of_many_who_amend_one_version_at_once_one_wins_and_none_is_lost(by):
    update = posted(published(by=by), by=by)
    code = f"""
    update = models.LiveUpdate.objects.get(pk={update.pk})
    wait()
    update.text = f"<p>{{__import__('os').getpid()}}</p>"
    try:
        live.amend(update=update, by=by, version=1)
    except live.Conflict as conflict:
        live.amend(update=update, by=by, version=None)
    """
    together(*[code] * 4)
    texts = list(update.versions.order_by("number").values_list("content__text", flat=True))
    assert len(set(texts)) == 5


def test_what_is_due_is_announced_once_though_workers_and_the_desk_come_at_once(by):
    story = published(by=by)
    waiting = [posted(story, by=by, posted_at=timezone.now() + HOUR) for _ in range(5)]
    past = timezone.now() - datetime.timedelta(seconds=5)
    LiveUpdate.objects.filter(pk__in=[update.pk for update in waiting]).update(posted_at=past)
    before = Story.objects.get(pk=story.pk).live_revision
    worker = "wait()\nlive.announce_due()"
    post = f"""
    story = models.Story.objects.get(pk={story.pk})
    wait()
    for _ in range(5):
        live.post(update=models.LiveUpdate(story=story, text="<p>a</p>"), by=by)
    """
    together(worker, worker, post, post)
    story.refresh_from_db()
    assert story.live_revision == before + 15
    stamps = sorted(LiveUpdate.objects.values_list("live_revision", flat=True))
    assert stamps == list(range(before + 1, before + 16))
    assert [payload["revision"] for payload in told("live.changed")] == list(range(1, before + 16))


def test_of_two_who_save_one_version_at_once_one_wins_and_both_texts_are_kept(by):
    """Fault 5."""
    stories = [StoryFactory(by=by, text=f"<p>As it was {number}.</p>") for number in range(8)]
    code = """
    rows = list(models.RichText.objects.select_related("parent").order_by("pk"))
    won = []
    wait()
    for row in rows:
        row.text = f"<p>{row.text[3:-4]} %s</p>"
        story = row.parent
        try:
            saving.save(story=story, by=by, write=row.save, version=1)
            won.append(story.pk)
        except saving.Conflict as conflict:
            assert conflict.base.number == 1
            saving.keep_aside(story=models.Story.objects.get(pk=story.pk), by=by, conflict=conflict)
    print(*won)
    """
    winners = [output.split() for output in together(code % "one", code % "other")]
    assert sorted(int(pk) for won in winners for pk in won) == [story.pk for story in stories]
    for number, story in enumerate(stories):
        story.refresh_from_db()
        assert (story.version, story.revisions.count(), story.asides.count()) == (2, 2, 1)
        texts = {
            kept.content["blocks"][0]["text"][0]["html"]
            for kept in (story.latest_revision, story.asides.get())
        }
        assert texts == {f"As it was {number}. one", f"As it was {number}. other"}
        standing = story.articles_richtext_set.get().text
        assert standing == f"<p>{story.latest_revision.content['blocks'][0]['text'][0]['html']}</p>"


@pytest.mark.parametrize("moment", ["written", "recorded", "told"])
def test_a_save_whose_connection_breaks_writes_nothing_and_its_retry_no_second_copy(by, moment):
    """Fault 4: the text is with the editor, whose browser sends it again."""
    story = StoryFactory(by=by)
    process = Process(f"""
    from django.db import connection
    story = models.Story.objects.get(pk={story.pk})
    row = models.RichText.objects.get(parent=story)
    row.text = "<p>Typed for three hours.</p>"

    def fail(*args, **kwargs):
        connection.connection.close()  # as when the server goes away

    def write():
        row.save()
        if "{moment}" == "written":
            fail()

    record = saving.audit.record
    if "{moment}" == "recorded":
        saving.audit.record = fail
    if "{moment}" == "told":
        saving.audit.record = lambda *args, **kwargs: (record(*args, **kwargs), fail())
    try:
        saving.save(story=story, by=by, write=write, version=1)
    except Exception as error:
        print(type(error).__name__, connection.connection and "open")
    else:
        print("saved")
    """)
    outcome = process.result()
    assert outcome != "saved\n"
    assert story.revisions.count() == 1
    assert story.articles_richtext_set.get().text == "<p>The council voted late on Tuesday.</p>"
    assert Story.objects.get().version == 1
    row = story.articles_richtext_set.get()
    row.text = "<p>Typed for three hours.</p>"
    for _click in range(2):  # the second finds its own text there: no conflict, no copy
        saving.save(story=Story.objects.get(), by=by, write=row.save, version=1)
    assert story.revisions.count() == 2
    assert Story.objects.get().version == 2


def test_two_who_press_publish_at_once_make_one_edition(by):
    """Fault 6."""
    story = StoryFactory(by=by)
    code = f"""
    story = models.Story.objects.get(pk={story.pk})
    wait()
    print(publishing.publish(story=story, by=by).pk)
    """
    first, second = together(code, code)
    assert first == second
    assert Edition.objects.count() == len(told()) == 1
    assert AuditEntry.objects.filter(action="story.publish").count() == 1


def test_two_stories_published_at_once_under_one_address_get_two(by):
    stories = [StoryFactory(by=by, headline="Council votes") for _ in range(8)]
    halves = [[story.pk for story in half] for half in (stories[:4], stories[4:])]
    code = """
    stories = [models.Story.objects.get(pk=pk) for pk in {}]
    wait()
    for story in stories:
        publishing.publish(story=story, by=by)
    """
    together(*(code.format(half) for half in halves))
    slugs = set(Story.objects.values_list("slug", flat=True))
    assert slugs == {"council-votes"} | {f"council-votes-{number}" for number in range(2, 9)}
    assert len(told()) == 8


def test_an_address_taken_in_the_same_moment_is_not_given_twice(by, monkeypatch):
    """Whoever asked whether it was free, and was told so, still does not get it."""
    at = datetime.datetime(2017, 3, 2, 15, tzinfo=datetime.UTC)
    published(by=by, headline="Council votes", at=at)
    story = StoryFactory(by=by, headline="Council votes")
    exists, asked = type(Story.objects.all()).exists, []

    def blind(queryset):
        asked.append(queryset)
        return False if len(asked) == 2 else exists(queryset)  # the first asks if readers saw the story

    monkeypatch.setattr(type(Story.objects.all()), "exists", blind)
    publishing.publish(story=story, by=by, goes_live_at=at)
    assert story.slug == "council-votes-2"


def test_what_is_due_is_promoted_by_one_of_two_workers(by):
    """Fault 2."""
    stories = [StoryFactory(by=by) for _ in range(10)]
    for story in stories:
        publishing.publish(story=story, by=by, goes_live_at=timezone.now() + HOUR)
        let_time_come(story)
    code = """
    wait()
    print(publishing.promote_due())
    """
    counts = together(code, code)
    assert sum(map(int, counts)) == 10
    assert sorted(payload["story"] for payload in told()) == [story.pk for story in stories]
    assert Story.objects.filter(live_edition__isnull=False, queued_edition=None).count() == 10


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_worker_killed_in_a_promotion_leaves_it_to_the_next(by, moment):
    story = StoryFactory(by=by)
    publishing.publish(story=story, by=by, goes_live_at=timezone.now() + HOUR)
    let_time_come(story)
    process = Process(f"""
    emit = publishing.events.emit

    def slow(*args, **kwargs):
        if "{moment}" == "after":
            emit(*args, **kwargs)
        wait()

    publishing.events.emit = slow
    publishing.promote_due()
    """)
    process.ready()
    assert Edition.objects.public().get().story == story  # readers see it all the while
    process.kill()
    assert told() == []
    assert publishing.promote_due() == 1
    assert publishing.promote_due() == 0
    assert len(told()) == 1


def test_a_publication_killed_in_the_middle_leaves_nothing_and_is_repeated(by):
    """Fault 1."""
    story = published(by=by, headline="Before")
    story.headline = "After"
    saving.save(story=story, by=by, write=story.save)
    process = Process(f"""
    publishing.audit.record = lambda *args, **kwargs: wait()
    publishing.publish(story=models.Story.objects.get(pk={story.pk}), by=by)
    """)
    process.ready()
    process.kill()
    assert Edition.objects.public().get().card["headline"] == "Before"
    assert Edition.objects.count() == len(told()) == 1
    assert publishing.publish(story=story, by=by).number == 2
    assert Edition.objects.public().get().card["headline"] == "After"
    assert len(told()) == 2


def test_events_are_claimed_by_one_of_two_workers(by):
    for number in range(120):
        events.emit("test", number=number)
    code = """
    wait()
    while claimed := events.claim(limit=7):
        print(*(event.pk for event in claimed))
    """
    first, second = ([int(pk) for pk in output.split()] for output in together(code, code))
    assert sorted(first + second) == sorted(Event.objects.values_list("pk", flat=True))


def test_an_event_is_told_again_if_its_worker_dies(by):
    events.emit("test", number=1)
    process = Process("""
    events.listen("test")(lambda payload: wait())
    events.deliver()
    """)
    process.ready()
    process.kill()
    assert events.claim() == []
    Event.objects.update(claimed_until=timezone.now() - HOUR)
    assert len(events.claim()) == 1


def test_a_retraction_and_a_change_at_once_end_in_a_retraction(by):
    update = posted(published(by=by), by=by)
    amend = f"""
    from django.core.exceptions import ValidationError
    update = models.LiveUpdate.objects.get(pk={update.pk})
    wait()
    for number in range(10):
        update.text = f"<p>{{number}}</p>"
        try:
            live.amend(update=update, by=by)
        except ValidationError:
            break
    """
    retract = f"""
    update = models.LiveUpdate.objects.get(pk={update.pk})
    wait()
    live.retract(update=update, by=by, reason="Wrong.")
    """
    together(amend, retract)
    assert not LiveUpdate.objects.public().exists()
    numbers = list(update.versions.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
    assert update.versions.first().content["state"] == "retracted"
    with pytest.raises(Exception, match="retracted"):
        live.amend(update=update, by=by)


def test_of_two_workers_one_makes_the_copies_of_a_photo(by, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    photo = add(by)
    # Each stops when it has found the photo and is about to claim it.
    code = f"""
    from django.conf import settings
    from django.db import connection
    from articles import copies
    settings.MEDIA_ROOT = {str(tmp_path)!r}
    claims = []

    def stop_at_the_claim(execute, sql, *rest):
        if sql.startswith("UPDATE") and not claims:
            claims.append(sql)
            wait()
        return execute(sql, *rest)

    with connection.execute_wrapper(stop_at_the_claim):
        print(copies.make_due())
    """
    assert sorted(together(code, code)) == ["0\n", "1\n"]
    photo.refresh_from_db()
    assert photo.has_avif
    assert photo.files_due_at is None
    assert stored(tmp_path) == names_of(photo)
