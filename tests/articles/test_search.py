"""The search page in each of its states, and what it finds of what is published."""

import datetime
import html
import re

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from articles import live, models, publishing, redaction, search
from articles.models import Edition, SearchEntry, SearchTerm, SearchWords, Story
from newsroom.outbox import events
from tests.articles.whole import save, text_of
from tests.factories import (
    AuthorFactory,
    PersonFactory,
    SectionFactory,
    SourceFactory,
    StoryFactory,
    TopicFactory,
    UserFactory,
    posted,
    published,
)
from topics import merging

pytestmark = pytest.mark.django_db

HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def chief():
    return UserFactory(role="administrator")


def told():
    """Let the worker tell search of everything that has happened."""
    while events.deliver():
        pass


def ask(client, query, **more):
    response = client.get("/search/", {"q": query, **more})
    assert response.status_code == 200
    return response


def found(client, query, **more):
    """The headlines of the stories and updates found, in order."""
    page = ask(client, query, **more).context.get("found")
    return [
        entry.edition.card["headline"] if entry.edition else entry.update.headline for entry in page.items
    ]


# --- the page ----------------------------------------------------------------------------------------------


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
        assert "<script" not in page
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


# --- words -------------------------------------------------------------------------------------------------


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


# --- order and pages ---------------------------------------------------------------------------------------


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


# --- limits ------------------------------------------------------------------------------------------------


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


# --- what readers may see ----------------------------------------------------------------------------------


def test_a_story_is_gone_at_once_when_it_is_withdrawn(client, chief):
    story = published(headline="Taken down", by=chief)
    posted(story, headline="Taken too", by=chief)
    told()
    assert len(found(client, "taken")) == 2
    publishing.withdraw(story=story, by=chief, note="")
    assert found(client, "taken") == []  # whatever the worker does
    assert SearchEntry.objects.filter(story=story).exists()
    told()
    assert not SearchEntry.objects.filter(story=story).exists()
    publishing.publish(story=story, by=chief)
    told()
    assert len(found(client, "taken")) == 2


def test_a_story_is_gone_at_the_time_it_is_to_be_taken_down(client, chief):
    story = published(headline="Taken down", by=chief)
    told()
    Story.objects.filter(pk=story.pk).update(unpublish_at=timezone.now() - HOUR)
    assert found(client, "taken") == []


def test_a_scheduled_edition_is_found_at_its_time_without_a_worker(client, chief):
    story = published(headline="Before", by=chief)
    story.headline = "Afterwards"
    save(story, chief, story.save)
    publishing.publish(story=story, by=chief, goes_live_at=timezone.now() + HOUR)
    told()
    assert (found(client, "before"), found(client, "afterwards")) == (["Before"], [])
    Edition.objects.filter(number=2).update(goes_live_at=timezone.now() - HOUR)
    assert (found(client, "before"), found(client, "afterwards")) == ([], ["Afterwards"])
    publishing.promote_due()
    told()
    assert (found(client, "before"), found(client, "afterwards")) == ([], ["Afterwards"])
    assert SearchEntry.objects.filter(story=story).count() == 1


def test_a_schedule_taken_back_leaves_nothing(client, chief):
    story = StoryFactory(headline="Never to be", by=chief)
    publishing.publish(story=story, by=chief, goes_live_at=timezone.now() + HOUR)
    told()
    assert SearchWords.objects.count() == 1
    publishing.cancel_schedule(story=story, by=chief)
    assert SearchEntry.objects.count() == SearchWords.objects.count() == 0


def test_a_draft_is_not_found(client, chief):
    story = published(headline="Published words", by=chief)
    story.headline = "Drafted words"
    save(story, chief, story.save)
    told()
    search.rebuild()
    assert found(client, "words") == ["Published words"]
    assert found(client, "drafted") == []


def test_updates_lead_to_themselves_and_follow_what_becomes_of_them(client, chief):
    story = published(headline="The count", by=chief)
    update = posted(story, headline="Precinct nine reports", text="<p>All votes are in.</p>", by=chief)
    told()
    page = ask(client, "precinct").content.decode()
    assert f'href="{update.get_absolute_url()}"' in page
    assert "The count" in page
    update.headline = "Ward nine reports"
    live.amend(update=update, by=chief)
    told()
    assert found(client, "precinct") == []
    assert found(client, "ward") == ["Ward nine reports"]
    live.retract(update=update, by=chief, reason="It was wrong.")
    assert found(client, "ward") == []
    told()
    assert not SearchEntry.objects.filter(update=update).exists()


