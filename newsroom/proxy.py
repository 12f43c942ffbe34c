"""What the web server and the proxy in front of it say to each other in headers (deploy/nginx.conf)."""

import gzip
import re
from http import HTTPStatus

import brotli
from django.core.exceptions import ValidationError
from django.core.validators import validate_ipv46_address


class ReaderAddressMiddleware:
    """Takes the address that the proxy saw, for lockouts and the audit trail.

    Behind a proxy every connection comes from the proxy: whose request it is stands in a header.

    For production alone, where the proxy overwrites the header (deploy/nginx.conf): elsewhere anybody could
    write anything into it. The last address counts, which is the one the proxy added.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        address = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
        try:
            validate_ipv46_address(address)
        except ValidationError:
            pass
        else:
            request.META["REMOTE_ADDR"] = address
        return self.get_response(request)


# What nginx says where it keeps copies: the time by its clock.
ASKED = re.compile(r"(\d{1,12})\.\d{3}")
KEPT = {HTTPStatus.OK, HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.NOT_MODIFIED, HTTPStatus.GONE}
SHARED = re.compile(r"\b(?:s-maxage|max-age)=[1-9]")
STALE_IF_ERROR = re.compile(r"\bstale-if-error=\d+")
COMPRESSED = re.compile(r"text/|application/(?:json|feed\+json|rss\+xml|atom\+xml|xml)\b")
SHORT = 256
CODINGS = {
    "br": lambda body: brotli.compress(body, quality=5),
    "gzip": lambda body: gzip.compress(body, 6, mtime=0),
}


class ProxyCopiesMiddleware:
    """Says to nginx, and to nobody else, which answers it may keep, and for how long.

    Until the second ends in which it asked, and for one more while one request asks anew: so nobody sees what
    is two seconds old. By the Cache-Control for caches of others, which can be told of changes, it would be
    much more. So nginx gets one of its own, and that one beside it, for readers. Copies come compressed.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        asked = ASKED.fullmatch(request.META.pop("HTTP_X_COPY", ""))
        response = self.get_response(request)
        if asked is None:
            return response
        if not is_for_all(response):
            response["X-Accel-Expires"] = "0"
            return response
        control = response["Cache-Control"]
        error = STALE_IF_ERROR.search(control)
        response["X-Cache-Control"] = control
        response["Cache-Control"] = "stale-while-revalidate=1" + (f", {error[0]}" if error else "")
        response["X-Accel-Expires"] = f"@{asked[1]}"
        compress(response, request.META.get("HTTP_ACCEPT_ENCODING", ""))
        return response


def is_for_all(response):
    """Say whether an answer may be kept by whoever passes it on."""
    control = response.get("Cache-Control", "")
    return (
        response.status_code in KEPT
        and not response.streaming
        and not response.cookies
        and "public" in control
        and SHARED.search(control) is not None
        and not any(word in control for word in ("private", "no-store", "no-cache"))
    )


def compress(response, coding):
    """Compress an answer by `coding`, if that is one of CODINGS and it is long enough for that."""
    if (
        coding not in CODINGS
        or response.status_code == HTTPStatus.NOT_MODIFIED
        or "Content-Encoding" in response
        or len(response.content) < SHORT
        or not COMPRESSED.match(response.get("Content-Type", ""))
    ):
        return
    response.content = CODINGS[coding](response.content)
    response["Content-Encoding"] = coding
    response["Content-Length"] = str(len(response.content))
    # The same page, in other bytes.
    if (etag := response.get("ETag", "")) and not etag.startswith("W/"):
        response["ETag"] = f"W/{etag}"
