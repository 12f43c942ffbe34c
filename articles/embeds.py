"""What is kept of something published elsewhere: asked for once, by the desk, and stored with us.

The provider is asked through oEmbed, as guardedly as `newsroom.lib.web` can. Nothing of its html is kept: the
words are taken out of it, and its picture is read and written anew as an uploaded one would be. A provider
that does not answer costs nothing: what was typed stands, and the desk is told.
"""

import datetime
import json
import re
import secrets
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urlsplit

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from articles import permissions
from articles.content import freeze_block
from articles.models import Embed
from newsroom.lib import web
from newsroom.lib.embeds import names, recognise
from newsroom.lib.html import clean_body, lines, plain
from newsroom.lib.images import ACCEPTED, read_picture
from newsroom.lib.renditions import Maker
from newsroom.lib.text import storable

# A provider's answer has a kilobyte or two; its thumbnails some hundred.
MAX_ANSWER = 256 * 1024
MAX_PICTURE = 8 * 1024 * 1024
SECONDS = 6
JSON_TYPES = ("application/json", "application/json+oembed", "text/json")
PICTURE_TYPES = tuple(f"image/{name.lower()}" for name in sorted(ACCEPTED))
FIELDS = ("url", "provider", "author", "text", "posted_on", "renditions", "height")
MAX_AUTHOR, MAX_TEXT = (Embed._meta.get_field(name).max_length for name in ("author", "text"))
# A chart may be as high as this; one that says more has a mistake in it.
HEIGHTS = range(80, 2001)

_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_DATE = re.compile(r"\b([A-Z][a-z]+ \d{1,2}, \d{4})\b")


@dataclass
class Found:
    """What a provider told of something, in plain words, and what the desk should know of how it went."""

    address: str
    provider: str
    author: str = ""
    text: str = ""
    posted_on: datetime.date | None = None
    renditions: list = field(default_factory=list)
    height: int | None = None
    notes: list = field(default_factory=list)

    def fields(self):
        """Return it as a block of a story or a live update keeps it."""
        return kept(
            {
                "url": self.address,
                "provider": self.provider,
                "author": self.author,
                "text": self.text,
                "posted_on": self.posted_on and self.posted_on.isoformat(),
                "renditions": self.renditions,
                "height": self.height,
            }
        )


def embeddable(address):
    """Return what `address` leads to (see newsroom.lib.embeds).

    Raises ValidationError, with the list of providers, for an address that is not on it.
    """
    found = recognise(address.strip())
    if found is None:
        raise ValidationError(
            _(
                "This is not the address of a single post, video or chart on %(names)s. "
                "For anything else, put a link in the text or quote it."
            )
            % {"names": get_text_list(names(), _("or"))},
            code="not_listed",
        )
    return found


def fetch(*, address, by):
    """Ask the provider what is at `address`, store its picture, and return the Found.

    Raises PermissionDenied; ValidationError if the address is not on the list. A provider that does not
    answer is told of in `notes`.
    """
    if not (permissions.holds(by, "articles.add_story") or permissions.holds(by, "articles.change_story")):
        raise PermissionDenied(_("You may not write stories."))
    thing = embeddable(address)
    found = Found(address=thing.address, provider=thing.name)
    if not thing.endpoint:
        found.notes.append(
            _("%(name)s tells nothing without an account. Write the card by hand.") % {"name": found.provider}
        )
        return found
    try:
        answer = _asked(thing)
    except web.Unreachable as error:
        found.notes.append(
            _("Nothing came from %(name)s: %(why)s Write the card by hand, or try again later.")
            % {"name": found.provider, "why": error}
        )
        return found
    found.author = _words(answer.get("author_name"), MAX_AUTHOR)
    found.text, found.posted_on = _said(thing, answer)
    if thing.provider.kind == "chart" and answer.get("height") in HEIGHTS:
        found.height = int(answer["height"])
    if answer.get("thumbnail_url"):
        try:
            found.renditions = _picture(thing, answer["thumbnail_url"])
        except (web.Unreachable, ValidationError) as error:
            found.notes.append(_("Its picture was left out: %(why)s") % {"why": " ".join(_reasons(error))})
    return found


def kept(fields):
    """Return the `fields` of an embed as a live update keeps them, checked as a form would; {} for none.

    They are those of a block of a story (see articles.content), of which all but "url" may be missing.
    Raises ValidationError, for "embed".
    """
    if not fields:
        return {}
    try:
        thing = embeddable(str(fields.get("url", "")))
        row = Embed(**{name: fields[name] for name in FIELDS if fields.get(name)})
        row.url, row.provider = thing.address, row.provider or thing.name
        row.clean_fields(exclude={field.name for field in Embed._meta.concrete_fields} - {*FIELDS})
    except ValidationError as error:
        raise ValidationError({"embed": error.messages}) from error
    block = freeze_block("embed", row)
    return {name: value for name, value in block.items() if name not in ("id", "type")}


def _asked(thing):
    """Return the provider's answer, a dict. Raises Unreachable."""
    body = web.fetch(
        thing.endpoint, allows=thing.tells, types=JSON_TYPES, max_bytes=MAX_ANSWER, seconds=SECONDS
    )
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise web.Unreachable(_("Its answer cannot be read.")) from error
    if not isinstance(answer, dict):
        raise web.Unreachable(_("Its answer cannot be read."))
    return answer


def _said(thing, answer):
    """Return (text, date or None) of an answer: a post's words are in its html, anything else has a title."""
    html = answer.get("html")
    parts = lines(clean_body(storable(html))) if isinstance(html, str) else []
    date = _date(answer.get("upload_date"), "%Y-%m-%d %H:%M:%S")
    if thing.has_title:
        return _words(answer.get("title"), MAX_TEXT), date
    # The words, and after them who wrote them and when.
    if date is None and len(parts) > 1 and (match := _DATE.search(plain(parts[-1]))):
        date = _date(match[1], "%B %d, %Y")
    return plain(parts[0])[:MAX_TEXT].strip() if len(parts) > 1 else "", date


def _words(text, limit):
    """Return what should be a text as one, no more than `limit` characters; "" of anything else.

    Some providers write markup where none belongs.
    """
    if not isinstance(text, str):
        return ""
    return " ".join(unescape(_TAG.sub("", storable(text))).split())[:limit].strip()


def _date(text, form):
    try:
        return datetime.datetime.strptime(text, form).date()
    except (TypeError, ValueError):
        return None


def _picture(thing, address):
    """Return the stored sizes of a thumbnail. Raises Unreachable, and ValidationError as read_picture()."""
    if not isinstance(address, str):
        raise web.Unreachable(_("It leads to an address that is not on the list."))
    if urlsplit(address).scheme == "http":
        address = f"https{address.removeprefix('http')}"
    body = web.fetch(
        address, allows=thing.has_pictures_at, types=PICTURE_TYPES, max_bytes=MAX_PICTURE, seconds=SECONDS
    )
    picture = read_picture(ContentFile(body))
    maker = Maker(default_storage, f"embeds/{secrets.token_urlsafe(12)}")
    try:
        return maker.copies(picture.image, maker.original(picture)).renditions
    except OSError:
        maker.take_back()
        raise web.Unreachable(_("It could not be stored.")) from None


def _reasons(error):
    return error.messages if isinstance(error, ValidationError) else [str(error)]
