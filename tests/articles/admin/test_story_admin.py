"""The story screen: it saves through the services, says what stands, and lets nobody do what they may not."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles import models, publishing, saving, workflow
from articles.enums import CitationKind, EditionKind, State
from articles.models import LiveUpdate, Story
from newsroom.accounts.models import AuditEntry
from tests import factories
from tests.articles.admin.forms import added, posted
from topics.models import Topic

pytestmark = pytest.mark.django_db

ROLES = ["contributor", "reporter", "producer", "editor", "administrator"]
# Who may do what to a story of their own, and to one of somebody else.
OWN = {
    "view": set(ROLES),
    "save": set(ROLES),
    "preview": set(ROLES),
    "submit": set(ROLES),
    "approve": {"producer", "editor", "administrator"},
    "send back": {"producer", "editor", "administrator"},
    "publish": {"producer", "editor", "administrator"},
    "schedule": {"producer", "editor", "administrator"},
    "cancel": {"producer", "editor", "administrator"},
    "correct": {"editor", "administrator"},
    "backdate": {"administrator"},
    "withdraw": {"editor", "administrator"},
    "post update": {"reporter", "producer", "editor", "administrator"},
}
OTHERS = {action: roles - {"contributor", "reporter"} for action, roles in OWN.items()}


def change_url(story):
    return reverse("admin:articles_story_change", args=[story.pk])


@pytest.fixture
def editor(client):
    user = factories.UserFactory(role="editor")
    client.force_login(user)
    return user


@pytest.fixture
def form_of(client):
    """Return `form_of(story)`, the change form that the signed-in user is shown."""
    return lambda story: client.get(change_url(story))


def save(client, story, **changes):
    """Post the story's form as it stands, with `changes`."""
    return client.post(change_url(story), posted(client.get(change_url(story)), **changes))


def problems(response):
    """All that the form in `response` complains about, as one text."""
    form = response.context["adminform"].form
    rows = [row for inline in response.context["inline_admin_formsets"] for row in inline.formset.forms]
    asides = [response.context["publish"], response.context["review"]]
    return " ".join(form_.errors.as_text() for form_ in [form, *rows, *asides])


# --- saving ---------------------------------------------------------------------------------------


