"""A server of Mastodon in the house, for tests: it tells of posts as one does, or as a hostile one might.

It is real: it listens on this machine, speaks TLS with a certificate that is checked, and is on the list
because the settings name it, and its network, as an operator would.
"""

import json
import ssl
import threading
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import trustme

POST = "/@ada/109318821117356215"


class Provider:
    """What the server answers, by path, and what it was asked."""

    def __init__(self, host):
        self.host = host
        self.asked = []
        self.answers = {}

    @property
    def address(self):
        """The address of a post on it."""
        return f"https://{self.host}{POST}"

    def tell(self, body=b"", *, at="/api/oembed", status=200, kind="application/json", **headers):
        """Answer so at a path, with bytes, with what is written as JSON, or with a function that writes.

        With the status None that function writes everything, from the first byte on.
        """
        if not isinstance(body, bytes) and not callable(body):
            body = json.dumps(body).encode()
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answers[at] = (status, {"Content-Type": kind} | headers, body)

    def asked_about(self):
        """The addresses that it was asked about."""
        return [parse_qs(urlsplit(path).query).get("url", [""])[0] for path in self.asked]


def _handler(provider):
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            provider.asked.append(self.path)
            status, headers, body = provider.answers.get(urlsplit(self.path).path, (404, {}, b""))
            if status is None:
                return self.write_with(body)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            if not callable(body) and "Content-Length" not in headers:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.write_with(body if callable(body) else lambda out: out.write(body))

        def write_with(self, write):
            self.close_connection = True
            with suppress(OSError):  # whoever asked has hung up
                write(self.wfile)

        def log_message(self, *args):
            pass

    return Handler


@contextmanager
def serving(tls, name="localhost"):
    """Run a Provider as long as the context lasts."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), None)
    provider = Provider(f"{name}:{server.server_port}")
    server.RequestHandlerClass = _handler(provider)
    server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    server.handle_error = lambda *args: None  # a client that hangs up is part of the test
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def certified(folder, *names):
    """Return (TLS context of a server with these names, path of the certificates that vouch for it)."""
    authority = trustme.CA()
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*names).configure_cert(tls)
    path = folder / "authority.pem"
    authority.cert_pem.write_to_path(path)
    return tls, path
