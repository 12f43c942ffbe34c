"""The newsroom's addresses, and one whose answer costs Newsroom nothing but its middleware."""

from django.http import HttpResponse
from django.urls import path

from newsroom.urls import urlpatterns as newsroom


def constant(request, size):
    """Answer with `size` bytes, always the same."""
    return HttpResponse(b"x" * size, content_type="application/json")


urlpatterns = [path("constant/<int:size>/", constant), *newsroom]
