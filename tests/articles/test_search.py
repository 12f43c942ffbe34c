"""The search page in each of its states."""

import datetime
import html
import re
from importlib import import_module

import pytest
from django.db import DatabaseError, connection

from articles import publishing, search
from articles.models import SearchEntry
from tests.articles.finding import ask, found, told
from tests.articles.whole import text_of
from tests.factories import (
    AuthorFactory,
    PersonFactory,
    SectionFactory,
    TopicFactory,
    UserFactory,
    posted,
    published,
)

pytestmark = pytest.mark.django_db

HOUR = datetime.timedelta(hours=1)
# The module: its package knows the view by that name.
VIEW = import_module("articles.views.search")


def test_nothing_asked(client):
    published(headline="A recent story")
    words = text_of(client.get("/search/"))
    assert "Find stories, live updates, people, topics and sources by their words." in words
    assert "Published most recently" in words
    assert "A recent story" in words


def test_finds_by_every_word_and_marks_them(client):
    published(headline="Senate confirms nominee", dek="Both senators vote no.")
    published(headline="Senate rests", dek="")
    told()
    response = ask(client, "senate CONFIRMING")
    assert found(client, "senate CONFIRMING") == ["Senate confirms nominee"]
    assert "<mark>Senate confirms</mark> nominee" in response.content.decode()
    assert "One result." in text_of(response)


def test_shows_the_words_around_what_was_asked(client):
    body = "Before it. " * 60 + "The zeppelin landed at noon. " + "After it. " * 60
    published(headline="A landing", dek="By air.", text=f"<p>{body}</p>")
    told()
    page = ask(client, "zeppelins").content.decode()
    dek = re.search(r'<p class="dek".*?>(.*?)</p>', page, re.S)[1]
    assert "<mark>zeppelin</mark> landed at noon" in dek
    assert dek.startswith("… ")
    assert dek.endswith("…")
    assert len(dek) < 400


def test_nothing_found(client):
    published()
    told()
    assert "No story has all of these words" in text_of(ask(client, "zebra"))
    assert "Published most recently" in text_of(ask(client, "zebra"))


def test_no_word_to_look_for(client):
    assert "There is no word in that to look for." in text_of(ask(client, '"* ( ['))


@pytest.mark.parametrize(
    "query",
    [
        {"q": "x" * 201},
        {"q": "a\x00b"},
        {"q": "a", "section": "\x00"},
        {"q": "a", "since": "yesterday"},
        {"q": "a", "until": "10000-01-01"},
        {"q": "a", "since": "2020-01-02", "until": "2020-01-01"},
        {"q": "a", "order": "popular"},
    ],
)
def test_what_cannot_be_asked_is_an_error_beside_the_field(client, query):
    response = client.get("/search/", query)
    assert response.status_code == 200
    page = response.content.decode()
    assert 'id="q-error"' in page
    assert 'aria-describedby="q-error"' in page


JUNK = [
    *("%", "_", "\\", "'", '"', '""', '"><script>', "a" * 200, "\ud800", "🜚", "مرحبا", "( [ *", "*", "-"),
    *("NEAR(a b)", "NEAR(", "a AND", "OR", "NOT x", "a* b*", "{title}: x", "title : x", "^a", "a + b"),
    *("' & !x", "a:*", "a <-> b", "\\'", "x' OR '1'='1", "%s %d", "‡", "\ue000", "\u0301", "'s", "’"),
    *("12 3.4 -5 1e99", "日本 新聞", "ﬁne ½ ²", "a\u0000".replace("\x00", "\u200b"), "İ ı ẞ", "ﷺ " * 20),
]


def test_any_words_may_be_asked(client):
    published(headline="Nothing of the kind", dek="")
    told()
    for query in JUNK:
        page = ask(client, query.encode("utf-8", "surrogatepass")).content.decode()
        assert page.count("<script") == 1, "our own"
        assert "of the kind" not in page.split("Published most recently")[0], query


def test_any_words_may_be_read(client):
    section, by = SectionFactory(), UserFactory(role="administrator")
    for words in JUNK:
        words = words.replace("\ud800", "")
        text = f"<p>{html.escape(words)} twilight</p>"
        published(headline=f"{words} twilight", dek=words, text=text, section=section, by=by)
    told()
    assert len(found(client, "twilight", order="date")) == 20
    assert SearchEntry.objects.count() == len(JUNK)


@pytest.mark.parametrize(
    "after", ["x", "MA", "9" * 65, search.finding.pack(3, 1), search.finding.pack(-1, 1), "\x00", "é"]
)
def test_a_junk_cursor_is_nowhere(client, after):
    assert client.get("/search/", {"q": "a", "after": after}).status_code == 404


@pytest.mark.parametrize("place", [0, -(2**63) + 1, 2**63 - 1])
def test_a_place_far_away_is_a_page(client, place):
    published()
    told()
    assert ask(client, "council", after=search.finding.pack(0, place))


def test_a_query_of_ten_thousand_letters(client):
    assert "q-error" in ask(client, "ab " * 3400).content.decode()
    assert len(search.Query.parse("ab cd ef gh " * 3400).words) <= 12


def test_marking_escapes_what_it_marks(client):
    published(headline="<b>&amp; so on", dek="")
    told()
    page = ask(client, "<b>&amp;").content.decode()
    assert "&lt;<mark>b</mark>&gt;&amp;<mark>amp</mark>; so on" in page


