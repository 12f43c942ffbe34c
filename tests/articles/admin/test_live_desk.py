"""The live desk: what its forms do, and what it shows to whom."""

import datetime

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles import live
from articles.enums import Coverage, UpdateState
from articles.models import LiveUpdate, Presence
from tests import factories
from tests.articles.admin.forms import fields_of
from tests.articles.test_live_head import let_come

pytestmark = pytest.mark.django_db

LIST = "admin:articles_liveupdate_changelist"
HOUR = datetime.timedelta(hours=1)


def address(page, story, *args):
    return reverse(f"admin:articles_story_live_{page}", args=[story.pk, *args])


@pytest.fixture
def editor(client):
    user = factories.UserFactory(role="editor", name="Edna Editor")
    client.force_login(user)
    return user


@pytest.fixture
def story():
    return factories.published()


def typed(box, **changes):
    """What a browser would send of `box`, with `changes` by the names of its fields."""
    data = {}
    for form in box.forms:
        data |= fields_of(form)
    prefix = box.form.prefix
    data |= {name if name.startswith("_") else f"{prefix}-{name}": value for name, value in changes.items()}
    return {name: value for name, value in data.items() if value is not None}


def send(client, story, **changes):
    """Type into the box for a new update and press a button."""
    url = address("desk", story)
    return client.post(url, typed(client.get(url).context["box"], **changes))


def editing(response):
    """The box that is open in one of the lists."""
    rows = [row for name in ("waiting", "drafts", "newest") for row in response.context[name]]
    return next(row.box for row in rows if row.box)


def edit(client, update, **changes):
    url = address("edit", update.story, update.pk)
    return client.post(url, typed(editing(client.get(url)), **changes))


def act(client, update, name, **given):
    return client.post(address("act", update.story, update.pk), {"act": name, **given}, follow=True)


def said(response):
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def errors(box):
    return " ".join(form.errors.as_text() for form in box.forms)


