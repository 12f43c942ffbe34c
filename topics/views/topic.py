from functools import cached_property

from django.db.models import BigIntegerField, Min, OuterRef, TextField
from django.db.models.functions import Cast, JSONObject
from django.shortcuts import render

from newsroom.lib.json_parts import NumbersIn, numbers
from newsroom.lib.json_rows import JSONRows, rows_in
from newsroom.lib.prepared import prepared
from newsroom.lib.tags import depends_on
from topics.models import Person, Source, Topic
from topics.views.recent import company_of, recent_of
from topics.views.shared import at_its_address, page_of

LIVE = 3
PARTS = 24
COMPANY = 6
# Of a sub-topic's newest ties, the story that is shown with it is chosen.
TIES = 30
# What is shown of a portrait.
PORTRAIT = ("id", "renditions", "has_avif", "focus_x", "focus_y")


@at_its_address(Topic, with_newest=True)
def topic(request, topic):
    """A topic: where to begin, what to know, what is live, its parts, its stories, and who is in them.

    Its stories are those on the topic itself; those of its parts are on their pages. Older pages are for
    reading on, and begin with the stories.
    """
    page = page_of(topic, request, facets=False)
    recent = recent_of(topic)
    around = Around(topic, recent, page.is_first)
    around.say_tags()
    return render(
        request,
        "topics/topic.html",
        {"topic": topic, "page": page, "recent": recent, "around": around},
    )


class Around:
    """What stands around the stories of a topic, and above them on the page `is_first`: one query.

    The page asks for as much of it as it has to render.
    """

    def __init__(self, topic, recent, is_first):
        self.topic, self.recent, self.is_first = topic, recent, is_first
        first = {"explainer": topic.explainer_id or 0} if is_first else {}
        self.row = _around.first(topic=topic.pk, recent=numbers(recent.ids), **first)
        self.stamp = self.row.stamp

    def say_tags(self):
        """Say which rows stand here (`newsroom.lib.tags`)."""
        row = self.row
        for name, rows in (("person", row.people), ("source", row.sources), ("topic", self.topics)):
            depends_on(*(f"{name}:{entry[f'{name}_id']}" for entry in rows))
        depends_on(*(f"photo:{photo['id']}" for photo in map(_photo, row.people) if photo))
        if self.is_first:
            topic, editions = self.topic.pk, [*row.begin]
            depends_on(f"topic:{topic}:parts", f"topic:{topic}:live")
            for part in row.parts:
                depends_on(f"topic:{part['pk']}", f"topic:{part['pk']}:ties")
                editions += rows_in(part["newest"])
            depends_on(*(f"story:{each['story_id']}" for each in editions))
            if self.topic.explainer_id:
                depends_on(f"story:{self.topic.explainer_id}")
            # One that has no update yet may have its first.
            covered = [each["its_story"] for each in self.recent.rows if each["coverage"] == "open"]
            depends_on(*(word for pk in covered for word in (f"story:{pk}", f"story:{pk}:live")))

    @cached_property
    def explainer(self):
        """The edition of the story to begin with, None for none that readers see."""
        return next(map(self._edition, self._first("begin")), None)

    @cached_property
    def live(self):
        """The editions of the stories that are covered live, each with its `newest_update`."""
        return list(map(self._edition, self._first("live")))

    @cached_property
    def parts(self):
        """(topic, the edition of its newest story) of each part that has one, the newest first."""
        pairs = [
            (Topic(pk=row["pk"], name=row["name"], slug=row["slug"]), self._edition(newest))
            for row in self._first("parts")
            for newest in rows_in(row["newest"])
        ]
        return sorted(pairs, key=lambda pair: pair[1].listed_at, reverse=True)

    @cached_property
    def points(self):
        """What to know, in order."""
        return self.topic.shown("points") if self.is_first else []

    @cached_property
    def people(self):
        """Those in most of the stories, with their portraits."""
        return [row | {"portrait": _photo(row)} for row in self.row.people]

    @cached_property
    def sources(self):
        """Where most of the stories come from, and as `shared` how many."""
        return self.row.sources

    @cached_property
    def topics(self):
        """What else most of the stories are about, apart from what is named elsewhere on the page."""
        parts = (part["pk"] for part in self._first("parts") if rows_in(part["newest"]))
        family = {self.topic.pk, self.topic.parent_id, *parts}
        return [row for row in self.row.related if row["topic_id"] not in family][:COMPANY]

    def _edition(self, row):
        return self.topic.its_editions().model.of_row(row)

    def _first(self, name):
        return getattr(self.row, name) if self.is_first else []


@prepared(topic=BigIntegerField(), recent=TextField(), explainer=BigIntegerField())
def _around(topic, recent, explainer=None):
    """The topic with its company in the editions `recent`; with `explainer` also what the first page has."""
    recent = NumbersIn(recent)
    portrait = JSONObject(**{name: f"person__portrait__{name}" for name in PORTRAIT})
    people = company_of(recent, Person, "slug", "role").annotate(portrait=Min(Cast(portrait, TextField())))
    sources = company_of(recent, Source, "slug")
    related = company_of(recent, Topic, "slug")
    found = Topic.objects.filter(pk=topic).only("pk")
    found = found.annotate(
        people=JSONRows(people[:COMPANY], "person_id", "name", "slug", "role", "portrait"),
        sources=JSONRows(sources[:COMPANY], "source_id", "name", "slug", "shared"),
        # Some of them may be named elsewhere on the page.
        related=JSONRows(related[: COMPANY + PARTS + 2], "topic_id", "name", "slug"),
    )
    if explainer is None:
        return found
    public = Topic.its_editions().public()
    ties = Topic.ties_of(OuterRef(OuterRef("pk"))).values("edition_id")
    newest = public.filter(pk__in=ties[:TIES]).order_by("-listed_at", "-pk")[:1]
    parts = Topic.objects.standing().filter(parent=topic).annotate(newest=newest.as_rows())
    live = public.filter(pk__in=recent, story__coverage="open").with_newest_update()
    return found.annotate(
        begin=public.filter(story__pk=explainer)[:1].as_rows(),
        parts=JSONRows(parts[:PARTS], "pk", "name", "slug", "newest"),
        live=live[:LIVE].as_rows("update"),
    )


def _photo(person):
    """Return the portrait of a person in a row as content has photos; None for none."""
    found = rows_in(person["portrait"])
    focus = [found["focus_x"], found["focus_y"]]
    return found | {"renditions": rows_in(found["renditions"]), "focus": focus} if found["id"] else None
