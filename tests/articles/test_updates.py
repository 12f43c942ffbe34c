"""The live page of a story: all its updates, whole without a script."""

import pytest

from articles import live
from articles.enums import Coverage
from tests.articles.test_live_since import fill
from tests.articles.whole import AFTERNOON, MORNING, text_of
from tests.factories import AuthorFactory, UserFactory, posted, published

pytestmark = pytest.mark.django_db


@pytest.fixture
def by():
    return UserFactory(role="editor")


@pytest.fixture
def story():
    return published()


def shown(client, story, **query):
    return [update.pk for update in client.get(story.get_updates_url(), query).context["page"].items]


def test_no_updates(client, story):
    assert "There are no updates here." in text_of(client.get(story.get_updates_url()))


def test_numbered_pages_hold_the_same_whatever_arrives(client, story, by):
    fill(story, by, 95)
    everything = list(story.updates.order_by("-posted_at").values_list("pk", flat=True))
    before = {number: shown(client, story, page=number) for number in (1, 2, 3)}
    assert before == {1: everything[65:], 2: everything[35:65], 3: everything[:35]}
    assert shown(client, story) == before[3]
    late = [posted(story, by=by).pk for _ in range(25)][::-1]
    assert {number: shown(client, story, page=number) for number in (1, 2)} == {1: before[1], 2: before[2]}
    assert shown(client, story, page=3) == everything[5:35]
    assert shown(client, story) == late + everything[:5]


def test_pages_lead_to_each_other(client, story, by):
    fill(story, by, 95)
    words = text_of(client.get(story.get_updates_url()))
    assert "Earlier updates" in words
    assert "Page 3 of 3" in words
    assert "Later updates" not in words
    html = client.get(story.get_updates_url(), {"page": 2}).content.decode()
    assert 'href="?page=1"' in html
    assert 'href="?page=3"' in html


def test_order_and_filters_are_addresses(client, story, by):
    writer = AuthorFactory(name="Theo Lindqvist", slug="theo")
    first = posted(story, by=by, posted_at=MORNING, is_key=True, headline="It began")
    second = posted(story, by=by, posted_at=AFTERNOON, author=writer)
    third = posted(story, by=by, is_key=True, author=writer)
    assert shown(client, story) == [third.pk, second.pk, first.pk]
    assert shown(client, story, order="oldest") == [first.pk, second.pk, third.pk]
    assert shown(client, story, key=1) == [third.pk, first.pk]
    assert shown(client, story, by="theo") == [third.pk, second.pk]
    assert shown(client, story, by="theo", key=1, order="oldest") == [third.pk]
    assert shown(client, story, by="nobody") == []
    html = client.get(story.get_updates_url(), {"by": "theo", "order": "oldest"}).content.decode()
    for link in ("?order=oldest", "?key=1&amp;order=oldest", "?by=theo"):
        assert f'href="{link}"' in html
    key_events = client.get(story.get_updates_url()).context["keys"]
    assert [update.pk for update in key_events] == [third.pk, first.pk]


@pytest.mark.parametrize(
    "query",
    [
        {"page": "junk"},
        {"page": "0"},
        {"page": "01"},
        {"page": "2"},
        {"page": "9" * 30},
        {"key": "2"},
        {"order": "newest"},
        {"by": "x" * 101},
        {"by": "\x00"},
    ],
)
def test_junk_is_not_found(client, story, query):
    assert client.get(story.get_updates_url(), query).status_code == 404


def test_the_pinned_one_is_on_top_of_the_newest_page_and_stands_in_its_place(client, story, by):
    fill(story, by, 95)
    oldest = story.updates.order_by("posted_at").first()
    live.pin(update=oldest, by=by)
    page = client.get(story.get_updates_url())
    assert page.context["pinned"]["id"] == oldest.pk
    assert 'class="pin"' in page.content.decode()
    assert shown(client, story, page=1)[-1] == oldest.pk
    assert not client.get(story.get_updates_url(), {"page": 1}).context["pinned"]


def test_a_closed_story_shows_its_summary_and_asks_for_nothing(client, story, by):
    posted(story, by=by)
    live.set_summary(story=story, by=by, summary="<p>In short.</p>", points="The vote\nThe count")
    page = client.get(story.get_updates_url())
    assert "In short. The latest The vote The count" in text_of(page)
    assert "js/live.js" in page.content.decode()
    live.set_coverage(story=story, by=by, coverage=Coverage.CLOSED, summary="<p>It took a day.</p>")
    for address in (story.get_updates_url(), story.get_absolute_url()):
        page = client.get(address)
        assert "Live coverage has ended" in text_of(page)
        assert "It took a day. What happened The vote The count" in text_of(page)
        assert "js/live.js" not in page.content.decode()
        assert "data-head" not in page.content.decode()
    assert ">Ended</span>" in client.get(story.get_updates_url()).content.decode()


def test_costs_three_queries_whatever_it_holds(client, story, by, django_assert_max_num_queries):
    fill(story, by, 35)
    for _number in range(10):
        posted(story, by=by, author=AuthorFactory(), is_key=True)
    live.pin(update=story.updates.order_by("posted_at").first(), by=by)
    with django_assert_max_num_queries(3):
        client.get(story.get_updates_url())
