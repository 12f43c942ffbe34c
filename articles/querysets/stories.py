"""The stories and their editions."""

from django.db import models
from django.db.models import Case, F, Q, When
from django.db.models.functions import Now

from articles.enums import Coverage
from articles.querysets.conditions import is_published, is_shown, told_by_shown
from newsroom.lib.json_rows import JSONRows

# So many corrections of a story are in its feeds.
MOST_CORRECTIONS = 100
# What a card shows, where editions come as a column of another row.
CARD = (
    *("pk", "number", "listed_at", "card", "story_id", "story__slug", "story__published_on"),
    *("story__first_published_at", "story__coverage"),
)
# What a story has of its live coverage.
LIVE_PART = ("coverage", "coverage_closed_at", "live_revision", "live_summary", "live_points")
# What the line of a story's editions shows of each, and of the correction that it carries.
LINE = (
    *("number", "kind", "note", "goes_live_at", "correction__id", "correction__kind", "correction__text"),
    *("correction__paragraph_id", "correction__corrects_id", "correction__created_at"),
)
# What a story's page shows of the series that it is in, and of the other parts; so many of them at most.
PARTS = (
    *("series__id", "series__kind", "series__name", "series__slug", "series__planned", "series__coming"),
    *("story__id", "story__slug", "story__published_on", "headline", "language"),
)
MOST_PARTS = 1000
# So many are offered where a story is looked for by words of its headline.
MOST_KNOWN = 60
# So many are named beside a story's updates.
MOST_KEYS = 12
MOST_WRITERS = 8


class StoryQuerySet(models.QuerySet):
    """Stories, as the desk and as readers find them."""

    def published(self, now=None):
        """Stories that readers can see at `now` (an aware datetime; the database's clock if not given)."""
        return self.filter(is_published(now))

    def with_editions_out(self):
        """Stories with an edition that readers see, or will see when its time has come."""
        return self.exclude(live_edition=None, queued_edition=None)

    def waiting(self):
        """Stories with an edition that waits for its time, each with that edition."""
        return self.exclude(queued_edition=None).select_related("queued_edition")

    def withdrawn(self, now=None):
        """Stories that readers saw once and do not see at `now`, because the desk took them down."""
        clock = Now() if now is None else now
        gone = Q(withdrawn_at__isnull=False) | Q(unpublish_at__lte=clock)
        # One that was to be published later, and was taken down before, was never seen.
        return self.filter(gone, first_published_at__lte=clock).exclude(is_published(now))

    def that_stood_at(self, day, slug):
        """Stories for which the address of a published one was asked in vain: what to say of it comes first.

        That is the one that stood there and was withdrawn, else one that moved, which `is_published` or was
        withdrawn since. One that is scheduled is not among them.
        """
        formers = self.model._meta.get_field("former_addresses").related_model.objects
        moved = self.model.objects.filter(pk__in=formers.filter(published_on=day, slug=slug).values("story"))
        withdrawn = self.model.objects.withdrawn().filter(published_on=day, slug=slug)
        parts = [part.order_by().values("pk") for part in (withdrawn, moved.published(), moved.withdrawn())]
        return (
            self.filter(pk__in=parts[0].union(*parts[1:]))
            .annotate(
                is_there=Case(When(published_on=day, slug=slug, then=True), default=False),
                is_published=Case(When(is_published(None), then=True), default=False),
            )
            .order_by("-is_there", "-is_published", "pk")
        )

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
        return self if user.has_perm("articles.change_any_story") else self.of(user)

    def of(self, user):
        """Stories that `user` began or is in the byline of."""
        return self.filter(
            Q(created_by=user) | Q(pk__in=self.model.objects.filter(authors__user=user).values("pk"))
        )

    def for_page(self):
        """Each with what its page shows beside an edition; see `_around_page`."""
        return self.annotate(**_around_page(self.model, "pk"))

    def linkable_by(self, user):
        """Stories that `user` may link to: those that readers can see, and those open to them on the desk."""
        visible = self.visible_to(user)
        if visible is self:
            return self
        return self.filter(is_published(None) | Q(pk__in=self.model.objects.visible_to(user).values("pk")))

    def known_by(self, words):
        """The newest of them whose headline has each of the `words`, MOST_KNOWN of each kind at most.

        The headline is the one that readers see, else the draft's. They are two questions, since each has an
        index of its own, and "or" between two tables has none.
        """
        shown, drafts = self, self.filter(live_edition=None)
        for word in words:
            shown = shown.filter(live_edition__card__headline__icontains=word)
            drafts = drafts.filter(headline__icontains=word)
        newest = [rows.order_by("-pk").values_list("pk", flat=True)[:MOST_KNOWN] for rows in (shown, drafts)]
        return self.model.objects.filter(pk__in=[*newest[0], *newest[1]]).order_by("-pk")


