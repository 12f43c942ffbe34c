"""The draft as readers would see it if it were published now."""

from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from articles import publishing
from articles.models import Story
from articles.views.story import story_context
from newsroom.csp import as_readers_see_it


@require_safe
@as_readers_see_it
@cache_control(private=True, no_store=True)
def preview(request, pk):
    """Show the saved draft of a story in the readers' template, to those who may open it, and to no cache."""
    story = get_object_or_404(Story.objects.visible_to(request.user), pk=pk)
    edition = publishing.preview_edition(story=story, by=request.user)
    response = render(request, "articles/story.html", story_context(edition) | {"is_preview": True})
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response