class TestSaving:
    def test_save_makes_a_revision_and_stays_on_the_page(self, client, editor):
        story = factories.StoryFactory()
        response = save(client, story, headline="A new  headline\nin two lines", _continue="Save")
        assert response.status_code == 302
        assert response["Location"] == change_url(story)
        story.refresh_from_db()
        assert story.headline == "A new headline in two lines"
        assert story.latest_revision.number == 2
        assert story.latest_revision.created_by == editor
        assert story.latest_revision.content["headline"] == story.headline

    def test_saving_without_a_change_makes_no_revision(self, client, editor):
        story = factories.StoryFactory(
            people=[factories.PersonFactory()],
            sources=[factories.SourceFactory()],
            topics=[factories.TopicFactory()],
            authors=[factories.AuthorFactory()],
        )
        models.Citation.objects.update(checked_at=timezone.now())
        models.Statement.objects.create(
            parent=story,
            region="main",
            ordering=5,
            words="<p>We regret.</p>",
            speaker="X",
            issued_at=timezone.now(),
        )
        saving.save(story=story, by=editor, write=lambda: None)
        number = story.latest_revision.number
        assert save(client, story).status_code == 302
        story.refresh_from_db()
        assert story.latest_revision.number == number

    def test_new_story_is_saved_whole_and_logged(self, client, editor):
        factories.AuthorFactory(user=editor)
        section, person = factories.SectionFactory(), factories.PersonFactory()
        blank = client.get(reverse("admin:articles_story_add"))
        data = posted(blank, headline="Council votes", section=section.pk, story_topics=["new:City hall"])
        data |= added(blank, "articles_quote_set", words="We will.", person=person.pk, ordering=20)
        data |= added(blank, "articles_richtext_set", text="<p>It <b>voted</b>.</p>", ordering=10)
        data |= added(blank, "mentions", person=person.pk, ordering=10)
        response = client.post(reverse("admin:articles_story_add"), data)
        story = Story.objects.get()
        assert response["Location"] == change_url(story)
        assert story.created_by == editor
        content = story.latest_revision.content
        assert [block["type"] for block in content["blocks"]] == ["text", "quote"]
        assert content["blocks"][0]["text"][0]["html"] == "It <strong>voted</strong>."
        assert [entry["author"]["name"] for entry in content["byline"]] == [editor.author.name]
        assert [topic["name"] for topic in content["topics"]] == ["City hall"]
        assert content["people"][0]["person"]["id"] == person.pk
        assert AuditEntry.objects.filter(action="story.create", target_id=story.pk, actor=editor).exists()

    def test_empty_new_rows_are_no_rows(self, client, editor, form_of):
        story = factories.StoryFactory()
        page = form_of(story)
        data = posted(page) | added(page, "mentions", ordering=10, role="")
        data |= added(page, "articles_richtext_set", ordering=40, region="main", text="")
        assert client.post(change_url(story), data).status_code == 302
        assert not story.mentions.exists()
        assert story.articles_richtext_set.count() == 1

    def test_rows_are_reordered_and_removed(self, client, editor, form_of):
        people = factories.PersonFactory.create_batch(3)
        story = factories.StoryFactory(people=people)
        changes = {
            "mentions-0-ordering": 30,
            "mentions-1-ordering": 20,
            "mentions-2-ordering": 10,
            "mentions-1-DELETE": "on",
        }
        assert save(client, story, **changes).status_code == 302
        assert [mention.person for mention in story.mentions.all()] == [people[2], people[0]]

    def test_draft_of_a_published_story_changes_nothing_for_readers(self, client, editor):
        story = factories.published(headline="As it was")
        save(client, story, headline="As it will be")
        page = client.get(story.get_absolute_url())
        assert "As it was" in page.content.decode()
        assert "As it will be" not in page.content.decode()

    def test_address_is_fixed_once_given(self, client, editor, form_of):
        story = factories.published()
        slug = story.slug
        assert "slug" not in form_of(story).context["adminform"].form.fields
        save(client, story, slug="another", headline="X")
        story.refresh_from_db()
        assert story.slug == slug


class TestTopics:
    def test_order_is_kept_and_new_ones_are_made(self, client, editor):
        first, second = factories.TopicFactory(name="Zebra"), factories.TopicFactory(name="Antelope")
        story = factories.StoryFactory(topics=[second])
        save(client, story, story_topics=[str(first.pk), "new:  Budget   2027 ", str(second.pk)])
        assert [link.tag.name for link in story.story_topics.all()] == ["Zebra", "Budget 2027", "Antelope"]
        assert AuditEntry.objects.filter(action="topic.add", target_label="Budget 2027").exists()

    def test_name_that_exists_is_taken(self, client, editor):
        topic = factories.TopicFactory(name="Justice Department", slug="justice-department")
        story = factories.StoryFactory()
        save(client, story, story_topics=["new:justice department"])
        assert [link.tag for link in story.story_topics.all()] == [topic]

    @pytest.mark.parametrize("name", ["x" * 101, "a\x00b", "!!!", " "])
    def test_impossible_name_is_an_error(self, client, editor, form_of, name):
        story = factories.StoryFactory()
        data = posted(form_of(story), story_topics=[f"new:{name}"])
        response = client.post(change_url(story), data)
        assert response.status_code == 200
        assert "story_topics" in response.context["adminform"].form.errors
        assert not Topic.objects.exists()

    def test_contributor_may_not_make_one(self, client):
        user = factories.UserFactory(role="contributor")
        client.force_login(user)
        story = factories.StoryFactory(by=user)
        response = save(client, story, story_topics=["new:Mine"], headline="Kept headline")
        assert "may not add one" in problems(response)
        assert "Kept headline" in response.content.decode()
        assert not Topic.objects.exists()


# --- refusals lose nothing ------------------------------------------------------------------------


