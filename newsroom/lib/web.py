"""Asking another server, and not being led astray by it: for what an editor's paste makes us fetch.

`fetch` asks only hosts that its caller names, over TLS, at addresses that are public. A name is resolved
once, and the connection is made to the very address that was checked: a name that leads elsewhere a moment
later gains nothing. A redirect is a new question with the same rules. Time, size and kind of the answer are
limited, and a compressed answer is refused unread.
"""

import contextlib
import http.client
import ipaddress
import socket
import ssl
import threading
import time
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

MAX_REDIRECTS = 3
CHUNK = 64 * 1024
REDIRECTS = {301, 302, 303, 307, 308}
# Addresses in IPv6 that carry one of IPv4, by which a translator would reach it.
TRANSLATED = ipaddress.ip_network("64:ff9b::/96")


class Unreachable(Exception):
    """There is no answer that we take; the text says why, in words for an editor."""


def fetch(address, *, allows, types, max_bytes, seconds):
    """Return the body that `address` answers with, as bytes.

    `allows` is asked whether a host may be asked, with its port if that is not the usual one; `types` are the
    media types taken. All of it, redirects too, may take so many `seconds`. Raises Unreachable.
    """
    asked = _Question(allows, types, max_bytes, seconds)
    timer = threading.Timer(seconds, asked.give_up)
    timer.daemon = True
    timer.start()
    try:
        for _hop in range(MAX_REDIRECTS + 1):
            body, address = asked.ask(address)
            if body is not None:
                return body
        raise Unreachable(_("It sends us from one address to the next."))
    except (OSError, http.client.HTTPException, ValueError) as error:
        if asked.is_late or isinstance(error, TimeoutError):
            raise Unreachable(_("It did not answer in time.")) from error
        raise Unreachable(_("It could not be reached.")) from error
    finally:
        timer.cancel()
        asked.close()


def is_public(address):
    """True if an IP address, as text, leads out to the public network, or to one that the settings permit."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    permitted = [ipaddress.ip_network(network) for network in settings.EMBEDS["private_networks"]]
    if any(ip in network for network in permitted):
        return True
    carried = _carried(ip)
    return ip.is_global and not ip.is_multicast and (carried is None or is_public(str(carried)))


def _carried(ip):
    """Return the IPv4 address inside one of IPv6, None if there is none."""
    if ip.version == 4:
        return None
    if ip in TRANSLATED:
        return ipaddress.ip_address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour or (ip.teredo and ip.teredo[1])


class _Question:
    """What is asked of one server after the other, until it has taken too long."""

    def __init__(self, allows, types, max_bytes, seconds):
        self.allows, self.types, self.max_bytes = allows, types, max_bytes
        self.deadline = time.monotonic() + seconds
        self.sock = None
        self.is_late = False

    def ask(self, address):
        """Return (body, None), or (None, where to ask instead)."""
        parts = urlsplit(address)
        port = parts.port or 443
        host = parts.hostname if port == 443 else f"{parts.hostname}:{port}"
        if parts.scheme != "https" or "@" in parts.netloc or not parts.hostname or not self.allows(host):
            raise Unreachable(_("It leads to an address that is not on the list."))
        connection = http.client.HTTPSConnection(parts.hostname, port)
        connection.sock = self.connect(parts.hostname, port)
        connection.request(
            "GET",
            f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/",
            headers={
                "Accept": ", ".join(self.types),
                "Accept-Encoding": "identity",
                "Connection": "close",
                "User-Agent": f"Newsroom (+{settings.NEWSROOM['base_url']})",
            },
        )
        with connection.getresponse() as answer:
            if answer.status in REDIRECTS:
                return None, urljoin(address, answer.headers.get("Location", ""))
            return self.read(answer), None

    def connect(self, host, port):
        """Return a socket to an address of `host` that was checked, which has proved that it is the host."""
        self.close()
        self.hold(self.reach(_resolved(host, port), port))
        # The handshake is awaited on a socket that give_up() knows.
        context = ssl.create_default_context()
        self.hold(context.wrap_socket(self.sock, server_hostname=host, do_handshake_on_connect=False))
        self.sock.do_handshake()
        return self.sock

    def reach(self, addresses, port):
        """Return a socket to the first of `addresses` that answers."""
        refusal = None
        for address in addresses:
            left = max(self.deadline - time.monotonic(), 0.01)
            try:
                return socket.create_connection((address, port), timeout=left)
            except OSError as error:
                refusal = error
        raise refusal

    def hold(self, sock):
        """Make `sock` the one that give_up() ends."""
        self.sock = sock
        if self.is_late:
            raise TimeoutError

    def read(self, answer):
        """Return the body of an answer that is as it should be."""
        if answer.status in (401, 403):
            raise Unreachable(_("It is not public."))
        if answer.status in (404, 410):
            raise Unreachable(_("It is not there, or not any more."))
        if answer.status != 200:
            raise Unreachable(_("It answers with error %(status)s.") % {"status": answer.status})
        if answer.headers.get("Content-Encoding", "identity").lower() != "identity":
            raise Unreachable(_("It answers in a form that was not asked for."))
        if answer.headers.get_content_type() not in self.types:
            raise Unreachable(_("It answers in a form that was not asked for."))
        body = bytearray()
        while chunk := answer.read1(CHUNK):
            body += chunk
            if len(body) > self.max_bytes:
                raise Unreachable(_("Its answer is too large."))
        if self.is_late:
            raise TimeoutError
        # read1() takes the end of the connection for the end of the answer.
        if answer.length:
            raise http.client.IncompleteRead(bytes(body), answer.length)
        return bytes(body)

    def give_up(self):
        """End the connection under whoever waits for it."""
        self.is_late = True
        # Not the method of a TLS socket, which is not for another thread.
        with contextlib.suppress(AttributeError, TypeError, OSError):  # there is none yet, or it is closed
            socket.socket.shutdown(self.sock, socket.SHUT_RDWR)

    def close(self):
        """Leave nothing open."""
        if self.sock:
            self.sock.close()


def _resolved(host, port):
    """Return the addresses of `host`. Raises Unreachable if one of them is not public."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = list(dict.fromkeys(info[4][0] for info in found))
    if not all(map(is_public, addresses)):
        raise Unreachable(_("It leads into a private network."))
    return addresses
