"""The desk's screens for pages about the newsroom."""

import pytest

from newsroom.pages.models import Page, PageVersion
from tests.articles.whole import text_of
from tests.factories import UserFactory, draft_page, published_page

pytestmark = pytest.mark.django_db

LIST = "/admin/pages/page/"


@pytest.fixture
def by(client):
    user = UserFactory(role="editor", name="Teresa")
    client.force_login(user)
    return user


def words(**fields):
    """Return what the form sends of a new page, with `fields` otherwise."""
    return {"version": "0", "title": "Our prize", "summary": "", "text": "<p>We won.</p>"} | fields


def change(page):
    return f"{LIST}{page.pk}/change/"


def test_the_list_has_what_is_owed_and_ones_own(client, by):
    html = client.get(LIST).content.decode()
    assert html.count("Not written yet") == 7
    assert "None yet." in html
    published_page("about", title="About the paper")
    draft_page("prize", title="Our prize")
    html = client.get(LIST).content.decode()
    assert html.count("Not written yet") == 6
    assert "Readers see v1" in html
    assert "Our prize" in html
    draft_page("about", title="About the paper and more")
    assert "Changed since" in client.get(LIST).content.decode()


def test_a_page_that_is_owed_is_begun_from_its_row(client, by):
    address = f"{LIST}add/?page=tips"
    html = client.get(address).content.decode()
    assert "Send us a tip" in html
    assert 'name="slug"' not in html
    client.post(address, words(title="Tips", slug="elsewhere") | {"_save": "1"})
    page = Page.objects.get()
    assert (page.slug, page.title, page.saved_by) == ("tips", "Tips", by)
    assert client.get(address).status_code == 404
    assert client.get(f"{LIST}add/?page=nonsense").status_code == 404


def test_a_page_of_ones_own_gets_an_address(client, by):
    client.post(f"{LIST}add/", words() | {"_publish": "1"})
    assert Page.objects.get().slug == "our-prize"
    assert client.get("/pages/our-prize/").status_code == 200
    response = client.post(f"{LIST}add/", words(title="About", slug="") | {"_save": "1"})
    assert "belongs to a page that every newsroom owes" in text_of(response)
    assert "<p>We won.</p>" in response.context["form"]["text"].value()
    response = client.post(f"{LIST}add/", words(slug="our-prize") | {"_save": "1"})
    assert "Another page has this address." in text_of(response)
    assert Page.objects.count() == 1


def test_saved_and_published_with_a_note(client, by):
    page = published_page("about", by=by)
    sent = words(version=page.version, title="About", text="<p>More.</p>")
    client.post(change(page), sent | {"_save": "1"})
    assert PageVersion.objects.public().get().text == "<p>We are.</p>"
    sent["version"] = page.version + 1
    response = client.post(change(page), sent | {"_publish": "1", "note": ""})
    assert "Tell readers what changed." in text_of(response)
    assert PageVersion.objects.count() == 1
    client.post(change(page), sent | {"_publish": "1", "note": "More is said."})
    version = PageVersion.objects.public().get()
    assert (version.number, version.text, version.note) == (2, "<p>More.</p>", "More is said.")


def test_who_comes_second_sees_both_texts_and_decides(client, by):
    page = draft_page("about", by=by)
    draft_page("about", by=UserFactory(role="editor", name="Grace"), text="<p>Theirs, said first.</p>")
    sent = words(version=page.version, title="About", text="<p>Mine.</p>")
    response = client.post(change(page), sent | {"_publish": "1"})
    text = text_of(response)
    assert "Grace saved this page" in text
    assert "Theirs, said first." in text
    assert response.context["form"]["text"].value() == "<p>Mine.</p>"
    assert Page.objects.get().text == "<p>Theirs, said first.</p>"
    assert not PageVersion.objects.exists()
    # The form holds the save that was shown: a second press is a decision.
    sent["version"] = response.context["form"]["version"].value()
    client.post(change(page), sent | {"_save": "1"})
    assert Page.objects.get().text == "<p>Mine.</p>"


@pytest.mark.parametrize("field", ["title", "summary", "text", "note"])
def test_what_no_database_keeps_is_a_field_error(client, by, field):
    page = published_page("about", by=by)
    sent = words(version=page.version, **{field: "a\x00b"}) | {"_publish": "1"}
    response = client.post(change(page), sent)
    assert field in response.context["form"].errors
    assert PageVersion.objects.count() == 1


def test_the_preview_is_the_draft_and_for_no_cache(client, by):
    page = published_page("about", by=by)
    draft_page("about", by=by, text="<h2>As it will be</h2>")
    response = client.get(f"{LIST}{page.pk}/draft/")
    assert "As it will be" in text_of(response)
    assert "no-store" in response["Cache-Control"]
    assert "noindex" in response["X-Robots-Tag"]
    assert "script-src 'self';" in f"{response['Content-Security-Policy']};"


def test_a_version_is_put_into_the_draft(client, by):
    published_page("about", by=by, text="<p>First.</p>")
    page = published_page("about", by=by, text="<p>Second.</p>")
    address = f"{LIST}{page.pk}/versions/1/"
    assert "First." in text_of(client.get(address))
    assert "<del>First.</del>" in client.get(f"{LIST}{page.pk}/versions/2/").content.decode()
    stale = client.post(address, {"version": "0"}, follow=True)
    assert "Nothing was restored" in text_of(stale)
    client.post(address, {"version": page.version})
    assert Page.objects.get().text == "<p>First.</p>"
    assert PageVersion.objects.public().get().text == "<p>Second.</p>"


def test_taken_down(client, by):
    page = published_page("about", by=by)
    client.post(change(page), {"_take_down": "1"})
    assert client.get("/about/").status_code == 404
    assert "Not published" in text_of(client.get(change(page)))


def test_authors_are_offered_on_the_masthead_alone(client, by):
    assert 'name="lists_authors"' in client.get(f"{LIST}add/?page=masthead").content.decode()
    assert 'name="lists_authors"' not in client.get(f"{LIST}add/?page=about").content.decode()


@pytest.mark.parametrize("role", ["contributor", "reporter", "producer"])
def test_others_change_nothing(client, role):
    page = published_page("about")
    before = Page.objects.values().get(), PageVersion.objects.values().get()
    client.force_login(UserFactory(role=role))
    for address in (change(page), f"{LIST}add/", f"{LIST}add/?page=tips", f"{LIST}{page.pk}/versions/1/"):
        for button in ("_save", "_publish", "_take_down"):
            sent = words(version=page.version) | {button: "1", "note": "Forged."}
            assert client.post(address, sent).status_code == 403
    assert (Page.objects.values().get(), PageVersion.objects.values().get()) == before