def _around_page(stories, story):
    """Return what a story's page shows beside an edition, as annotations; `story` is the path to it.

    `line` is the line of its editions, each with the correction that it carries; `parts` are the parts of its
    series; `has_updates` and `pinned` ({id, headline, text}, or None) are of its live coverage.
    """
    relations = {relation.name: relation.related_model.objects for relation in stories._meta.related_objects}
    its_own = models.OuterRef(story)
    parts = relations["series_parts"].around(its_own)
    return {
        "line": JSONRows(relations["editions"].seen_by_readers().filter(story=its_own), *LINE),
        "parts": JSONRows(parts[:MOST_PARTS], *PARTS),
        "has_updates": models.Exists(relations["updates"].public().filter(story=its_own)),
        "pinned": relations["updates"].pinned_words_of(its_own),
    }


class EditionQuerySet(models.QuerySet):
    """Editions: the only thing readers' pages read."""

    def public(self, now=None):
        """The one edition of each published story that readers see at `now`.

        That is the story's queued edition once its time has come, else its live one: so a scheduled edition
        appears in its minute whether or not a worker has promoted it. Without `now` the database's clock
        decides, so that a machine whose clock is wrong shows nothing early.
        """
        return self.filter(is_shown(Now() if now is None else now))

    def newest_first(self):
        """In the order in which lists have them."""
        return self.order_by("-listed_at", "-pk")

    def of(self, subject, key=None):
        """Those of a topic, a person, a source or an author, newest first; `key` is for one found by a query.

        Each has as `place_at` and `place` where it stands among them: by these a database walks along one
        index, however many there are, and from any of them on.
        """
        name = subject._meta.model_name
        tied = self.filter(**{f"{name}ties__{name}": subject.pk if key is None else key})
        return tied.annotate(place_at=F(f"{name}ties__listed_at"), place=F(f"{name}ties__edition")).order_by(
            "-place_at", "-place"
        )

    def seen_by_readers(self, now=None):
        """Every edition that readers see or once saw, of stories that are still published."""
        return self.filter(is_published(now, "story__"), goes_live_at__lte=Now() if now is None else now)

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

    def as_rows(self, *extra):
        """Return what a card shows of each, and the `extra` columns, as one column of another row.

        `Edition.of_row` makes an edition of each. They are in no order unless they are sliced.
        """
        return JSONRows(self, *CARD, *extra)

    def with_newest_update(self):
        """Those whose story has an update that readers see, with the newest as `update`; the newest first."""
        updates = self.model._meta.get_field("story").related_model._meta.get_field("updates").related_model
        public = updates.objects.public().filter(story=models.OuterRef("story"))
        says = ("headline", "text", "said", "posted_at", "photo__caption")
        return (
            self.annotate(
                update=JSONRows(public[:1], *says), updated_at=models.Subquery(public.values("posted_at")[:1])
            )
            .filter(updated_at__isnull=False)
            .order_by("-updated_at", "-pk")
        )

    def for_feeds(self, *, is_whole):
        """What feeds say of each, in full if it `is_whole`, with the corrections of its story."""
        corrections = self.model._meta.get_field("story").related_model._meta.get_field("corrections")
        public = corrections.related_model.objects.public().filter(story=models.OuterRef("story"))
        texts = ["body_html", "key_points_html"] if is_whole else []
        return self.for_cards(*texts).annotate(
            topics_told=F("facets__topics"),
            owned_corrections=JSONRows(public[:MOST_CORRECTIONS], "pk", "kind", "text", "created_at"),
        )

    def for_maps(self):
        """What a map for machines says of each story, with `redacted_at`, when words were last taken out."""
        redactions = self.model._meta.get_field("story").related_model._meta.get_field("redactions")
        newest = redactions.related_model.objects.filter(story=models.OuterRef("story")).order_by("-at")
        return self.for_cards("story__live_changed_at").annotate(
            redacted_at=models.Subquery(newest.values("at")[:1])
        )

    def with_line(self):
        """Each with `line`, the line of its story's editions, as `for_page()` has it."""
        seen = self.model.objects.seen_by_readers().filter(story=models.OuterRef("story"))
        return self.annotate(line=JSONRows(seen, *LINE))

    def for_updates(self, *, only_key=False, by=None):
        """What the page of a story's updates shows beside them.

        With `total`, how many there are (of key events alone, or `by` the author at this address), the newest
        `keys`, the `writers`, and what is `pinned`, as `for_page()` has it.
        """
        updates = self.model._meta.get_field("story").related_model._meta.get_field("updates").related_model
        authors = updates._meta.get_field("author").related_model.objects
        public, its_own = updates.objects.public(), models.OuterRef("story")
        of_author = public.filter(story=models.OuterRef(its_own), author=models.OuterRef("pk"))
        writers = authors.filter(models.Exists(of_author)).order_by("name")
        return self.for_cards(
            "facets", "story__coverage_opened_at", *(f"story__{field}" for field in LIVE_PART)
        ).annotate(
            total=public.filter(story=its_own).narrowed(only_key=only_key, by=by).how_many(),
            keys=JSONRows(
                public.filter(story=its_own, is_key=True)[:MOST_KEYS], "id", "headline", "text", "posted_at"
            ),
            writers=JSONRows(writers[:MOST_WRITERS], "id", "name", "slug"),
            pinned=updates.objects.pinned_words_of(its_own),
        )

    def for_page(self):
        """All that the story's own page shows, but for its updates and for other stories."""
        return (
            self.select_related("story", "revision")
            .only(
                "number",
                "kind",
                "goes_live_at",
                "body_html",
                "key_points_html",
                "card",
                "revision__content",
                "story__slug",
                "story__published_on",
                "story__first_published_at",
                *(f"story__{field}" for field in LIVE_PART),
            )
            .annotate(**_around_page(self.model._meta.get_field("story").related_model, "story"))
        )

    def standing_with(self, photo):
        """Editions that stand, or wait for their time, and show `photo`."""
        return self.filter(Q(story__live_edition=F("pk")) | Q(story__queued_edition=F("pk")), photos=photo)


