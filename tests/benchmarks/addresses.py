"""Every kind of page of a newsroom, by name: what is asked of it where there is much to choose from."""

import datetime
from urllib.parse import urlencode

from tests.benchmarks.filling import vocabulary  # sets Django up

# isort: split

from django.contrib import admin
from django.db.models import Count, Max
from django.urls import reverse

from articles.models import (
    Author,
    AuthorTie,
    Correction,
    Edition,
    PersonTie,
    Saying,
    Section,
    SourceTie,
    Story,
    TopicTie,
)
from newsroom.accounts.models import User
from newsroom.lib.pagination import encode_cursor
from topics.models import Person, Source, Topic

SUBJECTS = ((Topic, TopicTie), (Person, PersonTie), (Source, SourceTie), (Author, AuthorTie))


def editor():
    """Return somebody who may see everything."""
    found = User.objects.filter(email="bench@newsroom.test").first()
    return found or User.objects.create_superuser("bench@newsroom.test", name="Bench")


def busiest(model, ties):
    """Return the row of `model` that most editions are tied to, and the one that fewest are."""
    name = model._meta.model_name
    counts = ties.objects.values(name).annotate(count=Count("pk")).order_by("-count")
    return [model.objects.get(pk=row[name]) for row in (counts[0], counts.reverse()[0])]


