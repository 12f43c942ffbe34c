"""Visibility is decided here alone: pages, feeds, maps and search all begin with one of these."""

from django.db import models
from django.db.models import Case, F, Prefetch, Q, When, Window
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Now, RowNumber

from articles.enums import Coverage

# The stamp of a live update that is to appear later: beyond every count, until it is announced.
UNANNOUNCED = 2**31 - 1
# Of what many places carry, so many are named.
MOST_PLACES = 5


def _is_published(now, story=""):
    """Return the condition that readers can see, at `now`, the story that the path `story` leads to."""
    now = Now() if now is None else now
    is_out = Q(**{f"{story}live_edition__isnull": False}) | Q(
        **{f"{story}queued_edition__goes_live_at__lte": now}
    )
    return is_out & ~Q(**{f"{story}unpublish_at__lte": now})


def _is_shown(now, edition="", story="story__"):
    """Return the condition that readers see the edition at the path `edition` (its own if not given).

    It is a CASE on purpose. PostgreSQL takes "is the story's live edition, or its queued one" for a thing
    that one row in thousands is, joins and sorts all there are, and then shows thirty; of a CASE it expects
    every second row, goes down the newest, and stops.
    """
    its_own = edition or "pk"
    is_due = Q(**{f"{story}queued_edition__goes_live_at__lte": now})
    is_shown = Case(
        When(is_due, then=Q(**{its_own: F(f"{story}queued_edition")})),
        default=Q(**{its_own: F(f"{story}live_edition")}),
        output_field=models.BooleanField(),
    )
    return Q(is_shown) & ~Q(**{f"{story}unpublish_at__lte": now})


class StoryQuerySet(models.QuerySet):
    """Stories, as the desk and as readers find them."""

    def published(self, now=None):
        """Stories that readers can see at `now` (an aware datetime; the database's clock if not given)."""
        return self.filter(_is_published(now))

    def with_editions_out(self):
        """Stories with an edition that readers see, or will see when its time has come."""
        return self.exclude(live_edition=None, queued_edition=None)

    def withdrawn(self, now=None):
        """Stories that readers saw once and do not see at `now`, because the desk took them down."""
        clock = Now() if now is None else now
        gone = Q(withdrawn_at__isnull=False) | Q(unpublish_at__lte=clock)
        # One that was to be published later, and was taken down before, was never seen.
        return self.filter(gone, first_published_at__lte=clock).exclude(_is_published(now))

    def followed_live(self):
        """Published stories whose coverage is open and has updates, the one with the newest first."""
        updates = self.model._meta.get_field("updates").related_model.objects
        newest = updates.public().filter(story=models.OuterRef("pk")).values("posted_at")[:1]
        covered = self.published().filter(coverage=Coverage.OPEN).annotate(newest_at=models.Subquery(newest))
        return covered.filter(newest_at__isnull=False).order_by("-newest_at", "-pk")

    def visible_to(self, user):
        """Stories whose working copy `user` may open on the desk: any with permission, else their own."""
        if not (user.is_active and user.is_staff and user.has_perm("articles.view_story")):
            return self.none()
        if user.has_perm("articles.change_any_story"):
            return self
        return self.of(user)

    def of(self, user):
        """Stories that `user` began or is in the byline of."""
        return self.filter(
            Q(created_by=user) | Q(pk__in=self.model.objects.filter(authors__user=user).values("pk"))
        )

    def linkable_by(self, user):
        """Stories that `user` may link to: those that readers can see, and those open to them on the desk."""
        return self.filter(_is_published(None) | Q(pk__in=self.model.objects.visible_to(user).values("pk")))


