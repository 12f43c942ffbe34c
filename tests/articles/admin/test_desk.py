"""The desk, the newsroom's search and the bar."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import live, publishing, saving, workflow
from articles.enums import Coverage, EditionKind
from articles.models import Story
from tests.factories import (
    PersonFactory,
    PhotoFactory,
    SourceFactory,
    StoryFactory,
    TopicFactory,
    UserFactory,
    posted,
    published,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    return UserFactory(role="editor", name="Teresa Aguilar")


@pytest.fixture
def reporter():
    return UserFactory(role="reporter", name="Ingrid Solberg")


def desk(client, user):
    """Return the desk's answer to `user`."""
    client.force_login(user)
    response = client.get("/admin/")
    assert response.status_code == 200
    return response


def submitted(by, **kwargs):
    """Return a story that waits for an editor."""
    story = StoryFactory(by=by, **kwargs)
    workflow.take("submit", story=story, by=by)
    return story


def section(response, name):
    """Return the html of one section of the desk, by its heading's id."""
    html = response.content.decode()
    start = html.index(f'id="{name}"')
    return (
        html[start : html.index('class="sec-h"', start)] if 'class="sec-h"' in html[start:] else html[start:]
    )


def test_what_waits_is_there_oldest_first_for_who_may_review(client, editor, reporter):
    older = submitted(reporter, headline="Lake ice is thin")
    newer = submitted(reporter, headline="Bridge closes early")
    older.steps.update(at=timezone.now() - timedelta(minutes=48))
    # Somebody mends a comma meanwhile: it does not wait less long for that.
    Story.objects.filter(pk=older.pk).update(updated_at=timezone.now())
    response = desk(client, editor)
    assert [story.pk for story in response.context["waiting"]] == [older.pk, newer.pk]
    assert "48 min" in section(response, "waiting")
    assert "2 stories wait for an editor, the oldest for 48 min." in response.content.decode()


def test_reporters_see_their_own_submitted_story_among_their_drafts_and_no_review(client, reporter):
    story = submitted(reporter)
    response = desk(client, reporter)
    assert 'id="waiting"' not in response.content.decode()
    assert story.headline in section(response, "drafts")
    assert "Submitted" in section(response, "drafts")


def test_drafts_are_ones_own_and_only_what_readers_do_not_see(client, editor):
    mine = StoryFactory(by=editor, headline="Mine, begun")
    StoryFactory(headline="Somebody else's, begun")
    published(by=UserFactory(role="administrator"), headline="Out as it stands")
    changed = StoryFactory(by=editor, headline="Out, and changed since")
    publishing.publish(story=changed, by=editor)
    same = StoryFactory(by=editor, headline="Out, not changed")
    publishing.publish(story=same, by=editor)

    def write():
        changed.dek = "Another dek."
        changed.save()

    saving.save(story=changed, by=editor, write=write)
    response = desk(client, editor)
    assert {story.pk for story in response.context["drafts"]} == {mine.pk, changed.pk}
    assert section(response, "drafts").count("Changes that readers do not see") == 1


def test_live_coverage_says_how_many_updates_readers_got(client, editor):
    story = published(by=UserFactory(role="administrator"), headline="Recusal, minute by minute")
    live.set_coverage(story=story, by=editor, coverage=Coverage.OPEN)
    posted(story)
    posted(story)
    response = desk(client, editor)
    html = section(response, "live")
    assert "Recusal, minute by minute" in html
    assert "2 updates" in html
    assert "Live 1" in response.content.decode()


def test_the_day_has_what_is_to_come_and_what_went_out_with_minor_ones_folded(client, editor):
    coming = StoryFactory(by=editor, headline="Comes by itself")
    publishing.publish(story=coming, by=editor, goes_live_at=timezone.now() + timedelta(hours=3))
    story = StoryFactory(by=editor, headline="Went out")
    publishing.publish(story=story, by=editor)
    for dek in ("One.", "Two."):

        def write(dek=dek):
            story.dek = dek
            story.save()

        saving.save(story=story, by=editor, write=write)
        publishing.publish(story=story, by=editor, kind=EditionKind.MINOR)
    response = desk(client, editor)
    html = section(response, "day")
    assert html.index("Comes by itself") < html.index("now") < html.index("Went out")
    assert "v1, in 3 h" in html
    assert "2 minor versions" in html


