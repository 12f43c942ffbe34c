"""deploy/nginx.conf and readers' pages: what it answers from a copy, for how long, and what it never does."""

import gzip
import itertools
import re
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import brotli
import pytest

from newsroom.page_cache import KEPT
from tests.nginx import CONFIG, missing, nginx
from tests.origin import PUBLIC, Page, origin
from tests.test_nginx import Proxy

pytestmark = pytest.mark.skipif(missing() is not None, reason=f"{missing()} is not installed")

# What a change may take until all see it.
SECONDS = 2
LONG = "The council voted late on Tuesday. " * 100


@pytest.fixture(scope="module")
def server():
    with origin() as running:
        yield running


@pytest.fixture(scope="module")
def proxy(server, tmp_path_factory):
    with nginx(tmp_path_factory.mktemp("nginx"), upstream=server.port) as (port, _process):
        yield Proxy(port)


numbers = itertools.count(1)


@pytest.fixture
def path(server):
    """An address of this test alone, with a page."""
    address = f"/topics/t{next(numbers)}/"
    server.pages[address] = Page(LONG)
    return address


def wait_for_a_second():
    """Wait until a second has just begun, so that a copy made now is good for some time."""
    time.sleep(1.02 - time.time() % 1)


def wait_until_old():
    """Wait until copies made before have had their time."""
    wait_for_a_second()
    wait_for_a_second()


def kinds(answers):
    return Counter(answer.getheader("X-Cache") for answer in answers)


# --- what is kept -------------------------------------------------------------------------------------------


def test_a_page_is_asked_for_once_and_answered_from_the_copy(server, proxy, path):
    wait_for_a_second()
    first, second = proxy.get(path), proxy.get(path)
    assert [first.getheader("X-Cache"), second.getheader("X-Cache")] == ["MISS", "HIT"]
    assert first.body == second.body == LONG.encode()
    assert server.times(path) == 1
    for answer in (first, second):
        # What Newsroom tells everybody; what it tells nginx is nobody's concern.
        assert answer.getheader("Cache-Control") == PUBLIC
        assert answer.getheader("Vary") == "Accept-Encoding"
        assert not {"x-cache-control", "x-accel-expires"} & {name.lower() for name in answer.headers}


def test_whoever_has_it_gets_no_second_one(proxy, path):
    wait_for_a_second()
    etag = proxy.get(path).getheader("ETag")
    for _ in range(2):
        again = proxy.get(path, If_None_Match=etag)
        assert (again.status, again.body, again.getheader("X-Cache")) == (304, b"", "HIT")
        assert again.getheader("Cache-Control") == PUBLIC
    head = proxy.get(path, method="HEAD")
    assert (head.status, head.body, head.getheader("X-Cache")) == (200, b"", "HIT")


def test_a_copy_that_is_still_right_is_not_sent_again(server, proxy, path):
    proxy.get(path)
    wait_until_old()
    again = proxy.get(path)
    assert (again.status, again.getheader("X-Cache"), again.body) == (200, "REVALIDATED", LONG.encode())
    assert proxy.get(path).getheader("X-Cache") == "HIT"
    assert "If-None-Match" in server.asked[-1][2]


@pytest.mark.parametrize(
    "page",
    [
        Page(control="private, max-age=60"),
        Page(control="no-store"),
        Page(control="public, no-cache"),
        Page(control=""),
        Page(headers={"Set-Cookie": "sessionid=x"}),
        Page(status=302, headers={"Location": "/"}),
        Page(status=404),
        Page(status=500),
    ],
)
def test_what_is_for_one_or_for_now_is_not_kept(server, proxy, path, page):
    server.pages[path] = page
    answers = [proxy.get(path) for _ in range(2)]
    assert kinds(answers) == {"MISS": 2}
    assert [answer.status for answer in answers] == [page.status] * 2


