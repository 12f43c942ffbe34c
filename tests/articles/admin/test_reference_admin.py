"""Authors, sections, fronts."""

import pytest

from articles import publishing
from articles.models import Author, Section
from newsroom.accounts.models import AuditEntry
from tests.articles.admin.test_desk import queries_of
from tests.factories import AuthorFactory, SectionFactory, StoryFactory, TopicFactory, UserFactory, published

pytestmark = pytest.mark.django_db

NO_PARTS = {f"{name}-{count}_FORMS": 0 for name in ("beats", "same_as") for count in ("TOTAL", "INITIAL")}


@pytest.fixture
def editor(client):
    user = UserFactory(role="editor")
    client.force_login(user)
    return user


def test_an_editor_adds_an_author_and_the_trail_says_so(client, editor):
    fields = {"name": "Åsa Vang", "slug": "åsa-vang"} | NO_PARTS
    response = client.post("/admin/articles/author/add/", fields)
    assert response.status_code == 302
    author = Author.objects.get()
    assert author.slug == "åsa-vang"
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.actor, entry.target_label) == ("author.add", editor, "Åsa Vang")


def test_a_change_is_recorded_with_what_changed(client, editor):
    author = AuthorFactory(name="A. Vang")
    fields = {"name": "Åsa Vang", "slug": author.slug} | NO_PARTS
    client.post(f"/admin/articles/author/{author.pk}/change/", fields)
    entry = AuditEntry.objects.get()
    assert entry.action == "author.change"
    assert entry.detail == {"changes": [{"changed": {"fields": ["Name"]}}]}


def test_an_editor_cannot_tie_an_author_to_somebody_who_signs_in(client, editor):
    author = AuthorFactory()
    victim = UserFactory(role="reporter")
    fields = {"name": author.name, "slug": author.slug, "user": victim.pk} | NO_PARTS
    assert client.post(f"/admin/articles/author/{author.pk}/change/", fields).status_code == 302
    author.refresh_from_db()
    assert author.user is None


def test_an_administrator_can(client):
    client.force_login(UserFactory(role="administrator"))
    author = AuthorFactory()
    colleague = UserFactory(role="reporter")
    fields = {"name": author.name, "slug": author.slug, "user": colleague.pk} | NO_PARTS
    assert client.post(f"/admin/articles/author/{author.pk}/change/", fields).status_code == 302
    author.refresh_from_db()
    assert author.user == colleague


def author_with(**beat):
    """The fields of an author's form with one beat."""
    rows = {"beats-TOTAL_FORMS": 1, "beats-0-ordering": 0}
    fields = {"name": "Pa Houa Vang", "slug": "vang"} | NO_PARTS | rows
    return fields | {f"beats-0-{name}": value for name, value in beat.items()}


def test_a_beat_is_a_topic_or_a_section(client, editor):
    topic, section = TopicFactory(), SectionFactory()
    add = "/admin/articles/author/add/"
    response = client.post(add, author_with(topic=topic.pk, section=section.pk))
    assert "Choose a topic or a section, not both." in response.content.decode()
    assert not Author.objects.exists()
    assert client.post(add, author_with(topic=topic.pk)).status_code == 302
    author = Author.objects.get()
    assert author.beats.get().subject == topic
    html = client.get(f"/admin/articles/author/{author.pk}/change/").content.decode()
    assert 'aria-label="Topic"' in html and 'aria-label="Section"' in html


def test_the_screen_of_an_author_says_what_we_have_of_them(client, editor):
    author = AuthorFactory()
    story = published(headline="By her", authors=[author])
    StoryFactory(headline="A draft of hers", authors=[author])
    publishing.publish(
        story=story, by=UserFactory(role="administrator"), correction=("correction", "It was two.")
    )
    html = client.get(f"/admin/articles/author/{author.pk}/change/").content.decode()
    assert "On 1 published story." in html and "1 correction in them." in html
    assert f'href="{author.get_absolute_url()}"' in html
    assert "By her" in html and "A draft of hers" not in html


