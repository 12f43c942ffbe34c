"""Series and packages: which stories belong together, in which order, and where one stands among them.

Which parts count is asked of the database each time: a part that is withdrawn is gone from the list, and the
numbers close up, without anything being written.
"""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, TextField
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from articles import permissions
from articles.models import Series, SeriesPart, Story
from newsroom.accounts import audit
from newsroom.lib.prepared import prepared
from newsroom.lib.tags import depends_on
from newsroom.lib.text import check_fields
from newsroom.outbox import events
from topics.merging import remember_slug
from topics.models import FormerSlug
from topics.shown import owners_of

# What a story's page reads of its series is bounded by these, and by their product (see `for_page()`).
MOST_PARTS = 200
MOST_SERIES = 5
PART_TAGS = ("series:{series__id}", "series:{series__id}:news", "story:{story__id}")
OF_SERIES = ("id", "kind", "name", "slug", "planned", "coming")
WORDS = ("kind", "name", "slug", "dek", "photo", "planned", "coming")


@dataclass(frozen=True)
class Part:
    """A part as readers see it in a list: `number` counts those that they can see."""

    number: int
    headline: str
    language: str
    url: str | None
    story_id: int


@dataclass(frozen=True)
class Place:
    """Where a story stands in `series`: its own Part, all of them, and how many are planned or there."""

    series: Series
    part: Part
    parts: list
    total: int

    @property
    def previous(self):
        """The Part before it, None for the first."""
        return self.parts[self.part.number - 2] if self.part.number > 1 else None

    @property
    def next(self):
        """The Part after it, None for the last."""
        return self.parts[self.part.number] if self.part.number < len(self.parts) else None


def total_of(series, count):
    """Return of how many parts readers are told, where they can see `count`."""
    return max(series.planned or 0, count)


def places_of(story, content, rows):
    """Return the Place of `story` in each series that it is in, from the `rows` of their parts, in order.

    Those come with the story, or with its edition, by `for_page()`. `content` has the headline of a draft in
    preview, which no list has yet.
    """
    found = {}
    depends_on(f"story:{story.pk}:series")
    for row in rows:
        depends_on(*(word.format_map(row) for word in PART_TAGS))
        series = Series(**{name: row[f"series__{name}"] for name in OF_SERIES})
        _series, parts = found.setdefault(series.pk, (series, []))
        parts.append(_part(len(parts) + 1, row, content))
    return [
        Place(
            series=series,
            part=next(part for part in parts if part.story_id == story.pk),
            parts=parts,
            total=total_of(series, len(parts)),
        )
        for series, parts in found.values()
    ]


def _part(number, row, content):
    day = row["story__published_on"] and parse_date(row["story__published_on"])
    headline = row["headline"]
    return Part(
        number=number,
        headline=headline or content["headline"],
        language=(row["language"] if headline else content.get("language")) or "",
        url=Story(published_on=day, slug=row["story__slug"]).get_absolute_url(),
        story_id=row["story__id"],
    )


def find(slug):
    """Return `(series, is_current)` for an address of a public series; not current is one that it had.

    Raises Series.DoesNotExist.
    """
    series = _at.first(slug=slug)
    if series:
        return series, True
    former = FormerSlug.objects.filter(kind=Series._meta.model_name, slug=slug).values("target_id")
    return Series.objects.public().select_related("photo").get(pk__in=former), False


@prepared(slug=TextField())
def _at(slug):
    """The public series at an address."""
    return Series.objects.public().select_related("photo").filter(slug=slug)


