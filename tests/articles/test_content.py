import copy

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles import models, saving
from articles.content import (
    BLOCKS,
    block_rows,
    freeze,
    freeze_person,
    freeze_photo,
    freeze_source,
    paragraphs_of,
    points_html,
    thaw,
)
from newsroom.lib.html import clean_body
from tests.articles import contents
from tests.articles.contents import citation, content, quote, text
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
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def section():
    return SectionFactory()


@pytest.fixture
def editor():
    return UserFactory(role="editor")


def thawed(document, section):
    """Return a new story with this content, as the database has it."""
    story = models.Story(section=section)
    thaw(document, story)
    return models.Story.objects.get(pk=story.pk)


def ids(document):
    return [paragraph["id"] for paragraph in paragraphs_of(document)]


def words(document):
    return {paragraph["id"]: paragraph["html"] for paragraph in paragraphs_of(document)}


# --- there and back --------------------------------------------------------------------------------


@pytest.fixture
def cast():
    photos = [PhotoFactory(), PhotoFactory(alt="", is_decorative=True, caption="תמונה")]
    return {
        "sections": [SectionFactory(), SectionFactory()],
        "photos": photos,
        "people": [PersonFactory(portrait=photos[0]), PersonFactory(kind="organisation"), PersonFactory()],
        "sources": [SourceFactory(), SourceFactory(kind="archive")],
        "topics": [TopicFactory(), TopicFactory(), TopicFactory()],
        "authors": [AuthorFactory(portrait=photos[0]), AuthorFactory()],
        "stories": [StoryFactory(text=""), StoryFactory(text="")],
    }


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.data())
def test_any_content_comes_back_the_same(cast, data):
    document = data.draw(contents.contents(cast))
    with transaction.atomic():
        story = thawed(document, cast["sections"][0])
        assert freeze(story, previous=document) == document
        saving.sanitise(story)  # what thaw wrote is clean already
        assert freeze(story, previous=document) == document
        transaction.set_rollback(True)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.data())
def test_any_content_over_any_other(cast, data):
    """Restoring: whatever the working copy was, it becomes what the content says."""
    first, second = data.draw(contents.contents(cast)), data.draw(contents.contents(cast))
    with transaction.atomic():
        story = thawed(first, cast["sections"][0])
        thaw(second, story)
        assert freeze(models.Story.objects.get(pk=story.pk), previous=second) == second
        transaction.set_rollback(True)


def test_a_whole_story_comes_back_the_same():
    story = whole_story()
    document = freeze(story)
    assert {block["type"] for block in document["blocks"]} == set(BLOCKS)
    copied = thawed(document, story.section)
    assert copied.pk != story.pk
    # The new story's address is its own only until it is published.
    assert freeze(copied, previous=document) == document


def test_freezing_is_repeatable(section):
    story = StoryFactory(text="<p>a</p><p>a</p><hr><hr><h2>a</h2>")
    assert freeze(story) == freeze(story) == story.latest_revision.content


# --- names -----------------------------------------------------------------------------------------

FIVE = [
    "The council voted late on Tuesday.",
    "It cut the parks by two million.",
    "Nobody spoke.",
    "The mayor has a week.",
    "A levy follows in December.",
]


def saved(html, by, *, story=None):
    """Save `html` as the only text of a story, as a form would, and return the story and its content."""
    if story is None:
        story = StoryFactory(by=by, text=html)
    else:
        row = models.RichText.objects.get(parent=story)
        row.text = html
        saving.save(story=story, by=by, write=row.save)
    return story, story.latest_revision.content


def html_of(*parts):
    return "".join(f"<p>{part}</p>" for part in parts)


