"""From the desk to the copies of pages: what shows a change is rendered anew, and nothing else is."""

import datetime
import time

import pytest
from django.test import Client
from django.utils import timezone

from articles import publishing
from tests.articles.admin.forms import posted as filled
from tests.copies import Site
from tests.factories import PersonFactory, TopicFactory, UserFactory, published

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def by():
    return UserFactory(is_superuser=True)


@pytest.fixture
def person():
    return PersonFactory(name="Al Franken")


@pytest.fixture
def topics():
    return TopicFactory.create_batch(2)


@pytest.fixture
def stories(by, person, topics):
    """One with the person and the first topic, one with the second topic."""
    return [
        published(by=by, people=[person], topics=[topics[0]]),
        published(by=by, topics=[topics[1]]),
    ]


@pytest.fixture
def look(log, stories, person, topics):
    """Ask for each page, and return the paths of those that were rendered, and of those that have `words`."""
    site = Site()
    pages = [row.get_absolute_url() for row in (*stories, person, *topics)]

    def look(words=""):
        rendered, found = set(), set()
        for page in pages:
            made = site.made
            response = site.get(page)
            rendered |= {page} if site.made > made else set()
            found |= {page} if words in response.content.decode() else set()
        return rendered, found

    assert look()[0] == {*pages}
    assert look()[0] == set()
    return look


def test_a_name_is_changed_where_it_is_shown_and_stays_where_it_was_frozen(look, person, topics, stories, by):
    desk = Client()
    desk.force_login(by)
    form = f"/admin/topics/person/{person.pk}/change/"
    assert desk.post(form, filled(desk.get(form), name="A. Franken")).status_code == 302
    shows = {person.get_absolute_url(), topics[0].get_absolute_url()}
    assert look("A. Franken") == (shows, shows)
    assert look("Al Franken") == (set(), {stories[0].get_absolute_url()})


def test_news_reaches_the_pages_that_list_it(look, topics, stories, by):
    published(by=by, headline="Another thing", topics=[topics[1]])
    # What shares a topic has it beside it.
    shows = {topics[1].get_absolute_url(), stories[1].get_absolute_url()}
    assert look("Another thing") == (shows, shows)


def test_a_planned_withdrawal_takes_a_story_from_copies_in_its_moment(look, stories, by):
    at = timezone.now() + datetime.timedelta(seconds=2)
    publishing.schedule_withdrawal(story=stories[0], by=by, at=at, note="Over.")
    assert look(stories[0].headline)[0] == set()
    time.sleep(max(0, (at - timezone.now()).total_seconds()) + 0.1)
    rendered, found = look(stories[0].headline)
    assert stories[0].get_absolute_url() in rendered
    assert stories[1].get_absolute_url() not in rendered
    assert found == set()
