"""What every template knows about the newsroom it belongs to."""

from types import SimpleNamespace

from django.conf import settings


def newsroom(request):
    """Give templates `newsroom`: its name, mark, colours, place, language and policies. Costs no query."""
    return {"newsroom": SimpleNamespace(**settings.NEWSROOM)}
