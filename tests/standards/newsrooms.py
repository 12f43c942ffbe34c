"""Newsrooms that run for real, as production runs them: nginx with deploy/nginx.conf, granian, SQLite."""

import os
import secrets
import shutil
import subprocess
import sys
from contextlib import contextmanager

from tests.nginx import nginx
from tests.processes import ROOT, free_port, wait_for

MANAGE = [sys.executable, "manage.py"]
FILL_DEMONSTRATION = [*MANAGE, "demo"]
FILL_STATES = [sys.executable, "-m", "tests.standards.states"]


@contextmanager
def newsroom(folder, *, shared, fill=None, **environment):
    """Run a newsroom with its data in `folder`, which `fill`, a command line, fills; give its address.

    `shared` is a folder for what is the same in several newsrooms: collected files, and the database before
    anything is in it. More variables of the environment may be given.
    """
    (shared / "static").mkdir(exist_ok=True)
    (folder / "static").symlink_to(shared / "static")
    (folder / "nginx").mkdir()
    (folder / "media").mkdir()
    port, upstream = free_port(), free_port()
    environment = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "newsroom.settings.production",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "ALLOWED_HOSTS": "127.0.0.1",
        "DATABASE_URL": f"sqlite:///{folder}/newsroom.sqlite3",
        "NEWSROOM_BASE_URL": f"https://127.0.0.1:{port}",
        "NEWSROOM_DATA": str(folder),
    } | environment

    def run(command):
        subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)

    database, migrated = folder / "newsroom.sqlite3", shared / "newsroom.sqlite3"
    if migrated.exists():
        shutil.copy(migrated, database)
    run([*MANAGE, "prepare"])
    if not migrated.exists():
        shutil.copy(database, migrated)
    if fill:
        run(fill)
        run([*MANAGE, "reindex"])
    process = subprocess.Popen(
        [*MANAGE, "web", f"--port={upstream}", "--workers=1"], cwd=ROOT, env=environment
    )
    try:
        wait_for(upstream, process)
        with nginx(
            folder / "nginx", upstream=upstream, port=port, media=folder / "media", static=folder / "static"
        ):
            yield f"https://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=30)