class TestNothingIsLost:
    def test_service_refusal_is_a_message_and_keeps_every_word(self, client, editor, form_of, monkeypatch):
        story = factories.StoryFactory(headline="Before")
        monkeypatch.setattr(saving, "MAX_BODY", 10)
        page = form_of(story)
        data = posted(page, headline="Typed headline") | added(
            page, "articles_quote_set", words="Typed words", speaker="Typed speaker", ordering=99
        )
        response = client.post(change_url(story), data)
        assert response.status_code == 200
        text = response.content.decode()
        assert "The body is longer than a million characters" in text
        for typed in ("Typed headline", "Typed words", "Typed speaker"):
            assert typed in text
        story.refresh_from_db()
        assert story.headline == "Before"
        assert not story.articles_quote_set.exists()

    def test_publishing_that_fails_saves_nothing(self, client, form_of):
        user = factories.UserFactory(role="producer")
        client.force_login(user)
        story = factories.published(headline="Before")
        # A forged correction: producers are not offered it.
        response = save(
            client,
            story,
            headline="Typed",
            _publish="1",
            **{"publish-kind": "correction", "publish-correction": "It was wrong.", "publish-when": "now"},
        )
        assert response.status_code == 200
        assert "Typed" in response.content.decode()
        story.refresh_from_db()
        assert (story.headline, story.editions.count()) == ("Before", 1)

    @pytest.mark.parametrize(
        ("field", "value", "word"),
        [
            ("headline", "a\x00b", "ull character"),
            ("headline", "x" * 301, "at most 300"),
            ("dek", "x" * 601, "at most 600"),
            ("articles_richtext_set-0-text", "<p>a\x00b</p>", "ull character"),
            ("articles_richtext_set-0-text", "<p>" + "word " * 2_000_000 + "</p>", "at most 200000"),
            ("articles_richtext_set-0-ordering", "1e99", "whole number"),
            ("publish-note", "x" * 301, "at most 300"),
            ("publish-note", "a\x00b", "ull character"),
        ],
    )
    def test_bad_text_is_a_field_error(self, client, editor, field, value, word):
        story = factories.StoryFactory()
        response = save(client, story, **({"dek": "Typed", "_publish": "1"} | {field: value}))
        assert response.status_code == 200
        assert word in problems(response)
        assert story.editions.count() == 0
        if field != "dek":
            assert "Typed" in response.content.decode()

    def test_error_in_a_row_is_said_at_the_row(self, client, editor):
        story = factories.StoryFactory(sources=[factories.SourceFactory()])
        response = save(
            client, story, **{"citations-0-kind": CitationKind.ANONYMOUS, "citations-0-source": None}
        )
        assert "Tell readers why this source is not named" in problems(response)


# --- publishing -----------------------------------------------------------------------------------