class TestPosting:
    def test_one_text_and_one_button_is_live_at_once(self, client, editor, story):
        author = factories.AuthorFactory(user=editor)
        response = send(client, story, text="<p>He steps aside.</p>", _post="1")
        assert response["Location"] == address("desk", story)
        assert said(response).startswith("Posted at ")
        update = story.updates.get()
        assert (update.state, update.author, update.is_key) == (UpdateState.POSTED, author, False)
        assert fresh(story).coverage == Coverage.OPEN
        assert "He steps aside." in client.get(story.get_absolute_url()).content.decode()

    def test_marks_typed_into_the_text_are_taken_out_and_count(self, client, editor, story):
        send(client, story, text="<p>/key The vote is over. /pin</p>", _post="1")
        update = story.updates.get()
        assert (update.text, update.is_key, update.is_pinned) == ("<p>The vote is over.</p>", True, True)
        send(client, story, text="<p>See /key/ and and/or /pinned.</p>", _post="1")
        update = story.updates.order_by("-pk")[0]
        assert (update.text, update.is_key) == ("<p>See /key/ and and/or /pinned.</p>", False)

    def test_what_is_sent_twice_is_there_once(self, client, editor, story):
        url = address("desk", story)
        data = typed(client.get(url).context["box"], text="<p>Once.</p>", _post="1")
        assert client.post(url, data).status_code == client.post(url, data).status_code == 302
        assert story.updates.count() == 1

    def test_a_draft_is_seen_when_it_is_posted(self, client, editor, story):
        assert said(send(client, story, text="<p>Not yet.</p>", _draft="1")) == "Kept as a draft."
        update = story.updates.get()
        assert "Not yet." not in client.get(story.get_absolute_url()).content.decode()
        edit(client, update, _post="1")
        assert "Not yet." in client.get(story.get_absolute_url()).content.decode()

    def test_one_for_later_appears_at_its_time(self, client, editor, story):
        later = timezone.localtime(timezone.now() + 2 * HOUR)
        when = {"when": "at", "date": f"{later:%Y-%m-%d}", "time": f"{later:%H:%M}"}
        response = send(client, story, text="<p>At noon.</p>", _post="1", pinned="on", **when)
        assert said(response).startswith("It appears at ")
        assert "It can be pinned once readers see it." in said(response)
        update = story.updates.get()
        assert update.posted_at == later.replace(second=0, microsecond=0)
        assert not LiveUpdate.objects.public().exists()
        page = client.get(address("desk", story))
        assert [row.state for row in page.context["drafts"]] == ["scheduled"]
        let_come(update)
        assert LiveUpdate.objects.public().exists()

    def test_an_earlier_time_may_be_shown(self, client, editor, story):
        when = {"when": "at", "date": "2026-03-02", "time": "15:52"}
        send(client, story, text="<p>It began.</p>", _post="1", **when)
        shown = timezone.localtime(story.updates.get().posted_at)
        assert f"{shown:%Y-%m-%d %H:%M}" == "2026-03-02 15:52"

    @pytest.mark.parametrize(
        ("day", "time", "word"),
        [
            ("2026-03-08", "02:30", "This hour does not exist"),
            ("2026-11-01", "01:30", "The clock shows this time twice"),
            ("2026-03-08", "", "Give a date and a time"),
            ("yesterday", "01:30", "valid date"),
        ],
    )
    def test_a_time_that_is_none_is_refused_and_nothing_is_lost(self, client, editor, story, day, time, word):
        response = send(client, story, text="<p>Typed.</p>", _post="1", when="at", date=day, time=time)
        assert response.status_code == 200
        assert word in errors(response.context["box"])
        assert "Typed." in response.content.decode()
        assert not story.updates.exists()

    @pytest.mark.parametrize(
        ("changes", "word"),
        [
            ({"text": ""}, "Write something first"),
            ({"text": "<p> </p>"}, "Write something first"),
            ({"text": "<p>/key</p>"}, "Write something first"),
            ({"text": "<p>a\x00b</p>"}, "ull character"),
            ({"text": "<p>x</p>", "headline": "x" * 201}, "at most 200"),
            ({"text": "<p>x</p>", "said_kind": "quote"}, "Words need a kind"),
        ],
    )
    def test_what_is_wrong_is_said_in_the_form(self, client, editor, story, changes, word):
        given = {"url": "https://example.org/typed"} | changes
        response = send(client, story, _post="1", **given)
        assert response.status_code == 200
        assert word in errors(response.context["box"])
        assert "https://example.org/typed" in response.content.decode()
        assert not story.updates.exists()

    def test_a_photo_alone_is_enough(self, client, editor, story):
        photo = factories.PhotoFactory()
        send(client, story, photo=photo.pk, _post="1")
        assert story.updates.get().photo == photo

    def test_something_published_elsewhere_goes_with_it(self, client, editor, story):
        url = address("desk", story)
        data = typed(client.get(url).context["box"], text="<p>See.</p>", _post="1")
        client.post(url, data | {"new-embed-url": "https://youtu.be/dQw4w9WgXcQ", "new-embed-text": "A talk"})
        update = story.updates.get()
        assert (update.embed["provider"], update.embed["text"]) == ("YouTube", "A talk")
        page = client.get(story.get_updates_url()).content.decode()
        assert "Load from YouTube" in page
        edit(client, update, headline="With a talk", _save="1")
        assert fresh(update).embed == update.embed

    def test_an_address_that_is_not_on_the_list_is_refused_with_the_list(self, client, editor, story):
        url = address("desk", story)
        data = typed(client.get(url).context["box"], text="<p>See.</p>", _post="1")
        response = client.post(url, data | {"new-embed-url": "https://example.org/1"})
        assert "Vimeo" in errors(response.context["box"])
        assert "https://example.org/1" in response.content.decode()
        assert not story.updates.exists()

    def test_what_is_pasted_is_cleaned(self, client, editor, story):
        send(client, story, text='<p onclick="x()">Hi<script>x()</script><img src=x></p>', _post="1")
        assert story.updates.get().text == "<p>Hi</p>"


