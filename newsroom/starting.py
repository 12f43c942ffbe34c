"""What the commands that start the newsroom share: the demonstration's password, and progress for people."""

import os
import secrets
import time
from contextlib import contextmanager

from django.conf import settings
from rich.console import Console

console = Console(highlight=False)


@contextmanager
def step(doing):
    """Show that something is being done: as it runs on a terminal, and always with its time once done."""
    started = time.monotonic()
    if console.is_terminal:
        with console.status(f"{doing} ..."):
            yield
    else:
        console.print(f"{doing} ...")
        yield
    console.print(f"{doing}: done in {time.monotonic() - started:.1f} s")


def demo_password():
    """The demonstration's password: DEMO_PASSWORD or a random one, kept in the data folder."""
    path = settings.DATA_DIR / "demo_password"
    given = os.environ.get("DEMO_PASSWORD")
    if given or not path.exists():
        with open(path, "w", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
            file.write(given or secrets.token_urlsafe(9))
    return path.read_text()
