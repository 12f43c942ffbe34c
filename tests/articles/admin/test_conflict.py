"""Two editors, two browsers, one story: nobody's text is lost, whoever saves second."""

import pytest
from django.test import Client
from django.urls import reverse

from articles import models, saving
from articles.models import Aside, RichText, Story
from tests import factories
from tests.articles.admin.forms import added, posted
from topics.models import Topic

pytestmark = pytest.mark.django_db

TEXT = "articles_richtext_set-0-text"


def change_url(story):
    return reverse("admin:articles_story_change", args=[story.pk])


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def story():
    return factories.StoryFactory(
        headline="The council votes",
        text="<p>First.</p><p>Second.</p>",
        people=[factories.PersonFactory(name="Amy Klobuchar")],
    )


@pytest.fixture
def mine():
    return signed_in(factories.UserFactory(role="editor", name="Pa Houa Vang"))


@pytest.fixture
def theirs():
    return signed_in(factories.UserFactory(role="editor", name="Ingrid Solberg"))


def save(client, form, story, **changes):
    return client.post(change_url(story), posted(form, **changes))


def settle(client, url, **picks):
    page = client.get(url)
    return client.post(url, {"version": page.context["theirs"].number} | picks)


def test_second_to_save_is_led_to_both_texts(mine, theirs, story):
    form = mine.get(change_url(story))
    save(theirs, theirs.get(change_url(story)), story, headline="Theirs")
    response = save(mine, form, story, headline="Mine", **{TEXT: "<p>First, mine.</p><p>Second.</p>"})
    aside = Aside.objects.get()
    assert response["Location"] == reverse("admin:articles_story_conflict", args=[story.pk, aside.pk])
    story.refresh_from_db()
    assert (story.headline, story.version) == ("Theirs", 2)
    assert aside.content["headline"] == "Mine"
    page = mine.get(response["Location"]).content.decode()
    assert "Ingrid Solberg saved while you were writing" in page
    assert "<ins>Theirs</ins>" in page
    assert "<ins>Mine</ins>" in page
    assert "<ins>, mine</ins>" in page


def test_merge_takes_what_was_picked_and_what_only_one_changed(mine, theirs, story):
    form = mine.get(change_url(story))
    save(theirs, theirs.get(change_url(story)), story, headline="Theirs", dek="Their dek.")
    response = save(mine, form, story, headline="Mine", **{TEXT: "<p>First, mine.</p><p>Second.</p>"})
    response = settle(mine, response["Location"], **{"pick-headline": "mine"})
    assert response["Location"] == change_url(story)
    story.refresh_from_db()
    assert (story.headline, story.dek, story.version) == ("Mine", "Their dek.", 3)
    assert RichText.objects.get(parent=story).text == "<p>First, mine.</p><p>Second.</p>"
    assert Aside.objects.get().settled_at
    assert story.revisions.get(number=2).content["headline"] == "Theirs"


def test_a_place_that_is_not_decided_saves_nothing(mine, theirs, story):
    form = mine.get(change_url(story))
    save(theirs, theirs.get(change_url(story)), story, headline="Theirs")
    url = save(mine, form, story, headline="Mine")["Location"]
    for picks in ({}, {"pick-headline": "both"}, {"pick-headline": "nonsense"}):
        response = settle(mine, url, **picks)
        assert "one place needs you" in response.content.decode()
    story.refresh_from_db()
    assert (story.headline, story.version) == ("Theirs", 2)
    assert Aside.objects.get().settled_at is None


def test_another_save_while_deciding_shows_the_new_state(mine, theirs, story):
    form = mine.get(change_url(story))
    save(theirs, theirs.get(change_url(story)), story, headline="Theirs")
    url = save(mine, form, story, headline="Mine")["Location"]
    old = mine.get(url).context["theirs"].number
    save(theirs, theirs.get(change_url(story)), story, headline="Theirs again")
    response = mine.post(url, {"version": old, "pick-headline": "mine"})
    page = response.content.decode()
    assert "saved again while you decided" in page
    assert "<ins>Theirs again</ins>" in page
    assert Story.objects.get(pk=story.pk).headline == "Theirs again"
    settle(mine, url, **{"pick-headline": "mine"})
    assert Story.objects.get(pk=story.pk).headline == "Mine"


def test_leaving_mine_aside_keeps_it_in_reach(mine, theirs, story):
    form = mine.get(change_url(story))
    save(theirs, theirs.get(change_url(story)), story, headline="Theirs")
    url = save(mine, form, story, headline="Mine")["Location"]
    assert url in mine.get(change_url(story)).content.decode()
    assert Aside.objects.get().content["headline"] == "Mine"
    settle(mine, url, **{"pick-headline": "theirs"})
    assert url not in mine.get(change_url(story)).content.decode()


def test_publishing_an_old_form_publishes_nothing(mine, theirs, story):
    form = mine.get(change_url(story))
    save(theirs, theirs.get(change_url(story)), story, headline="Theirs")
    response = save(mine, form, story, headline="Mine", _publish="1")
    assert "/conflict/" in response["Location"]
    assert not story.editions.exists()


def test_publishing_an_old_form_that_nobody_typed_in_publishes_nothing_and_keeps_nothing(mine, theirs, story):
    form = mine.get(change_url(story))
    save(theirs, theirs.get(change_url(story)), story, headline="Theirs")
    response = save(mine, form, story, _publish="1")
    assert response["Location"] == change_url(story)
    assert "you had changed nothing" in mine.get(change_url(story)).content.decode()
    assert not story.editions.exists()
    assert not Aside.objects.exists()


