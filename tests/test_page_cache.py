"""Copies of readers' pages: what is kept, for whom, under what, and until when."""

import datetime
import re
import time

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from articles import addresses, publishing
from newsroom import page_cache
from newsroom.outbox import changes, events
from tests.copies import Site
from tests.factories import AuthorFactory, UserFactory, draft_page, posted, published

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def by():
    return UserFactory(role="administrator")


@pytest.fixture
def story(by):
    return published(by=by, headline="Council votes")


@pytest.fixture
def site(log, story):
    return Site()


# --- what is kept ------------------------------------------------------------------------------------------


def test_a_page_is_rendered_once_and_then_costs_no_query(site, story, monkeypatch, django_assert_num_queries):
    first = site.get(story.get_absolute_url())
    monkeypatch.setattr(changes, "EVERY", 60)
    site.get(story.get_absolute_url())
    with django_assert_num_queries(0):
        second = site.get(story.get_absolute_url())
    assert site.made == 1
    assert first.content == second.content
    assert dict(first.headers) == dict(second.headers)
    assert b"Council votes" in second.content


def test_a_page_has_the_same_bytes_and_headers_of_protection_as_without_copies(site, story, settings, client):
    site.get(story.get_absolute_url())
    kept = site.get(story.get_absolute_url())
    settings.KEEP_COPIES = False
    plain = client.get(story.get_absolute_url())
    assert kept.content == plain.content
    assert plain.headers.items() <= kept.headers.items()
    for name in ("Content-Security-Policy", "X-Content-Type-Options", "X-Frame-Options", "Referrer-Policy"):
        assert name in kept.headers


def names(resolver=None):
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver) and pattern.namespace != "admin":
            yield from names(pattern)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield pattern.name


def test_for_each_address_it_is_said_whether_it_is_kept():
    apart = {"search", "search_feed", "preview", "live_head", "live_since", "indexnow_key"}
    assert set(names()) == set(page_cache.KEPT) | apart


def test_each_kind_of_page_is_kept(site, story, by):
    posted(story, by=by)
    section = story.live_edition.content["section"]["slug"]
    month, own = f"{story.published_on:%Y/%m}", story.get_absolute_url()
    for address in [
        *("/", "/latest/", "/archive/", f"/{month}/", f"/sections/{section}/", own, f"{own}v1/"),
        *(f"{own}history/", f"{own}updates/", "/corrections/", "/robots.txt", "/sitemap.xml"),
        *("/sitemaps/news.xml", f"/sitemaps/{month.replace('/', '-')}.xml", "/feed.rss", "/feed.atom"),
        *(f"{own}updates/feed.json", f"/sections/{section}/feed.json"),
    ]:
        made = site.made
        answers = [site.get(address) for _ in range(3)]
        assert [answer.status_code for answer in answers] == [200, 200, 200], address
        assert site.made == made + 1, address
        assert answers[0]["ETag"] == answers[2]["ETag"]


def test_a_moved_story_a_withdrawn_one_and_none_are_kept(site, story, by):
    former = story.get_absolute_url()
    addresses.move(story=story, by=by, slug="votes-at-last")
    gone = published(by=by)
    publishing.withdraw(story=gone, by=by, note="Wrong.")
    for address, status in [(former, 301), (gone.get_absolute_url(), 410), ("/sections/nowhere/", 404)]:
        made = site.made
        assert [site.get(address).status_code for _ in range(3)] == [status] * 3
        assert site.made == made + 1
    assert site.get(former)["Location"] == story.get_absolute_url()


def test_that_nothing_is_at_an_address_is_forgotten_with_any_change_and_soon(site, story, by, monkeypatch):
    address = "/people/somebody/"
    assert site.get(address).status_code == 404
    events.emit("test")
    site.get(address)
    assert site.made == 2
    monkeypatch.setitem(page_cache.LIVES, 404, 0)
    site.get("/people/another/")
    site.get("/people/another/")
    assert site.made == 4