class EditionQuerySet(models.QuerySet):
    """Editions: the only thing readers' pages read."""

    def public(self, now=None):
        """The one edition of each published story that readers see at `now`.

        That is the story's queued edition once its time has come, else its live one: so a scheduled edition
        appears in its minute whether or not a worker has promoted it. Without `now` the database's clock
        decides, so that a machine whose clock is wrong shows nothing early.
        """
        return self.filter(_is_shown(Now() if now is None else now))

    def seen_by_readers(self, now=None):
        """Every edition that readers see or once saw, of stories that are still published."""
        return self.filter(_is_published(now, "story__"), goes_live_at__lte=Now() if now is None else now)

    def in_series(self, series):
        """Those of the stories that are parts of `series`, in its order."""
        return self.filter(story__series_parts__series=series).order_by(
            "story__series_parts__ordering", "story__series_parts__pk"
        )

    def for_cards(self, *extra):
        """Only what a card in a list shows, and the `extra` columns named.

        The section is among them for `section.editions`: without it each row would be asked for its own.
        """
        return self.select_related("story").only(
            *extra,
            "section",
            "number",
            "kind",
            "goes_live_at",
            "listed_at",
            "card",
            "story__slug",
            "story__published_on",
            "story__first_published_at",
            "story__coverage",
        )

    def with_newest_update(self):
        """Each with `newest_update_id`, that of the newest update of its story that readers see, if any."""
        updates = self.model._meta.get_field("story").related_model._meta.get_field("updates").related_model
        newest = updates.objects.public().filter(story=models.OuterRef("story")).values("pk")[:1]
        return self.annotate(newest_update_id=models.Subquery(newest))

    def for_maps(self):
        """What a map for machines says of each story, with `redacted_at`, when words were last taken out."""
        redactions = self.model._meta.get_field("story").related_model._meta.get_field("redactions")
        newest = redactions.related_model.objects.filter(story=models.OuterRef("story")).order_by("-at")
        return self.for_cards("story__live_changed_at").annotate(
            redacted_at=models.Subquery(newest.values("at")[:1])
        )

    def for_history(self):
        """What the line of a story's editions shows of each, newest first."""
        return (
            self.select_related("story", "correction")
            .only(
                "number",
                "kind",
                "note",
                "goes_live_at",
                "story__slug",
                "story__published_on",
                "correction__kind",
            )
            .order_by("-number")
        )

    def for_page(self):
        """All that the story's own page shows."""
        return self.select_related("story", "revision").defer("facets")

    def standing_with(self, photo):
        """Editions that stand, or wait for their time, and show `photo`."""
        return self.filter(Q(story__live_edition=F("pk")) | Q(story__queued_edition=F("pk")), photos=photo)


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
        return self.public(now).filter(_is_published(now, "story__")).select_related("story__live_edition")

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

    def changed_since(self, revision):
        """Updates that readers see or saw and that changed after `revision`, in order; then what is due.

        Those that are not posted any more are to be taken from pages that show them.
        """
        is_there = Q(live_revision__lt=UNANNOUNCED) | Q(state="posted", posted_at__lte=Now())
        changed = self.filter(is_there, live_revision__gt=revision)
        return changed.order_by("live_revision", "posted_at", "pk")

    def below(self, update):
        """Those that stand below `update` where the newest is on top."""
        return self.filter(
            Q(posted_at__lt=update.posted_at) | Q(posted_at=update.posted_at, pk__lt=update.pk)
        )

    def for_page(self):
        """All that an update shows, with `is_story`: whether readers can see the story made of it."""
        versions = self.model._meta.get_field("versions").related_model.objects
        is_story = Case(When(_is_published(None, "became__"), then=True), default=False)
        return (
            self.select_related("author", "said_by__portrait", "photo", "source", "became")
            .annotate(is_story=is_story)
            .prefetch_related(Prefetch("versions", versions.corrections(), to_attr="corrections"))
        )


class LiveUpdateVersionQuerySet(models.QuerySet):
    """What updates said."""

    def seen(self):
        """What readers saw, or see, newest first."""
        return self.filter(was_seen=True)

    def corrections(self):
        """Those that carry a correction, oldest first; their note is for readers."""
        return self.filter(is_correction=True).order_by("number")


class SearchWordsQuerySet(models.QuerySet):
    """What search has read, which may be more than readers may see: it is asked through one of these."""

    def news(self, now=None):
        """Of stories: the edition that readers see at `now` (the database's clock if not given), and updates.

        What was withdrawn, retracted or replaced, and what is not yet due, is not there, whatever was read.
        """
        now = Now() if now is None else now
        is_out = Q(entry__update__state="posted", entry__update__posted_at__lte=now)
        return self._as_either(
            _is_shown(now, "entry__edition", "entry__story__"), is_out & _is_published(now, "entry__story__")
        )

    def about(self, *, section=None, topic=None, person=None, author=None):
        """Those that have to do with each of these that is given, by its id or an expression of it.

        An update is about what the edition is about that its story has live; who speaks in it, and who wrote
        it, it says itself.
        """
        edition = self.model._meta.get_field("entry").related_model._meta.get_field("edition").related_model
        of_editions, of_updates = Q(), Q()
        if section is not None:
            of_editions &= Q(entry__edition__section=section)
            of_updates &= Q(entry__story__live_edition__section=section)
        if topic is not None:
            on_it = edition.topics.through.objects.filter(topic=topic).values("edition")
            of_editions &= Q(entry__edition__in=on_it)
            of_updates &= Q(entry__story__live_edition__in=on_it)
        if person is not None:
            with_them = edition.people.through.objects.filter(person=person).values("edition")
            of_editions &= Q(entry__edition__in=with_them)
            of_updates &= Q(entry__update__said_by=person)
        if author is not None:
            by_them = edition.authors.through.objects.filter(author=author).values("edition")
            of_editions &= Q(entry__edition__in=by_them)
            of_updates &= Q(entry__update__author=author)
        return self._as_either(of_editions, of_updates) if of_editions else self

    def _as_either(self, of_editions, of_updates):
        """Those for which the condition is true that is for their kind; a CASE, as in `_is_shown`."""
        is_edition = Q(entry__edition__isnull=False)
        fits = Case(
            When(is_edition, then=of_editions), default=of_updates, output_field=models.BooleanField()
        )
        return self.filter(fits)

    def references(self):
        """Topics, people and sources, but none that became another."""
        kinds = ("topic", "person", "source")
        is_one = Q(*((f"entry__{kind}__isnull", False) for kind in kinds), _connector=Q.OR)
        return self.filter(is_one, **{f"entry__{kind}__merged_into": None for kind in kinds})


