"""Taking words out of every copy of a story: asked for, counted, asked again."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles import redaction
from articles.admin.forms import PlainForm, text_field
from articles.admin.pages import back_to, page, refuse, story_for


class RedactForm(PlainForm):
    """Which words, and why."""

    words = text_field(
        label=gettext_lazy("The words"),
        widget=forms.Textarea(attrs={"rows": 2, "class": "serif"}),
        max_length=1000,
        help_text=gettext_lazy("As they stand in the text. Capital letters do not count."),
    )
    reason = text_field(
        label=gettext_lazy("Why"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=500,
        help_text=gettext_lazy("Kept on record. Do not repeat the words here."),
    )


def redact(request, pk):
    """Ask which words and why, say in how many places they stand, and take them out when confirmed."""
    story = story_for(request, pk, "redact")
    form = RedactForm(request.POST or None)
    count = None
    if form.is_valid():
        words, reason = form.cleaned_data["words"], form.cleaned_data["reason"]
        try:
            if "confirmed" in request.POST:
                record = redaction.redact(story=story, by=request.user, words=words, reason=reason)
                messages.success(request, said(record.count))
                return back_to(story)
            count = redaction.places(story=story, by=request.user, words=words)
        except ValidationError as error:
            refuse(form, error)
    return page(request, "redact", _("Redact words"), story, form=form, count=count)


def said(count):
    """Say what was done."""
    return ngettext(
        "Taken out of %(count)s place, for good.", "Taken out of %(count)s places, for good.", count
    ) % {"count": count}