class TestPublishing:
    def test_publish_saves_and_publishes_in_one_go(self, client, editor):
        story = factories.StoryFactory()
        response = save(
            client,
            story,
            headline="Out now",
            _publish="1",
            **{"publish-when": "now", "publish-note": "First."},
        )
        assert response["Location"] == change_url(story)
        story.refresh_from_db()
        assert story.live_edition.content["headline"] == "Out now"
        assert (story.live_edition.number, story.live_edition.note) == (1, "First.")
        assert story.live_edition.kind == EditionKind.FIRST
        page = client.get(change_url(story)).content.decode()
        assert "Readers see v1 now." in page
        assert story.get_absolute_url() in page

    def test_new_story_can_be_published_at_once(self, client, editor):
        blank = client.get(reverse("admin:articles_story_add"))
        data = posted(blank, headline="At once", section=factories.SectionFactory().pk, _publish="1")
        client.post(reverse("admin:articles_story_add"), data)
        assert Story.objects.get().live_edition.number == 1

    def test_second_click_makes_no_second_edition(self, client, editor, form_of):
        story = factories.StoryFactory()
        data = posted(form_of(story), _publish="1")
        client.post(change_url(story), data)
        client.post(change_url(story), data)
        assert story.editions.count() == 1

    def test_language_of_one_story_reaches_readers(self, client, editor):
        story = factories.published()
        assert "language" in problems(save(client, story, language="Spanish")).lower()
        now = {"_publish": "1", "publish-kind": "update", "publish-when": "now"}
        save(client, story, language="es", **now)
        assert 'lang="es"' in client.get(story.get_absolute_url()).content.decode()

    @pytest.mark.parametrize("kind", ["update", "minor"])
    def test_kind(self, client, editor, kind):
        story = factories.published()
        save(client, story, headline="Again", _publish="1", **{"publish-kind": kind, "publish-when": "now"})
        story.refresh_from_db()
        assert (story.live_edition.number, story.live_edition.kind) == (2, kind)

    def test_correction_says_what_was_wrong(self, client, editor):
        story = factories.published()
        changes = {"_publish": "1", "publish-kind": "correction", "publish-when": "now"}
        assert "Tell readers what was wrong" in problems(save(client, story, **changes))
        save(
            client,
            story,
            **changes,
            **{"publish-correction": "It was Tuesday.", "publish-correction_kind": "clarification"},
        )
        correction = story.corrections.get()
        assert (correction.kind, correction.text) == ("clarification", "It was Tuesday.")
        assert (correction.paragraph_id, correction.corrects) == ("", None)
        assert correction.edition.number == 2

    def test_first_edition_has_no_kind(self, client, editor, form_of):
        assert "kind" not in form_of(factories.StoryFactory()).context["publish"].fields
        assert "kind" in form_of(factories.published()).context["publish"].fields

    def test_schedule_and_cancel(self, client, editor):
        story = factories.StoryFactory()
        tomorrow = timezone.localdate() + datetime.timedelta(days=1)
        save(client, story, _publish="1", **at(tomorrow, "18:00"))
        story.refresh_from_db()
        local = timezone.localtime(story.queued_edition.goes_live_at)
        assert (local.date(), local.hour, local.minute) == (tomorrow, 18, 0)
        assert story.live_edition is None
        page = client.get(change_url(story)).content.decode()
        assert "v1 goes out at" in page
        save(client, story, _cancel_schedule="1")
        story.refresh_from_db()
        assert story.queued_edition is None

    def test_time_that_has_passed(self, client, editor):
        story = factories.StoryFactory()
        response = save(client, story, _publish="1", **at(datetime.date(2020, 1, 1), "18:00"))
        assert "This time has passed" in problems(response)
        assert not story.editions.exists()

    def test_time_without_a_date(self, client, editor):
        response = save(client, factories.StoryFactory(), _publish="1", **at("", "18:00"))
        assert "Give a date and a time" in problems(response)

    @pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
    def test_ends_of_the_calendar(self, client, editor, day):
        response = save(client, factories.StoryFactory(), _publish="1", **at(day, "23:59"))
        assert response.status_code in (200, 302)

    def test_hour_that_does_not_exist(self, client, editor):
        response = save(client, factories.StoryFactory(), _publish="1", **at("2035-03-11", "02:30"))
        assert "This hour does not exist" in problems(response)

    def test_hour_that_comes_twice_is_asked_about(self, client, editor):
        story = factories.StoryFactory()
        response = save(client, story, _publish="1", **at("2035-11-04", "01:30"))
        assert "twice that night" in problems(response)
        page = response.content.decode()
        assert "1:30 a.m. CDT" in page
        assert "1:30 a.m. CST" in page
        save(client, story, _publish="1", **at("2035-11-04", "01:30"), **{"publish-fold": "1"})
        story.refresh_from_db()
        utc = story.queued_edition.goes_live_at.astimezone(datetime.UTC)
        assert (utc.hour, utc.minute) == (7, 30)

    def test_withdraw_asks_for_a_note_first(self, client, editor):
        story = factories.published()
        url = reverse("admin:articles_story_withdraw", args=[story.pk])
        assert client.get(url).status_code == 200
        assert client.post(url, {"note": " "}).status_code == 200
        story.refresh_from_db()
        assert story.live_edition is not None
        client.post(url, {"note": "It named the wrong person."})
        story.refresh_from_db()
        assert story.live_edition is None
        assert "It named the wrong person." in client.get(change_url(story)).content.decode()