def test_is_not_for_indexes(client):
    assert '<meta name="robots" content="noindex">' in " ".join(
        client.get("/search/").content.decode().split()
    )


def test_limits_are_addresses(client):
    courts, sports = SectionFactory(slug="courts", name="Courts"), SectionFactory(slug="sports")
    topic, person, author = TopicFactory(slug="t"), PersonFactory(slug="p"), AuthorFactory(slug="a")
    day = datetime.datetime(2024, 5, 1, 12, tzinfo=datetime.UTC)
    by = UserFactory(role="administrator")
    first = published(
        headline="Vote one", section=courts, topics=[topic], people=[person], authors=[author], at=day, by=by
    )
    published(headline="Vote two", section=sports, at=day + 24 * HOUR, by=by)
    posted(first, headline="Vote update", author=author, by=by)
    told()
    assert len(found(client, "vote")) == 3
    assert found(client, "vote", section="sports") == ["Vote two"]
    assert set(found(client, "vote", section="courts")) == {"Vote one", "Vote update"}
    assert set(found(client, "vote", topic="t")) == {"Vote one", "Vote update"}
    assert found(client, "vote", person="p") == ["Vote one"]
    assert set(found(client, "vote", author="a")) == {"Vote one", "Vote update"}
    assert found(client, "vote", until="2024-05-01") == ["Vote one"]
    assert found(client, "vote", since="2024-05-02", until="2024-05-02") == ["Vote two"]
    assert found(client, "vote", section="no-such") == []
    for day in ("0001-01-01", "9999-12-31"):
        assert found(client, "vote", until=day, since=day) == []
    page = text_of(ask(client, "vote", section="courts"))
    assert "Courts ×" in page


def test_says_how_many_there_are(client, monkeypatch):
    for number in range(24):
        published(headline=f"Zebra {number}")
    posted(published(headline="Another"), headline="A zebra")
    told()
    assert "25 results." in text_of(ask(client, "zebra"))
    assert "25 results." in text_of(ask(client, "zebra", order="date"))
    assert "One result." in text_of(ask(client, "another"))
    monkeypatch.setattr("articles.search.finding.COUNTED", 22)
    monkeypatch.setattr(VIEW, "COUNTED", 22)
    assert "More than 22 results." in text_of(ask(client, "zebra"))
    older = ask(client, "zebra").context["older"]
    assert "More than one page of results." in text_of(client.get(f"/search/{older}"))
    assert "More than one page of results." in text_of(ask(client, "zebra", until="2100-01-01"))


def test_what_is_not_public_is_not_counted(client):
    chief = UserFactory(role="administrator")
    published(headline="Vote one")
    gone = [published(headline="Vote two", by=chief), published(headline="Vote three", by=chief)]
    posted(gone[0], headline="Vote update", by=chief)
    told()
    for story in gone:
        publishing.withdraw(story=story, by=chief, note="It was wrong.")
    assert "One result." in text_of(ask(client, "vote"))


def test_an_author_is_asked_for_by_name(client):
    author = AuthorFactory(name="Théo Lang", slug="theo-lang")
    AuthorFactory(name="Nobody Yet")
    published(headline="Vote one", authors=[author])
    published(headline="Vote two")
    told()
    page = ask(client, "vote")
    assert '<option value="Théo Lang">' in page.content.decode()
    assert "Nobody Yet" not in page.content.decode()
    for asked in ("theo-lang", "Théo Lang"):
        assert found(client, "vote", author=asked) == ["Vote one"]
    page = ask(client, "vote", author="theo-lang").content.decode()
    assert 'value="Théo Lang">' in page and "Théo Lang</bdi>" in page
    page = ask(client, "vote", author="Someone else")
    assert page.context["found"].items == [] and 'value="Someone else"' in page.content.decode()


@pytest.mark.parametrize("path", ["/search/?q=vote", "/search/?q=vote&section=x&author=y&order=date"])
def test_says_so_when_the_index_does_not_answer(client, monkeypatch, path):
    def find(*args, **kwargs):
        raise DatabaseError("no such table")

    monkeypatch.setattr(VIEW, "find", find)
    published()
    response = client.get(path)
    assert response.status_code == 503
    words = text_of(response)
    assert "Search does not answer at the moment." in words and "Published most recently" in words


def test_costs_few_queries_whatever_it_finds(client, django_assert_max_num_queries):
    person = PersonFactory(name="Council Council", slug="c")
    for _number in range(8):
        posted(published(people=[person], headline="Council votes"), headline="Council rests")
    told()
    search.put("person", person.pk)
    for query in [
        {},
        {"q": "council"},
        {"q": "council", "order": "date"},
        {"q": "zebra"},
        {"q": "zebra", "section": "x"},
        {"q": "counsil"},
        {"q": "counsil zebra"},
        {"q": "council", "person": "c", "section": "x", "topic": "y", "author": "z", "since": "2020-01-01"},
    ]:
        # PostgreSQL is asked first what is rare; a filter by its author's name is a question of its own.
        most = 5 + (connection.vendor == "postgresql") + ("author" in query)
        with django_assert_max_num_queries(most):
            client.get("/search/", query)
