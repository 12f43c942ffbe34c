"""What may be embedded: the providers on the list, how their addresses read, and where frames come from.

An address is recognised, or it is not: it is matched whole against the forms that a provider is known to use,
and written anew from what was found in it. So nothing of what was typed besides the provider's own name for
the thing reaches a frame, an endpoint or a link. `settings.EMBEDS` says which providers are on the list.
"""

import re
from dataclasses import dataclass, field
from urllib.parse import parse_qs, quote, urlsplit

from django.conf import settings

MAX_ADDRESS = 500

# How large a frame stands: a video by its shape, anything else by its height in pixels.
WIDE, TALL = "16 / 9", "9 / 16"

# Servers of Mastodon are many; the settings name those on the list.
MASTODON_HOSTS = object()


@dataclass(frozen=True)
class Form:
    """One way in which a provider writes addresses.

    What `path` names in an address on `hosts`, and what `query` takes from its query, is put into `address`
    and `frame`; what stands in [ ] there is left out if what it is for is empty. `query` maps the parameters
    that count to their name and the pattern that they must match.
    """

    hosts: tuple | object
    path: str
    address: str
    frame: str
    size: str | int
    query: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Provider:
    """Somebody whose things may be embedded.

    `kind` is what they are: a post, a video, audio, a chart, a document. `oembed` is where they tell about
    them ("" if they do not without an account), and `moved` are the hosts that this may send us to;
    `pictures` are the hosts, or their ends, of their thumbnails.
    """

    name: str
    kind: str
    forms: tuple
    oembed: str = ""
    moved: tuple = ()
    pictures: tuple = ()


YOUTUBE = ("youtube.com", "www.youtube.com", "m.youtube.com", "music.youtube.com", "www.youtube-nocookie.com")
YOUTUBE_FRAME = "https://www.youtube-nocookie.com/embed/{id}[?start={start}]"
VIMEO_ADDRESS, VIMEO_FRAME = (
    "https://vimeo.com/{id}[/{h}]",
    "https://player.vimeo.com/video/{id}?dnt=1[&h={h}]",
)
X = ("x.com", "www.x.com", "mobile.x.com", "twitter.com", "www.twitter.com", "mobile.twitter.com")
X_FRAME = "https://platform.twitter.com/embed/Tweet.html?dnt=true&id={id}"
INSTAGRAM = ("instagram.com", "www.instagram.com")
TIKTOK = ("tiktok.com", "www.tiktok.com", "m.tiktok.com")
TIKTOK_FRAME = "https://www.tiktok.com/player/v1/{id}"
FLOURISH_ADDRESS = "https://public.flourish.studio/{kind}/{id}/"
FLOURISH_FRAME = "https://flo.uri.sh/{kind}/{id}/embed"

