"""The screens of topics, people and sources."""

import datetime

import pytest
from django.contrib.auth.models import Permission
from django.db import IntegrityError

from newsroom.accounts.models import AuditEntry
from newsroom.lib.admin import AddressForm
from newsroom.lib.clock import today
from newsroom.outbox.models import Event
from tests.articles.admin.test_desk import queries_of
from tests.factories import PersonFactory, SourceFactory, StoryFactory, TopicFactory, UserFactory, published
from topics.models import Person, PersonFact, Source, Topic

pytestmark = pytest.mark.django_db

FACTORIES = {"topic": TopicFactory, "person": PersonFactory, "source": SourceFactory}
TIED_BY = {"topic": "topics", "person": "people", "source": "sources"}
NO_PARTS = {
    f"{name}-{count}_FORMS": 0
    for name in ("roles", "facts", "same_as", "points")
    for count in ("TOTAL", "INITIAL")
}


@pytest.fixture
def producer(client):
    """Somebody who may change all three, signed in."""
    user = UserFactory(role="producer")
    client.force_login(user)
    return user


def person(**fields):
    """The fields of a person's form."""
    return {"name": "Al Franken", "slug": "al-franken", "kind": "person"} | NO_PARTS | fields


@pytest.mark.parametrize("name", FACTORIES)
def test_queries_do_not_grow_with_the_list(client, producer, name):
    def add(count):
        for row in FACTORIES[name].create_batch(count):
            published(**{TIED_BY[name]: [row]})

    url = f"/admin/topics/{name}/"
    add(2)
    few = queries_of(client, url)
    add(12)
    assert queries_of(client, url) == few <= 8


@pytest.mark.parametrize("name", FACTORIES)
def test_published_stories_are_counted_once_each_and_drafts_are_not(client, producer, name):
    row = FACTORIES[name](name="Counted")
    tie = {TIED_BY[name]: [row]}
    story = published(**tie)
    published(**tie)
    StoryFactory(**tie)
    assert story.editions.count() == 1
    response = client.get(f"/admin/topics/{name}/", {"q": "Counted"})
    assert "2 stories" in response.content.decode()
    html = client.get(f"/admin/topics/{name}/{row.pk}/change/").content.decode()
    assert "On 2 published stories." in html
    assert f'href="{row.get_absolute_url()}"' in html or "View on site" in html


@pytest.mark.parametrize("name", FACTORIES)
def test_a_list_is_ordered_by_its_count_when_asked(client, producer, name):
    few, many = FACTORIES[name](name="A few"), FACTORIES[name](name="B many")
    for row in (few, many, many):
        published(**{TIED_BY[name]: [row]})
    columns = {"topic": 2, "person": 4, "source": 4}
    rows = client.get(f"/admin/topics/{name}/", {"o": f"-{columns[name]}"}).context["cl"].result_list
    assert [row.name for row in rows] == ["B many", "A few"]


def test_a_person_is_added_with_facts_and_the_trail_says_so(client):
    reporter = UserFactory(role="reporter")
    client.force_login(reporter)
    facts = {
        "facts-TOTAL_FORMS": 2,
        "facts-INITIAL_FORMS": 0,
        "facts-0-label": "Office",
        "facts-0-value": "Senator from Minnesota",
        "facts-0-ordering": 0,
        "facts-1-label": "Party",
        "facts-1-value": "Democrat",
        "facts-1-ordering": 1,
    }
    assert client.post("/admin/topics/person/add/", person() | facts).status_code == 302
    franken = Person.objects.get()
    assert franken.sort_name == "Franken, Al"
    assert [str(fact) for fact in franken.facts.all()] == [
        "Office: Senator from Minnesota",
        "Party: Democrat",
    ]
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.actor, entry.target_id) == ("person.add", reporter, franken.pk)


def rows(prefix, *given):
    """The fields of new rows of a person's form."""
    data = {f"{prefix}-TOTAL_FORMS": len(given), f"{prefix}-INITIAL_FORMS": 0}
    for number, row in enumerate(given):
        data |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
        data[f"{prefix}-{number}-ordering"] = number
    return data


