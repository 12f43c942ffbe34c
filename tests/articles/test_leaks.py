"""What readers may not see yet, or any more: a canary in each such record, and a walk over every page."""

import datetime
import re
from html import unescape
from urllib.parse import urljoin

import pytest
from django.urls import resolve

from articles import addresses, arranging, desk, fronts, live, models, publishing, search, workflow
from newsroom.pages import publishing as pages_publishing
from tests.articles.fronts import arranged, on_top, well_of
from tests.articles.whole import add_block, save
from tests.factories import (
    AuthorFactory,
    PersonFactory,
    PhotoFactory,
    SectionFactory,
    SeriesFactory,
    SourceFactory,
    StoryFactory,
    TopicFactory,
    UserFactory,
    draft_page,
    posted,
    published,
    published_page,
)
from tests.test_doors import DOORS

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
    publishing.publish(story=story, by=cast["by"], correction=("correction", "It was two."))
    posted(story, by=cast["by"], said_kind="quote", said="<p>Yes.</p>", said_by=cast["people"][0])
    SeriesFactory(parts=[story])
    return story


def pages(story, cast):
    """Every address at which something of a story might be shown."""
    yield from ["/", "/latest/", "/search/", "/search/?q=canary", "/nothing-here/"]
    series = models.Series.objects.get()
    subjects = [cast["section"], series, *cast["topics"], *cast["people"], *cast["authors"]]
    for subject in [*subjects, *cast["sources"]]:
        yield subject.get_absolute_url()
    for subject in subjects:
        yield f"{subject.get_absolute_url()}feed.rss"
    yield f"{cast['people'][0].get_absolute_url()}said/"
    yield f"{cast['authors'][0].get_absolute_url()}corrections/"
    yield from (f"/feed.{kind}" for kind in ("rss", "summary.rss", "atom", "json"))
    yield "/sitemaps/news.xml"
    if address := story.get_absolute_url():
        yield from (f"{address}updates/feed.{kind}" for kind in ("atom", "json"))
        yield from [address, f"{address}updates/", *(f"{address}v{number}/" for number in (1, 2, 3))]
        yield from (f"{address}updates/{update.pk}/" for update in story.updates.all())


def assert_hidden(client, *stories, cast):
    series = models.Series.objects.get()
    for story in stories:
        series.parts.get_or_create(story=story)
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
    own = (story, {"headline": "Canary headline of its own", "photo": PhotoFactory(alt="Canary alt").pk})
    on_top(own)
    on_top(own, section=cast["section"])
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
    fields |= {"said_kind": "quote", "said": "<p>Canary said</p>", "said_by": cast["people"][0]}
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


# --- a crawl ---------------------------------------------------------------------------------------

SITE = "http://127.0.0.1:8000"
ADDRESS = re.compile(
    r'(?:href|src|data-url)="([^"]+)"|<(?:loc|link|id|guid)>([^<]+)<|"(?:item|url)": ?"([^"]+)"'
)
CANARY = "xanthic"


def crawl(client, *seeds):
    """Yield (address, response) of every page, feed and map of ours that leads on from `seeds`."""
    waiting, seen = [*seeds], set(seeds)
    while waiting:
        address = waiting.pop()
        response = client.get(address)
        yield address, response
        if response.streaming or "text/css" in response["Content-Type"]:
            continue
        for found in ADDRESS.findall(response.content.decode()):
            whole = urljoin(SITE + address, unescape(next(filter(None, found)))).split("#")[0]
            path = whole.removeprefix(SITE)
            if whole.startswith(SITE) and not path.startswith(("/static/", "/media/")) and path not in seen:
                seen.add(path)
                waiting.append(path)


