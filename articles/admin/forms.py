"""The forms of the story screen: what may be typed, and what somebody asked for beside it."""

import datetime

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.admin.services import ServiceForm
from articles.enums import CorrectionKind, EditionKind
from articles.models import Story, StoryTopic
from newsroom.accounts import audit
from newsroom.lib.text import validate_storable
from topics.models import Topic

# --- fields that know what stands -----------------------------------------------------------------


class Chooser(AutocompleteSelect):
    """A search field that shows what is chosen without asking the database for it."""

    known = None

    def optgroups(self, name, value, attr=None):
        """The chosen option alone; the others come by searching."""
        if self.known is None or value != [str(self.known.pk)]:
            return super().optgroups(name, value, attr)
        empty = [] if self.is_required else [self.create_option(name, "", "", False, 0)]
        label = self.choices.field.label_from_instance(self.known)
        chosen = self.create_option(name, str(self.known.pk), label, {str(self.known.pk)}, 1)
        return [(None, [*empty, chosen], 0)]


class ChosenField(forms.ModelChoiceField):
    """A choice by search. What the row has already may stay, and is not looked up again."""

    known = None

    def to_python(self, value):
        """Return the chosen row. Raises ValidationError for one that may not be chosen."""
        if self.known is not None and str(value) == str(self.known.pk):
            return self.known
        return super().to_python(value)


class MomentField(forms.DateTimeField):
    """A time of day to the minute. One that was not touched keeps its seconds."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    known = None

    def to_python(self, value):
        """Return the aware time. Raises ValidationError for one that the clock skips or has twice."""
        moment = super().to_python(value)
        if moment and self.known and moment == self.known.replace(second=0, microsecond=0):
            return self.known
        return moment

    def has_changed(self, initial, data):
        """Compare minutes, which are all that the field shows."""
        try:
            return self.to_python(data) != (self.known or None)
        except ValidationError:
            return True


class RowForm(forms.ModelForm):
    """A row of the story: a block, a person, a source, a link."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        if "region" in self.fields:
            self.fields["region"].required = False
        for name, field in self.fields.items():
            if isinstance(field, ChosenField):
                field.known = self.instance._state.fields_cache.get(name)
                # The widget stands in a wrapper that adds the plus beside it.
                getattr(field.widget, "widget", field.widget).known = field.known
            elif isinstance(field, MomentField):
                field.known = getattr(self.instance, name)

    def has_changed(self):
        """A new row that has a place and nothing else is no row."""
        changed = set(self.changed_data)
        return bool(changed if self.instance.pk else changed - {"ordering", "region"})

    def clean_region(self):
        """There is one region; what a form says of it is not asked."""
        return Story.regions[0].key


# --- topics ---------------------------------------------------------------------------------------

NEW = "new:"


class TopicsWidget(AutocompleteSelectMultiple):
    """Topics in order; our script lets the desk name a new one."""

    def __init__(self, admin_site):
        super().__init__(StoryTopic._meta.get_field("tag"), admin_site)

    def build_attrs(self, base_attrs, extra_attrs=None):
        """Let our script set it up, not Django's, which knows neither order nor new names."""
        attrs = super().build_attrs(base_attrs, extra_attrs)
        attrs |= {"class": "topics-chooser", "data-allow-clear": "false"}
        return attrs

    def optgroups(self, name, value, attr=None):
        """The chosen topics, in their order, new names among them."""
        options = [
            self.create_option(name, key, label, {key}, index)
            for index, (key, label) in enumerate(self.choices.field.labels(value))
        ]
        return [(None, options, 0)]


class TopicsField(forms.ModelMultipleChoiceField):
    """Topics in the order in which they were chosen; "new:Name" is one that does not exist yet."""

    may_add = False

    def let_add(self, may_add):
        """Say whether the user may name new ones."""
        self.may_add = may_add
        if may_add:
            self.widget.attrs |= {"data-may-add": "", "data-new-topic": _("Add “{}” as a new topic")}

    def prepare_value(self, value):
        """Return keys for the widget: as posted, or of the topics that stand."""
        if not value:
            return []
        return [str(item.pk) if isinstance(item, Topic) else str(item) for item in value]

    def labels(self, keys):
        """Return `(key, label)` for each of `keys` in order, leaving out what does not exist; one query."""
        topics = self._by_key(keys)
        labels = {key: key.removeprefix(NEW) for key in keys if key.startswith(NEW)}
        labels |= {key: topic.name for key, topic in topics.items()}
        return [(key, labels[key]) for key in keys if key in labels]

    def _by_key(self, keys):
        numbers = [int(key) for key in keys if key.isascii() and key.isdigit() and len(key) < 19]
        return {str(topic.pk): topic for topic in self.queryset.filter(pk__in=numbers)} if numbers else {}

    def clean(self, value):
        """Return the topics in order, the new ones unsaved. Raises ValidationError."""
        keys = [str(key) for key in value or []]
        topics = self._by_key(keys)
        chosen = []
        for key in keys:
            if key.startswith(NEW):
                chosen.append(self._named(" ".join(key.removeprefix(NEW).split())))
            elif key in topics:
                chosen.append(topics[key])
            else:
                raise ValidationError(_("One of these topics is gone. Choose again."))
        return chosen

    def _named(self, name):
        validate_storable(name)
        slug = slugify(name, allow_unicode=True)
        found = Topic.objects.filter(Q(name__iexact=name) | Q(slug=slug)).first()
        if found:
            return found
        if not self.may_add:
            raise ValidationError(
                _("There is no topic “%(name)s”, and you may not add one."), params={"name": name}
            )
        topic = Topic(name=name, slug=slug)
        try:
            topic.full_clean()
        except ValidationError as error:
            raise ValidationError(
                _("“%(name)s” cannot be a topic: %(why)s"),
                params={"name": name[:60], "why": " ".join(error.messages)},
            ) from error
        return topic

    def has_changed(self, initial, data):
        """Order counts."""
        return self.prepare_value(initial) != [str(key) for key in data or []]


