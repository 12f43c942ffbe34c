"""The newsroom's own accent as a stylesheet, since pages carry no inline style."""

from django.conf import settings
from django.http import HttpResponse
from django.views.decorators.cache import cache_control


@cache_control(public=True, max_age=300)
def theme(request):
    """Return the rules that put the accent in the place of the colour of news."""
    accent, accent_dark = settings.NEWSROOM["accent"], settings.NEWSROOM["accent_dark"]
    rules = ""
    if accent:
        rules = f":root{{--ore:{accent};--ore-solid:{accent};--on-ore:{ink_on(accent)}}}"
        rules += f"@media (prefers-color-scheme:dark){{:root{{--ore:{accent_dark or accent}}}}}"
    return HttpResponse(rules, content_type="text/css")


def ink_on(colour):
    """Return black or white, whichever is read better on `colour` (#rgb or #rrggbb)."""
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    channels = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    # Where the contrast with either is the same: (1 + 0.05) / (l + 0.05) = (l + 0.05) / 0.05.
    return "#000" if luminance > 0.179 else "#fff"
