"""A story with everything that a story can have, made through the services; and how tests read a page."""

import datetime
import re
from html import unescape

from articles import models, publishing, saving
from articles.enums import BylineRole, CitationKind, EditionKind, Label, RelatedKind, SaidKind
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

MORNING = datetime.datetime(2017, 3, 2, 15, 10, tzinfo=datetime.UTC)  # 9:10 a.m. in Chicago
AFTERNOON = datetime.datetime(2017, 3, 2, 21, 52, tzinfo=datetime.UTC)  # 3:52 p.m.


def add_block(story, model, ordering, /, **fields):
    """Add a block to the working copy of `story`."""
    return model.objects.create(parent=story, region="main", ordering=ordering, **fields)


def save(story, by, write):
    """Save what `write` does to the working copy of `story`."""
    saving.save(story=story, by=by, write=write)


def whole_story(make_photo=PhotoFactory, **fields):
    """Return a story in two editions with two updates, every block, and all that stands around a story.

    `make_photo` makes its photos, as PhotoFactory does.
    """
    by = UserFactory(role="administrator")
    topic = TopicFactory(name="Russia and the election", slug="russia")
    person = PersonFactory(name="Al Franken", slug="al-franken", portrait=make_photo())
    silent = PersonFactory(name="Sergey Kislyak", slug="kislyak", role="ambassador of Russia")
    source = SourceFactory(name="The Washington Post", slug="post", mark="WP")
    ingrid = AuthorFactory(name="Ingrid Solberg", slug="ingrid", portrait=make_photo())
    pa_houa = AuthorFactory(name="Pa Houa Vang", slug="pa-houa")
    maren = AuthorFactory(name="Maren Lie", slug="maren")
    other = published(by=by, headline="Flynn out after 24 days", topics=[topic], people=[silent, person])
    later = published(by=by, headline="Five things the Senate can do", topics=[topic])
    fields = {
        "headline": "Attorney general recuses himself",
        "dek": "A day after two meetings came to light.",
        "label": Label.UPDATED,
        "section": SectionFactory(name="Washington", slug="washington"),
        "lead_photo": make_photo(caption="A lectern.", alt="An empty lectern."),
    } | fields
    story = StoryFactory(by=by, topics=[topic], people=[silent], text="", **fields)

    def write():
        story.bylines.create(author=ingrid, place="in Washington", ordering=0)
        story.bylines.create(author=pa_houa, place="in St. Paul", ordering=1)
        story.bylines.create(author=maren, role=BylineRole.TRANSLATED, ordering=2)
        story.mentions.create(person=person, role="asked the question in January", ordering=1)
        story.citations.create(
            source=source, supports="that the meetings took place", url="https://post.example/a", ordering=0
        )
        story.citations.create(
            kind=CitationKind.ANONYMOUS,
            supports="how recusal works",
            anonymous_reason="has cases before the department",
            checked_at=AFTERNOON,
            ordering=1,
        )
        story.related_links.create(kind=RelatedKind.BACKGROUND, target=other, ordering=0)
        story.related_links.create(
            kind=RelatedKind.NEXT_UP, url="https://elsewhere.example/x", title="A page elsewhere", ordering=1
        )
        add_block(
            story,
            models.KeyPoints,
            0,
            confirmed="<ul><li>They met twice.</li></ul>",
            unconfirmed="<ul><li>What they said.</li></ul>",
            disputed="<ul><li>Whether it was asked.</li></ul>",
        )
        add_block(
            story,
            models.RichText,
            10,
            text='<p>He spoke twice with the envoy, <a href="https://post.example/a">a report says</a>.</p>'
            "<h2>A question from Minnesota</h2><p>It took two minutes.</p>",
        )
        add_block(
            story, models.Quote, 20, words="I did not have communications.", person=person, source=source
        )
        add_block(
            story,
            models.Statement,
            30,
            words="<p>He was asked about the campaign.</p>",
            speaker="A spokesperson",
            source=source,
        )
        add_block(story, models.Picture, 40, photo=make_photo(alt="A witness table."))
        gallery = add_block(story, models.Gallery, 45, title="The room")
        gallery.put([make_photo(alt="Empty chairs."), make_photo(alt="A clock.")])
        add_block(
            story, models.Embed, 50, url="https://social.example/1", provider="Twitter", text="Step aside."
        )
        add_block(
            story, models.FactBox, 60, title="Two meetings", text="<ul><li>July</li><li>September</li></ul>"
        )
        add_block(story, models.StoryCard, 70, story=later, note="None of them quickly.")

    save(story, by, write)
    publishing.publish(story=story, by=by, goes_live_at=MORNING, note="First words.")
    save(story, by, lambda: add_block(story, models.RichText, 80, text="<p>His deputy takes over.</p>"))
    publishing.publish(
        story=story,
        by=by,
        kind=EditionKind.UPDATE,
        goes_live_at=MORNING + datetime.timedelta(hours=2, minutes=30),
        note="Who takes over, added.",
    )
    posted(
        story,
        by=by,
        headline="Franken sends a letter",
        posted_at=AFTERNOON,
        author=ingrid,
        photo=make_photo(),
    )
    posted(
        story,
        by=by,
        headline="He takes himself out",
        posted_at=AFTERNOON - datetime.timedelta(hours=1),
        is_key=True,
        said_kind=SaidKind.STATEMENT,
        said="<p>I have decided.</p>",
        said_by=person,
        source=source,
    )
    story.refresh_from_db()
    return story


def text_of(response):
    """Return the words of a page as a reader sees them, white space folded."""
    html = response.content.decode().split("<body", 1)[1].replace("</li>", " ")
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", "", html)))
