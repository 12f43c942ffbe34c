"""What every template knows about the newsroom it belongs to."""

from types import SimpleNamespace

from django.conf import settings

from newsroom.theme import accent_rules


def newsroom(request):
    """Give templates `newsroom` (name, mark, place, language ...) and `accent_rules`. Costs no query."""
    return {"newsroom": SimpleNamespace(**settings.NEWSROOM), "accent_rules": accent_rules()}
