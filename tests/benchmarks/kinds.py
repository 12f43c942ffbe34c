"""The kinds of readers' pages that are measured, each with an example from the newsroom at hand."""

from dataclasses import dataclass

from django.db.models import Count
from django.urls import reverse

from articles.models import Author, Edition, LiveUpdate, Section, Series
from topics.models import Person, Source, Topic

STORIES, LISTS, FEEDS, OTHERS = "stories", "lists", "feeds", "others"
# What anybody may ask for is not kept, and of what all ask all the time nginx alone has a copy.
COPIED = {"search": (), "live_head": ("nginx",), "live_since": ("nginx",)}


@dataclass(frozen=True)
class Kind:
    """A kind of page by the name of its address; `family` is that of the kinds with the same targets."""

    name: str
    family: str
    address: str

    @property
    def copied(self):
        """In which states there is to be a copy of it."""
        return COPIED.get(self.name, ("warm", "nginx"))


def kinds(wanted=()):
    """Return the Kinds whose name or family is `wanted`, or all. Raises SystemExit for unknown ones."""
    found = [
        Kind(name, family, address)
        for family, addresses in (
            (STORIES, _stories()),
            (LISTS, _lists()),
            (FEEDS, _feeds()),
            (OTHERS, _others()),
        )
        for name, address in addresses.items()
    ]
    names = {word for kind in found for word in (kind.name, kind.family)}
    if unknown := set(wanted) - names:
        raise SystemExit(
            f"No page is called {', '.join(sorted(unknown))}. There are {', '.join(sorted(names))}."
        )
    return [kind for kind in found if not wanted or {kind.name, kind.family} & set(wanted)]


def story():
    """Return the edition of a story with much around it: of the oldest ones, which the demonstration made."""
    oldest = Edition.objects.public().filter(story__coverage="none").for_cards("facets").order_by("pk")[:100]
    return max(oldest, key=lambda edition: len(str(edition.facets)))


def _update():
    """Return a live update of the story with the most of them."""
    public = LiveUpdate.objects.of_published_stories().filter(story__coverage="open")
    busiest = public.order_by().values("story").annotate(n=Count("pk")).order_by("-n", "story").first()
    return public.filter(story=busiest["story"]).select_related("story").order_by("pk").first()


def _most(model, counted="editions"):
    """Return the row of `model` with the most of what is counted."""
    return model.objects.annotate(n=Count(counted)).order_by("-n", "pk").first()


def _stories():
    return {"story": story().get_absolute_url(), "story_live": _update().story.get_absolute_url()}


def _lists():
    day = story().story.published_on
    return {
        "front": reverse("front"),
        "latest": reverse("latest"),
        **{
            model.__name__.lower(): _most(model).get_absolute_url()
            for model in (Section, Topic, Person, Source, Author)
        },
        "series": _most(Series, "parts").get_absolute_url(),
        "said": reverse("said", args=[_most(Person, "sayings").slug]),
        "archive": reverse("archive"),
        "archive_month": reverse("archive_month", args=[f"{day:%Y}", f"{day:%m}"]),
        "archive_day": reverse("archive_day", args=[f"{day:%Y}", f"{day:%m}", f"{day:%d}"]),
        "corrections": reverse("corrections"),
    }


def _feeds():
    update = _update()
    return {
        **{f"front_feed.{kind}": reverse("front_feed", args=[kind]) for kind in ("rss", "atom", "json")},
        "topic_feed.rss": reverse("topic_feed", args=[_most(Topic).slug, "rss"]),
        "updates_feed.atom": f"{update.story.get_updates_url()}feed.atom",
    }


def _others():
    ordinary, update = story(), _update()
    revision = max(update.story.live_revision - 1, 0)
    return {
        "edition": ordinary.get_edition_url(),
        "history": ordinary.story.get_history_url(),
        "updates": update.story.get_updates_url(),
        "update": update.get_absolute_url(),
        "live_head": reverse("live_head", args=[update.story_id]),
        "live_since": reverse("live_since", args=[update.story_id, revision]),
        "page": reverse("page", args=["about"]),
        "search": f"{reverse('search')}?q=justice",
        "sitemap": reverse("sitemap"),
        "news_sitemap": reverse("news_sitemap"),
        "stories_sitemap": reverse(
            "stories_sitemap", args=[f"{ordinary.listed_at:%Y}", f"{ordinary.listed_at:%m}"]
        ),
    }