class SayingQuerySet(models.QuerySet):
    """What people in the news said."""

    def public(self, now=None):
        """What readers can see at `now` (the database's clock if not given): in editions, and in updates."""
        now = Now() if now is None else now
        is_posted = Q(update__state="posted", update__posted_at__lte=now) & _is_published(now, "story__")
        return self.filter(_is_shown(now, "edition") | is_posted)

    def by(self, people, now=None):
        """Public words of those with the ids `people`: each once, at the newest place that carries it."""
        said = self.public(now).filter(person__in=people)
        is_newer = Q(at__gt=models.OuterRef("at")) | Q(
            at=models.OuterRef("at"), place__gt=models.OuterRef("place")
        )
        newer = self.model.objects.public(now).filter(person__in=people, digest=models.OuterRef("digest"))
        return said.exclude(models.Exists(newer.filter(is_newer)))

    def carrying(self, sayings, people):
        """What carries the words of some `sayings` of `people`: of each the newest few, newest first.

        Each with its story, which has as `shown` the one edition that readers see, and its update.
        """
        editions = self.model._meta.get_field("edition").related_model.objects.public().for_cards("facets")
        same = self.public().filter(person__in=people, digest__in={saying.digest for saying in sayings})
        rank = Window(RowNumber(), partition_by=[F("digest")], order_by=[F("at").desc(), F("place").desc()])
        return (
            same.annotate(rank=rank)
            .filter(rank__lte=MOST_PLACES)
            .select_related("story", "update__source")
            .prefetch_related(Prefetch("story__editions", editions, to_attr="shown"))
            .order_by("-at", "-place")
        )


class CorrectionQuerySet(models.QuerySet):
    """Corrections, which readers see from when the edition that carries them is live."""

    def public(self, now=None):
        """Corrections of stories that readers can see at `now`, once they were published, newest first."""
        clock = Now() if now is None else now
        return self.filter(_is_published(now, "story__"), edition__goes_live_at__lte=clock).order_by(
            "-created_at", "-pk"
        )

    def of_stories_by(self, author, now=None):
        """Public ones of the stories that `author` has a part in, in the edition that readers see."""
        editions = self.model._meta.get_field("edition").related_model.objects.public(now)
        return self.public(now).filter(story__in=editions.filter(authors=author).values("story"))


class FrontVersionQuerySet(models.QuerySet):
    """Versions of fronts, of each of which readers see one at most."""

    def out(self, now=None):
        """Those whose time had come at `now` (the database's clock if not given), the newest first."""
        out = self.filter(goes_live_at__lte=Now() if now is None else now)
        return out.order_by("-goes_live_at", "-number")

    def of(self, section):
        """Those of the front of `section` (an id, or an OuterRef of one); None for the front page."""
        return self.filter(front__section=section) if section else self.filter(front__section=None)

    def showing(self, now=None):
        """Of each front the one that readers see at `now`.

        It needs no worker: a scheduled one shows in its minute. Each has the time as `clock`.
        """
        # Asked once for each front, however many versions it has had.
        newest = self.model.objects.out(now).filter(front=models.OuterRef("pk")).values("pk")[:1]
        fronts = self.model._meta.get_field("front").related_model.objects
        ids = fronts.annotate(shown=models.Subquery(newest)).order_by().values("shown")
        clock = Now() if now is None else models.Value(now, output_field=models.DateTimeField())
        return self.filter(pk__in=ids).annotate(clock=clock)

    def waiting(self):
        """Those whose time is to come, the first first."""
        return self.filter(goes_live_at__gt=Now()).order_by("goes_live_at", "number")

    def standing(self):
        """Those that readers see or will see."""
        return self.filter(
            models.Q(pk__in=self.model.objects.showing().values("pk"))
            | models.Q(pk__in=self.model.objects.waiting().values("pk"))
        )

    def due(self):
        """Those whose time has come and that nobody has announced; readers see them already."""
        return self.filter(goes_live_at__lte=Now(), announced_at=None).order_by("goes_live_at", "number")


