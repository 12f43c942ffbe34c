"""The newest stories of a topic or a source, whatever page of them is shown: how many, since when, with whom.

They are bounded, so that what has been covered for decades costs no more than what began last year.
"""

from dataclasses import dataclass

from django.db.models import Count

from newsroom.lib.tags import depends_on

# So many ties to editions are looked at; a story has one for each of its editions.
TIES = 200


@dataclass(frozen=True)
class Recent:
    """The newest stories that readers see: `rows`, one dict for each, and whether that is all there are."""

    rows: list
    is_all: bool

    def __len__(self):
        return len(self.rows)

    @property
    def ids(self):
        """Of the editions."""
        return [row["pk"] for row in self.rows]

    @property
    def at_least(self):
        """How many there are, as a round number that is not too high."""
        return len(self.rows) // 50 * 50

    @property
    def since(self):
        """When the first of them was first published; None if there is none."""
        return min((row["story__first_published_at"] for row in self.rows), default=None)


def recent_of(subject, *columns):
    """Return the Recent of `subject` in two queries; each row has its pk, its first time and `columns`."""
    through = subject.editions.through
    name = subject._meta.model_name
    depends_on(f"{name}:{subject.pk}:news")
    ties = through._default_manager.filter(**{name: subject.pk}).order_by("-listed_at", "-edition_id")
    ids = list(ties.values_list("edition_id", flat=True)[: TIES + 1])
    if not ids:
        return Recent([], is_all=True)
    public = subject.editions.model.objects.public().filter(pk__in=ids[:TIES])
    rows = list(public.values("pk", "story__first_published_at", *columns))
    return Recent(rows, is_all=len(ids) <= TIES)


def company_of(recent, rows, *, limit=6):
    """Return those of `rows` (of people, sources or topics) that most of `recent` have, the most first.

    Each knows as `shared` how many stories that are. One query, none where there is no story.
    """
    if not recent.ids:
        return []
    tied = rows.standing().filter(editions__in=recent.ids).annotate(shared=Count("editions"))
    return list(tied.order_by("-shared", "name")[:limit])
