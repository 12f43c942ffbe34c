"""Fast and apart: a temporary data folder for each run, so that runs side by side never meet."""

import atexit
import os
import shutil
import tempfile

os.environ["NEWSROOM_DATA"] = data_folder = tempfile.mkdtemp(prefix="newsroom-test-")
atexit.register(shutil.rmtree, data_folder, ignore_errors=True)

from newsroom.settings.base import *  # noqa: E402, F403 (settings build on it)
from newsroom.settings.base import DATA_DIR, DATABASES, STORAGES  # noqa: E402 (after the environment is set)

SECRET_KEY = "only-for-tests"  # noqa: S105 (guards nothing)
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
SERVE_MEDIA = True
# No test sees what another has rendered; those of the copies switch them on.
KEEP_COPIES = False
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A file, not memory: threads get connections of their own, with the locks that production has.
    DATABASES["default"]["TEST"] = {"NAME": DATA_DIR / "test.sqlite3"}
# A connection that a browser's idle thread keeps would be in the way when the database is dropped.
DATABASES["default"]["CONN_MAX_AGE"] = 0
