"""Readers' pages, rendered once and kept until something that they show changes.

What a page depends on, it says while it is rendered (`newsroom.lib.tags`); what has changed, events say
(`newsroom.outbox.changes`). Copies are kept in the memory of each process and, if `CACHE_URL` names a Redis,
there for all of them. A copy is the same for everybody: it is kept under the site's name, the path, and those
parts of the query that the page reads, and the page is rendered from nothing else. Who is signed in neither
fills nor reads any. docs/decisions/0021-copies-of-pages.md has the reasons.
"""

import hashlib
import json
import logging
import threading
import time
from functools import cache
from itertools import accumulate
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.core.exceptions import BadRequest, DisallowedHost
from django.http import HttpResponse
from django.http.request import split_domain_port
from django.urls import Resolver404, resolve, reverse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date

from newsroom.lib.copies import Copy, Memory, pack, seal, unpack, unseal
from newsroom.lib.tags import collecting
from newsroom.outbox.changes import ANYTHING, EVERY, LOG, STALE, Known
from newsroom.release import release
from newsroom.unavailable import is_away, unavailable

log = logging.getLogger(__name__)

AFTER = ("after",)
# The addresses whose answers are kept, by name, with those parts of the query that the view reads.
KEPT = {
    **dict.fromkeys(("robots", "front", "archive", "series", "story", "edition", "update"), ()),
    **dict.fromkeys(("page", "page_version"), ()),
    **dict.fromkeys(("latest", "archive_month", "archive_day", "section", "corrections"), AFTER),
    **dict.fromkeys(("author", "author_corrections", "topic", "person", "said", "source"), AFTER),
    "history": ("from", "to"),
    "updates": ("page", "key", "by", "order"),
    **dict.fromkeys(("front_feed", "section_feed", "author_feed", "series_feed", "topic_feed"), ()),
    **dict.fromkeys(("person_feed", "corrections_feed", "updates_feed"), ()),
    **dict.fromkeys(("sitemap", "news_sitemap", "stories_sitemap", "subjects_sitemap", "pages_sitemap"), ()),
}

# Answers that are kept, and for how many seconds at most: what tags forgot is put right by then. That nothing
# is at an address is kept for a moment only, since most such addresses are made up.
LIVES = {200: 60, 301: 60, 410: 60, 404: 10}
# How long the name of a copy is worth having whose bytes had to go.
NAMED = 600
NAMES = 20_000
LARGEST = 4 * 1024**2
NOT_FOUND = 2 * 1024**2
# What the caches of others are told. They may ask every few seconds; a purge is quicker.
CONTROL = "public, max-age=2, s-maxage=10, stale-while-revalidate=20, stale-if-error=300"
# Where no purge can reach a copy, since its tags are too many for a header or nothing is there to be tagged.
CONTROL_SHORT = "public, max-age=2, s-maxage=2, stale-while-revalidate=2"
CONTROL_STALE = "public, max-age=1"
CONTROL_OWN = "private, no-cache"
# nginx keeps it for so many seconds, whatever else is said.
PROXY = "1"
TAGS = 1200  # bytes of a header; nginx takes 4 KB of headers in all
# How long one waits for another that renders the same, in this process and in others, in seconds.
WAIT = 10
WAIT_SHARED = 3
LOCKED = 5
# Where processes tell each other what was taken away from readers, and how many of the last they remember.
TAKEN = "taken"
TAKEN_MOST = 1000
LONGEST_QUERY = 16 * 1024
CONDITIONS = ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_IF_MATCH", "HTTP_IF_UNMODIFIED_SINCE")