def at(day, time):
    return {"publish-when": "at", "publish-date": str(day), "publish-time": time}


class TestReview:
    def test_there_and_back(self, client, editor):
        story = factories.StoryFactory()
        save(client, story, _submit="1", **{"review-note": "Please look."})
        story.refresh_from_db()
        assert story.state == State.SUBMITTED
        page = client.get(change_url(story)).content.decode()
        assert "Please look." in page
        assert 'name="_approve"' in page
        assert "Say what should change" in problems(save(client, story, _send_back="1"))
        save(client, story, _send_back="1", **{"review-note": "Headline first."})
        story.refresh_from_db()
        assert story.state == State.CHANGES_REQUESTED
        assert "Headline first." in client.get(change_url(story)).content.decode()
        save(client, story, _submit="1")
        save(client, story, _approve="1")
        story.refresh_from_db()
        assert story.state == State.APPROVED

    def test_buttons_follow_rights(self, client):
        user = factories.UserFactory(role="contributor")
        client.force_login(user)
        page = client.get(change_url(factories.StoryFactory(by=user))).content.decode()
        assert 'name="_submit"' in page
        for name in ("_publish", "_approve", "_send_back", "withdraw"):
            assert f'name="{name}"' not in page
        assert "Withdraw" not in page


# --- what the screen says -------------------------------------------------------------------------


class TestStanding:
    def test_what_differs_is_listed_with_where_it_is(self, client, editor, form_of):
        story = factories.published(text="<p>One.</p>")
        page = form_of(story)
        data = posted(page, headline="Another") | added(
            page, "articles_quote_set", words="We will.", speaker="Somebody", ordering=99
        )
        client.post(change_url(story), data)
        state = form_of(story).context["standing"]
        assert [(str(d.what), d.label, d.anchor) for d in state.differences] == [
            ("Changed", "Headline", "id_headline"),
            ("Added", "Quote: We will.", "articles_quote_set-0"),
        ]
        assert state.next_number == 2

    def test_nothing_differs_after_publication(self, client, editor, form_of):
        story = factories.published()
        state = form_of(story).context["standing"]
        assert state.differences == []
        assert state.shown.number == 1

    def test_scheduled_edition_that_is_due_counts_as_seen(self, client, editor, form_of):
        story = factories.StoryFactory(by=editor)
        publishing.publish(story=story, by=editor, goes_live_at=timezone.now() + datetime.timedelta(hours=1))
        story.queued_edition.goes_live_at = timezone.now() - datetime.timedelta(seconds=1)
        story.queued_edition.save()
        state = form_of(story).context["standing"]
        assert (state.shown.number, state.queued) == (1, None)

    def test_opening_a_long_story_costs_as_much_as_a_short_one(self, client, editor, form_of):
        short, long = long_story(1), long_story(6)
        form_of(short)
        with CaptureQueriesContext(
            connection,
        ) as few:
            form_of(short)
        with CaptureQueriesContext(connection) as many:
            form_of(long)
        assert len(many) == len(few)
        assert len(many) <= 40


def long_story(count):
    """A published story with `count` rows of every kind."""
    story = factories.published(
        people=factories.PersonFactory.create_batch(count),
        sources=factories.SourceFactory.create_batch(count),
        topics=factories.TopicFactory.create_batch(count),
        authors=factories.AuthorFactory.create_batch(count),
    )
    place = {"parent": story, "region": "main"}
    for _each in range(count):
        person, source = factories.PersonFactory(), factories.SourceFactory()
        said = {"person": person, "source": source}
        models.RichText.objects.create(**place, text="<p>Text.</p>")
        models.Quote.objects.create(**place, **said, words="Words.")
        models.Statement.objects.create(**place, **said, words="<p>Words.</p>")
        models.Picture.objects.create(**place, photo=factories.PhotoFactory())
        models.FactBox.objects.create(**place, title="Box", text="<p>Fact.</p>")
        models.KeyPoints.objects.create(**place, confirmed="<ul><li><p>Known.</p></li></ul>")
        models.Embed.objects.create(**place, url="https://example.org/", provider="Site")
        models.StoryCard.objects.create(**place, story=factories.published())
        models.RelatedLink.objects.create(
            story=story, target=factories.published(), photo=factories.PhotoFactory()
        )
        factories.posted(story, author=factories.AuthorFactory())
    return story


