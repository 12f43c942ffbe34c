import datetime

from django.db.models import DateField, TextField
from django.http import Http404, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse

from articles.enums import CorrectionKind, EditionKind
from articles.models import Correction, Edition, LiveUpdate, Story
from articles.rails import rails
from articles.series import places_of
from newsroom.lib.prepared import prepared
from newsroom.lib.tags import depends_on

UPDATES_SHOWN = 30
# A number for each shape of a plural that some language has: what scripts count has words for each.
COUNTS = (1, 2, 5, 11, 100)


def story(request, year, month, day, slug):
    """A story: its live edition, its updates above it, and how it came to be as it is."""
    published_on = date_or_404(year, month, day)
    edition = (
        Edition.objects.public().for_page().filter(story__published_on=published_on, story__slug=slug).first()
    )
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


@prepared(day=DateField(), slug=TextField())
def _stood_at(day, slug):
    """What there is to say of an address at which no published story stands."""
    return Story.objects.that_stood_at(day, slug)[:1]


def _same_page_of(story, request):
    """Return the address below that of `story` which corresponds to the one that was asked for."""
    match, query = request.resolver_match, request.META.get("QUERY_STRING", "")
    day = dict(zip(("year", "month", "day", "slug"), story.address_parts, strict=True))
    address = reverse(match.url_name, kwargs=match.kwargs | day)
    return f"{address}?{query}" if query else address


def story_context(edition):
    """Return what the story's template shows of `edition`, which may be unsaved (a preview)."""
    story, content = edition.story, edition.content
    depends_on(f"story:{story.pk}:live")
    public = LiveUpdate.objects.public().filter(story=story)
    updates = list(public.for_page()[: UPDATES_SHOWN + 1])
    editions = list(story.editions.seen_by_readers().for_history())
    for update in updates:
        update.story = story
    first = editions[-1] if editions else edition
    places = places_of(story, content)
    return {
        "story": story,
        "edition": edition,
        "content": content,
        "current_section": content["section"]["id"],
        "updates": updates[:UPDATES_SHOWN],
        "has_more_updates": len(updates) > UPDATES_SHOWN,
        "pinned": pinned_of(story, updates, len(updates) > UPDATES_SHOWN),
        "counts": COUNTS,
        "editions": editions,
        "first": first,
        "updated_at": last_news(editions, updates, after=first.goes_live_at),
        "checked_at": last_check(content),
        **corrections_of(story),
        "places": places,
        **rails(story, content, texts=_texts(edition, updates), shown=_shown(places, updates)),
    }


def _texts(edition, updates):
    """Yield every text of the page in which a link may stand."""
    yield from (edition.body_html, edition.key_points_html, edition.story.live_summary)
    for update in updates:
        yield from (update.text, update.said)


def _shown(places, updates):
    """Return the ids of the stories that the page shows apart from its text: parts of series, offshoots."""
    parts = {part.story_id for place in places for part in place.parts}
    return parts | {update.became_id for update in updates if update.is_story}


def pinned_of(story, updates, has_more):
    """Return the pinned update of `story`, which has more than `updates` or not; None for none."""
    further = LiveUpdate.objects.pinned_of(story.pk) if has_more else []
    return next((update for update in [*updates, *further] if update.is_pinned), None)


def corrections_of(story):
    """Return the public corrections of `story` by their place: `notes` above the text, the rest below.

    Each has as `earlier` the one that it corrects, and as `later` the one that corrects it, None for none.
    """
    found = list(Correction.objects.public().filter(story=story).select_related("edition"))
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