def _middle(rows, *fields):
    """Return the cursor of the place in the middle of `rows`, which end with the first of `fields`."""
    ordered = rows.order_by(*fields)
    return encode_cursor(*ordered.values_list(*fields)[ordered.count() // 2])


def of_readers():
    """Return {what a page is: its address} of all kinds of pages that readers and machines ask for."""
    section = Section.objects.annotate(count=Count("editions")).latest("count")
    published = Story.objects.filter(withdrawn_at=None, live_edition__number=1, coverage="none")
    plain = published.filter(related_links__isnull=False).order_by("-pk").first()
    covered = Story.objects.exclude(coverage="none").order_by("-pk").first()
    several = Story.objects.filter(live_edition__number__gte=2).order_by("-pk").first()
    at = plain.published_on
    middle = _middle(Edition.objects.all(), "listed_at", "pk")
    owned = _middle(Correction.objects, "created_at", "pk")
    words = vocabulary()
    pages = {
        "front": "/",
        "latest": "/latest/",
        "latest, deep": f"/latest/?after={middle}",
        "section": section.get_absolute_url(),
        "section, deep": f"{section.get_absolute_url()}?after={_middle(section.editions, 'listed_at', 'pk')}",
        "story": plain.get_absolute_url(),
        "story, covered live": covered.get_absolute_url(),
        "story's history": several.get_history_url(),
        "story's first edition": several.editions.get(number=1).get_edition_url(),
        "updates of a story": covered.get_updates_url(),
        "archive": reverse("archive"),
        "archive of a month": f"/{at:%Y/%m}/",
        "archive of a day": f"/{at:%Y/%m/%d}/",
        "corrections": reverse("corrections"),
        "corrections, deep": f"{reverse('corrections')}?after={owned}",
    }
    for model, ties in SUBJECTS:
        name = model._meta.model_name
        most, fewest = busiest(model, ties)
        address = most.get_absolute_url()
        tied = ties.objects.filter(**{name: most})
        pages[name] = address
        pages[f"{name}, deep"] = f"{address}?after={_middle(tied, 'listed_at', 'edition_id')}"
        pages[f"{name} of few stories"] = fewest.get_absolute_url()
        if model is not Source:
            pages[f"{name}'s feed"] = f"{address}feed.rss"
    speaker = (
        Saying.objects.values("person").annotate(count=Count("pk"), last=Max("at")).order_by("-count")[0]
    )
    said = f"{Person.objects.get(pk=speaker['person']).get_absolute_url()}said/"
    sayings = Saying.objects.filter(person=speaker["person"])
    author, _fewest = busiest(Author, AuthorTie)
    pages |= {
        "what a person said": said,
        "what a person said, deep": f"{said}?after={_middle(sayings, 'at', 'place')}",
        "author's corrections": f"{author.get_absolute_url()}corrections/",
        "feed of the site": "/feed.rss",
        "feed of the site, JSON": "/feed.json",
        "section's feed": f"{section.get_absolute_url()}feed.rss",
        "feed of corrections": "/corrections/feed.rss",
        "feed of live updates": f"{covered.get_updates_url()}feed.atom",
        "map of the maps": reverse("sitemap"),
        "map of a month": f"/sitemaps/{at:%Y-%m}.xml",
        "news map": "/sitemaps/news.xml",
        **{
            f"map of {name}": f"/sitemaps/{name}.xml"
            for name in ("sections", "authors", "topics", "people", "said", "sources")
        },
        "search, a common word": f"/search/?q={words[3]}",
        "search, a frequent word": f"/search/?q={words[80]}",
        "search, a rare word": f"/search/?q={words[-50]}",
        "search, by date": f"/search/?q={words[80]}&order=date",
        "search in a section": f"/search/?q={words[80]}&section={section.slug}",
        "search, nothing found": "/search/?q=zzyzx",
        "feed of a search": f"/search/feed.rss?q={words[80]}",
    }
    return pages


def of_the_desk():
    """Return the same of the desk: every list, with each of its filters, a search and its last page."""
    pages = {"desk": reverse("admin:index"), "desk's search": f"{reverse('admin:index')}search/?q=council"}
    for model, screen in admin.site._registry.items():
        options = model._meta
        if options.app_label == "axes" or not model.objects.exists():
            continue
        address = reverse(f"admin:{options.app_label}_{options.model_name}_changelist")
        name = f"list of {options.verbose_name_plural}"
        pages[name] = address
        if screen.search_fields:
            pages[f"{name}, searched"] = f"{address}?q=council"
            pages[f"{name}, searched in vain"] = f"{address}?q=zzyzx"
        row = model.objects.order_by("-pk").first()
        pages[f"one of {options.verbose_name_plural}"] = reverse(
            f"admin:{options.app_label}_{options.model_name}_change", args=[row.pk]
        )
    stories = reverse("admin:articles_story_changelist")
    section = Section.objects.annotate(count=Count("editions")).latest("count")
    for tab in ("live", "scheduled", "never", "withdrawn"):
        pages[f"stories, {tab}"] = f"{stories}?tab={tab}"
    asked = {
        "of a section": {"section__id__exact": section.pk},
        "sent to the editors": {"state__exact": "submitted"},
        "of a label": {"label__exact": "opinion"},
        "of a rare label": {"label__exact": "breaking"},
        "the 20th page": {"p": 20},
        "by headline": {"o": 1},
        "by state": {"o": 2},
    }
    pages |= {f"stories, {name}": f"{stories}?{urlencode(query)}" for name, query in asked.items()}
    year = datetime.datetime.now(tz=datetime.UTC).year
    pages["audit trail of a year"] = f"{reverse('admin:accounts_auditentry_changelist')}?at__year={year}"
    for model, ties in SUBJECTS:
        most, _fewest = busiest(model, ties)
        options = model._meta
        pages[f"{options.model_name} of most stories"] = reverse(
            f"admin:{options.app_label}_{options.model_name}_change", args=[most.pk]
        )
    pages["section of most stories"] = reverse("admin:articles_section_change", args=[section.pk])
    choose = {"app_label": "articles", "model_name": "relatedlink", "field_name": "target", "term": "council"}
    pages["choosing a story"] = f"{reverse('admin:autocomplete')}?{urlencode(choose)}"
    choose = {"app_label": "articles", "model_name": "mention", "field_name": "person", "term": "an"}
    pages["choosing a person"] = f"{reverse('admin:autocomplete')}?{urlencode(choose)}"
    choose["field_name"], choose["model_name"], choose["term"] = "target", "relatedlink", "council"
    pages["choosing a story to lead to"] = f"{reverse('admin:articles_story_linkable')}?{urlencode(choose)}"
    pages["choosing a part of a series"] = f"{reverse('admin:articles_series_stories')}?q=council"
    return pages
