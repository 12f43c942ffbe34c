import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from articles import live, publishing, saving
from articles.content import thaw
from articles.enums import CorrectionKind
from articles.models import Edition, LiveUpdateVersion, Redaction, Revision
from articles.redaction import MARK, redact
from tests.factories import UserFactory, posted, published

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator():
    return UserFactory(role="administrator")


def everything(story):
    """All the text that is kept of a story, as one string."""
    return repr(
        [
            list(Revision.objects.filter(story=story).values_list("content", "note")),
            list(Edition.objects.filter(story=story).values()),
            list(story.corrections.values()),
            list(story.updates.values()),
            list(LiveUpdateVersion.objects.filter(update__story=story).values()),
            list(story.articles_richtext_set.values()),
            [story.headline, story.dek],
        ]
    )


def test_words_leave_every_copy_and_a_mark_stays(administrator):
    text = "<p>The clerk, Jo <em>Doe</em>, said so.</p><p>Nothing here.</p>"
    story = published(headline="Jo Doe speaks", slug="a-clerk-speaks", text=text)
    content = story.latest_revision.content | {"dek": "Then jo doe left."}
    saving.write_content(story=story, by=administrator, content=content)
    publishing.publish(
        story=story,
        by=administrator,
        note="Jo Doe added",
        correction=(CorrectionKind.CORRECTION, "We misspelled Jo Doe."),
    )
    update = posted(story, text="<p>Jo Doe arrived.</p>")
    live.amend(update=update, by=administrator)
    record = redact(story=story, by=administrator, words="Jo Doe", reason="A court order of March 3.")
    story.refresh_from_db()
    kept = everything(story)
    assert "Doe" not in kept and "doe" not in kept
    assert MARK in Edition.objects.get(story=story, number=1).body_html
    assert story.headline == f"{MARK} speaks"
    assert "Nothing here." in kept
    assert record.reason == "A court order of March 3." and "Doe" not in repr(record.__dict__)


def test_markup_around_the_words_stays_whole(administrator):
    story = published(text="<p>A <strong>Jo</strong> <em>Doe, clerk</em>, spoke.</p>")
    redact(story=story, by=administrator, words="Jo Doe", reason="Order.")
    block = story.articles_richtext_set.get()
    assert block.text == f"<p>A <strong>{MARK}</strong><em>, clerk</em>, spoke.</p>"


def test_words_that_are_nowhere_or_in_the_address_are_refused(administrator):
    story = published(headline="Jo Doe speaks")
    with pytest.raises(ValidationError, match="nowhere"):
        redact(story=published(), by=administrator, words="Jane Roe", reason="Order.")
    with pytest.raises(ValidationError, match="address"):
        redact(story=story, by=administrator, words="Jo Doe", reason="Order.")
    with pytest.raises(ValidationError, match="three"):
        redact(story=story, by=administrator, words="a", reason="Order.")
    assert not Redaction.objects.exists()


def test_open_pages_learn_of_it(administrator):
    story = published(text="<p>Jo Doe.</p>")
    update = posted(story)
    before = update.live_revision
    redact(story=story, by=administrator, words="Jo Doe", reason="Order.")
    update.refresh_from_db()
    assert update.live_revision > before


@pytest.mark.parametrize("role", ["contributor", "reporter", "producer", "editor"])
def test_only_an_administrator_may(role):
    user = UserFactory(role=role)
    story = published(text="<p>Jo Doe.</p>")
    with pytest.raises(PermissionDenied):
        redact(story=story, by=user, words="Jo Doe", reason="Order.")
    assert thaw(story.latest_revision.content, story).articles_richtext_set.get().text == "<p>Jo Doe.</p>"
