"""The draft as readers would see it if it were published now, and links by which others may read it."""

import datetime

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from articles import desk, permissions, publishing
from articles.admin.forms import PlainForm, text_field
from articles.admin.pages import back_to, page, refuse, story_for
from articles.models import PreviewLink
from articles.views.preview import draft_page, embargo_of
from newsroom.csp import as_readers_see_it

LINKS_SHOWN = 20
HOURS = [
    (1, gettext_lazy("In 1 hour")),
    (24, gettext_lazy("In 24 hours")),
    (72, gettext_lazy("In 3 days")),
    (168, gettext_lazy("In 7 days")),
]


@require_safe
@as_readers_see_it
@cache_control(private=True, no_store=True)
def draft(request, pk):
    """Show the saved draft of a story in the readers' template, to those who may open it, and to no cache."""
    story = story_for(request, pk)
    return draft_page(request, publishing.preview_edition(story=story, by=request.user))


class LinkForm(PlainForm):
    """Whom a link is for, and for how long."""

    purpose = text_field(label=gettext_lazy("For whom"), max_length=200, required=False)
    hours = forms.TypedChoiceField(label=gettext_lazy("Ends"), choices=HOURS, coerce=int, initial=24)


@cache_control(private=True, no_store=True)
def preview(request, pk):
    """Show the draft at the width of a phone and of a desk, and make links to it."""
    story = story_for(request, pk)
    may_share = permissions.may(request.user, "edit", story)
    form = LinkForm(request.POST or None)
    if form.is_valid():
        ends = timezone.now() + datetime.timedelta(hours=form.cleaned_data["hours"])
        try:
            desk.make_preview_link(
                story=story, by=request.user, expires_at=ends, purpose=form.cleaned_data["purpose"]
            )
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, _("The link is made: copy it from the list."))
            return back_to(story, "preview")
    links = list(story.preview_links.select_related("created_by")[:LINKS_SHOWN])
    for link in links:
        link.story = story
        link.address = request.build_absolute_uri(link.get_absolute_url())
        link.is_open = link.revoked_at is None and link.expires_at > timezone.now()
    return page(
        request,
        "preview",
        _("Preview"),
        story,
        form=form,
        links=links,
        may_share=may_share,
        embargo_until=embargo_of(story),
    )


@require_POST
def revoke(request, pk, link_pk):
    """End a link now."""
    story = story_for(request, pk, "edit")
    desk.revoke_preview_link(link=get_object_or_404(PreviewLink, story=story, pk=link_pk), by=request.user)
    messages.success(request, _("The link leads nowhere any more."))
    return back_to(story, "preview")