PROVIDERS = {
    "youtube": Provider(
        "YouTube",
        "video",
        (
            Form(
                YOUTUBE,
                r"/watch",
                "https://www.youtube.com/watch?v={id}[&t={start}s]",
                YOUTUBE_FRAME,
                WIDE,
                query={"v": ("id", r"[\w-]{11}")},
            ),
            Form(
                YOUTUBE,
                r"/(?:embed|live|v)/(?P<id>[\w-]{11})/?",
                "https://www.youtube.com/watch?v={id}[&t={start}s]",
                YOUTUBE_FRAME,
                WIDE,
            ),
            Form(
                YOUTUBE,
                r"/shorts/(?P<id>[\w-]{11})/?",
                "https://www.youtube.com/shorts/{id}",
                YOUTUBE_FRAME,
                TALL,
            ),
            Form(
                ("youtu.be",),
                r"/(?P<id>[\w-]{11})/?",
                "https://www.youtube.com/watch?v={id}[&t={start}s]",
                YOUTUBE_FRAME,
                WIDE,
            ),
        ),
        oembed="https://www.youtube.com/oembed",
        pictures=(".ytimg.com",),
    ),
    "vimeo": Provider(
        "Vimeo",
        "video",
        (
            Form(
                ("vimeo.com", "www.vimeo.com"),
                r"/(?:channels/[\w-]+/|groups/[\w-]+/videos/)?(?P<id>\d{3,12})(?:/(?P<h>[0-9a-f]{6,20}))?/?",
                VIMEO_ADDRESS,
                VIMEO_FRAME,
                WIDE,
            ),
            Form(
                ("player.vimeo.com",),
                r"/video/(?P<id>\d{3,12})/?",
                VIMEO_ADDRESS,
                VIMEO_FRAME,
                WIDE,
                query={"h": ("h", r"[0-9a-f]{6,20}|")},
            ),
        ),
        oembed="https://vimeo.com/api/oembed.json",
        pictures=(".vimeocdn.com",),
    ),
    "bluesky": Provider(
        "Bluesky",
        "post",
        (
            Form(
                ("bsky.app",),
                r"/profile/(?P<who>did:[a-z]+:[\w.:-]+|[\w-]+(?:\.[\w-]+)+)/post/(?P<id>[a-z0-9]{10,16})/?",
                "https://bsky.app/profile/{who}/post/{id}",
                "https://embed.bsky.app/embed/{who}/app.bsky.feed.post/{id}",
                560,
            ),
        ),
        oembed="https://embed.bsky.app/oembed",
        pictures=("cdn.bsky.app",),
    ),
    "mastodon": Provider(
        "Mastodon",
        "post",
        (
            Form(
                MASTODON_HOSTS,
                r"/(?:web/|deck/)?@(?P<who>\w+(?:[.-]\w+)*(?:@[\w.-]+)?)/(?P<id>\d{1,20})(?:/embed)?/?",
                "https://{host}/@{who}/{id}",
                "https://{host}/@{who}/{id}/embed",
                560,
            ),
            Form(
                MASTODON_HOSTS,
                r"/users/(?P<who>\w+(?:[.-]\w+)*)/statuses/(?P<id>\d{1,20})/?",
                "https://{host}/@{who}/{id}",
                "https://{host}/@{who}/{id}/embed",
                560,
            ),
        ),
        oembed="https://{host}/api/oembed",
        pictures=("{host}",),
    ),
    "x": Provider(
        "X",
        "post",
        (
            Form(
                X,
                r"/(?P<who>\w{1,15})/status(?:es)?/(?P<id>\d{1,20})(?:/(?:photo|video)/\d)?/?",
                "https://x.com/{who}/status/{id}",
                X_FRAME,
                640,
            ),
            Form(
                X,
                r"/i/(?:web/)?status/(?P<id>\d{1,20})/?",
                "https://x.com/i/status/{id}",
                X_FRAME,
                640,
            ),
        ),
        oembed="https://publish.twitter.com/oembed",
        moved=("publish.x.com",),
        pictures=("pbs.twimg.com",),
    ),
    "instagram": Provider(
        "Instagram",
        "post",
        (
            Form(
                INSTAGRAM,
                r"/(?:[\w.]+/)?(?:p|tv)/(?P<id>[\w-]{5,40})(?:/embed(?:/captioned)?)?/?",
                "https://www.instagram.com/p/{id}/",
                "https://www.instagram.com/p/{id}/embed/captioned/",
                720,
            ),
            Form(
                INSTAGRAM,
                r"/(?:[\w.]+/)?reels?/(?P<id>[\w-]{5,40})(?:/embed(?:/captioned)?)?/?",
                "https://www.instagram.com/reel/{id}/",
                "https://www.instagram.com/reel/{id}/embed/captioned/",
                720,
            ),
        ),
    ),
    "tiktok": Provider(
        "TikTok",
        "video",
        (
            Form(
                TIKTOK,
                r"/@(?P<who>[\w.]*)/video/(?P<id>\d{15,20})/?",
                "https://www.tiktok.com/@{who}/video/{id}",
                TIKTOK_FRAME,
                TALL,
            ),
            Form(
                TIKTOK,
                r"/(?:embed(?:/v2)?|player/v1|v)/(?P<id>\d{15,20})(?:\.html)?/?",
                "https://www.tiktok.com/@/video/{id}",
                TIKTOK_FRAME,
                TALL,
            ),
        ),
        oembed="https://www.tiktok.com/oembed",
        pictures=(".tiktokcdn.com", ".tiktokcdn-us.com", ".tiktokcdn-eu.com"),
    ),
    "spotify": Provider(
        "Spotify",
        "audio",
        (
            Form(
                ("open.spotify.com",),
                r"/(?:intl-[a-z]{2}(?:-[A-Za-z]{2})?/)?(?:embed/)?(?P<kind>track|episode)/(?P<id>\w{22})/?",
                "https://open.spotify.com/{kind}/{id}",
                "https://open.spotify.com/embed/{kind}/{id}",
                152,
            ),
            Form(
                ("open.spotify.com",),
                r"/(?:intl-[a-z]{2}(?:-[A-Za-z]{2})?/)?(?:embed/)?(?P<kind>album|artist|playlist|show)/"
                r"(?P<id>\w{22})/?",
                "https://open.spotify.com/{kind}/{id}",
                "https://open.spotify.com/embed/{kind}/{id}",
                352,
            ),
        ),
        oembed="https://open.spotify.com/oembed",
        pictures=("i.scdn.co", ".spotifycdn.com"),
    ),
    "soundcloud": Provider(
        "SoundCloud",
        "audio",
        (
            Form(
                ("soundcloud.com", "www.soundcloud.com", "m.soundcloud.com"),
                r"/(?P<who>(?!(?:discover|search|you|charts|stream|upload|pages)/)[\w-]+)/"
                r"(?P<id>(?!(?:sets|tracks|albums|likes|reposts|followers|following)/?$)[\w-]+)/?",
                "https://soundcloud.com/{who}/{id}",
                "https://w.soundcloud.com/player/?url=https%3A%2F%2Fsoundcloud.com%2F{who}%2F{id}",
                166,
            ),
            Form(
                ("soundcloud.com", "www.soundcloud.com", "m.soundcloud.com"),
                r"/(?P<who>[\w-]+)/sets/(?P<id>[\w-]+)/?",
                "https://soundcloud.com/{who}/sets/{id}",
                "https://w.soundcloud.com/player/?url=https%3A%2F%2Fsoundcloud.com%2F{who}%2Fsets%2F{id}",
                450,
            ),
        ),
        oembed="https://soundcloud.com/oembed",
        pictures=(".sndcdn.com",),
    ),
    "datawrapper": Provider(
        "Datawrapper",
        "chart",
        (
            Form(
                ("datawrapper.dwcdn.net",),
                r"/(?P<id>[A-Za-z0-9]{5})(?:/(?P<version>\d{1,5}))?(?:/(?:index\.html)?)?",
                "https://datawrapper.dwcdn.net/{id}/[{version}/]",
                "https://datawrapper.dwcdn.net/{id}/[{version}/]",
                480,
            ),
            Form(
                ("www.datawrapper.de", "datawrapper.de"),
                r"/_/(?P<id>[A-Za-z0-9]{5})/?",
                "https://datawrapper.dwcdn.net/{id}/",
                "https://datawrapper.dwcdn.net/{id}/",
                480,
            ),
        ),
        oembed="https://api.datawrapper.de/v3/oembed/",
        pictures=("datawrapper.dwcdn.net",),
    ),
    "documentcloud": Provider(
        "DocumentCloud",
        "document",
        (
            Form(
                ("www.documentcloud.org", "documentcloud.org", "embed.documentcloud.org"),
                r"/documents/(?P<id>\d{1,12}(?:-[\w-]{1,200})?)(?:\.html|/)?",
                "https://www.documentcloud.org/documents/{id}/",
                "https://embed.documentcloud.org/documents/{id}/?embed=1",
                640,
            ),
        ),
        oembed="https://api.www.documentcloud.org/api/oembed/",
        pictures=(".documentcloud.org",),
    ),
    "flourish": Provider(
        "Flourish",
        "chart",
        (
            Form(
                ("public.flourish.studio", "app.flourish.studio", "flo.uri.sh"),
                r"/(?P<kind>visualisation|story)/(?P<id>\d{1,12})(?:/(?:embed|edit)?)?",
                FLOURISH_ADDRESS,
                FLOURISH_FRAME,
                575,
            ),
        ),
        oembed="https://app.flourish.studio/api/v1/oembed",
        pictures=("public.flourish.studio",),
    ),
}


