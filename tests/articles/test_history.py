"""How a story changed: the line of its editions, and two of them compared."""

import datetime

import pytest
from django.utils import timezone

from articles import models, publishing, redaction
from articles.enums import EditionKind
from tests.articles.whole import AFTERNOON, MORNING, add_block, save, text_of, whole_story
from tests.factories import StoryFactory, UserFactory, published

pytestmark = pytest.mark.django_db


@pytest.fixture
def by():
    return UserFactory(role="administrator")


def rewrite(story, by, text, **fields):
    """Save `story` with another text."""

    def write():
        models.RichText.objects.filter(parent=story).update(text=text)
        for name, value in fields.items():
            setattr(story, name, value)
        story.save()

    save(story, by, write)


@pytest.fixture
def story(by):
    """First published, updated, corrected, and changed twice in a minor way."""
    text = "<p>The council voted late.</p><p>It met in {}.</p><p>Nobody spoke.</p>"
    story = published(by=by, at=MORNING, headline="Council votes", text=text.format("August"))
    hour = datetime.timedelta(hours=1)
    rewrite(story, by, text.format("August"), headline="Council votes at last", dek="It took a year.")
    publishing.publish(story=story, by=by, goes_live_at=MORNING + hour, note="New headline.")
    rewrite(story, by, text.format("September"))
    publishing.publish(
        story=story,
        by=by,
        goes_live_at=MORNING + 2 * hour,
        note="The month.",
        correction=("clarification", "It was September, not August."),
    )
    for number, words in enumerate(("Nobody spoke up.", "Nobody stood up.")):
        rewrite(story, by, text.format("September").replace("Nobody spoke.", words))
        publishing.publish(
            story=story, by=by, goes_live_at=AFTERNOON + number * hour, kind=EditionKind.MINOR, note="Typing."
        )
    return story


def read(client, story, **query):
    response = client.get(story.get_history_url(), query)
    assert response.status_code == 200
    return response


def test_every_edition_is_in_the_line_with_its_kind_time_and_note_and_minor_ones_are_folded(client, story):
    response = read(client, story)
    words, html = text_of(response), response.content.decode()
    line = words.split("All versions", 1)[1]
    for expected in [
        "2 minor changes v5 March 2, 2017, 4:52 p.m. CST Minor. Typing. Compare v5 Read v5 v4",
        "v3 March 2, 2017, 11:10 a.m. CST Clarification. The month. Compare v3",
        "v2 March 2, 2017, 10:10 a.m. CST Update. New headline. Compare v2",
        "v1 March 2, 2017, 9:10 a.m. CST First published. Read v1",
    ]:
        assert expected in line
    folded = html.split('<li class="fold">', 1)[1].split("</details>", 1)[0]
    assert 'data-version="5"' in folded and 'data-version="4"' in folded
    assert 'data-version="3"' not in folded
    for number in range(1, 6):
        assert client.get(f"{story.get_absolute_url()}v{number}/").status_code == 200


def test_the_last_edition_is_compared_with_the_one_before_unless_others_are_asked_for(client, story):
    def compared(**query):
        comparison = read(client, story, **query).context["comparison"]
        return comparison.older.number, comparison.newer.number

    assert compared() == (4, 5)
    assert compared(to=3) == (2, 3)
    assert compared(**{"from": 2}) == (2, 5)
    assert compared(**{"from": 1, "to": 3}) == compared(**{"from": 3, "to": 1}) == (1, 3)
    assert "No word differs" in text_of(read(client, story, **{"from": 2, "to": 2}))
    assert "Nothing came before the first version." in text_of(read(client, story, to=1))


def test_a_comparison_is_legible_without_colour(client, story):
    html = read(client, story, **{"from": 1, "to": 3}).content.decode()
    words = text_of(read(client, story, **{"from": 1, "to": 3}))
    assert "<del>Council votes</del>" in html and "<ins>Council votes at last</ins>" in html
    assert "It met in <del>August</del><ins>September</ins>." in html
    assert "± Headline changed" in words
    assert "± Summary changed" in words
    assert "1 passage is the same in both versions The council voted late." in words
    for counted in ("Words added + ", "Words removed − ", "Headline Changed", "Sources The same"):
        assert counted in words