def test_an_update_without_a_headline_shows_its_words(client, chief):
    posted(published(by=chief), text="<p>Quorum was reached.</p>", by=chief)
    told()
    assert "<mark>Quorum</mark> was reached." in ask(client, "quorum").content.decode()


def test_an_update_for_later_is_found_when_it_is_due(client, chief):
    story = published(by=chief)
    update = posted(story, headline="Quorum", posted_at=timezone.now() + HOUR, by=chief)
    search.put("update", update.pk)
    told()
    assert found(client, "quorum") == []
    models.LiveUpdate.objects.update(posted_at=timezone.now() - HOUR)
    live.announce_due()
    told()
    assert found(client, "quorum") == ["Quorum"]


def test_an_update_that_was_read_and_is_put_off_is_not_shown(client, chief):
    update = posted(published(by=chief), headline="Quorum", by=chief)
    told()
    models.LiveUpdate.objects.filter(pk=update.pk).update(posted_at=timezone.now() + HOUR)
    assert found(client, "quorum") == []


def test_topics_people_and_sources_stand_beside(client):
    published()
    person, topic = PersonFactory(name="Al Franken"), TopicFactory(name="Franken hearings")
    source = SourceFactory(name="Franken archive")
    search.rebuild()
    page = ask(client, "franken")
    assert "there is a page by that name" in text_of(page)
    for row in (person, topic, source):
        assert f'href="{row.get_absolute_url()}"' in page.content.decode()


def test_one_that_became_another_is_found_no_more(client, chief):
    merged, kept = PersonFactory(name="Al Franken"), PersonFactory(name="Alan Franken")
    search.rebuild()
    record = merging.merge(merged=merged, kept=kept, by=chief)
    assert "Also matching" not in text_of(ask(client, '"al franken"'))
    assert "Alan Franken" in text_of(ask(client, "alan"))
    told()
    assert SearchEntry.objects.filter(person=merged).count() == 0
    merging.undo(record=record, by=chief)
    told()
    assert "Also matching" in text_of(ask(client, '"al franken"'))


def test_redacted_words_leave_with_the_redaction(client, chief):
    story = published(headline="A name", text="<p>Her name is Jane Roundtree.</p>", by=chief)
    update = posted(story, headline="Roundtree speaks", by=chief)
    told()
    assert len(found(client, "roundtree")) == 2
    redaction.redact(story=story, by=chief, words="Roundtree", reason="Law")
    assert found(client, "roundtree") == []
    assert not SearchTerm.objects.filter(word__startswith="roundtr").exists()
    assert found(client, "jane") == ["A name"]
    assert SearchEntry.objects.filter(update=update).exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM articles_searchwords")
        assert "roundtre" not in repr(cursor.fetchall())


# --- the index ---------------------------------------------------------------------------------------------


def test_reindex_reads_everything_and_drops_what_is_over(client, chief, capsys):
    story = published(headline="Read anew", by=chief)
    posted(story, headline="Read too", by=chief)
    gone = published(headline="Left over", by=chief)
    told()
    publishing.withdraw(story=gone, by=chief, note="")
    SearchEntry.objects.filter(edition__story=story).delete()
    assert found(client, "read") == ["Read too"]
    call_command("reindex")
    call_command("reindex")
    assert set(found(client, "read")) == {"Read anew", "Read too"}
    assert not SearchEntry.objects.filter(story=gone).exists()
    assert SearchEntry.objects.count() == SearchWords.objects.count()
    assert "of" in capsys.readouterr().out


def test_many_of_one_time_find_room():
    at = timezone.now() - HOUR
    for _number in range(12):
        published(at=at)
    told()
    assert SearchEntry.objects.count() == 12


def test_costs_four_queries_whatever_it_finds(client, django_assert_max_num_queries):
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
        with django_assert_max_num_queries(4):
            client.get("/search/", query)