@dataclass(frozen=True)
class Embeddable:
    """Something on the list: its address written anew, and how to show it and to ask about it.

    `size` is a shape such as "16 / 9" or a height in pixels.
    """

    provider: Provider
    host: str
    address: str
    frame: str
    size: str | int

    @property
    def name(self):
        """Who shows it, and learns who looks: of Mastodon's many servers, which."""
        return self.host if self.provider.forms[0].hosts is MASTODON_HOSTS else self.provider.name

    @property
    def endpoint(self):
        """The address that tells about it, "" if nobody does."""
        if not self.provider.oembed:
            return ""
        base = self.provider.oembed.format(host=self.host)
        return f"{base}?format=json&omit_script=1&url={quote(self.address, safe='')}"

    @property
    def is_video(self):
        """True if its frame has a shape, and no height of its own."""
        return isinstance(self.size, str)

    @property
    def is_tall(self):
        """True if it is a video for telephones."""
        return self.size == TALL

    @property
    def has_title(self):
        """True if what is told of it is its title: a post has words instead."""
        return self.provider.kind != "post"

    def tells(self, host):
        """True if `host` is where its provider tells about it."""
        return host == urlsplit(self.endpoint).netloc or host in self.provider.moved

    def has_pictures_at(self, host):
        """True if its provider's thumbnails come from `host`."""
        ends = (end.format(host=self.host) for end in self.provider.pictures)
        return any(host == end or (end[0] == "." and host.endswith(end)) for end in ends)


