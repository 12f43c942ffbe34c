import hashlib
import json

from django.http import HttpResponse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from articles.delivery import HEAD_SECONDS, head_of, live_story

HEAD_CACHE = f"public, max-age={HEAD_SECONDS}, stale-while-revalidate=10, stale-if-error=60"
GONE_CACHE = "public, max-age=10"


@require_safe
def live_head(request, pk):
    """Whether a live story has changed, and when to ask again: the same few bytes for all its readers."""
    story = live_story(int(pk))
    if story is None:
        return refused(404)
    return answer(request, head_of(story), HEAD_CACHE)


def answer(request, data, cache_control):
    """Return `data` as JSON with a validator, or a 304 for a reader who has the same."""
    body = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
    etag = f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
    response = HttpResponse(body, content_type="application/json")
    response.headers["ETag"], response.headers["Cache-Control"] = etag, cache_control
    return get_conditional_response(request, etag=etag, response=response)


def refused(status):
    """Return a few bytes that say no, which a cache may repeat for a while."""
    response = HttpResponse(b"{}", content_type="application/json", status=status)
    response.headers["Cache-Control"] = GONE_CACHE
    return response
