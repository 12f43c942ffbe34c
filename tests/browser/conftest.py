"""A real browser for tests that need one: `page`, signed in by `sign_in(page, user)`.

A test chooses another window by parametrizing a fixture by its name, with `@pytest.mark.parametrize`:
`("viewport", [{"width": 390, "height": 844}])`, `("color_scheme", ["light", "dark"])`,
`("javascript", [False])`. Addresses are relative to the live server: `page.goto("/")`.
"""

import contextlib
import os
import shutil
import threading
import time

import pytest
from django.conf import settings
from django.core.signals import request_finished, request_started
from django.test import Client
from playwright.sync_api import expect, sync_playwright

NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser():
    """One browser for the whole run; without one on this machine, the tests that need it are skipped."""
    wanted = [os.environ["CHROMIUM"]] if "CHROMIUM" in os.environ else NAMES
    program = next(filter(None, map(shutil.which, wanted)), None)
    if program is None:
        pytest.skip(f"no browser found (looked for {', '.join(wanted)}; CHROMIUM names another)")
    with sync_playwright() as playwright:
        # Playwright keeps an event loop in this thread, which Django takes for an async view.
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def viewport():
    """The size of the window."""
    return {"width": 1280, "height": 900}


@pytest.fixture
def color_scheme():
    """What the reader's system prefers: "light" or "dark"."""
    return "light"


@pytest.fixture
def javascript():
    """Whether the browser runs scripts."""
    return True


@pytest.fixture
def page(browser, live_server, viewport, color_scheme, javascript):
    """An empty page in a profile of its own. Anything that the browser complains about fails the test."""
    with new_page(
        browser, live_server, viewport=viewport, color_scheme=color_scheme, java_script_enabled=javascript
    ) as page:
        yield page


@pytest.fixture
def phone(browser, live_server):
    """Another empty page, of another reader, whose window is a phone's."""
    with new_page(browser, live_server, viewport={"width": 390, "height": 844}) as page:
        yield page


@contextlib.contextmanager
def new_page(browser, live_server, **options):
    """Yield an empty page in a profile of its own, and fail in the end if the browser complained."""
    context = browser.new_context(base_url=live_server.url, **options)
    context.set_default_timeout(10_000)
    expect.set_options(timeout=10_000)
    page = context.new_page()
    complaints = []
    page.on("pageerror", lambda error: complaints.append(f"exception: {error}"))
    page.on("console", lambda message: complaints.extend(complaints_in(message)))
    page.on("response", lambda response: complaints.extend(failures_in(response)))
    yield page
    context.close()
    UNDERWAY.wait()
    assert not complaints, "\n".join(complaints)


class Underway:
    """The requests that are being answered: one that is left alone meets the emptying of the tables."""

    def __init__(self):
        self.count = 0
        self.lock = threading.Lock()
        request_started.connect(self.begin)
        request_finished.connect(self.end)

    def begin(self, **_signal):
        with self.lock:
            self.count += 1

    def end(self, **_signal):
        with self.lock:
            self.count -= 1

    def wait(self):
        """Wait for what a closed page still had to say, and for its answer; three seconds at most."""
        for _look in range(60):
            time.sleep(0.05)
            if self.count <= 0:
                return


UNDERWAY = Underway()


def complaints_in(message):
    """The text of an error on the console, CSP violations among them; failed requests have their own look."""
    if message.type == "error" and not message.text.startswith("Failed to load resource"):
        yield f"console: {message.text}"


def failures_in(response):
    """The address of a part of a page that the server refused; a page itself may well be a 404."""
    if response.status >= 400 and response.request.resource_type != "document":
        yield f"{response.status}: {response.url}"


@pytest.fixture
def sign_in(live_server):
    """Return `sign_in(page, user)`, which gives the page's browser a session of that user."""

    def sign_in(page, user):
        client = Client()
        client.force_login(user)
        session = client.cookies[settings.SESSION_COOKIE_NAME]
        page.context.add_cookies([{"name": session.key, "value": session.value, "url": live_server.url}])

    return sign_in