class TestList:
    def test_columns_search_and_filters(self, client, editor):
        author = factories.AuthorFactory(name="Ingrid Solberg")
        live = factories.published(headline="Bridge reopens", authors=[author])
        draft = factories.StoryFactory(headline="Budget waits", label="analysis")
        url = reverse("admin:articles_story_changelist")
        page = client.get(url).content.decode()
        assert "Ingrid Solberg" in page
        assert '<span class="st pub">Published</span>' in page
        assert '<span class="st draft">Draft</span>' in page

        def found(**query):
            return set(client.get(url, query).context["cl"].queryset)

        assert found(q="bridge") == {live}
        assert found(tab="live") == {live}
        assert found(tab="never") == {draft}
        assert found(label__exact="analysis") == {draft}
        assert found(section__id__exact=live.section_id) == {live}

    def test_withdrawn_and_scheduled(self, client, editor):
        gone = factories.published(by=factories.UserFactory(role="administrator"))
        publishing.withdraw(story=gone, by=editor, note="Wrong.")
        later = factories.StoryFactory(by=editor)
        publishing.publish(story=later, by=editor, goes_live_at=timezone.now() + datetime.timedelta(days=2))
        url = reverse("admin:articles_story_changelist")
        assert set(client.get(url, {"tab": "withdrawn"}).context["cl"].queryset) == {gone}
        assert set(client.get(url, {"tab": "scheduled"}).context["cl"].queryset) == {later}
        page = client.get(url).content.decode()
        assert "Withdrawn" in page
        assert 'class="st sched"' in page

    def test_length_of_the_list_costs_nothing(self, client, editor):
        url = reverse("admin:articles_story_changelist")
        section = factories.SectionFactory()

        def queries():
            with CaptureQueriesContext(connection) as captured:
                client.get(url)
            return len(captured)

        factories.published(section=section, authors=[factories.AuthorFactory()])
        client.get(url)
        few = queries()
        for _each in range(8):
            factories.published(section=section, authors=[factories.AuthorFactory()])
        assert queries() == few

    def test_contributor_sees_own_stories_only(self, client):
        user = factories.UserFactory(role="contributor")
        client.force_login(user)
        own, other = factories.StoryFactory(by=user), factories.StoryFactory(headline="canary")
        assert set(client.get(reverse("admin:articles_story_changelist")).context["cl"].queryset) == {own}
        assert client.get(change_url(other)).status_code == 302
        assert client.get(reverse("admin:articles_story_history", args=[other.pk])).status_code == 404


# --- who may do what ------------------------------------------------------------------------------


def attempt(client, action, story, data):
    """Try `action` on `story` as a browser, or somebody with a tool, would. Returns whether it happened."""
    url = change_url(story)
    if action == "view":
        return client.get(url).status_code == 200
    if action == "preview":
        return client.get(reverse("admin:articles_story_preview", args=[story.pk])).status_code == 200
    if action == "withdraw":
        client.post(reverse("admin:articles_story_withdraw", args=[story.pk]), {"note": "Gone."})
        story.refresh_from_db()
        return story.withdrawn_at is not None
    if action == "post update":
        client.post(reverse("admin:articles_story_post", args=[story.pk]), {"text": "It has begun."})
        return LiveUpdate.objects.filter(story=story).exists()
    tomorrow = at(timezone.localdate() + datetime.timedelta(days=1), "18:00")
    extra = {
        "save": {},
        "submit": {"_submit": "1"},
        "approve": {"_approve": "1"},
        "send back": {"_send_back": "1", "review-note": "No."},
        "publish": {"_publish": "1", "publish-when": "now"},
        "schedule": {"_publish": "1", **tomorrow},
        "cancel": {"_cancel_schedule": "1"},
        "correct": {"_publish": "1", "publish-kind": "correction", "publish-correction": "It was Tuesday."},
        "backdate": {"_publish": "1", **at("2020-01-01", "18:00")},
    }[action]
    client.post(url, data | {"headline": "Changed headline"} | extra)
    before, story = story, Story.objects.get(pk=story.pk)
    return {
        "save": story.headline == "Changed headline",
        "submit": story.state == State.SUBMITTED,
        "approve": story.state == State.APPROVED,
        "send back": story.state == State.CHANGES_REQUESTED,
        "publish": story.live_edition is not None and story.live_edition_id != before.live_edition_id,
        "schedule": story.queued_edition is not None,
        "cancel": story.queued_edition is None,
        "correct": story.corrections.exists(),
        "backdate": story.editions.filter(goes_live_at__year=2020).exists(),
    }[action]


