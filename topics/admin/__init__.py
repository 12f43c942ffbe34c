"""Screens for what the news is about: topics, people, sources."""

from topics.admin import merge, person, source, topic  # noqa: F401 - each registers its screens
