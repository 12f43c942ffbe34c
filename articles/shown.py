"""Where a story is shown: the words (`newsroom.lib.tags`) of all pages that a change of it reaches.

Whoever changes what readers see of a story takes down what is `seen` before and after, and tells `changes`
between the two with the event. That costs a handful of queries, however much there is of anything.
"""

import datetime
from dataclasses import dataclass

from django.db.models import CharField, Value

from articles.archive import month_after
from articles.enums import Coverage
from articles.models import Edition, Saying, SeriesPart, Story
from newsroom.lib.sitemaps import NEWS_FOR
from newsroom.outbox import events
from topics.models import Topic

# What an edition is tied to, by the name of the relation.
TIES = {"topics": "topic", "people": "person", "sources": "source", "authors": "author"}
# Of these it is shown what is newest, and not only listed: beside other stories, and counted.
SUBJECTS = ("topic:", "person:", "source:")
# A day with so many other stories does not lose its page, whatever else happens in this moment.
ENOUGH = 3
A_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Seen:
    """What readers see of a story, as far as other pages show it: nothing, if there is no `edition`.

    `lists` are those it stands in, such as "section:3"; `corrections` those that it carries, each with when
    and with whom it stands; `said` what is said in its text, by whom.
    """

    edition: int | None = None
    listed_at: datetime.datetime | None = None
    lists: frozenset = frozenset()
    corrections: frozenset = frozenset()
    said: frozenset = frozenset()


NOTHING = Seen()


def seen(story, at=None):
    """Return what readers see of the locked `story` now, or what they will see `at` a time to come.

    Of a time to come it counts what waits for it, and not that the story may be taken down before.
    """
    moment = at or story.now
    queued, edition = story.queued_edition, story.live_edition_id
    if queued and queued.goes_live_at <= moment:
        edition = queued.pk
    if edition is None or (at is None and story.unpublish_at and story.unpublish_at <= moment):
        return NOTHING
    return _seen(story, edition, moment)


def _seen(story, edition, moment):
    row = Edition.objects.only("story", "section", "listed_at").get(pk=edition)
    ties = [_words(SeriesPart.objects.filter(story=story.pk), "series", "series_id")]
    for relation, word in TIES.items():
        through = Edition._meta.get_field(relation).remote_field.through
        ties.append(_words(through._default_manager.filter(edition=edition), word, f"{word}_id"))
    first, *others = ties
    lists = {f"{word}:{pk}" for word, pk in first.union(*others, all=True)}
    return Seen(
        edition=edition,
        listed_at=row.listed_at,
        lists=frozenset({"", f"section:{row.section_id}", *lists}),
        corrections=frozenset(
            story.corrections.filter(created_at__lte=moment)
            .order_by()
            .values_list("pk", "created_at", "edition__authors")
        ),
        said=frozenset(
            Saying.objects.filter(edition=edition).values_list("person_id", "digest", "at", "place")
        ),
    )


def _words(rows, word, column):
    return rows.order_by().annotate(word=Value(word, CharField())).values_list("word", column)


def changes(story, before, after, at=None):
    """Return the words of all that is otherwise where readers saw `before` of `story` and now see `after`.

    `at` is when that counts; now if not given. Pages with the story say so: the lists that it leaves need not
    be named, but for what they count.
    """
    if before.edition == after.edition:
        return set()
    at = at or story.now
    either = before.lists | after.lists
    tags = {f"story:{story.pk}", *maps(story), *(f"{one}:ties" for one in either if one.startswith(SUBJECTS))}
    tags |= _corrections(before, after, at)
    if not (before.edition and after.edition):
        tags |= _days(story, is_there=bool(after.edition), at=at)
    tags |= {f"sitemap:{one.partition(':')[0]}" for one in before.lists ^ after.lists if one}
    people = {person for person, *_ in before.said ^ after.said}
    if not (before.edition and after.edition):
        people |= _speakers(story)
    tags |= {"sitemap:said"} if people else set()
    if not after.edition:
        return tags
    joined = after.lists if before.listed_at != after.listed_at else after.lists - before.lists
    if story.coverage == Coverage.OPEN and not before.edition:
        tags.add("live")
    news = {f"{one}:news" if one else "news" for one in joined}
    # What a well of a front asks for may have become part of another.
    topics = [one.removeprefix("topic:") for one in joined if one.startswith("topic:")]
    former = Topic.objects.filter(merged_into__in=topics).values_list("pk", flat=True)
    news |= {f"topic:{pk}:news" for pk in former}
    if after.listed_at < at:
        news |= {f"{one}:older" for one in news}  # it comes in below the top
    return tags | news | {f"person:{pk}:said" for pk in people}