class PageCacheMiddleware:
    """Answers from a copy where there is a good one; stands before all others, so that it costs next to none.

    So a copy has the headers of the others too, such as the policies. None of them is about one reader.
    """

    def __init__(self, get_response):
        self.get_response = get_response
        self.memory = Memory(settings.COPIES_MEGABYTES * 1024**2, NAMES)
        self.not_found = Memory(NOT_FOUND)
        self.shared = shared()
        self._next_hearing = 0
        self._read = {"HTTP_HOST", (settings.SECURE_PROXY_SSL_HEADER or [""])[0], *CONDITIONS}
        self._hosts = {}
        self._flights = {}
        self._lock = threading.Lock()
        # Not for the desk, which may ask for anything, nor for what has headers and copies of its own.
        self._desk = reverse("admin:index")
        self._others = (self._desk, settings.STATIC_URL, settings.MEDIA_URL, "/live/", "/preview/")

    def __call__(self, request):
        """Answer from a copy, or make one, or let others answer."""
        query = request.META.get("QUERY_STRING", "")
        if len(query) > LONGEST_QUERY:
            return HttpResponse("The address is too long.", status=414, content_type="text/plain")
        if request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        if has_line_break(query, request.path_info) and not request.path_info.startswith(self._desk):
            return HttpResponse("No address of ours has line breaks.", status=400, content_type="text/plain")
        if not settings.KEEP_COPIES or request.path_info.startswith(self._others):
            return self.get_response(request)
        if settings.SESSION_COOKIE_NAME in request.META.get("HTTP_COOKIE", ""):
            return self._answer_alone(request)
        key, names = self._key(request, query)
        if key is None:
            return self.get_response(request)
        copy = self._in_memory(key)
        if copy is None and names is None and names_read_at(request.path_info) is None:
            return self.get_response(request)
        LOG.look()
        if copy is not None and self._is_fresh(copy):
            return answer(request, copy)
        if LOG.is_lost:
            return self._answer_pressed(request, key)
        if has_condition(request.META) and (named := self._named(key, copy)):
            response = answer(request, named)
            if response.status_code == 304:
                return response
        return self._make_once(request, key)

    def process_exception(self, request, exception):
        """Say so where the database is away, to readers and to the desk, instead of that something broke."""
        if is_away(exception):
            return unavailable(request, exception)
        return None

    # --- what a copy is kept under -----------------------------------------------------------------------

    def _key(self, request, query):
        """Return what the copy is kept under, and which parts of the query the page reads, None if not known.

        The key is None where others are to answer, such as for the name of another site. What the page does
        not read is taken out of the request, so that it cannot matter.
        """
        host = request.META.get("HTTP_HOST", "")
        site = self._hosts.get(host)
        if site is None:
            try:
                site, _port = split_domain_port(request.get_host())
            except DisallowedHost:
                return None, None
            if len(self._hosts) < 100:
                self._hosts[host] = site
        is_secure = request.is_secure()
        if "HTTP_AUTHORIZATION" in request.META or (settings.SECURE_SSL_REDIRECT and not is_secure):
            return None, None
        if not query:
            return (is_secure, site, request.path, ""), None
        names = names_read_at(request.path_info)
        if names is None:
            return None, None
        try:
            asked = dict(parse_qsl(query, keep_blank_values=True, max_num_fields=100))
        except ValueError:
            raise BadRequest("Too many fields.") from None
        read = urlencode([(name, asked[name]) for name in names if name in asked])
        request.META["QUERY_STRING"] = read
        return (is_secure, site, request.path, read), names

    # --- whether a copy may be shown ---------------------------------------------------------------------

    def _in_memory(self, key):
        return self.memory.get(key) or self.not_found.get(key)

    def _is_fresh(self, copy, life=None):
        if LOG.is_lost or LOG.now() - copy.made_at > (life or copy.life):
            return False
        if copy.until is not None and LOG.latest() >= copy.until:
            return False
        version = LOG.version
        if copy.version != version:
            if not LOG.is_good(copy.tags, copy.known):
                return False
            copy.version = version
        return True

    def _is_unchanged(self, copy):
        """Say whether a copy that is not fresh is so by its age alone, of which nobody can see anything."""
        return self._is_fresh(copy, life=STALE) and copy.status != 404

    def _named(self, key, copy):
        """Return a copy by which a reader may be told that the page is what they have, None for none."""
        for known in (copy or self.memory.name(key), self._from_shared(key)):
            if known and known.etag and self._is_fresh(known, NAMED):
                return known
        return None

    def _answer_pressed(self, request, key):
        """Answer while nobody can say what has changed: with a copy that is marked as such, or that it is so.

        Of a process that never knew anything no copy is taken; nor one of which something may have been
        withdrawn, for all that is known.
        """
        self._hear()
        for copy in (self._in_memory(key), self._from_shared(key)):
            age = LOG.now() - copy.made_at if copy else STALE
            if LOG.has_begun and age < STALE and LOG.is_good(copy.tags, copy.known, is_pressing=True):
                return answer(request, copy, stale_for=max(0, age))
        return unavailable(request)

    def _hear(self):
        """Learn what others have taken away before the database went, if they could still say so in Redis."""
        if self.shared is None or time.monotonic() < self._next_hearing:
            return
        self._next_hearing = time.monotonic() + EVERY
        for sealed in self.shared.list(TAKEN):
            try:
                number, kind, tags, at = json.loads(unseal(sealed, TAKEN, settings.SECRET_KEY))
            except ValueError:
                continue
            LOG.hear(number, kind, tags, at)

    def _answer_alone(self, request):
        """Answer somebody who may be signed in. The answer is theirs, whatever it is."""
        response = self.get_response(request)
        match = request.resolver_match
        if match is not None and match.view_name in KEPT:
            response.headers["Cache-Control"] = CONTROL_OWN
        return response

    # --- making one --------------------------------------------------------------------------------------

    def _make_once(self, request, key):
        """Answer by the copy that one request makes while others of its kind wait for it."""
        for _attempt in range(3):
            with self._lock:
                done = self._flights.get(key)
                is_mine = done is None
                if is_mine:
                    done = self._flights[key] = threading.Event()
            if is_mine:
                try:
                    return self._make(request, key)
                finally:
                    with self._lock:
                        del self._flights[key]
                    done.set()
            old = self._in_memory(key)
            if old is not None and self._is_unchanged(old):
                return answer(request, old)
            done.wait(WAIT)
            LOG.look()
            copy = self._in_memory(key)
            if LOG.is_lost:
                return self._answer_pressed(request, key)
            if copy is not None and self._is_fresh(copy):
                return answer(request, copy)
        # What the others made was not to be kept.
        return self._render(request, key)

    def _make(self, request, key):
        copy = self._in_memory(key)
        if copy is not None and self._is_fresh(copy):
            return answer(request, copy)
        if self.shared is None or not self.shared.is_up:
            return self._render(request, key)
        name, token, deadline = name_of(key), None, time.monotonic() + WAIT_SHARED
        while token is None:
            copy = self._from_shared(key)
            if copy is not None and self._is_fresh(copy):
                self.memory.put(key, copy)
                return answer(request, copy)
            token = self.shared.lock(f"{name}:lock", LOCKED)
            if token is None:
                if copy is not None and self._is_unchanged(copy):
                    return answer(request, copy)
                if time.monotonic() > deadline or not self.shared.is_up:
                    break
                time.sleep(0.02)
                LOG.look()
        try:
            return self._render(request, key, copy)
        finally:
            if token is not None:
                self.shared.free(f"{name}:lock", token)

    def _render(self, request, key, before=None):
        """Let the page be rendered, and keep it if it may be."""
        method, request.method = request.method, "GET"
        meta = request.META
        # Whatever else a reader's browser says, nothing of what all get can depend on it.
        request.META = {name: meta[name] for name in meta if name[:5] != "HTTP_" or name in self._read}
        request.COOKIES = {}
        version, known = LOG.version, LOG.known()
        try:
            with collecting() as tags:
                response = self.get_response(request)
        finally:
            request.method = method
        if getattr(response, "is_away", False):
            LOG.fail()
            return self._answer_pressed(request, key)
        until = tags.until and tags.until.timestamp()
        # Whatever will be at an address at which nothing is now, nobody can say.
        tags = frozenset(tags if tags and response.status_code != 404 else {*tags, ANYTHING})
        before = self._in_memory(key) or self.memory.name(key) or before
        if response.status_code == 304:
            self._keep_name(key, response, tags, known, before, until)
            return response
        copy = copy_of(request, response, tags, known, before)
        if copy is None or LOG.is_lost:
            return response
        copy.version, copy.until = version, until
        self._keep(key, copy)
        return answer(request, copy)

    def _keep(self, key, copy):
        if copy.status == 404:
            self.memory.drop(key)
            # Any query makes another address at which nothing is.
            if not key[-1]:
                self.not_found.put(key, copy)
            return
        self.not_found.drop(key)
        self.memory.put(key, copy)
        if self.shared is not None:
            name = name_of(key)
            # Of long lists there are many pages, few of which anybody misses.
            self.shared.set(name, pack(copy, name, settings.SECRET_KEY), copy.life if key[-1] else STALE)

    def _keep_name(self, key, response, tags, known, before, until):
        """Keep what an answer is called whose view did not make it, since the reader has it."""
        etag = response.get("ETag", "")
        if etag and not response.cookies:
            modified = modified_at(etag, known, before)
            headers = headers_of(response, tags) | {"Last-Modified": http_date(modified)}
            named = Copy(200, headers, None, tags, known, 0, etag, modified, until)
            self.memory.put_name(key, named)

    def _from_shared(self, key):
        if self.shared is None:
            return None
        name = name_of(key)
        data = self.shared.get(name)
        if data is None:
            return None
        try:
            return unpack(data, name, settings.SECRET_KEY, Known)
        except (ValueError, TypeError, KeyError):
            log.warning("thrown away from Redis, since it is no copy of ours: %s", name)
            self.shared.delete(name)
            return None


