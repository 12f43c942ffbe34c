"""All that a newsroom links to, read once."""

import re
import urllib.error
import urllib.request
from collections import Counter
from dataclasses import dataclass
from html import unescape
from urllib.parse import parse_qsl, urljoin, urlsplit

from django.urls import Resolver404, resolve

from tests.nginx import trusting

LINK = re.compile(
    r"""(?:href|src)="([^"]+)"|<(?:loc|link)>([^<]+)<|"(?:url|feed_url|home_page_url)": ?"([^"]+)\""""
)
MOST_QUERIES = 3  # addresses of one kind that differ in what is asked


@dataclass(frozen=True)
class Answer:
    """What an address of a newsroom answers."""

    address: str
    status: int
    kind: str  # its media type
    body: str

    @property
    def path(self):
        """The address without the server's."""
        parts = urlsplit(self.address)
        return f"{parts.path}?{parts.query}" if parts.query else parts.path

    @property
    def name(self):
        """The name of the URL, "" where there is none."""
        return name_of(self.address)

    @property
    def is_page(self):
        """Whether it is a page that a reader looks at."""
        return self.kind == "text/html"

    def __str__(self):
        return self.path


def name_of(address):
    """Return the name of the URL of an address, "" where there is none."""
    try:
        return resolve(urlsplit(address).path).url_name
    except Resolver404:
        return ""


def fetch(address, **headers):
    """Return the Answer of an address."""
    request = urllib.request.Request(address, headers=headers)
    try:
        with urllib.request.urlopen(request, context=trusting(), timeout=60) as response:
            return answer(address, response)
    except urllib.error.HTTPError as error:
        with error:
            return answer(address, error)


def answer(address, response):
    """Return the Answer that a response is."""
    return Answer(
        address,
        response.status,
        response.headers.get_content_type(),
        response.read().decode(),
    )


def crawl(site, *seeds):
    """Return the Answers of every page, feed and map of `site` that leads on from `seeds`, its paths."""
    waiting = [urljoin(site, seed) for seed in seeds]
    seen, asked, answers = set(waiting), Counter(), []
    while waiting:
        found = fetch(waiting.pop(0))
        answers.append(found)
        for parts in LINK.findall(found.body):
            address = urljoin(found.address, unescape(next(filter(None, parts)))).split("#")[0]
            if address in seen or not is_ours(site, address):
                continue
            seen.add(address)
            if query := urlsplit(address).query:
                kind = name_of(address), tuple(sorted(key for key, _value in parse_qsl(query)))
                asked[kind] += 1
                if asked[kind] > MOST_QUERIES:
                    continue
            waiting.append(address)
    return answers


def is_ours(site, address):
    """Return whether an address belongs to what is read: not a file, nor the admin."""
    path = address.removeprefix(site)
    return address.startswith(f"{site}/") and not path.startswith(("/static/", "/media/", "/admin/"))
