"""What has changed in a live story: all of it, in order, in bounded answers, and nothing else."""

import datetime
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles import live, publishing
from articles.enums import Coverage
from articles.models import LiveUpdate, Story
from articles.querysets import UNANNOUNCED
from tests.articles.test_live_head import HOUR, let_come
from tests.articles.whole import AFTERNOON
from tests.factories import AuthorFactory, StoryFactory, UserFactory, posted, published

pytestmark = pytest.mark.django_db


@pytest.fixture
def by():
    return UserFactory(role="administrator")


@pytest.fixture
def story(by):
    return published(by=by)


def address(story, revision):
    return reverse("live_since", args=[story.pk, revision])


def since(client, story, revision):
    response = client.get(address(story, revision))
    assert response.status_code == 200
    return response.json()


def ids(changes):
    return [change["id"] for change in changes["upserts"]]


def fill(story, by, count):
    """Give `story` `count` updates, each with a revision, as the service would have one by one."""
    author = AuthorFactory()
    LiveUpdate.objects.bulk_create(
        LiveUpdate(
            story=story,
            state="posted",
            posted_at=AFTERNOON + datetime.timedelta(seconds=number),
            text=f"<p>Update {number}.</p>",
            author=author,
            version=1,
            live_revision=number,
            created_by=by,
        )
        for number in range(1, count + 1)
    )
    Story.objects.filter(pk=story.pk).update(live_revision=count, coverage=Coverage.OPEN)


def test_each_kind_of_change_is_told(client, story, by):
    first, second = posted(story, by=by, headline="One"), posted(story, by=by, headline="Two")
    changes = since(client, story, 0)
    assert (changes["revision"], ids(changes)) == (2, [first.pk, second.pk])
    assert (changes["removals"], changes["pinned"], changes["more"]) == ([], None, False)
    assert set(changes) == {"revision", "upserts", "removals", "pinned", "key_points_html", "more"}
    assert since(client, story, 2)["upserts"] == []

    first.text = "<p>Changed.</p>"
    live.correct(update=first, by=by, note="It was two.")
    changes = since(client, story, 2)
    assert ids(changes) == [first.pk]
    assert "Changed." in changes["upserts"][0]["html"]
    assert "It was two." in changes["upserts"][0]["html"]

    live.pin(update=second, by=by)
    changes = since(client, story, 3)
    assert (ids(changes), changes["pinned"]["id"]) == ([second.pk], second.pk)
    assert "Two" in changes["pinned"]["html"]

    live.retract(update=second, by=by, reason="Wrong.")
    changes = since(client, story, 4)
    assert (ids(changes), changes["removals"], changes["pinned"]) == ([], [second.pk], None)

    live.set_summary(story=story, by=by, summary="<p>In short.</p>", points="One thing\nAnother")
    assert '<li dir="auto">Another</li>' in since(client, story, 5)["key_points_html"]
    live.set_coverage(story=story, by=by, coverage=Coverage.CLOSED, summary="<p>It was long.</p>")
    changes = since(client, story, 6)
    assert "Live coverage has ended" in changes["key_points_html"]
    assert "It was long." in changes["key_points_html"]
    assert changes["revision"] == 7


def test_first_page_and_delta_have_the_same_html(client, story, by):
    update = posted(story, by=by, headline="One", author=AuthorFactory(), is_key=True)
    update.text = "<p>Two.</p>"
    live.correct(update=update, by=by, note="It was two.")
    html = " ".join(since(client, story, 0)["upserts"][0]["html"].split())
    for page in (story.get_absolute_url(), story.get_updates_url()):
        assert html.strip() in " ".join(client.get(page).content.decode().split())


def test_what_is_not_for_readers_is_in_no_answer(client, story, by):
    posted(story, by=by)
    canary = "<p>canary</p>"
    live.post(update=LiveUpdate(story=story, text=canary), by=by, draft=True)
    waiting = live.submit(update=LiveUpdate(story=story, text=canary), by=by)
    live.send_back(update=waiting, by=by, note="canary")
    posted(story, by=by, text=canary, posted_at=timezone.now() + HOUR)
    update = posted(story, by=by, text=canary)
    live.retract(update=update, by=by, reason="canary")
    posted(published(by=by), by=by, text=canary)
    for revision in range(Story.objects.get(pk=story.pk).live_revision + 1):
        response = client.get(address(story, revision))
        assert "canary" not in response.content.decode()
        assert set(response.json()["removals"]) <= {update.pk}
    publishing.withdraw(story=story, by=by, note="Wrong.")
    assert client.get(address(story, 0)).status_code == 404
    assert client.get(address(StoryFactory(), 0)).status_code == 404


def test_a_retraction_leaves_every_copy(client, story, by):
    update = posted(story, by=by, text="<p>canary</p>", headline="canary")
    live.pin(update=update, by=by)
    pages = [story.get_absolute_url(), story.get_updates_url(), "/", address(story, 0), address(story, 1)]
    assert any("canary" in client.get(page).content.decode() for page in pages)
    live.retract(update=update, by=by, reason="Wrong.")
    for page in pages:
        assert "canary" not in client.get(page).content.decode()
    assert client.get(update.get_absolute_url()).status_code == 404


