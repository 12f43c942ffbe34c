"""A person's page."""

import datetime

import pytest

from articles import models, publishing
from tests.articles.whole import add_block, save, text_of
from tests.factories import PersonFactory, PhotoFactory, StoryFactory, UserFactory, posted, published
from tests.topics.test_said import attached, said_in
from topics.models import PersonSameAs

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
    assert "Person In one story Jeff Sessions Senator from Minnesota Attorney general." in words
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


def test_costs_three_queries_and_the_navigation_whatever_it_holds(client, django_assert_num_queries):
    person, by = PersonFactory(portrait=PhotoFactory()), UserFactory(role="administrator")
    for count in (1, 8):
        for number in range(count):
            person.facts.create(label=f"Fact {number}", value="known")
            person.roles.create(title="senator", since="2001")
            person.same_as.create(url=f"https://{count}.example/{number}")
            story = said_in(person, by, f"Words {count} {number}", people=[PersonFactory()])
            posted(story, by=by, **attached(person, f"Attached {count} {number}"))
        with django_assert_num_queries(4):
            client.get(person.get_absolute_url())
        with django_assert_num_queries(3):
            client.get(f"{person.get_absolute_url()}said/")
    assert client.get(f"{person.get_absolute_url()}?after=junk").status_code == 404


def test_somebody_without_words_costs_no_more(client, django_assert_num_queries):
    person = PersonFactory()
    with django_assert_num_queries(4):
        client.get(person.get_absolute_url())


def test_roles_of_today_stand_on_top_and_the_time_is_as_known(client):
    person = PersonFactory(name="Ada Holm", role="what the desk last typed", summary="")
    for place, (title, where, since, until, is_over) in enumerate(
        [
            ("senator", "Minnesota", "2009-07-07", "2018-01", False),
            ("chair", "", "1999", "1999", False),
            ("writer", "", "", "", True),
            ("clerk", "", "1988", "", True),
            ("aide", "", "", "1987", False),
            ("director", "the Institute", "2020", "", False),
        ]
    ):
        person.roles.create(
            title=title, where=where, since=since, until=until, is_over=is_over, ordering=place
        )
    response = client.get(person.get_absolute_url())
    words = text_of(response)
    assert "Ada Holm Director, the Institute" in words
    assert "what the desk last typed" not in words
    assert (
        "Roles director the Institute Since 2020 senator Minnesota July 7, 2009 to January 2018 chair 1999 "
        "writer Formerly clerk From 1988; over aide Until 1987"
    ) in words
    assert '"jobTitle":"director, the Institute"' in response.content.decode()
    assert '<time datetime="2018-01">' in response.content.decode()


def test_addresses_elsewhere_are_links_and_told_to_machines(client):
    person = PersonFactory(kind="organisation")
    person.same_as.create(url="https://www.wikidata.org/wiki/Q1", label="Wikidata")
    PersonSameAs.objects.bulk_create([PersonSameAs(person=person, url="javascript:alert(1)")])
    html = client.get(person.get_absolute_url()).content.decode()
    assert 'href="https://www.wikidata.org/wiki/Q1"' in html
    assert '"sameAs":["https://www.wikidata.org/wiki/Q1"]' in html
    assert "javascript:" not in html


def test_only_the_newest_words_stand_on_the_page_and_lead_to_all(client):
    person, by = PersonFactory(name="Ada Holm"), UserFactory(role="administrator")
    story = said_in(person, by, *(f"Number {number}." for number in range(5)))
    said = f'href="{person.get_absolute_url()}said/"'
    assert said not in client.get(person.get_absolute_url()).content.decode()
    posted(story, by=by, **attached(person, "Number 5."))
    html = client.get(person.get_absolute_url()).content.decode()
    assert html.count('<figure class="quote') == 5
    assert said in html


def test_older_pages_have_stories_alone(client):
    person, by = PersonFactory(), UserFactory(role="administrator")
    said_in(person, by, "CANARY")
    for number in range(21):
        published(by=by, people=[person, PersonFactory(name=f"Company {number}")])
    first = client.get(person.get_absolute_url())
    older = client.get(person.get_absolute_url(), {"after": first.context["page"].older})
    assert "CANARY" in text_of(first) and "Often in the same stories" in text_of(first)
    assert "CANARY" not in text_of(older) and "Often in the same stories" not in text_of(older)


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
