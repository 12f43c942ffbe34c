"""deploy/nginx.conf in front of the real web server: what it answers from a copy, and what it never does."""

import http.client
import json
import re
import socket
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.urls import reverse

from articles import live, publishing
from newsroom.management.commands import prepare
from tests.articles.whole import save
from tests.factories import UserFactory, posted, published
from tests.nginx import NAME, missing, nginx, trusting
from tests.processes import database_url, production, web

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(missing() is not None, reason=f"{missing()} is not installed"),
]

# For how long a copy is shown while Newsroom answers. nginx counts whole seconds, so it may be one longer.
HEAD_SECONDS = 2 + 1
SINCE_SECONDS = 1 + 1
# Pages are kept by the second in which nginx asked; Newsroom learns of a change within a fifth of one.
PAGE_SECONDS = 2


class Proxy:
    """What a reader's browser does: HTTPS to nginx, one connection a request."""

    def __init__(self, port):
        self.port = port

    def get(self, address, method="GET", **headers):
        """Return the response, with its `body`; `headers` are named with underscores."""
        connection = http.client.HTTPSConnection("127.0.0.1", self.port, timeout=30, context=trusting())
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, address, headers={"Host": NAME} | named)
        response = connection.getresponse()
        response.body = response.read()
        connection.close()
        return response

    def raw(self, line):
        """Send a request line that no client library would send; return the first line of the answer."""
        plain = socket.create_connection(("127.0.0.1", self.port), timeout=30)
        with trusting().wrap_socket(plain) as connection:
            # What is too long need not be read to its end.
            with suppress(OSError):
                connection.sendall(f"{line} HTTP/1.1\r\nHost: {NAME}\r\nConnection: close\r\n\r\n".encode())
            return connection.makefile("rb").readline().decode()


@contextmanager
def in_front_of(folder, upstream):
    with nginx(folder, upstream=upstream) as (port, _process):
        yield Proxy(port)


@pytest.fixture(scope="module")
def site(django_db_setup, tmp_path_factory):
    """The newsroom as readers reach it, on the database of the tests."""
    environment = production(tmp_path_factory.mktemp("data"), database_url())
    with (
        web(environment) as (upstream, _process),
        in_front_of(tmp_path_factory.mktemp("nginx"), upstream) as proxy,
    ):
        yield proxy


@pytest.fixture
def by():
    return UserFactory(role="administrator")


@pytest.fixture
def story(by):
    return published(by=by)


def head(story):
    return reverse("live_head", args=[story.pk])


def since(story, revision):
    return reverse("live_since", args=[story.pk, revision])


def shown_for(is_old):
    """Ask until `is_old` says no; return after how many seconds the last old answer was asked for."""
    begin, asked = time.monotonic(), 0
    while True:
        now = time.monotonic() - begin
        if not is_old():
            return asked
        assert now < 30, "it is shown for ever"
        asked = now
        time.sleep(0.05)


def test_a_poll_is_answered_from_a_copy_and_a_change_is_seen_within_its_lifetime(site, story, by):
    posted(story, by=by)
    first, second = site.get(head(story)), site.get(head(story))
    assert [first.getheader("X-Cache"), second.getheader("X-Cache")] == ["MISS", "HIT"]
    assert first.body == second.body
    assert json.loads(first.body)["revision"] == 1
    posted(story, by=by)
    assert shown_for(lambda: json.loads(site.get(head(story)).body)["revision"] == 1) <= HEAD_SECONDS


def test_retracted_words_leave_every_answer_within_the_lifetime_of_a_change(site, story, by):
    posted(story, by=by)
    update = posted(story, by=by, text="<p>canary</p>", headline="canary")
    live.pin(update=update, by=by)
    deltas = [since(story, revision) for revision in range(4)]
    pages = [story.get_absolute_url(), story.get_updates_url(), "/", update.get_absolute_url()]

    def leaking(addresses=(*deltas, *pages)):
        return [address for address in addresses if b"canary" in site.get(address).body]

    assert shown_for(lambda: leaking() != [*deltas, *pages]) <= PAGE_SECONDS
    live.retract(update=update, by=by, reason="Wrong.")
    assert shown_for(lambda: leaking(pages)) <= PAGE_SECONDS
    assert shown_for(leaking) <= SINCE_SECONDS


def test_retracted_words_are_not_in_the_first_answer_after_a_quiet_while_either(site, story, by):
    update = posted(story, by=by, text="<p>canary</p>")
    assert b"canary" in site.get(since(story, 0)).body
    live.retract(update=update, by=by, reason="Wrong.")
    time.sleep(SINCE_SECONDS)
    assert b"canary" not in site.get(since(story, 0)).body