class TestTheQueue:
    @pytest.fixture
    def contributor(self):
        return factories.UserFactory(role="contributor")

    @pytest.fixture
    def own(self, contributor):
        return factories.published(authors=[factories.AuthorFactory(user=contributor)])

    def test_a_contributors_update_waits_goes_back_and_is_approved(self, client, contributor, own):
        client.force_login(contributor)
        page = client.get(address("desk", own)).content.decode()
        assert 'name="_submit"' in page
        assert 'name="_post"' not in page
        assert said(send(client, own, text="<p>I saw it.</p>", _submit="1")) == "The editors have it."
        update = own.updates.get()
        assert act(client, update, "approve").status_code == 200
        assert fresh(update).state == UpdateState.SUBMITTED

        client.force_login(factories.UserFactory(role="editor"))
        assert [row.update for row in client.get(address("desk", own)).context["waiting"]] == [update]
        act(client, update, "send_back", note="Who says so?")
        assert (fresh(update).state, fresh(update).desk_note) == (UpdateState.DRAFT, "Who says so?")

        client.force_login(contributor)
        assert "Who says so?" in client.get(address("desk", own)).content.decode()
        edit(client, update, text="<p>I saw it myself.</p>", _submit="1")
        client.force_login(factories.UserFactory(role="editor"))
        act(client, update, "approve")
        assert LiveUpdate.objects.public().get().text == "<p>I saw it myself.</p>"

    def test_one_with_a_time_ahead_is_approved_for_it(self, client, editor, story):
        update = LiveUpdate(story=story, text="<p>Soon.</p>", posted_at=timezone.now() + HOUR)
        live.submit(update=update, by=editor)
        act(client, update, "approve")
        assert (fresh(update).state, fresh(update).posted_at) == (UpdateState.POSTED, update.posted_at)

    def test_going_back_needs_a_note(self, client, editor, story):
        update = live.submit(update=LiveUpdate(story=story, text="<p>Soon.</p>"), by=editor)
        assert "required" in act(client, update, "send_back", note="").content.decode()
        assert fresh(update).state == UpdateState.SUBMITTED


class TestChanging:
    def test_a_change_keeps_the_time_to_the_second(self, client, editor, story):
        update = factories.posted(story, posted_at=timezone.now() - HOUR)
        edit(client, update, text="<p>The vote has ended.</p>", note="It ended.", _save="1")
        changed = fresh(update)
        assert (changed.text, changed.posted_at) == ("<p>The vote has ended.</p>", update.posted_at)
        assert changed.amended_at is not None
        assert (changed.versions.first().note, changed.versions.first().is_correction) == ("It ended.", False)

    def test_a_correction_tells_readers(self, client, editor, story):
        update = factories.posted(story, text="<p>Six votes.</p>")
        change = {"text": "<p>Seven votes.</p>", "kind": "correction", "_save": "1"}
        response = edit(client, update, **change)
        assert "Tell readers what was wrong" in errors(editing(response))
        assert "Seven votes." in response.content.decode()
        edit(client, update, note="It was seven.", **change)
        page = client.get(story.get_updates_url()).content.decode()
        assert "It was seven." in page
        assert "Six votes." in client.get(address("edit", story, update.pk)).content.decode()

    def test_two_at_once_keep_both_texts(self, client, editor, story):
        update = factories.posted(story, text="<p>The vote has begun.</p>")
        url = address("edit", story, update.pk)
        mine = typed(editing(client.get(url)), text="<p>My words.</p>", _save="1")
        theirs = fresh(update)
        theirs.text = "<p>Their words.</p>"
        live.amend(update=theirs, by=factories.UserFactory(role="editor", name="Otto Other"))
        response = client.post(url, mine)
        page = response.content.decode()
        assert "Otto Other changed this first" in page
        assert "Their words." in page
        assert "My words." in page
        assert fresh(update).text == "<p>Their words.</p>"
        client.post(url, typed(editing(response), _save="1"))
        assert fresh(update).text == "<p>My words.</p>"
        assert [version.content["text"] for version in update.versions.all()] == [
            "<p>My words.</p>",
            "<p>Their words.</p>",
            "<p>The vote has begun.</p>",
        ]

    def test_a_form_without_its_version_is_late(self, client, editor, story):
        update = factories.posted(story)
        response = edit(client, update, version=None, text="<p>Forged.</p>", _save="1")
        assert editing(response).conflict
        assert fresh(update).text != "<p>Forged.</p>"

    def test_one_pin_at_a_time(self, client, editor, story):
        first, second = factories.posted(story), factories.posted(story)
        act(client, first, "pin")
        edit(client, second, pinned="on", _save="1")
        assert [fresh(first).is_pinned, fresh(second).is_pinned] == [False, True]
        act(client, second, "unpin")
        assert not fresh(second).is_pinned

    def test_a_retraction_asks_for_a_reason_and_is_final(self, client, editor, story):
        update = factories.posted(story, text="<p>It is not so.</p>")
        act(client, update, "retract", reason="")
        assert fresh(update).state == UpdateState.POSTED
        act(client, update, "retract", reason="It was another vote.")
        assert fresh(update).state == UpdateState.RETRACTED
        assert update.versions.first().note == "It was another vote."
        page = client.get(address("desk", story))
        assert "It is not so." in page.content.decode()
        assert [row.may_edit for row in page.context["newest"]] == [False]
        assert client.get(address("edit", story, update.pk)).status_code == 403
        assert "It is not so." not in client.get(story.get_updates_url()).content.decode()

    def test_what_was_just_posted_can_be_undone_by_who_posted_it(self, client, editor, story):
        send(client, story, text="<p>Oh no.</p>", _post="1")
        update = story.updates.get()
        assert "undo" in client.get(address("desk", story)).context["newest"][0].acts
        act(client, update, "undo")
        assert fresh(update).state == UpdateState.DRAFT
        edit(client, update, _post="1")
        LiveUpdate.objects.update(released_at=timezone.now() - HOUR)
        assert "undo" not in client.get(address("desk", story)).context["newest"][0].acts
        assert "too late" in act(client, update, "undo").content.decode()
        assert fresh(update).state == UpdateState.POSTED

    def test_an_update_becomes_a_story_and_leads_to_it(self, client, editor, story):
        update = factories.posted(story, headline="The bridge is shut")
        response = act(client, update, "story")
        became = fresh(update).became
        assert response.redirect_chain[-1][0] == reverse("admin:articles_story_change", args=[became.pk])
        page = client.get(address("desk", story)).content.decode()
        assert reverse("admin:articles_story_change", args=[became.pk]) in page

    def test_state_cannot_be_forged(self, client):
        user = factories.UserFactory(role="reporter")
        client.force_login(user)
        story, other = factories.StoryFactory(by=user), factories.StoryFactory()
        update = factories.posted(story, by=user)
        forged = {"state": "retracted", "is_pinned": "on", "story": other.pk, "created_by": "1"}
        edit(client, update, headline="Changed", _save="1", **forged)
        update = fresh(update)
        assert (update.headline, update.state, update.is_pinned) == ("Changed", UpdateState.POSTED, False)
        assert (update.version, update.story, update.created_by) == (2, story, user)

    def test_an_update_of_another_story_is_not_reached(self, client, editor, story):
        update = factories.posted(factories.published())
        assert client.get(address("edit", story, update.pk)).status_code == 404
        data = {"act": "retract", "reason": "No."}
        assert client.post(address("act", story, update.pk), data).status_code == 404

    def test_an_unknown_act_is_refused(self, client, editor, story):
        update = factories.posted(story)
        assert client.post(address("act", story, update.pk), {"act": "delete"}).status_code == 403