@pytest.mark.parametrize("page", [Page(status=301, headers={"Location": "/"}), Page(status=410)])
def test_that_something_has_moved_or_is_gone_is_kept(server, proxy, path, page):
    server.pages[path] = page
    wait_for_a_second()
    answers = [proxy.get(path) for _ in range(2)]
    assert kinds(answers) == {"MISS": 1, "HIT": 1}
    assert [answer.status for answer in answers] == [page.status] * 2


# --- who gets it --------------------------------------------------------------------------------------------


def test_who_is_signed_in_neither_gets_a_copy_nor_makes_one(server, proxy, path):
    mine = proxy.get(path, Cookie="a=1; sessionid=abc")
    assert mine.getheader("X-Cache") is None
    assert server.asked[-1][2]["Cookie"] == "a=1; sessionid=abc"
    wait_for_a_second()
    assert proxy.get(path).getheader("X-Cache") == "MISS"
    assert proxy.get(path, Cookie="sessionid=abc").getheader("X-Cache") is None
    assert server.times(path) == 3


def test_what_is_sent_passes(server, proxy, path):
    assert proxy.get(path, method="POST", Cookie="csrftoken=x", X_CSRFToken="x").status == 200
    method, address, headers = server.asked[-1]
    assert (method, address, headers["Cookie"], headers["X-Csrftoken"]) == ("POST", path, "csrftoken=x", "x")


@pytest.mark.parametrize("path", ["/admin/", "/admin/login/", "/preview/abc/", "/search/?q=x"])
def test_the_desk_previews_and_search_have_no_copies(server, proxy, path):
    server.pages[path.partition("?")[0]] = Page()
    answers = [proxy.get(path, Cookie="csrftoken=x") for _ in range(2)]
    assert kinds(answers) == {None: 2}
    assert [address for _method, address, _headers in server.asked[-2:]] == [path] * 2
    assert server.asked[-1][2]["Cookie"] == "csrftoken=x"
    assert answers[0].getheader("Cache-Control") == PUBLIC


def test_nothing_that_a_browser_sends_reaches_the_web_server(server, proxy, path):
    forged = {
        "Cookie": "csrftoken=x; other=y",
        "Accept_Language": "nb",
        "Authorization": "Basic eDp4",
        "Range": "bytes=0-3",
        "X_Copy": "1.000",
        "X_Forwarded_For": "203.0.113.9",
        "X_Forwarded_Host": "elsewhere.example",
        "X_Forwarded_Proto": "http",
        "X_HTTP_Method_Override": "POST",
    }
    proxy.get(path, **forged)
    headers = server.asked[-1][2]
    # The stand-in takes Connection and an empty Content-Length as sent.
    assert {name: value for name, value in headers.items() if value and name != "Content-Type"} == {
        "Host": "news.example",
        "X-Forwarded-For": "127.0.0.1",
        "X-Forwarded-Proto": "https",
    }
    proxy.get(path, Cookie="sessionid=x", **{k: v for k, v in forged.items() if k != "Cookie"})
    assert "X-Copy" not in server.asked[-1][2]


def test_of_the_query_counts_what_a_page_reads(server, proxy, path):
    wait_for_a_second()
    kept = [
        proxy.get(f"{path}{query}")
        for query in (
            "",
            "?utm_source=x",
            "?x=1&x=2",
            "?after=",
            "?after=b",
            "?fbclid=1&after=b&after=c",
            "?after=c",
        )
    ]
    assert [answer.getheader("X-Cache") for answer in kept] == ["MISS", *["HIT"] * 3, "MISS", "HIT", "MISS"]
    asked = [address for _method, address, _headers in server.asked[-3:]]
    assert asked == [path, f"{path}?after=b", f"{path}?after=c"]
    proxy.get(f"{path}?to=2&order=x&by=y&key=1&page=2&after=%C3%A9&from=1")
    assert server.asked[-1][1] == f"{path}?after=%C3%A9&page=2&key=1&by=y&order=x&from=1&to=2"


