"""Settings of a server that a test starts: production's, except that no static files are collected before."""

from newsroom.settings.production import *  # noqa: F403 (settings build on it)
from newsroom.settings.production import STORAGES

STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