class TestTheTop:
    def top(self, client, story, **given):
        return client.post(address("top", story), given, follow=True)

    def test_summary_and_points_are_on_the_page(self, client, editor, story):
        factories.posted(story)
        self.top(client, story, summary="<p>It is over.</p>", points="One\nTwo", _save="1")
        page = client.get(story.get_updates_url()).content.decode()
        assert "It is over." in page
        assert '<li dir="auto">Two</li>' in page

    def test_coverage_closes_with_its_summary_and_opens_again(self, client, editor, story):
        factories.posted(story)
        self.top(client, story, summary="<p>It is over.</p>", points="", _close="1")
        assert fresh(story).coverage == Coverage.CLOSED
        page = client.get(address("desk", story)).content.decode()
        assert "Pages do not ask any more." in page
        self.top(client, story, summary="<p>It is over.</p>", points="", _open="1")
        assert fresh(story).coverage == Coverage.OPEN

    def test_too_much_is_refused_with_what_was_typed(self, client, editor, story):
        response = self.top(client, story, summary="", points="x" * 2001, _save="1")
        assert response.context["top"].errors
        assert "x" * 2001 in response.content.decode()

    def test_who_may_not_post_changes_nothing_there(self, client, story):
        contributor = factories.UserFactory(role="contributor")
        own = factories.published(authors=[factories.AuthorFactory(user=contributor)])
        client.force_login(contributor)
        self.top(client, own, summary="<p>Mine.</p>", points="", _close="1")
        assert (fresh(own).live_summary, fresh(own).coverage) == ("", Coverage.NONE)


