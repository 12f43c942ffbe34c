"""Lists inside the database, as both databases say them."""

import pytest
from django.db.models import Value

from articles.models import Edition
from newsroom.lib.json_parts import JSONEntries, NumbersIn, numbers
from newsroom.lib.json_rows import rows_in
from tests.factories import TopicFactory, published
from topics.models import Topic

pytestmark = pytest.mark.django_db

SAID = [{"source": 3, "person": None, "words": "“Aye”"}, {"person": 7}]


@pytest.mark.parametrize(
    ("facets", "found"),
    [
        ({"said": SAID}, [[3, None], [None, 7]]),
        ({"said": []}, []),
        ({"cited": SAID}, []),
        ({}, []),
    ],
)
def test_of_each_entry_only_what_is_asked_for(facets, found):
    edition = published().live_edition
    Edition.objects.filter(pk=edition.pk).update(facets=facets)
    [row] = Edition.objects.annotate(picked=JSONEntries("facets", "said", "source", "person"))
    assert rows_in(row.picked) == found


@pytest.mark.parametrize("count", [0, 1, 3])
def test_a_list_is_one_value_however_long_it_is(count):
    topics = [TopicFactory() for _number in range(4)][:count]
    text = Value(numbers({topic.pk for topic in topics}))
    assert set(Topic.objects.filter(pk__in=NumbersIn(text))) == set(topics)
