from operator import itemgetter

from django.db.models import BigIntegerField, OuterRef, TextField
from django.http import Http404
from django.shortcuts import render

from articles.models import Author, AuthorSameAs, Beat, Correction, Edition, Section
from newsroom.lib.json_rows import JSONRows
from newsroom.lib.pagination import paged
from newsroom.lib.prepared import prepared
from newsroom.lib.tags import depends_on
from topics.models import Topic

# So many of the newest corrections stand on the page; the others are on a page of their own.
NEWEST_CORRECTIONS = 3
COVERED = {"topic": Topic, "section": Section}


def author(request, slug):
    """An author: who they are, all they had a part in, newest first, and what had to be corrected in it.

    Only the first page has more than stories.
    """
    author = _at.first(slug=slug)
    if author is None:
        raise Http404("There is no such author.")
    page = stories_by.page(request.GET.get("after", ""), tag=f"author:{author.pk}:news", author=author.pk)
    context = {
        "author": author,
        "page": page,
        "beats": beats_of(author),
        "same_as": [
            AuthorSameAs(**row) for row in sorted(author.elsewhere, key=itemgetter("ordering", "id"))
        ],
    }
    if page.is_first and page.items:
        depends_on(f"author:{author.pk}:corrections")
        context["corrections"] = _newest_corrections.all(author=author.pk)
    return render(request, "articles/author.html", context)


@prepared(slug=TextField())
def _at(slug):
    """The author at an address, with their `covered` beats, and where they are `elsewhere`."""
    beats, same_as = (model.objects.filter(author=OuterRef("pk")) for model in (Beat, AuthorSameAs))
    subjects = [f"{name}__{field}" for name in COVERED for field in ("id", "name", "slug")]
    return (
        Author.objects.filter(slug=slug)
        .select_related("portrait")
        .annotate(
            covered=JSONRows(beats, "ordering", "id", *subjects),
            elsewhere=JSONRows(same_as, "ordering", "id", "url", "label"),
        )
    )


def beats_of(author):
    """Return the Beats of an author that came with them, in order."""
    beats = []
    for row in sorted(author.covered, key=itemgetter("ordering", "id")):
        [(name, model)] = [(name, model) for name, model in COVERED.items() if row[f"{name}__id"]]
        subject = model(**{field: row[f"{name}__{field}"] for field in ("id", "name", "slug")})
        depends_on(f"{name}:{subject.pk}")
        beats.append(Beat(pk=row["id"], **{name: subject}))
    return beats


@paged(by="place_at", tie="place", author=BigIntegerField())
def stories_by(author):
    """What readers see of the stories that an author had a part in."""
    return Edition.objects.of(Author, key=author).public().for_cards()


@prepared(author=BigIntegerField())
def _newest_corrections(author):
    """The newest corrections in the stories of an author."""
    return Correction.objects.of_stories_by(author).for_lists()[:NEWEST_CORRECTIONS]
