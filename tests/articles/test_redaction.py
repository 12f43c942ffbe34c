import json
from datetime import timedelta
from urllib.parse import quote_plus

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.utils import timezone

from articles import addresses, desk, live, publishing, saving, workflow
from articles.content import thaw
from articles.enums import CorrectionKind
from articles.models import (
    Edition,
    Embed,
    FactBox,
    KeyPoints,
    LiveUpdate,
    LiveUpdateVersion,
    Picture,
    Quote,
    Redaction,
    Revision,
    Statement,
    Story,
    StoryCard,
)
from articles.redaction import MARK, redact
from newsroom.outbox.models import Event
from tests.articles.whole import add_block
from tests.factories import (
    AuthorFactory,
    PersonFactory,
    PhotoFactory,
    SourceFactory,
    StoryFactory,
    UserFactory,
    posted,
    published,
)

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


def test_a_text_that_fills_its_column_still_fits(administrator):
    longest = Story._meta.get_field("headline").max_length
    headline = ("Doe " * longest)[: longest - 3] + "Doe"
    story = published(headline=headline, slug="a-name")
    redact(story=story, by=administrator, words="Doe", reason="Order.")
    story.refresh_from_db()
    story.clean_fields(exclude=["created_by"])
    assert len(story.headline) == longest and "Doe" not in story.headline


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
    update, other = posted(story, text="<p>Jo Doe.</p>"), posted(story)
    draft = live.post(update=LiveUpdate(story=story, text="<p>Jo Doe.</p>"), by=administrator, draft=True)
    before = other.live_revision
    redact(story=story, by=administrator, words="Jo Doe", reason="Order.")
    for row in (update, other, draft, story):
        row.refresh_from_db()
    assert update.live_revision == story.live_revision > before
    assert (other.live_revision, draft.live_revision) == (before, 0)  # nothing to tell of these


@pytest.mark.parametrize("role", ["contributor", "reporter", "producer", "editor"])
def test_only_an_administrator_may(role):
    user = UserFactory(role=role)
    story = published(text="<p>Jo Doe.</p>")
    with pytest.raises(PermissionDenied):
        redact(story=story, by=user, words="Jo Doe", reason="Order.")
    assert thaw(story.latest_revision.content, story).articles_richtext_set.get().text == "<p>Jo Doe.</p>"


# --- no trace ----------------------------------------------------------------------------------------

OURS = [
    model
    for label in ("accounts", "outbox", "topics", "articles")
    for model in apps.get_app_config(label).get_models()
]
# The audit trail says who did what to which story, by the name it had then: nobody changes a line of it, not
# even so. It is open to administrators alone, who have to know what an order was about.
EXCEPT = {"auditentry"}


def traces(*words):
    """Where in any table of ours the `words` stand: "model.field" of each."""
    found = set()
    for model in OURS:
        if model._meta.model_name in EXCEPT:
            continue
        texts = [
            field.attname
            for field in model._meta.concrete_fields
            if isinstance(field, models.CharField | models.TextField | models.JSONField)
        ]
        for row in model.objects.values_list(*texts) if texts else ():
            for name, value in zip(texts, row, strict=True):
                text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
                if all(word in text.lower() for word in words):
                    found.add(f"{model._meta.model_name}.{name}")
    return found


def story_full_of(words, by):
    """A story that has `words` wherever somebody could have typed them, in everything that is kept of it."""
    source = SourceFactory()
    story = StoryFactory(
        by=by, headline=f"{words} speaks", slug="a-clerk-speaks", dek=words, text=f"<p>{words}.</p>"
    )

    def write():
        story.lead_photo, story.lead_caption = PhotoFactory(), words
        story.save()
        story.bylines.create(author=AuthorFactory(), place=words)
        story.mentions.create(person=PersonFactory(), role=words)
        story.citations.create(source=source, supports=words, url="https://a.example/", ordering=1)
        story.citations.create(kind="anonymous", supports=words, anonymous_reason=words, ordering=2)
        story.related_links.create(kind="next_up", url="https://a.example/", title=words, dek=words)
        add_block(story, Quote, 20, words=words, speaker=words, role=words, occasion=words)
        add_block(
            story, Statement, 30, words=f"<p>{words}</p>", speaker=words, issued_where=words, source=source
        )
        add_block(story, Picture, 40, photo=PhotoFactory(), caption=words)
        add_block(story, Embed, 50, url="https://a.example/", provider=words, author=words, text=words)
        add_block(story, FactBox, 60, title=words, text=f"<p>{words}</p>")
        add_block(story, KeyPoints, 70, confirmed=f"<ul><li>{words}</li></ul>")
        add_block(story, StoryCard, 80, story=published(), note=words)

    saving.save(story=story, by=by, write=write, note=f"{words} added")
    workflow.take("submit", story=story, by=by, note=f"Is {words} right?")
    workflow.take("request_changes", story=story, by=by, note=f"{words} is not.")
    publishing.publish(story=story, by=by, note=words, correction=(CorrectionKind.CORRECTION, words))
    update = posted(
        story,
        by=by,
        headline=words,
        text=f"<p>{words}</p>",
        said_kind="quote",
        said=f"<p>{words}</p>",
        said_role=words,
        said_by=PersonFactory(),
        said_where=words,
    )
    live.amend(update=update, by=by, note=words)
    live.retract(update=posted(story, by=by, text=f"<p>{words}</p>"), by=by, reason=words)
    desk.autosave(story=story, by=by, version=story.version, form=f"headline={quote_plus(words)}")
    desk.make_preview_link(story=story, by=by, expires_at=timezone.now() + timedelta(hours=1), purpose=words)
    conflict = saving.Conflict(story.latest_revision, story.latest_revision.content, story.latest_revision)
    saving.keep_aside(story=story, by=by, conflict=conflict)
    publishing.schedule_withdrawal(story=story, by=by, at=timezone.now() + timedelta(hours=1), note=words)
    linking = StoryFactory(by=by)

    def link():
        linking.related_links.create(kind="background", target=story)
        add_block(linking, StoryCard, 20, story=story)

    saving.save(story=linking, by=by, write=link)
    publishing.publish(story=linking, by=by)
    return story


def test_nothing_of_the_words_is_left_in_any_table(administrator):
    story = story_full_of("Jo Doe", administrator)
    addresses.move(story=story, by=administrator, slug="jo-doe-speaks")
    addresses.move(story=story, by=administrator, slug="a-clerk-was-heard")
    Event.objects.all().delete()  # those that were told are of no more use
    assert len(traces("jo", "doe")) > 30
    redact(story=story, by=administrator, words="jo doe", reason="A court order of March 3.")
    assert traces("doe") == set()
    saving.save(story=story, by=administrator, write=story.save)  # what the redaction left is whole
    publishing.publish(story=story, by=administrator)
    assert traces("doe") == set()