def test_roles_and_addresses_elsewhere_are_written_in_order(client, producer):
    data = person() | rows(
        "roles",
        {"title": "senator from Minnesota", "since": "2009-07-07", "until": "2018-01"},
        {"title": "writer", "where": "NBC", "since": "1975", "is_over": "True"},
    )
    data |= rows("same_as", {"url": "www.wikidata.org/wiki/Q1", "label": "Wikidata"})
    assert client.post("/admin/topics/person/add/", data).status_code == 302
    franken = Person.objects.get()
    assert list(map(str, franken.roles.all())) == ["senator from Minnesota", "writer, NBC"]
    assert [role.is_over for role in franken.roles.all()] == [False, True]
    assert [other.url for other in franken.same_as.all()] == ["https://www.wikidata.org/wiki/Q1"]
    assert AuditEntry.objects.get().action == "person.add"


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"since": "2017-02", "until": "2016"}, "It cannot end before it began."),
        ({"since": "2017-02-30"}, "Write a year, a month or a day, such as 2017, 2017-02 or 2017-02-09."),
        ({"until": "last year"}, "Write a year, a month or a day, such as 2017, 2017-02 or 2017-02-09."),
    ],
)
def test_a_role_that_cannot_be_says_why(client, producer, row, message):
    response = client.post("/admin/topics/person/add/", person() | rows("roles", {"title": "senator"} | row))
    assert message in response.content.decode()
    assert not Person.objects.exists()


@pytest.mark.parametrize("url", ["javascript:alert(1)", "ftp://files.example/", "nonsense", "//"])
def test_an_address_elsewhere_is_one_of_the_web(client, producer, url):
    response = client.post("/admin/topics/person/add/", person() | rows("same_as", {"url": url}))
    assert response.status_code == 200
    assert "Only an address of the web: https://, then a site." in response.content.decode()
    assert not Person.objects.exists()


def test_the_same_address_twice_is_refused(client, producer):
    row = {"url": "https://franken.example/"}
    response = client.post("/admin/topics/person/add/", person() | rows("same_as", row, row))
    assert response.status_code == 200
    assert not Person.objects.exists()


def test_the_screen_of_a_person_says_what_we_have_of_them(client, producer):
    row = PersonFactory()
    published(headline="With him in it", people=[row])
    StoryFactory(headline="A draft with him", people=[row])
    html = client.get(f"/admin/topics/person/{row.pk}/change/").content.decode()
    assert "On 1 published story." in html and "0 quotations." in html
    assert f'href="{row.get_absolute_url()}"' in html
    assert "With him in it" in html and "A draft with him" not in html


def test_fields_of_facts_are_named_for_those_who_cannot_see_the_columns(client, producer):
    row = PersonFactory()
    PersonFact.objects.create(person=row, label="Office", value="Senator")
    html = client.get(f"/admin/topics/person/{row.pk}/change/").content.decode()
    for words in ("Fact", "What is known", "Place", "Delete"):
        assert f'aria-label="{words}"' in html


def test_a_contributor_reads_people_and_changes_nobody(client):
    client.force_login(UserFactory(role="contributor"))
    row = PersonFactory(name="As she is")
    url = f"/admin/topics/person/{row.pk}/change/"
    html = client.get(url).content.decode()
    assert "As she is" in html
    assert 'name="name"' not in html
    assert all(f'name="{name}"' not in html for name in ("facts-0-label", "roles-0-title", "same_as-0-url"))
    assert client.post(url, person(name="As I like")).status_code == 403
    assert client.post("/admin/topics/person/add/", person()).status_code == 403
    row.refresh_from_db()
    assert row.name == "As she is"
    assert Person.objects.count() == 1


@pytest.mark.parametrize("name", FACTORIES)
def test_a_taken_address_says_whose_it_is(client, producer, name):
    other = FACTORIES[name](name="Somebody before", slug="before")
    fields = {"name": "Somebody after", "slug": "Before", "kind": "", "mark": "X"} | NO_PARTS
    fields |= {"kind": "person"} if name == "person" else {"kind": "outlet"}
    response = client.post(f"/admin/topics/{name}/add/", fields)
    html = response.content.decode()
    assert "“before” is the address of “Somebody before” already. Choose another." in html
    assert 'value="Somebody after"' in html
    assert list(type(other).objects.all()) == [other]


