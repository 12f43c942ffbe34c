"""What readers may not see yet, or any more: a canary in each such record, and a walk over every page."""

import datetime

import pytest

from articles import live, models, publishing
from tests.articles.whole import add_block, save
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

TOMORROW = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=1)


@pytest.fixture
def cast(db):
    """What the stories of these tests have in common, and who makes them."""
    return {
        "by": UserFactory(role="administrator"),
        "section": SectionFactory(),
        "topics": [TopicFactory()],
        "people": [PersonFactory()],
        "sources": [SourceFactory()],
        "authors": [AuthorFactory()],
    }


@pytest.fixture
def public(cast):
    """A story that readers see, with an update, in every list that the others would be in."""
    story = published(headline="In public", **cast)
    posted(story, by=cast["by"])
    return story


def pages(story, cast):
    """Every address at which something of a story might be shown."""
    yield from ["/", "/latest/", "/search/", "/search/?q=canary", "/nothing-here/"]
    for rows in [[cast["section"]], cast["topics"], cast["people"], cast["sources"], cast["authors"]]:
        yield rows[0].get_absolute_url()
    if address := story.get_absolute_url():
        yield from (f"{address}updates/feed.{kind}" for kind in ("atom", "json"))
        yield from [address, f"{address}updates/", *(f"{address}v{number}/" for number in (1, 2, 3))]
        yield from (f"{address}updates/{update.pk}/" for update in story.updates.all())


def assert_hidden(client, *stories, cast):
    for story in stories:
        for address in pages(story, cast):
            response = client.get(address)
            text = response.content.decode().replace('value="canary"', "").replace("<title>canary |", "")
            assert "canary" not in text.lower(), address
            assert "canary" not in str(response.headers).lower(), address


def change(story, by):
    """Put a canary into every place of a working copy."""

    def write():
        story.headline, story.dek, story.lead_caption = "Canary headline", "Canary dek", "Canary caption"
        story.save()
        add_block(story, models.RichText, 50, text="<p>Canary text</p>")
        add_block(story, models.Quote, 60, words="Canary quote", person=story.mentions.first().person)
        story.citations.create(source=story.citations.first().source, supports="canary support", ordering=9)

    save(story, by, write)


def test_the_walk_sees_what_is_public(client, public, cast):
    seen = [address for address in pages(public, cast) if "In public" in client.get(address).content.decode()]
    assert seen == list(pages(public, cast))  # what is not found shows what is recent


def test_unpublished_story(client, public, cast):
    story = StoryFactory(**cast)
    change(story, cast["by"])
    models.FrontSlot.objects.create(story=story)
    models.FrontSlot.objects.create(story=story, section=cast["section"])
    assert_hidden(client, public, story, cast=cast)


def test_draft_change_of_a_published_story(client, public, cast):
    change(public, cast["by"])
    assert_hidden(client, public, cast=cast)


def test_scheduled_story(client, public, cast):
    story = StoryFactory(**cast)
    change(story, cast["by"])
    publishing.publish(story=story, by=cast["by"], goes_live_at=TOMORROW, note="Canary note")
    story.refresh_from_db()
    assert client.get(story.get_absolute_url()).status_code == 404
    assert_hidden(client, public, story, cast=cast)


def test_scheduled_edition_of_a_published_story(client, public, cast):
    change(public, cast["by"])
    publishing.publish(
        story=public,
        by=cast["by"],
        goes_live_at=TOMORROW,
        note="Canary note",
        correction=("correction", "Canary correction"),
    )
    assert_hidden(client, public, cast=cast)


def test_draft_retracted_and_future_updates(client, public, cast):
    by = cast["by"]
    fields = {"headline": "Canary headline", "text": "<p>Canary text</p>"}
    live.post(update=models.LiveUpdate(story=public, **fields), by=by, draft=True)
    posted(public, by=by, posted_at=TOMORROW, **fields)
    live.retract(update=posted(public, by=by, **fields), by=by, reason="Canary reason")
    assert_hidden(client, public, cast=cast)


def test_update_of_an_unpublished_story(client, public, cast):
    story = StoryFactory(**cast)
    posted(story, by=cast["by"], headline="Canary headline")
    assert_hidden(client, public, story, cast=cast)


def test_withdrawn_story(client, public, cast):
    story = published(headline="Canary headline", **cast)
    posted(story, by=cast["by"], headline="Canary update")
    publishing.withdraw(story=story, by=cast["by"], note="It was wrong.")
    story.refresh_from_db()
    story.slug = story.slug.replace("canary", "it")
    story.save()
    assert_hidden(client, public, story, cast=cast)


def test_related_and_background_links_to_what_is_hidden(client, public, cast):
    hidden = StoryFactory(by=cast["by"], headline="Canary headline")
    withdrawn = published(by=cast["by"], headline="Canary withdrawn")

    def write():
        for place, (kind, target) in enumerate([("next_up", hidden), ("background", withdrawn)]):
            public.related_links.create(kind=kind, target=target, ordering=place)
            add_block(public, models.StoryCard, 70 + place, story=target)

    save(public, cast["by"], write)
    publishing.publish(story=public, by=cast["by"])
    publishing.withdraw(story=withdrawn, by=cast["by"], note="It was wrong.")
    assert_hidden(client, public, cast=cast)
