"""The newsroom's own accent: one small rule in each page, which the policy allows by its hash."""

import base64
import hashlib
from functools import lru_cache

from django.conf import settings


def accent_rules():
    """Return the CSS that puts the newsroom's accent in the place of the colour of news, "" without one.

    The layers of our sheets come before what is in none, so it holds wherever it stands.
    """
    return _rules(settings.NEWSROOM["accent"], settings.NEWSROOM["accent_dark"])


def accent_source():
    """Return what a policy allows these rules by, as a list of sources: empty without an accent."""
    return [_hash(rules)] if (rules := accent_rules()) else []


@lru_cache(maxsize=1)
def _rules(accent, accent_dark):
    if not accent:
        return ""
    return (
        f":root{{--ore:{accent};--ore-solid:{accent};--on-ore:{ink_on(accent)}}}"
        f"@media (prefers-color-scheme:dark){{:root{{--ore:{accent_dark or accent}}}}}"
    )


@lru_cache(maxsize=1)
def _hash(rules):
    digest = hashlib.sha256(rules.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def ink_on(colour):
    """Return black or white, whichever is read better on `colour` (#rgb or #rrggbb)."""
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    channels = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    # Where the contrast with either is the same: (1 + 0.05) / (l + 0.05) = (l + 0.05) / 0.05.
    return "#000" if luminance > 0.179 else "#fff"
