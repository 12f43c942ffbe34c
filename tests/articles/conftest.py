"""What tests of stories stand on."""

import pytest

from tests.factories import UserFactory


@pytest.fixture
def by():
    """Somebody who may do everything."""
    return UserFactory(role="administrator")
