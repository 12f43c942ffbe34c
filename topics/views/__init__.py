"""The pages of what the news is about: each view has the name of its address, template and test file."""

from topics.views.person import person
from topics.views.said import said
from topics.views.shared import at_its_address
from topics.views.source import source
from topics.views.topic import topic

__all__ = ["at_its_address", "person", "said", "source", "topic"]
