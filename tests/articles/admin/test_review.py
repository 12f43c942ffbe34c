"""The workflow through every door: who may take which step from where, and nobody finds a way round."""

import contextlib

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from articles import workflow
from articles.enums import State
from articles.models import Story, WorkflowStep
from newsroom.accounts.models import AuditEntry
from tests import factories
from tests.articles.admin.forms import posted

pytestmark = pytest.mark.django_db

ROLES = ["contributor", "reporter", "producer", "editor", "administrator"]
REVIEWERS = {"producer", "editor", "administrator"}
BUTTONS = {
    "submit": "_submit",
    "request_changes": "_send_back",
    "approve": "_approve",
    "take_back": "_take_back",
}
ACTIONS = {"submit": "submit_stories", "approve": "approve_stories"}
LIST = "/admin/articles/story/"
# From which states a step may be taken, said a second time, by hand.
FROM = {
    "submit": {State.DRAFT, State.CHANGES_REQUESTED},
    "request_changes": {State.SUBMITTED, State.APPROVED},
    "approve": {State.DRAFT, State.SUBMITTED},
    "take_back": {State.SUBMITTED, State.CHANGES_REQUESTED, State.APPROVED},
}
TO = {
    "submit": State.SUBMITTED,
    "request_changes": State.CHANGES_REQUESTED,
    "approve": State.APPROVED,
    "take_back": State.DRAFT,
}


def allowed(role, step, state, whose):
    if state not in FROM[step]:
        return False
    if step in ("request_changes", "approve"):
        return role in REVIEWERS
    return whose == "own" or role in REVIEWERS


def change_url(story):
    return reverse("admin:articles_story_change", args=[story.pk])


def by_button(client, step, story, form):
    client.post(change_url(story), form | {BUTTONS[step]: "1", "review-note": "Because."})


def by_list(client, step, story, form):
    client.post(LIST, {"action": ACTIONS[step], "_selected_action": [story.pk], "index": "0"})


def by_service(client, step, story, form):
    with contextlib.suppress(PermissionDenied, ValidationError):
        workflow.take(step, story=story, by=client.user, note="Because.")


@pytest.mark.parametrize("whose", ["own", "other"])
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("door", [by_button, by_list, by_service])
def test_every_step_from_every_state(client, door, role, whose):
    boss = factories.UserFactory(role="administrator")
    user = factories.UserFactory(role=role)
    story = factories.StoryFactory(by=user if whose == "own" else boss)
    client.force_login(boss)
    form = posted(client.get(change_url(story)))
    client.force_login(user)
    client.user = user
    for step in ACTIONS if door is by_list else BUTTONS:
        for state in State:
            Story.objects.filter(pk=story.pk).update(state=state)
            WorkflowStep.objects.all().delete()
            door(client, step, Story.objects.get(pk=story.pk), form)
            now = Story.objects.get(pk=story.pk).state
            may = allowed(role, step, state, whose)
            assert now == (TO[step] if may else state), (step, state)
            assert WorkflowStep.objects.filter(by=user).count() == int(may), (step, state)


@pytest.fixture
def editor(client):
    user = factories.UserFactory(role="editor", name="Teresa Aguilar")
    client.force_login(user)
    return user


def test_steps_are_told_with_who_said_what(client, editor):
    story = factories.StoryFactory(by=editor)
    workflow.take("submit", story=story, by=editor, note="Please look.")
    workflow.take("request_changes", story=story, by=editor, note="Headline first.")
    response = client.get(change_url(story))
    assert [step.note for step in response.context["standing"].taken] == ["Headline first.", "Please look."]
    page = response.content.decode()
    assert page.index("Headline first.") < page.index("Please look.")
    assert "Teresa Aguilar" in page


def test_only_open_steps_have_a_button(client, editor):
    story = factories.StoryFactory(by=editor)
    page = client.get(change_url(story)).content.decode()
    assert 'name="_approve"' in page
    assert 'name="_send_back"' not in page
    workflow.take("approve", story=story, by=editor)
    page = client.get(change_url(story)).content.decode()
    assert 'name="_approve"' not in page
    assert 'name="_take_back"' in page


def test_refusal_is_a_message_and_keeps_what_was_typed(client, editor):
    story = factories.StoryFactory(by=editor)
    form = posted(client.get(change_url(story)), headline="Typed", _approve="1")
    Story.objects.update(state=State.APPROVED)
    response = client.post(change_url(story), form | {"_send_back": "", "_approve": "1"})
    page = response.content.decode()
    assert response.status_code == 200
    assert "Typed" in page
    story.refresh_from_db()
    assert story.headline != "Typed"


def test_list_takes_each_story_on_its_own(client, editor):
    ready = factories.StoryFactory(by=editor)
    done = factories.StoryFactory(by=editor, headline="Approved before")
    workflow.take("approve", story=done, by=editor)
    response = client.post(
        LIST, {"action": "approve_stories", "_selected_action": [ready.pk, done.pk]}, follow=True
    )
    said = [str(message) for message in response.context["messages"]]
    assert any("Approved before" in text and "somebody was faster" in text for text in said)
    assert "Approve: 1 story." in said
    ready.refresh_from_db()
    assert ready.state == State.APPROVED
    assert AuditEntry.objects.filter(action="story.approve", target_id=ready.pk).exists()


def test_list_offers_what_a_role_may_do(client):
    user = factories.UserFactory(role="reporter")
    factories.StoryFactory(by=user)
    client.force_login(user)
    page = client.get(LIST).content.decode()
    assert "submit_stories" in page
    assert "approve_stories" not in page
