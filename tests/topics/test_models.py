import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from tests.factories import PersonFactory, SourceFactory, StoryFactory, TopicFactory
from topics.models import Person, PersonFact, Source, Topic

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("make", [TopicFactory, PersonFactory, SourceFactory])
def test_an_address_is_given_once(make):
    make(slug="a")
    with pytest.raises(IntegrityError), transaction.atomic():
        make(slug="a")
    row = make.build(slug="a")
    with pytest.raises(ValidationError) as refused:
        row.full_clean()
    assert "slug" in refused.value.message_dict


@pytest.mark.parametrize(
    ("row", "address"),
    [
        (Topic(name="Budget", slug="budget"), "/topics/budget/"),
        (Person(name="Al Franken", slug="al-franken"), "/people/al-franken/"),
        (Source(name="The Washington Post", slug="post"), "/sources/post/"),
        (Topic(name="Бюджет", slug="бюджет"), "/topics/%D0%B1%D1%8E%D0%B4%D0%B6%D0%B5%D1%82/"),
    ],
)
def test_addresses_and_names(row, address):
    assert row.get_absolute_url() == address
    assert str(row) == row.name


@pytest.mark.parametrize(
    ("name", "kind", "sorted_as"),
    [
        ("Al Franken", "person", "Franken, Al"),
        ("Pa Houa Vang", "person", "Vang, Pa Houa"),
        ("Prince", "person", "Prince"),
        ("Department of Justice", "organisation", "Department of Justice"),
    ],
)
def test_people_are_sorted_by_family_name(name, kind, sorted_as):
    assert PersonFactory(name=name, kind=kind).sort_name == sorted_as
    assert PersonFactory(name=name, kind=kind, sort_name="Given").sort_name == "Given"


def test_people_come_in_order():
    for name in ("Betty McCollum", "Al Franken", "Amy Klobuchar"):
        PersonFactory(name=name)
    assert [person.name for person in Person.objects.all()] == [
        "Al Franken",
        "Amy Klobuchar",
        "Betty McCollum",
    ]


def test_a_topic_made_by_a_tag_gets_an_address():
    story = StoryFactory()
    story.topics.add("Russia and the election", "Бюджет")
    assert set(Topic.objects.values_list("name", "slug")) == {
        ("Russia and the election", "russia-and-the-election"),
        ("Бюджет", "бюджет"),
    }


def test_two_topics_whose_names_make_one_address_get_two():
    story = StoryFactory()
    story.topics.add("Budget!", "Budget?")
    assert set(Topic.objects.values_list("slug", flat=True)) == {"budget", "budget_1"}


def test_facts_stand_in_their_order():
    person = PersonFactory()
    for place, label in ((2, "Party"), (1, "Office")):
        PersonFact.objects.create(person=person, label=label, value="x", ordering=place)
    assert [str(fact) for fact in person.facts.all()] == ["Office: x", "Party: x"]


def test_a_topic_is_part_of_no_circle():
    wide = TopicFactory(name="Courts")
    middle = TopicFactory(name="Judges", parent=wide)
    narrow = TopicFactory(name="Recusal", parent=middle)
    narrow.full_clean()
    assert narrow.ids_above() == [middle.pk, wide.pk]
    wide.parent = narrow
    with pytest.raises(ValidationError) as refused:
        wide.full_clean()
    assert "“Recusal” is part of “Courts” already" in refused.value.message_dict["parent"][0]
    wide.parent = wide
    with pytest.raises(ValidationError) as refused:
        wide.full_clean()
    assert "A topic cannot be part of itself." in refused.value.message_dict["parent"]
    with pytest.raises(IntegrityError), transaction.atomic():
        wide.save()


def test_a_circle_that_two_editors_closed_at_once_ends_the_walk():
    one = TopicFactory()
    other = TopicFactory(parent=one)
    Topic.objects.filter(pk=one.pk).update(parent=other)
    other.refresh_from_db()
    assert other.ids_above() == [one.pk, other.pk]


def test_a_topic_is_no_part_of_one_that_was_merged():
    kept = TopicFactory(name="Elections")
    merged = TopicFactory(name="Voting", merged_into=kept)
    topic = TopicFactory(parent=merged)
    with pytest.raises(ValidationError) as refused:
        topic.full_clean()
    assert refused.value.message_dict["parent"] == ["“Voting” has become part of “Elections”. Choose that."]


def test_points_stand_in_their_order():
    topic = TopicFactory()
    for place, text in ((2, "Then this."), (1, "First this.")):
        topic.points.create(text=text, ordering=place)
    assert [str(point) for point in topic.points.all()] == ["First this.", "Then this."]


def test_a_mark_is_short():
    with pytest.raises(ValidationError) as refused:
        SourceFactory.build(mark="W" * 9).full_clean()
    assert "mark" in refused.value.message_dict
