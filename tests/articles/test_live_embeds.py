"""A live update may hold an embed: kept with its versions, shown as in a story, told to open pages."""

import pytest
from django.core.exceptions import ValidationError

from articles import embeds, live, redaction
from articles.models import LiveUpdate
from tests.factories import UserFactory, posted, published

pytestmark = pytest.mark.django_db

TWEET = {"url": "https://twitter.com/jack/status/20?s=20", "author": "Jack", "text": "Words of his"}


@pytest.fixture
def by():
    return UserFactory(role="administrator")


@pytest.fixture
def story(by):
    return published(by=by)


def test_it_is_kept_as_a_block_of_a_story_keeps_it(story, by):
    update = posted(story, by=by, embed=TWEET | {"posted_on": "2006-03-21", "junk": "x"})
    update.refresh_from_db()
    assert update.embed == {
        "url": "https://x.com/jack/status/20",
        "provider": "X",
        "author": "Jack",
        "text": "Words of his",
        "posted_on": "2006-03-21",
    }
    assert update.versions.get().content["embed"] == update.embed
    assert posted(story, by=by).embed == {}


def test_what_was_fetched_fits(story, by, provider):
    provider.tell({"author_name": "Ada"})
    found = embeds.fetch(address=provider.address, by=by)
    update = posted(story, by=by, embed=found.fields())
    assert (update.embed["url"], update.embed["author"]) == (provider.address, "Ada")


@pytest.mark.parametrize(
    "embed",
    [
        {"url": "https://evil.example/1"},
        {"url": "javascript:alert(1)"},
        {"url": ""},
        {"text": "No address"},
        TWEET | {"posted_on": "2017-02-30"},
        TWEET | {"text": "x" * 2001},
        TWEET | {"author": "a\x00b"},
        TWEET | {"height": -1},
    ],
)
def test_what_no_form_would_take_is_refused(story, by, embed):
    with pytest.raises(ValidationError) as refused:
        posted(story, by=by, embed=embed)
    assert list(refused.value.message_dict) == ["embed"]
    assert not LiveUpdate.objects.filter(story=story).exists()


@pytest.mark.parametrize("address", ["get_absolute_url", "get_updates_url"])
def test_readers_see_its_card(client, story, by, address):
    update = posted(story, by=by, embed=TWEET)
    for page in (getattr(story, address)(), update.get_absolute_url()):
        html = client.get(page).content.decode()
        assert "Words of his" in html
        assert 'data-frame="https://platform.twitter.com/embed/Tweet.html?dnt=true&amp;id=20"' in html
        assert "js/embed.js" in html
        assert "<iframe" not in html


def test_open_pages_are_told_of_it(client, story, by):
    update = posted(story, by=by)
    story.refresh_from_db()
    since = story.live_revision
    update.embed = TWEET
    live.amend(update=update, by=by)
    told = client.get(f"/live/{story.pk}/since/{since}.json").json()
    assert "Load from X" in told["upserts"][0]["html"]


def test_redaction_reaches_it(story, by):
    update = posted(story, by=by, embed=TWEET | {"text": "Canary sang"})
    redaction.redact(story=story, by=by, words="canary sang", reason="The court.")
    update.refresh_from_db()
    assert "Canary" not in str([update.embed, *update.versions.values_list("content", flat=True)])
