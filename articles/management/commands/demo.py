"""The demonstration newsroom."""

from django.core.management.base import BaseCommand
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from articles.demo.loading import load
from newsroom.starting import console, demo_password


class Command(BaseCommand):
    """Fills the newsroom with stories, people and everything else that there is to look at."""

    help = "Load the demonstration newsroom. What stands already is left alone."

    def handle(self, **options):
        """Load, and show how far it is."""
        if console.is_terminal:
            self.load_with_bar()
        else:
            self.load_with_lines()

    def load_with_bar(self):
        """Show one bar that fills."""
        columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()
        with Progress(*columns, console=console, transient=True) as progress:
            task = progress.add_task("demonstration")
            load(
                demo_password(),
                lambda done, total, what: progress.update(
                    task, completed=done, total=total, description=what
                ),
            )

    def load_with_lines(self):
        """Print a line when something new begins."""
        said = []

        def tell(done, total, what):
            if what not in said:
                said.append(what)
                console.print(f"  {done:>3} of {total}: {what}")

        load(demo_password(), tell)
