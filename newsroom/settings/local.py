"""One machine, no proxy: for trying the newsroom out and for working on it. `DEBUG=1` shows error pages."""

import os

from django.core.management.utils import get_random_secret_key

from newsroom.settings.base import *  # noqa: F403 (settings build on it)
from newsroom.settings.base import DATA_DIR


def local_secret_key():
    """The key kept in the data folder, made at the first use and readable by its owner alone."""
    path = DATA_DIR / "secret_key"
    DATA_DIR.mkdir(parents=True, exist_ok=True)
    try:
        with open(path, "x", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
            file.write(get_random_secret_key())
    except FileExistsError:
        pass
    return path.read_text()


SECRET_KEY = local_secret_key()
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
SERVE_MEDIA = True
DEMONSTRATION = True
