"""How repeated failures to sign in are counted."""


def account(request, credentials=None):
    """The address that somebody tries to sign in with: its case, which signing in ignores, starts no new count."""
    given = credentials or request.POST
    return (given.get("username") or "").strip().lower()