def with_canaries(by, cast):
    """Put the canary into every kind of text that readers may not see, around what they may."""
    public = published(headline="In public", lead_photo=PhotoFactory(), **cast)
    posted(public, by=by, headline="An update in public")
    for number in range(6):
        posted(public, by=by, said_kind="quote", said=f"<p>No {number}.</p>", said_by=cast["people"][0])
    publishing.publish(story=public, by=by, correction=("correction", "It was two."))

    def write(story):
        def work():
            story.headline, story.dek = f"{CANARY} headline", f"{CANARY} dek"
            story.lead_caption = f"{CANARY} caption"
            story.lead_photo = PhotoFactory(
                title=f"{CANARY} photo",
                alt=f"{CANARY} alt",
                caption=f"{CANARY} words",
                credit=f"{CANARY} credit",
            )
            story.save()
            person, source = story.mentions.first().person, story.citations.first().source
            add_block(story, models.RichText, 50, text=f"<p>{CANARY} text</p>")
            add_block(story, models.FactBox, 51, title=f"{CANARY} box", text=f"<p>{CANARY} facts</p>")
            add_block(story, models.KeyPoints, 52, confirmed=f"<ul><li>{CANARY} point</li></ul>")
            add_block(story, models.Quote, 53, words=f"{CANARY} quote", person=person, role=CANARY)
            words = f"<p>{CANARY} said</p>"
            add_block(story, models.Statement, 54, words=words, speaker=CANARY, source=source)
            add_block(story, models.Embed, 55, url="https://e.example/", provider="X", text=f"{CANARY} post")
            add_block(story, models.StoryCard, 56, story=public, note=f"{CANARY} card")
            story.citations.create(
                kind="anonymous", supports=f"{CANARY} fact", anonymous_reason=f"{CANARY} reason", ordering=9
            )
            story.related_links.create(
                kind="next_up", url=f"https://e.example/{CANARY}", title=f"{CANARY} link", ordering=9
            )

        save(story, by, work)

    draft, submitted, scheduled, embargoed = (StoryFactory(**cast) for _number in range(4))
    withdrawn, taken_down = (published(headline=f"{CANARY} gone", **cast) for _number in range(2))
    for story in (public, draft, submitted, scheduled, embargoed, withdrawn, taken_down):
        write(story)
        live.post(update=models.LiveUpdate(story=story, text=f"<p>{CANARY} draft</p>"), by=by, draft=True)
    words = {"headline": f"{CANARY} update", "text": f"<p>{CANARY} update</p>", "posted_at": TOMORROW}
    for story in (public, scheduled):
        posted(story, by=by, **words)
    waits = models.LiveUpdate(story=public, text=f"<p>{CANARY} waits</p>")
    live.submit(update=waits, by=by)
    live.send_back(update=waits, by=by, note=f"{CANARY} note")
    retracted = posted(public, by=by, headline=f"{CANARY} retracted")
    live.retract(update=retracted, by=by, reason=f"{CANARY} reason")
    workflow.take("submit", story=submitted, by=by, note=f"{CANARY} note")
    publishing.set_embargo(story=embargoed, by=by, until=TOMORROW)
    publishing.publish(story=scheduled, by=by, goes_live_at=TOMORROW, note=f"{CANARY} note")
    publishing.publish(
        story=public,
        by=by,
        goes_live_at=TOMORROW,
        note=f"{CANARY} note",
        correction=("correction", f"{CANARY} correction"),
    )
    for story in (withdrawn, taken_down):
        publishing.publish(story=story, by=by, correction=("note", f"{CANARY} note"))
        words = {"said_kind": "statement", "said": f"<p>{CANARY} said</p>", "said_by": cast["people"][0]}
        posted(story, by=by, headline=f"{CANARY} update", **words)
    addresses.move(story=withdrawn, by=by, slug="gone")
    publishing.withdraw(story=withdrawn, by=by, note="It was wrong.")
    models.Story.objects.filter(pk=taken_down.pk).update(
        unpublish_at=TOMORROW - datetime.timedelta(days=2), slug="taken-down"
    )
    SeriesFactory(parts=[draft, public, submitted, scheduled, embargoed, withdrawn, taken_down])
    hidden = {"name": f"{CANARY} series", "dek": f"{CANARY} dek", "coming": f"{CANARY} line"}
    SeriesFactory(slug="in-the-making", parts=[draft, scheduled, withdrawn], **hidden)
    # Topics begin with them, each a part of one that all are on, and beside a story that readers see.
    for story in (draft, submitted, scheduled, embargoed, withdrawn, taken_down):
        part = TopicFactory(explainer=story, parent=cast["topics"][0])
        part.editions.add(public.live_edition, *story.editions.all())
    own = {"headline": f"{CANARY} headline of its own", "photo": PhotoFactory(alt=f"{CANARY} alt").pk}
    slots = [(story, own) for story in (draft, scheduled, withdrawn, taken_down)]
    yesterday = (TOMORROW - datetime.timedelta(days=2)).isoformat()
    gone = (published(by=by, headline="Leads no more"), own | {"expires_at": yesterday})
    related = (public, {"related": [draft.pk, withdrawn.pk]})
    for section in (None, cast["section"]):
        front = on_top(*slots, related, section=section, by=by).front
        later = arranging.default(is_sections=section is not None)
        later["wells"][0] |= {"title": f"{CANARY} well", "slots": [arranging.new_slot(public.pk, **own)]}
        front = fronts.save(front=front, by=by, arrangement=later, version=front.version)
        note = f"{CANARY} note"
        fronts.publish(front=front, by=by, version=front.version, goes_live_at=TOMORROW, note=note)
        taken = fronts.publish(front=front, by=by, version=front.version, goes_live_at=TOMORROW)
        fronts.unschedule(version=taken, by=by)
    arranged(well_of("lead", gone, related, *slots), by=by)
    desk.make_preview_link(story=draft, by=by, expires_at=TOMORROW)
    words = {name: f"{CANARY} {name}" for name in ("title", "summary")} | {"text": f"<p>{CANARY} text</p>"}
    draft_page("about", by=by, **words)
    pages_publishing.take_down(page=published_page("contact", by=by, **words), by=by)
    published_page("tips", by=by)
    draft_page("tips", by=by, **words)
    return [public, draft, submitted, scheduled, embargoed, withdrawn, taken_down]


