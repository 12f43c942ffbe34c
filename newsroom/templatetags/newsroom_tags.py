"""Tags and filters for every page: times, photos, addresses. They know no app."""

import datetime
import re
from functools import lru_cache
from types import SimpleNamespace
from urllib.parse import urljoin, urlsplit

from django import template
from django.conf import settings
from django.core.files.storage import default_storage
from django.template.defaulttags import URLNode
from django.template.defaulttags import url as django_url
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import date_format
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from newsroom.lib import jsonld, partial_dates
from newsroom.lib.html import plain as plain_text
from newsroom.lib.memo import Memo
from newsroom.lib.paths import path_to
from newsroom.lib.reading import minutes
from newsroom.lib.renditions import AVIF, beside, has_jpeg

register = template.Library()

# The width of `src`, for browsers that do not choose from `srcset`.
SRC_WIDTH = 960


@register.simple_tag
def newsroom_settings():
    """Return what pages know about the newsroom, for those that are rendered without a context."""
    return SimpleNamespace(**settings.NEWSROOM)


# --- what is rendered once ----------------------------------------------------------------------------------

_rendered = Memo(most=16_000_000)


@register.tag
def once(parser, token):
    """Render what is between `{% once STAMP ... %}` and `{% endonce %}` once for each of its stamps.

    The stamps must stand for **all** that it shows, apart from settings: of a row that is `stamp`, as a
    prepared query gives it (`newsroom/lib/prepared.py`); times, numbers and words stand for themselves. What
    has no first stamp, such as a draft in preview, is rendered each time.
    """
    stamps = [parser.compile_filter(bit) for bit in token.split_contents()[1:]]
    if not stamps:
        raise template.TemplateSyntaxError("'once' needs a stamp.")
    inside = parser.parse(["endonce"])
    parser.delete_first_token()
    return OnceNode(inside, stamps)


class OnceNode(template.Node):
    """A part of a page that is kept under its stamps."""

    def __init__(self, nodelist, stamps):
        self.nodelist, self.stamps, self.own = nodelist, stamps, object()

    def render(self, context):
        """Return the part as it was rendered for these stamps."""
        stamps = [stamp.resolve(context) for stamp in self.stamps]
        if not stamps[0]:
            return self.nodelist.render(context)
        key = (self.own, get_language(), *stamps)
        return _rendered.get(key, lambda: self.nodelist.render(context))


@register.filter
def stamps(rows):
    """Return what stands for `rows` together, for the tag `once`; each must have come by a prepared query."""
    return tuple(row.stamp for row in rows)


# --- times --------------------------------------------------------------------------------------------------


@register.simple_tag
def when(moment, style="moment"):
    """Return a `<time>` of a datetime, a date or the ISO text of either, in the newsroom's zone, "" of none.

    Of a year or a month alone, as ISO text, it shows as much.

    What it shows is absolute: a "time" (3:52 p.m. CST), a "date" (March 2, 2017), a "moment" (both) or "full"
    (with the day of the week).
    """
    if isinstance(moment, str) and len(moment) in (4, 7):
        return format_html('<time datetime="{}">{}</time>', moment, partial_dates.shown(moment))
    if isinstance(moment, str):
        moment = (parse_date(moment) if len(moment) == 10 else parse_datetime(moment)) if moment else None
    if not moment:
        return ""
    if not isinstance(moment, datetime.datetime):
        return format_html(
            '<time datetime="{}">{}</time>', moment.isoformat(), date_format(moment, "DATE_FORMAT")
        )
    moment = timezone.localtime(moment)
    # Only what is shown is formatted: a page of live updates has a hundred times.
    shown = format_html_join(", ", "{}", ((part(moment),) for part in _STYLES[style]))
    return format_html('<time datetime="{}">{}</time>', moment.isoformat(timespec="seconds"), shown)


def _day(moment):
    return date_format(moment, "l")


def _date(moment):
    return date_format(moment, "DATE_FORMAT")


def _clock(moment):
    return format_html('<span class="nb">{} {}</span>', date_format(moment, "TIME_FORMAT"), zone_name(moment))


_STYLES = {"time": [_clock], "date": [_date], "moment": [_date, _clock], "full": [_day, _date, _clock]}


def zone_name(moment):
    """Return what the zone of the aware `moment` is called: CST, or else how far it is from UTC."""
    name = moment.tzname()
    if name[0] not in "+-":
        return name
    return "UTC" + re.sub(r"^([+-])0?(\d+?)(?:00)?$", r"\1\2", name).replace("-", "−")


@register.filter
def same_day(moment, other):
    """True if two aware datetimes fall on one day in the newsroom's zone."""
    return timezone.localtime(moment).date() == timezone.localtime(other).date()


# --- photos -------------------------------------------------------------------------------------------------


