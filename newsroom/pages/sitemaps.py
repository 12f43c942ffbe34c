"""The pages about the newsroom, for those who read the site by machine."""

from django.http import HttpResponse
from django.utils import timezone
from django.utils.encoding import iri_to_uri
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from newsroom.lib import sitemaps
from newsroom.lib.prepared import prepared
from newsroom.lib.tags import depends_on
from newsroom.pages.models import PageVersion
from newsroom.templatetags.newsroom_tags import absolute


@prepared()
def _versions():
    versions = PageVersion.objects.public().select_related("page")
    return versions.only("published_at", "page__slug").order_by("page")[: sitemaps.PAGES]


@require_safe
@conditional_page
@cache_control(public=True, max_age=300)
def pages_sitemap(request):
    """Every page that readers see, with when it last changed."""
    depends_on("pages")
    pages = [
        {
            "loc": iri_to_uri(absolute(version.page.get_absolute_url())),
            "lastmod": timezone.localtime(version.published_at).isoformat(timespec="seconds"),
        }
        for version in _versions.all()
    ]
    return HttpResponse(
        sitemaps.urlset(pages),
        content_type="application/xml; charset=utf-8",
        headers={"X-Robots-Tag": "noindex"},
    )