def test_a_block_that_was_deleted_meanwhile_keeps_the_text_typed_into_it(mine, theirs, story):
    form = mine.get(change_url(story))
    changes = {"articles_richtext_set-0-DELETE": "on", "headline": "Theirs"}
    save(theirs, theirs.get(change_url(story)), story, **changes)
    assert not RichText.objects.filter(parent=story).exists()
    response = save(mine, form, story, **{TEXT: "<p>First.</p><p>Second, mine.</p>"})
    page = mine.get(response["Location"])
    [(choice, _pick)] = page.context["picks"]
    settle(mine, response["Location"], **{f"pick-{choice.name}": "mine"})
    story.refresh_from_db()
    assert story.headline == "Theirs"
    assert "Second, mine." in RichText.objects.get(parent=story).text


def test_a_block_that_was_deleted_meanwhile_and_not_touched_stays_deleted(mine, theirs, story):
    form = mine.get(change_url(story))
    save(theirs, theirs.get(change_url(story)), story, **{"articles_richtext_set-0-DELETE": "on"})
    response = save(mine, form, story, headline="Mine")
    settle(mine, response["Location"])
    story.refresh_from_db()
    assert story.headline == "Mine"
    assert not RichText.objects.filter(parent=story).exists()


def test_rows_that_a_merge_wrote_anew_do_not_trouble_an_older_form(mine, theirs, story):
    """Merging and restoring number the people anew: the form that is still open names rows that are gone."""
    form = mine.get(change_url(story))
    opened = story.revisions.get(number=1)
    save(theirs, theirs.get(change_url(story)), story, headline="Theirs")
    saving.restore(story=story, by=factories.UserFactory(role="editor"), revision=opened)
    saving.write_content(story=story, by=story.created_by, content=opened.content | {"headline": "Restored"})
    response = save(mine, form, story, dek="My dek.", **{"mentions-0-role": "my role"})
    settle(mine, response["Location"])
    story.refresh_from_db()
    assert (story.headline, story.dek) == ("Restored", "My dek.")
    assert [(mention.person.name, mention.role) for mention in story.mentions.all()] == [
        ("Amy Klobuchar", "my role")
    ]


def test_a_row_that_vanished_without_a_save_comes_in_as_new(mine, story):
    form = mine.get(change_url(story))
    RichText.objects.filter(parent=story).delete()
    extra = added(form, "articles_quote_set", words="A word.", speaker="Somebody", ordering=20)
    response = save(mine, form, story, headline="Saved all the same", **extra)
    assert response["Location"] == change_url(story)
    assert RichText.objects.get(parent=story).text == "<p>First.</p><p>Second.</p>"
    assert models.Quote.objects.get(parent=story).words == "A word."


def test_an_old_form_with_an_error_comes_back_whole_and_writes_nothing(mine, theirs, story):
    form = mine.get(change_url(story))
    save(theirs, theirs.get(change_url(story)), story, **{"articles_richtext_set-0-DELETE": "on"})
    response = save(mine, form, story, headline="", **{TEXT: "<p>Mine.</p>"})
    assert response.status_code == 200
    assert "Mine." in response.content.decode()
    assert not RichText.objects.filter(parent=story).exists()
    assert Story.objects.get(pk=story.pk).version == 2
    response = save(mine, response, story, headline="Mine")
    assert "/conflict/" in response["Location"]
    assert [p["html"] for p in Aside.objects.get().content["blocks"][0]["text"]] == ["Mine."]


def test_a_topic_named_in_the_text_that_lost_is_there_for_the_merge(mine, theirs, story):
    form = mine.get(change_url(story))
    save(theirs, theirs.get(change_url(story)), story, headline="Theirs")
    response = save(mine, form, story, story_topics=["new:Snow"])
    settle(mine, response["Location"])
    assert list(story.topics.all()) == [Topic.objects.get(name="Snow")]


def test_ones_own_other_tab_is_called_so(mine, story):
    form = mine.get(change_url(story))
    save(mine, mine.get(change_url(story)), story, headline="From the other tab")
    response = save(mine, form, story, headline="Mine")
    page = mine.get(response["Location"]).content.decode()
    assert "You saved this story in another tab" in page
    assert "Saved in the other tab" in page


def test_two_saves_of_the_same_words_are_no_conflict(mine, theirs, story):
    form = mine.get(change_url(story))
    save(theirs, theirs.get(change_url(story)), story, headline="The same")
    response = save(mine, form, story, headline="The same")
    assert response["Location"] == change_url(story)
    assert not Aside.objects.exists()


@pytest.mark.parametrize("version", [None, "", "99", "-1", "1e9", "9" * 30])
def test_a_form_that_says_no_version_there_was_is_not_saved(mine, story, version):
    response = save(mine, mine.get(change_url(story)), story, headline="Mine", version=version)
    assert response.status_code == 200
    assert Story.objects.get(pk=story.pk).version == 1


@pytest.mark.parametrize("role", ["reporter", "contributor"])
def test_conflict_screen_is_for_those_who_may_edit_the_story(mine, theirs, story, role):
    form = mine.get(change_url(story))
    save(theirs, theirs.get(change_url(story)), story, headline="Theirs")
    url = save(mine, form, story, headline="Mine")["Location"]
    stranger = signed_in(factories.UserFactory(role=role))
    assert stranger.get(url).status_code == 404
    assert stranger.post(url, {"version": 2, "pick-headline": "mine"}).status_code == 404
    assert Story.objects.get(pk=story.pk).headline == "Theirs"


def test_conflict_of_another_story_is_not_found(mine, theirs, story):
    form = mine.get(change_url(story))
    save(theirs, theirs.get(change_url(story)), story, headline="Theirs")
    save(mine, form, story, headline="Mine")
    other = factories.StoryFactory()
    url = reverse("admin:articles_story_conflict", args=[other.pk, Aside.objects.get().pk])
    assert mine.get(url).status_code == 404