@pytest.mark.parametrize("role", ["contributor", "reporter", "producer"])
def test_who_may_not_change_authors_and_sections_does_not(client, role):
    author, section = AuthorFactory(name="Hers"), SectionFactory(name="Courts")
    client.force_login(UserFactory(role=role))
    for row in (author, section):
        url = f"/admin/articles/{row._meta.model_name}/{row.pk}/change/"
        assert client.post(url, {"name": "Mine", "slug": "mine"}).status_code == 403
        row.refresh_from_db()
        assert row.name in {"Hers", "Courts"}


def test_sections_are_put_in_order_in_their_list(client, editor):
    first, second = SectionFactory(ordering=0), SectionFactory(ordering=1)
    response = client.post(
        "/admin/articles/section/",
        {
            "form-TOTAL_FORMS": 2,
            "form-INITIAL_FORMS": 2,
            "form-0-id": first.pk,
            "form-0-ordering": 5,
            "form-0-in_menu": "on",
            "form-1-id": second.pk,
            "form-1-ordering": 1,
            "_save": "Save",
        },
    )
    assert response.status_code == 302
    assert list(Section.objects.values_list("pk", "ordering", "in_menu")) == [
        (second.pk, 1, False),
        (first.pk, 5, True),
    ]
    assert AuditEntry.objects.filter(action="section.change").count() == 2


def test_published_stories_are_counted_and_drafts_are_not(client, editor):
    section, author = SectionFactory(name="Courts"), AuthorFactory()
    published(section=section, authors=[author])
    StoryFactory(section=section, authors=[author])
    for model in ("section", "author"):
        row = client.get(f"/admin/articles/{model}/", {"q": "Courts" if model == "section" else author.name})
        assert row.context["cl"].result_list[0].published == 1
        assert "1 story" in row.content.decode()


@pytest.mark.parametrize("name", ["author", "section"])
def test_queries_do_not_grow_with_the_list(client, editor, name):
    def add(count):
        for _ in range(count):
            author, section = AuthorFactory(), SectionFactory()
            published(section=section, authors=[author])

    url = f"/admin/articles/{name}/"
    add(2)
    few = queries_of(client, url)
    add(10)
    many = queries_of(client, url)
    # A filter by section lists the sections, in one query either way.
    assert many == few <= 10


def test_a_section_in_use_stays_and_says_why(client):
    client.force_login(UserFactory(is_superuser=True))
    section = published().section
    url = f"/admin/articles/section/{section.pk}/"
    html = client.get(f"{url}change/").content.decode()
    assert "This cannot be deleted while it is in use: 1 story and 1 edition." in html
    assert "deletelink" not in html
    assert client.post(f"{url}delete/", {"post": "yes"}).status_code == 403
    assert Section.objects.filter(pk=section.pk).exists()


def test_an_unused_section_can_go_and_the_trail_says_so(client):
    client.force_login(UserFactory(is_superuser=True))
    section = SectionFactory(name="Begun by mistake")
    number = section.pk
    assert client.post(f"/admin/articles/section/{number}/delete/", {"post": "yes"}).status_code == 302
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.target_id, entry.target_label) == (
        "section.delete",
        number,
        "Begun by mistake",
    )


def test_whose_sign_in_it_is_leads_nobody_astray(client, editor):
    author = AuthorFactory(user=UserFactory(role="reporter", name="Pa Houa Vang"))
    url = f"/admin/articles/author/{author.pk}/change/"
    html = client.get(url).content.decode()
    assert "Pa Houa Vang" in html
    assert "/admin/accounts/user/" not in html
    client.force_login(UserFactory(role="administrator"))
    assert 'name="user"' in client.get(url).content.decode()


def test_who_has_left_is_said_in_words_and_the_others_are_not_marked(client, editor):
    AuthorFactory(name="Still here")
    html = client.get("/admin/articles/author/").content.decode()
    assert "icon-no" not in html
    AuthorFactory(name="Lars Nygaard", has_left=True)
    assert '<td class="field-left">has left</td>' in client.get("/admin/articles/author/").content.decode()


def test_the_choosers_of_a_beat_say_which_is_which(client, editor):
    html = client.get("/admin/articles/author/add/").content.decode()
    assert 'data-placeholder="Topic"' in html and 'data-placeholder="Section"' in html
