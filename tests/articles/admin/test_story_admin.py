"""The story screen saves through the services, and a refusal loses nothing."""

import pytest
from django.urls import reverse
from django.utils import timezone

from articles import models, saving
from articles.enums import CitationKind
from articles.models import Story
from newsroom.accounts.models import AuditEntry
from tests import factories
from tests.articles.admin.forms import added, posted
from tests.articles.admin.screen import change_url, problems, save
from topics.models import Topic

pytestmark = pytest.mark.django_db


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