def test_names_survive_what_is_done_elsewhere(editor):
    story, first = saved(html_of(*FIVE), editor)
    a, b, c, d, e = ids(first)
    _story, second = saved(html_of("New.", *FIVE[:2], "Also new.", *FIVE[2:]), editor, story=story)
    assert [name for name in ids(second) if name in (a, b, c, d, e)] == [a, b, c, d, e]
    _story, third = saved(html_of(FIVE[0], *FIVE[2:]), editor, story=story)
    assert ids(third) == [a, c, d, e]
    _story, fourth = saved(html_of(FIVE[4], FIVE[0], *FIVE[2:4]), editor, story=story)
    assert ids(fourth) == [e, a, c, d]
    _story, fifth = saved(
        html_of(FIVE[4], FIVE[0], "Nobody spoke.", "The mayor has a whole week."), editor, story=story
    )
    assert ids(fifth) == [e, a, c, d]


def test_another_text_is_another_paragraph(editor):
    story, first = saved(html_of(*FIVE), editor)
    _story, second = saved(html_of(FIVE[0], "Snow is expected.", *FIVE[2:]), editor, story=story)
    assert ids(second)[1] not in ids(first)


def test_marks_in_the_text_change_no_name(editor):
    story, first = saved(html_of(*FIVE), editor)
    marked = f'<h2>{FIVE[0]}</h2><p><a href="/x/">{FIVE[1]}</a></p><ul><li>{FIVE[2]}</li></ul>'
    _story, second = saved(marked, editor, story=story)
    assert ids(second) == ids(first)[:3]


def test_the_same_words_twice_have_two_names(editor):
    story, first = saved(html_of("Yes.", "No.", "Yes."), editor)
    assert len(set(ids(first))) == 3
    _story, second = saved(html_of("Yes.", "Yes.", "No.", "Yes."), editor, story=story)
    assert len(set(ids(second))) == 4
    assert ids(second)[-2:] == ids(first)[-2:]


def test_names_go_with_a_paragraph_into_another_block(editor):
    story, first = saved(html_of(*FIVE), editor)

    def split():
        models.RichText.objects.filter(parent=story).update(text=html_of(*FIVE[:2]))
        add_block(story, models.Quote, 20, words="No.", speaker="A man")
        add_block(story, models.RichText, 30, text=html_of(*FIVE[2:]))

    saving.save(story=story, by=editor, write=split)
    assert ids(story.latest_revision.content) == ids(first)


def test_blocks_keep_their_names(editor):
    story = whole_story()
    before = [block["id"] for block in story.latest_revision.content["blocks"]]

    def turn_around():
        for place, (_name, row) in enumerate(reversed(block_rows(story))):
            row.ordering = place
            row.save()

    saving.save(story=story, by=story.created_by, write=turn_around)
    assert [block["id"] for block in story.latest_revision.content["blocks"]] == before[::-1]


# --- cost ------------------------------------------------------------------------------------------


def test_queries_do_not_grow_with_the_story(section):
    def cost(count):
        story = StoryFactory(section=section, text="")
        for number in range(count):
            person, source, photo = PersonFactory(portrait=PhotoFactory()), SourceFactory(), PhotoFactory()
            author = AuthorFactory(portrait=photo)
            add_block(story, models.RichText, number, text="<p>a</p>")
            add_block(story, models.Quote, number, words="a", person=person, source=source)
            add_block(story, models.Statement, number, words="<p>a</p>", person=person, source=source)
            add_block(story, models.Picture, number, photo=photo)
            add_block(story, models.FactBox, number, title="a", text="<p>a</p>")
            add_block(story, models.StoryCard, number, story=StoryFactory(section=section, text=""))
            story.bylines.create(author=author, ordering=number)
            story.mentions.create(person=person, ordering=number)
            story.citations.create(source=source, supports="a", ordering=number)
            story.related_links.create(target=StoryFactory(section=section), photo=photo, ordering=number)
            story.story_topics.create(tag=TopicFactory(), ordering=number)
        story = models.Story.objects.get(pk=story.pk)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            freeze(story)
        return len(captured)

    assert cost(1) == cost(10) <= 16


# --- what is gone ----------------------------------------------------------------------------------


