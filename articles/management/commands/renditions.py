"""The stored copies of photos: made anew where they are not as they should be, and cleared of leftovers."""

from django.core.management.base import BaseCommand
from rich.progress import track

from articles import copies
from articles.models import Photo
from newsroom.starting import console


class Command(BaseCommand):
    """Brings every photo's copies up to date; with --clean, deletes files that nothing refers to."""

    help = "Make missing and outdated copies of photos. --clean also deletes files that nothing refers to."

    def add_arguments(self, parser):
        """Take what is to be done."""
        parser.add_argument("--clean", action="store_true", help="delete files that nothing refers to")
        parser.add_argument("--all", action="store_true", help="make what is missing of every photo")

    def handle(self, *, clean, **options):
        """Do it, show how far it is, and say what could not be done."""
        photos = Photo.objects.iterator()
        due = [photo.pk for photo in photos if options["all"] or not copies.are_as_they_should(photo)]
        failed = 0
        for pk in track(due, "Making copies of photos", console=console, disable=not due):
            try:
                copies.make_copies(pk)
            except Exception as error:  # one that cannot be made stops nobody else
                failed += 1
                console.print(f"Photo {pk}: {error}")
        console.print(f"{len(due) - failed} of {len(due)} photos brought up to date.")
        if clean:
            found = list(copies.orphans())
            copies.delete_files(found)
            console.print(f"{len(found)} files deleted that nothing refers to.")
