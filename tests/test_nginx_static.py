"""deploy/nginx.conf and static files: compressed beforehand, kept for ever where the name says so."""

import gzip

import brotli
import pytest

from tests.nginx import BROTLI_MODULES, missing, nginx
from tests.processes import free_port
from tests.test_nginx import Proxy

pytestmark = pytest.mark.skipif(missing() is not None, reason=f"{missing()} is not installed")

HASHED, PLAIN = "css/reader.0123456789ab.css", "css/reader.css"
SHEET = "a { color: red }\n" * 100
HAS_BROTLI = all(path.exists() for path in BROTLI_MODULES)


@pytest.fixture(
    scope="module",
    params=[
        False,
        pytest.param(
            True, marks=pytest.mark.skipif(not HAS_BROTLI, reason="nginx has no modules for brotli")
        ),
    ],
)
def proxy(request, tmp_path_factory):
    static = tmp_path_factory.mktemp("static")
    (static / "css").mkdir()
    for name in (HASHED, PLAIN):
        (static / name).write_text(SHEET)
        (static / f"{name}.gz").write_bytes(gzip.compress(SHEET.encode()))
        (static / f"{name}.br").write_bytes(brotli.compress(SHEET.encode()))
    (static / "reader.0123456789ab.woff2").write_bytes(b"font")
    folder = tmp_path_factory.mktemp("nginx")
    # Nobody listens there: nobody else is asked.
    with nginx(folder, upstream=free_port(), static=static, brotli=request.param) as (port, _process):
        proxy = Proxy(port)
        proxy.has_brotli = request.param
        yield proxy


def test_the_file_comes_as_it_was_compressed_beforehand(proxy):
    best = ("br", brotli.decompress) if proxy.has_brotli else ("gzip", gzip.decompress)
    for accepted, (coding, read) in {
        "gzip, deflate, br": best,
        "gzip": ("gzip", gzip.decompress),
        "identity": (None, bytes),
    }.items():
        answer = proxy.get(f"/static/{HASHED}", Accept_Encoding=accepted)
        assert answer.status == 200
        assert answer.getheader("Content-Encoding") == coding
        assert read(answer.body).decode() == SHEET
        assert answer.getheader("Content-Type") == "text/css"
        assert "Accept-Encoding" in answer.getheader("Vary")
        assert int(answer.getheader("Content-Length")) == len(answer.body)
        again = proxy.get(
            f"/static/{HASHED}", If_None_Match=answer.getheader("ETag"), Accept_Encoding=accepted
        )
        assert again.status == 304


def test_what_carries_its_hash_is_kept_for_ever_and_the_rest_for_a_minute(proxy):
    for name, control in {
        HASHED: "public, max-age=31536000, immutable",
        "reader.0123456789ab.woff2": "public, max-age=31536000, immutable",
        PLAIN: "public, max-age=60",
    }.items():
        answer = proxy.get(f"/static/{name}")
        assert answer.getheader("Cache-Control") == control
        assert answer.getheader("Access-Control-Allow-Origin") == "*"
        assert answer.getheader("X-Content-Type-Options") == "nosniff"
    assert proxy.get("/static/reader.0123456789ab.woff2").getheader("Content-Type") == "font/woff2"


def test_nothing_else_is_there(proxy):
    for address in ("/static/", "/static/css/", "/static/none.css", "/static/../nginx.conf", "/static../x"):
        assert proxy.get(address).status in (400, 403, 404, 503)
    assert proxy.get("/static/none.css").getheader("Cache-Control") is None