@pytest.mark.parametrize("whose", ["own", "other"])
@pytest.mark.parametrize("action", OWN)
@pytest.mark.parametrize("role", [*ROLES, "nobody", "reader"])
def test_permission_walk(client, role, action, whose):
    """Every role tries every action on a story of its own and of another, by real posts with every field."""
    boss = factories.UserFactory(role="administrator")
    user = None
    if role == "reader":
        user = factories.UserFactory(is_staff=False)
    elif role != "nobody":
        user = factories.UserFactory(role=role)
    # A published story for what needs readers; anybody's first edition is not a correction.
    story = factories.StoryFactory(by=user if user and whose == "own" and role != "reader" else boss)
    if action in ("correct", "withdraw", "publish"):
        publishing.publish(story=story, by=boss)
    if action == "cancel":
        publishing.publish(story=story, by=boss, goes_live_at=timezone.now() + datetime.timedelta(hours=1))
    if action == "send back":
        workflow.take("submit", story=story, by=boss)
    client.force_login(boss)
    data = posted(client.get(change_url(story)))
    client.logout()
    if user:
        client.force_login(user)
    story.refresh_from_db()
    allowed = (OWN if whose == "own" else OTHERS)[action]
    assert attempt(client, action, story, data) == (role in allowed)


class TestForgery:
    def test_fields_that_are_not_in_the_form_change_nothing(self, client):
        user, other = factories.UserFactory(role="contributor"), factories.UserFactory(role="editor")
        client.force_login(user)
        story = factories.StoryFactory(by=user)
        forged = {
            "state": "approved",
            "created_by": other.pk,
            "live_edition": "1",
            "queued_edition": "1",
            "published_on": "2020-01-01",
            "first_published_at_0": "2020-01-01",
            "withdrawn_at": "2020-01-01",
            "withdrawal_note": "x",
            "coverage": "open",
            "live_revision": "5",
            "articles_richtext_set-0-key": "forged",
            "articles_richtext_set-0-region": "elsewhere",
        }
        save(client, story, headline="New", **forged)
        story.refresh_from_db()
        assert story.headline == "New"
        assert (story.state, story.version, story.created_by) == (State.DRAFT, 2, user)
        assert (story.published_on, story.withdrawn_at, story.withdrawal_note) == (None, None, "")
        assert (story.coverage, story.live_revision) == ("none", 0)
        block = story.articles_richtext_set.get()
        assert block.key != "forged"
        assert block.region == "main"

    def test_blocks_of_another_story_cannot_be_taken_or_copied(self, client):
        user = factories.UserFactory(role="contributor")
        client.force_login(user)
        own, other = factories.StoryFactory(by=user), factories.StoryFactory(text="<p>Secret.</p>")
        secret = other.articles_richtext_set.get()
        save(
            client,
            own,
            **{"articles_richtext_set-0-id": secret.pk, "articles_richtext_set-0-text": "<p>Mine.</p>"},
        )
        secret.refresh_from_db()
        assert (secret.parent, secret.text) == (other, "<p>Secret.</p>")
        save(
            client,
            own,
            _clone=f"articles.richtext:{secret.pk}",
            _clone_region="main",
            _clone_ordering="10",
        )
        assert other.articles_richtext_set.count() == 1
        assert not own.articles_richtext_set.filter(text__contains="Secret").exists()

    def test_deletion_is_offered_to_nobody(self, client):
        client.force_login(factories.UserFactory(role="administrator"))
        story = factories.StoryFactory()
        assert (
            client.post(reverse("admin:articles_story_delete", args=[story.pk]), {"post": "yes"}).status_code
            == 403
        )
        client.post(
            reverse("admin:articles_story_changelist"),
            {"action": "delete_selected", "_selected_action": story.pk, "post": "yes"},
        )
        assert Story.objects.filter(pk=story.pk).exists()


