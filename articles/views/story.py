import datetime
from operator import itemgetter

from django.db import models
from django.http import Http404, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse

from articles.enums import CorrectionKind, EditionKind
from articles.models import Correction, Edition, LiveUpdate, Story
from articles.rails import rails
from articles.series import places_of
from newsroom.lib.json_rows import moment
from newsroom.lib.memo import Memo
from newsroom.lib.prepared import prepared
from newsroom.lib.tags import depends_on

UPDATES_SHOWN = 30
# A number for each shape of a plural that some language has: what scripts count has words for each.
COUNTS = (1, 2, 5, 11, 100)


def story(request, year, month, day, slug):
    """A story: its live edition, its updates above it, and how it came to be as it is."""
    published_on = date_or_404(year, month, day)
    edition = standing_at.first(day=published_on, slug=slug)
    if edition is None:
        return elsewhere(request, published_on, slug)
    return render(request, "articles/story.html", story_context(edition))


def elsewhere(request, published_on, slug):
    """Return the answer for an address, the story's or one below it, at which no published story stands.

    Where a story stood that moved: the way to the same page of it, for ever. Where one was withdrawn: that it
    was, and why. Raises Http404 where readers never saw one, such as one that is scheduled.
    """
    stood = _stood_at.first(day=published_on, slug=slug)
    if stood is None:
        raise Http404("No story stands here.")
    if stood.is_published:
        return HttpResponsePermanentRedirect(_same_page_of(stood, request))
    return render(request, "articles/withdrawn.html", {"story": stood}, status=410)


@prepared(day=models.DateField(), slug=models.TextField())
def _stood_at(day, slug):
    """What there is to say of an address at which no published story stands."""
    return Story.objects.that_stood_at(day, slug)[:1]


def _same_page_of(story, request):
    """Return the address below that of `story` which corresponds to the one that was asked for."""
    match, query = request.resolver_match, request.META.get("QUERY_STRING", "")
    day = dict(zip(("year", "month", "day", "slug"), story.address_parts, strict=True))
    address = reverse(match.url_name, kwargs=match.kwargs | day)
    return f"{address}?{query}" if query else address


@prepared(day=models.DateField(), slug=models.TextField())
def standing_at(day, slug):
    """What readers see of the story at an address."""
    return Edition.objects.public().for_page().filter(story__published_on=day, story__slug=slug)


@prepared(story=models.BigIntegerField())
def newest_updates(story):
    """The updates that a story's page shows, and one more if there is one."""
    return LiveUpdate.objects.public().filter(story=story).for_page()[: UPDATES_SHOWN + 1]


# What pages show of an edition beside itself, by the stamp of all that came with it.
_around = Memo(most=1000)


def story_context(edition, page=None):
    """Return what the story's template shows of `edition`, which may be unsaved (a preview).

    What it shows beside the edition came with the edition, or with `page`, the story read by `for_page()`.
    What is made of the edition's row alone is kept under its `stamp`, which is that of the context too.
    """
    depends_on(f"story:{edition.story_id}:live")
    page, stamp = page or edition, getattr(edition, "stamp", None)
    if page.pinned:
        depends_on(f"update:{page.pinned['id']}")
    updates = newest_updates.all(story=edition.story_id) if page.has_updates else []
    context = around(edition, page)
    editions, first = context["editions"], context["first"]
    stamps = stamp and (stamp, *(update.stamp for update in updates))
    return context | {
        "story": edition.story,
        "edition": edition,
        "stamp": stamp,
        "updates": updates[:UPDATES_SHOWN],
        "has_more_updates": len(updates) > UPDATES_SHOWN,
        "pinned": page.pinned,
        "counts": COUNTS,
        "updated_at": last_news(editions, updates, after=first.goes_live_at),
        **rails(
            edition.story,
            edition.content,
            texts=_texts(edition, updates),
            shown=_shown(context["places"], updates),
            stamps=stamps,
        ),
    }


def around(edition, page):
    """Return what a page shows of `edition` and of what came with it, or with its story, as `page`."""
    stamp = getattr(edition, "stamp", None)
    if stamp is None:
        return _read(edition, page)
    return _around.get(stamp, lambda: _read(edition, page), lambda _made: 1)


def _read(edition, page):
    content, editions = edition.content, line_of(edition.story, page.line)
    return {
        "content": content,
        "current_section": content["section"]["id"],
        "editions": editions,
        "first": editions[-1] if editions else edition,
        "checked_at": last_check(content),
        "places": places_of(edition.story, content, page.parts),
        **corrections_of(editions),
    }


def line_of(story, rows):
    """Return the editions of `story` that `rows` tell of (see `for_page()`), newest first."""
    line = []
    for row in sorted(rows, key=itemgetter("number"), reverse=True):
        own = {name: value for name, value in row.items() if "__" not in name}
        edition = Edition(story=story, **own | {"goes_live_at": moment(row["goes_live_at"])})
        if row["correction__id"]:
            noted = {name.removeprefix("correction__"): row[name] for name in row if name not in own}
            noted["created_at"] = moment(noted["created_at"])
            edition.correction = Correction(story=story, edition=edition, **noted)
        line.append(edition)
    return line


def _texts(edition, updates):
    """Yield every text of the page in which a link may stand."""
    yield from (edition.body_html, edition.key_points_html, edition.story.live_summary)
    for update in updates:
        yield from (update.text, update.said)


def _shown(places, updates):
    """Return the ids of the stories that the page shows apart from its text: parts of series, offshoots."""
    parts = {part.story_id for place in places for part in place.parts}
    return parts | {update.became_id for update in updates if update.is_story}


def corrections_of(editions):
    """Return the corrections that `editions` carry by their place: `notes` above the text, the rest below.

    The newest is first. Each has as `earlier` the one that it corrects, and as `later` the one that corrects
    it, None for none.
    """
    found = [edition.correction for edition in editions if hasattr(edition, "correction")]
    found.sort(key=lambda correction: (correction.created_at, correction.pk), reverse=True)
    later = {correction.corrects_id: correction for correction in found}
    earlier = {correction.pk: correction for correction in found}
    for correction in found:
        correction.earlier, correction.later = earlier.get(correction.corrects_id), later.get(correction.pk)
    return {
        "notes": [correction for correction in found if correction.kind == CorrectionKind.NOTE],
        "corrections": [correction for correction in found if correction.kind != CorrectionKind.NOTE],
    }


def last_news(editions, updates, *, after):
    """Return when the story last changed in a way that readers should know of, None if not since `after`."""
    times = [edition.goes_live_at for edition in editions if edition.kind != EditionKind.MINOR]
    times += [update.posted_at for update in updates]
    last = max(times, default=after)
    return last if last > after else None


def last_check(content):
    """Return the ISO time at which a source of the content was last checked, None if none was."""
    return max((entry["checked_at"] for entry in content["citations"] if entry["checked_at"]), default=None)


def date_or_404(year, month, day):
    """Return the date in an address. Raises Http404 for one that no calendar has."""
    try:
        return datetime.date(int(year), int(month), int(day))
    except ValueError as error:
        raise Http404("No such day.") from error