def test_yesterdays_edition_is_not_of_the_day(client, editor):
    published(headline="Old news", at=timezone.now() - timedelta(days=2))
    html = section(desk(client, editor), "day")
    assert "Old news" not in html
    assert "Nothing published yet today." in html


def test_an_empty_desk_says_what_will_come(client, editor):
    html = desk(client, editor).content.decode()
    assert "Nothing is waiting." in html
    assert "No coverage is open." in html
    assert "You have no drafts." in html
    assert "Start a story" in html


def test_a_colleague_without_a_role_is_told_so(client):
    html = desk(client, UserFactory()).content.decode()
    assert "You have no role here yet." in html
    assert "New story" not in html
    assert "Everything" not in html


def test_a_contributor_sees_nothing_of_the_drafts_of_others(client, editor, reporter):
    contributor = UserFactory(role="contributor")
    secret = "Merkwurdig"
    submitted(reporter, headline=f"{secret} submitted")
    StoryFactory(by=editor, headline=f"{secret} draft")
    scheduled = StoryFactory(by=editor, headline=f"{secret} scheduled")
    publishing.publish(story=scheduled, by=editor, goes_live_at=timezone.now() + timedelta(hours=1))
    covered = StoryFactory(by=editor, headline=f"{secret} covered")
    live.set_coverage(story=covered, by=editor, coverage=Coverage.OPEN)
    assert secret not in desk(client, contributor).content.decode()
    found = client.get("/admin/search/", {"q": secret}).content.decode()
    assert "Nothing found." in found
    assert " draft" not in found


def test_the_published_headline_of_others_leads_a_contributor_to_the_readers_page(client):
    story = published(headline="Everybody saw it")
    response = desk(client, UserFactory(role="contributor"))
    html = section(response, "day")
    assert f'href="{story.get_absolute_url()}"' in html
    assert f"/story/{story.pk}/" not in html


def test_everything_lists_only_what_a_role_may_see(client, editor):
    groups = dict(desk(client, editor).context["groups"])
    names = {str(entry["name"]) for entries in groups.values() for entry in entries}
    assert {name.capitalize() for name in names} == {
        "Stories",
        "Live updates",
        "People",
        "Sources",
        "Topics",
        "Merges",
        "Sections",
        "Authors",
        "Photos",
        "Fronts",
        "Series and packages",
        "Pages",
    }
    assert "House" not in groups
    groups = dict(desk(client, UserFactory(role="administrator")).context["groups"])
    assert {entry["object_name"] for entry in groups["House"]} == {"AuditEntry", "PreflightRule", "User"}


def queries_of(client, url):
    """Return how many queries one page costs."""
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def fill(count, editor, reporter):
    """Make `count` stories of each kind that the desk shows."""
    for _ in range(count):
        submitted(reporter, headline="The council waits")
        StoryFactory(by=editor, headline="The council drafts")
        story = StoryFactory(by=editor, headline="The council is live")
        publishing.publish(story=story, by=editor)
        live.set_coverage(story=story, by=editor, coverage=Coverage.OPEN)
        posted(story)
        later = StoryFactory(by=editor, headline="The council comes")
        publishing.publish(story=later, by=editor, goes_live_at=timezone.now() + timedelta(hours=1))
        PersonFactory(name="The council's chair")
        TopicFactory(name=f"The council {later.pk}")
        SourceFactory(name="The council's office")
        PhotoFactory(title="The council's room")


