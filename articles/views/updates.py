from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef
from django.http import Http404
from django.shortcuts import render

from articles.models import Author, Edition, LiveUpdate
from articles.structured_data import live_blog
from articles.views.story import COUNTS, date_or_404, elsewhere, pinned_of
from newsroom.lib.tags import depends_on

SIZE = 30
KEYS = 12
AUTHORS = 8
LIVE = (
    "facets",
    "story__live_revision",
    "story__live_summary",
    "story__live_points",
    "story__coverage_opened_at",
    "story__coverage_closed_at",
)


def updates(request, year, month, day, slug):
    """All updates of a story: its live page, which works whole by itself."""
    published_on = date_or_404(year, month, day)
    standing = Edition.objects.public().for_cards(*LIVE)
    edition = standing.filter(story__published_on=published_on, story__slug=slug).first()
    if edition is None:
        return elsewhere(request, published_on, slug)
    story = edition.story
    depends_on(f"story:{story.pk}:live")
    public = LiveUpdate.objects.public().filter(story=story)
    choice = Choice.from_query(request.GET)
    page = numbered_page(choice.narrow(public), choice)
    for update in page.items:
        update.story = story
    of_author = public.filter(author=OuterRef("pk")).order_by()
    return render(
        request,
        "articles/updates.html",
        {
            "story": story,
            "edition": edition,
            "page": page,
            "choice": choice,
            "updates": page.items,
            "pinned": pinned_of(story, page.items, page.count > 1) if page.is_newest else None,
            "keys": list(public.filter(is_key=True).only("headline", "text", "posted_at")[:KEYS]),
            "writers": [
                {
                    "name": author.name,
                    "url": choice.address(by=author.slug, key=False),
                    "is_this": author.slug == choice.by,
                }
                for author in Author.objects.filter(Exists(of_author)).order_by("name")[:AUTHORS]
            ],
            "earlier": page.earlier and choice.address(number=page.earlier),
            "later": page.later and choice.address(number=page.later),
            "counts": COUNTS,
            # The others are parts of this page, or its neighbours, and lead machines here.
            "live_blog": live_blog(edition, page.items) if page.is_newest and choice.is_whole else None,
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

    def narrow(self, updates):
        """Return those of `updates` that are asked for."""
        updates = updates.filter(is_key=True) if self.key else updates
        return updates.filter(author__slug=self.by) if self.by else updates

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


def numbered_page(updates, choice):
    """Return the NumberedPage of `updates` (newest first) that `choice` asks for. Raises Http404 for none.

    Pages are counted from the oldest, and all but the newest hold SIZE: so what arrives moves nothing from
    one page to another, and the remainder is on the newest.
    """
    total = updates.count()
    count = max(1, total // SIZE)
    number = choice.number or (1 if choice.oldest_first else count)
    if number > count:
        raise Http404("This page does not exist.")
    end = total - (number - 1) * SIZE
    start = end - SIZE if number < count else 0
    ids = list(updates.values_list("pk", flat=True)[start:end])
    rows = LiveUpdate.objects.for_page().filter(pk__in=ids)
    order = ("posted_at", "pk") if choice.oldest_first else ("-posted_at", "-pk")
    return NumberedPage(list(rows.order_by(*order)), number, count)


def page_number(update):
    """Return the number of the page on which the public `update` stands among all of its story."""
    public = LiveUpdate.objects.public().filter(story=update.story)
    return min(public.below(update).count() // SIZE + 1, max(1, public.count() // SIZE))
