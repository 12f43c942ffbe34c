"""Which addresses are embeds, and of what: many shapes of the true ones, and what only looks like them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.lib.embeds import PROVIDERS, TALL, WIDE, frame_origins, recognise

ID = "dQw4w9WgXcQ"
WATCH = f"https://www.youtube.com/watch?v={ID}"
SPOTIFY = "4cOdK2wGLETKBW3PvgPWqT"
DID = "did:plc:z72i7hdynmk6r22z27h6tvur"


@pytest.mark.parametrize(
    ("typed", "address", "frame"),
    [
        (WATCH, WATCH, f"https://www.youtube-nocookie.com/embed/{ID}"),
        (f"http://youtube.com/watch?v={ID}", WATCH, None),
        (f"https://m.youtube.com/watch?app=desktop&v={ID}&pp=ygUx%3D", WATCH, None),
        (f"https://music.youtube.com/watch?v={ID}&list=RDAMVM", WATCH, None),
        (f"https://WWW.YouTube.com/watch?v={ID}#top", WATCH, None),
        (f"https://www.youtube.com:443/watch?v={ID}", WATCH, None),
        (f"http://www.youtube.com:80/watch?v={ID}", WATCH, None),
        (f"https://youtu.be/{ID}?si=abcdef", WATCH, None),
        (f"https://www.youtube.com/embed/{ID}?autoplay=1", WATCH, None),
        (f"https://www.youtube-nocookie.com/embed/{ID}", WATCH, None),
        (f"https://www.youtube.com/live/{ID}?feature=share", WATCH, None),
        (f"https://www.youtube.com/v/{ID}", WATCH, None),
        (
            f"https://youtu.be/{ID}?t=1h2m3s",
            f"{WATCH}&t=3723s",
            f"https://www.youtube-nocookie.com/embed/{ID}?start=3723",
        ),
        (f"{WATCH}&t=90", f"{WATCH}&t=90s", f"https://www.youtube-nocookie.com/embed/{ID}?start=90"),
        (f"{WATCH}&t=%22onload", WATCH, f"https://www.youtube-nocookie.com/embed/{ID}"),
        (f"{WATCH}&t=0", WATCH, f"https://www.youtube-nocookie.com/embed/{ID}"),
        (
            f"https://youtube.com/shorts/{ID}?x=1",
            f"https://www.youtube.com/shorts/{ID}",
            f"https://www.youtube-nocookie.com/embed/{ID}",
        ),
        ("https://vimeo.com/76979871", "https://vimeo.com/76979871", None),
        ("https://vimeo.com/channels/staffpicks/76979871", "https://vimeo.com/76979871", None),
        (
            "https://player.vimeo.com/video/76979871?h=8272103f6e&autoplay=1",
            "https://vimeo.com/76979871/8272103f6e",
            "https://player.vimeo.com/video/76979871?dnt=1&h=8272103f6e",
        ),
        (
            f"https://bsky.app/profile/{DID}/post/3l6oveex3ii2l",
            f"https://bsky.app/profile/{DID}/post/3l6oveex3ii2l",
            f"https://embed.bsky.app/embed/{DID}/app.bsky.feed.post/3l6oveex3ii2l",
        ),
        (
            "https://bsky.app/profile/news.example.org/post/3l6oveex3ii2l?ref=x",
            "https://bsky.app/profile/news.example.org/post/3l6oveex3ii2l",
            None,
        ),
        (
            "https://mastodon.social/@Gargron/109318821117356215",
            "https://mastodon.social/@Gargron/109318821117356215",
            "https://mastodon.social/@Gargron/109318821117356215/embed",
        ),
        (
            "https://mastodon.social/@ada@other.example/1",
            "https://mastodon.social/@ada@other.example/1",
            None,
        ),
        (
            "https://journa.host/users/ada/statuses/109318821117356215",
            "https://journa.host/@ada/109318821117356215",
            None,
        ),
        (
            "https://twitter.com/jack/status/20?s=20&t=abc",
            "https://x.com/jack/status/20",
            "https://platform.twitter.com/embed/Tweet.html?dnt=true&id=20",
        ),
        ("https://mobile.twitter.com/jack/statuses/20", "https://x.com/jack/status/20", None),
        ("https://x.com/jack/status/20/photo/1", "https://x.com/jack/status/20", None),
        ("https://x.com/i/web/status/20", "https://x.com/i/status/20", None),
        (
            "https://www.instagram.com/nasa/p/CxYz_12-abc/?igsh=x",
            "https://www.instagram.com/p/CxYz_12-abc/",
            "https://www.instagram.com/p/CxYz_12-abc/embed/captioned/",
        ),
        (
            "https://instagram.com/reels/CxYz12/",
            "https://www.instagram.com/reel/CxYz12/",
            "https://www.instagram.com/reel/CxYz12/embed/captioned/",
        ),
        (
            "https://www.tiktok.com/@scout.2015/video/6718335390845095173?lang=en",
            "https://www.tiktok.com/@scout.2015/video/6718335390845095173",
            "https://www.tiktok.com/player/v1/6718335390845095173",
        ),
        (
            "https://m.tiktok.com/v/6718335390845095173.html",
            "https://www.tiktok.com/@/video/6718335390845095173",
            None,
        ),
        (
            f"https://open.spotify.com/intl-de/track/{SPOTIFY}?si=1",
            f"https://open.spotify.com/track/{SPOTIFY}",
            f"https://open.spotify.com/embed/track/{SPOTIFY}",
        ),
        (
            f"https://open.spotify.com/embed/episode/{SPOTIFY}",
            f"https://open.spotify.com/episode/{SPOTIFY}",
            None,
        ),
        (f"https://open.spotify.com/show/{SPOTIFY}", f"https://open.spotify.com/show/{SPOTIFY}", None),
        (
            "https://m.soundcloud.com/forss/flickermood?in=x",
            "https://soundcloud.com/forss/flickermood",
            "https://w.soundcloud.com/player/?url=https%3A%2F%2Fsoundcloud.com%2Fforss%2Fflickermood",
        ),
        (
            "https://soundcloud.com/forss/sets/soulhack",
            "https://soundcloud.com/forss/sets/soulhack",
            "https://w.soundcloud.com/player/?url=https%3A%2F%2Fsoundcloud.com%2Fforss%2Fsets%2Fsoulhack",
        ),
        (
            "https://datawrapper.dwcdn.net/RnWgL/9/",
            "https://datawrapper.dwcdn.net/RnWgL/9/",
            "https://datawrapper.dwcdn.net/RnWgL/9/",
        ),
        ("https://www.datawrapper.de/_/RnWgL/", "https://datawrapper.dwcdn.net/RnWgL/", None),
        (
            "https://www.documentcloud.org/documents/23988640-gpo-j6-doc/#document/p2",
            "https://www.documentcloud.org/documents/23988640-gpo-j6-doc/",
            "https://embed.documentcloud.org/documents/23988640-gpo-j6-doc/?embed=1",
        ),
        (
            "https://flo.uri.sh/visualisation/47988/embed?auto=1",
            "https://public.flourish.studio/visualisation/47988/",
            "https://flo.uri.sh/visualisation/47988/embed",
        ),
        (
            "https://public.flourish.studio/story/1234/",
            "https://public.flourish.studio/story/1234/",
            "https://flo.uri.sh/story/1234/embed",
        ),
    ],
)
def test_an_address_is_written_anew(typed, address, frame):
    found = recognise(typed)
    assert found.address == address
    assert frame in (None, found.frame)
    again = recognise(found.address)
    assert (again.address, again.frame, again.size) == (found.address, found.frame, found.size)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "x",
        "https://www.youtube.com/",
        "https://www.youtube.com/@newsroom",
        "https://www.youtube.com/watch",
        "https://www.youtube.com/watch?v=short",
        f"https://www.youtube.com/watch?v={ID}extra",
        f"https://www.youtube.com/watch?v={ID}%0a",
        f"https://www.youtube.com/playlist?list={ID}",
        f"https://www.youtube.com/redirect?q=https://evil.example/&v={ID}",
        f"https://www.youtube.com/embed/{ID}/../../evil",
        f"https://www.youtube.com/embed/{ID}%22%3E",
        f"https://www.youtube.com/{ID}",
        # what only looks like it
        f"https://youtube.com.evil.example/watch?v={ID}",
        f"https://evil.example/youtube.com/watch?v={ID}",
        f"https://evil.example/?https://www.youtube.com/watch?v={ID}",
        f"https://evil.example/#https://www.youtube.com/watch?v={ID}",
        f"https://notyoutube.com/watch?v={ID}",
        f"https://www-youtube.com/watch?v={ID}",
        f"https://evil.youtube.com/watch?v={ID}",
        f"https://youtube.com@evil.example/watch?v={ID}",
        f"https://user@www.youtube.com/watch?v={ID}",
        f"https://user:secret@www.youtube.com/watch?v={ID}",
        f"https://www.youtube.com\\@evil.example/watch?v={ID}",
        f"https://evil.example\\.youtube.com/watch?v={ID}",
        f"https://www.youtube.com:8443/watch?v={ID}",
        f"https://www.youtube.com:80/watch?v={ID}",
        f"https://www.youtube.com:port/watch?v={ID}",
        f"https://www.youtube.com:999999/watch?v={ID}",
        f"https://www.youtube.com./watch?v={ID}",
        f"https://xn--youtube-2ib.com/watch?v={ID}",
        f"https://www.youtubе.com/watch?v={ID}",  # a Cyrillic letter
        f"https://www。youtube。com/watch?v={ID}",
        f"https://www.youtube.com／watch?v={ID}",
        f"https://www.youtube．com/watch?v={ID}",
        f"https://www.you\u200btube.com/watch?v={ID}",
        f"https://www.you\ntube.com/watch?v={ID}",
        f"https://www.youtube.com/watch?v={ID}\t",
        f" https://www.youtube.com/watch?v={ID}",
        f"https://[::1]/watch?v={ID}",
        f"https://[/watch?v={ID}",
        # what is no page
        f"//www.youtube.com/watch?v={ID}",
        f"www.youtube.com/watch?v={ID}",
        f"/watch?v={ID}",
        f"javascript:alert(1)//www.youtube.com/watch?v={ID}",
        f"javascript://www.youtube.com/watch?v={ID}%0aalert(1)",
        f"data:text/html,https://www.youtube.com/watch?v={ID}",
        f"ftp://www.youtube.com/watch?v={ID}",
        f"blob:https://www.youtube.com/watch?v={ID}",
        f"https:www.youtube.com/watch?v={ID}",
        f"{WATCH}&x={'x' * 500}",
        # of others on the list
        "https://vimeo.com/staffpicks",
        "https://vimeo.com/76979871/../../x",
        "https://bsky.app/profile/bsky.app",
        "https://bsky.app/profile/bsky/post/3l6oveex3ii2l",
        "https://evil.social/@Gargron/109318821117356215",
        "https://mastodon.social.evil.example/@Gargron/109318821117356215",
        "https://mastodon.social:8443/@Gargron/109318821117356215",
        "https://mastodon.social/@Gargron",
        "https://mastodon.social/@Gargron/1/../../auth/sign_out",
        "https://x.com/jack",
        "https://x.com/jack/status/20abc",
        "https://t.co/abcdef",
        "https://www.instagram.com/nasa/",
        "https://vm.tiktok.com/ZMabcdef/",
        "https://www.tiktok.com/@scout2015",
        "https://open.spotify.com/user/somebody",
        "https://soundcloud.com/discover/sets",
        "https://soundcloud.com/forss",
        "https://soundcloud.com/forss/likes",
        "https://www.datawrapper.de/charts/",
        "https://www.documentcloud.org/app?q=x",
        "https://public.flourish.studio/visualisation/",
        "https://app.flourish.studio/projects/47988",
        "https://www.facebook.com/nasa/posts/1",
    ],
)
def test_what_is_not_one_thing_on_the_list_is_nothing(typed):
    assert recognise(typed) is None


def test_the_settings_say_who_is_on_the_list(settings):
    settings.EMBEDS = settings.EMBEDS | {"providers": ["vimeo"]}
    assert recognise(WATCH) is None
    assert recognise("https://vimeo.com/76979871").provider.name == "Vimeo"
    assert frame_origins() == ["https://player.vimeo.com"]


def test_a_server_of_mastodon_may_have_a_port(settings):
    settings.EMBEDS = settings.EMBEDS | {"mastodon_hosts": ["social.example:8443"]}
    found = recognise("https://social.example:8443/@ada/1")
    assert found.frame == "https://social.example:8443/@ada/1/embed"
    assert found.name == "social.example:8443"
    assert found.tells("social.example:8443")
    assert not found.tells("social.example")
    assert recognise("https://social.example/@ada/1") is None


def test_videos_have_a_shape_and_the_rest_a_height():
    assert recognise(WATCH).size == WIDE
    short = recognise(f"https://youtube.com/shorts/{ID}")
    assert (short.size, short.is_video, short.is_tall) == (TALL, True, True)
    post = recognise("https://x.com/jack/status/20")
    assert (post.is_video, post.has_title) == (False, False)
    assert isinstance(post.size, int)


@pytest.mark.parametrize(
    ("host", "is_theirs"),
    [
        ("i.ytimg.com", True),
        ("ytimg.com", False),
        ("evilytimg.com", False),
        ("i.ytimg.com.evil.example", False),
        ("i.ytimg.com:8443", False),
    ],
)
def test_pictures_come_from_their_providers_hosts(host, is_theirs):
    assert recognise(WATCH).has_pictures_at(host) is is_theirs


def test_every_frame_comes_from_an_origin_that_the_policy_allows(settings):
    """The policy names origins; a form whose frame came from another would be refused to readers."""
    origins = frame_origins()
    assert len(origins) == len(set(origins))
    assert all(origin.startswith("https://") and origin.count("/") == 2 for origin in origins)
    assert settings.EMBEDS["providers"] == list(PROVIDERS)


@given(st.text(max_size=60))
def test_no_text_at_all_makes_it_fail(text):
    for typed in (
        text,
        f"https://www.youtube.com/{text}",
        f"https://{text}/watch?v={ID}",
        f"{WATCH}&t={text}",
    ):
        found = recognise(typed)
        assert found is None or found.frame.startswith("https://www.youtube-nocookie.com/embed/")