def recognise(address):
    """Return the Embeddable that `address` leads to, None if it is not one on the list."""
    try:
        if len(address) > MAX_ADDRESS or not re.fullmatch(r"[!-\[\]-~]+", address):
            return None
        parts = urlsplit(address)
        host = _host(parts)
    except ValueError:  # such as http://[ or a port of six digits
        return None
    for name in settings.EMBEDS["providers"]:
        for form in PROVIDERS[name].forms:
            if host in _hosts(form) and (match := re.fullmatch(form.path, parts.path, re.ASCII)):
                return _made(PROVIDERS[name], form, host, match, parse_qs(parts.query))
    return None


def frame_origins():
    """Return the origins of all frames that a reader may ask for, in the order of the list."""
    forms = [form for name in settings.EMBEDS["providers"] for form in PROVIDERS[name].forms]
    frames = [form.frame.replace("{host}", host) for form in forms for host in _hosts(form)]
    return list(dict.fromkeys(frame[: frame.index("/", 8)] for frame in frames))


def names():
    """Return the names of the providers on the list."""
    return [PROVIDERS[name].name for name in settings.EMBEDS["providers"]]


def _hosts(form):
    return settings.EMBEDS["mastodon_hosts"] if form.hosts is MASTODON_HOSTS else form.hosts


def _host(parts):
    """Return the host of an address in parts, with its port if unusual; "" of what is no page."""
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc:
        return ""
    usual = {"http": 80, "https": 443}[parts.scheme]
    return parts.hostname if parts.port in (None, usual) else f"{parts.hostname}:{parts.port}"


def _made(provider, form, host, match, query):
    found = {name: value or "" for name, value in match.groupdict().items()} | {"host": host}
    for parameter, (name, pattern) in form.query.items():
        found[name] = query.get(parameter, [""])[0]
        if not re.fullmatch(pattern, found[name], re.ASCII):
            return None
    found["start"] = _seconds((query.get("t") or query.get("start") or [""])[0])
    return Embeddable(provider, host, _fill(form.address, found), _fill(form.frame, found), form.size)


def _fill(template, found):
    """Put what was found into `template`."""

    def optional(match):
        name = re.search(r"{(\w+)}", match[1])[1]
        return match[1] if found.get(name) else ""

    return re.sub(r"\[(.*?)\]", optional, template).format(**found)


def _seconds(time):
    """Return the seconds of a time written as 90, 90s or 1h2m3s; "" of anything else, and of none."""
    match = re.fullmatch(r"(?:(\d{1,2})h)?(?:(\d{1,3})m)?(?:(\d{1,6})s?)?", time, re.ASCII)
    hours, minutes, seconds = (int(part or 0) for part in match.groups()) if match else (0, 0, 0)
    return hours * 3600 + minutes * 60 + seconds or ""
