"""When, and as what: forms that ask for a time on the newsroom's clock, the publish panel among them."""

import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.admin.forms import PlainForm, text_field
from articles.content import paragraphs_of
from articles.enums import CorrectionKind, EditionKind
from articles.models import Correction
from newsroom.lib.html import plain


class WhenForm(PlainForm):
    """A form with a date and a time on the newsroom's clock."""

    may_be_past = False

    date = forms.DateField(
        label=gettext_lazy("Date"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        required=False,
    )
    time = forms.TimeField(
        label=gettext_lazy("Time"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        required=False,
    )
    fold = forms.TypedChoiceField(
        label=gettext_lazy("Which of the two?"),
        widget=forms.RadioSelect,
        coerce=int,
        empty_value=None,
        required=False,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.asks_which = False
        self.fields["fold"].choices = self._fold_choices()

    def _fold_choices(self):
        """Both readings of the date and time as they were posted, for the hour that the clock has twice."""
        try:
            day = self.fields["date"].clean(self.data.get(self.add_prefix("date"), ""))
            time = self.fields["time"].clean(self.data.get(self.add_prefix("time"), ""))
            first, second = (local_moment(day, time, fold) for fold in (0, 1))
        except (ValidationError, TypeError, OverflowError):
            return []
        self.asks_which = first != second and exists(first, day, time)
        if not self.asks_which:
            return []
        return [(0, _zoned(first)), (1, _zoned(second))]

    def moment(self):
        """Return the aware time; None, with an error at its field, for one that is none or ambiguous."""
        given = self.cleaned_data
        if {"date", "time"} & set(self.errors):
            return None
        day, time, fold = given.get("date"), given.get("time"), given.get("fold")
        if not day or not time:
            self.add_error("date" if not day else "time", _("When? Give a date and a time."))
            return None
        try:
            moment = local_moment(day, time, fold or 0)
            is_past = moment < timezone.now()
        except OverflowError:
            self.add_error("date", _("No calendar goes that far."))
            return None
        if not exists(moment, day, time):
            self.add_error(
                "time", _("This hour does not exist: the clock goes forward that night. Choose another time.")
            )
            return None
        if self.asks_which and fold is None:
            self.add_error("fold", _("The clock shows this time twice that night. Choose one of the two."))
            return None
        if is_past and not self.may_be_past:
            self.add_error("time", _("This time has passed. Choose a later one."))
            return None
        return moment


class PublishForm(WhenForm):
    """The publish panel: what the next edition is to readers, and when they get it."""

    complaint = gettext_lazy("Nothing was saved or published yet: the publish panel needs you.")

    kind = forms.ChoiceField(
        label=gettext_lazy("What is it to readers?"),
        choices=[
            (kind.value, kind.label)
            for kind in (EditionKind.UPDATE, EditionKind.CORRECTION, EditionKind.MINOR)
        ],
        widget=forms.RadioSelect,
        initial=EditionKind.UPDATE,
    )
    correction_kind = forms.ChoiceField(
        label=gettext_lazy("Called"),
        choices=CorrectionKind,
        initial=CorrectionKind.CORRECTION,
        required=False,
    )
    correction = text_field(
        label=gettext_lazy("What was wrong, and what is right"),
        widget=forms.Textarea(attrs={"rows": 3, "class": "serif"}),
        max_length=1000,
        required=False,
        help_text=gettext_lazy("Readers see it below the story and in its history. It is never deleted."),
    )
    paragraph = forms.ChoiceField(
        label=gettext_lazy("Where"),
        required=False,
        help_text=gettext_lazy("Readers are led from the correction to the paragraph."),
    )
    corrects = forms.ModelChoiceField(
        label=gettext_lazy("An earlier correction was wrong"),
        queryset=Correction.objects.none(),
        required=False,
        empty_label=gettext_lazy("No"),
    )
    note = text_field(
        label=gettext_lazy("Note in the public history"),
        widget=forms.Textarea(attrs={"rows": 2, "class": "serif"}),
        max_length=300,
        required=False,
    )
    when = forms.ChoiceField(
        label=gettext_lazy("When?"),
        choices=[("now", gettext_lazy("Now")), ("at", gettext_lazy("At a set time"))],
        widget=forms.RadioSelect,
        initial="now",
    )

    def __init__(self, *args, story, is_first, may_correct, may_backdate, **kwargs):
        super().__init__(*args, prefix="publish", **kwargs)
        if is_first:
            del self.fields["corrects"]
        else:
            # What waits for its time gives way to what is published now, and readers never saw it.
            corrections = story.corrections.exclude(edition=story.queued_edition_id)
            if corrections.exists():
                self.fields["corrects"].queryset = corrections
            else:
                del self.fields["corrects"]
            self.fields["paragraph"].choices = [("", _("The whole story")), *_paragraphs(story)]
        self.may_be_past = may_backdate
        if is_first:
            del self.fields["kind"]
        elif not may_correct:
            self.fields["kind"].choices = [
                (value, label)
                for value, label in self.fields["kind"].choices
                if value != EditionKind.CORRECTION
            ]

    def clean(self):
        """Raises ValidationError for a correction without words, or a time that is none or ambiguous."""
        given = super().clean()
        if given.get("kind") == EditionKind.CORRECTION and given.get("correction") == "":
            self.add_error("correction", _("Tell readers what was wrong and what is right."))
        given["goes_live_at"] = self.moment() if given.get("when") == "at" else None
        return given

    def decision(self):
        """What was decided, as publishing.publish() takes it."""
        given = self.cleaned_data
        kind = given.get("kind")
        correction = None
        if kind == EditionKind.CORRECTION:
            correction = (
                given["correction_kind"] or CorrectionKind.CORRECTION,
                given["correction"],
                given["paragraph"],
                given.get("corrects"),
            )
        return {
            "kind": kind,
            "note": given["note"],
            "goes_live_at": given["goes_live_at"],
            "correction": correction,
        }


def _paragraphs(story):
    """Return the choices among the paragraphs of the saved `story`: their ids and first words."""
    for paragraph in paragraphs_of(story.latest_revision.content):
        words = plain(paragraph["html"])
        if words:
            yield paragraph["id"], Truncator(words).words(12)


def local_moment(day, time, fold=0):
    """Return the aware time at which the newsroom's clock shows `day` and `time`."""
    moment = datetime.datetime.combine(day, time, timezone.get_default_timezone()).replace(fold=fold)
    return moment.astimezone(datetime.UTC)


def exists(moment, day, time):
    """True unless the newsroom's clock skips over that time."""
    return timezone.localtime(moment).replace(tzinfo=None) == datetime.datetime.combine(day, time)


def _zoned(moment):
    local = timezone.localtime(moment)
    return f"{time_format(local, 'TIME_FORMAT')} {local.tzname()}"