def test_an_encoded_question_mark_is_no_query(server, proxy, path):
    server.pages[f"{path}?after=b"] = Page("evil", 301)
    assert proxy.get(f"{path}%3Fafter=b").status == 301
    assert proxy.get(f"{path}?after=b").body == LONG.encode()


def test_nginx_knows_each_part_of_a_query_that_a_kept_page_reads():
    known = re.findall(r"^map \$arg_(\w+) \$newsroom_\1 ", CONFIG.read_text(), re.M)
    assert set(known) == {name for names in KEPT.values() for name in names}


# --- in which bytes -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("br", "br"),
        ("BR;q=0.5, gzip", "br"),
        ("gzip, deflate", "gzip"),
        ("br;q=0, gzip;q=1.0", "gzip"),
        ("gzip; q=0.0", None),
        ("brotli, xgzip", None),
        ("identity", None),
    ],
)
def test_copies_come_compressed_as_the_browser_likes(server, proxy, path, accepted, coding):
    wait_for_a_second()
    read = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}[coding]
    for kind in ("MISS", "HIT"):
        answer = proxy.get(path, Accept_Encoding=accepted)
        assert answer.getheader("X-Cache") == kind
        assert answer.getheader("Content-Encoding") == coding
        assert read(answer.body) == LONG.encode()
        assert int(answer.getheader("Content-Length")) == len(answer.body)
    again = proxy.get(path, Accept_Encoding=accepted, If_None_Match=answer.getheader("ETag"))
    assert again.status == 304
    wait_until_old()
    again = proxy.get(path, Accept_Encoding=accepted)
    assert (again.getheader("X-Cache"), again.body) == ("REVALIDATED", answer.body)


def test_what_is_short_or_a_picture_is_not_compressed(server, proxy, path):
    server.pages[path] = Page("short")
    assert proxy.get(path, Accept_Encoding="br").getheader("Content-Encoding") is None
    server.pages[f"{path}p/"] = Page(LONG, headers={"Content-Type": "image/png"})
    assert proxy.get(f"{path}p/", Accept_Encoding="br").getheader("Content-Encoding") is None


# --- for how long -------------------------------------------------------------------------------------------


def last_old(answer, is_old):
    """Ask for some seconds; return after how many the last old answer was asked for."""
    begin, asked = time.monotonic(), 0.0
    while (now := time.monotonic() - begin) < SECONDS + 1.5:
        if is_old(answer()):
            asked = now
        time.sleep(0.02)
    return asked


@pytest.mark.parametrize("delay", [0, 0.4])
def test_a_change_is_seen_within_two_seconds(server, proxy, path, delay):
    server.pages[path] = Page(LONG, delay=delay)
    proxy.get(path)
    wait_until_old()
    with ThreadPoolExecutor(4) as readers:
        # While others ask all the time, too.
        proxy.get(path)
        server.pages[path] = Page("changed", delay=delay)
        took = readers.map(
            lambda _: last_old(lambda: proxy.get(path), lambda seen: seen.body != b"changed"), range(4)
        )
        assert max(took) <= SECONDS


@pytest.mark.parametrize(
    "gone",
    [
        Page("gone", 410),
        Page("gone", 404),
        Page("gone", 404, control=""),
        Page("failed", 500, control=""),
        Page("unavailable", 503, control="no-store"),
    ],
)
def test_no_copy_is_shown_in_the_place_of_what_newsroom_says_now(server, proxy, path, gone):
    """Of a 503, say: its database is away, and this page may have been withdrawn before."""
    proxy.get(path)
    server.pages[path] = gone
    assert last_old(lambda: proxy.get(path), lambda seen: seen.status == 200) <= SECONDS
    answer = proxy.get(path)
    assert (answer.status, answer.body) == (gone.status, gone.body.encode())
    server.pages[path] = Page("back")
    assert last_old(lambda: proxy.get(path), lambda seen: seen.status != 200) <= SECONDS


# --- many at once -------------------------------------------------------------------------------------------


