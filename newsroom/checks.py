"""System checks of our own settings, so that a typing error is found at start and not by a reader."""

import ipaddress
import re
import zoneinfo
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.checks import Error, register

from newsroom.lib.embeds import PROVIDERS
from newsroom.lib.purges import KINDS

HOST = re.compile(r"(?!-)[a-z0-9-]+(\.[a-z0-9-]+)+(:\d{1,5})?")
KEY = re.compile(r"[A-Za-z0-9-]{8,128}")
COLOUR = re.compile(r"#(?:[0-9a-fA-F]{3}){1,2}")

# What schema.org lets a NewsMediaOrganization say of how it works.
TRUST = {
    "actionableFeedbackPolicy",
    "correctionsPolicy",
    "diversityPolicy",
    "diversityStaffingReport",
    "ethicsPolicy",
    "masthead",
    "missionCoveragePrioritiesPolicy",
    "noBylinesPolicy",
    "ownershipFundingInfo",
    "publishingPrinciples",
    "unnamedSourcesPolicy",
    "verificationFactCheckingPolicy",
}


@register
def check_newsroom(app_configs, **kwargs):
    """Return an error for each of the newsroom's values that pages could not use."""
    ours = settings.NEWSROOM
    return [
        Error(f"NEWSROOM[{key!r}] {problem}: {ours[key]!r}.", hint=hint, id=f"newsroom.{number}")
        for number, key, holds, problem, hint in [
            ("E001", "name", bool(ours["name"].strip()), "is empty", "Set NEWSROOM_NAME."),
            (
                "E002",
                "accent",
                is_colour(ours["accent"]),
                "is not a colour",
                "Set NEWSROOM_ACCENT to a colour such as #a4123f, or leave it empty.",
            ),
            (
                "E003",
                "accent_dark",
                is_colour(ours["accent_dark"]),
                "is not a colour",
                "Set NEWSROOM_ACCENT_DARK to a colour such as #ff8fab, or leave it empty.",
            ),
            (
                "E004",
                "time_zone",
                ours["time_zone"] in zoneinfo.available_timezones(),
                "is not a time zone",
                "Set NEWSROOM_TIME_ZONE to a name such as America/Chicago.",
            ),
            (
                "E005",
                "language",
                is_language(ours["language"]),
                "is not a language that Django has",
                "Set NEWSROOM_LANGUAGE to a code such as en-us or de.",
            ),
            (
                "E006",
                "base_url",
                is_base_url(ours["base_url"]),
                "is not the address of a site",
                "Set NEWSROOM_BASE_URL to scheme and host alone, such as https://news.example.",
            ),
            (
                "E007",
                "policies",
                are_policies(ours["policies"]),
                "does not name addresses",
                'Set NEWSROOM_POLICIES to JSON such as {"Standards and ethics": "/about/standards/"}.',
            ),
            (
                "E008",
                "mark",
                bool(finders.find(ours["mark"])),
                "is no static file",
                "Put the newsroom's mark into static/ and set NEWSROOM_MARK to its path there.",
            ),
            (
                "E012",
                "hub",
                not ours["hub"] or re.match(r"https?://.", ours["hub"]) is not None,
                "is not the address of a hub",
                "Set NEWSROOM_HUB to an address such as https://hub.example/, or leave it empty.",
            ),
            (
                "E014",
                "indexnow",
                not ours["indexnow"] or KEY.fullmatch(ours["indexnow"]) is not None,
                "is no key of IndexNow's",
                "Set NEWSROOM_INDEXNOW to 8 to 128 letters, digits and hyphens, or leave it empty.",
            ),
            (
                "E014",
                "indexnow_address",
                re.match(r"https?://.", ours["indexnow_address"]) is not None,
                "is not the address of a search engine",
                "Set NEWSROOM_INDEXNOW_ADDRESS to an address such as https://api.indexnow.org/indexnow.",
            ),
            (
                "E013",
                "trust",
                are_policies(ours["trust"]) and set(ours["trust"]) <= TRUST,
                "does not name addresses by the policies that schema.org knows",
                'Set NEWSROOM_TRUST to JSON such as {"ethicsPolicy": "/about/standards/"}.',
            ),
        ]
        if not holds
    ]


@register
def check_purge(app_configs, **kwargs):
    """Return an error for each value of `settings.PURGE` by which no cache could be told of a change."""
    purge = settings.PURGE
    if not purge["kind"]:
        return []
    return [
        Error(f"PURGE[{key!r}] {problem}.", hint=hint, id="newsroom.E015")
        for key, holds, problem, hint in [
            (
                "kind",
                purge["kind"] in KINDS,
                f"is no kind of cache that we know: {purge['kind']!r}",
                f"Set NEWSROOM_PURGE to one of {', '.join(KINDS)}, or leave it empty.",
            ),
            (
                "addresses",
                purge["addresses"] and all(re.match(r"https?://.", one) for one in purge["addresses"]),
                f"does not say where it is told: {purge['addresses']!r}",
                "Set NEWSROOM_PURGE_ADDRESS to an address such as https://api.fastly.com/service/ID.",
            ),
            (
                "token",
                purge["token"].isascii() and (purge["token"] != "" or purge["kind"] == "varnish"),
                "is nothing that it would believe",
                "Set NEWSROOM_PURGE_TOKEN to the token that may purge there.",
            ),
        ]
        if not holds
    ]


@register
def check_embeds(app_configs, **kwargs):
    """Return an error for each value of `settings.EMBEDS` by which nothing could be recognised or asked."""
    return [
        Error(f"EMBEDS[{key!r}] {problem}: {value!r}.", hint=hint, id=f"newsroom.{number}")
        for number, key, holds, problem, hint in [
            (
                "E009",
                "providers",
                PROVIDERS.__contains__,
                "is no provider that we know",
                f"Set EMBED_PROVIDERS to some of {', '.join(PROVIDERS)}.",
            ),
            (
                "E010",
                "mastodon_hosts",
                HOST.fullmatch,
                "is not the name of a host",
                "Set EMBED_MASTODON_HOSTS to names such as mastodon.social, in small letters.",
            ),
            (
                "E011",
                "private_networks",
                is_network,
                "is not a network",
                "Set EMBED_PRIVATE_NETWORKS to networks such as 10.20.0.0/16.",
            ),
        ]
        for value in settings.EMBEDS[key]
        if not holds(value)
    ]


def is_network(value):
    """Say whether a value is a network of IPv4 or IPv6, as address and length."""
    try:
        ipaddress.ip_network(value)
    except ValueError:
        return False
    return True


def is_colour(value):
    """Say whether a value is empty or a colour written as #rgb or #rrggbb."""
    return not value or COLOUR.fullmatch(value) is not None


def is_language(value):
    """Say whether Django knows a language, alone or with a region."""
    known = dict(settings.LANGUAGES)
    return value in known or value.split("-")[0] in known


def is_base_url(value):
    """Say whether a value is scheme and host of a site, with neither path nor closing slash."""
    parts = urlsplit(value)
    return (
        parts.scheme in ("http", "https")
        and value == f"{parts.scheme}://{parts.netloc}"
        and bool(parts.hostname)
    )


def are_policies(value):
    """Say whether a value maps names of policies to addresses, on this site or another."""
    return isinstance(value, dict) and all(
        name.strip() and isinstance(address, str) and re.match(r"/(?!/)|https?://.", address)
        for name, address in value.items()
    )
