"""A story's way through the newsroom, as the screen and the list offer it."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles import workflow
from articles.admin.forms import PlainForm, text_field

# The buttons of the story screen, by the step that each takes.
BUTTONS = {
    "submit": "_submit",
    "request_changes": "_send_back",
    "approve": "_approve",
    "take_back": "_take_back",
}
SAID = {
    "submit": gettext_lazy("The editors have it."),
    "request_changes": gettext_lazy("Sent back, with your note."),
    "approve": gettext_lazy("Approved. Readers see nothing of it until it is published."),
    "take_back": gettext_lazy("A draft again."),
}


def pressed(post):
    """Return the name of the step whose button was pressed, None if none was."""
    return next((name for name, button in BUTTONS.items() if button in post), None)


class NoteForm(PlainForm):
    """A note from one colleague to another, with the workflow's buttons."""

    complaint = gettext_lazy("Nothing was saved or sent yet: the note needs you.")

    note = text_field(
        label=gettext_lazy("Your note"),
        widget=forms.Textarea(attrs={"rows": 1}),
        max_length=1000,
        required=False,
    )

    def __init__(self, *args, needs_words=False, **kwargs):
        super().__init__(*args, prefix="review", **kwargs)
        if needs_words:
            self.fields["note"].required = True
            self.fields["note"].error_messages["required"] = _("Say what should change.")


class ReviewActions:
    """Steps for many stories at once, from their list: each story on its own, as the service decides."""

    actions = ("submit_stories", "approve_stories")

    def has_review_permission(self, request):
        """True for those who may approve some story."""
        return request.user.has_perm("articles.publish_story")

    @admin.action(description=gettext_lazy("Send for review"), permissions=["change"])
    def submit_stories(self, request, queryset):
        """Send the chosen stories to the editors."""
        self._take("submit", request, queryset)

    @admin.action(description=gettext_lazy("Approve"), permissions=["review"])
    def approve_stories(self, request, queryset):
        """Approve the chosen stories."""
        self._take("approve", request, queryset)

    def _take(self, name, request, stories):
        taken = 0
        for story in stories:
            try:
                workflow.take(name, story=story, by=request.user)
            except PermissionDenied as error:
                messages.error(request, f"{story}: {error}")
            except ValidationError as error:
                messages.error(request, f"{story}: {' '.join(error.messages)}")
            else:
                taken += 1
        if taken:
            step = workflow.STEPS[name].label
            messages.success(
                request,
                ngettext("%(step)s: %(count)s story.", "%(step)s: %(count)s stories.", taken)
                % {"step": step, "count": taken},
            )
