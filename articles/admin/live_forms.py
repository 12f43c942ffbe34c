"""The forms of the live desk: an update, a word to its writer or its readers, what stands on top."""

from functools import partial
from uuid import uuid4

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.forms import modelform_factory
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_prose_editor.widgets import AdminProseEditorWidget

from articles import live
from articles.admin import shorthand
from articles.admin.embeds import UpdateEmbedForm, embed_button
from articles.admin.forms import PlainForm, RowForm, plain_widgets, text_field
from articles.admin.pages import refuse
from articles.admin.when import WhenForm
from articles.enums import UpdateState
from articles.models import Embed, LiveUpdate, Story
from newsroom.lib.text import validate_storable

WORDS = ("headline", "text")
SAID = ("said_kind", "said_by", "said", "said_role", "said_where")
EMBED = ("url", "provider", "author", "text", "posted_on")
FIELDS = (*WORDS, "is_key", "photo", "source", "url", *SAID, "author")


class UpdateForm(RowForm):
    """What an update says. Its time is asked beside it; its state is the service's."""

    pinned = forms.BooleanField(label=gettext_lazy("Pin above the others"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    sent_as = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # A photo or somebody's words may stand alone: the service says if nothing does.
        self.fields["text"].required = False
        self.initial |= {"pinned": self.instance.is_pinned, "version": self.instance.version}
        self.initial |= {"sent_as": uuid4()}

    def clean(self):
        """Take the marks out of the text and set what they mean."""
        given = super().clean()
        if given.get("text"):
            given["text"], marks = shorthand.read(given["text"])
            given["is_key"] = given["is_key"] or shorthand.KEY in marks
            given["pinned"] = given["pinned"] or shorthand.PIN in marks
        return given


class TimeForm(WhenForm):
    """The time that an update shows: when it is posted, or a set one, which may be past."""

    may_be_past = True

    when = forms.ChoiceField(
        label=gettext_lazy("Time shown"),
        choices=[("now", gettext_lazy("Now")), ("at", gettext_lazy("At a set time"))],
        widget=forms.RadioSelect,
        initial="now",
    )

    def __init__(self, *args, known=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.known = known
        if known:
            local = timezone.localtime(known).replace(second=0, microsecond=0)
            self.initial = {"when": "at", "date": local.date(), "time": local.time()}

    def clean(self):
        """Set `posted_at`: the aware time, None for now. Adds an error for a time that is none."""
        given = super().clean()
        given["posted_at"] = None
        if given.get("when") == "at":
            # The fields show minutes: a time that was left alone keeps its seconds.
            is_left_alone = self.known and not {"date", "time"} & set(self.changed_data)
            given["posted_at"] = self.known if is_left_alone else self.moment()
        return given


class ChangeForm(PlainForm):
    """What a change of an update is to those who have read it."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What is it to readers?"),
        choices=[
            ("change", gettext_lazy("A change: they see that there was one")),
            ("correction", gettext_lazy("A correction: they are told what was wrong")),
        ],
        widget=forms.RadioSelect,
        initial="change",
    )
    note = text_field(
        label=gettext_lazy("Note"),
        widget=forms.Textarea(attrs={"rows": 2, "class": "serif"}),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Of a change it is for the desk alone. Readers see a correction’s."),
    )

    def clean(self):
        """Raises ValidationError for a correction without words."""
        given = super().clean()
        if given.get("kind") == "correction" and given.get("note") == "":
            self.add_error("note", _("Tell readers what was wrong and what is right."))
        return given


class Box:
    """The form of one update of `story`, of a new one if none is given, and what its buttons do."""

    def __init__(self, request, story, update=None, *, is_sent=False):
        data = request.POST if is_sent else None
        self.story, self.by, self.data = story, request.user, data
        self.update = update or LiveUpdate(story=story, author=getattr(request.user, "author", None))
        self.conflict = None
        self.is_new = update is None
        self.is_posted = self.update.state == UpdateState.POSTED
        is_ahead = not self.is_new and self.update.posted_at > timezone.now()
        self.is_seen = self.is_posted and not is_ahead
        prefix = f"u{update.pk}" if update else "new"
        self.form = _form_class(request)(data, instance=self.update, prefix=prefix)
        known = self.update.posted_at if self.is_posted or is_ahead else None
        self.when = TimeForm(data, prefix=prefix, known=known)
        self.change = ChangeForm(data, prefix=prefix) if self.is_seen else None
        self.embed = _EmbedForm(data, prefix=f"{prefix}-embed", update=self.update)
        self.forms = [form for form in (self.form, self.when, self.change, self.embed) if form]

    @property
    def media(self):
        """The scripts and sheets of its fields."""
        return self.form.media

    @property
    def open_parts(self):
        """The parts folded below the text that must be seen: they hold something, or an error."""
        return {
            name
            for name, (form, fields) in {
                "about": (self.form, ("photo", "source", "url")),
                "said": (self.form, SAID),
                "embed": (self.embed, EMBED),
            }.items()
            if form.errors or any(form[field].value() for field in fields)
        }

    @property
    def embed_button(self):
        """The button that asks the provider."""
        return embed_button()

    @property
    def versions(self):
        """What it said before, the newest first."""
        return [] if self.is_new else self.update.versions.select_related("created_by")[1:20]

    def send(self):
        """Do what the pressed button says; return the update, or None with the reason in the form."""
        # Every form is asked, so that every error is seen at once.
        if sum(not form.is_valid() for form in self.forms):
            return None
        given = self.form.cleaned_data
        update = self.form.save(commit=False)
        for name in ("text", "is_key"):
            setattr(update, name, given[name])
        update.posted_at = self.when.cleaned_data["posted_at"]
        try:
            update.embed = self.embed.embed()
            with transaction.atomic():
                update = self._serve(update, given)
                if given["pinned"] != update.is_pinned and _may_be_pinned(update):
                    live.pin(update=update, by=self.by, pinned=given["pinned"])
        except live.Conflict as conflict:
            self._show(conflict)
        except (PermissionDenied, ValidationError) as error:
            refuse(self.form, error if isinstance(error, ValidationError) else ValidationError(str(error)))
        else:
            return update
        return None

    def _serve(self, update, given):
        options = {"update": update, "by": self.by}
        if self.is_new:
            update.sent_as = given["sent_as"]
            if "_submit" in self.data:
                return live.submit(**options)
            return live.post(draft="_draft" in self.data, **options)
        options["version"] = given["version"] or 0
        if "_submit" in self.data:
            return live.submit(**options)
        if self.change is None:
            return live.amend(publish="_post" in self.data, **options)
        note = self.change.cleaned_data["note"]
        if self.change.cleaned_data["kind"] == "correction":
            return live.correct(note=note, **options)
        return live.amend(note=note, **options)

    def _show(self, conflict):
        """Keep what was typed, show the version that stands, and let the next save be over that."""
        self.conflict = self.update.versions.select_related("created_by").get(number=conflict.version)
        self.form.data = self.form.data.copy()
        self.form.data[self.form.add_prefix("version")] = conflict.version


def _may_be_pinned(update):
    """What readers do not see yet must not take the place of what they do."""
    return update.is_pinned or (update.state == UpdateState.POSTED and update.posted_at <= timezone.now())


def _form_class(request):
    """Return the form of updates with the desk's own fields for choosing."""
    screen = admin.site.get_model_admin(LiveUpdate)
    callback = partial(screen.formfield_for_dbfield, request=request)
    return modelform_factory(LiveUpdate, form=UpdateForm, fields=FIELDS, formfield_callback=callback)


def _plain_field(db_field, **kwargs):
    return db_field.formfield(**plain_widgets(db_field), **kwargs)


_EmbedForm = modelform_factory(Embed, form=UpdateEmbedForm, fields=EMBED, formfield_callback=_plain_field)


class SendBackForm(PlainForm):
    """Why an update goes back to its writer."""

    note = text_field(label=gettext_lazy("Your note"), max_length=500)


class RetractForm(PlainForm):
    """Why an update is taken from readers."""

    reason = text_field(
        label=gettext_lazy("Why"),
        max_length=300,
        help_text=gettext_lazy("For the desk: it is kept with the versions."),
    )


class TopForm(PlainForm):
    """What stands above the updates: what has happened so far."""

    summary = forms.CharField(
        label=gettext_lazy("Summary"),
        required=False,
        max_length=Story._meta.get_field("live_summary").max_length,
        validators=[validate_storable],
        widget=AdminProseEditorWidget(
            preset="configurable",
            config=LiveUpdate._meta.get_field("text").config,
        ),
    )
    points = text_field(
        label=gettext_lazy("Key points"),
        required=False,
        max_length=Story._meta.get_field("live_points").max_length,
        widget=forms.Textarea(attrs={"rows": 4, "class": "serif"}),
        help_text=gettext_lazy("One a line."),
    )


class QuickUpdateForm(forms.Form):
    """One text, typed fast."""

    text = text_field(
        max_length=5000,
        error_messages={"required": gettext_lazy("Write something first.")},
    )
