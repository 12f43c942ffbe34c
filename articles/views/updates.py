from dataclasses import dataclass
from functools import partial
from urllib.parse import urlencode

from django.db import models
from django.http import Http404
from django.shortcuts import render

from articles.models import Edition, LiveUpdate
from articles.structured_data import live_blog
from articles.views.story import COUNTS, date_or_404, elsewhere
from newsroom.lib.json_rows import moment
from newsroom.lib.memo import digest, packed
from newsroom.lib.prepared import prepared
from newsroom.lib.tags import depends_on

SIZE = 30


@prepared(day=models.DateField(), slug=models.TextField(), by=models.TextField())
def covered_at(day, slug, only_key, by=None):
    """What readers see of the story at an address, with what stands beside its updates."""
    shown = Edition.objects.public().for_updates(only_key=only_key, by=by)
    return shown.filter(story__published_on=day, story__slug=slug)


@prepared(story=models.BigIntegerField(), by=models.TextField())
def updates_of(story, start, end, oldest_first, only_key, by=None):
    """Those that are asked for of a story's updates, from number `start` of the newest to before `end`."""
    public = LiveUpdate.objects.public().filter(story=story)
    ids = public.narrowed(only_key=only_key, by=by).values("pk")[start:end]
    order = ("posted_at", "pk") if oldest_first else ("-posted_at", "-pk")
    # The story once more: else PostgreSQL may join what belongs to every update there is, and then choose.
    return LiveUpdate.objects.for_page().filter(pk__in=ids, story=story).order_by(*order)


def updates(request, year, month, day, slug):
    """All updates of a story: its live page, which works whole by itself."""
    published_on = date_or_404(year, month, day)
    choice = Choice.from_query(request.GET)
    edition = covered_at.first(day=published_on, slug=slug, **choice.asked)
    if edition is None:
        return elsewhere(request, published_on, slug)
    story = edition.story
    depends_on(f"story:{story.pk}:live")
    depends_on(*(f"author:{author['id']}" for author in edition.writers))
    depends_on(*(f"update:{row['id']}" for row in (*edition.keys, edition.pinned) if row))
    page = numbered_page(story, edition.total, choice)
    is_first_here = page.count > 1 or any(update.is_pinned for update in page.items)
    return render(
        request,
        "articles/updates.html",
        {
            "story": story,
            "edition": edition,
            "stamp": edition.stamp,
            "page": page,
            "choice": choice,
            "updates": page.items,
            "pinned": edition.pinned if page.is_newest and is_first_here else None,
            "keys": [LiveUpdate(**row | {"posted_at": moment(row["posted_at"])}) for row in edition.keys],
            "writers": [
                {
                    "name": author["name"],
                    "url": choice.address(by=author["slug"], key=False),
                    "is_this": author["slug"] == choice.by,
                }
                for author in edition.writers
            ],
            "earlier": page.earlier and choice.address(number=page.earlier),
            "later": page.later and choice.address(number=page.later),
            "counts": COUNTS,
            # The others are parts of this page, or its neighbours, and lead machines here.
            "is_live_blog": page.is_newest and choice.is_whole,
            "live_blog": partial(live_blog, edition, page.items),
            "updates_stamp": digest(packed([edition.stamp, *(update.stamp for update in page.items)])),
        },
    )


@dataclass(frozen=True)
class Choice:
    """Which updates, and in which order, an address asks for."""

    number: int | None = None
    key: bool = False
    by: str = ""
    oldest_first: bool = False

    @classmethod
    def from_query(cls, query):
        """Read a Choice. Raises Http404 for what no link of ours says: one more copy in caches."""
        number, order = query.get("page", ""), query.get("order", "")
        known = query.get("key", "1") == "1" and order in ("", "oldest") and len(query.get("by", "")) <= 100
        if number and not (number.isascii() and number.isdigit() and len(number) < 8 and number[0] != "0"):
            known = False
        if not known or "\x00" in query.get("by", ""):
            raise Http404("This page does not exist.")
        return cls(int(number) if number else None, "key" in query, query.get("by", ""), order == "oldest")

    @property
    def is_whole(self):
        """True if no update is left out."""
        return not (self.key or self.by)

    @property
    def asked(self):
        """Which updates are asked for, in the words of `narrowed()`."""
        return {"only_key": self.key} | ({"by": self.by} if self.by else {})

    def address(self, **changes):
        """Return the query of this choice with `changes`: "?" for the plain page."""
        wanted = {"key": self.key, "by": self.by, "oldest_first": self.oldest_first, "number": None} | changes
        parts = {
            "key": "1" if wanted["key"] else "",
            "by": wanted["by"],
            "order": "oldest" if wanted["oldest_first"] else "",
            "page": wanted["number"] or "",
        }
        return f"?{urlencode({name: value for name, value in parts.items() if value})}"

    def everything(self):
        """The address of all updates in this order."""
        return self.address(key=False, by="")

    def only_key(self):
        """The address of the key events alone."""
        return self.address(key=True, by="")

    def turned_round(self):
        """The address of the same in the other order."""
        return self.address(oldest_first=not self.oldest_first)


@dataclass(frozen=True)
class NumberedPage:
    """One page of updates; `earlier` and `later` are the numbers of its neighbours, None for none."""

    items: list
    number: int
    count: int

    @property
    def is_newest(self):
        """True for the page on which new updates arrive."""
        return self.number == self.count

    @property
    def earlier(self):
        """The number of the page with what came before."""
        return self.number - 1 or None

    @property
    def later(self):
        """The number of the page with what came afterwards."""
        return self.number + 1 if self.number < self.count else None


def numbered_page(story, total, choice):
    """Return the NumberedPage of the `total` updates of `story` that `choice` asks for.

    Pages are counted from the oldest, and all but the newest hold SIZE: so what arrives moves nothing from
    one page to another, and the remainder is on the newest. Raises Http404 for none.
    """
    count = max(1, total // SIZE)
    number = choice.number or (1 if choice.oldest_first else count)
    if number > count:
        raise Http404("This page does not exist.")
    end = total - (number - 1) * SIZE
    start = end - SIZE if number < count else 0
    if not total:
        return NumberedPage([], number, count)
    rows = updates_of.all(
        story=story.pk, start=start, end=end, oldest_first=choice.oldest_first, **choice.asked
    )
    return NumberedPage(rows, number, count)


def page_number(update):
    """Return the number of the page on which `update`, read by `with_place()`, stands among all."""
    return min(update.below_count // SIZE + 1, max(1, update.all_count // SIZE))
