"""What a page is measured by: one as large that Django makes of prepared paragraphs, with no query."""

from functools import lru_cache

from django.http import HttpResponse
from django.template import engines

# About as long as paragraphs of news are, with what a template has to escape.
TEXT = "“It takes as many words as this to say what happened,” she said, & to whom it happened. " * 3
PAGE = """<!DOCTYPE html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <title>{{ title }}</title>
  </head>
  <body>
    <h1>{{ title }}</h1>
    {% for paragraph in paragraphs %}
      <p id="p-{{ paragraph.id }}">{{ paragraph.text }}</p>
    {% endfor %}
    {{ rest }}
  </body>
</html>
"""


def bare(request, size):
    """Answer with a page of `size` bytes, rendered anew each time."""
    return HttpResponse(template().render(context(size)))


@lru_cache
def template():
    """Return the compiled template."""
    return engines["django"].from_string(PAGE)


@lru_cache
def context(size):
    """Return what the template shows, so that the page has `size` bytes."""
    shown = {"title": "A page", "paragraphs": [], "rest": ""}
    one = {"id": 1000, "text": TEXT}
    empty, single = (
        len(template().render(shown | {"paragraphs": paragraphs}).encode()) for paragraphs in ([], [one])
    )
    count, rest = divmod(size - empty, single - empty)
    paragraphs = [one | {"id": 1000 + number} for number in range(count)]
    return shown | {"paragraphs": paragraphs, "rest": "x" * rest}