def test_undone_within_the_minute_it_is_taken_from_open_pages_and_can_come_back(client, story, by):
    update = posted(story, by=by)
    live.undo(update=update, by=by)
    assert since(client, story, 1)["removals"] == [update.pk]
    live.amend(update=update, by=by, publish=True)
    changes = since(client, story, 1)
    assert (ids(changes), changes["removals"]) == ([update.pk], [])


def test_what_is_due_comes_with_no_worker_and_once_more_with_its_stamp(client, story, by):
    posted(story, by=by)
    update = posted(story, by=by, posted_at=timezone.now() + HOUR)
    assert ids(since(client, story, 1)) == []
    let_come(update)
    changes = since(client, story, 1)
    assert (ids(changes), changes["revision"]) == ([update.pk], 1)
    assert update.pk in [u.pk for u in client.get(story.get_updates_url()).context["page"].items]
    # Somebody posts before any worker is back: neither is lost to a page that goes on from revision 1.
    late = posted(story, by=by)
    changes = since(client, story, 1)
    assert (ids(changes), changes["revision"]) == ([update.pk, late.pk], 3)


def test_many_changes_come_in_answers_of_fifty(client, story, by):
    fill(story, by, 120)
    sizes, seen, revision, more = [], [], 0, True
    while more:
        changes = since(client, story, revision)
        sizes.append(len(changes["upserts"]))
        seen += ids(changes)
        revision, more = changes["revision"], changes["more"]
    assert sizes == [50, 50, 20]
    assert len(set(seen)) == 120
    assert revision == 120


def test_more_due_at_once_than_fit_come_with_no_worker_by_how_many_the_page_has(client, story, by):
    fill(story, by, 120)
    story.updates.filter(live_revision__gt=10).update(live_revision=UNANNOUNCED)
    Story.objects.filter(pk=story.pk).update(live_revision=10)
    seen = []
    for cursor, size, more in (("0", 50, True), ("10", 50, True), ("10-50", 50, True), ("10-100", 10, False)):
        changes = since(client, story, cursor)
        assert (len(changes["upserts"]), changes["more"], changes["revision"]) == (size, more, 10)
        seen += ids(changes)
    assert len(set(seen)) == 120
    # Whatever happens between two questions, a page that has skipped does not go past it.
    live.retract(update=story.updates.get(pk=seen[0]), by=by, reason="Wrong.")
    assert Story.objects.get(pk=story.pk).live_revision == 121
    changes = since(client, story, "10-100")
    assert (len(changes["upserts"]), changes["removals"], changes["revision"]) == (10, [seen[0]], 10)


@pytest.mark.parametrize(
    "junk",
    [
        "-1",
        "0-",
        "0-0",
        "0-49",
        "0-050",
        "0--50",
        "0-50-50",
        "0-50000",
        "abc",
        "01",
        "",
        "1.5",
        "99999999999",
        "2147483647",
        "٣",
        "1e3",
        "x" * 40,
        "%00",
    ],
)
def test_a_junk_cursor_is_refused_without_a_query(client, story, junk, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get(f"/live/{story.pk}/since/{junk}.json")
    assert (response.status_code, response.content) == (400, b"{}")


def test_a_revision_that_is_yet_to_come_is_junk_and_no_cache_may_say_so_once_it_has_come(client, story):
    response = client.get(address(story, 1))
    assert (response.status_code, response["Cache-Control"]) == (400, "no-store")


def test_is_shared_by_all_readers_for_a_second_and_has_a_validator(client, story, by):
    posted(story, by=by)
    client.force_login(by)
    response = client.get(address(story, 0))
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    assert response["Cache-Control"] == "public, max-age=1, stale-while-revalidate=2"
    again = client.get(address(story, 0), headers={"If-None-Match": response["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    posted(story, by=by)
    assert client.get(address(story, 0), headers={"If-None-Match": response["ETag"]}).status_code == 200


def test_ten_thousand_updates_cost_what_a_few_do(client, story, by):
    """Two queries, each with an index, that read what changed and no more."""
    fill(story, by, 10_000)
    update = story.updates.get(live_revision=10_000)
    live.correct(update=update, by=by, note="It was two.")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    with CaptureQueriesContext(connection) as captured:
        changes = since(client, story, 10_000)
    assert ids(changes) == [update.pk]
    assert len(captured) == 2
    queries = [query["sql"] for query in captured]
    with CaptureQueriesContext(connection) as captured:
        client.get(reverse("live_head", args=[story.pk]))
    for sql in [*queries, captured[0]["sql"]]:
        assert not re.search(r"(SCAN|Seq Scan on) (articles_liveupdate|[A-Z]\d)\b(?! USING)", plan_of(sql))
    assert "update_pinned_once" in plan_of(queries[0])


def plan_of(sql):
    """Return how the database finds what `sql` asks for."""
    explain = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
    with connection.cursor() as cursor:
        cursor.execute(f"{explain} {sql}")
        return "\n".join(str(row[-1]) for row in cursor.fetchall())
