"""The newsrooms, each started once for the whole run, and all that they link to."""

import json
from dataclasses import dataclass

import pytest

from tests.nginx import NAME
from tests.standards import tools
from tests.standards.crawl import crawl, fetch
from tests.standards.newsrooms import FILL_DEMONSTRATION, FILL_STATES, newsroom
from tests.standards.states import unlinked

# What no page links, in every newsroom.
SEEDS = (
    "/",
    "/robots.txt",
    "/sitemap.xml",
    "/nothing-here/",
    "/search/?q=zebra",
    "/search/?q=a&page=x",
    "/topics/",
)


@dataclass(frozen=True)
class Site:
    """A newsroom that runs, and the Answers of all its addresses."""

    address: str
    answers: list

    @property
    def pages(self):
        """The Answers that are pages."""
        return [answer for answer in self.answers if answer.is_page]


@pytest.fixture(scope="session")
def folders(tmp_path_factory):
    """Return a function that makes the arguments of a newsroom: a folder of its own, and the shared files."""
    for name in ("nginx", "openssl"):
        tools.program(name)
    shared = tmp_path_factory.mktemp("shared")
    return lambda name: {"folder": tmp_path_factory.mktemp(name), "shared": shared}


@pytest.fixture(scope="session")
def demonstration(folders):
    """The demonstration newsroom."""
    with newsroom(**folders("demonstration"), fill=FILL_DEMONSTRATION) as address:
        yield read(address)


@pytest.fixture(scope="session")
def states(folders):
    """A newsroom with one of each state, an accent, and a policy."""
    more = {
        "NEWSROOM_ACCENT": "#a4123f",
        "NEWSROOM_ACCENT_DARK": "#ff8fab",
        "NEWSROOM_HUB": "https://hub.example/",
        "NEWSROOM_TRUST": json.dumps({"ethicsPolicy": "/latest/"}),
        "NEWSROOM_POLICIES": json.dumps({"Standards": "/latest/"}),
    }
    with newsroom(**folders("states"), fill=FILL_STATES, **more) as address:
        yield read(address, *unlinked())


@pytest.fixture(scope="session")
def empty(folders):
    """A newsroom in which nothing has been written yet."""
    with newsroom(**folders("empty")) as address:
        yield read(address)


@pytest.fixture(scope="session")
def right_to_left(folders):
    """The newsroom of all states, in a language that is written from the right."""
    more = {"NEWSROOM_LANGUAGE": "ar", "NEWSROOM_NAME": "نشرة الشمال"}
    with newsroom(**folders("right"), fill=FILL_STATES, **more) as address:
        yield read(address, *unlinked())


@pytest.fixture(scope="session")
def newsrooms(demonstration, states, empty, right_to_left):
    """All of them."""
    return [demonstration, states, empty, right_to_left]


def read(address, *seeds):
    """Return the Site at an address, with an answer to who calls it by another name."""
    return Site(address, [*crawl(address, *SEEDS, *seeds), fetch(f"{address}/", Host=NAME)])