def test_it_is_not_indexed_and_the_story_is_the_one_to_index(client, story, settings):
    html = " ".join(read(client, story).content.decode().split())
    assert '<meta name="robots" content="noindex">' in html
    assert f'<link rel="canonical" href="{settings.NEWSROOM["base_url"]}{story.get_absolute_url()}">' in html


@pytest.mark.parametrize(
    "query", ["from=9", "to=0", "to=x", "from=-1&to=2", "to=99999999999999999999", "to=²"]
)
def test_editions_that_are_not_there_are_not_found(client, story, query):
    assert client.get(f"{story.get_history_url()}?{query}").status_code == 404


def test_story_in_one_edition(client):
    assert "There is one version so far" in text_of(read(client, published()))


def test_edition_that_waits_is_neither_in_the_line_nor_compared(client, story, by):
    rewrite(story, by, "<p>Canary text.</p>", headline="Canary headline")
    publishing.publish(
        story=story, by=by, goes_live_at=timezone.now() + datetime.timedelta(days=1), note="Canary note"
    )
    assert client.get(story.get_history_url() + "?to=6").status_code == 404
    assert "canary" not in read(client, story).content.decode().lower()


def test_linked_stories_are_called_as_readers_know_them_or_not_at_all(client, story, by):
    hidden, withdrawn = StoryFactory(by=by, headline="Canary draft"), published(by=by, headline="Canary gone")
    public = published(by=by, headline="As published")

    def write():
        for place, target in enumerate((hidden, withdrawn, public)):
            story.related_links.create(target=target, title="", ordering=place)
            add_block(story, models.StoryCard, 50 + place, story=target, note="Canary" if place < 2 else "")
        story.related_links.create(target=hidden, title="Canary title", dek="Canary dek", ordering=9)

    save(public, by, lambda: setattr(public, "headline", "Canary rewrite") or public.save())
    save(story, by, write)
    publishing.publish(story=story, by=by)
    publishing.withdraw(story=withdrawn, by=by, note="Wrong.")
    response = read(client, story)
    assert "canary" not in response.content.decode().lower()
    assert "As published" in text_of(response)


def test_redacted_words_stay_redacted(client, story, by):
    redaction.redact(story=story, by=by, words="August", reason="A court order.")
    for older, newer in ((1, 2), (2, 3), (1, 5)):
        text = read(client, story, **{"from": older, "to": newer}).content.decode()
        assert "met in" in text
        assert redaction.MARK in text.split('class="diff"')[1]
        assert "met in August" not in text and "<del>August" not in text


def test_hostile_words_are_text(client, by):
    evil = '"><script>alert(1)</script>'
    story = published(by=by, headline=evil, dek=evil)
    rewrite(story, by, "<p>&lt;script&gt;alert(2)&lt;/script&gt;</p>", headline=evil * 2, dek="")
    publishing.publish(story=story, by=by, note=evil)
    assert "<script>" not in read(client, story).content.decode()


def test_words_in_another_language_say_so(client, by):
    story = published(by=by, headline="La biblioteca abre", language="es")
    rewrite(story, by, "<p>Los domingos.</p>")
    publishing.publish(story=story, by=by)
    assert '<cite dir="auto" lang="es">La biblioteca abre</cite>' in read(client, story).content.decode()
    html = " ".join(client.get(story.get_absolute_url()).content.decode().split())
    assert '<h1 class="hd-xl" dir="auto" lang="es">' in html
    assert '<div class="prose indent" lang="es">' in html
    assert html.startswith('<!DOCTYPE html> <html lang="en-us"')
    assert 'lang="es"><a href="' in client.get("/latest/").content.decode()


def test_costs_four_queries_whatever_it_holds(client, by, django_assert_max_num_queries):
    story = whole_story()
    for number in range(12):
        linked = published(by=by)

        def write(number=number, linked=linked):
            add_block(story, models.RichText, 100 + number, text=f"<p>{number}</p>")
            add_block(story, models.StoryCard, 200 + number, story=linked)
            story.related_links.create(target=linked, ordering=10 + number)

        save(story, by, write)
        publishing.publish(story=story, by=by, kind=EditionKind.MINOR if number % 2 else None)
    with django_assert_max_num_queries(4):
        client.get(story.get_history_url(), {"from": 1, "to": 14})
