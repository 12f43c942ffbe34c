import datetime

from django.http import Http404
from django.shortcuts import get_object_or_404, render

from articles.enums import EditionKind
from articles.models import Correction, Edition, LiveUpdate, Story
from articles.rails import rails

UPDATES_SHOWN = 30


def story(request, year, month, day, slug):
    """A story: its live edition, its updates above it, and how it came to be as it is."""
    published_on = date_or_404(year, month, day)
    edition = (
        Edition.objects.public().for_page().filter(story__published_on=published_on, story__slug=slug).first()
    )
    if edition is None:
        withdrawn = get_object_or_404(Story.objects.withdrawn(), published_on=published_on, slug=slug)
        return render(request, "articles/withdrawn.html", {"story": withdrawn}, status=410)
    return render(request, "articles/story.html", story_context(edition))


def story_context(edition):
    """Return what the story's template shows of `edition`, which may be unsaved (a preview)."""
    story, content = edition.story, edition.content
    newest = LiveUpdate.objects.public().for_page().order_by("-is_pinned", "-posted_at", "-pk")
    updates = list(newest.filter(story=story)[: UPDATES_SHOWN + 1])
    editions = list(
        story.editions.seen_by_readers()
        .only("number", "kind", "note", "goes_live_at", "story__published_on", "story__slug")
        .select_related("story")
        .order_by("-number")
    )
    for update in updates:
        update.story = story
    first = editions[-1] if editions else edition
    return {
        "story": story,
        "edition": edition,
        "content": content,
        "current_section": content["section"]["id"],
        "updates": updates[:UPDATES_SHOWN],
        "has_more_updates": len(updates) > UPDATES_SHOWN,
        "editions": editions,
        "first": first,
        "updated_at": last_news(editions, updates, after=first.goes_live_at),
        "checked_at": last_check(content),
        "corrections": list(Correction.objects.public().filter(story=story)),
        **rails(story, content),
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