def test_a_page_is_answered_from_a_copy_and_a_change_is_seen_within_two_seconds(site, story, by):
    address, wanted = story.get_absolute_url(), story.headline.encode()
    answers = [site.get(address) for _ in range(3)]
    assert all(wanted in answer.body for answer in answers)
    assert {answer.getheader("X-Cache") for answer in answers} >= {"HIT"}
    for answer in answers:
        assert "stale-if-error" in answer.getheader("Cache-Control")
        assert f"story:{story.pk}" in answer.getheader("Cache-Tag").split(",")
        assert answer.getheader("Set-Cookie") is None
        assert answer.getheader("Strict-Transport-Security")
    story.headline = "Otherwise"
    save(story, by, story.save)
    publishing.publish(story=story, by=by)
    assert shown_for(lambda: b"Otherwise" not in site.get(address).body) <= PAGE_SECONDS
    assert shown_for(lambda: b"Otherwise" not in site.get("/").body) <= PAGE_SECONDS


def test_a_story_that_is_withdrawn_is_on_no_page_after_two_seconds(site, story, by):
    story.headline = "canary"
    save(story, by, story.save)
    publishing.publish(story=story, by=by)
    section = story.section.get_absolute_url()
    pages = [story.get_absolute_url(), "/", "/latest/", section, "/feed.rss", "/sitemaps/news.xml"]

    def showing():
        return [address for address in pages if b"canary" in site.get(address).body]

    assert shown_for(lambda: showing() != pages) <= PAGE_SECONDS
    publishing.withdraw(story=story, by=by, note="Wrong.")
    assert shown_for(showing) <= PAGE_SECONDS
    assert site.get(pages[0]).status == 410


def test_who_is_signed_in_sees_own_pages_and_leaves_none_behind(site, story):
    address = story.get_absolute_url()
    mine = site.get(address, Cookie="sessionid=abc")
    assert (mine.status, mine.getheader("X-Cache")) == (200, None)
    assert "private" in mine.getheader("Cache-Control")
    assert site.get("/admin/login/").getheader("X-Cache") is None


def test_while_the_web_server_is_away_polls_go_on_and_no_words_are_repeated(story, by, tmp_path):
    posted(story, by=by, text="<p>canary</p>")
    (tmp_path / "data").mkdir()
    (tmp_path / "nginx").mkdir()
    with (
        web(production(tmp_path / "data", database_url())) as (upstream, process),
        in_front_of(tmp_path / "nginx", upstream) as proxy,
    ):
        before = proxy.get(head(story))
        assert b"canary" in proxy.get(since(story, 0)).body
        process.terminate()
        process.wait(30)
        time.sleep(SINCE_SECONDS + 2)  # for 2 seconds more it may be shown to those who wait for a new one
        after, delta = proxy.get(head(story)), proxy.get(since(story, 0))
    assert (after.status, after.body, after.getheader("X-Cache")) == (200, before.body, "STALE")
    assert delta.status == 502
    assert b"canary" not in delta.body


def test_while_the_web_server_is_away_a_reader_is_told_kindly_and_may_try_again(story, settings, tmp_path):
    settings.DATA_DIR = tmp_path / "nginx"
    (tmp_path / "data").mkdir()
    settings.DATA_DIR.mkdir()
    prepare.Command().write_unavailable()
    with (
        web(production(tmp_path / "data", database_url())) as (upstream, process),
        in_front_of(settings.DATA_DIR, upstream) as proxy,
    ):
        # What the web server answers itself passes, whatever it is, and the file has no address.
        assert proxy.get(story.get_absolute_url()).status == 200
        assert (proxy.get("/nothing/").status, proxy.get("/unavailable.html").status) == (404, 404)
        process.terminate()
        process.wait(30)
        # What was read a moment ago can still be read; all else is not there.
        assert proxy.get(story.get_absolute_url()).status == 200
        away = [proxy.get("/latest/"), proxy.get("/admin/", method="POST"), proxy.get("/a.css")]
        assert proxy.get("/", method="HEAD").status == 503
        assert proxy.get("/unavailable.html").status == 404
    for response in away:
        page = response.body.decode()
        assert response.status == 503
        assert "Back in a moment" in page
        assert "North Star Bulletin" in page
        assert response.getheader("Content-Type") == "text/html; charset=utf-8"
        assert (response.getheader("Retry-After"), response.getheader("Cache-Control")) == ("60", "no-store")
        assert response.getheader("Content-Security-Policy").startswith("default-src 'none'")
        # It asks for nothing else: whoever would answer is away.
        assert re.findall(r'(?:href|src)="(?!data:|")|url\(|@import|<script', page) == []


def test_a_story_that_is_withdrawn_is_gone_within_the_lifetime_of_a_poll(site, story, by):
    posted(story, by=by)
    assert (site.get(head(story)).status, site.get(since(story, 0)).status) == (200, 200)
    publishing.withdraw(story=story, by=by, note="Wrong.")
    time.sleep(HEAD_SECONDS)
    assert (site.get(head(story)).status, site.get(since(story, 0)).status) == (404, 404)


