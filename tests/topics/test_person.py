"""A person's page."""

import datetime

import pytest

from articles import models, publishing
from tests.articles.whole import add_block, save, text_of
from tests.factories import PersonFactory, PhotoFactory, StoryFactory, UserFactory, published

pytestmark = pytest.mark.django_db


def test_shows_facts_words_stories_and_company(client):
    person = PersonFactory(
        name="Jeff Sessions", summary="Attorney general.", portrait=PhotoFactory(alt="A portrait.")
    )
    person.facts.create(label="Born", value="Dec. 24, 1946, Selma, Alabama")
    other = PersonFactory(name="Sergey Kislyak")
    by = UserFactory(role="administrator")
    story = StoryFactory(by=by, headline="Franken asks", people=[person, other])

    def write():
        add_block(
            story,
            models.Quote,
            20,
            words="I did not <have> communications.",
            person=person,
            role="senator from Alabama",
            occasion="to Al Franken",
            said_on=datetime.date(2017, 1, 10),
        )
        add_block(
            story,
            models.Statement,
            30,
            words="<p>He was <em>asked</em>.</p><p>Twice.</p>",
            person=person,
            url="https://example.org/",
        )
        add_block(story, models.Quote, 40, words="Said by somebody else.", person=other)

    save(story, by, write)
    publishing.publish(story=story, by=by)
    response = client.get(person.get_absolute_url())
    words = text_of(response)
    assert "Person In one story Jeff Sessions Attorney general." in words
    assert (
        "I did not <have> communications. senator from Alabama, to Al Franken, Jan. 10, 2017. In Franken asks"
        in words
    )
    assert "He was asked. Twice. Statement. In Franken asks" in words
    assert "Said by somebody else." not in words
    assert "Born Dec. 24, 1946, Selma, Alabama" in words
    assert "Often in the same stories S Sergey Kislyak" in words
    quote = models.Quote.objects.get(words__contains="communications")
    assert f'href="{story.get_absolute_url()}#b-{quote.key}"' in response.content.decode()
    assert f'id="b-{quote.key}"' in client.get(story.get_absolute_url()).content.decode()


def test_words_of_a_draft_are_nobodys_yet(client):
    person = PersonFactory()
    by = UserFactory(role="administrator")
    story = published(by=by, people=[person])
    save(story, by, lambda: add_block(story, models.Quote, 20, words="CANARY of a draft", person=person))
    assert "CANARY" not in client.get(person.get_absolute_url()).content.decode()


def test_organisation_without_anything(client):
    words = text_of(client.get(PersonFactory(kind="organisation", role="").get_absolute_url()))
    assert "Organisation" in words
    assert "No story is here yet." in words


def test_no_such_person(client):
    assert client.get("/people/nobody/").status_code == 404


def test_costs_four_queries_whatever_it_holds(client, django_assert_max_num_queries):
    person = PersonFactory(portrait=PhotoFactory())
    for number in range(8):
        person.facts.create(label=f"Fact {number}", value="known")
        published(people=[person, PersonFactory(portrait=PhotoFactory())])
    with django_assert_max_num_queries(4):
        client.get(person.get_absolute_url())


def test_words_that_several_stories_carry_are_shown_once_with_all_of_them(client):
    person, by = PersonFactory(), UserFactory(role="administrator")
    stories = [StoryFactory(by=by, people=[person]) for _ in range(2)]
    for story in stories:
        save(story, by, lambda story=story: add_block(story, models.Quote, 20, words="No.", person=person))
        publishing.publish(story=story, by=by)
    html = client.get(person.get_absolute_url()).content.decode()
    assert html.count("<p>No.</p>") == 1
    quote = html[html.index("<p>No.</p>") : html.index("</figure>")]
    assert all(story.get_absolute_url() in quote for story in stories)