class CorrectionQuerySet(models.QuerySet):
    """Corrections, which readers see from when the edition that carries them is live."""

    def public(self, now=None):
        """Corrections of stories that readers can see at `now`, once they were published, newest first."""
        # It is of the time at which the edition that carries it goes live.
        clock = Now() if now is None else now
        return self.filter(is_published(now, "story__"), created_at__lte=clock).order_by("-created_at", "-pk")

    def of_stories_by(self, author, now=None):
        """Public ones that editions carry in which `author` has a part, newest first.

        Each has its place among them as `place_at` and `place`, as in EditionQuerySet.of().
        """
        carried = self.public(now).filter(
            edition__authorties__author=author, edition__authorties__corrected_at__isnull=False
        )
        return carried.annotate(
            place_at=F("edition__authorties__corrected_at"), place=F("edition__authorties__edition")
        ).order_by("-place_at", "-place")

    def for_lists(self):
        """What a list shows of each, with the `headline` and `language` of its story that readers see."""
        return (
            self.select_related("story", "edition")
            .only(
                *("kind", "text", "created_at", "story__slug", "story__published_on"),
                *("edition__story", "edition__number"),
            )
            .annotate(**told_by_shown("headline", "language"))
        )


class PreviewLinkQuerySet(models.QuerySet):
    """Links to drafts."""

    def open(self, now=None):
        """Those that lead somewhere at `now`: neither expired nor revoked."""
        return self.filter(revoked_at=None, expires_at__gt=Now() if now is None else now)


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