def test_many_who_ask_first_are_answered_by_one_request(server, proxy, path):
    server.pages[path] = Page(LONG, delay=0.3)
    wait_for_a_second()
    with ThreadPoolExecutor(40) as readers:
        answers = list(readers.map(proxy.get, [path] * 40))
    assert {answer.status for answer in answers} == {200}
    assert server.times(path) == 1


def test_of_many_who_ask_at_once_one_is_passed_on_and_nobody_else_waits(server, proxy, path):
    proxy.get(path)
    server.pages[path] = Page("new", delay=0.5)
    wait_for_a_second()  # the copy is of the second before
    with ThreadPoolExecutor(40) as readers:
        answers = list(readers.map(proxy.get, [path] * 40))
    assert kinds(answers) == {"EXPIRED": 1, "UPDATING": 39}
    assert server.times(path) == 2


# --- while Newsroom is away ---------------------------------------------------------------------------------


def test_while_the_web_server_is_away_copies_are_shown_for_as_long_as_it_said(tmp_path):
    (tmp_path / "unavailable.html").write_text("Back in a moment")
    control = "public, max-age=2, s-maxage=10, stale-while-revalidate=20, stale-if-error="
    with origin() as server, nginx(tmp_path, upstream=server.port) as (port, _process):
        proxy = Proxy(port)
        server.pages["/"] = Page("front", control=f"{control}60")
        server.pages["/latest/"] = Page("latest", control=f"{control}3")
        before = [proxy.get("/"), proxy.get("/latest/")]
        server.stop()
        wait_until_old()
        after = [proxy.get("/"), proxy.get("/latest/")]
        assert [answer.body for answer in after] == [answer.body for answer in before]
        assert kinds(after) == {"STALE": 2}
        assert after[0].getheader("Cache-Control") == f"{control}60"
        # Nobody who is signed in gets one, and what nobody asked for before is not there.
        for away in (proxy.get("/", Cookie="sessionid=x"), proxy.get("/sections/x/"), proxy.get("/admin/")):
            assert (away.status, away.body) == (503, b"Back in a moment")
        time.sleep(3)
        assert (proxy.get("/").body, proxy.get("/latest/").status) == (b"front", 503)
        server.start()
        server.pages["/"] = Page("new front")
        assert [proxy.get("/").body, proxy.get("/latest/").body] == [b"new front", b"latest"]


# --- limits -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def limited(server, tmp_path_factory):
    folder = tmp_path_factory.mktemp("limits")
    with nginx(folder, upstream=server.port, has_limits=True) as (port, _process):
        yield Proxy(port)


def test_an_address_that_is_too_long_is_refused(limited):
    assert "414" in limited.raw(f"GET /search/?q={'x' * 65_536}")
    assert limited.get(f"/search/?q={'x' * 4_000}").status != 414


def test_search_and_signing_in_are_limited_for_who_asks_very_often(server, limited):
    server.pages |= {"/search/": Page(), "/admin/login/": Page(), "/latest/": Page()}
    with ThreadPoolExecutor(8) as readers:
        searched = Counter(a.status for a in readers.map(limited.get, [f"/search/?q={n}" for n in range(80)]))
        tried = Counter(
            a.status for a in readers.map(lambda _: limited.get("/admin/login/", method="POST"), range(30))
        )
        looked = Counter(a.status for a in readers.map(limited.get, ["/admin/login/", "/latest/"] * 30))
    # What people do passes: thirty searches at once, ten tries; to look at the form is no try.
    assert set(searched) == set(tried) == {200, 429}
    assert searched[200] >= 30
    assert tried[200] >= 10
    assert looked == {200: 60}


def test_one_address_has_two_hundred_requests_at_once(server, limited):
    server.pages |= {f"/topics/slow{n}/": Page(delay=1.5) for n in range(230)}
    with ThreadPoolExecutor(230) as readers:
        answers = list(readers.map(limited.get, [f"/topics/slow{n}/" for n in range(230)]))
    counted = Counter(answer.status for answer in answers)
    assert set(counted) <= {200, 429}
    assert counted[200] >= 200
