"""Times that bind everybody: an embargo before publication, and the time at which a story goes."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import publishing
from articles.admin.forms import text_field
from articles.admin.pages import back_to, page, refuse, story_for
from articles.admin.when import WhenForm
from articles.templatetags.desk import moment


def clock(time):
    """Return what a WhenForm shows for the aware `time`, nothing for None."""
    local = time and timezone.localtime(time)
    return {"date": local.date(), "time": local.time()} if local else {}


class EmbargoForm(WhenForm):
    """Until when nobody may publish."""

    def clean(self):
        """Raises ValidationError for a time that is none, past or ambiguous."""
        given = super().clean()
        given["until"] = self.moment()
        return given


def embargo(request, pk):
    """Set, move or lift the embargo of a story."""
    story = story_for(request, pk, "publish")
    is_lifting = "lift" in request.POST
    form = EmbargoForm(
        request.POST if request.POST and not is_lifting else None, initial=clock(story.embargo_until)
    )
    if is_lifting or form.is_valid():
        until = None if is_lifting else form.cleaned_data["until"]
        publishing_refused = _try(form, publishing.set_embargo, story=story, by=request.user, until=until)
        if not publishing_refused:
            messages.success(
                request,
                _("Under embargo until %(time)s") % {"time": moment(until)}
                if until
                else _("No embargo now."),
            )
            return back_to(story)
    return page(request, "embargo", _("Embargo"), story, form=form)


class WithdrawForm(WhenForm):
    """The public note that stands where the story stood, and when."""

    note = text_field(
        label=gettext_lazy("Note to readers"),
        widget=forms.Textarea(attrs={"rows": 3, "class": "serif"}),
        max_length=500,
        help_text=gettext_lazy("It stands on the story’s page instead of the story."),
    )
    when = forms.ChoiceField(
        label=gettext_lazy("When?"),
        choices=[("now", gettext_lazy("Now")), ("at", gettext_lazy("At a set time"))],
        widget=forms.RadioSelect,
        initial="now",
        required=False,
    )

    def clean(self):
        """Raises ValidationError for a time that is none, past or ambiguous."""
        given = super().clean()
        given["at"] = self.moment() if given.get("when") == "at" else None
        return given


def withdraw(request, pk):
    """Ask once more, and for the note to readers; then take the story from them, now or at a time."""
    story = story_for(request, pk, "withdraw")
    is_keeping = "keep" in request.POST
    initial = clock(story.unpublish_at) | {"note": story.withdrawal_note}
    initial["when"] = "at" if story.unpublish_at else "now"
    form = WithdrawForm(request.POST if request.POST and not is_keeping else None, initial=initial)
    if is_keeping and not _try(form, publishing.schedule_withdrawal, story=story, by=request.user, at=None):
        messages.success(request, _("It stays with readers."))
        return back_to(story)
    if form.is_valid():
        given = form.cleaned_data
        who = {"story": story, "by": request.user, "note": given["note"]}
        if given["at"] and not _try(form, publishing.schedule_withdrawal, **who, at=given["at"]):
            messages.success(request, _("Readers lose it at %(time)s") % {"time": moment(given["at"])})
            return back_to(story)
        if not given["at"] and not _try(form, publishing.withdraw, **who):
            messages.success(request, _("Withdrawn. Its page says so, with your note."))
            return back_to(story)
    return page(request, "withdraw", _("Withdraw a story"), story, form=form)


def _try(form, service, **what):
    """Call `service`; return whether it refused, which `form` then says."""
    try:
        service(**what)
    except ValidationError as error:
        form.is_valid()
        refuse(form, error)
        return True
    return False
