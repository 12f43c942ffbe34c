"""A web server that answers as a test says, with what Newsroom says to the proxy in front of it."""

import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpResponse
from django.utils.cache import get_conditional_response

from newsroom.proxy import ProxyCopiesMiddleware

PUBLIC = "public, max-age=2, s-maxage=10, stale-while-revalidate=20, stale-if-error=300"


@dataclass
class Page:
    """What the origin answers at one address, after `delay` seconds."""

    body: str = "words"
    status: int = 200
    control: str = PUBLIC
    delay: float = 0
    headers: dict = field(default_factory=dict)

    def answer(self, request):
        time.sleep(self.delay)
        response = HttpResponse(self.body, status=self.status, headers=self.headers)
        response["Vary"] = "Accept-Encoding"
        if self.control:
            response["Cache-Control"] = self.control
        if self.status == 200:
            response["ETag"] = f'"{hash(self.body)}"'
            control = dict(response.items())
            response = get_conditional_response(request, etag=response["ETag"], response=response)
            for name in ("Cache-Control", "ETag", "Vary"):
                if name in control:
                    response[name] = control[name]
        return response


class Origin:
    """The server: `pages` by path, and what it was `asked`, as (method, path and query, headers)."""

    def __init__(self, port=0):
        self.pages, self.asked = {}, []
        self._lock = threading.Lock()
        self.port, self._server, self._thread = port, None, None
        self._middleware = ProxyCopiesMiddleware(self._answer)

    def start(self):
        server = make_server(
            "127.0.0.1", self.port, self._serve, server_class=Server, handler_class=SilentHandler
        )
        self.port, self._server = server.server_port, server
        self._thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()

    def stop(self):
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._thread.join()
            self._server = None

    def times(self, path):
        """How often it was asked for a path, whatever the query."""
        return sum(address.partition("?")[0] == path for _method, address, _headers in self.asked)

    def _serve(self, environ, start_response):
        response = self._middleware(WSGIRequest(environ))
        cookies = [("Set-Cookie", morsel.OutputString()) for morsel in response.cookies.values()]
        start_response(f"{response.status_code} {response.reason_phrase}", [*response.items(), *cookies])
        return [response.content]

    def _answer(self, request):
        with self._lock:
            self.asked.append((request.method, request.get_full_path(), dict(request.headers)))
        page = self.pages.get(request.path_info, Page("nothing", 404, ""))
        return page.answer(request)


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True
    request_queue_size = 256


class SilentHandler(WSGIRequestHandler):
    def log_message(self, *args):
        pass


@contextmanager
def origin():
    """Give an Origin that runs."""
    server = Origin()
    server.start()
    try:
        yield server
    finally:
        server.stop()
