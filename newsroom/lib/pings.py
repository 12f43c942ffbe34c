"""Telling another server of the operator's choice that something here has changed."""

from urllib.request import Request, urlopen

# Whoever is told is waited for, and with it all that the worker has to do next.
TIMEOUT = 3


def post(address, body, content_type):
    """Post `body`, bytes, to `address`. Raises OSError if it cannot be reached or does not accept it.

    What is refused with a status is an `urllib.error.HTTPError`. The address must come from the settings,
    checked at start to be one of the web: no reader or editor may have a say in it.
    """
    request = Request(address, data=body, headers={"Content-Type": content_type})  # noqa: S310 (checked at start)
    with urlopen(request, timeout=TIMEOUT):  # noqa: S310 (checked at start)
        pass