@pytest.mark.parametrize("url", ["/admin/", "/admin/search/?q=council"])
def test_queries_do_not_grow_with_the_newsroom(client, editor, reporter, url):
    client.force_login(editor)
    fill(3, editor, reporter)
    few = queries_of(client, url)
    fill(15, editor, reporter)
    many = queries_of(client, url)
    assert many == few
    assert many <= 13


def test_the_desk_shows_ten_and_says_where_the_rest_is(client, editor, reporter):
    for number in range(12):
        submitted(reporter, headline=f"Waiting {number}")
    response = desk(client, editor)
    assert section(response, "waiting").count("<h3>") == 10
    assert "More than 10 stories wait" in response.content.decode()
    assert "state__exact=submitted" in section(response, "waiting")


# --- search -------------------------------------------------------------------------------------------------


def test_search_finds_each_kind_and_leads_to_its_screen(client, editor):
    story = StoryFactory(by=editor, headline="Mille Lacs ice")
    person = PersonFactory(name="Mille Warden")
    topic = TopicFactory(name="Mille Lacs")
    source = SourceFactory(name="Mille Lacs Messenger")
    photo = PhotoFactory(title="Ice houses, Mille Lacs")
    client.force_login(editor)
    html = client.get("/admin/search/", {"q": "mille"}).content.decode()
    for row in (story, person, topic, source, photo):
        options = row._meta
        assert f'href="/admin/{options.app_label}/{options.model_name}/{row.pk}/change/"' in html


def test_every_word_must_occur(client, editor):
    StoryFactory(by=editor, headline="Bridge over the river")
    StoryFactory(by=editor, headline="River ice")
    client.force_login(editor)
    html = client.get("/admin/search/", {"q": "river bridge"}).content.decode()
    assert "Bridge over the river" in html
    assert "River ice" not in html


@pytest.mark.parametrize("query", ["a\x00b", "x" * 201])
def test_what_cannot_be_searched_for_is_said_without_a_query(client, editor, query):
    client.force_login(editor)
    response = client.get("/admin/search/", {"q": query})
    assert response.status_code == 200
    assert "This cannot be searched for" in response.content.decode()


def test_search_shows_a_headline_as_text(client, editor):
    StoryFactory(by=editor, headline="<b>council</b>")
    client.force_login(editor)
    html = client.get("/admin/search/", {"q": "<b>council"}).content.decode()
    assert "&lt;b&gt;council&lt;/b&gt;" in html
    assert "<b>council" not in html


def test_search_is_for_the_desk_alone(client):
    response = client.get("/admin/search/?q=x")
    assert response.status_code == 302
    assert response["Location"].startswith("/admin/login/")


# --- the bar ------------------------------------------------------------------------------------------------


def test_the_bar_has_the_newsrooms_own_name_and_mark(client, editor, settings):
    settings.NEWSROOM = settings.NEWSROOM | {"name": "Prairie Gazette"}
    html = desk(client, editor).content.decode()
    assert "Prairie Gazette</a>" in html
    assert "North Star Bulletin" not in html
    assert 'src="/static/img/star.svg"' in html


def test_the_bar_marks_where_one_is(client, editor):
    client.force_login(editor)
    html = client.get("/admin/topics/person/").content.decode()
    assert html.count('aria-current="page"') == 1
    assert ">People</a>" in html[html.index('aria-current="page"') :][:80]


def test_a_pop_up_has_no_bar(client, editor):
    client.force_login(editor)
    html = client.get("/admin/topics/person/add/?_popup=1").content.decode()
    assert 'id="find"' not in html
    assert 'name="_popup"' in html


def test_an_apps_own_address_leads_to_the_desk(client, editor):
    client.force_login(editor)
    response = client.get("/admin/articles/")
    assert (response.status_code, response["Location"]) == (302, "/admin/")


def test_signing_out_says_so_and_leads_back(client, editor):
    client.force_login(editor)
    html = client.post("/admin/logout/").content.decode()
    assert "You are signed out." in html
    assert 'href="/admin/"' in html
    assert client.get("/admin/").status_code == 302
