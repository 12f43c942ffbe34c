"""What can be found, read anew."""

from django.core.management.base import BaseCommand

from articles import search
from newsroom.starting import progress


class Command(BaseCommand):
    """Builds the search index from what is published."""

    help = "Read everything that can be found anew. The site may run meanwhile."

    def handle(self, **options):
        """Read, and show how far it is."""
        with progress("search") as tell:
            search.rebuild(tell)
