"""What machines that read the whole site are told: where its maps are, and what is not for them."""

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from newsroom.templatetags.newsroom_tags import absolute


@require_safe
@cache_control(public=True, max_age=3600)
def robots(request):
    """Return robots.txt. Previews are known to few; that none is named here is on purpose."""
    lines = [
        "User-agent: *",
        f"Disallow: {reverse('admin:index')}",
        f"Disallow: {reverse('front')}preview/",
        "",
        f"Sitemap: {absolute(reverse('sitemap'))}",
        f"Sitemap: {absolute(reverse('news_sitemap'))}",
    ]
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")