def test_pages_that_are_not_there_take_little_room_and_none_of_the_others(site, story, monkeypatch):
    site.get(story.get_absolute_url())
    for number in range(300):
        site.get(f"/people/nobody-{number}/")
    assert site.cache.not_found.size <= page_cache.NOT_FOUND
    assert site.cache.memory.get((False, "testserver", story.get_absolute_url(), "")) is not None
    # A query makes no end of such addresses.
    count = len(site.cache.not_found)
    assert site.get("/latest/?after=junk").status_code == 404
    assert len(site.cache.not_found) == count


def test_nobody_keeps_the_desk_a_preview_a_search_or_a_poll(site, story, by):
    draft = draft_page(by=by)
    assert draft
    for address in ["/admin/login/", "/search/?q=council", f"/live/{story.pk}/head.json", "/preview/x/"]:
        for _ in range(2):
            site.get(address)
        assert len(site.cache.memory) == 0
    assert site.made == 8


@pytest.mark.parametrize(
    "change",
    [
        lambda response: response.set_cookie("a", "b"),
        lambda response: response.headers.__setitem__("Cache-Control", "no-store"),
        lambda response: response.headers.__setitem__("Cache-Control", "private, max-age=3"),
        lambda response: response.headers.__setitem__("Vary", "Cookie"),
        lambda response: setattr(response, "status_code", 500),
        lambda response: setattr(response, "status_code", 302),
    ],
)
def test_an_answer_to_one_reader_is_not_kept(site, story, change):
    render = site.cache.get_response

    def changed(request):
        response = render(request)
        change(response)
        return response

    site.cache.get_response = changed
    site.get(story.get_absolute_url())
    site.get(story.get_absolute_url())
    assert site.made == 2


def test_an_answer_with_a_nonce_is_not_kept(site, story):
    render = site.cache.get_response

    def changed(request):
        response = render(request)
        request._csp_nonce = "abc"
        return response

    site.cache.get_response = changed
    site.get(story.get_absolute_url())
    site.get(story.get_absolute_url())
    assert site.made == 2


def test_memory_is_bounded(log, story, settings, by):
    settings.COPIES_MEGABYTES = 0.2
    site = Site()
    for number in range(1, 40):
        site.get(f"{story.get_absolute_url()}updates/?page=1&by=a{number}")
    assert 0 < site.cache.memory.size <= 0.2 * 1024**2
    assert len(site.cache.memory) < 39


# --- until when --------------------------------------------------------------------------------------------


def test_a_change_is_seen_at_once_and_makes_nothing_else_old(site, story, by):
    other = published(by=by, headline="Something else")
    for address in (story.get_absolute_url(), other.get_absolute_url()):
        site.get(address)
    events.emit("edition.live", tags=[f"story:{story.pk}"])
    made = site.made
    site.get(other.get_absolute_url())
    assert site.made == made
    site.get(story.get_absolute_url())
    assert site.made == made + 1


def test_a_copy_is_made_anew_after_its_life_and_its_etag_stays(site, story, monkeypatch):
    first = site.get(story.get_absolute_url())
    monkeypatch.setitem(page_cache.LIVES, 200, 0)
    site.cache.memory.clear()
    site.get(story.get_absolute_url())
    again = site.get(story.get_absolute_url())
    assert site.made == 3
    assert first["ETag"] == again["ETag"]


def test_a_page_that_changes_by_itself_lasts_until_then(site, story, monkeypatch):
    at = timezone.now() + datetime.timedelta(seconds=1)
    monkeypatch.setattr("newsroom.lib.tags.midnight", lambda: at)
    site.get("/")
    site.get("/")
    assert site.made == 1
    time.sleep(1.1)
    monkeypatch.undo()
    site.get("/")
    assert site.made == 2


