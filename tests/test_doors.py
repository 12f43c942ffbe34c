"""Every address x role x state of a story: who may open which door, and that nobody gets around the services.

A new address must be given its line in DOORS; a test says so if it has none.
"""

import datetime

import pytest
from django.urls import URLResolver, get_resolver, reverse
from django.utils import timezone

from articles import desk, live, models, publishing, saving, workflow
from articles.models import Edition, FrontVersion, LiveUpdate, PreviewLink, Story
from newsroom.accounts.models import AuditEntry
from tests.articles.fronts import on_top
from tests.articles.whole import add_block
from tests.factories import (
    AuthorFactory,
    PersonFactory,
    PhotoFactory,
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
from topics import merging

pytestmark = pytest.mark.django_db

HOUR = datetime.timedelta(hours=1)
CANARY = "canary"
STAFF = ["contributor", "reporter", "producer", "editor", "administrator"]
ROLES = ["anonymous", "reader", *STAFF]
STATES = ["draft", "submitted", "scheduled", "live", "withdrawn"]


def addresses(resolver=None, names=()):
    """Yield (name, parameters) of every address, those of included files too."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern, (*names, *filter(None, [pattern.namespace])))
        elif pattern.name:
            yield (
                ":".join((*names, pattern.name)),
                tuple(pattern.pattern.converters or pattern.pattern.regex.groupindex),
            )


ADDRESSES = dict(addresses())

# What a GET answers to whom: anonymous, reader without a desk, contributor, reporter, producer, editor,
# administrator. The story is somebody else's; "public" is the reader's answer, which no role changes.
LOOK = "302 302 200 200 200 200 200"
STAFF_ADD = "302 302 403 200 200 200 200"
PRODUCERS = "302 302 403 403 200 200 200"
EDITORS = "302 302 403 403 403 200 200"
ADMINISTRATORS = "302 302 403 403 403 403 200"
NOBODY = "302 302 403 403 403 403 403"
POSTS = "302 302 405 405 405 405 405"
DOORS = {
    # the desk
    "admin:index": LOOK,
    "admin:search": LOOK,
    "admin:login": "200 200 302 302 302 302 302",
    "admin:password_change": LOOK,
    "admin:password_change_done": LOOK,
    "admin:autocomplete": NOBODY,
    "admin:jsi18n": LOOK,
    "admin:view_on_site": "302 302 404 404 404 404 404",
    "admin:app_list": "302 302 302 302 302 302 302",
    # what the news is about, and the rest of the library
    **{f"admin:topics_{kind}_merge": EDITORS for kind in ("topic", "person", "source")},
    "admin:topics_merge_undo": POSTS,
    "admin:articles_photo_choices": LOOK,
    "admin:articles_photo_replace": PRODUCERS,
    **{f"admin:articles_photo_{page}": POSTS for page in ("upload", "words")},
    # fronts
    **{
        f"admin:articles_front_{page}": PRODUCERS
        for page in ("changelist", "section", "stories", "preview", "picture")
    },
    **{f"admin:articles_front_section_{page}": PRODUCERS for page in ("preview", "picture")},
    "admin:articles_front_change": "302 302 403 403 302 302 302",
    **{f"admin:articles_front_{page}": POSTS for page in ("version", "undo")},
    # one story on the desk
    "admin:articles_preflightrule_changelist": ADMINISTRATORS,
    "admin:articles_story_linkable": NOBODY,
    **{
        f"admin:articles_story_{page}": POSTS
        for page in (
            *("autosave_new", "discard_new", "autosave", "discard", "presence", "leave", "post"),
            *("revoke", "restore", "live_board", "live_top", "live_act", "fetch"),
        )
    },
    **{
        f"admin:articles_story_{page}": "302 302 404 404 200 200 200"
        for page in (
            *("conflict", "draft", "preview", "embargo", "address", "breaking", "history"),
            *("live_desk", "live_edit", "live_names"),
        )
    },
    "admin:articles_story_series": "302 302 404 404 200 200 200",
    "admin:articles_series_stories": PRODUCERS,
    "admin:articles_story_withdraw": "302 302 404 404 403 200 200",
    "admin:articles_story_redact": "302 302 404 404 403 403 200",
    "admin:articles_story_changelist": LOOK,
    "admin:articles_story_add": LOOK,
    "admin:articles_story_delete": NOBODY,
    "admin:articles_story_change": "302 302 302 302 200 200 200",
    "admin:articles_liveupdate_changelist": LOOK,
    "admin:articles_liveupdate_add": "302 302 404 404 404 404 404",
    "admin:articles_liveupdate_history": "302 302 302 302 200 200 200",
    "admin:articles_liveupdate_delete": NOBODY,
    "admin:articles_liveupdate_change": "302 302 404 404 302 302 302",
    # pages about the newsroom
    **{f"admin:pages_page_{page}": EDITORS for page in ("changelist", "add", "change", "draft", "version")},
    # readers
    **dict.fromkeys(
        [
            "topic",
            "person",
            "said",
            "source",
            "front",
            "latest",
            "search",
            "section",
            "author",
            "author_corrections",
        ],
        "public",
    ),
    **dict.fromkeys(["series", "series_feed"], "public"),
    **dict.fromkeys(["corrections", "corrections_feed", "search_feed", "preview"], "public"),
    "indexnow_key": " ".join(["404"] * 7),  # no key is set
    **dict.fromkeys(["story", "edition", "history", "updates", "update", "updates_feed"], "public"),
    **dict.fromkeys([f"{page}_feed" for page in ("front", "section", "author", "topic", "person")], "public"),
    **dict.fromkeys(["sitemap", "news_sitemap", "stories_sitemap", "subjects_sitemap", "robots"], "public"),
    **dict.fromkeys(["live_head", "live_since"], "public"),
    **dict.fromkeys(["archive", "archive_month", "archive_day"], "public"),
    **dict.fromkeys(["page", "page_version", "pages_sitemap"], "public"),
}
# The pages that every model's admin has: list, add, history, delete, change.
MODELS = {
    "accounts_user": [ADMINISTRATORS, ADMINISTRATORS, ADMINISTRATORS, NOBODY, ADMINISTRATORS],
    "accounts_auditentry": [ADMINISTRATORS, NOBODY, ADMINISTRATORS, NOBODY, ADMINISTRATORS],
    **{f"topics_{kind}": [LOOK, STAFF_ADD, LOOK, NOBODY, LOOK] for kind in ("topic", "person", "source")},
    "topics_merge": [EDITORS, NOBODY, "302 302 302 302 302 200 200", NOBODY, EDITORS],
    "articles_photo": [LOOK, LOOK, LOOK, EDITORS, LOOK],
    "articles_author": [LOOK, EDITORS, LOOK, NOBODY, LOOK],
    "articles_section": [LOOK, EDITORS, LOOK, NOBODY, LOOK],
    "articles_series": [PRODUCERS, PRODUCERS, PRODUCERS, NOBODY, PRODUCERS],
}
for model, answers in MODELS.items():
    for page, answer in zip(("changelist", "add", "history", "delete", "change"), answers, strict=True):
        DOORS[f"admin:{model}_{page}"] = answer
# Of other makers, with their own tests; and the one that only ends a session.
NOT_OURS = {name for name in ADDRESSES if name.startswith("admin:axes_")} | {
    "admin:logout",
    "admin:auth_user_password_change",
}
OF_A_STORY = [
    name
    for name in DOORS
    if name.startswith(("admin:articles_front_", "admin:articles_story_", "admin:articles_liveupdate_"))
    or DOORS[name] == "public"
]
PUBLIC_STATUS = {"draft": 404, "submitted": 404, "scheduled": 404, "live": 200, "withdrawn": 410}


@pytest.fixture
def chief():
    return UserFactory(role="administrator")


def user_of(role):
    if role == "anonymous":
        return None
    return UserFactory(role=None if role == "reader" else role, is_staff=role != "reader")


def story_in(state, chief, **fields):
    """A story with the canary in every text of it that readers may not see in `state`."""
    if state == "live":
        story = published(by=chief, headline="In public", **fields)
        posted(story, by=chief)
    else:
        story = StoryFactory(by=fields.pop("by", None) or chief, headline=f"{CANARY} headline", **fields)

    def write():
        story.dek, story.lead_caption = f"{CANARY} dek", f"{CANARY} caption"
        story.save()
        add_block(story, models.FactBox, 50, title=f"{CANARY} box", text=f"<p>{CANARY} text</p>")

    saving.save(story=story, by=chief, write=write)
    if state == "submitted":
        workflow.take("submit", story=story, by=chief, note=f"{CANARY} note")
    if state == "scheduled":
        publishing.publish(story=story, by=chief, goes_live_at=timezone.now() + HOUR, note=f"{CANARY} note")
    if state == "withdrawn":
        publishing.publish(story=story, by=chief)
        posted(story, by=chief, text=f"<p>{CANARY} update</p>")
        publishing.withdraw(story=story, by=chief, note="It was wrong.")
    if state != "withdrawn":
        update = LiveUpdate(story=story, text=f"<p>{CANARY} update</p>")
        live.post(update=update, by=chief, draft=True)
    story.refresh_from_db()
    return story


class Place:
    """What the parameters of addresses stand for, around one story."""

    def __init__(self, story, chief):
        self.story = story
        conflict = saving.Conflict(
            story.latest_revision, story.latest_revision.content, story.latest_revision
        )
        topics = [TopicFactory(), TopicFactory()]
        published_page("tips", by=chief)
        self.published = published(by=chief)
        self.rows = {
            "pages_page": draft_page("tips", by=chief, title=f"{CANARY} title", text=f"<p>{CANARY} text</p>"),
            "articles_story": story,
            "articles_liveupdate": story.updates.order_by("pk").first(),
            "articles_photo": PhotoFactory(),
            "articles_author": AuthorFactory(),
            "articles_section": story.section,
            "articles_series": SeriesFactory(parts=[story, self.published]),
            "articles_front": on_top(story, self.published, by=chief).front,
            "topics_topic": TopicFactory(),
            "topics_person": PersonFactory(),
            "topics_source": SourceFactory(),
            "topics_merge": merging.merge(kept=topics[0], merged=topics[1], by=chief),
            "accounts_user": UserFactory(),
            "accounts_auditentry": AuditEntry.objects.first(),
        }
        self.aside = saving.keep_aside(story=story, by=chief, conflict=conflict)
        self.link = desk.make_preview_link(story=story, by=chief, expires_at=timezone.now() + HOUR)

    def address(self, name):
        """Return the address called `name`, around this place."""
        page = name.split(":")[-1]
        row = next((row for start, row in self.rows.items() if page.startswith(start)), self.story)
        day = self.story.published_on or timezone.localdate()
        if name.startswith("archive"):
            day = self.published.published_on
        named = {
            "topic": self.rows["topics_topic"],
            "person": self.rows["topics_person"],
            "source": self.rows["topics_source"],
            "section": self.story.section,
            "author": self.rows["articles_author"],
            "series": self.rows["articles_series"],
        }
        named |= {f"{page}_feed": row for page, row in named.items()}
        named |= {"said": named["person"], "author_corrections": named["author"]}
        values = dict.fromkeys(("id", "object_id", "pk"), row.pk) | {
            "aside": self.aside.pk,
            "link_pk": self.link.pk,
            "token": self.link.token,
            "version_pk": self.rows["articles_front"].versions.first().pk,
            "update_pk": self.rows["articles_liveupdate"].pk,
            "year": day.year,
            "month": f"{day.month:02}",
            "day": f"{day.day:02}",
            "slug": named.get(name, self.story).slug,
            "number": 1,
            "cursor": 0,
            "address": "tips",
            "kind": "atom",
            "subjects": "topics",
            "key": "0123456789abcdef",
            "app_label": "articles",
            "content_type_id": 1,
        }
        if name.startswith("admin:articles_front_section"):
            values["pk"] = self.story.section_id
        if name == "update":
            values["pk"] = self.rows["articles_liveupdate"].pk
        query = "?q=public" if name == "search_feed" else ""
        return reverse(name, kwargs={key: values[key] for key in ADDRESSES[name]}) + query


def visit(client, role, address):
    """Return status and text of what `role` gets at `address`."""
    response = client.get(address)
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return response.status_code, f"{body.decode(errors='replace')}{response.headers}".lower()


def test_every_address_is_in_the_table():
    assert set(ADDRESSES) - NOT_OURS == set(DOORS)


def test_the_doors_that_no_story_changes(client, chief):
    place = Place(story_in("live", chief), chief)
    wrong = []
    for column, role in enumerate(ROLES):
        client.logout()
        if user := user_of(role):
            client.force_login(user)
        for name, door in DOORS.items():
            if name not in OF_A_STORY:
                status, text = visit(client, role, place.address(name))
                if status != int(door.split()[column]):
                    wrong.append((name, role, status))
                if role in ("anonymous", "reader", "contributor", "reporter") and CANARY in text:
                    wrong.append((name, role, CANARY))
    assert wrong == []


@pytest.mark.parametrize("state", STATES)
def test_the_doors_of_a_story_of_others(client, chief, state):
    place = Place(story_in(state, chief), chief)
    wrong = []
    for column, role in enumerate(ROLES):
        client.logout()
        if user := user_of(role):
            client.force_login(user)
        for name in OF_A_STORY:
            door = DOORS[name]
            address = place.address(name)
            status, text = visit(client, role, address)
            if door == "public":
                is_page = "slug" in ADDRESSES[name] and "year" in ADDRESSES[name]
                expected = PUBLIC_STATUS[state] if is_page else 200
                if name.startswith("live_"):
                    expected = 200 if state == "live" else 404
            else:
                expected = int(door.split()[column])
            if status != expected:
                wrong.append((name, role, status))
            sees = door == "public" or role in ("anonymous", "reader", "contributor", "reporter")
            if sees and name != "preview" and CANARY in text.replace(address.lower(), ""):
                wrong.append((name, role, CANARY))
    assert wrong == []


# Everything that a form of the desk could ask for, at once.
FORGED = {
    "headline": "Forged",
    "_publish": "1",
    "_submit": "1",
    "_approve": "1",
    "step": "approve",
    "approve": "1",
    "publish-when": "now",
    "publish-kind": "update",
    "publish-correction": "Forged.",
    "when": "now",
    "date": "2035-01-01",
    "time": "12:00",
    "note": "Forged",
    "reason": "Forged",
    "words": "voted late",
    "slug": "forged-address",
    "action": "publish",
    "_selected_action": "1",
    "select_across": "1",
    "text": "<p>Forged</p>",
    "revision": "1",
    "do": "publish",
    "wells": "lead",
    "w-lead-kind": "lead",
    "w-lead-size": "4",
    "confirm": "1",
    "confirmed": "1",
    "_confirm": "1",
    "post": "yes",
    "form": "headline=x",
    "version": "1",
    "live_edition": "1",
    "withdrawn_at_0": "2020-01-01",
    "state": "approved",
}


def standing(story):
    """What readers have of `story`, and what only some may change of it."""
    columns = (
        "live_edition",
        "queued_edition",
        "withdrawn_at",
        "withdrawal_note",
        "embargo_until",
        "unpublish_at",
        "published_on",
        "slug",
    )
    return (
        Story.objects.filter(pk=story.pk).values(*columns).get(),
        list(story.editions.values("pk", "goes_live_at", "note", "kind")),
        list(story.redactions.values("pk")),
        list(FrontVersion.objects.values("pk", "goes_live_at", "arrangement")),
        list(story.banners.values("pk", "ended_at")),
        list(LiveUpdate.objects.public().filter(story=story).values("pk", "text")),
    )


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize(
    ("role", "whose"),
    [("anonymous", "others"), ("reader", "others"), ("contributor", "others"), ("contributor", "own")],
)
def test_no_post_changes_what_readers_see(client, chief, role, state, whose):
    """Not through any door, nor on a story of one's own: what is posted goes through the services."""
    user = user_of(role)
    story = story_in(state, chief)
    if whose == "own":
        Story.objects.filter(pk=story.pk).update(created_by=user)
    place = Place(story, chief)
    before = standing(story)
    if user:
        client.force_login(user)
    for name in OF_A_STORY:
        client.post(place.address(name), FORGED)
        client.post(place.address(name) + "?_publish=1", FORGED | {"_selected_action": str(story.pk)})
    # A draft may be given another address before publication; a published one keeps its own.
    after = standing(story)
    if not story.published_on and whose == "own":
        before[0].pop("slug"), after[0].pop("slug")
    assert after == before
    assert not Edition.objects.filter(published_by=user).exists() if user else True
    assert PreviewLink.objects.filter(created_by=user).count() == 0 or whose == "own"
