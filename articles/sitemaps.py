"""Maps of the site for those who read it by machine, such as search engines.

Stories are mapped by the month in their address, which never changes: what is published or withdrawn later
moves none from one map to another, as Django's own numbered pages would. Each map costs one query.
"""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Subquery
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import iri_to_uri
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from articles.archive import last_changes
from articles.models import Author, Edition, Saying, Section, Series
from articles.views.story import date_or_404
from newsroom.lib import sitemaps
from newsroom.lib.prepared import prepared
from newsroom.lib.tags import collecting, depends_on, lasts_until
from newsroom.templatetags.newsroom_tags import absolute, largest
from topics.models import Person, Source, Topic

# What has a page, by the name of its map: the rows, what each of them must have some of, with the relation of
# that to it, and the page.
SUBJECTS = {
    "sections": (Section.objects.all(), Edition, "section", "section"),
    "authors": (Author.objects.all(), Edition, "authors", "author"),
    "series": (Series.objects.all(), Edition, "story__series_parts__series", "series"),
    "topics": (Topic.objects.standing(), Edition, "topics", "topic"),
    "people": (Person.objects.standing(), Edition, "people", "person"),
    "said": (Person.objects.standing(), Saying, "person", "said"),
    "sources": (Source.objects.standing(), Edition, "sources", "source"),
}


@require_safe
@conditional_page
@cache_control(public=True, max_age=300)
def sitemap(request):
    """The map of the maps: one for each month that has stories, and those of what stories are about."""
    depends_on("sitemap")
    maps = [
        _entry("stories_sitemap", [f"{month:%Y}", f"{month:%m}"], changed)
        for month, changed in last_changes()
    ]
    maps += [_entry("subjects_sitemap", [name]) for name in SUBJECTS]
    return _xml(sitemaps.index([*maps, _entry("pages_sitemap"), _entry("news_sitemap")]))


@prepared(first=models.DateField(), after=models.DateField())
def _between(first, after):
    stories = Edition.objects.public().for_maps()
    stories = stories.filter(story__published_on__gte=first, story__published_on__lt=after)
    return stories.order_by("story__published_on", "pk")[: sitemaps.PAGES]


@require_safe
@conditional_page
@cache_control(public=True, max_age=300)
def stories_sitemap(request, year, month):
    """The stories of a month, each with when it last changed and its lead photo."""
    first = date_or_404(year, month, 1)
    after = (first + datetime.timedelta(days=31)).replace(day=1)
    depends_on(f"sitemap:{first:%Y-%m}")
    with collecting():  # too many to name each
        stories = _between.fresh(first=first, after=after)
    pages = [_page(edition) for edition in stories]
    if not pages:
        raise Http404("No story is of this month.")
    return _xml(sitemaps.urlset(pages))


@require_safe
@conditional_page
@cache_control(public=True, max_age=300)
def subjects_sitemap(request, subjects):
    """The pages of sections, authors, series, topics, people or sources that have stories; what people said.

    When each last changed is not said: to find the newest story of each takes seconds where there are many.
    """
    _rows, _held, _relation, name = SUBJECTS[subjects]
    depends_on(f"sitemap:{name}")
    return _xml(sitemaps.urlset([_entry(name, [slug]) for slug in _slugs.fresh(subjects=subjects)]))


@prepared()
def _slugs(subjects):
    rows, held, relation, _name = SUBJECTS[subjects]
    if held is Edition and Edition._meta.get_field(relation.split("__")[0]).many_to_many:
        some = Edition.objects.of(rows.model, key=OuterRef("pk"))
    else:
        some = held.objects.filter(**{relation: OuterRef("pk")})
        some = some.newest_first() if held is Edition else some.order_by("-at", "-place")
    # One is looked for, along an index: of "exists" PostgreSQL makes a list of all there are.
    rows = rows.annotate(found=Subquery(some.public().values("pk")[:1])).filter(found__isnull=False)
    return rows.order_by("pk").values_list("slug", flat=True)[: sitemaps.PAGES]


@prepared(since=models.DateTimeField())
def _since(since):
    stories = Edition.objects.public().for_maps().filter(story__first_published_at__gt=since)
    return stories.order_by("-story__first_published_at", "-pk")[: sitemaps.NEWS]


@require_safe
@conditional_page
@cache_control(public=True, max_age=60)
def news_sitemap(request):
    """What was first published in the last two days, for news searches."""
    depends_on("sitemap:news")
    with collecting():  # too many to name each
        stories = _since.fresh(since=timezone.now() - sitemaps.NEWS_FOR)
    if stories:
        lasts_until(stories[-1].story.first_published_at + sitemaps.NEWS_FOR)
    return _xml(sitemaps.urlset([_page(edition) | _news(edition) for edition in stories]))


def _page(edition):
    """Return what a map says of a story."""
    changed = _newest(edition.goes_live_at, edition.story.live_changed_at, edition.redacted_at)
    image = largest(edition.card["photo"])
    return {
        "loc": _address(edition.get_absolute_url()),
        "lastmod": _time(changed),
        "image:image": image and {"image:loc": iri_to_uri(image["url"])},
    }


def _news(edition):
    return {
        "news:news": {
            "news:publication": {
                "news:name": settings.NEWSROOM["name"],
                "news:language": _language(edition.card.get("language") or settings.LANGUAGE_CODE),
            },
            "news:publication_date": _time(edition.story.first_published_at),
            "news:title": edition.card["headline"],
        }
    }


def _language(code):
    """Return a language as news searches want it: without its region, but for Chinese."""
    return code.lower() if code.lower() in ("zh-cn", "zh-tw") else code.split("-")[0]


def _entry(name, args=(), changed=None):
    return {"loc": _address(reverse(name, args=args)), "lastmod": changed and _time(changed)}


def _newest(*moments):
    return max(moment for moment in moments if moment)


def _address(path):
    return iri_to_uri(absolute(path))


def _time(moment):
    return timezone.localtime(moment).isoformat(timespec="seconds")


def _xml(text):
    response = HttpResponse(text, content_type="application/xml; charset=utf-8")
    response.headers["X-Robots-Tag"] = "noindex"
    return response