def test_an_address_taken_between_look_and_save_is_an_error_in_the_form(client, producer, monkeypatch):
    save = Source.save
    raced = []

    def overtaken(self, *args, **kwargs):
        if not raced:
            raced.append(SourceFactory.build(name="Faster", slug="wp", mark="F"))
            raise IntegrityError("UNIQUE constraint failed: topics_source.slug")
        return save(self, *args, **kwargs)

    monkeypatch.setattr(Source, "save", overtaken)
    fields = {"name": "Washington Post", "slug": "wp", "mark": "WP", "kind": "outlet"}
    # The first save fails; by the second look the other one is there.
    clean_slug = AddressForm.clean_slug

    def look(form):
        if raced and not raced[0].pk:
            save(raced[0])
        return clean_slug(form)

    monkeypatch.setattr(AddressForm, "clean_slug", look)
    html = client.post("/admin/topics/source/add/", fields).content.decode()
    assert "“wp” is the address of “Faster” already." in html
    assert [source.name for source in Source.objects.all()] == ["Faster"]


@pytest.mark.parametrize("slug", ["тема", "emoji-😀", "two words", "a/b"])
def test_addresses_may_be_in_any_script_and_nothing_else(client, producer, slug):
    response = client.post("/admin/topics/topic/add/", {"name": "Тема", "slug": slug} | NO_PARTS)
    assert (response.status_code == 302) is (slug == "тема")
    assert Topic.objects.exists() is (slug == "тема")


def test_a_topic_of_the_same_name_is_a_field_error(client, producer):
    TopicFactory(name="Recusal")
    html = client.post(
        "/admin/topics/topic/add/", {"name": "Recusal", "slug": "recusal-2"} | NO_PARTS
    ).content.decode()
    assert "Topic with this Name already exists." in html


def test_nul_is_a_field_error(client, producer):
    response = client.post("/admin/topics/topic/add/", {"name": "a\x00b", "slug": "ab"} | NO_PARTS)
    assert "name" in response.context["adminform"].form.errors
    assert not Topic.objects.exists()


@pytest.mark.parametrize("name", FACTORIES)
def test_what_an_edition_shows_cannot_be_deleted_by_anybody_and_says_why(client, name):
    client.force_login(UserFactory(is_superuser=True))
    row = FACTORIES[name]()
    published(**{TIED_BY[name]: [row]})
    url = f"/admin/topics/{name}/{row.pk}/"
    html = client.get(f"{url}change/").content.decode()
    assert "This cannot be deleted while it is in use:" in html
    assert "1 edition" in html
    assert client.post(f"{url}delete/", {"post": "yes"}).status_code == 403
    assert type(row).objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize("name", FACTORIES)
def test_what_a_draft_uses_cannot_be_deleted_either(client, name):
    client.force_login(UserFactory(is_superuser=True))
    row = FACTORIES[name]()
    StoryFactory(**{TIED_BY[name]: [row]})
    assert client.post(f"/admin/topics/{name}/{row.pk}/delete/", {"post": "yes"}).status_code == 403
    assert type(row).objects.filter(pk=row.pk).exists()


def test_a_person_nobody_mentions_can_go_with_their_facts(client):
    superuser = UserFactory(is_superuser=True)
    client.force_login(superuser)
    row = PersonFactory(name="Typed twice")
    PersonFact.objects.create(person=row, label="Office", value="None")
    assert "Typed twice" in client.get(f"/admin/topics/person/{row.pk}/delete/").content.decode()
    assert client.post(f"/admin/topics/person/{row.pk}/delete/", {"post": "yes"}).status_code == 302
    assert not Person.objects.exists()
    assert list(AuditEntry.objects.values_list("action", "actor", "target_label")) == [
        ("person.delete", superuser.pk, "Typed twice")
    ]


@pytest.mark.parametrize("role", ["reporter", "producer", "editor", "administrator"])
@pytest.mark.parametrize("name", FACTORIES)
def test_no_role_deletes(client, role, name):
    client.force_login(UserFactory(role=role))
    row = FACTORIES[name]()
    assert client.post(f"/admin/topics/{name}/{row.pk}/delete/", {"post": "yes"}).status_code == 403
    response = client.post(
        f"/admin/topics/{name}/", {"action": "delete_selected", "_selected_action": row.pk}
    )
    assert response.status_code in {200, 302, 403}
    assert type(row).objects.filter(pk=row.pk).exists()


def test_people_are_found_by_any_part_of_their_name_or_role(client, producer):
    PersonFactory(name="Sergey Kislyak", role="Russian ambassador")
    PersonFactory(name="Amy Klobuchar", role="senator from Minnesota")
    for query in ("kisl", "ambassador russian", "Kislyak, Sergey"):
        rows = client.get("/admin/topics/person/", {"q": query}).context["cl"].result_list
        assert [row.name for row in rows] == ["Sergey Kislyak"]