@register.simple_tag
def photo(picture, sizes="100vw", *, alt=None, is_first=False):
    """Return the `<picture>` of a photo: a Photo, or the photo in a story's content; "" for none.

    `sizes` is how wide it stands, for the browser's choice. `alt` replaces the photo's own text, as "" does
    beside a name. `is_first` is for the one that the reader sees first: it is not lazy.
    """
    renditions = _part(picture, "renditions")
    if not renditions:
        return ""
    width, height, _name = renditions[-1]
    src = next(
        (name for width, _height, name in reversed(renditions) if width <= SRC_WIDTH), renditions[0][2]
    )
    endings = []
    if has_jpeg(src):
        endings = [AVIF, "webp"] if _part(picture, "has_avif") else ["webp"]
        src = beside(src, "jpg")
    sources = format_html_join(
        "",
        '<source type="image/{}" srcset="{}" sizes="{}">',
        ((ending, _srcset(renditions, ending), sizes) for ending in endings),
    )
    return format_html(
        '<picture>{}<img src="{}"{} width="{}" height="{}" alt="{}"{} decoding="async"{}></picture>',
        sources,
        _address(src),
        "" if endings else format_html(' srcset="{}" sizes="{}"', _srcset(renditions, "webp"), sizes),
        width,
        height,
        _part(picture, "alt") if alt is None else alt,
        _focus(_part(picture, "focus")),
        mark_safe(' fetchpriority="high"' if is_first else ' loading="lazy"'),  # noqa: S308 (both are ours)
    )


def _srcset(renditions, ending):
    return format_html_join(
        ", ", "{} {}w", ((_address(beside(name, ending)), width) for width, _h, name in renditions)
    )


# A file never changes under its name.
_addresses = Memo(most=20_000)


def _address(name):
    return _addresses.get(name, lambda: default_storage.url(name), lambda _made: 1)


def _focus(focus):
    """Return the classes by which the style sheet knows the point that stays in every crop, in tenths."""
    if not focus or focus == [50, 50]:
        return ""
    return format_html(' class="fx{} fy{}"', *(round(percent / 10) for percent in focus))


@register.simple_tag
def largest(picture):
    """Return the picture that goes with a shared link as {url, width, height, alt}; None for no photo.

    That is the crop made for it, or the largest copy of a photo that is too small for that.
    """
    renditions = _part(picture, "renditions")
    if not renditions:
        return None
    width, height, name = _part(picture, "share") or renditions[-1]
    if name.endswith(".webp") and has_jpeg(name):
        name = beside(name, "jpg")
    return {
        "url": absolute(_address(name)),
        "width": width,
        "height": height,
        "alt": _part(picture, "alt"),
    }


def _part(picture, name):
    if isinstance(picture, dict):
        return picture.get(name)
    return getattr(picture, name, None)


# --- addresses and words ------------------------------------------------------------------------------------


class PathNode(URLNode):
    """As Django's, but an address is looked up once."""

    def render(self, context):
        """Return the address, or put it where the tag says."""
        name, *args = (part.resolve(context) for part in (self.view_name, *self.args))
        # In a namespace, as the admin's is, it depends on who asks.
        if self.kwargs or self.asvar or ":" in name:
            return super().render(context)
        path = path_to(name, *args)
        return conditional_escape(path) if context.autoescape else path


@register.tag
def url(parser, token):
    """Return the address of a page: Django's tag of this name, which looks each up anew, made quick."""
    node = django_url(parser, token)
    return PathNode(node.view_name, node.args, node.kwargs, node.asvar)


@register.filter
def absolute(address):
    """Return the whole address of a path of this site."""
    address, base = address or "/", settings.NEWSROOM["base_url"]
    if address[0] == "/" and address[1:2] != "/" and "/." not in address:
        # What urljoin would find, in a hundredth of the time: a page has a hundred of these.
        return _origin(base) + address
    return urljoin(base, address)


@lru_cache(maxsize=1)
def _origin(base):
    return urljoin(base, "/")[:-1]


@register.filter
def web(address):
    """Return an address if it leads to a page of the web, else "": what came by import may lead anywhere."""
    return address if address and urlsplit(address).scheme in ("http", "https") else ""


@register.filter
def host(address):
    """Return the site that an address is on, without www."""
    return urlsplit(address).netloc.removeprefix("www.")


@register.filter
def plain(html):
    """Return the words of cleaned html."""
    return plain_text(html)


@register.filter
def minutes_to_read(html):
    """Return in how many minutes cleaned html is read, 0 for less than one."""
    return minutes(html)


@register.filter
def get(mapping, key):
    """Return `mapping[key]`, None if it has no such key."""
    return mapping.get(key)


@register.filter
def structured(data):
    """Return the script element that tells machines `data`; it holds data alone, so no policy refuses it."""
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(jsonld.escaped(data)))  # noqa: S308 (escaped)


_SCORE = re.compile(r"\d+[-–]\d+")


@register.filter
def unbroken(text):
    """Return `text` with scores and ranges, such as 52-47, kept on one line: browsers break them."""
    if not _SCORE.search(text):
        return text
    escaped = _SCORE.sub(r'<span class="nb">\g<0></span>', conditional_escape(text))
    return mark_safe(escaped)  # noqa: S308 (escaped above)
