"""Copies of pages for real: servers of several processes, with a Redis that works, hangs, dies or lies."""

import re
import signal
import statistics
import time

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from redis import Redis

from articles import publishing
from newsroom import page_cache
from newsroom.lib.copies import MARK, Copy, pack, unpack
from newsroom.outbox import changes, events
from newsroom.outbox.changes import Known
from newsroom.page_cache import name_of
from tests.articles.whole import save
from tests.copies import Site, missing, redis, server
from tests.factories import PASSWORD, UserFactory, published
from tests.processes import database_url

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(missing("redis-server") is not None, reason="redis-server is not installed"),
]
# In this time every process has seen a change; the rest is for machines that are busy.
SEEN = changes.EVERY + 0.3
LIFE = 5


@pytest.fixture
def by():
    return UserFactory(role="administrator")


@pytest.fixture
def story(by):
    return published(by=by, headline="Council votes")


@pytest.fixture
def shared(log, settings, tmp_path):
    """A Redis that the sites of this process share: its process."""
    with redis(tmp_path) as (cache, process):
        address = cache.replace("rediscache", "redis")
        backend = "django.core.cache.backends.redis.RedisCache"
        settings.CACHES = {"default": {"BACKEND": backend, "LOCATION": address}}
        yield process


def test_two_processes_share_what_one_has_rendered_and_see_each_change(story, by, tmp_path):
    address = story.get_absolute_url()
    with redis(tmp_path) as (cache, _process), server(tmp_path / "web", database_url(), cache=cache) as site:
        for _ in range(30):
            assert b"Council votes" in site.get(address).body
        assert site.rendered(address) == 1
        events.emit("edition.live", tags=[f"story:{story.pk}"])
        time.sleep(SEEN)
        for _ in range(30):
            site.get(address)
        assert site.rendered(address) == 2


def test_500_readers_on_a_hot_page_that_expired_render_it_once(story, tmp_path):
    address = story.get_absolute_url()
    with (
        redis(tmp_path) as (cache, _process),
        server(tmp_path / "web", database_url(), cache=cache, life=LIFE, slow=0.2) as site,
    ):
        site.get(address)

        def expire():
            time.sleep(LIFE + 0.5)

        assert site.rendered(address) == 1
        # On a busy machine they take so long that it expires again.
        assert rendered_by_500(site, address, expire, lambda seconds: 1 + int(seconds / LIFE))


def test_500_readers_on_a_hot_page_that_changed_render_it_once(story, tmp_path):
    address = story.get_absolute_url()
    with (
        redis(tmp_path) as (cache, _process),
        server(tmp_path / "web", database_url(), cache=cache, slow=0.2) as site,
    ):
        site.get(address)

        def change():
            events.emit("edition.live", tags=[f"story:{story.pk}"])
            time.sleep(SEEN)

        assert rendered_by_500(site, address, change, lambda _seconds: 1)


def rendered_by_500(site, address, make_old, most):
    """Return whether 500 readers at once of a page that is old have it rendered no more often than `most`.

    It is tried three times: on a machine too busy for Redis or the database to answer in their time, each
    process helps itself.
    """
    for _attempt in range(3):
        make_old()
        before, begun = site.rendered(address), time.monotonic()
        answers = site.all_at_once(address, 500)
        seconds = time.monotonic() - begun
        assert [status for status, _body in answers] == [200] * 500
        assert len({body for _status, body in answers}) == 1
        rendered = site.rendered(address) - before
        assert 1 <= rendered < 50
        if rendered <= most(seconds):
            return True
    return False


def test_without_redis_each_process_renders_a_hot_page_once(story, tmp_path):
    address = story.get_absolute_url()
    with server(tmp_path / "web", database_url(), slow=0.2) as site:
        answers = site.all_at_once(address, 500)
        assert [status for status, _body in answers] == [200] * 500
        assert 1 <= site.rendered(address) <= 2


