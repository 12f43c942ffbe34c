"""Which words are found by which, and in which order."""

import datetime
import re

import pytest
from django.utils import timezone

from articles import publishing
from articles.models import SearchTerm
from tests.articles.finding import ask, found, told
from tests.factories import (
    SectionFactory,
    StoryFactory,
    TopicFactory,
    UserFactory,
    published,
)

pytestmark = pytest.mark.django_db

HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def chief():
    return UserFactory(role="administrator")


@pytest.mark.parametrize(
    ("headline", "query"),
    [
        ("Café in Besançon", "cafe BESANCON"),
        ("Cafe in Besancon", "café besançon"),
        ("Cafe\u0301 opens", "café"),
        ("Łódź and Tromsø", "lodz tromso"),
        ("Straße gesperrt", "strasse"),
        ("Elections were held", "election"),
        ("The senator’s vote", "senator"),
        ("Confirmed, 52-47", "52-47"),
        ("O’Brien speaks", "obrien"),
        ("U.S. attorney", "U.S."),
        ("Выборы прошли", "выборы"),
        ("東京都知事選挙", "知事"),
        ("चुनाव के नतीजे", "नतीजे"),
        ("Twelve angry men", '"angry men"'),
        ("ﬁnal ½", "final"),
    ],
)
def test_words_are_found_whatever_their_form(client, headline, query):
    published(headline=headline, dek="")
    told()
    assert found(client, query) == [headline]
    assert "<mark>" in ask(client, query).content.decode()


@pytest.mark.parametrize(
    ("headline", "query"),
    [("Men, angry", '"angry men"'), ("47 and 52", "52-47"), ("京東", "東京"), ("Art of it", "Earth")],
)
def test_what_only_looks_alike_is_not_found(client, headline, query):
    published(headline=headline, dek="")
    told()
    assert found(client, query) == []


def test_phrases_do_not_reach_from_one_part_into_the_next(client):
    published(headline="It ends in snow", dek="Storm begins.")
    told()
    assert found(client, '"snow storm"') == []
    assert found(client, "snow storm") == ["It ends in snow"]


def test_a_word_nearly_right_leads_to_the_right_one(client):
    published(headline="Franken asks about recusal", dek="")
    told()
    for query in ("Frnken recusal", "Frankem recusal", "Farnken recusal", "Frankken recusal"):
        assert ask(client, query).context["suggestion"] == "franken recusal"
    assert "Did you mean <a" in " ".join(ask(client, "Frnken").content.decode().split())
    assert ask(client, "zebra").context.get("suggestion") is None
    assert "suggestion" not in ask(client, "franken").context


def test_nothing_is_suggested_that_readers_may_not_see(client, chief):
    hidden = StoryFactory(headline="Zeppelin tomorrow", by=chief)
    publishing.publish(story=hidden, by=chief, goes_live_at=timezone.now() + HOUR)
    gone = published(headline="Dirigible yesterday", by=chief)
    told()
    assert ask(client, "dirigble").context["suggestion"] == "dirigible"
    publishing.withdraw(story=gone, by=chief, note="")
    assert SearchTerm.objects.filter(word="zeppelin").exists()
    assert ask(client, "zepelin").context.get("suggestion") is None
    assert ask(client, "dirigble").context.get("suggestion") is None


def test_headlines_come_before_what_stands_beside_and_below(client):
    now = timezone.now()
    published(headline="In the headline: drought", dek="", at=now - 9 * HOUR)
    published(headline="In the dek", dek="Drought.", at=now - 8 * HOUR)
    published(headline="About it", dek="", topics=[TopicFactory(name="Drought")], at=now - 7 * HOUR)
    published(headline="In the text", dek="", text="<p>Drought.</p>", at=now - 6 * HOUR)
    told()
    assert found(client, "drought") == ["In the headline: drought", "About it", "In the dek", "In the text"]
    assert found(client, "drought", order="date") == [
        *("In the text", "About it", "In the dek", "In the headline: drought")
    ]


@pytest.mark.parametrize("order", ["", "date"])
def test_pages_neither_repeat_nor_skip_while_stories_arrive(client, chief, order):
    now = timezone.now()
    section = SectionFactory()

    def publish(number, at):
        return published(
            headline=f"Storm {number}" if number % 3 else f"Number {number}",
            dek="" if number % 2 else "A storm.",
            text="<p>The storm came.</p>",
            at=at,
            by=chief,
            section=section,
        ).headline

    # Several at the very same time.
    expected = [publish(number, now - (number // 4) * HOUR) for number in range(45)]
    told()
    seen, after = [], ""
    while True:
        response = ask(client, "storm", order=order, after=after)
        seen += [entry.edition.card["headline"] for entry in response.context["found"].items]
        if not response.context["older"]:
            break
        after = re.search("after=([^&]+)", response.context["older"])[1]
        publish(len(seen) + 100, timezone.now())
        told()
    assert len(seen) == len(set(seen))
    # What arrives among headlines that were read already is for who begins anew.
    arrived = set(seen) - set(expected)
    assert set(expected) <= set(seen) and arrived <= ({"Number 120"} if order == "" else set())