def test_two_answers_that_differ_have_different_times_and_one_that_is_made_again_keeps_its_time(site, by):
    author = AuthorFactory(name="One")
    first = site.get(author.get_absolute_url())
    events.emit("test", tags=[f"author:{author.pk}"])
    second = site.get(author.get_absolute_url())
    assert (site.made, first["ETag"]) == (2, second["ETag"])
    assert first["Last-Modified"] == second["Last-Modified"]
    author.name = "Two"
    author.save()
    events.emit("test", tags=[f"author:{author.pk}"])
    third = site.get(author.get_absolute_url())
    assert third["ETag"] != first["ETag"]
    assert third["Last-Modified"] != first["Last-Modified"]


# --- for whom, and under what ------------------------------------------------------------------------------


def test_who_is_signed_in_neither_fills_nor_reads(site, story, by):
    address = story.get_absolute_url()
    site.client.force_login(by)
    mine = site.get(address)
    assert mine["Cache-Control"] == "private, no-cache"
    assert "X-Accel-Expires" not in mine
    assert len(site.cache.memory) == 0
    site.get(address)
    assert site.made == 2
    site.client.logout()
    site.client.cookies.clear()
    site.get(address)
    assert site.made == 3
    site.client.force_login(by)
    site.get(address)
    assert site.made == 4


ODD = [
    {"X_Forwarded_Host": "evil.example"},
    {"X_Forwarded_Host": "evil.example", "X_Host": "evil.example", "Forwarded": "host=evil.example"},
    {"X_Original_URL": "/admin/", "X_Rewrite_URL": "/admin/"},
    {"X_Forwarded_Proto": "https", "X_Forwarded_Scheme": "http", "X_Forwarded_Port": "1"},
    {"X_HTTP_Method_Override": "POST", "X_Method_Override": "DELETE"},
    {"Accept_Language": "es", "Accept": "application/json", "Accept_Charset": "utf-16"},
    {"Cookie": 'theme=dark; csrftoken=abc; tracking="<script>"'},
    {"User_Agent": "Googlebot <script>", "Referer": "https://evil.example/"},
    {"X_Forwarded_For": "10.0.0.1", "X_Real_IP": "::1", "True_Client_IP": "x"},
    {"Range": "bytes=0-10"},
    {"X_Requested_With": "XMLHttpRequest", "Origin": "https://evil.example"},
    {"Pragma": "no-cache", "Cache_Control": "no-cache, max-age=0"},
    {"Transfer_Encoding": "x", "Content_Type": "text/evil", "X_Wap_Profile": "http://evil.example/"},
    {"Save_Data": "on", "DNT": "1", "Sec_Fetch_Dest": "image", "Purpose": "prefetch"},
]


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: next(iter(odd)))
def test_odd_headers_never_change_what_is_kept(log, story, odd):
    for address in (story.get_absolute_url(), "/", "/feed.rss", "/people/nobody/"):
        plain = Site().get(address)
        site = Site()
        filled = site.get(address, **odd)
        read = site.get(address)
        assert filled.content == read.content == plain.content, address
        assert filled.status_code == read.status_code == plain.status_code
        for answer in (filled, read):
            assert {**answer.headers, "Last-Modified": ""} == {**plain.headers, "Last-Modified": ""}


def test_parts_of_the_query_that_no_page_reads_make_no_copy_and_change_no_byte(site, story):
    plain = site.get(story.get_absolute_url())
    for query in ("utm_source=x", "a=1&b=2", "page=3", "after=junk", "x=%00", "x=%ff", "&&&", "="):
        assert site.get(f"{story.get_absolute_url()}?{query}").content == plain.content
    assert site.made == 1


