"""Asking the search page, for tests of what it finds."""

from newsroom.outbox import events


def told():
    """Let the worker tell search of everything that has happened."""
    while events.deliver():
        pass


def ask(client, query, **more):
    response = client.get("/search/", {"q": query, **more})
    assert response.status_code == 200
    return response


def found(client, query, **more):
    """The headlines of the stories and updates found, in order."""
    page = ask(client, query, **more).context.get("found")
    return [
        entry.edition.card["headline"] if entry.edition else entry.update.headline for entry in page.items
    ]
