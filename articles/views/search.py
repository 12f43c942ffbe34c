from urllib.parse import urlencode

from django import forms
from django.db.models import CharField, Value
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from articles.models import Author, Section
from articles.search import Filters, Query, finds, nearest
from articles.search import search as find
from topics.models import Person, Topic

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
            for name in ("order", "topic", "person", "author")
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
    if query:
        filters, order = form.filters(), form.cleaned_data["order"] or "relevance"
        found = find(query, filters=filters, order=order, after=request.GET.get("after", ""))
        context |= {
            "found": found,
            "order": order,
            "is_filtered": bool(filters),
            "is_narrowed": bool(filters or order == "date"),
            "names": list(names_of(form)) if filters else [],
            "older": found.older and form.address(after=found.older),
        }
        if not (found.items or found.references or filters):
            near = nearest(query)
            if near and finds(Query.parse(near)):
                context |= {"suggestion": near, "suggested": form.address(q=near)}
            context["is_near"] = bool(near)
    return render(request, "articles/search.html", context)


def names_of(form):
    """Yield (name, address without it) of each filter that names a section, topic, person or author."""
    asked = {name: form.cleaned_data[name] for name in NAMED if form.cleaned_data[name]}
    rows = [
        NAMED[name].objects.filter(slug=slug).order_by().values_list(Value(name, CharField()), "name")
        for name, slug in asked.items()
    ]
    known = dict(rows[0].union(*rows[1:], all=True)) if rows else {}
    for name, slug in asked.items():
        yield known.get(name, slug), form.address(**{name: ""})
