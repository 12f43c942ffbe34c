from django.shortcuts import render

from newsroom.lib.clock import today
from topics.models import Person
from topics.views.said import newest_words
from topics.views.shared import at_its_address, most_frequent, page_of


@at_its_address(Person)
def person(request, person):
    """A person: who they are and were, what they said last, and the stories that mention them.

    Only the first page has more than stories. Whom and what they share stories with is what the stories of
    that page say.
    """
    page = page_of(person, request)
    roles = sorted(person.shown("roles"), key=lambda role: not role.is_now)
    context = {
        "person": person,
        "roles": roles,
        "role_now": next((str(role) for role in roles if role.is_now), person.role),
        "facts": person.shown("facts"),
        "same_as": person.shown("same_as"),
        "page": page,
        "today": today(),  # roles begin and end by days
    }
    if page.is_first:
        context |= {
            "said": newest_words(person),
            "people": most_frequent(page, "people", person.all_ids),
            "topics": [topic for topic, _count in most_frequent(page, "topics", limit=10)],
        }
    return render(request, "topics/person.html", context)
