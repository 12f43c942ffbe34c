"""Live updates, and what people said in them or in editions."""

from django.db import models
from django.db.models import Case, Count, F, Q, When
from django.db.models.functions import Coalesce, JSONObject, Now

from articles.querysets.conditions import UNANNOUNCED, is_published, is_shown, told_by_shown
from newsroom.lib.json_rows import JSONRows

# Of what many places carry, so many are named; of each this is known.
MOST_PLACES = 5
PLACE = ("headline", "story_id", "story__slug", "story__published_on", "update_id", "block")
# What is known of words in an update.
WORDS_OF_UPDATE = (
    *("story_id", "said", "said_kind", "said_role", "said_where", "posted_at", "url"),
    *("source__name", "source__slug"),
)
# What is shown of a photo, and of an update, on pages and in feeds.
PICTURE = ("renditions", "has_avif", "share", "focus_x", "focus_y", "alt", "caption", "credit")
SHOWN = (
    *("state", "posted_at", "headline", "text", "is_key", "is_pinned", "embed", "version", "live_revision"),
    *("said_kind", "said", "said_role", "said_where", "url", "created_at", "amended_at"),
    *("story__slug", "story__published_on", "became__slug", "became__published_on"),
    *("author__name", "author__slug", "source__name", "source__slug"),
    *("said_by__name", "said_by__slug", "said_by__role"),
    *(f"{photo}__{field}" for photo in ("photo", "said_by__portrait") for field in PICTURE),
)


class LiveUpdateQuerySet(models.QuerySet):
    """Live updates, as readers and as the desk find them."""

    def public(self, now=None):
        """Updates that readers can see at `now` (the database's clock if not given), newest first.

        Whether their story is published is for the caller, who has it at hand.
        """
        now = Now() if now is None else now
        return self.filter(state="posted", posted_at__lte=now).order_by("-posted_at", "-pk")

    def of_published_stories(self, now=None):
        """Public updates of stories that readers can see, with the story and its live edition."""
        return self.public(now).filter(is_published(now, "story__")).select_related("story__live_edition")

    def due(self):
        """Posted updates whose time has come and that nobody has announced; readers see them already.

        The database's clock is asked when this runs, so that one that waited for a lock misses none.
        """
        # The stamp is for posted ones alone; naming their state would lead SQLite to read all of a story's.
        return self.filter(live_revision=UNANNOUNCED, posted_at__lte=Now()).order_by("posted_at", "pk")

    def pinned_of(self, story):
        """The public update that is kept above the others of `story` (its id, or an OuterRef of it).

        It is found by its mark, however many others there are.
        """
        marked = self.model.objects.filter(story=story, is_pinned=True).order_by().values("pk")[:1]
        return self.public().filter(pk=models.Subquery(marked)).order_by()

    def pinned_words_of(self, story):
        """Return, for an annotation, {id, headline, text} of the pinned update of `story`, an OuterRef."""
        words = JSONObject(id="pk", headline="headline", text="text")
        return models.Subquery(self.pinned_of(models.OuterRef(story)).values(json=words)[:1])

    def narrowed(self, *, only_key=False, by=None):
        """The key events alone, or those by the author at the address `by`, if that is asked for."""
        found = self.filter(is_key=True) if only_key else self
        return found.filter(author__slug=by) if by else found

    def how_many(self):
        """Return, for an annotation, how many these are, all of one story."""
        counted = self.order_by().values("story").annotate(n=Count("pk")).values("n")
        return Coalesce(models.Subquery(counted, models.IntegerField()), 0)

    def with_place(self):
        """Each with `below_count` and `all_count`: how many of its story are public below it, and at all."""
        its_own = self.model.objects.public().filter(story=models.OuterRef("story"))
        below = its_own.below(models.OuterRef("posted_at"), models.OuterRef("pk"))
        return self.annotate(below_count=below.how_many(), all_count=its_own.how_many())

    def changed_since(self, revision):
        """Updates that readers see or saw and that changed after `revision`, in order; then what is due.

        Those that are not posted any more are to be taken from pages that show them.
        """
        is_there = Q(live_revision__lt=UNANNOUNCED) | Q(state="posted", posted_at__lte=Now())
        changed = self.filter(is_there, live_revision__gt=revision)
        return changed.order_by("live_revision", "posted_at", "pk")

    def below(self, posted_at, pk):
        """Those that stand below the one with this time and id where the newest is on top."""
        return self.filter(Q(posted_at__lt=posted_at) | Q(posted_at=posted_at, pk__lt=pk))

    def for_page(self):
        """All that an update shows, with `is_story`: whether readers can see the story made of it."""
        versions = self.model._meta.get_field("versions").related_model.objects.corrections()
        is_story = Case(When(is_published(None, "became__"), then=True), default=False)
        return (
            self.select_related("story", "author", "said_by__portrait", "photo", "source", "became")
            .only(*SHOWN)
            .annotate(
                is_story=is_story,
                own_corrections=JSONRows(
                    versions.filter(update=models.OuterRef("pk")), "number", "note", "created_at"
                ),
            )
        )


class LiveUpdateVersionQuerySet(models.QuerySet):
    """What updates said."""

    def seen(self):
        """What readers saw, or see, newest first."""
        return self.filter(was_seen=True)

    def corrections(self):
        """Those that carry a correction, oldest first; their note is for readers."""
        return self.filter(is_correction=True).order_by("number")


class SayingQuerySet(models.QuerySet):
    """What people in the news said."""

    def public(self, now=None):
        """What readers can see at `now` (the database's clock if not given): in editions, and in updates."""
        now = Now() if now is None else now
        is_posted = Q(update__state="posted", update__posted_at__lte=now) & is_published(now, "story__")
        return self.filter(is_shown(now, "edition") | is_posted)

    def by(self, people, now=None):
        """Public words of those with the ids `people`: each once, at the newest place that carries it."""
        said = self.public(now).filter(person__pk__in=people)
        is_newer = Q(at__gt=models.OuterRef("at")) | Q(
            at=models.OuterRef("at"), place__gt=models.OuterRef("place")
        )
        newer = self.model.objects.public(now).filter(person__pk__in=people, digest=models.OuterRef("digest"))
        return said.exclude(models.Exists(newer.filter(is_newer)))

    def for_words(self, people):
        """Each with what pages say of the words, and where the same words of `people` stand.

        `said` has the words of its edition, None for those of an update; `places` a few, the newest first.
        """
        same = self.model.objects.public().filter(person__pk__in=people, digest=models.OuterRef("digest"))
        same = same.annotate(**told_by_shown("headline")).order_by("-at", "-place")
        return (
            self.select_related("update__source")
            .only("story", "block", "at", "place", *(f"update__{column}" for column in WORDS_OF_UPDATE))
            .annotate(said=F("edition__facets__said"), places=JSONRows(same[:MOST_PLACES], *PLACE))
        )