def test_one_address_has_one_copy_however_it_is_spelled(site, story, by):
    posted(story, by=by)
    # The second part of a request line after "#" is no part of the address, so it must not decide the answer.
    odd = since(story, 0).replace("0.json", "0.json#.json")
    assert " 200 " in site.raw(f"GET {odd}")
    for address in (since(story, 0), since(story, 0) + "?fresh=1", since(story, 0).replace("0.", "%30.")):
        response = site.get(address)
        assert response.status == 200
        assert response.getheader("X-Cache") in ("HIT", "STALE", "UPDATING", "EXPIRED")


def test_a_junk_cursor_is_refused_and_one_that_is_yet_to_come_is_not_refused_for_longer(site, story, by):
    posted(story, by=by)
    for junk in ("abc", "01", "-1", "1.5", "99999999999", "%D9%A3"):
        response = site.get(f"/live/{story.pk}/since/{junk}.json")
        assert (response.status, response.body) == (400, b"{}")
    assert site.get(since(story, 2)).status == 400
    posted(story, by=by)
    assert site.get(since(story, 2)).status == 200


def test_deltas_are_compressed_and_both_kinds_have_validators(site, story, by):
    posted(story, by=by, text="<p>" + "The vote has begun. " * 20 + "</p>")
    poll, delta = (site.get(address, Accept_Encoding="gzip") for address in (head(story), since(story, 0)))
    assert (poll.getheader("Content-Encoding"), delta.getheader("Content-Encoding")) == (None, "gzip")
    assert delta.getheader("Vary") == "Accept-Encoding"
    for address, response in ((head(story), poll), (since(story, 0), delta)):
        again = site.get(address, Accept_Encoding="gzip", If_None_Match=response.getheader("ETag"))
        assert (again.status, again.body) == (304, b"")


def test_live_answers_set_no_cookie(site, story, by):
    posted(story, by=by)
    for address in (head(story), since(story, 0)):
        for _ in range(2):
            assert site.get(address, Cookie="sessionid=x; csrftoken=y").getheader("Set-Cookie") is None


class Echo(BaseHTTPRequestHandler):
    """Answers with what it was asked, to be kept for a second; what is called slow takes a while."""

    asked = []

    def do_GET(self):
        self.asked.append(self.path)
        if self.path == SLOW and self.asked.count(SLOW) > 1:
            time.sleep(1)
        body = json.dumps({"path": self.path, "headers": dict(self.headers)}).encode()
        self.send_response(200)
        self.send_header("Cache-Control", "public, max-age=1, stale-while-revalidate=60")
        self.send_header("Content-Length", len(body))
        if self.path == WITH_COOKIE:
            self.send_header("Set-Cookie", "sessionid=x")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


SLOW, WITH_COOKIE = "/live/7/head.json", "/live/8/head.json"


@pytest.fixture(scope="module")
def echo(tmp_path_factory):
    """nginx in front of an Echo."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Echo)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    with in_front_of(tmp_path_factory.mktemp("nginx"), server.server_port) as proxy:
        yield proxy
    server.shutdown()
    thread.join()
    server.server_close()


FORGED = {
    "Cookie": "sessionid=x",
    "X_Forwarded_For": "203.0.113.9",
    "X_Forwarded_Proto": "http",
    "Accept_Language": "nb",
}


def test_nothing_that_a_browser_sends_reaches_the_web_server_with_a_poll(echo):
    seen = json.loads(echo.get("/live/1/head.json?x=1", **FORGED).body)
    assert seen["path"] == "/live/1/head.json"
    assert seen["headers"] == {"Host": NAME, "X-Forwarded-For": "127.0.0.1", "X-Forwarded-Proto": "https"}
    assert "Cookie" not in json.loads(echo.get("/live/1/since/junk.json", **FORGED).body)["headers"]


def test_elsewhere_cookies_pass_and_forged_addresses_are_replaced(echo):
    seen = json.loads(echo.get("/admin/?x=1", **FORGED).body)
    assert seen["path"] == "/admin/?x=1"
    assert seen["headers"]["Cookie"] == FORGED["Cookie"]
    assert seen["headers"]["X-Forwarded-For"] == "127.0.0.1"
    assert seen["headers"]["X-Forwarded-Proto"] == "https"


def test_an_answer_with_a_cookie_and_the_desk_are_never_kept(echo):
    assert [echo.get(WITH_COOKIE).getheader("X-Cache") for _ in range(2)] == ["MISS", "MISS"]
    bodies = [echo.get("/admin/", Accept_Language=language).body for language in ("nb", "sv")]
    assert bodies[0] != bodies[1]


def test_of_many_who_ask_at_once_one_is_passed_on_and_nobody_else_waits(echo):
    with ThreadPoolExecutor(20) as readers:
        first = [answer.status for answer in readers.map(echo.get, ["/live/6/head.json"] * 20)]
        assert (set(first), Echo.asked.count("/live/6/head.json")) == ({200}, 1)
        echo.get(SLOW)
        time.sleep(2)  # until the copy is old
        answers = list(readers.map(echo.get, [SLOW] * 20))
    kinds = Counter(answer.getheader("X-Cache") for answer in answers)
    assert kinds == {"EXPIRED": 1, "UPDATING": 19}
    assert Echo.asked.count(SLOW) == 2
