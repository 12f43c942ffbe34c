"""Everything between an installation and a first start."""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand

from newsroom.starting import demo_password, step


class Command(BaseCommand):
    """Brings database and static files up to date; locally, also makes the demonstration newsroom."""

    help = "Migrate, collect static files and, locally, load the demonstration where there is no story yet."

    def handle(self, **options):
        """Do each step that is still to be done."""
        with step("Bringing the database up to date"):
            call_command("migrate", verbosity=0, interactive=False)
        with step("Collecting static files"):
            call_command("collectstatic", verbosity=0, interactive=False)
        if settings.DEMONSTRATION:
            self.load_demonstration()

    def load_demonstration(self):
        """Load it once, or again if the first time was interrupted; give its accounts the password of now."""
        from articles.demo import sign_ins
        from articles.models import Story

        unfinished = settings.DATA_DIR / "demo_unfinished"
        if unfinished.exists() or not Story.objects.exists():
            demo_password()
            unfinished.touch()
            with step("Making the demonstration newsroom"):
                call_command("demo")
            unfinished.unlink()
        for user in get_user_model().objects.filter(email__in=[email for email, _ in sign_ins()]):
            if not user.check_password(demo_password()):
                user.set_password(demo_password())
                user.save()