def test_a_crawl_of_all_that_is_public_finds_nothing_that_is_not(client, cast):
    stories = with_canaries(cast["by"], cast)
    search.rebuild()
    seeds = ["/", "/robots.txt", "/sitemap.xml", f"/search/?q={CANARY}", "/search/?q=public"]
    seeds += ["/about/", "/about/v1/", "/contact/", "/contact/v1/", "/tips/", "/sitemaps/pages.xml"]
    seeds += ["/series/in-the-making/", "/series/in-the-making/feed.atom"]
    seeds += [f"/search/feed.{kind}?q=public" for kind in ("rss", "atom", "json")]
    seeds += [f"/live/{story.pk}/{page}.json" for story in stories for page in ("head", "since/0")]
    for story in stories:
        story.refresh_from_db()
        if address := story.get_absolute_url():
            seeds += [f"{address}{page}" for page in ("", "v1/", "v2/", "v3/", "v4/", "history/", "updates/")]
            seeds += [f"{address}updates/{update.pk}/" for update in story.updates.all()]
            seeds += [f"{address}updates/feed.{kind}" for kind in ("atom", "json")]
    visited, told = set(), []
    for address, response in crawl(client, *seeds):
        if response.status_code == 200:
            visited.add(resolve(address.split("?")[0]).url_name)
        # What a reader asks for is not what we tell them.
        text = f"{response.content.decode()}{response.headers}".lower().replace(f'value="{CANARY}"', "")
        if CANARY in text.replace(f"<title>{CANARY} |", ""):
            told.append(address)
    assert told == []
    public = {name for name, door in DOORS.items() if door == "public"}
    assert public - visited == {"preview"}  # whose address nobody finds
