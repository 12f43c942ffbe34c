"""What the commands that start the newsroom share: the demonstration's password, and progress for people."""

import os
import secrets
import time
from contextlib import contextmanager

from django.conf import settings
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

console = Console(highlight=False)
# Without a terminal, so many lines say how far it is.
LINES = 20


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


@contextmanager
def progress(name):
    """Give a function to be told how many are done and how many there are: it shows that, and how fast."""
    started = time.monotonic()

    def rate(done):
        return f"{done / (time.monotonic() - started):.0f} a second"

    if console.is_terminal:
        columns = (TextColumn(name), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[rate]}"))
        with Progress(*columns, TimeRemainingColumn(), console=console, transient=True) as bar:
            task = bar.add_task(name, rate="")
            yield lambda done, total: bar.update(task, completed=done, total=total, rate=rate(done))
        return
    said = set()

    def tell(done, total):
        part = done * LINES // total if total else LINES
        if done and part not in said:
            said.add(part)
            left = (total - done) * (time.monotonic() - started) / done
            console.print(f"  {done:>8} of {total}, {rate(done)}, {left:.0f} s to go")

    yield tell


def demo_password():
    """The demonstration's password: DEMO_PASSWORD or a random one, kept in the data folder."""
    path = settings.DATA_DIR / "demo_password"
    given = os.environ.get("DEMO_PASSWORD")
    if given or not path.exists():
        with open(path, "w", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
            file.write(given or secrets.token_urlsafe(9))
    return path.read_text()
