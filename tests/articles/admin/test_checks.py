"""Before publishing: what stops, what to look at, where it is, and what one click adds."""

import pytest
from django.urls import reverse

from articles.enums import Check, Level
from articles.models import PreflightRule, Statement, Story
from articles.preflight import DEFAULTS
from newsroom.accounts.models import AuditEntry
from tests import factories
from tests.articles.admin.forms import posted

pytestmark = pytest.mark.django_db

RULES = "/admin/articles/preflightrule/"
ROLES = ["contributor", "reporter", "producer", "editor", "administrator"]


def change_url(story):
    return reverse("admin:articles_story_change", args=[story.pk])


@pytest.fixture
def editor(client):
    user = factories.UserFactory(role="editor")
    client.force_login(user)
    return user


def panel(page):
    start = page.index('id="checks"')
    return page[start : page.index("</section>", start)]


def save(client, story, **changes):
    return client.post(change_url(story), posted(client.get(change_url(story)), **changes))


class TestPanel:
    def test_each_finding_leads_to_its_field(self, client, editor):
        page = client.get(change_url(factories.StoryFactory(dek=""))).content.decode()
        assert "The dek is empty" in panel(page)
        assert 'href="#id_dek"' in panel(page)
        assert "Look" in panel(page)

    def test_statement_without_a_source_stops_says_so_at_the_block_and_in_the_panel(self, client, editor):
        story = factories.StoryFactory()
        page = client.get(change_url(story))
        save(client, story)
        Statement.objects.create(parent=story, region="main", ordering=50, words="<p>No.</p>", speaker="X")
        save(client, story, dek="Saved again.")
        page = client.get(change_url(story)).content.decode()
        assert "Statement without a source" in panel(page)
        assert 'href="#articles_statement_set-0"' in panel(page)
        assert "1 thing stops publication" in page
        assert page.count("Stops publication:") == 1
        response = save(client, story, _publish="1")
        assert response.status_code == 200
        assert "Statement without a source" in " ".join(response.context["adminform"].form.non_field_errors())
        assert Story.objects.get(pk=story.pk).live_edition is None

    def test_a_sound_story_is_fine(self, client, editor):
        page = client.get(change_url(factories.StoryFactory())).content.decode()
        assert "12 checks found nothing" in panel(page)
        assert "Stop" not in panel(page)


class TestOneClick:
    @pytest.fixture
    def story(self, editor):
        factories.PersonFactory(name="Amy Klobuchar")
        factories.SourceFactory(name="Star Tribune", website="https://www.startribune.com/")
        return factories.StoryFactory(
            by=editor,
            text='<p>Amy Klobuchar spoke, <a href="https://startribune.com/a">it reports</a>.</p>',
        )

    def test_adds_the_person_with_what_was_typed(self, client, story):
        page = client.get(change_url(story)).content.decode()
        person = factories.Person.objects.get()
        assert f'value="person-{person.pk}"' in panel(page)
        save(client, story, headline="Typed before", _add=f"person-{person.pk}")
        story.refresh_from_db()
        assert story.headline == "Typed before"
        assert [mention.person for mention in story.mentions.all()] == [person]
        assert story.latest_revision.note == "Added from the text: Amy Klobuchar"
        assert story.latest_revision.content["people"][0]["person"]["id"] == person.pk
        assert "Amy Klobuchar is in the text" not in client.get(change_url(story)).content.decode()

    def test_cites_the_source_with_the_words_of_the_link(self, client, story):
        source = factories.Source.objects.get()
        save(client, story, _add=f"source-{source.pk}")
        citation = story.citations.get()
        assert (citation.source, citation.url, citation.supports) == (
            source,
            "https://startribune.com/a",
            "it reports",
        )
        # The row is one that the form takes as it is.
        assert save(client, story, dek="Saved again.").status_code == 302

    def test_adds_all_at_once(self, client, story):
        save(client, story, _add="")
        assert (story.mentions.count(), story.citations.count()) == (1, 1)

    def test_what_the_text_does_not_name_is_refused(self, client, story):
        stranger = factories.PersonFactory(name="Somebody Else")
        response = save(client, story, _add=f"person-{stranger.pk}")
        assert "names nobody and nothing" in response.content.decode()
        assert not story.mentions.exists()

    def test_somebody_elses_story_is_refused(self, client, story):
        data = posted(client.get(change_url(story)), _add="")
        client.force_login(factories.UserFactory(role="reporter"))
        client.post(change_url(story), data)
        assert not story.mentions.exists()


class TestRules:
    def test_table_has_every_check_and_sets_it(self, client):
        client.force_login(factories.UserFactory(role="administrator"))
        form = client.get(RULES).context["form"]
        assert list(form.fields) == [check.value for check in Check]
        data = {check.value: DEFAULTS[check].value for check in Check} | {"dek_empty": "stop"}
        assert client.post(RULES, data).status_code == 302
        assert PreflightRule.objects.get().code == Check.DEK_EMPTY
        assert AuditEntry.objects.filter(action="preflight.set").count() == 1
        story = factories.StoryFactory(dek="")
        assert "Stop" in panel(client.get(change_url(story)).content.decode())
        client.post(RULES, data | {"dek_empty": "off"})
        assert "The dek is empty" not in client.get(change_url(story)).content.decode()

    def test_level_that_is_none(self, client):
        client.force_login(factories.UserFactory(role="administrator"))
        response = client.post(RULES, {check.value: Level.STOP for check in Check} | {"dek_empty": "never"})
        assert response.status_code == 200
        assert not PreflightRule.objects.exists()

    @pytest.mark.parametrize("role", ROLES)
    def test_is_for_administrators(self, client, role):
        client.force_login(factories.UserFactory(role=role))
        client.post(RULES, {check.value: Level.OFF for check in Check})
        assert PreflightRule.objects.exists() == (role == "administrator")
        assert (client.get(RULES).status_code == 200) == (role == "administrator")
        assert (RULES in client.get("/admin/").content.decode()) == (role == "administrator")
