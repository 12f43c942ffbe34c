"""What the content security policy allows, to whom."""

import pytest
from django.http import HttpResponse
from django.urls import include, path

from newsroom.csp import as_readers_see_it


def page(request):
    """A readers' page."""
    return HttpResponse("<p>News</p>")


def page_with_nonce(request):
    """A page whose template asks for the nonce, as a form with an import map does."""
    return HttpResponse(f'<script nonce="{request.csp_nonce}"></script>')


desk = [path("form/", page_with_nonce), path("preview/", as_readers_see_it(page)), path("", page)]
urlpatterns = [
    path("desk/", include((desk, "admin"), namespace="desk")),
    path("plain/", page),
    path("", include("newsroom.urls")),
]
pytestmark = [pytest.mark.urls(__name__), pytest.mark.django_db]


def policy(client, address):
    """The policy sent with an address, as a dict of directive to list of sources."""
    header = client.get(address)["Content-Security-Policy"]
    return {name: sources for name, *sources in (part.split() for part in header.split("; "))}


READERS = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "font-src": ["'self'"],
    "connect-src": ["'self'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'none'"],
    "frame-src": [
        "https://www.youtube-nocookie.com",
        "https://player.vimeo.com",
        "https://embed.bsky.app",
        "https://mastodon.social",
        "https://mastodon.online",
        "https://mstdn.social",
        "https://journa.host",
        "https://newsie.social",
        "https://platform.twitter.com",
        "https://www.instagram.com",
        "https://www.tiktok.com",
        "https://open.spotify.com",
        "https://w.soundcloud.com",
        "https://datawrapper.dwcdn.net",
        "https://embed.documentcloud.org",
        "https://flo.uri.sh",
    ],
    "base-uri": ["'none'"],
}


@pytest.mark.parametrize("address", ["/plain/", "/no-such-page/"])
def test_readers_pages_allow_nothing_inline(client, address):
    assert policy(client, address) == READERS


@pytest.mark.parametrize(
    ("providers", "frames"),
    [
        (["youtube"], ["https://www.youtube-nocookie.com"]),
        (["mastodon"], ["https://social.example", "https://other.example:8443"]),
        ([], None),
    ],
)
def test_only_frames_of_the_providers_on_the_list_are_allowed(client, settings, providers, frames):
    hosts = ["social.example", "other.example:8443"]
    settings.EMBEDS = settings.EMBEDS | {"providers": providers, "mastodon_hosts": hosts}
    assert policy(client, "/plain/").get("frame-src") == frames
    assert policy(client, "/desk/")["frame-src"] == ["'self'"]


def test_the_admin_allows_style_elements_and_frames_of_this_site(client):
    assert policy(client, "/desk/") == READERS | {
        "style-src-elem": ["'self'", "'unsafe-inline'"],
        "frame-src": ["'self'"],
        "frame-ancestors": ["'self'"],
    }


def test_the_admin_allows_inline_scripts_by_a_nonce_that_is_new_each_time(client):
    nonces = {policy(client, "/desk/form/")["script-src"][1] for _ in range(2)}
    assert len(nonces) == 2
    assert all(nonce.startswith("'nonce-") for nonce in nonces)


def test_a_preview_is_a_readers_page_that_the_admin_may_frame(client):
    assert policy(client, "/desk/preview/") == READERS | {"frame-ancestors": ["'self'"]}
