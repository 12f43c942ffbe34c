"""The screens that merge topics, people and sources, and their record."""

import pytest

from newsroom.accounts.models import AuditEntry
from tests.articles.whole import text_of
from tests.factories import (
    PersonFactory,
    SourceFactory,
    StoryFactory,
    TopicFactory,
    UserFactory,
    published,
)
from tests.topics.test_admin import NO_PARTS
from topics.models import FormerSlug, Merge

pytestmark = pytest.mark.django_db

FACTORIES = {"topic": TopicFactory, "person": PersonFactory, "source": SourceFactory}
TIED_BY = {"topic": "topics", "person": "people", "source": "sources"}


@pytest.fixture
def editor(client):
    """Somebody who may merge, signed in."""
    user = UserFactory(role="editor")
    client.force_login(user)
    return user


@pytest.fixture(params=FACTORIES)
def name(request):
    return request.param


@pytest.fixture
def pair(name):
    """Two entries for one thing; two stories have the first, one of them the second too."""
    merged, kept = FACTORIES[name](name="Russia inquiry"), FACTORIES[name](name="Russia and the election")
    published(**{TIED_BY[name]: [merged]})
    published(**{TIED_BY[name]: [merged, kept]})
    return merged, kept


def screen(name, entry):
    return f"/admin/topics/{name}/{entry.pk}/merge/"


def test_shows_what_will_change_before_anything_does(client, editor, name, pair):
    merged, kept = pair
    html = client.get(f"/admin/topics/{name}/{merged.pk}/change/").content.decode()
    assert screen(name, merged) in html
    assert "What changes" not in text_of(client.get(screen(name, merged)))
    words = text_of(client.get(screen(name, merged), {"into": kept.pk}))
    assert "2 and 1, of which 1 have both" in words
    assert "2 under “Russia and the election”" in words
    assert "2 with “Russia inquiry”" in words
    assert f"{merged.get_absolute_url()} {kept.get_absolute_url()}, by a permanent redirect" in words
    merged.refresh_from_db()
    assert merged.merged_into is None and not Merge.objects.exists()


def test_merges_leads_on_leaves_the_lists_and_comes_back(client, editor, name, pair):
    merged, kept = pair
    response = client.post(screen(name, merged), {"into": kept.pk})
    assert response["Location"] == f"/admin/topics/{name}/{kept.pk}/change/"
    assert AuditEntry.objects.filter(action=f"{name}.merge", actor=editor).exists()
    assert client.get(merged.get_absolute_url())["Location"] == kept.get_absolute_url()
    rows = client.get(f"/admin/topics/{name}/").context["cl"].result_list
    assert [row.pk for row in rows] == [kept.pk]
    field = {"app_label": "topics", "model_name": name, "field_name": "merged_into", "term": "Russia"}
    found = client.get("/admin/autocomplete/", field).json()["results"]
    assert [int(row["id"]) for row in found] == [kept.pk]
    assert client.get(screen(name, merged)).status_code == 404

    record = Merge.objects.get()
    assert "Russia inquiry" in text_of(client.get("/admin/topics/merge/"))
    assert "Undo this merge" in text_of(client.get(f"/admin/topics/merge/{record.pk}/change/"))
    client.post(f"/admin/topics/merge/{record.pk}/undo/")
    assert client.get(merged.get_absolute_url()).status_code == 200
    assert AuditEntry.objects.filter(action=f"{name}.unmerge", actor=editor).exists()
    page = client.get(f"/admin/topics/merge/{record.pk}/change/")
    assert "Undo this merge" not in text_of(page)
    again = client.post(f"/admin/topics/merge/{record.pk}/undo/", follow=True)
    assert "This merge has been undone already." in text_of(again)


