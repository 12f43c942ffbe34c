"""An author's page."""

import pytest

from articles import publishing
from articles.models import AuthorSameAs
from tests.articles.test_author_corrections import corrected
from tests.articles.test_structured_data import told_at
from tests.articles.whole import text_of
from tests.factories import (
    AuthorFactory,
    PhotoFactory,
    SectionFactory,
    TopicFactory,
    UserFactory,
    published,
)

pytestmark = pytest.mark.django_db


def test_shows_who_they_are_and_what_they_wrote(client):
    author = AuthorFactory(
        name="Ingrid Solberg",
        title="Washington correspondent",
        bio="Grew up in Moorhead.\n\nReads minutes.",
        contact="solberg@newsroom.test",
        shows_contact=True,
        portrait=PhotoFactory(),
    )
    published(headline="By her", authors=[author])
    published(headline="By somebody else")
    response = client.get(author.get_absolute_url())
    words = text_of(response)
    assert "Washington correspondent Ingrid Solberg Grew up in Moorhead. Reads minutes." in words
    assert "By her" in words
    assert "By somebody else" not in words
    assert 'href="mailto:solberg@newsroom.test"' in response.content.decode()


def test_author_without_stories(client):
    assert "Nothing has been published yet." in text_of(client.get(AuthorFactory().get_absolute_url()))


def test_no_such_author(client):
    assert client.get("/authors/nobody/").status_code == 404


def test_costs_four_queries_whatever_it_holds(client, django_assert_max_num_queries):
    author, by = AuthorFactory(portrait=PhotoFactory()), UserFactory(role="administrator")
    for count in (1, 8):
        for number in range(count):
            author.beats.create(topic=TopicFactory())
            author.beats.create(section=SectionFactory())
            author.same_as.create(url=f"https://{count}.example/{number}")
            corrected(author, by)
        with django_assert_max_num_queries(4):  # one of them for the navigation
            client.get(author.get_absolute_url())


def test_contact_is_shown_to_readers_only_if_the_author_agrees_and_is_still_there(client):
    author = AuthorFactory(contact="canary@newsroom.test", contact_line="Signal canary", has_left=False)
    assert "canary" not in client.get(author.get_absolute_url()).content.decode()
    author.shows_contact = True
    author.save()
    html = client.get(author.get_absolute_url()).content.decode()
    assert "mailto:canary@newsroom.test" in html and "Signal canary" in html
    assert '"email":"canary@newsroom.test"' in html
    author.has_left = True
    author.save()
    response = client.get(author.get_absolute_url())
    assert "canary" not in response.content.decode()
    assert "No longer with" in text_of(response)


def test_who_has_left_keeps_the_page_and_is_not_said_to_work_here(client):
    author = AuthorFactory(title="Reporter", has_left=True, user=UserFactory(name="Canary account"))
    published(headline="From before", authors=[author])
    response = client.get(author.get_absolute_url())
    assert "From before" in text_of(response)
    html = response.content.decode()
    assert "worksFor" not in html and "jobTitle" not in html
    assert "Canary account" not in html and author.user.email not in html


def test_beats_profiles_and_disclosures(client):
    author = AuthorFactory(disclosures="Owns no shares.")
    topic, section = TopicFactory(name="Housing"), SectionFactory(name="Courts")
    author.beats.create(section=section, ordering=1)
    author.beats.create(topic=topic, ordering=0)
    author.same_as.create(url="https://social.example/@her")
    AuthorSameAs.objects.bulk_create([AuthorSameAs(author=author, url="javascript:alert(1)")])
    response = client.get(author.get_absolute_url())
    words, html = text_of(response), response.content.decode()
    assert "Covers Housing Courts" in words and "Owns no shares." in words
    assert f'href="{topic.get_absolute_url()}"' in html and f'href="{section.get_absolute_url()}"' in html
    assert 'href="https://social.example/@her"' in html and "javascript:" not in html
    told = told_at(client, author.get_absolute_url())["ProfilePage"]["mainEntity"]
    assert [thing["name"] for thing in told["knowsAbout"]] == ["Housing", "Courts"]
    assert told["sameAs"] == ["https://social.example/@her"]


def test_corrections_in_their_stories_are_shown_and_lead_to_all(client):
    author, by = AuthorFactory(), UserFactory(role="administrator")
    stories = [corrected(author, by, headline=f"Story {number}") for number in range(4)]
    corrected(AuthorFactory(), by, headline="Of somebody else")
    page = client.get(author.get_absolute_url())
    words = text_of(page)
    assert words.count("Correction, ") == 3 and "All corrections in these stories" in words
    correction = stories[3].corrections.get()
    assert f'{stories[3].get_absolute_url()}#correction-{correction.pk}"' in page.content.decode()
    listed = client.get(f"{author.get_absolute_url()}corrections/")
    assert listed.content.decode().count("It was two.") == 4
    assert "Of somebody else" not in text_of(listed)
    for story in stories[1:]:
        publishing.withdraw(story=story, by=by, note="It was wrong.")
    assert text_of(client.get(author.get_absolute_url())).count("Correction, ") == 1
