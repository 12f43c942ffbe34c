"""A source's page."""

import pytest

from articles import models, publishing
from tests.articles.whole import save, text_of
from tests.factories import SourceFactory, StoryFactory, UserFactory, published

pytestmark = pytest.mark.django_db


def test_shows_what_we_took_and_where(client):
    source = SourceFactory(
        name="C-SPAN",
        mark="C-SPAN",
        kind="archive",
        description="Records hearings.",
        website="https://www.c-span.org/",
    )
    by = UserFactory(role="administrator")
    story = StoryFactory(by=by, headline="Franken asks")

    def write():
        story.citations.create(
            source=source, supports="the question", url="https://c-span.example/1", ordering=0
        )
        story.citations.create(source=source, supports="the answer", kind="record", ordering=1)
        story.citations.create(source=SourceFactory(), supports="something else", ordering=2)

    save(story, by, write)
    publishing.publish(story=story, by=by)
    response = client.get(source.get_absolute_url())
    words = text_of(response)
    assert "C-SPAN Archive or database In one story C-SPAN Records hearings. c-span.org" in words
    assert "Franken asks the question Report: the question the answer Record" in words
    assert "something else" not in words
    assert 'href="https://c-span.example/1"' in response.content.decode()


def test_address_that_is_no_page_is_no_link(client):
    source = SourceFactory()
    by = UserFactory(role="administrator")
    story = StoryFactory(by=by)
    save(story, by, lambda: story.citations.create(source=source, supports="it", url="javascript:alert(1)"))
    publishing.publish(story=story, by=by)
    models.Citation.objects.get()
    assert "javascript:" not in client.get(source.get_absolute_url()).content.decode()
    assert "javascript:" not in client.get(story.get_absolute_url()).content.decode()


def test_source_that_nothing_cites(client):
    assert "No story cites it yet." in text_of(client.get(SourceFactory().get_absolute_url()))


def test_no_such_source(client):
    assert client.get("/sources/nothing/").status_code == 404


def test_costs_four_queries_whatever_it_holds(client, django_assert_max_num_queries):
    source = SourceFactory()
    for _number in range(8):
        published(sources=[source])
    with django_assert_max_num_queries(4):
        client.get(source.get_absolute_url())