class TestWhoMay:
    @pytest.mark.parametrize(
        ("role", "own", "other"),
        [
            ("contributor", False, False),
            ("reporter", True, False),
            ("producer", True, True),
            ("editor", True, True),
            ("administrator", True, True),
        ],
    )
    def test_post_change_and_retract(self, client, role, own, other):
        boss, user = factories.UserFactory(role="editor"), factories.UserFactory(role=role)
        for story, allowed in [
            (factories.StoryFactory(by=user), own),
            (factories.StoryFactory(by=boss), other),
        ]:
            update = factories.posted(story, by=boss)
            desk_url, edit_url = address("desk", story), address("edit", story, update.pk)
            client.force_login(boss)
            blank = typed(client.get(desk_url).context["box"], text="<p>New.</p>", _post="1")
            form = typed(editing(client.get(edit_url)), text="<p>Changed.</p>", _save="1")
            client.force_login(user)
            client.post(desk_url, blank)
            assert story.updates.filter(text="<p>New.</p>").exists() == allowed
            client.post(edit_url, form)
            assert (fresh(update).text == "<p>Changed.</p>") == allowed
            client.post(address("act", story, update.pk), {"act": "retract", "reason": "No."})
            may_retract = allowed and (role != "producer" or story.created_by == user)
            assert (fresh(update).state == UpdateState.RETRACTED) == may_retract

    def test_a_story_of_others_is_not_there(self, client, story):
        client.force_login(factories.UserFactory(role="reporter"))
        for url in (address("desk", story), address("names", story)):
            assert client.get(url).status_code == 404
        assert client.post(address("board", story)).status_code == 404


class TestTheBoard:
    def test_it_shows_who_is_here_and_what_readers_see(self, client, editor, story):
        factories.posted(story, text="<p>The vote has begun.</p>", is_key=True)
        other = factories.UserFactory(role="editor", name="Otto Other")
        Presence.objects.create(story=story, user=other)
        page = client.post(address("board", story)).content.decode()
        assert "The vote has begun." in page
        assert "Otto Other" in page
        assert "every open page has it by" in page
        assert "Pages ask every 10 seconds." in page
        assert Presence.objects.filter(user=editor).exists()
        story.live_changed_at = timezone.now() - HOUR
        story.save()
        assert "Every open page has the last change" in client.post(address("board", story)).content.decode()

    def test_a_story_that_nobody_sees_says_so(self, client, editor):
        story = factories.StoryFactory(by=editor)
        factories.posted(story)
        page = client.get(address("desk", story)).content.decode()
        assert "the story is not published" in page

    def test_an_empty_desk_says_how_to_begin(self, client, editor, story):
        assert "The first one opens the coverage." in client.get(address("desk", story)).content.decode()

    def test_length_costs_nothing(self, client, editor, story):
        def queries():
            with CaptureQueriesContext(connection) as captured:
                client.post(address("board", story))
            return len(captured)

        def one_of_each():
            factories.posted(story, author=factories.AuthorFactory())
            live.submit(update=LiveUpdate(story=story, text="<p>Soon.</p>"), by=editor)
            live.post(update=LiveUpdate(story=story, text="<p>Draft.</p>"), by=editor, draft=True)

        one_of_each()
        queries()
        few = queries()
        for _each in range(4):
            one_of_each()
        assert queries() == few <= 24

    def test_a_long_coverage_is_led_on_to_its_list(self, client, editor, story):
        for _each in range(21):
            factories.posted(story)
        response = client.get(address("desk", story))
        assert len(response.context["newest"]) == 20
        assert f"{reverse(LIST)}?story={story.pk}" in response.content.decode()


class TestNames:
    def ask(self, client, story, **query):
        return client.get(address("names", story), query).json()["names"]

    def test_people_and_topics_are_found_with_their_addresses(self, client, editor, story):
        person = factories.PersonFactory(name="Amy Klobuchar")
        topic = factories.TopicFactory(name="Amy’s law")
        assert self.ask(client, story, q="klob") == [{"name": person.name, "url": person.get_absolute_url()}]
        assert self.ask(client, story, q="amy", kind="topic") == [
            {"name": topic.name, "url": topic.get_absolute_url()}
        ]

    @pytest.mark.parametrize("typed", ["", "a", "\x00", "nobody at all"])
    def test_too_little_or_nothing_is_an_empty_list(self, client, editor, story, typed):
        factories.PersonFactory(name="Amy Klobuchar")
        assert self.ask(client, story, q=typed) == []
