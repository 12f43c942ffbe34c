from django.shortcuts import render

from newsroom.lib.html import plain
from topics.models import Person
from topics.views.shared import at_its_address, ids_of, most_frequent, page_of


@at_its_address(Person)
def person(request, person):
    """A person: who they are, what they said, and the stories that mention them."""
    page = page_of(person, request)
    names = ids_of(person)
    return render(
        request,
        "topics/person.html",
        {
            "person": person,
            "facts": person.facts.all(),
            "page": page,
            "said": _said(page, names),
            "people": most_frequent(page, "people", names),
        },
    )


def _said(page, names):
    """Return what those with the ids `names` said on `page`, once, however many of them carry it.

    A list of (words as plain text, what the story latest to carry them says of them, the (edition, block id)
    of all that do).
    """
    found = {}
    for edition in page:
        for said in edition.facets["said"]:
            if said["person"] in names:
                words = plain(said["words"]) if said["type"] == "statement" else said["words"]
                _said, places = found.setdefault((words, said["on"]), (said, []))
                places.append((edition, said["id"]))
    return [(words, said, places) for (words, _day), (said, places) in found.items()]
