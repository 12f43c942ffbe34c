"""What can be found, read anew."""

from django.core.management.base import BaseCommand
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from articles import search
from newsroom.starting import console

# Without a terminal, a line for each tenth.
LINES = 10


class Command(BaseCommand):
    """Builds the search index from what is published."""

    help = "Read everything that can be found anew. The site may run meanwhile."

    def handle(self, **options):
        """Read, and show how far it is."""
        if console.is_terminal:
            columns = (TextColumn("search"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
            with Progress(*columns, console=console, transient=True) as progress:
                task = progress.add_task("search")
                search.rebuild(lambda done, total: progress.update(task, completed=done, total=total))
        else:
            said = set()

            def tell(done, total):
                tenth = done * LINES // total
                if tenth not in said:
                    said.add(tenth)
                    console.print(f"  {done:>6} of {total}")

            search.rebuild(tell)
