"""How repeated failures to sign in are counted."""


def account(request, credentials=None):
    """The address that somebody tries to sign in with. Another case of it is the same account."""
    given = credentials or request.POST
    return (given.get("username") or "").strip().lower()