def shared():
    """Return what the processes share, None if they share nothing."""
    named = settings.CACHES["default"]
    if "redis" not in named["BACKEND"].lower() or not settings.KEEP_COPIES:
        return None
    return _shared_at(named["LOCATION"], tuple(named.get("OPTIONS", {}).items()))


@cache
def _shared_at(address, options):
    # Only those who have a Redis load what speaks with it.
    from newsroom.lib.shared import Shared

    return Shared(address, f"newsroom:{release()}:", **dict(options))


def tell_others(number, kind, tags, at):
    """Tell all processes of an event that may have taken something away, for when the database is away."""
    if (ours := shared()) is not None:
        event = json.dumps([number, kind, list(tags), at]).encode()
        ours.add(TAKEN, seal(event, TAKEN, settings.SECRET_KEY), TAKEN_MOST, STALE)


def name_of(key):
    """Return the name under which all processes find the copy of a key."""
    return hashlib.blake2b(json.dumps(key).encode(), digest_size=16).hexdigest()


def names_read_at(path):
    """Return which parts of the query the page at `path` reads, None if its answers are not kept."""
    try:
        return KEPT.get(resolve(path).view_name)
    except Resolver404:
        return None


def has_line_break(query, path):
    """Say whether there is a line break in an address, encoded, which none of ours has."""
    if "%0" in query and ("%0d" in (lower := query.lower()) or "%0a" in lower):
        return True
    return "\n" in path or "\r" in path


