import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from articles import workflow
from articles.enums import State
from newsroom.accounts.roles import ROLES
from tests.factories import StoryFactory, UserFactory

pytestmark = pytest.mark.django_db

OWN, OTHERS = "own", "others"
# Who may take which step, on their own story and on others'.
MAY = {
    "submit": {
        OWN: {"contributor", "reporter", "producer", "editor", "administrator"},
        OTHERS: {"producer", "editor", "administrator"},
    },
    "take_back": {
        OWN: {"contributor", "reporter", "producer", "editor", "administrator"},
        OTHERS: {"producer", "editor", "administrator"},
    },
    "request_changes": {
        OWN: {"producer", "editor", "administrator"},
        OTHERS: {"producer", "editor", "administrator"},
    },
    "approve": {
        OWN: {"producer", "editor", "administrator"},
        OTHERS: {"producer", "editor", "administrator"},
    },
}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("whose", [OWN, OTHERS])
def test_who_may_take_which_step_from_which_state(role, whose):
    user = UserFactory(role=role)
    story = StoryFactory(by=user if whose == OWN else UserFactory(role="editor"))
    for state in State.values:
        for name, step in workflow.STEPS.items():
            story.state = state
            story.save(update_fields=["state"])
            allowed = role in MAY[name][whose] and state in step.before
            assert (name in workflow.open_steps(user, story)) is allowed, (name, state)
            if allowed:
                workflow.take(name, story=story, by=user, note="Second date needs a source.")
                assert story.state == step.after
            else:
                with pytest.raises((PermissionDenied, ValidationError)):
                    workflow.take(name, story=story, by=user, note="Second date needs a source.")
                story.refresh_from_db()
                assert story.state == state


def test_asking_for_changes_says_which():
    story = StoryFactory()
    editor = UserFactory(role="editor")
    workflow.take("submit", story=story, by=editor)
    with pytest.raises(ValidationError):
        workflow.take("request_changes", story=story, by=editor, note=" ")
    step = workflow.take("request_changes", story=story, by=editor, note="Headline first, please.")
    assert list(story.steps.values_list("state", "note")) == [
        ("changes_requested", "Headline first, please."),
        ("submitted", ""),
    ]
    assert step.by == editor
