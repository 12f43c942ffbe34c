from django.shortcuts import render

from topics.models import Source
from topics.views.shared import at_its_address, ids_of, page_of


@at_its_address(Source)
def source(request, source):
    """A source: what it is, and what we took from it, where."""
    page = page_of(source, request)
    names = ids_of(source)
    cited = [
        (edition, [line for line in edition.facets["cited"] if line["source"] in names]) for edition in page
    ]
    return render(request, "topics/source.html", {"source": source, "page": page, "cited": cited})