def test_what_no_longer_exists_is_left_out(section):
    person, source, photo, topic, author = (
        PersonFactory(),
        SourceFactory(),
        PhotoFactory(),
        TopicFactory(),
        AuthorFactory(),
    )
    other = StoryFactory()
    document = content(
        section,
        lead_photo=freeze_photo(photo),
        byline=[
            {
                "author": {"id": author.pk, "slug": "a", "name": "A", "portrait": None},
                "role": "reported",
                "place": "",
            }
        ],
        topics=[{"id": topic.pk, "slug": "t", "name": "T"}],
        people=[{"person": freeze_person(person), "role": "senator"}],
        citations=[citation(source), citation(None, kind="anonymous", anonymous_reason="fears for the job")],
        related=[
            {
                "kind": "next_up",
                "story": {"id": other.pk, "headline": "x"},
                "url": "",
                "title": "",
                "dek": "",
                "photo": None,
            },
            {
                "kind": "next_up",
                "story": None,
                "url": "https://a.example/",
                "title": "Elsewhere",
                "dek": "",
                "photo": freeze_photo(photo),
            },
        ],
        blocks=[
            text("<p>Stays.</p>"),
            quote("b2", speaker="", person=freeze_person(person), source=freeze_source(source)),
            {"id": "b3", "type": "photo", "photo": freeze_photo(photo), "caption": "", "width": "column"},
            {"id": "b4", "type": "story", "story": {"id": other.pk, "headline": "x"}, "note": ""},
        ],
    )
    for row in (other, person, source, photo, topic, author):
        row.delete()
    came = freeze(thawed(document, section))
    assert came["lead_photo"] is None
    assert (came["byline"], came["topics"], came["people"]) == ([], [], [])
    assert [line["kind"] for line in came["citations"]] == ["anonymous"]
    assert [(link["title"], link["photo"]) for link in came["related"]] == [("Elsewhere", None)]
    assert [block["id"] for block in came["blocks"]] == ["b1", "b2"]
    assert came["blocks"][1]["speaker"] == person.name
    assert came["blocks"][1]["source"] is None


def test_a_section_that_is_gone_leaves_the_story_in_its_own(section):
    gone = SectionFactory()
    document = content(gone)
    gone.delete()
    assert thawed(document, section).section == section


# --- rows ------------------------------------------------------------------------------------------


def test_rows_that_stand_are_changed_in_place(section):
    document = content(section, blocks=[text("<p>a</p>"), quote(), text("<p>z</p>", name="b3")])
    story = thawed(document, section)
    rows = {row.key: row.pk for _name, row in block_rows(story)}
    document["blocks"] = [document["blocks"][1], text("<p>b</p>"), text("<p>n</p>", name="b9")]
    document["blocks"][0]["words"] = "Other words."
    thaw(document, story)
    now = {row.key: row for _name, row in block_rows(story)}
    assert list(now) == ["b2", "b1", "b9"]
    assert (now["b1"].pk, now["b2"].pk) == (rows["b1"], rows["b2"])
    assert now["b2"].words == "Other words."
    assert not models.RichText.objects.filter(pk=rows["b3"]).exists()


def test_a_block_without_a_name_gets_one_and_no_two_have_the_same(section):
    document = content(section, blocks=[text("<p>a</p>", name=""), text("<p>b</p>"), quote("b1")])
    keys = [row.key for _name, row in block_rows(thawed(document, section))]
    assert len(set(keys)) == 3
    assert keys[1] == "b1"
    assert all(keys)


def test_a_published_story_keeps_its_address():
    story = whole_story()
    document = copy.deepcopy(freeze(story)) | {"slug": "elsewhere"}
    address = story.get_absolute_url()
    thaw(document, story)
    assert models.Story.objects.get(pk=story.pk).get_absolute_url() == address


