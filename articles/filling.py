"""The stories of a front: what was put there by hand and what fills the rest, in few queries."""

from dataclasses import dataclass, field

from django.db.models import BigIntegerField, DateTimeField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from articles import arranging
from articles.arranging import NEWEST, OWN_RIVER
from articles.content import freeze_photo
from articles.models import Edition, Photo
from newsroom.lib.clock import local_date
from newsroom.lib.json_rows import JSONRows
from newsroom.lib.prepared import prepared, rounded
from newsroom.lib.tags import collecting, depends_on, lasts_today
from topics.models import Topic

TOPIC = ("topic__id", "topic__name", "topic__slug", "topic__merged")


@dataclass(frozen=True)
class Filled:
    """A front as it stands.

    `wells` are its Wells, all of them, `newest` the newest stories whether or not they stand in one,
    `subjects` the Sections and Topics that wells are filled from, by fill. `readers` maps the ids of stories
    that were put there by hand to the editions that readers see.
    """

    wells: list
    newest: list
    subjects: dict
    readers: dict = field(default_factory=dict)


def fill(arrangement, *, sections, now=None, clock=None, newest=None, recent=0, photos=None):
    """Return `arrangement` Filled with what readers see at `now` (the database's clock if not given).

    `clock` is that time, for what leaves at its own; `sections` are all Sections, in the order of the
    navigation. `newest` are the newest stories, if the caller has them: on a section's front, of that
    section. Otherwise they are read, at least `recent`. `photos` are the rows of the usable photos that slots
    have of their own, if the caller has them. Two queries at most: stories, photos.
    """
    clock = clock or now or timezone.now()
    navigation = [f"section:{section.pk}" for section in sections if section.in_menu]
    if newest is not None:
        arrangement = _with_whole_river(arrangement, len(newest))
    wanted = arranging.needed(arrangement, navigation)
    if newest is not None:
        wanted.pop(NEWEST, None)
    elif recent:
        wanted[NEWEST] = max(recent, wanted.get(NEWEST, 0))
    placed = arranging.stories_in(arrangement)
    depends_on(*(_tag_of(fill) for fill in wanted))
    with collecting():  # more is read than is shown
        found = _editions(placed, wanted, now)
    topics = _topics_of(found, wanted)
    pools = {key: _pool(key, found, topics) for key in wanted}
    if newest is not None:
        pools[NEWEST] = newest
    readers = {edition.story_id: edition for edition in found if edition.story_id in set(placed)}
    wells = arranging.arrange(
        arrangement,
        editions=readers,
        pools=pools,
        clock=clock,
        photos=_photos(arrangement, clock, photos),
        navigation=navigation,
    )
    shown = [*pools.get(NEWEST, [])[:recent], *(edition for well in wells for edition in well.editions)]
    depends_on(*(f"story:{pk}" for pk in {*placed, *(edition.story_id for edition in shown)}))
    subjects = {f"section:{section.pk}": section for section in sections}
    subjects |= {key: topic for key, (topic, _ids) in topics.items()}
    return Filled(wells, pools.get(NEWEST, []), subjects, readers)


def _with_whole_river(arrangement, count):
    """Return `arrangement` with room in a section's own river for the whole of its page."""
    wells = arrangement["wells"]
    room = count + arranging.MOST_SLOTS
    return {"wells": [well | {"size": room} if well["id"] == OWN_RIVER else well for well in wells]}


def _editions(placed, wanted, now):
    if not (placed or wanted):
        return []
    given = {"placed": rounded(placed)} if placed else {}
    return _standing.all(wanted=frozenset(wanted.items()), **given, **({"now": now} if now else {}))


@prepared(placed=BigIntegerField(), now=DateTimeField())
def _standing(wanted, placed=(), now=None):
    """What readers see of the stories `placed`, and of each fill the newest others, as many as `wanted`.

    Each has `its_topics`, those that something is filled from.
    """
    public = Edition.objects.public(now)
    parts = [public.filter(story__pk__in=placed)] if placed else []
    for key, count in wanted:
        newest = _newest(public, key)
        parts.append((newest.exclude(story__pk__in=placed) if placed else newest)[:count])
    # Each in a query of its own inside one: SQLite joins none that have an end.
    parts = [Edition.objects.filter(pk__in=part.values("pk")).order_by().values("pk") for part in parts]
    first, *others = parts
    ids = first.union(*others, all=True) if others else first
    found = Edition.objects.filter(pk__in=ids).for_cards("section").order_by("-listed_at", "-pk")
    asked = _topics_in(key for key, _count in wanted)
    if asked:
        ties = Edition.topics.through.objects.filter(edition=OuterRef("pk"))
        ties = ties.filter(Q(topic__in=asked) | Q(topic__merged__in=asked))
        found = found.annotate(its_topics=JSONRows(ties, *TOPIC))
    return found


def _tag_of(key):
    """Return the word for what is newest in a fill."""
    return "news" if key == NEWEST else f"{key}:news"


def _newest(public, key):
    """Return those of `public` that are for a fill, newest first."""
    kind, pk = arranging.subject(key) or (NEWEST, None)
    if kind == "topic":
        # One that became another goes on filling its well.
        topic = Topic.objects.filter(pk=pk).values(standing=Coalesce("merged_into", "pk"))
        return public.of(Topic(pk=pk), key=Subquery(topic))
    return (public.filter(section=pk) if kind == "section" else public).newest_first()


def _topics_in(wanted):
    return {pk for kind, pk in filter(None, map(arranging.subject, wanted)) if kind == "topic"}


def _topics_of(editions, wanted):
    """Return {fill: (Topic, ids of the editions that have it)} of the topics that are `wanted`."""
    asked, found = _topics_in(wanted), {}
    for edition in editions if asked else ():
        for row in edition.its_topics:
            depends_on(f"topic:{row['topic__id']}")
            for pk in {row["topic__id"], row["topic__merged"]} & asked:
                topic = Topic(**{field: row[f"topic__{field}"] for field in ("id", "name", "slug")})
                found.setdefault(f"topic:{pk}", (topic, set()))[1].add(edition.pk)
    return found


def _pool(key, editions, topics):
    kind, pk = arranging.subject(key) or (NEWEST, None)
    if kind == "section":
        return [edition for edition in editions if edition.section_id == pk]
    if kind == "topic":
        _topic, ids = topics.get(key, (None, ()))
        return [edition for edition in editions if edition.pk in ids]
    return editions


def _photos(arrangement, clock, usable=None):
    """Return what pages show of the photos that slots have of their own, if they may be used."""
    ids = arranging.photos_in(arrangement)
    if not ids:
        return {}
    depends_on(*(f"photo:{pk}" for pk in ids))
    if usable is None:
        usable = Photo.objects.usable(local_date(clock)).filter(pk__in=ids)
    usable = list(usable)
    if any(photo.rights_until for photo in usable):
        lasts_today()
    return {photo.pk: freeze_photo(photo) | {"has_avif": photo.has_avif} for photo in usable}


def title_of(well, subjects):
    """Return what readers are told that a well is, "" where that is only what is newest."""
    about = subjects.get(well.fill)
    return well.title or (about.name if about else "")
