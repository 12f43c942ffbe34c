"""What the pages beside the story screen have in common: the story, whoever may open it, the way back."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse

from articles import permissions
from articles.models import Story


def story_for(request, pk, action="view"):
    """Return the story. Raises Http404 if the user may not open it, PermissionDenied if not for `action`."""
    story = get_object_or_404(Story.objects.visible_to(request.user), pk=pk)
    if not permissions.may(request.user, action, story):
        raise PermissionDenied
    return story


def page(request, name, title, story, **context):
    """Return the page of the template `name` about `story`."""
    context |= admin.site.each_context(request)
    context |= {"title": title, "opts": Story._meta, "story": story}
    return TemplateResponse(request, f"admin/articles/story/{name}.html", context)


def back_to(story, page="change"):
    """Return the redirect to a page of `story`."""
    return HttpResponseRedirect(reverse(f"admin:articles_story_{page}", args=[story.pk]))


def refuse(form, error):
    """Put what a service objected to into `form`, at its fields where it has them."""
    if hasattr(error, "error_dict"):
        for field, errors in error.error_dict.items():
            form.add_error(field if field in form.fields else None, errors)
    else:
        form.add_error(None, error)