def test_the_query_that_a_page_reads_has_one_spelling(site, story):
    address = f"{story.get_absolute_url()}history/"
    plain = site.get(f"{address}?from=1&to=1")
    for query in ("to=1&from=1", "from=%31&to=1", "to=1&x=y&from=1", "from=7&from=1&to=1"):
        answer = site.get(f"{address}?{query}")
        assert (answer.status_code, answer.content) == (200, plain.content)
    assert site.made == 1
    assert site.get(f"{address}?from=7&to=1").status_code == 404


def test_a_moved_story_leads_on_with_what_the_page_reads(site, story, by):
    former = story.get_absolute_url()
    addresses.move(story=story, by=by, slug="votes-at-last")
    there = story.get_absolute_url()
    assert site.get(f"{former}history/?from=1&to=1&x=y")["Location"] == f"{there}history/?from=1&to=1"
    assert site.get(f"{former}?utm=1")["Location"] == there


@pytest.mark.parametrize("host", ["evil.example", "news.example.evil", "testserver\r\nX: y", "a b", ""])
def test_the_name_of_another_site_gets_a_400_that_is_not_kept(site, story, host):
    for _ in range(2):
        answer = site.client.get(story.get_absolute_url(), HTTP_HOST=host)
        assert answer.status_code == 400
    assert len(site.cache.memory) == 0
    assert b"evil" not in site.get(story.get_absolute_url()).content


def test_one_site_has_one_copy_whatever_the_port_or_case(site, story):
    for host in ("testserver", "TESTSERVER", "testserver:80", "testserver:8443"):
        assert site.client.get(story.get_absolute_url(), HTTP_HOST=host).status_code == 200
    assert site.made == 1


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/latest/?after=%0d%0aSet-Cookie:%20a=b", 400),
        ("/?x=%0D%0Ay", 400),
        ("/topics/a%0d%0ab/", 400),
        ("/latest/?after=" + "a" * 65536, 414),
        ("/?" + "a" * 65536, 414),
        ("/latest/?" + "&".join(f"a{n}=1" for n in range(500)), 400),
        ("/latest/?after=junk", 404),
        ("/latest/?after=" + "é" * 400, 404),
    ],
)
@pytest.mark.parametrize("is_on", [True, False])
def test_junk_is_refused_and_not_kept(site, address, status, is_on, settings):
    settings.KEEP_COPIES = is_on
    if not is_on and "a1=1" in address:
        status = 200
    for _ in range(2):
        answer = site.get(address)
        assert answer.status_code == status
        assert not answer.cookies
    assert len(site.cache.memory) == len(site.cache.not_found) == 0


def test_a_path_below_a_page_is_not_the_page(site, story, by):
    """As when somebody leads an editor to `/admin/x.css`, or asks for a page as if it were a file."""
    site.client.force_login(by)
    own = story.get_absolute_url()
    for address in (f"{own}x.css", "/admin/x.css", "/admin/articles/story/a.js", "/latest/a.css"):
        site.get(address)
        site.get(address)
    assert len(site.cache.memory) == len(site.cache.not_found) == 0


# --- what others are told ----------------------------------------------------------------------------------


def test_headers_for_caches(site, story):
    answer = site.get(story.get_absolute_url())
    assert re.fullmatch(r'"[0-9a-f]{24}"', answer["ETag"])
    assert answer["Last-Modified"].endswith("GMT")
    assert answer["Cache-Control"] == page_cache.CONTROL
    assert answer["Vary"] == "Accept-Encoding"
    assert answer["X-Accel-Expires"] == "1"
    tags = answer["Surrogate-Key"].split(" ")
    assert f"story:{story.pk}" in tags
    assert answer["Cache-Tag"].split(",") == tags
    assert answer["Content-Length"] == str(len(answer.content))
    assert not answer.cookies


def test_what_has_too_many_tags_for_a_header_is_kept_by_others_for_a_moment_only(site, story, monkeypatch):
    monkeypatch.setattr(page_cache, "TAGS", 30)
    answer = site.get(story.get_absolute_url())
    assert 0 < len(answer["Surrogate-Key"]) <= 30
    assert answer["Cache-Control"] == page_cache.CONTROL_SHORT