def _corrections(before, after, at):
    """Return the words for lists of corrections: of all, and of those who had a part in what carried them."""
    if before.edition and after.edition:
        changed = before.corrections ^ after.corrections
    else:
        changed = before.corrections | after.corrections
    found = {f"author:{author}:corrections" for _pk, _when, author in changed if author}
    if changed and after.edition:
        found.add("corrections")
    is_below = any(when < at for _pk, when, _author in changed)
    return found | ({f"{one}:older" for one in found} if is_below else set())


def _speakers(story):
    """Return the ids of those who speak in the live updates of `story`."""
    spoken = Saying.objects.filter(story=story.pk, update__isnull=False).order_by()
    return set(spoken.values_list("person", flat=True).distinct())


def _days(story, *, is_there, at):
    """Return the words for the archive, where a story comes to its day (`is_there`) or goes from it."""
    day = story.published_on
    first = day.replace(day=1)
    month = f"archive:{first:%Y-%m}"
    tags = {f"archive:{day}", month} if is_there else set()
    if is_there and story.first_published_at < at:
        tags |= {f"{tag}:older" for tag in tags}
    if _is_sparse(story, day, day + A_DAY):
        # The day may be new, or gone: from its month, and from the days beside it.
        days = {f"archive:{beside}" for beside in {day, *_beside(story, day, day + A_DAY)}} | {month}
        tags |= days | {f"{tag}:older" for tag in days}
    if _is_sparse(story, first, month_after(first)):
        months = {f"archive:{beside:%Y-%m}" for beside in _beside(story, first, month_after(first))}
        tags |= {"archive"} | months | {f"{tag}:older" for tag in months}
    return tags


def _dated(story):
    return Story.objects.with_editions_out().exclude(pk=story.pk).filter(published_on__isnull=False)


def _is_sparse(story, first, after):
    """True unless enough other stories are of the days from `first` to before `after`."""
    within = _dated(story).published().filter(published_on__gte=first, published_on__lt=after)
    return len(within.order_by().values_list("pk", flat=True)[:ENOUGH]) < ENOUGH


def _beside(story, first, after):
    """Return the nearest days with stories before the day `first` and from `after` on."""
    found = set()
    # What waits for its time may be there by then, or may not.
    for stories in (_dated(story), _dated(story).published()):
        days = stories.values_list("published_on", flat=True)
        found.add(days.filter(published_on__lt=first).order_by("-published_on").first())
        found.add(days.filter(published_on__gte=after).order_by("published_on").first())
    return found - {None}


def maps(story):
    """Return the words of the maps for machines that `story` is on, and of search."""
    tags = {"search"}
    if story.published_on:
        tags |= {"sitemap", f"sitemap:{story.published_on:%Y-%m}"}
    if story.first_published_at and story.first_published_at > story.now - NEWS_FOR:
        tags.add("sitemap:news")
    return tags


def updates(story, update=None, speakers=()):
    """Return the words of all that shows the live updates of the locked `story`.

    `update` is the one that has changed, and `speakers` are the ids of those who speak, or spoke, in it.
    """
    tags = {f"story:{story.pk}:live", *maps(story), *(f"person:{pk}:said" for pk in speakers)}
    tags |= {"sitemap:said"} if speakers else set()
    tags |= {f"update:{update.pk}"} if update and update.pk else set()
    return tags | ({"live"} if story.coverage == Coverage.OPEN else set())


def coverage(story):
    """Return the words of all that shows whether the locked `story` is covered live."""
    topics = Topic.objects.filter(editions__in=[story.live_edition_id, story.queued_edition_id]).order_by()
    live = {f"topic:{pk}:live" for pk in topics.values_list("pk", flat=True)}
    return {f"story:{story.pk}", "live", *live, *updates(story)}


def plan_withdrawal(story):
    """Tell what will be otherwise when the locked `story` is taken down, if that is planned."""
    at = story.unpublish_at
    if at and at > story.now:
        tags = changes(story, seen(story, at), NOTHING, at)
        events.emit("withdrawal.planned", story=story.pk, tags=tags, at=at)


def user_saved(sender, instance, update_fields=None, **signal):
    """Tell that a page which lists those who sign in may list others: hears of each user that is saved."""
    if (update_fields is None or "is_active" in update_fields) and hasattr(instance, "author"):
        events.emit("user.saved", user=instance.pk, tags={"authors"})