def test_a_person_is_filtered_by_kind(client, producer):
    PersonFactory(name="A person")
    PersonFactory(name="A house", kind="organisation")
    rows = client.get("/admin/topics/person/", {"kind__exact": "organisation"}).context["cl"].result_list
    assert [row.name for row in rows] == ["A house"]


def test_autocomplete_counts_no_stories(client, producer, django_assert_max_num_queries):
    PersonFactory.create_batch(3)
    with django_assert_max_num_queries(6) as captured:
        response = client.get(
            "/admin/autocomplete/",
            {"app_label": "articles", "model_name": "mention", "field_name": "person", "term": "person"},
        )
    assert len(response.json()["results"]) == 3
    assert not [query for query in captured.captured_queries if "articles_edition" in query["sql"]]


# --- a topic's own screen ---------------------------------------------------------------------------------


def topic(**fields):
    """The fields of a topic's form."""
    return {"name": "Recusal", "slug": "recusal"} | NO_PARTS | fields


def refused(client, url, data):
    """The errors of the form that a post comes back with."""
    response = client.post(url, data)
    assert response.status_code == 200
    return response.context["adminform"].form.errors


def test_a_topic_is_given_its_place_its_explainer_and_its_points(client, producer):
    wide, story = TopicFactory(name="Courts"), published(headline="What it means")
    points = {
        "points-TOTAL_FORMS": 2,
        "points-INITIAL_FORMS": 0,
        "points-0-text": "Then that.",
        "points-0-ordering": 2,
        "points-1-text": "First this.",
        "points-1-ordering": 1,
    }
    data = topic(parent=wide.pk, explainer=story.pk, points_checked_on="2017-03-02") | points
    assert client.post("/admin/topics/topic/add/", data).status_code == 302
    made = Topic.objects.get(slug="recusal")
    assert (made.parent, made.explainer, f"{made.points_checked_on}") == (wide, story, "2017-03-02")
    assert [str(point) for point in made.points.all()] == ["First this.", "Then that."]
    assert AuditEntry.objects.get(action="topic.add").target_id == made.pk
    told = Event.objects.get(kind="reference.saved").payload
    assert (told["kind"], told["id"]) == ("topic", made.pk)
    assert {f"topic:{made.pk}", f"topic:{wide.pk}:parts"} <= {*told["tags"]}
    page = client.get(f"/admin/topics/topic/{made.pk}/change/")
    html = page.content.decode()
    assert f'<a href="{made.get_absolute_url()}">See the page</a>' in html
    assert "What it means" in html and 'aria-label="What to know"' in html
    forms = page.context["inline_admin_formsets"][0].formset.forms
    assert [form["ordering"].value() for form in forms] == [1, 2, 3]


def test_a_new_row_comes_last_also_one_asked_for_later(client, producer):
    person = PersonFactory()
    for place in (0, 7):
        PersonFact.objects.create(person=person, label=f"Fact {place}", value="x", ordering=place)
    page = client.get(f"/admin/topics/person/{person.pk}/change/")
    formset = page.context["inline_admin_formsets"][1].formset
    assert [form["ordering"].value() for form in formset.forms] == [0, 7, 8]
    assert formset.empty_form["ordering"].value() == 9


def test_beside_a_portrait_nothing_deletes_it_and_one_way_leads_to_the_page(client):
    client.force_login(UserFactory(role="editor"))
    person = PersonFactory()
    html = client.get(f"/admin/topics/person/{person.pk}/change/").content.decode()
    assert html.count(f'href="{person.get_absolute_url()}"') == 1
    assert "View on site" not in html
    assert "add_id_portrait" in html
    assert "delete_id_portrait" not in html and "change_id_portrait" not in html


@pytest.mark.parametrize("place", [1, 4], ids=["the place offered", "another"])
def test_an_empty_row_is_no_point(client, producer, place):
    rows = {"points-TOTAL_FORMS": 1, "points-INITIAL_FORMS": 0, "points-0-text": ""}
    rows |= {"points-0-ordering": place}
    assert client.post("/admin/topics/topic/add/", topic() | rows).status_code == 302
    assert not Topic.objects.get().points.exists()


def test_a_circle_and_a_merged_parent_are_field_errors(client, producer):
    wide = TopicFactory(name="Courts")
    narrow = TopicFactory(name="Recusal", slug="recusal", parent=wide)
    url = f"/admin/topics/topic/{wide.pk}/change/"
    data = topic(name="Courts", slug=wide.slug)
    assert refused(client, url, data | {"parent": narrow.pk})["parent"] == [
        "“Recusal” is part of “Courts” already. One cannot hold the other."
    ]
    assert refused(client, url, data | {"parent": wide.pk})["parent"] == ["A topic cannot be part of itself."]
    gone = TopicFactory(name="Voting", merged_into=narrow)
    assert "parent" in refused(client, url, data | {"parent": gone.pk})
    wide.refresh_from_db()
    assert wide.parent is None