@transaction.atomic
def save(*, series, parts, by, version=None):
    """Save `series`, new or changed, with the stories `parts` in this order, and return it.

    An address that is given up leads on to the new one. `version` is the one that the change began from;
    where another came between, nothing is written, unless this is what stands already.

    Raises PermissionDenied; ValidationError for words that are none or too long, an address that is taken,
    too many parts, a story that `by` may not link to, or in too many series, or a version that is past.
    """
    permissions.check(by, "arrange", series)
    standing = Series.objects.select_for_update().get(pk=series.pk) if series.pk else None
    wanted = list(dict.fromkeys(story.pk for story in parts))
    before = list(standing.parts.values_list("story_id", flat=True)) if standing else []
    if standing and wanted == before and _words(standing) == _words(series):
        return standing
    if standing and version not in (None, standing.version):
        raise ValidationError(
            _("Somebody changed this series while you had it open. Look at what stands now."), code="late"
        )
    check_fields(series, *WORDS)
    _check_parts(wanted, set(wanted) - set(before), by)
    if Series.objects.filter(slug=series.slug).exclude(pk=series.pk).exists():
        raise ValidationError({"slug": _("Another series has this address.")})
    series.version = standing.version + 1 if standing else 1
    series.save()
    if standing and standing.slug != series.slug:
        remember_slug(target=series, slug=standing.slug)
    _arrange(series, wanted)
    told = {"series": series.pk, "stories": sorted({*before, *wanted})}
    events.emit("series.changed", **told, tags=_tags_of(series, standing, before, wanted))
    _plan(series, wanted)
    audit.record(
        "series.change" if standing else "series.create", series, by=by, parts=wanted, version=series.version
    )
    return series


@transaction.atomic
def place(*, story, series, by):
    """Put `story` at the end of `series`, and return it; one that is there already stays where it is.

    Raises as save().
    """
    return _with_parts(series, by, lambda parts: parts if story in parts else [*parts, story])


@transaction.atomic
def take_out(*, story, series, by):
    """Take `story` out of `series`, and return it. Raises PermissionDenied."""
    return _with_parts(series, by, lambda parts: [part for part in parts if part != story])


@transaction.atomic
def replace_photo(*, photo, other, by):
    """Put `other` in place of `photo` on every series, and return on how many. Raises as save()."""
    rows = list(Series.objects.select_for_update().filter(photo=photo).order_by("pk"))
    for row in rows:
        row.photo = other
        save(series=row, parts=[part.story for part in row.parts.select_related("story")], by=by)
    return len(rows)


def _with_parts(series, by, change):
    """Save `series` as it stands, with its parts as `change` returns them."""
    permissions.check(by, "arrange", series)
    standing = Series.objects.select_for_update().get(pk=series.pk)
    parts = [part.story for part in standing.parts.select_related("story")]
    return save(series=standing, parts=change(parts), by=by)


def _tags_of(series, standing, before, wanted):
    """Return the words (`newsroom.lib.tags`) of what changes with `series`, which was `standing` before."""
    tags = {f"series:{series.pk}", f"series:{series.pk}:news"}
    tags |= {f"story:{pk}:series" for pk in {*before} ^ {*wanted}}
    if standing is None or standing.slug != series.slug or {*before} ^ {*wanted}:
        tags |= {"sitemap:series", *owners_of(series)}
    return tags


def _plan(series, wanted):
    """Tell that stories which wait for their time will be parts of `series` then."""
    for story in Story.objects.waiting().filter(pk__in=wanted):
        at = story.queued_edition.goes_live_at
        events.emit("series.grows", series=series.pk, tags={f"series:{series.pk}:news"}, at=at)


def _words(series):
    return [getattr(series, Series._meta.get_field(name).attname) for name in WORDS]


def _check_parts(wanted, added, by):
    if len(wanted) > MOST_PARTS:
        message = _("A series holds %(most)s parts at most. Begin a second one.") % {"most": MOST_PARTS}
        raise ValidationError(message)
    if Story.objects.linkable_by(by).filter(pk__in=added).count() != len(added):
        raise ValidationError(_("One of these stories is not there, or is not open to you."))
    counts = SeriesPart.objects.filter(story__in=added).values("story").annotate(count=Count("pk"))
    if any(row["count"] >= MOST_SERIES for row in counts.order_by()):
        message = _("A story is in %(most)s series at most. Take it out of another first.")
        raise ValidationError(message % {"most": MOST_SERIES})


def _arrange(series, wanted):
    """Write the order `wanted`, touching only the rows that change."""
    standing = {part.story_id: part for part in series.parts.all()}
    series.parts.exclude(story__in=wanted).delete()
    moved, added = [], []
    for ordering, pk in enumerate(wanted):
        part = standing.get(pk)
        if part is None:
            added.append(SeriesPart(series=series, story_id=pk, ordering=ordering))
        elif part.ordering != ordering:
            part.ordering = ordering
            moved.append(part)
    SeriesPart.objects.bulk_update(moved, ["ordering"])
    SeriesPart.objects.bulk_create(added)