def test_head_and_odd_requests_over_the_wire(story, tmp_path):
    address = story.get_absolute_url()
    with server(tmp_path / "web", database_url(), workers=1) as site:
        body = site.get(address).body
        head = site.get(address, method="HEAD")
        assert (head.status, head.body, head.getheader("Content-Length")) == (200, b"", str(len(body)))
        same = site.get(address, If_None_Match=head.getheader("ETag"))
        assert (same.status, same.body) == (304, b"")
        assert site.get(address, Host="evil.example").status == 400
        assert site.get(f"{address}?{'a' * 65000}").status == 414
        assert site.get(f"{address}?a=%0d%0ab").status == 400
        # Without the proxy's word that it came by HTTPS, a reader is sent there.
        plain = site.get(address, X_Forwarded_Proto="http")
        assert (plain.status, plain.getheader("Location")) == (301, f"https://news.example{address}")
        assert site.get(address).body == body
        assert site.get(address).getheader("Strict-Transport-Security")
        # And where somebody is sent on, and where another site was asked for.
        assert site.rendered(address) == 1 + 2


def test_garbage_in_redis_is_thrown_away_and_made_anew(shared, story, settings):
    address = story.get_absolute_url()
    body = Site().get(address).content
    store = Redis.from_url(settings.CACHES["default"]["LOCATION"])
    (name,) = store.keys("newsroom:*")
    real = store.get(name)
    assert real.startswith(MARK)
    for garbage in (
        b"",
        b"garbage" * 1000,
        real[:-1],
        real.replace(b"Council votes", b"Council v0tes"),
        real.replace(MARK, b"cos\nsystem\n(S'true'\ntR."),
        MARK + b"0" * 32 + b"{}\n",
    ):
        store.set(name, garbage)
        site = Site()
        assert site.get(address).content == body
        assert site.made == 1
        assert store.get(name).startswith(MARK)
    # Another kind of thing altogether.
    store.delete(name)
    store.rpush(name, "a")
    site = Site()
    assert site.get(address).content == body
    assert site.made == 1


def test_a_copy_is_believed_only_as_the_one_it_was_signed_as():
    known = Known(3, frozenset({2}), 4.5)
    copy = Copy(200, {"Content-Type": "text/html"}, b"<p>\n</p>", frozenset({"a"}), known, 60)
    packed = pack(copy, "name", "secret")
    assert unpack(packed, "name", "secret", Known) == copy
    for data, name, secret in [
        (packed, "another", "secret"),
        (packed, "name", "another"),
        (packed[:-1], "name", "secret"),
        (packed + b"x", "name", "secret"),
        (b"", "name", "secret"),
    ]:
        with pytest.raises(ValueError, match="not of ours"):
            unpack(data, name, secret, Known)


def test_a_redis_that_hangs_or_dies_costs_little_and_signing_in_works(story, by, tmp_path):
    address = story.get_absolute_url()
    # As production hashes them.
    by.password = PBKDF2PasswordHasher().encode(PASSWORD, "salt")
    by.save()
    with (
        redis(tmp_path) as (cache, process),
        server(tmp_path / "web", database_url(), cache=cache, workers=1) as site,
    ):
        site.get(address)
        for halt in (signal.SIGSTOP, signal.SIGKILL):
            process.send_signal(halt)
            lost = []
            for _ in range(12):
                events.emit("edition.live", tags=[f"story:{story.pk}"])
                time.sleep(SEEN)
                begun = time.monotonic()
                assert site.get(address).status == 200
                lost.append(time.monotonic() - begun)
            # Only the first that is rendered anew waits for Redis; how long, the next test says.
            assert statistics.median(lost) - min(lost) < 0.3, lost
            login = site.get("/admin/login/")
            assert login.status == 200
            token = re.search(rb'csrfmiddlewaretoken" value="(\w+)"', login.body)[1].decode()
            cookie = login.getheader("Set-Cookie").split(";")[0]
            form = f"csrfmiddlewaretoken={token}&username={by.email}&password={PASSWORD}"
            signed_in = site.get(
                *("/admin/login/", "POST", form.replace(" ", "+")),
                Content_Type="application/x-www-form-urlencoded",
                Cookie=cookie,
                Referer="https://news.example/admin/login/",
            )
            assert signed_in.status == 302
            assert "sessionid" in str(signed_in.headers)


