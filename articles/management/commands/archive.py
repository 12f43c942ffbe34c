"""An archive, for trying out a newsroom that has been there for long."""

from django.core.management.base import BaseCommand, CommandError

from articles.demo.archive import YEARS, fill, stories_of_people
from newsroom.starting import progress, step


class Command(BaseCommand):
    """Fills the newsroom with thousands of stories of many years."""

    help = "Add an archive of invented stories. Not where people have written: nothing takes it out again."

    def add_arguments(self, parser):
        """How many, and over how long."""
        parser.add_argument("--stories", type=int, required=True, help="How many. A second run adds as many.")
        parser.add_argument(
            "--years", type=float, default=YEARS, help=f"Over how many years; {YEARS} if not given."
        )
        parser.add_argument("--force", action="store_true", help="Even where people have written stories.")

    def handle(self, *, stories, years, force, **options):
        """Fill, and show how far it is. Raises CommandError where that would do harm."""
        if stories < 1 or years <= 0:
            raise CommandError("An archive has a story at least, and a time that it took.")
        if stories_of_people() and not force:
            raise CommandError(
                "People have written stories here, and nothing takes an archive out again. "
                "Use a newsroom that is empty or has the demonstration, or say --force."
            )
        with step(f"Adding {stories} stories"), progress("stories") as tell:
            fill(stories, tell=tell, years=years)
