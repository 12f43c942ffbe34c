"""The guarded fetch, against a server that is real and, where it matters, hostile."""

import gzip
import socket
import sys
import time

import pytest

from newsroom.lib.web import Unreachable, fetch, is_public

JSON = ("application/json",)


@pytest.fixture
def ask(provider):
    """Return `ask()`, which fetches a path of the provider as embeds are."""

    def ask(path="/api/oembed", *, hosts=(), address=None, seconds=5, max_bytes=10_000):
        return fetch(
            f"https://{provider.host}{path}" if address is None else address,
            allows=lambda host: host in (provider.host, *hosts),
            types=JSON,
            max_bytes=max_bytes,
            seconds=seconds,
        )

    return ask


def test_an_answer_is_returned_whole(provider, ask):
    provider.tell(b'{"a": 1}')
    assert ask("/api/oembed?url=x") == b'{"a": 1}'
    assert provider.asked == ["/api/oembed?url=x"]


def test_the_type_may_carry_a_charset(provider, ask):
    provider.tell(b"{}", kind="application/json; charset=utf-8")
    assert ask() == b"{}"


# --- where it may lead -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "http://localhost:1/",
        "https://localhost/",
        "https://elsewhere.example/",
        "https://localhost:1@elsewhere.example/",
        "https:///x",
        "ftp://localhost:1/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "//localhost:1/",
        "",
    ],
)
def test_only_listed_hosts_over_tls_are_asked(ask, address):
    with pytest.raises(Unreachable, match="not on the list"):
        ask(address=address)


@pytest.mark.parametrize("address", ["https://localhost:x/", "https://[", "https://localhost:99999999/"])
def test_an_address_that_is_none_is_refused(ask, address):
    with pytest.raises(Unreachable):
        ask(address=address)


def test_a_name_that_leads_into_this_machine_is_refused(provider, ask, settings):
    settings.EMBEDS = settings.EMBEDS | {"private_networks": []}
    provider.tell(b"{}")
    with pytest.raises(Unreachable, match="private network"):
        ask()
    assert provider.asked == []


def test_the_connection_is_made_to_the_address_that_was_checked(provider, ask):
    """The name is looked up once; what is connected to is an address and no name."""
    seen = []
    is_watching = True

    def watch(event, args):
        if is_watching and event in ("socket.getaddrinfo", "socket.connect"):
            seen.append((event, args[0] if event == "socket.getaddrinfo" else args[1][0]))

    sys.addaudithook(watch)  # for the rest of the process: it is told when to be idle
    provider.tell(b"{}")
    ask()
    is_watching = False
    ours = [what for what in seen if what[1] in ("localhost", "127.0.0.1", "::1")]
    assert [event for event, host in ours if host == "localhost"] == ["socket.getaddrinfo"]
    assert ours[0] == ("socket.getaddrinfo", "localhost")
    assert ("socket.connect", "127.0.0.1") in ours


def test_who_cannot_prove_to_be_the_host_is_refused(provider, ask, monkeypatch, tmp_path):
    provider.tell(b"{}")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "none.pem"))
    with pytest.raises(Unreachable, match="could not be reached"):
        ask()
    assert provider.asked == []


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("2606:4700::1111", True),
        ("127.0.0.1", False),
        ("127.8.8.8", False),
        ("0.0.0.0", False),
        ("10.0.0.1", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("100.64.0.1", False),
        ("169.254.169.254", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::", False),
        ("::1", False),
        ("fe80::1", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("ff02::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:10.0.0.1", False),
        ("64:ff9b::7f00:1", False),
        ("64:ff9b::a9fe:a9fe", False),
        ("2002:7f00:1::", False),
        ("2002:a00:1::", False),
    ],
)
def test_what_is_a_public_address(address, public):
    assert is_public(address) is public


def test_a_private_network_is_asked_if_the_settings_permit_it(settings):
    settings.EMBEDS = settings.EMBEDS | {"private_networks": ["10.1.0.0/16"]}
    assert is_public("10.1.2.3")
    assert is_public("::ffff:10.1.2.3") is False
    assert not is_public("10.2.0.1")


# --- redirects ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_on_the_list_is_followed(provider, ask, status):
    provider.tell(status=status, Location="/elsewhere")
    provider.tell(b"{}", at="/elsewhere")
    assert ask() == b"{}"


@pytest.mark.parametrize(
    "location",
    [
        "https://elsewhere.example/",
        "http://localhost/",
        "https://127.0.0.1/",
        "https://169.254.169.254/latest/meta-data/",
        "//elsewhere.example/",
        "file:///etc/passwd",
    ],
)
def test_a_redirect_off_the_list_is_not(provider, ask, location):
    provider.tell(status=302, Location=location)
    with pytest.raises(Unreachable, match="not on the list"):
        ask()


def test_a_redirect_to_a_listed_host_in_a_private_network_is_refused(provider, ask):
    """The list says who may be asked; the address is checked for each of them all the same."""
    port = provider.host.split(":")[1]
    provider.tell(status=302, Location=f"https://127.0.0.2:{port}/elsewhere")
    with pytest.raises(Unreachable, match="private network"):
        ask(hosts=[f"127.0.0.2:{port}"])


def test_a_circle_of_redirects_ends(provider, ask):
    provider.tell(status=302, Location="/api/oembed")
    with pytest.raises(Unreachable, match="one address to the next"):
        ask()
    assert len(provider.asked) == 4


def test_a_redirect_to_nowhere_is_an_end_too(provider, ask):
    provider.tell(status=302)
    with pytest.raises(Unreachable):
        ask()


# --- what it may answer ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "said"), [(404, "not there"), (410, "not there"), (403, "not public"), (500, "error 500")]
)
def test_an_error_is_said(provider, ask, status, said):
    provider.tell(b"{}", status=status)
    with pytest.raises(Unreachable, match=said):
        ask()


