"""What the story screen and the list of stories say of how a story stands."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles import publishing
from tests import factories
from tests.articles.admin.forms import added, posted
from tests.articles.admin.screen import change_url, long_story

pytestmark = pytest.mark.django_db


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
