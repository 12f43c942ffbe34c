import datetime

import pytest
from django.db import connection, models
from django.db.models.functions import Now
from django.test.utils import CaptureQueriesContext

from articles.models import Section, Story
from newsroom.lib.prepared import prepared, rounded
from newsroom.lib.tags import collecting
from tests import factories

pytestmark = pytest.mark.django_db


def named():
    """Return a query of sections by slug, and the list of times it was written."""
    written = []

    @prepared(slug=models.TextField())
    def sections(slug):
        written.append(slug)
        return Section.objects.filter(slug=slug).order_by("pk")

    return sections, written


def test_it_finds_what_the_queryset_finds():
    city, sports = factories.SectionFactory(slug="city"), factories.SectionFactory(slug="sports")
    sections, written = named()
    assert [sections.all(slug=slug) for slug in ("city", "sports", "no")] == [[city], [sports], []]
    assert (sections.first(slug="city"), sections.first(slug="no")) == (city, None)
    assert len(written) == 1


def test_each_time_is_one_query():
    factories.SectionFactory(slug="city")
    sections, _written = named()
    for _round in range(2):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            sections.all(slug="city")
        assert len(queries) == 1


def test_an_object_is_made_once_for_each_version_of_its_row():
    factories.SectionFactory(slug="city", name="City")
    sections, _written = named()
    first, again = sections.first(slug="city"), sections.first(slug="city")
    assert first is again
    Section.objects.filter(slug="city").update(name="Town")
    changed = sections.first(slug="city")
    assert (changed.name, changed.stamp == first.stamp) == ("Town", False)
    Section.objects.filter(slug="city").update(name="City")
    assert sections.first(slug="city").stamp == first.stamp


def test_what_is_gone_is_not_found():
    factories.SectionFactory(slug="city")
    sections, _written = named()
    assert sections.first(slug="city")
    Section.objects.all().delete()
    assert sections.first(slug="city") is None


def test_the_stamp_stands_for_joined_rows_and_annotations_too():
    story = factories.StoryFactory()

    @prepared(pk=models.BigIntegerField())
    def stories(pk):
        others = Story.objects.values("headline")[1:2]
        return Story.objects.filter(pk=pk).select_related("section").annotate(other=models.Subquery(others))

    stamps = [stories.first(pk=story.pk).stamp]
    Section.objects.update(name="Another name")
    stamps.append(stories.first(pk=story.pk).stamp)
    factories.StoryFactory()
    stamps.append(stories.first(pk=story.pk).stamp)
    assert len(set(stamps)) == 3
    with CaptureQueriesContext(connection) as queries:
        assert stories.first(pk=story.pk).section.name == "Another name"
    assert len(queries) == 1


def test_lists_are_written_once_for_each_length():
    made = [factories.SectionFactory() for _number in range(3)]
    written = []

    @prepared(ids=models.BigIntegerField())
    def sections(ids):
        written.append(len(ids))
        return Section.objects.filter(pk__in=ids).order_by("pk")

    first, second, third = (section.pk for section in made)
    assert sections.all(ids=[first, second]) == made[:2]
    assert sections.all(ids=[second, third]) == made[1:]
    assert sections.all(ids=[third]) == made[2:]
    assert written == [2, 1]
    assert sections.all(ids=[third])[0] is sections.all(ids=[first, third])[1]


def test_what_is_not_declared_is_part_of_the_query():
    made = [factories.SectionFactory() for _number in range(3)]

    @prepared()
    def sections(most):
        return Section.objects.order_by("pk")[:most]

    assert [sections.all(most=1), sections.all(most=2)] == [made[:1], made[:2]]


def test_values_are_given_as_their_fields_say():
    story = factories.StoryFactory(published_on=datetime.date(2017, 3, 2), slug="a")

    @prepared(day=models.DateField(), before=models.DateTimeField())
    def stories(day, before):
        return Story.objects.filter(published_on=day, created_at__lt=before, created_at__lte=Now())

    soon = datetime.datetime.now(datetime.UTC) + datetime.timedelta(hours=1)
    assert stories.all(day=story.published_on, before=soon) == [story]
    assert stories.all(day=story.published_on, before=soon - datetime.timedelta(days=1)) == []


def test_each_says_what_pages_with_it_depend_on_every_time():
    city, sports = factories.SectionFactory(slug="city"), factories.SectionFactory(slug="sports")

    @prepared(slugs=models.TextField())
    def sections(slugs):
        return Section.objects.filter(slug__in=slugs)

    for slugs, expected in (
        (["city", "sports"], {f"section:{city.pk}", f"section:{sports.pk}"}),
        (["city"], {f"section:{city.pk}"}),
        (["sports"], {f"section:{sports.pk}"}),
    ):
        with collecting() as said:
            sections.all(slugs=slugs)
        assert said == expected


def test_what_is_asked_for_anew_is_the_callers_alone():
    factories.SectionFactory(slug="city")
    sections, _written = named()
    [first], [again] = sections.fresh(slug="city"), sections.fresh(slug="city")
    assert (first == again, first is again) == (True, False)


def test_lengths_are_rounded():
    assert [rounded(ids) for ids in ((), {3}, {2, 1}, [1, 2, 3], range(5))] == [
        *([], [3], [1, 2], [1, 2, 3, 3]),
        [0, 1, 2, 3, 4, 4, 4, 4],
    ]


def test_what_is_prefetched_is_refused():
    @prepared()
    def stories():
        return Story.objects.prefetch_related("topics")

    with pytest.raises(ValueError, match="prefetched"):
        stories.all()
