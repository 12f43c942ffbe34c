"""Everything between an installation and a first start."""

import base64
import mimetypes
import os
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.template.loader import render_to_string

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
            self.write_unavailable()
        if settings.DEMONSTRATION:
            self.load_demonstration()
        self.fill_search()

    def write_unavailable(self):
        """Write the page that the proxy shows while the web server is away, with our name and mark."""
        mark = Path(finders.find(settings.NEWSROOM["mark"]))
        kind, _encoding = mimetypes.guess_type(mark)
        data = base64.b64encode(mark.read_bytes()).decode()
        page = render_to_string("503.html", {"mark": f"data:{kind};base64,{data}"})
        (settings.DATA_DIR / "unavailable.html").write_text(page, encoding="utf-8")

    def load_demonstration(self):
        """Load it once, or again if that was interrupted; later, take over a password that is given."""
        from articles.models import Story

        unfinished = settings.DATA_DIR / "demo_unfinished"
        if unfinished.exists() or not Story.objects.exists():
            demo_password()
            unfinished.touch()
            with step("Making the demonstration newsroom"):
                call_command("demo")
            unfinished.unlink()
        elif "DEMO_PASSWORD" in os.environ:
            self.set_password(demo_password())

    def fill_search(self):
        """Read what can be found where search has read nothing yet, as after an upgrade."""
        from articles import search

        if search.is_wanting():
            with step("Reading what can be found"):
                call_command("reindex")

    def set_password(self, password):
        """Give the demonstration's accounts a password."""
        from articles.demo import sign_ins

        for user in get_user_model().objects.filter(email__in=[email for email, _ in sign_ins()]):
            user.set_password(password)
            user.save(update_fields=["password"])
