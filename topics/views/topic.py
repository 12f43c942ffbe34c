from django.shortcuts import render

from topics.models import Topic
from topics.views.shared import at_its_address, ids_of, most_frequent, page_of


@at_its_address(Topic)
def topic(request, topic):
    """A topic: what it is, its stories, newest first, who is in them, and what else they are about."""
    page = page_of(topic, request)
    return render(
        request,
        "topics/topic.html",
        {
            "topic": topic,
            "page": page,
            "people": most_frequent(page, "people"),
            "topics": [other for other, _count in most_frequent(page, "topics", ids_of(topic))],
        },
    )
