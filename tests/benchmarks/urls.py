"""The newsroom's addresses, and two whose answers cost Newsroom nothing but its middleware."""

from django.http import HttpResponse
from django.urls import path

from newsroom.urls import urlpatterns as newsroom
from tests.benchmarks.bare import bare


def constant(request, size):
    """Answer with `size` bytes, always the same."""
    return HttpResponse(b"x" * size, content_type="application/json")


urlpatterns = [path("constant/<int:size>/", constant), path("bare/<int:size>/", bare), *newsroom]
