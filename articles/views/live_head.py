import hashlib
import json

from django.http import HttpResponse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from articles.delivery import HEAD_SECONDS, head_of, story_for_head
from newsroom.lib.tags import depends_on

# A cache in front answers the same to all for two seconds, and a minute longer while it asks anew or while
# Newsroom fails: else all who wait would be passed on to a slow server too. It holds no words.
HEAD_CACHE = f"public, max-age={HEAD_SECONDS}, stale-while-revalidate=60, stale-if-error=60"
# Short: who asks before a story is published must not have its first readers refused.
REFUSED_CACHE = "public, max-age=1, stale-while-revalidate=2"


@require_safe
def live_head(request, pk):
    """Whether a live story has changed, and when to ask again: the same few bytes for all its readers."""
    story = story_for_head(int(pk))
    depends_on(f"story:{pk}", f"story:{pk}:live")
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


def refused(status, cache_control=REFUSED_CACHE):
    """Return a few bytes that say no, which a cache may repeat for a moment."""
    response = HttpResponse(b"{}", content_type="application/json", status=status)
    response.headers["Cache-Control"] = cache_control
    return response
