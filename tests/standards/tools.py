"""The checkers that Python does not bring, and what to say when one is not there."""

import shutil
from functools import cache

import pytest
from django.conf import settings

MODULES = settings.BASE_DIR / ".venv" / "standards" / "node_modules"
PACKAGES = {
    "java": "default-jre-headless",
    "node": "nodejs npm",
    "ruby": "ruby ruby-rss",
    "xmllint": "libxml2-utils",
    "nginx": "nginx",
    "openssl": "openssl",
}


@cache
def program(name):
    """Return the path of a program; without it the test fails: a check that is left out proves nothing."""
    path = shutil.which(name) or shutil.which(name, path="/usr/sbin")
    if path is None:
        pytest.fail(f"{name} is not installed. On Debian and Ubuntu: apt install {PACKAGES[name]}")
    return path


def module(path):
    """Return the path of a file below `node_modules`, which `make standards` fills."""
    found = MODULES / path
    if not found.exists():
        pytest.fail(f"{path} is not there. `make standards` installs it.")
    return found