def test_an_explainer_is_a_story_that_the_user_may_see(client):
    hidden = StoryFactory(headline="Nobody’s business", by=UserFactory(role="editor"))
    url = "/admin/topics/topic/add/"
    client.force_login(UserFactory(role="reporter"))
    errors = refused(client, url, topic(explainer=hidden.pk))
    assert errors["explainer"] == ["Choose a story that readers can see, or one that you may open."]
    assert "Nobody’s business" not in client.post(url, topic(explainer=hidden.pk)).content.decode()
    assert not Topic.objects.exists()


def test_an_explainer_that_the_user_may_not_open_stays_and_is_not_named(client):
    hidden = StoryFactory(headline="Nobody’s business", by=UserFactory(role="editor"))
    row = TopicFactory(name="Recusal", slug="recusal", explainer=hidden)
    url = f"/admin/topics/topic/{row.pk}/change/"
    reporter = UserFactory(role="reporter")  # whose role changes no topics
    reporter.user_permissions.add(Permission.objects.get(codename="change_topic"))
    client.force_login(reporter)
    html = client.get(url).content.decode()
    assert "A story that you may not open" in html and "Nobody’s business" not in html
    assert client.post(url, topic(explainer=hidden.pk, description="New words.")).status_code == 302
    row.refresh_from_db()
    assert (row.explainer, row.description) == (hidden, "New words.")
    client.force_login(UserFactory(role="contributor"))
    html = client.get(url).content.decode()
    assert "Recusal" in html and "Nobody’s business" not in html


def test_a_contributor_reads_points_and_changes_none(client):
    row = TopicFactory()
    row.points.create(text="A thing to know.")
    client.force_login(UserFactory(role="contributor"))
    html = client.get(f"/admin/topics/topic/{row.pk}/change/").content.decode()
    assert "A thing to know." in html and 'name="points-0-text"' not in html


def test_topics_are_filtered_by_their_place_and_by_what_they_want(client, producer):
    wide = TopicFactory(name="Wide", description="It is.", explainer=published())
    narrow = TopicFactory(name="Narrow", parent=wide, points_checked_on=today())
    old = TopicFactory(name="Old", points_checked_on=today() - datetime.timedelta(days=91))
    never = TopicFactory(name="Never")
    for row in (narrow, old, never):
        row.points.create(text="One.")
        row.points.create(text="Two.")

    def names(**asked):
        rows = client.get("/admin/topics/topic/", asked).context["cl"].result_list
        return [row.name for row in rows]

    assert names(place="top") == ["Never", "Old", "Wide"] and names(place="below") == ["Narrow"]
    assert names(wanting="description") == ["Narrow", "Never", "Old"]
    assert names(wanting="explainer") == ["Narrow", "Never", "Old"]
    assert names(wanting="points") == ["Wide"]
    assert names(wanting="check") == ["Never", "Old"]
    assert names(wanting="nonsense", place="nonsense") == ["Narrow", "Never", "Old", "Wide"]


def test_sources_are_filtered_by_what_they_want(client, producer):
    SourceFactory(name="Whole", description="It is.", website="https://post.example/")
    SourceFactory(name="Bare")
    for wanting in ("description", "website"):
        rows = client.get("/admin/topics/source/", {"wanting": wanting}).context["cl"].result_list
        assert [row.name for row in rows] == ["Bare"]
    rows = client.get("/admin/topics/source/", {"wanting": "nonsense"}).context["cl"].result_list
    assert len(rows) == 2


def test_the_search_for_an_explainer_finds_what_the_user_may_link_to(client):
    published(headline="In public")
    StoryFactory(headline="In work elsewhere", by=UserFactory(role="editor"))
    client.force_login(UserFactory(role="reporter"))
    html = client.get("/admin/topics/topic/add/").content.decode()
    assert 'data-ajax--url="/admin/articles/story/linkable/"' in html
    field = {"app_label": "topics", "model_name": "topic", "field_name": "explainer", "term": "in"}
    found = client.get("/admin/articles/story/linkable/", field).json()["results"]
    assert [row["text"] for row in found] == ["In public"]
