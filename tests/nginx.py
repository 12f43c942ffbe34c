"""nginx with deploy/nginx.conf, changed only where a newsroom would change it, on high ports of loopback."""

import getpass
import os
import re
import shutil
import ssl
import subprocess
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from tests.processes import free_port, wait_for

DEPLOY = Path(__file__).resolve().parent.parent / "deploy"
CONFIG = DEPLOY / "nginx.conf"
BROTLI = DEPLOY / "nginx-brotli.conf"
# Where Debian puts them.
BROTLI_MODULES = [
    Path("/usr/lib/nginx/modules") / f"ngx_http_brotli_{name}_module.so" for name in ("filter", "static")
]
NAME = "news.example"

AROUND = """
{modules}
daemon off;
user {user};
pid {folder}/pid;
error_log {folder}/error.log;
worker_processes 1;
events {{ worker_connections 4096; }}
http {{
    include /etc/nginx/mime.types;
    access_log {folder}/access.log;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/newsroom.conf;
    {more}
}}
"""


def program(name):
    """Return the path of a program, which may be one for administrators; None if it is not installed."""
    return shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin")


def missing():
    """Return the name of a program that this needs and that is not installed, else None."""
    return next((name for name in ("nginx", "openssl") if program(name) is None), None)


@cache
def trusting():
    """Return the TLS settings of a client that trusts whatever certificate it is shown."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


@contextmanager
def nginx(folder, *, upstream, more="", port=None, media=None, static=None, has_limits=False, brotli=False):
    """Run nginx in front of the port `upstream`; give the port on which it listens for HTTPS and the process.

    `folder` is an empty one for its files, `more` what else belongs into its http block. `port`, a free one,
    `media` and `static`, the folders of photos and static files, may be chosen. All readers of a test have
    one address, so limits for each address are lifted unless it `has_limits`.
    """
    port, plain = port or free_port(), free_port()
    certificate(folder)
    changes = {
        r"listen \[::\].*\n": "\n",
        r"listen 80;": f"listen 127.0.0.1:{plain};",
        r"listen 443 ": f"listen 127.0.0.1:{port} ",
        r"/etc/ssl/newsroom/": f"{folder}/",
        r"/var/cache/newsroom": f"{folder}/cache",
        r"/var/lib/newsroom/media/": f"{media or folder}/",
        r"/var/lib/newsroom/static/": f"{static or folder}/",
        r"/etc/nginx/newsroom-brotli": f"{folder}/brotli",
        r"/var/lib/newsroom/unavailable": f"{folder}/unavailable",
        r"127\.0\.0\.1:8000": f"127.0.0.1:{upstream}",
    }
    if not has_limits:
        changes |= {r"rate=\d+r/s": "rate=1000000r/s", r"(limit_conn \w+) \d+": r"\1 65535"}
    config = CONFIG.read_text()
    for pattern, by in changes.items():
        config, count = re.subn(pattern, by, config)
        assert count, pattern
    (folder / "newsroom.conf").write_text(config)
    modules = "".join(f"load_module {path};\n" for path in BROTLI_MODULES) if brotli else ""
    if brotli:
        (folder / "brotli.conf").write_text(BROTLI.read_text())
    main = folder / "nginx.conf"
    main.write_text(AROUND.format(user=getpass.getuser(), folder=folder, more=more, modules=modules))
    command = [program("nginx"), "-e", folder / "error.log", "-c", main]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL)
    try:
        wait_for(port, process)
        yield port, process
    finally:
        process.terminate()
        process.wait(timeout=30)


def certificate(folder):
    """Make a certificate for NAME, which nobody else trusts."""
    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2"
    files = ["-keyout", folder / "privkey.pem", "-out", folder / "fullchain.pem"]
    subprocess.run([*command.split(), "-subj", f"/CN={NAME}", *files], check=True, capture_output=True)