def has_condition(meta):
    """Say whether a request asks only for what it does not have."""
    return any(name in meta for name in CONDITIONS)


def copy_of(request, response, tags, known, before):
    """Return the Copy of an answer, None if it is for one reader or too large; `before` is the last one."""
    status = response.status_code
    control = response.get("Cache-Control", "").lower()
    varies = {name.strip().lower() for name in response.get("Vary", "").split(",")} - {"", "accept-encoding"}
    if (
        status not in LIVES
        or response.streaming
        or response.cookies
        or varies
        or "no-store" in control
        or "private" in control
        or getattr(request, "_csp_nonce", None)
        or len(response.content) > LARGEST
    ):
        return None
    body = response.content
    headers = headers_of(response, tags)
    etag, modified = "", 0
    if status == 200:
        etag = response.get("ETag") or f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
        modified = modified_at(etag, known, before)
        headers |= {"ETag": etag, "Last-Modified": http_date(modified)}
    headers["Content-Length"] = str(len(body))
    return Copy(status, headers, body, tags, known, LIVES[status], etag, modified)


def modified_at(etag, known, before):
    """Return the second in which an answer became what it is; no two that differ have the same."""
    if before is None or not before.etag:
        return int(known.at)
    return before.modified if before.etag == etag else max(int(known.at), before.modified + 1)


def headers_of(response, tags):
    """Return the headers with which everybody gets an answer."""
    patch_vary_headers(response, ["Accept-Encoding"])
    headers = dict(response.items())
    named = sorted(tags - {ANYTHING})
    ends = accumulate(len(tag) + 1 for tag in named)
    fitting = [tag for tag, end in zip(named, ends, strict=True) if end <= TAGS]
    is_short = len(fitting) < len(named) or not named or response.status_code == 404
    headers.setdefault("Cache-Control", CONTROL_SHORT if is_short else CONTROL)
    headers["X-Accel-Expires"] = PROXY
    if fitting:
        headers |= {"Cache-Tag": ",".join(fitting), "Surrogate-Key": " ".join(fitting)}
    return headers


def answer(request, copy, stale_for=None):
    """Return the answer that `copy` is of, or what is enough for who has it."""
    headers = copy.headers
    if stale_for is not None:
        headers = headers | {
            "Cache-Control": CONTROL_STALE,
            "Age": str(int(stale_for)),
            "Warning": '110 - "Response is Stale"',
            "X-Newsroom-Stale": str(int(stale_for)),
        }
    if copy.body is None or request.method == "HEAD":
        response = HttpResponse(status=copy.status, headers=headers)
    else:
        response = HttpResponse(copy.body, status=copy.status, headers=headers)
    if copy.etag and has_condition(request.META):
        response = conditional(request, copy, response)
    return response


def conditional(request, copy, response):
    """Return a 304 or a 412 in the place of `response`, if the request's conditions ask for it."""
    made = get_conditional_response(request, etag=copy.etag, last_modified=copy.modified, response=response)
    if made is not response:
        for name, value in response.items():
            if not name.startswith("Content-") or name == "Content-Security-Policy":
                made.headers.setdefault(name, value)
    return made
