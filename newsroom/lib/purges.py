"""Asking a cache in front of the newsroom to drop what it keeps under some words, such as `story:7`.

What each of them is asked is as its maker documents it.
"""

import json
from urllib.request import Request, urlopen

from newsroom.lib.pings import TIMEOUT


def fastly(address, token, words):
    """Ask Fastly; the address is https://api.fastly.com/service/ID."""
    headers = {"Fastly-Key": token, "Accept": "application/json"}
    return [
        Request(  # noqa: S310 (checked at start)
            f"{address}/purge", method="POST", headers=headers | {"Surrogate-Key": " ".join(some)}
        )
        for some in _parts(words, 256)
    ]


def cloudflare(address, token, words):
    """Ask Cloudflare; the address is https://api.cloudflare.com/client/v4/zones/ID."""
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    return [
        Request(  # noqa: S310 (checked at start)
            f"{address}/purge_cache", json.dumps({"tags": some}).encode(), headers, method="POST"
        )
        for some in _parts(words, 30)
    ]


def varnish(address, token, words):
    """Ask a Varnish that runs deploy/varnish.vcl, which believes by address."""
    return [
        Request(f"{address}/", method="PURGE", headers={"xkey": " ".join(some)})  # noqa: S310 (checked at start)
        for some in _parts(words, 100)
    ]


KINDS = {"fastly": fastly, "cloudflare": cloudflare, "varnish": varnish}


def purge(kind, address, token, words):
    """Ask the cache of `kind` at `address` to drop what it keeps under any of `words`.

    Raises OSError if it cannot be reached or does not do it; what is refused with a status is an
    `urllib.error.HTTPError`. The address must come from the settings, checked at start to be one of the web.
    """
    for request in KINDS[kind](address.rstrip("/"), token, words):
        with urlopen(request, timeout=TIMEOUT):  # noqa: S310 (checked at start)
            pass


def _parts(words, size):
    return [words[start : start + size] for start in range(0, len(words), size)]