def test_feeds_keep_what_they_say_themselves(site, story):
    answer = site.get("/feed.rss")
    assert answer["Cache-Control"] == "public, max-age=60"
    assert re.fullmatch(r'"[0-9a-f]{32}"', answer["ETag"])


def test_a_reader_who_has_a_page_is_told_so_at_no_query(site, story, monkeypatch, django_assert_num_queries):
    for address in (story.get_absolute_url(), "/", "/feed.atom", "/sitemap.xml", "/latest/"):
        answer = site.get(address)
        made = site.made
        monkeypatch.setattr(changes, "EVERY", 60)
        site.get(address)
        for condition in (
            {"If_None_Match": answer["ETag"]},
            {"If_None_Match": f'"other", W/{answer["ETag"]}'},
            {"If_None_Match": "*"},
            {"If_Modified_Since": answer["Last-Modified"]},
        ):
            with django_assert_num_queries(0):
                same = site.get(address, **condition)
            assert (same.status_code, same.content) == (304, b""), (address, condition)
            for name in ("ETag", "Cache-Control", "Vary", "Last-Modified", "X-Accel-Expires"):
                assert same[name] == answer[name]
            assert "Content-Length" not in same
        assert site.get(address, If_None_Match='"other"').status_code == 200
        before = "Mon, 01 Jan 2001 00:00:00 GMT"
        assert site.get(address, If_Modified_Since=before).status_code == 200
        # The first of the two decides.
        both = {"If_None_Match": '"other"', "If_Modified_Since": answer["Last-Modified"]}
        assert site.get(address, **both).status_code == 200
        assert site.made == made


def test_the_name_of_a_copy_is_worth_something_when_its_bytes_are_gone(
    log, story, settings, django_assert_num_queries
):
    settings.COPIES_MEGABYTES = 0.001
    site = Site()
    answer = site.get(story.get_absolute_url())
    assert len(site.cache.memory) == 0
    with django_assert_num_queries(1):  # asks what has changed
        same = site.get(story.get_absolute_url(), If_None_Match=answer["ETag"])
    assert (same.status_code, site.made) == (304, 1)
    assert site.get(story.get_absolute_url(), If_None_Match='"other"').status_code == 200
    events.emit("edition.live", tags=[f"story:{story.pk}"])
    site.get(story.get_absolute_url(), If_None_Match=answer["ETag"])
    assert site.made == 3


def test_a_feed_whose_reader_has_it_is_not_rendered_and_its_name_is_kept(log, story):
    etag = Site().get("/feed.rss")["ETag"]
    site = Site()
    for _ in range(3):
        assert site.get("/feed.rss", If_None_Match=etag).status_code == 304
    assert site.made == 1
    answer = site.get("/feed.rss")
    assert (answer.status_code, answer["ETag"]) == (200, etag)
    assert b"<rss" in answer.content


def test_head_is_get_without_the_body(site, story):
    for address in (story.get_absolute_url(), "/feed.rss", "/nowhere/"):
        head = site.head(address)
        made = site.made
        answer = site.get(address)
        if answer.status_code == 200:
            assert site.made == made
            assert head["Content-Length"] == str(len(answer.content))
            assert site.head(address, If_None_Match=answer["ETag"]).status_code == 304
            assert {**site.head(address).headers} == {**answer.headers}
        assert (head.status_code, head.content) == (answer.status_code, b"")


def test_nothing_is_kept_where_that_is_switched_off(log, story, settings):
    settings.KEEP_COPIES = False
    site = Site()
    for _ in range(2):
        answer = site.get(story.get_absolute_url())
        assert "ETag" not in answer.headers
    assert site.made == 2


def test_robots_are_told_the_same(site):
    assert site.get(reverse("robots")).content == site.get("/robots.txt?x=1").content
    assert site.made == 1
