"""Where pages are: Django's `reverse`, asked once for each page that is linked.

A page has a hundred addresses, and most of them are on other pages too.
"""

from django.urls import get_script_prefix, reverse

from newsroom.lib.memo import Memo

_known = Memo(most=20_000)


def path_to(name, *args):
    """Return the path of the page `name` with these arguments."""
    key = (name, get_script_prefix(), *args)
    return _known.get(key, lambda: reverse(name, args=args), lambda _made: 1)
