"""Who sits at the screens, and the form of a story."""

import pytest

from tests import factories
from tests.articles.admin.screen import change_url


@pytest.fixture
def editor(client):
    user = factories.UserFactory(role="editor")
    client.force_login(user)
    return user


@pytest.fixture
def form_of(client):
    """Return `form_of(story)`, the change form that the signed-in user is shown."""
    return lambda story: client.get(change_url(story))
