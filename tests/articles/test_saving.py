import hypothesis
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from hypothesis import strategies as st

from articles import saving
from articles.content import freeze, thaw
from articles.merging import BOTH, MINE, choices
from articles.models import Aside, Autosave, RichText, Story
from tests.factories import StoryFactory, UserFactory, published

pytestmark = pytest.mark.django_db


def rewrite(story, *, by, text, version=None):
    """Save `story` as a form would that was opened at `version`."""

    def write():
        block = RichText.objects.get(parent=story)
        block.text = text
        block.save()

    return saving.save(story=story, by=by, write=write, version=version)


@pytest.fixture
def editor():
    return UserFactory(role="editor", name="Pa Houa Vang")


@pytest.fixture
def story(editor):
    return StoryFactory(by=editor, text="<p>First.</p><p>Second.</p><p>Third.</p>")


def test_a_save_counts_the_version_up_and_a_save_of_nothing_does_not(story, editor):
    assert (story.version, story.latest_revision.number) == (1, 1)
    rewrite(story, by=editor, text="<p>First.</p><p>Other.</p><p>Third.</p>", version=1)
    story.refresh_from_db()
    assert (story.version, story.latest_revision.number) == (2, 2)
    rewrite(story, by=editor, text="<p>First.</p><p>Other.</p><p>Third.</p>", version=2)
    story.refresh_from_db()
    assert (story.version, story.revisions.count()) == (2, 2)


def test_the_second_of_two_saves_from_one_version_loses_and_nothing_of_it_is_written(story, editor):
    other = UserFactory(role="editor")
    rewrite(story, by=other, text="<p>First.</p><p>Theirs.</p><p>Third.</p>", version=1)
    with pytest.raises(saving.Conflict) as caught, transaction.atomic():
        rewrite(
            Story.objects.get(pk=story.pk),
            by=editor,
            text="<p>First.</p><p>Mine.</p><p>Third.</p>",
            version=1,
        )
    conflict = caught.value
    assert (conflict.base.number, conflict.theirs.number) == (1, 2)
    assert [p["html"] for p in conflict.mine["blocks"][0]["text"]] == ["First.", "Mine.", "Third."]
    assert "Theirs." in RichText.objects.get(parent=story).text
    assert Story.objects.get(pk=story.pk).version == 2


def test_two_saves_of_the_same_words_are_no_conflict(story, editor):
    text = "<p>First.</p><p>Same.</p><p>Third.</p>"
    rewrite(story, by=UserFactory(role="editor"), text=text, version=1)
    assert rewrite(story, by=editor, text=text, version=1).number == 2


def test_the_losing_text_is_kept_and_can_be_merged(story, editor):
    rest = "<p>Second.</p><p>Third.</p>"
    rewrite(story, by=editor, text="<p>The council met.</p>" + rest)
    rewrite(story, by=UserFactory(role="editor"), text="<p>The council met today.</p>" + rest, version=2)
    mine = "<p>The council met here.</p><p>Second.</p><p>Third, mine.</p>"
    with pytest.raises(saving.Conflict) as caught, transaction.atomic():
        rewrite(story, by=editor, text=mine, version=2)
    aside = saving.keep_aside(story=story, by=editor, conflict=caught.value)
    first = aside.content["blocks"][0]["text"][0]["id"]
    saving.settle(aside=aside, by=editor, picks={first: BOTH}, version=3)
    assert RichText.objects.get(parent=story).text == (
        "<p>The council met today.</p><p>The council met here.</p><p>Second.</p><p>Third, mine.</p>"
    )
    aside.refresh_from_db()
    assert aside.settled_at and Aside.objects.count() == 1


def test_a_save_removes_the_autosave_that_led_to_it(story, editor):
    Autosave.objects.create(user=editor, story=story, version=1, form="headline=x")
    rewrite(story, by=editor, text="<p>New.</p>", version=1)
    assert not Autosave.objects.exists()


def test_saving_never_moves_a_published_story():
    story = published(headline="Council votes")
    story.slug = "somewhere-else"
    saving.save(story=story, by=UserFactory(role="editor"), write=story.save)
    story.refresh_from_db()
    assert story.slug == "council-votes"


def test_restore_brings_back_words_and_makes_a_revision(story, editor):
    first = story.latest_revision
    rewrite(story, by=editor, text="<p>Other.</p>")
    revision = saving.restore(story=story, by=editor, revision=first)
    story.refresh_from_db()
    assert revision.number == 3 and freeze(story) == first.content
    with pytest.raises(ValidationError):
        saving.restore(story=StoryFactory(), by=editor, revision=first)


def test_a_stranger_can_neither_save_nor_keep(story):
    stranger = UserFactory(role="contributor")
    with pytest.raises(PermissionDenied):
        saving.save(story=story, by=stranger, write=lambda: thaw(story.latest_revision.content, story))


# --- any two edits ---------------------------------------------------------------------------------

BASE = [f"Sentence {number} of the story as it stood before." for number in range(5)]
EDITS = st.lists(
    st.sampled_from(["keep", "keep", "change", "rewrite", "delete", "insert"]),
    min_size=len(BASE),
    max_size=len(BASE),
)


def edited(edits, name):
    """Return the paragraphs of BASE after `edits`, and the words typed, each of which names who typed it."""
    paragraphs, typed = [], []
    for number, (sentence, edit) in enumerate(zip(BASE, edits, strict=True)):
        word = f"{name}{number}"
        if edit in ("change", "rewrite", "insert"):
            typed.append(word)
        if edit == "change":
            sentence += f" {word}"
        elif edit == "rewrite":
            sentence = f"{word} {word}"
        if edit != "delete":
            paragraphs.append(sentence)
        if edit == "insert":
            paragraphs.append(f"Something else altogether: {word}.")
    return paragraphs or ["Nothing."], typed


@hypothesis.settings(max_examples=25, suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture])
@hypothesis.given(EDITS, EDITS)
def test_whatever_two_people_type_at_once_both_texts_survive(editor, mine, theirs):
    """Fault 5: every word is in a revision or kept aside, and in the story once both are chosen."""
    other = UserFactory(role="editor")
    story = StoryFactory(by=editor, text="".join(f"<p>{sentence}</p>" for sentence in BASE))
    my_text, my_words = edited(mine, "mine")
    their_text, their_words = edited(theirs, "theirs")
    rewrite(story, by=other, text="".join(f"<p>{text}</p>" for text in their_text), version=1)
    late = Story.objects.get(pk=story.pk)
    try:
        with transaction.atomic():
            rewrite(late, by=editor, text="".join(f"<p>{text}</p>" for text in my_text), version=1)
    except saving.Conflict as conflict:
        aside = saving.keep_aside(story=story, by=editor, conflict=conflict)
        kept = repr([*story.revisions.values_list("content"), aside.content])
        assert [word for word in my_words + their_words if word not in kept] == []
        bases = aside.base.content, aside.content, conflict.theirs.content
        picks = {choice.name: BOTH if choice.can_keep_both else MINE for choice in choices(*bases)}
        saving.settle(aside=aside, by=editor, picks=picks, version=2)
    standing = RichText.objects.get(parent=story).text
    lost = [word for word in my_words + their_words if word not in standing]
    # Only what somebody chose to drop is gone: their words in a paragraph that I deleted.
    dropped = [f"theirs{number}" for number, edit in enumerate(mine) if edit in ("delete", "rewrite")]
    assert set(lost) <= set(dropped)