def test_a_hung_redis_is_left_alone(shared, story):
    site = Site()
    site.get(story.get_absolute_url())
    assert site.cache.shared.is_up
    shared.send_signal(signal.SIGSTOP)
    lost = []
    for _ in range(3):
        site.cache.shared._alone_until = 0
        begun = time.monotonic()
        assert site.cache.shared.get("x") is None
        lost.append(time.monotonic() - begun)
    assert min(lost) < 0.1
    assert not site.cache.shared.is_up
    begun = time.monotonic()
    for _ in range(100):
        assert site.cache.shared.get("x") is None
        assert site.cache.shared.lock("x", 1) is None
    assert time.monotonic() - begun < 0.1
    shared.send_signal(signal.SIGCONT)
    site.cache.shared._alone_until = 0
    assert site.cache.shared.lock("x", 1)
    assert site.cache.shared.is_up


def test_a_page_in_redis_that_has_changed_is_not_shown(shared, story, by):
    first, second = Site(), Site()
    first.get(story.get_absolute_url())
    second.get(story.get_absolute_url())
    assert (first.made, second.made) == (1, 0)
    story.headline = "Council waits"
    save(story, by, story.save)
    publishing.publish(story=story, by=by)
    events.emit("edition.live", tags=[f"story:{story.pk}"])
    for _ in range(2):
        for site in (second, first):
            assert b"Council waits" in site.get(story.get_absolute_url()).content
    assert (first.made, second.made) == (1, 1)
    # A process that has just begun is not misled.
    changes.LOG.forget()
    third = Site()
    assert b"Council waits" in third.get(story.get_absolute_url()).content
    assert third.made == 0


def test_what_was_taken_away_is_heard_of_while_the_database_is_away(shared, story, log, monkeypatch):
    """Of what was committed just before, so that this process had no time to ask."""
    site = Site()
    site.get(story.get_absolute_url())

    def is_shown():
        monkeypatch.setattr(log, "_next", float("inf"))
        log._has_failed = True
        site.cache._next_hearing = 0
        return site.get(story.get_absolute_url()).status_code == 200

    assert is_shown()
    for number, (kind, tag, shown) in enumerate(
        [
            ("edition.live", f"story:{story.pk}", True),
            ("story.withdrawn", "story:0", True),
            ("story.withdrawn", f"story:{story.pk}", False),
        ]
    ):
        with monkeypatch.context() as another:
            another.setattr(changes.Log, "hear", lambda *args: None)
            log.committed(log.known().high + 1 + number, kind, [tag])
        assert is_shown() == shown, kind


def test_what_somebody_else_says_was_taken_away_is_not_believed(shared, story, log, settings, monkeypatch):
    site = Site()
    site.get(story.get_absolute_url())
    store = Redis.from_url(settings.CACHES["default"]["LOCATION"])
    (name,) = store.keys("newsroom:*")
    taken = name.rpartition(b":")[0] + b":taken"
    store.lpush(taken, b'[999, "story.withdrawn", ["story:%d"], null]' % story.pk)
    monkeypatch.setattr(log, "_next", float("inf"))
    log._has_failed = True
    assert site.get(story.get_absolute_url()).status_code == 200


def test_a_reader_who_has_an_aged_page_is_told_so_by_another_process(shared, story, monkeypatch):
    monkeypatch.setitem(page_cache.LIVES, 200, 0)
    etag = Site().get(story.get_absolute_url())["ETag"]
    site = Site()
    assert site.get(story.get_absolute_url(), If_None_Match=etag).status_code == 304
    assert site.made == 0
    assert site.get(story.get_absolute_url()).status_code == 200
    assert site.made == 1


def test_whoever_has_a_lock_and_dies_does_not_stop_the_others(shared, story, monkeypatch):
    monkeypatch.setattr("newsroom.page_cache.WAIT_SHARED", 0.3)
    site = Site()
    name = name_of((False, "testserver", story.get_absolute_url(), ""))
    assert site.cache.shared.lock(f"{name}:lock", 60)
    assert site.get(story.get_absolute_url()).status_code == 200
    assert site.made == 1