class BreakingQuerySet(models.QuerySet):
    """Banners, of which readers see one at most."""

    def showing(self, now=None):
        """The banner that the front shows at `now` (the database's clock if not given), if any.

        Only the newest counts, so that none comes back from under another that is taken down or over. It goes
        by itself at its time, and with its story.
        """
        clock = Now() if now is None else now
        newest = self.model.objects.order_by("-pk").values("pk")[:1]
        return self.filter(
            _is_published(now, "story__"), pk=models.Subquery(newest), ended_at=None, until__gt=clock
        )


class SeriesQuerySet(models.QuerySet):
    """Series and packages."""

    def public(self, now=None):
        """Those with a part that readers can see at `now` (the database's clock if not given).

        One without is still in the making: neither its page nor its name is anybody's yet.
        """
        parts = self.model._meta.get_field("parts").related_model.objects
        return self.filter(models.Exists(parts.public(now).filter(series=models.OuterRef("pk"))))


class SeriesPartQuerySet(models.QuerySet):
    """The places of stories in series."""

    def public(self, now=None):
        """Those whose story readers can see at `now` (the database's clock if not given)."""
        return self.filter(_is_published(now, "story__"))

    def around(self, story):
        """The parts of every series that `story` is in, in order: those that readers see, and its own.

        Its own is there in a preview too, before readers see it. Each part has its series, and as `headline`
        and `language` what the edition that readers see says, None for a story that they do not see.
        """
        is_due = Q(story__queued_edition__goes_live_at__lte=Now())
        shown = {
            name: Case(
                When(is_due, then=KeyTextTransform(name, "story__queued_edition__card")),
                default=KeyTextTransform(name, "story__live_edition__card"),
                output_field=models.TextField(),
            )
            for name in ("headline", "language")
        }
        return (
            self.filter(Q(story=story) | _is_published(None, "story__"), series__parts__story=story)
            .select_related("series", "story")
            .only(
                "ordering",
                *(f"series__{field}" for field in ("kind", "name", "slug", "planned", "coming")),
                *(f"story__{field}" for field in ("slug", "published_on")),
            )
            .annotate(**shown)
            .order_by("-series__kind", "series__name", "series_id", "ordering", "pk")
        )


class SectionQuerySet(models.QuerySet):
    """Sections."""

    def in_navigation(self):
        """Sections in the order in which the navigation shows them."""
        return self.filter(in_menu=True).order_by("ordering", "name")

    def with_front_of(self, slug):
        """All sections in order; the one at `slug` with its `arrangement`, None if nobody has made one.

        Each has the database's time as `clock`.
        """
        fronts = self.model._meta.get_field("fronts").related_model
        versions = fronts._meta.get_field("versions").related_model.objects.showing()
        arrangement = versions.filter(front__section=models.OuterRef("pk")).values("arrangement")[:1]
        asked = When(slug=slug, then=models.Subquery(arrangement))
        return self.annotate(
            arrangement=Case(asked, default=None, output_field=models.JSONField()), clock=Now()
        ).order_by("ordering", "name")


class PhotoQuerySet(models.QuerySet):
    """Photos."""

    def usable(self, day):
        """Photos that may be newly published on `day`: with a credit, and with rights to them."""
        return self.exclude(credit="").filter(Q(rights_until=None) | Q(rights_until__gte=day))

    def ending(self, day, within):
        """Photos whose rights are over on `day`, or end `within` a timedelta from it, the first first."""
        return self.filter(rights_until__lte=day + within).order_by("rights_until", "pk")

    def with_words(self, asked):
        """Photos that have each of the words `asked` for somewhere in theirs; the newest first."""
        found = self
        for word in asked.split():
            fields = ("title", "caption", "credit", "creator", "alt")
            found = found.filter(Q.create([(f"{name}__icontains", word) for name in fields], connector=Q.OR))
        return found.order_by("-added_at", "-pk")

    def without_alt(self):
        """Photos that nobody has described."""
        return self.filter(alt="", is_decorative=False)

    def shown(self):
        """Photos that readers see, or will, in a story or on a front."""
        editions = self.model._meta.get_field("editions").related_model
        versions = self.model._meta.get_field("front_versions").related_model
        return self.filter(
            models.Exists(editions.objects.standing_with(models.OuterRef("pk")))
            | models.Exists(versions.objects.standing().filter(photos=models.OuterRef("pk")))
        )


class PreviewLinkQuerySet(models.QuerySet):
    """Links to drafts."""

    def open(self, now=None):
        """Those that lead somewhere at `now`: neither expired nor revoked."""
        return self.filter(revoked_at=None, expires_at__gt=Now() if now is None else now)
