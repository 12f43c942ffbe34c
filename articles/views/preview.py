from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from articles import publishing
from articles.models import PreviewLink, Story
from articles.views.story import story_context


@require_safe
@cache_control(private=True, no_store=True)
def preview(request, token):
    """The draft of a story as it stands, for whoever holds a link that still leads somewhere."""
    links = PreviewLink.objects.open().select_related("story", "created_by")
    link = get_object_or_404(links, token=token)
    try:
        # Whoever lost the right to open the story has shared nothing any more.
        edition = publishing.preview_edition(story=link.story, by=link.created_by)
    except PermissionDenied as error:
        raise Http404("The link leads nowhere.") from error
    return draft_page(request, edition)


def draft_page(request, edition):
    """Return the readers' page of an unsaved edition, which no search engine keeps."""
    page = Story.objects.for_page().only("pk").get(pk=edition.story_id)
    context = story_context(edition, page) | {
        "embargo_until": embargo_of(edition.story),
    }
    response = render(request, "articles/preview.html", context)
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response


def embargo_of(story):
    """Return the time before which nobody may publish `story`, None if it may be published."""
    until = story.embargo_until
    return until if until and until > timezone.now() else None
