from django.shortcuts import render

from topics.models import Person
from topics.views.said import words_page
from topics.views.shared import at_its_address, ids_of, most_frequent, page_of

# So many of the newest words stand on the page; the others are on a page of their own.
NEWEST_WORDS = 5


@at_its_address(Person)
def person(request, person):
    """A person: who they are and were, what they said last, and the stories that mention them.

    Only the first page has more than stories. Whom and what they share stories with is what the stories of
    that page say.
    """
    page = page_of(person, request)
    roles = sorted(person.roles.all(), key=lambda role: not role.is_now)
    context = {
        "person": person,
        "roles": roles,
        "role_now": next((str(role) for role in roles if role.is_now), person.role),
        "facts": person.facts.all(),
        "same_as": person.same_as.all(),
        "page": page,
    }
    if page.is_first:
        context |= {
            "said": words_page(person, request, size=NEWEST_WORDS),
            "people": most_frequent(page, "people", ids_of(person)),
            "topics": [topic for topic, _count in most_frequent(page, "topics", limit=10)],
        }
    return render(request, "topics/person.html", context)