@pytest.mark.parametrize("kind", ["text/html", "image/svg+xml", "application/xml", "nonsense"])
def test_another_type_is_refused(provider, ask, kind):
    provider.tell(b"{}", kind=kind)
    with pytest.raises(Unreachable, match="form that was not asked for"):
        ask()


def test_a_compressed_answer_is_refused_unread(provider, ask):
    provider.tell(gzip.compress(b"0" * 50_000_000), Content_Encoding="gzip")
    with pytest.raises(Unreachable, match="form that was not asked for"):
        ask(max_bytes=100_000_000)


def test_an_answer_that_is_too_large_is_refused(provider, ask):
    provider.tell(b"0" * 10_001)
    with pytest.raises(Unreachable, match="too large"):
        ask()
    provider.tell(b"0" * 10_000)
    assert len(ask()) == 10_000


def test_an_answer_without_end_is_refused(provider, ask):
    def endless(out):
        while True:
            out.write(b"0" * 1000)

    provider.tell(endless)
    with pytest.raises(Unreachable, match="too large"):
        ask()


def test_an_answer_that_is_cut_short_is_refused(provider, ask):
    provider.tell(b"{}", Content_Length="100")
    with pytest.raises(Unreachable, match="could not be reached"):
        ask()


def drip(out):
    """Send a little, slower than anybody waits for."""
    while True:
        out.write(b" ")
        out.flush()
        time.sleep(0.05)


def test_an_answer_that_drips_is_given_up(provider, ask):
    provider.tell(drip)
    began = time.monotonic()
    with pytest.raises(Unreachable, match="not answer in time"):
        ask(seconds=0.5)
    assert time.monotonic() - began < 2


def test_headers_that_drip_are_given_up(provider, ask):
    def write(out):
        out.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX-Slow: ")
        drip(out)

    provider.tell(write, status=None)
    began = time.monotonic()
    with pytest.raises(Unreachable, match="not answer in time"):
        ask(seconds=0.5)
    assert time.monotonic() - began < 2


def test_what_is_no_http_is_said_so(provider, ask):
    provider.tell(lambda out: out.write(b"220 mail.example ESMTP\r\n"), status=None)
    with pytest.raises(Unreachable, match="could not be reached"):
        ask()


def test_a_server_that_never_answers_is_given_up(provider, ask):
    provider.tell(lambda out: time.sleep(1.5))
    with pytest.raises(Unreachable, match="not answer in time"):
        ask(seconds=0.5)


def test_a_server_that_does_not_even_shake_hands_is_given_up(ask):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        host = f"localhost:{silent.getsockname()[1]}"
        began = time.monotonic()
        with pytest.raises(Unreachable, match="not answer in time"):
            ask(address=f"https://{host}/", hosts=[host], seconds=0.5)
        assert time.monotonic() - began < 2


def test_a_server_that_is_not_there_is_said_so(ask):
    with socket.create_server(("127.0.0.1", 0)) as server:
        host = f"localhost:{server.getsockname()[1]}"
    with pytest.raises(Unreachable, match="could not be reached"):
        ask(address=f"https://{host}/", hosts=[host])
