"""The newest stories of a topic or a source, whatever page of them is shown: how many, since when, with whom.

They are bounded, so that what has been covered for decades costs no more than what began last year.
"""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import Count, Min

from newsroom.lib.json_rows import moment
from newsroom.lib.tags import depends_on

# So many ties to editions are looked at; a story has one for each of its editions.
TIES = 100


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

    @cached_property
    def since(self):
        """When the first of them was first published; None if there is none."""
        return min((moment(row["first"]) for row in self.rows), default=None)


def recent_of(subject):
    """Return the Recent of `subject`, which was read with its newest stories."""
    depends_on(f"{subject._meta.model_name}:{subject.pk}:ties")
    return Recent(subject.newest, is_all=not subject.has_more)


def company_of(ids, model, *columns):
    """Return what ties most of the editions with `ids` to those of `model`, the most first: to be sliced.

    Each has the `<model>_id`, its `name` and `columns`, and as `shared` how many of the editions that are.
    """
    key = model._meta.model_name
    tied = model._meta.get_field("editions").through._default_manager.filter(edition__pk__in=ids)
    tied = tied.filter(**{f"{key}__merged_into": None}).values(f"{key}_id")
    # A group is of one, so that the least of its names is its name.
    its_own = {column: Min(f"{key}__{column}") for column in ("name", *columns)}
    return tied.annotate(shared=Count("pk"), **its_own).order_by("-shared", "name")