def test_what_is_thawed_is_cleaned(section):
    evil = "<img src=x onerror=alert(1)><script>alert(1)</script>"
    document = content(
        section,
        blocks=[
            {"id": "b1", "type": "text", "text": [{"id": "", "tag": "p", "html": f"a{evil}"}]},
            {"id": "b2", "type": "text", "text": [{"id": "", "tag": "script", "html": "alert(1)"}]},
            {
                "id": "b3",
                "type": "key_points",
                "confirmed": [{"id": "", "html": f"b{evil}"}],
                "unconfirmed": [{"id": "", "html": "</li></ul><svg onload=alert(1)>"}],
                "disputed": [],
            },
        ],
    )
    came = freeze(thawed(document, section))
    assert [p["html"] for p in paragraphs_of(came)] == ["a", "b"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("headline", ""),
        ("headline", "x" * 301),
        ("headline", "a\x00"),
        ("label", "shouting"),
        ("slug", "a/b"),
        ("lead_caption", "x" * 501),
        ("dek", "\ud800"),
    ],
)
def test_a_story_that_no_form_would_take_is_refused(section, field, value):
    with pytest.raises(ValidationError) as refused:
        thawed(content(section, **{field: value}), section)
    assert field in refused.value.message_dict


@pytest.mark.parametrize("url", ["javascript:alert(1)", "//evil.example", "data:text/html,x", "x" * 600])
@pytest.mark.parametrize("place", ["quote", "embed", "statement", "citation", "related"])
def test_an_address_that_is_none_is_refused(section, place, url):
    document = content(section)
    if place == "quote":
        document["blocks"] = [quote(url=url)]
    elif place == "embed":
        document["blocks"] = [
            {
                "id": "b1",
                "type": "embed",
                "url": url,
                "provider": "X",
                "author": "",
                "text": "",
                "posted_on": None,
            }
        ]
    elif place == "statement":
        document["blocks"] = [
            {
                "id": "b1",
                "type": "statement",
                "words": [],
                "speaker": "He",
                "role": "",
                "issued_where": "",
                "url": url,
                "issued_at": None,
                "person": None,
                "source": None,
            }
        ]
    elif place == "citation":
        document["citations"] = [citation(SourceFactory(), url=url)]
    else:
        document["related"] = [
            {"kind": "next_up", "story": None, "url": url, "title": "t", "dek": "", "photo": None}
        ]
    with pytest.raises(ValidationError) as refused:
        thawed(document, section)
    assert "url" in refused.value.message_dict


@pytest.mark.parametrize("bad", ["\x00", "\ud800"], ids=repr)
def test_what_cannot_be_stored_is_refused_wherever_it_stands(section, bad):
    person = PersonFactory()
    for document in (
        content(section, people=[{"person": freeze_person(person), "role": bad}]),
        content(section, citations=[citation(SourceFactory(), supports=bad)]),
        content(section, blocks=[quote(words=bad)]),
        content(section, blocks=[{"id": "b", "type": "text", "text": [{"id": "", "tag": "p", "html": bad}]}]),
    ):
        with pytest.raises(ValidationError):
            thawed(document, section)


# --- points ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("html", "points"),
    [
        ("", ""),
        ("<ul><li>a</li><li><p>b</p></li></ul>", "<ul><li><p>a</p></li><li><p>b</p></li></ul>"),
        ("<p>a</p><p>b</p>", "<ul><li><p>a</p></li><li><p>b</p></li></ul>"),
        (
            "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>",
            "<ul><li><p>a</p></li><li><p>b</p></li><li><p>c</p></li></ul>",
        ),
        ("<ul><li><strong>a</strong> b</li></ul>", "<ul><li><p><strong>a</strong> b</p></li></ul>"),
        ("<h2>a</h2><blockquote>b</blockquote>", "<ul><li><p>a</p></li><li><p>b</p></li></ul>"),
    ],
)
def test_points_are_one_list(html, points):
    assert points_html(clean_body(html)) == points
    assert points_html(points) == points
    assert clean_body(points) == points