class TestLinking:
    """A reporter links to what readers see and to their own drafts, never to a draft of somebody else."""

    @pytest.fixture
    def reporter(self, client):
        user = factories.UserFactory(role="reporter")
        client.force_login(user)
        return user

    def search(self, client, term):
        query = {"app_label": "articles", "model_name": "relatedlink", "field_name": "target", "term": term}
        found = client.get(reverse("admin:articles_story_linkable"), query).json()["results"]
        return [entry["text"] for entry in found]

    def test_search(self, client, reporter):
        factories.StoryFactory(headline="Bridge draft of mine", by=reporter)
        factories.StoryFactory(headline="Bridge draft of others")
        public = factories.published(headline="Bridge reopens")
        boss = factories.UserFactory(role="editor")
        public.headline = "Bridge closes again, canary"
        saving.save(story=public, by=boss, write=public.save)
        assert self.search(client, "bridge") == ["Bridge reopens", "Bridge draft of mine"]
        assert self.search(client, "canary") == []
        assert self.search(client, "bri\x00dge") == ["Bridge reopens", "Bridge draft of mine"]

    def test_forged_target_is_refused(self, client, reporter, form_of):
        own, other = factories.StoryFactory(by=reporter), factories.StoryFactory(headline="canary")
        page = form_of(own)
        data = posted(page) | added(page, "related_links", kind="next_up", target=other.pk, ordering=10)
        response = client.post(change_url(own), data)
        assert response.status_code == 200
        assert "canary" not in response.content.decode()
        assert not own.related_links.exists()

    def test_what_an_editor_chose_stays(self, client, reporter):
        own, other = factories.StoryFactory(by=reporter), factories.StoryFactory()
        models.RelatedLink.objects.create(story=own, target=other)
        assert save(client, own, headline="Saved").status_code == 302
        assert own.related_links.get().target == other


class TestQuickUpdate:
    def test_posts_without_saving_the_form(self, client, editor):
        story = factories.published()
        url = reverse("admin:articles_story_post", args=[story.pk])
        answer = client.post(url, {"text": "First line\n\n<b>Second</b> & third"})
        update = story.updates.get()
        assert update.text == "<p>First line</p><p>&lt;b&gt;Second&lt;/b&gt; &amp; third</p>"
        assert answer.json()["count"] == 1
        assert "First line" in answer.json()["html"]
        assert "First line" in client.get(story.get_absolute_url()).content.decode()

    @pytest.mark.parametrize("text", ["", "  ", "x" * 5001, "a\x00b"])
    def test_bad_text_is_an_answer(self, client, editor, text):
        story = factories.published()
        answer = client.post(reverse("admin:articles_story_post", args=[story.pk]), {"text": text})
        assert answer.status_code == 400
        assert answer.json()["error"]
        assert not story.updates.exists()

    def test_marks_count_here_too(self, client, editor):
        story = factories.published()
        text = {"text": "/key /pin It has begun."}
        client.post(reverse("admin:articles_story_post", args=[story.pk]), text)
        update = story.updates.get()
        assert (update.text, update.is_key, update.is_pinned) == ("<p>It has begun.</p>", True, True)

    def test_only_by_post(self, client, editor):
        url = reverse("admin:articles_story_post", args=[factories.StoryFactory().pk])
        assert client.get(url).status_code == 405
