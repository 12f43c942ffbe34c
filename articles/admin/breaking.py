"""The banner on the front page: written, looked at, then raised; and taken down."""

import datetime

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.admin.forms import PlainForm, text_field
from articles.admin.pages import back_to, page, refuse, story_for
from articles.breaking import end_banner, raise_banner
from articles.models import Breaking, Edition
from articles.templatetags.desk import span

LENGTH = Breaking._meta.get_field("text").max_length
PAST = 12
MINUTES = [15, 30, 60, 120, 240, 720]


def lengths():
    """How long a banner may stand: minutes, and what they are called."""
    return [(minutes, span(datetime.timedelta(minutes=minutes))) for minutes in MINUTES]


class BannerForm(PlainForm):
    """What the banner says, and for how long."""

    text = text_field(
        label=gettext_lazy("What has happened"),
        widget=forms.Textarea(attrs={"rows": 2, "class": "serif"}),
        max_length=LENGTH,
        help_text=gettext_lazy("One line that says it. The banner leads to the story."),
    )
    minutes = forms.TypedChoiceField(
        label=gettext_lazy("For how long"), choices=lengths, coerce=int, initial=60
    )

    def clean_text(self):
        """A banner is one line, whatever was pasted."""
        return " ".join(self.cleaned_data["text"].split())


def breaking(request, pk):
    """Write a banner that leads to the story, look at it, raise it; or take down the one that stands."""
    story = story_for(request, pk, "publish")
    standing = Breaking.objects.showing().select_related("story", "raised_by").first()
    if "end" in request.POST:
        if standing and request.POST["end"] == str(standing.pk):
            end_banner(banner=standing, by=request.user)
        messages.success(request, _("The banner is down."))
        return back_to(story, "breaking")
    edition = Edition.objects.public().for_cards().filter(story=story).first()
    headline = edition.card["headline"] if edition else ""
    form = BannerForm(request.POST or None, initial={"text": Truncator(headline).chars(LENGTH)})
    banner = None
    if form.is_valid():
        text, minutes = form.cleaned_data["text"], form.cleaned_data["minutes"]
        now = timezone.now()
        until = now + datetime.timedelta(minutes=minutes)
        if "confirmed" not in request.POST:
            banner = Breaking(story=story, text=text, raised_at=now, until=until)
        else:
            try:
                raise_banner(story=story, text=text, until=until, by=request.user)
            except ValidationError as error:
                refuse(form, error)
            else:
                messages.success(request, _("The banner is on the front page."))
                return back_to(story, "breaking")
    past = Breaking.objects.select_related("story", "raised_by")
    return page(
        request,
        "breaking",
        _("Breaking banner"),
        story,
        form=form,
        banner=banner,
        standing=standing,
        is_public=edition is not None,
        past=past.exclude(pk=standing and standing.pk)[:PAST],
    )
