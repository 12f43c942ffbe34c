"""What every template knows about the newsroom it belongs to."""

from types import SimpleNamespace

from django.conf import settings
from django.utils.functional import SimpleLazyObject

from newsroom.outbox.changes import kept
from newsroom.pages import navigation
from newsroom.theme import accent_rules


def newsroom(request):
    """Give templates `newsroom` (name, mark, place, language, policies), its `accent_rules`, and `sections`.

    The sections, and the pages among the policies, are read together, only by a page that shows them, and
    kept until they change; the `stamp` of `newsroom` stands for both. An address that the settings name wins
    over that of a page.
    """
    ours = settings.NEWSROOM
    found = SimpleLazyObject(lambda: kept("navigation", {"navigation"}, navigation.read))
    read = {
        "stamp": SimpleLazyObject(lambda: found.stamp),
        "sections": SimpleLazyObject(lambda: found.sections),
        "policies": SimpleLazyObject(lambda: found.policies | ours["policies"]),
        "trust": SimpleLazyObject(lambda: found.trust | ours["trust"]),
    }
    return {
        "newsroom": SimpleNamespace(**ours | read),
        "accent_rules": accent_rules(),
        "sections": read["sections"],
    }
