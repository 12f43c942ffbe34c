"""The invariants that the database holds, and what rows say of themselves."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from articles import models
from articles.content import block_rows
from articles.enums import BylineRole, CitationKind, Label, SaidKind
from tests.articles.whole import add_block, whole_story
from tests.factories import (
    AuthorFactory,
    PersonFactory,
    PhotoFactory,
    SectionFactory,
    SourceFactory,
    StoryFactory,
    TopicFactory,
    UserFactory,
    posted,
    published,
)

pytestmark = pytest.mark.django_db


def refused_by_database(make):
    with pytest.raises(IntegrityError), transaction.atomic():
        make()


def refused(row, make=None):
    """`row` is refused in a form with a message of ours, and by the database whatever the door."""
    with pytest.raises(ValidationError) as error:
        row.full_clean()
    assert "Constraint" not in str(error.value)
    refused_by_database(make or row.save)


# --- constraints -----------------------------------------------------------------------------------


def test_a_story_has_a_headline():
    refused_by_database(models.Story(headline="", section=SectionFactory()).save)


def test_two_stories_of_a_day_have_two_addresses():
    first, second = published(slug="a"), published()
    refused_by_database(
        lambda: models.Story.objects.filter(pk=second.pk).update(
            slug=first.slug, published_on=first.published_on
        )
    )
    draft = StoryFactory()
    models.Story.objects.filter(pk=draft.pk).update(slug=first.slug)  # without a day it is no address yet


@pytest.mark.parametrize("missing", [{"published_on": None}, {"first_published_at": None}, {"slug": ""}])
def test_what_is_live_has_an_address(missing):
    story = published()
    refused_by_database(lambda: models.Story.objects.filter(pk=story.pk).update(**missing))


def test_what_is_withdrawn_is_not_live():
    story = published()
    refused_by_database(lambda: models.Story.objects.filter(pk=story.pk).update(withdrawn_at=timezone.now()))


def test_numbers_are_given_once():
    story = published()
    edition = story.live_edition
    edition.pk = None
    refused_by_database(edition.save)
    edition.number = 0
    refused_by_database(edition.save)
    revision = story.latest_revision
    revision.pk = None
    refused_by_database(revision.save)
    version = posted(story).versions.get()
    version.pk = None
    refused_by_database(version.save)


def test_nobody_is_twice_in_a_byline_in_one_role():
    story, author = StoryFactory(), AuthorFactory()
    story.bylines.create(author=author)
    story.bylines.create(author=author, role=BylineRole.PHOTOGRAPHED)
    refused(models.Byline(story=story, author=author))


def test_nobody_is_twice_among_the_people():
    story, person = StoryFactory(), PersonFactory()
    story.mentions.create(person=person)
    refused(models.Mention(story=story, person=person))


def test_no_topic_is_given_twice():
    story, topic = StoryFactory(), TopicFactory()
    story.story_topics.create(tag=topic)
    refused_by_database(lambda: story.story_topics.create(tag=topic))


@pytest.mark.parametrize(
    ("kind", "has_source", "reason", "is_right"),
    [
        (CitationKind.OUTLET, True, "", True),
        (CitationKind.OUTLET, False, "", False),
        (CitationKind.OUTLET, True, "fears for the job", False),
        (CitationKind.ANONYMOUS, False, "fears for the job", True),
        (CitationKind.ANONYMOUS, False, "", False),
        (CitationKind.ANONYMOUS, True, "fears for the job", False),
    ],
)
def test_a_source_is_named_or_there_is_a_reason(kind, has_source, reason, is_right):
    row = models.Citation(
        story=StoryFactory(),
        source=SourceFactory() if has_source else None,
        kind=kind,
        supports="that they met",
        anonymous_reason=reason,
    )
    if is_right:
        row.full_clean()
        row.save()
    else:
        refused(row)


def test_a_related_link_leads_to_one_place():
    story, other = StoryFactory(), StoryFactory()
    for right in ({"target": other}, {"url": "https://a.example/", "title": "Elsewhere"}):
        row = models.RelatedLink(story=story, **right)
        row.full_clean()
        row.save()
    for wrong in (
        {},
        {"target": other, "url": "https://a.example/"},
        {"url": "https://a.example/"},
        {"title": "Elsewhere"},
        {"target": story},
    ):
        refused(models.RelatedLink(story=story, **wrong))


@pytest.mark.parametrize("model", [models.Quote, models.Statement])
def test_words_have_a_speaker(model):
    story = StoryFactory()
    for right in ({"speaker": "A spokesperson"}, {"person": PersonFactory()}):
        add_block(story, model, 1, words="<p>No.</p>", **right)
    refused(model(parent=story, region="main", ordering=1, words="<p>No.</p>"))


def test_a_photo_may_wait_for_its_words_but_they_must_go_together():
    for right in ({"alt": "A lectern."}, {"alt": "", "is_decorative": True}, {"alt": ""}, {"credit": ""}):
        PhotoFactory(**right).full_clean()
    with pytest.raises(ValidationError):
        PhotoFactory.build(alt="A lectern.", is_decorative=True).full_clean()


@pytest.mark.parametrize(
    "fields",
    [
        {"said": "<p>No.</p>"},
        {"said": "<p>No.</p>", "said_kind": SaidKind.QUOTE},
        {"said_kind": SaidKind.QUOTE},
    ],
)
def test_words_in_an_update_are_somebodys(fields):
    row = models.LiveUpdate(story=StoryFactory(), text="<p>a</p>", posted_at=timezone.now(), **fields)
    refused(row)
    row.said, row.said_kind, row.said_by = "<p>No.</p>", SaidKind.QUOTE, PersonFactory()
    row.full_clean()
    row.save()


def test_a_section_has_one_front_and_so_has_the_front_page():
    section = SectionFactory()
    arrangement = {"wells": []}
    models.Front.objects.create(arrangement=arrangement)
    models.Front.objects.create(arrangement=arrangement, section=section)
    refused(models.Front(arrangement=arrangement))
    refused(models.Front(arrangement=arrangement, section=section))


@pytest.mark.parametrize(
    "make", [SectionFactory, AuthorFactory], ids=lambda factory: factory._meta.model.__name__
)
def test_an_address_is_given_once(make):
    make(slug="a")
    refused_by_database(lambda: make(slug="a"))


# --- what is kept ----------------------------------------------------------------------------------


def test_what_a_story_stands_on_is_kept():
    story = whole_story()
    for row in (
        story.section,
        story.lead_photo,
        story.bylines.first().author,
        story.mentions.first().person,
        story.citations.exclude(source=None).first().source,
        models.Picture.objects.get(parent=story).photo,
        models.StoryCard.objects.get(parent=story).story,
        models.Quote.objects.get(parent=story).person,
        story.live_edition.revision,
        story.created_by,
        story,
    ):
        with pytest.raises(ProtectedError), transaction.atomic():
            row.delete()


# --- what rows say ---------------------------------------------------------------------------------


def test_blocks_say_what_they_are_about():
    story = whole_story()
    said = {name: str(row) for name, row in block_rows(story)}
    assert said["quote"] == "I did not have communications."
    assert said["statement"] == "A spokesperson He was asked about the campaign."
    assert said["embed"] == "Twitter https://social.example/1"
    assert said["fact_box"] == "Two meetings"
    assert said["key_points"] == "They met twice."
    assert all(said.values())
    assert len(str(models.RichText(text=f"<p>{'word ' * 40}</p>"))) == 60
    assert str(models.RichText(text="<p>short &amp; <em>sweet</em></p>")) == "short & sweet"


def test_names_of_blocks_are_their_own():
    assert len({models.RichText().key for _ in range(200)}) == 200


def test_addresses():
    story = StoryFactory()
    update = models.LiveUpdate(pk=7, story=story)
    assert story.get_absolute_url() is None
    assert update.get_absolute_url() is None
    story = published(slug="council-votes", at=datetime.datetime(2017, 3, 2, 15, tzinfo=datetime.UTC))
    edition = story.live_edition
    assert story.get_absolute_url() == edition.get_absolute_url() == "/2017/03/02/council-votes/"
    assert edition.get_edition_url() == "/2017/03/02/council-votes/v1/"
    update = posted(story)
    assert update.get_absolute_url() == f"/2017/03/02/council-votes/updates/{update.pk}/"
    assert update.anchor == f"u-{update.pk}"
    assert story.section.get_absolute_url() == f"/sections/{story.section.slug}/"
    assert AuthorFactory(slug="ингрид").get_absolute_url().startswith("/authors/%D0%B8")


def test_a_photo_is_as_wide_as_asked_or_as_it_is(settings):
    photo = PhotoFactory(renditions=[[320, 213, "a-320.webp"], [960, 640, "a-960.webp"]])
    assert [photo.url(width) for width in (1, 320, 321, 5000)] == [
        f"{settings.MEDIA_URL}{name}" for name in ("a-320.webp", "a-320.webp", "a-960.webp", "a-960.webp")
    ]


def test_rows_have_words_for_themselves():
    story, person, source, author = StoryFactory(), PersonFactory(), SourceFactory(), AuthorFactory()
    user = UserFactory()
    assert str(story) == story.headline
    assert str(models.Byline(author=author)) == f"Reported by {author.name}"
    assert str(models.Mention(person=person)) == person.name
    assert str(models.Citation(source=source, supports="that they met")) == f"{source.name}: that they met"
    assert str(models.Citation(kind="anonymous", supports="x")) == "Not named: x"
    assert str(models.RelatedLink(target=story)) == story.headline
    assert str(models.RelatedLink(title="Elsewhere")) == "Elsewhere"
    assert str(models.Front()) == "Front page"
    assert str(models.Front(section=story.section)) == story.section.name
    assert str(models.FrontVersion(number=3)) == "v3"
    assert str(models.LiveUpdate(headline="Begun")) == "Begun"
    assert str(models.LiveUpdate(text="<p>The vote</p>")) == "The vote"
    assert str(story.latest_revision) == "r1"
    assert str(models.Edition(number=3)) == "v3"
    assert str(models.Correction(text="It was two.")) == "Correction: It was two."
    assert str(user) == user.name


def test_labels_are_words_and_not_shouting():
    for label in Label:
        assert label.label
        assert label.label.upper() != label.label
