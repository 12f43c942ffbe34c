"""What every reader's page shows around itself: the sections, and the pages about the newsroom.

Both are read in one query, since every page needs both, and so what is published or taken down shows at once.
"""

from dataclasses import dataclass
from operator import itemgetter

from django.db.models import CharField, F, SmallIntegerField, Value

from articles.models import Section
from newsroom.lib.memo import Memo, digest, packed
from newsroom.lib.prepared import prepared
from newsroom.lib.tags import depends_on
from newsroom.pages.models import Page, PageVersion
from newsroom.pages.owed import OWED, place_of


@dataclass(frozen=True)
class Navigation:
    """The `sections`, and (title, address, slug) of each page that readers see, both in order.

    `stamp` stands for all of it.
    """

    sections: list
    pages: list
    stamp: bytes

    @property
    def policies(self):
        """The pages' addresses by their titles."""
        return {title: address for title, address, _slug in self.pages}

    @property
    def trust(self):
        """The pages' addresses by what schema.org calls that which they say."""
        return {
            name: address
            for _title, address, slug in self.pages
            if slug in OWED
            for name in OWED[slug].policies
        }


COLUMNS = ("kind", "id", "ordering", "name", "address")


# The newest, and whatever it replaced that somebody still renders.
_made = Memo(most=10)


@prepared()
def _rows():
    sections = Section.objects.in_navigation().order_by()
    sections = sections.annotate(kind=Value("section", CharField()), address=F("slug"))
    pages = PageVersion.objects.public().order_by()
    pages = pages.annotate(
        kind=Value("page", CharField()),
        ordering=Value(0, SmallIntegerField()),
        name=F("title"),
        address=F("page__slug"),
    )
    return sections.values(*COLUMNS).union(pages.values(*COLUMNS), all=True).order_by("ordering", "name")


def read():
    """Return the Navigation, in one query."""
    depends_on("navigation")
    way, rows = _rows.rows()
    stamp = digest(packed(rows))
    return _made.get(stamp, lambda: _navigation(way.objects(rows), stamp), lambda _made: 1)


def _navigation(rows, stamp):
    found = {"section": [], "page": []}
    for row in rows:
        found[row["kind"]].append(row)
    named = sorted(found["page"], key=lambda row: place_of(row["address"]))
    return Navigation(
        sections=[
            Section(
                **dict(zip(("pk", "name", "slug"), itemgetter("id", "name", "address")(row), strict=True))
            )
            for row in found["section"]
        ],
        pages=[(row["name"], Page(slug=row["address"]).get_absolute_url(), row["address"]) for row in named],
        stamp=stamp,
    )
