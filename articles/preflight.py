"""What an editor should know before publishing. Each finding names its place, so that screens can jump."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import Resolver404, resolve
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles import permissions
from articles.content import BLOCKS
from articles.enums import Check, CitationKind, Level
from articles.models import Photo, PreflightRule
from newsroom.accounts import audit
from newsroom.lib.clock import today
from newsroom.lib.html import plain
from topics.models import Person, Source

MAX_HEADLINE = 70

DEFAULTS = {
    Check.ALT_MISSING: Level.STOP,
    Check.CREDIT_MISSING: Level.STOP,
    Check.RIGHTS_EXPIRED: Level.STOP,
    Check.STATEMENT_SOURCE: Level.STOP,
    Check.ANONYMOUS_REASON: Level.STOP,
    Check.DEK_EMPTY: Level.LOOK,
    Check.HEADLINE_LONG: Level.LOOK,
    Check.HEADING_LEVEL: Level.LOOK,
    Check.LINK_DEAD: Level.LOOK,
    Check.LINK_INSECURE: Level.LOOK,
    Check.PERSON_UNLINKED: Level.LOOK,
    Check.SOURCE_UNCITED: Level.LOOK,
}


# These are not the newsroom's to soften: a photo needs a name to it, and the right to show it.
FIXED = {Check.CREDIT_MISSING, Check.RIGHTS_EXPIRED}


@dataclass(frozen=True)
class Finding:
    """One thing to settle or to look at.

    `place` is the id of the block, or the name of the field. `person` and `source` are the ids of what one
    click would add, with the `url` to cite.
    """

    check: Check
    level: Level
    message: str
    place: str
    person: int | None = None
    source: int | None = None
    url: str = ""

    @property
    def stops(self):
        """True if the story cannot be published while this stands."""
        return self.level == Level.STOP


def levels():
    """Return the level of every Check, as the newsroom set it, in one query."""
    rules = PreflightRule.objects.values_list("code", "level")
    return DEFAULTS | {Check(code): Level(level) for code, level in rules if code not in FIXED}


@transaction.atomic
def set_levels(*, wanted, by):
    """Let each Check in the dict `wanted` have the Level beside it. Raises PermissionDenied."""
    if not permissions.holds(by, "articles.change_preflightrule"):
        raise PermissionDenied(_("Only administrators decide what stops a publication."))
    standing = levels()
    for check, level in wanted.items():
        if level != standing[check] and check not in FIXED:
            rule, _created = PreflightRule.objects.update_or_create(code=check, defaults={"level": level})
            audit.record("preflight.set", rule, by=by, check=check, before=standing[check], level=level)


def inspect(content, policy=None, day=None):
    """Return the Findings in `content`: those that stop publication first, then in reading order.

    `policy` is what levels() returns, for those who know it already. `day` is when it would be published,
    today if not given: by then rights may have ended. At most five queries, however long the
    story.
    """
    policy = policy or levels()
    found = [*_words(content), *_photos(content, day or today()), *_blocks(content), *_links(content)]
    found += [*_people(content), *_sources(content)]
    findings = [Finding(check, policy[check], *rest) for check, *rest in found if policy[check] != Level.OFF]
    return sorted(findings, key=lambda finding: not finding.stops)


def _words(content):
    length = len(content["headline"])
    if length > MAX_HEADLINE:
        yield (
            Check.HEADLINE_LONG,
            _("%(length)s characters; search and sharing cut after %(max)s")
            % {
                "length": length,
                "max": MAX_HEADLINE,
            },
            "headline",
        )
    if not content["dek"].strip():
        yield Check.DEK_EMPTY, _("The dek is empty"), "dek"
    has_heading = False
    for block in content["blocks"]:
        for paragraph in block["text"] if block["type"] == "text" else ():
            has_heading = has_heading or paragraph["tag"] == "h2"
            if paragraph["tag"] == "h3" and not has_heading:
                message = _("“%(words)s” is a sub-heading of nothing") % {"words": plain(paragraph["html"])}
                yield Check.HEADING_LEVEL, message, block["id"]


def _photos_in(content):
    if content["lead_photo"]:
        yield content["lead_photo"], "lead_photo"
    for block in content["blocks"]:
        if block["type"] == "photo":
            yield block["photo"], block["id"]
        for photo in block.get("photos", []):
            yield photo, block["id"]
    for entry in content["related"]:
        if entry["photo"]:
            yield entry["photo"], "related"


def _photos(content, day):
    places = list(_photos_in(content))
    photos = Photo.objects.in_bulk({photo["id"] for photo, _place in places}) if places else {}
    for frozen, place in places:
        photo = photos.get(frozen["id"])
        if photo is None:
            continue
        if not photo.alt and (place == "lead_photo" or not photo.is_decorative):
            yield Check.ALT_MISSING, _("“%(photo)s” has no alternative text") % {"photo": photo}, place
        if not photo.credit:
            yield Check.CREDIT_MISSING, _("“%(photo)s” has no credit") % {"photo": photo}, place
        if photo.rights_until and photo.rights_until < day:
            yield Check.RIGHTS_EXPIRED, _("The rights to “%(photo)s” have ended") % {"photo": photo}, place


def _blocks(content):
    for block in content["blocks"]:
        if block["type"] == "statement" and not (block["source"] or block["url"]):
            yield Check.STATEMENT_SOURCE, _("Statement without a source"), block["id"]
    for citation in content["citations"]:
        if citation["kind"] == CitationKind.ANONYMOUS and not citation["anonymous_reason"]:
            message = _("A source is not named, and readers are not told why")
            yield Check.ANONYMOUS_REASON, message, "citations"


_HREF = re.compile(r'<a href="([^"]*)">(.*?)</a>', re.S)


def links_in(content):
    """Yield (address, words, id of the block) for each link in the text of `content`."""
    for block in content["blocks"]:
        kind = BLOCKS[block["type"]]
        for field in (*kind.rich, *kind.points):
            for paragraph in block[field]:
                for address, words in _HREF.findall(paragraph["html"]):
                    yield address.replace("&amp;", "&"), strip_tags(words), block["id"]
                if "<a>" in paragraph["html"]:
                    yield "", "", block["id"]


def _links(content):
    for address, words, place in links_in(content):
        if not address or address == "#" or (address.startswith("/") and not _resolves(address)):
            yield Check.LINK_DEAD, _("The link “%(words)s” goes nowhere") % {"words": words}, place
        elif address.startswith("http://"):
            host = urlsplit(address).netloc
            yield Check.LINK_INSECURE, _("The link to %(host)s is not encrypted") % {"host": host}, place


def _resolves(address):
    try:
        resolve(urlsplit(address).path)
    except Resolver404:
        return False
    return True


_NAME = re.compile(r"[^\W\d_][\w'’.-]*", re.U)
MAX_NAMES = 900


def _people(content):
    """Names in the text that are those of people not linked: every run of two to four words may be one."""
    linked = {entry["person"]["id"] for entry in content["people"]}
    places = {}
    for block in content["blocks"]:
        kind = BLOCKS[block["type"]]
        for field in (*kind.rich, *kind.points):
            for paragraph in block[field]:
                words = _NAME.findall(plain(paragraph["html"]))
                for size in (2, 3, 4):
                    for start in range(len(words) - size + 1):
                        if words[start][0].isupper() and words[start + size - 1][0].isupper():
                            name = " ".join(words[start : start + size]).rstrip(".")
                            places.setdefault(name.removesuffix("’s").removesuffix("'s"), block["id"])
    names = list(places)[:MAX_NAMES]
    for person in Person.objects.filter(name__in=names).exclude(pk__in=linked).only("name"):
        message = _("%(name)s is in the text and not among the people") % {"name": person.name}
        yield Check.PERSON_UNLINKED, message, places[person.name], person.pk


def _sources(content):
    """Links in the text that lead to a known source and are not in the ledger."""
    cited = {_host(entry["url"]) for entry in content["citations"] if entry["url"]}
    links = {}
    for address, _words, place in links_in(content):
        host = _host(address)
        if host and host not in cited and host != _host(settings.NEWSROOM["base_url"]):
            links.setdefault(host, (address, place))
    if not links:
        return
    for source in Source.objects.filter(website__in=_websites(links)).only("name", "website"):
        if found := links.pop(_host(source.website), None):
            address, place = found
            message = _("%(source)s is linked and not cited") % {"source": source.name}
            yield Check.SOURCE_UNCITED, message, place, None, source.pk, address


def _websites(hosts):
    """The spellings of the addresses that a source on one of the `hosts` may have."""
    return [
        f"{scheme}://{www}{host}{end}"
        for host in hosts
        for scheme in ("https", "http")
        for www in ("", "www.")
        for end in ("", "/")
    ]


def _host(address):
    return urlsplit(address).netloc.lower().removeprefix("www.")


def summary(findings):
    """Return one sentence for the desk: how many stop publication, how many to look at."""
    stops = sum(finding.stops for finding in findings)
    looks = len(findings) - stops
    parts = []
    if stops:
        parts.append(ngettext("%(n)s stops publication", "%(n)s stop publication", stops) % {"n": stops})
    if looks:
        parts.append(ngettext("%(n)s to look at", "%(n)s to look at", looks) % {"n": looks})
    return ", ".join(parts)
