"""The forms of the story screen: what may be typed, and what somebody asked for beside it."""

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.admin.services import ServiceForm
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
        found = (
            Topic.objects.filter(Q(name__iexact=name) | Q(slug=slug)).select_related("merged_into").first()
        )
        if found:
            return found.merged_into or found
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
        queryset=Topic.objects.standing(),
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


def plain_widgets(db_field):
    """Return how a form shows a date, a time or an address: with the browser's own field."""
    if isinstance(db_field, models.DateTimeField):
        return {"form_class": MomentField, "widget": MomentField.widget}
    if isinstance(db_field, models.DateField):
        return {"widget": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}
    if isinstance(db_field, models.URLField):
        return {"widget": forms.URLInput(attrs={"placeholder": "https://"}), "assume_scheme": "https"}
    return {}