def test_an_entry_is_not_merged_into_itself_or_into_one_that_is_gone(client, editor, name, pair):
    merged, kept = pair
    gone = FACTORIES[name](merged_into=kept)
    for into in (merged.pk, gone.pk, 10**9, "x", ""):
        response = client.post(screen(name, merged), {"into": into})
        assert response.status_code == 200 and "into" in response.context["form"].errors
    assert not Merge.objects.exists()


def test_only_who_may_merge_does(client, name, pair):
    merged, kept = pair
    client.force_login(UserFactory(role="editor"))
    client.post(screen(name, merged), {"into": kept.pk})
    record = Merge.objects.get()
    third = FACTORIES[name]()
    client.force_login(UserFactory(role="producer"))
    assert "Merge into another" not in text_of(client.get(f"/admin/topics/{name}/{kept.pk}/change/"))
    assert client.get(screen(name, kept), {"into": third.pk}).status_code == 403
    assert client.post(screen(name, kept), {"into": third.pk}).status_code == 403
    assert client.get("/admin/topics/merge/").status_code == 403
    assert client.post(f"/admin/topics/merge/{record.pk}/undo/").status_code == 404
    assert not Merge.objects.exclude(pk=record.pk).exists()
    record.refresh_from_db()
    assert record.undone_at is None


def test_the_record_is_read_and_undone_by_post_only(client, editor, name, pair):
    merged, kept = pair
    client.post(screen(name, merged), {"into": kept.pk})
    record = Merge.objects.get()
    page = client.get(f"/admin/topics/merge/{record.pk}/change/").content.decode()
    assert str(editor) in page
    assert "/admin/accounts/user/" not in page  # an editor may not open it
    listed = client.get("/admin/topics/merge/").content.decode()
    assert "Goes away" in listed and "Stays" in listed
    assert client.get(f"/admin/topics/merge/{record.pk}/undo/").status_code == 405
    assert client.post(f"/admin/topics/merge/{record.pk}/change/", {"kept_name": "x"}).status_code == 403
    assert client.post(f"/admin/topics/merge/{record.pk}/delete/").status_code == 403
    assert client.get("/admin/topics/merge/add/").status_code == 403


def test_a_changed_address_leads_on(client, editor, name):
    entry = FACTORIES[name](slug="former")
    former = entry.get_absolute_url()
    form = client.get(f"/admin/topics/{name}/{entry.pk}/change/").context["adminform"].form
    fields = {key: value if value is not None else "" for key, value in form.initial.items()}
    data = fields | NO_PARTS | {"slug": "current"}
    assert client.post(f"/admin/topics/{name}/{entry.pk}/change/", data).status_code == 302
    entry.refresh_from_db()
    assert entry.slug == "current"
    assert client.get(former)["Location"] == entry.get_absolute_url()
    client.post(f"/admin/topics/{name}/{entry.pk}/change/", data | {"slug": "former"})
    assert client.get(former).status_code == 200
    assert list(FormerSlug.objects.values_list("slug", flat=True)) == ["current"]


def test_the_merged_is_no_company_of_the_kept_and_its_name_leads_there(client, editor):
    topic, alias = TopicFactory(name="Elections"), TopicFactory(name="Voting")
    one, same = PersonFactory(name="Al Franken"), PersonFactory(name="Alan Franken")
    published(topics=[topic, alias], people=[one, same])
    client.post(screen("topic", alias), {"into": topic.pk})
    client.post(screen("person", same), {"into": one.pk})
    response = client.get(topic.get_absolute_url())
    assert response.context["around"].topics == []
    assert "Voting" not in text_of(response)
    # An edition keeps the name it was published with, until the next one; the address leads to who is kept.
    assert client.get(same.get_absolute_url()).url == one.get_absolute_url()
    assert client.get(one.get_absolute_url()).context["people"] == []


def test_a_draft_follows(client, editor):
    topic, alias = TopicFactory(), TopicFactory()
    story = StoryFactory(topics=[alias])
    client.post(screen("topic", alias), {"into": topic.pk})
    assert list(story.topics.all()) == [topic]
