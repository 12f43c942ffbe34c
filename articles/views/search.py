import logging
from urllib.parse import urlencode

from django import forms
from django.db import DatabaseError
from django.db.models import CharField, Exists, OuterRef, Q, Value
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from articles.models import Author, Edition, Section
from articles.search import COUNTED, Filters, Query, finds, nearest
from articles.search import search as find
from newsroom.lib.prepared import prepared
from newsroom.lib.tags import depends_on
from topics.models import Person, Topic

log = logging.getLogger(__name__)

# So many authors are offered; any other can be typed.
AUTHORS = 200
# What a filter names, in the order in which the page shows it.
NAMED = {"section": Section, "topic": Topic, "person": Person, "author": Author}


class SearchForm(forms.Form):
    """What a reader may ask; anything else is an error in the form, not in the server."""

    q = forms.CharField(max_length=200, required=False, strip=True)
    order = forms.ChoiceField(choices=[("", ""), ("date", "")], required=False)
    section = forms.CharField(max_length=120, required=False)
    topic = forms.CharField(max_length=120, required=False)
    person = forms.CharField(max_length=120, required=False)
    author = forms.CharField(max_length=120, required=False)
    since = forms.DateField(required=False, input_formats=["%Y-%m-%d"])
    until = forms.DateField(required=False, input_formats=["%Y-%m-%d"])

    def clean_author(self):
        """An author is asked for by address, and by name by who types it."""
        asked = self.cleaned_data["author"]
        named = asked and Author.objects.filter(Q(slug=asked) | Q(name__iexact=asked)).order_by("pk").first()
        return named.slug if named else asked

    def clean(self):
        """The first day may not come after the last."""
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        if since and until and since > until:
            raise forms.ValidationError(_("The first day comes after the last."))

    def filters(self):
        """What was asked to leave out."""
        return Filters(**{name: self.cleaned_data[name] for name in (*NAMED, "since", "until")})

    def address(self, **changes):
        """Return the query of what was asked, with `changes`."""
        asked = {name: self.cleaned_data.get(name) or "" for name in self.fields} | changes
        return f"?{urlencode({name: value for name, value in asked.items() if value})}"

    def kept(self):
        """What was asked in links alone, for the form that limits: (name, value) of each."""
        return [
            (name, self.cleaned_data[name])
            for name in ("order", "topic", "person")
            if self.cleaned_data[name]
        ]

    def by_date(self):
        """The address of the same with the newest first."""
        return self.address(order="date")

    def by_relevance(self):
        """The address of the same with the best match first."""
        return self.address(order="")

    def unfiltered(self):
        """The address of the same with nothing left out."""
        return self.address(**dict.fromkeys((*NAMED, "since", "until"), ""))


def search(request):
    """Stories and updates that have the words asked for, and beside them topics, people and sources."""
    form = SearchForm(request.GET)
    query = Query.parse(form.cleaned_data["q"] if form.is_valid() else "")
    context = {"form": form, "query": query}
    if not query:
        return render(request, "articles/search.html", context)
    try:
        context |= found_by(form, query, request.GET.get("after", ""))
    except DatabaseError:
        log.exception("search failed")
        return render(request, "articles/search.html", context | {"is_down": True}, status=503)
    return render(request, "articles/search.html", context)


def found_by(form, query, after):
    """Return what the page shows of `query` and the filters of `form`, from the cursor `after` on."""
    depends_on("search")
    filters, order = form.filters(), form.cleaned_data["order"] or "relevance"
    found = find(query, filters=filters, order=order, after=after)
    shown = {
        "found": found,
        "most": COUNTED,
        "order": order,
        "is_filtered": bool(filters),
        "names": dict(names_of(form)) if filters else {},
        "older": found.older and form.address(after=found.older),
        "feeds": form.address(order=""),
    }
    if found.items or found.references or filters:
        return shown | {"authors": [author.name for author in _authors.all()]}
    near = nearest(query)
    if near and finds(Query.parse(near)):
        shown |= {"suggestion": near, "suggested": form.address(q=near)}
    return shown | {"is_near": bool(near)}


@prepared()
def _authors():
    """The authors who are offered: they have stories."""
    with_stories = Exists(Edition.objects.public().filter(authors=OuterRef("pk")))
    return Author.objects.filter(with_stories).order_by("name").only("name")[:AUTHORS]


def names_of(form):
    """Yield (filter, (name, address without it)) of each that names a section, topic, person or author."""
    asked = {name: form.cleaned_data[name] for name in NAMED if form.cleaned_data[name]}
    rows = [
        NAMED[name].objects.filter(slug=slug).order_by().values_list(Value(name, CharField()), "name")
        for name, slug in asked.items()
    ]
    known = dict(rows[0].union(*rows[1:], all=True)) if rows else {}
    for name, slug in asked.items():
        yield name, (known.get(name, slug), form.address(**{name: ""}))