# --- the story ------------------------------------------------------------------------------------


class StoryForm(ServiceForm, forms.ModelForm):
    """Headline, dek and what the side column holds."""

    # Set for one request by the admin: who types, and the form beside this one whose button was pressed.
    user = None
    asked = None
    # Text that was put back into the form is looked at before it is saved.
    is_put_back = False

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    story_topics = TopicsField(
        label=gettext_lazy("Topics"),
        queryset=Topic.objects.all(),
        widget=TopicsWidget(admin.site),
        required=False,
    )

    class Meta:
        widgets = {
            "headline": forms.Textarea(attrs={"rows": 1, "placeholder": gettext_lazy("Headline")}),
            "dek": forms.Textarea(
                attrs={"rows": 2, "placeholder": gettext_lazy("One sentence that says why it matters.")}
            ),
        }
        help_texts = {"dek": ""}

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version
        if "story_topics" in self.fields:
            self.fields["story_topics"].let_add(self.user.has_perm("topics.add_topic"))
            if self.instance.pk:
                links = self.instance.story_topics.select_related("tag")
                self.initial["story_topics"] = [link.tag for link in links]
        if "lead_photo" in self.fields:
            known = self.instance.lead_photo
            self.fields["lead_photo"].known = known
            self.fields["lead_photo"].widget.widget.known = known

    def is_valid(self):
        """False for text that was put back, whatever it is."""
        return super().is_valid() and not self.is_put_back

    def clean_headline(self):
        """The headline on one line."""
        return " ".join(self.cleaned_data["headline"].split())

    def clean_dek(self):
        """The dek on one line."""
        return " ".join(self.cleaned_data["dek"].split())

    def clean(self):
        """Raises ValidationError if a service refused what was asked for, or the form beside it is wrong."""
        super().clean()
        version = self.cleaned_data.get("version")
        if self.instance.pk and (version is None or not 0 <= version <= self.instance.version):
            raise ValidationError(
                _("This form does not say from which version it began. Open the story again.")
            )
        if self.asked and not self.asked.is_valid():
            raise ValidationError(self.asked.complaint)

    def save_topics(self):
        """Tie the story to the chosen topics, in their order, making those that are new."""
        if "story_topics" not in self.cleaned_data:
            return
        wanted = [self._made(topic) for topic in self.cleaned_data["story_topics"]]
        standing = {link.tag_id: link for link in self.instance.story_topics.all()}
        for ordering, topic in enumerate(dict.fromkeys(wanted)):
            link = standing.pop(topic.pk, None) or StoryTopic(content_object=self.instance, tag=topic)
            if link.pk is None or link.ordering != ordering:
                link.ordering = ordering
                link.save()
        for link in standing.values():
            link.delete()

    def _made(self, topic):
        if topic.pk is None:
            topic.save()
            audit.record("topic.add", topic, by=self.user)
        return topic


# --- what is asked for beside the text ------------------------------------------------------------


def text_field(**options):
    """Return a field for plain text that every database can keep."""
    return forms.CharField(validators=[validate_storable], **options)


class PlainForm(forms.Form):
    """A form whose labels are labels, not the beginning of a sentence."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)


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

    def __init__(self, *args, is_first, may_correct, may_backdate, **kwargs):
        super().__init__(*args, prefix="publish", **kwargs)
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
            correction = (given["correction_kind"] or CorrectionKind.CORRECTION, given["correction"])
        return {
            "kind": kind,
            "note": given["note"],
            "goes_live_at": given["goes_live_at"],
            "correction": correction,
        }


def local_moment(day, time, fold=0):
    """Return the aware time at which the newsroom's clock shows `day` and `time`."""
    moment = datetime.datetime.combine(day, time, timezone.get_default_timezone()).replace(fold=fold)
    return moment.astimezone(datetime.UTC)


def exists(moment, day, time):
    """True unless the newsroom's clock skips over that time."""
    return timezone.localtime(moment).replace(tzinfo=None) == datetime.datetime.combine(day, time)


def _zoned(moment):
    local = timezone.localtime(moment)
    return f"{date_format(local, 'g:i a')} {local.tzname()}"


class RetractForm(PlainForm):
    """Why an update is taken back."""

    reason = text_field(
        label=gettext_lazy("Why"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=300,
        help_text=gettext_lazy("Kept with its versions."),
    )


class QuickUpdateForm(forms.Form):
    """One text, typed fast."""

    text = text_field(
        max_length=5000,
        error_messages={"required": gettext_lazy("Write something first.")},
    )


def plain_widgets(db_field):
    """Return how a form shows a date, a time or an address: with the browser's own field."""
    if isinstance(db_field, models.DateTimeField):
        return {"form_class": MomentField, "widget": MomentField.widget}
    if isinstance(db_field, models.DateField):
        return {"widget": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}
    if isinstance(db_field, models.URLField):
        return {"widget": forms.URLInput(attrs={"placeholder": "https://"}), "assume_scheme": "https"}
    return {}
