"""The form of a front: how it is read, and what its buttons do with the arrangement.

Every button sends the whole form, so that nothing typed elsewhere is lost; its value says what it does.
"""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import arranging
from articles.admin.forms import PlainForm, text_field
from articles.admin.when import WhenForm
from articles.models import FrontVersion
from topics.models import Topic

FIND, SAVE, PUBLISH, SCHEDULE = "find", "save", "publish", "schedule"
MOMENT = "%Y-%m-%dT%H:%M"


class PublishForm(WhenForm):
    """When readers get the front, and a word on it for colleagues."""

    note = text_field(
        label=gettext_lazy("Note for colleagues"),
        max_length=FrontVersion._meta.get_field("note").max_length,
        required=False,
    )


class MomentForm(PlainForm):
    """A time of which a front is to be shown."""

    at = forms.DateTimeField(
        label=gettext_lazy("As it will look at"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT),
        required=False,
    )


def posted_version(request):
    """Return the save that the posted form began from, None if it says none."""
    version = request.POST.get("version", "")
    return int(version) if version.isdecimal() and len(version) < 10 else None


# --- reading -----------------------------------------------------------------------------------------


def read(post):
    """Return (arrangement, errors) of a posted form: what was typed, right or wrong, and what is wrong.

    Whether it is an arrangement is for articles.arranging to say.
    """
    errors, wells, elsewhere = [], [], []
    for id in post.getlist("wells")[: arranging.MOST_WELLS + 1]:
        well = {
            "id": id,
            "kind": post.get(f"w-{id}-kind", ""),
            "title": post.get(f"w-{id}-title", ""),
            "fill": _fill(post, id, errors),
            "size": min(_number(post.get(f"w-{id}-size", "")) or 0, 99),
            "slots": [],
        }
        for pk in _numbers(post.getlist(f"w-{id}-slots")):
            slot = _slot(post, f"s-{id}-{pk}", pk, errors)
            to = post.get(f"s-{id}-{pk}-well", id)
            (well["slots"] if to == id else elsewhere).append((to, slot))
        well["slots"] = [slot for _to, slot in well["slots"]]
        wells.append(well)
    arrangement = {"wells": wells}
    for to, slot in elsewhere:
        _put(arrangement, slot, to, 0)
    return arrangement, errors


def _fill(post, id, errors):
    name = " ".join(post.get(f"w-{id}-topic", "").split())
    if not name:
        return post.get(f"w-{id}-fill", "")
    topic = Topic.objects.standing().filter(name__iexact=name.replace("\x00", "")).first()
    if topic is None:
        errors.append(_("There is no topic “%(name)s”.") % {"name": name[:60]})
        return post.get(f"w-{id}-fill", "")
    return f"topic:{topic.pk}"


def _slot(post, prefix, pk, errors):
    photo, leaves = post.get(f"{prefix}-photo", ""), post.get(f"{prefix}-leaves", "")
    given = {
        "headline": post.get(f"{prefix}-headline", ""),
        "photo": photo if photo == arranging.NO_PHOTO else _number(photo),
        "may_repeat": f"{prefix}-repeat" in post,
        "related": _numbers(post.getlist(f"{prefix}-related")),
    }
    try:
        moment = forms.DateTimeField(required=False).clean(leaves)
    except (ValidationError, OverflowError) as error:
        what = getattr(error, "messages", [str(error)])
        errors.append(_("Leaves the front: %(what)s") % {"what": " ".join(what)})
    else:
        given["expires_at"] = moment.isoformat() if moment else None
    return arranging.new_slot(pk, **given)


def _number(text):
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 and int(text) else None


def _numbers(texts):
    return list(dict.fromkeys(filter(None, map(_number, texts))))


# --- what the buttons do -----------------------------------------------------------------------------


def apply(arrangement, do, post):
    """Change `arrangement` as the value `do` of the pressed button says; what it does not know does nothing.

    Raises ValidationError for a well or a story that is not there any more.
    """
    name, *given = do.split(":")
    act = ACTS.get(name)
    try:
        if act:
            act(arrangement, post, *given)
    except (TypeError, ValueError, StopIteration) as error:
        raise ValidationError(_("This is not on the front any more.")) from error


def _well(arrangement, id):
    return next(well for well in arrangement["wells"] if well["id"] == id)


def _take(arrangement, id, story):
    """Take the slot of `story` out of the well `id`, and return it with the place where it stood."""
    slots = _well(arrangement, id)["slots"]
    place = next(place for place, slot in enumerate(slots) if slot["story"] == int(story))
    return slots.pop(place), place


def _put(arrangement, slot, id, place):
    """Put `slot` into the well `id`; one that the well has of the same story gives way."""
    well = _well(arrangement, id)
    if well["kind"] != arranging.LEAD:
        slot["related"] = []
    before = [each for each in well["slots"][:place] if each["story"] != slot["story"]]
    after = [each for each in well["slots"][place:] if each["story"] != slot["story"]]
    well["slots"] = [*before, slot, *after]


def _shift(arrangement, post, id, story, by):
    """One place on; from the end of a well into the next one that takes stories."""
    slot, place = _take(arrangement, id, story)
    holders = [well for well in arrangement["wells"] if well["kind"] != arranging.SECTIONS]
    number = next(number for number, well in enumerate(holders) if well["id"] == id)
    place += by
    if not 0 <= place <= len(holders[number]["slots"]) and 0 <= number + by < len(holders):
        number += by
        place = 0 if by > 0 else len(holders[number]["slots"])
    _put(arrangement, slot, holders[number]["id"], max(0, place))


def _up(arrangement, post, id, story):
    _shift(arrangement, post, id, story, -1)


def _down(arrangement, post, id, story):
    _shift(arrangement, post, id, story, 1)


def _off(arrangement, post, id, story):
    _take(arrangement, id, story)


def _pin(arrangement, post, id, story):
    _put(arrangement, arranging.new_slot(int(story)), id, len(_well(arrangement, id)["slots"]))


def _drop(arrangement, post, story, source, id, place):
    """Dragged: from a well (or from the list, if `source` is none) to a place in one."""
    place = int(place)
    if source:
        slot, former = _take(arrangement, source, story)
        place -= source == id and former < place
    else:
        slot = arranging.new_slot(int(story))
    _put(arrangement, slot, id, place)


def _place(arrangement, post, story):
    """Where the list beside the front says: on top of a well, or under the story that leads it."""
    id, _colon, leading = post.get("into", "").partition(":")
    if leading:
        slot = next(slot for slot in _well(arrangement, id)["slots"] if slot["story"] == int(leading))
        slot["related"] = list(dict.fromkeys([*slot["related"], int(story)]))
    else:
        _put(arrangement, arranging.new_slot(int(story)), id, 0)


def _unrelate(arrangement, post, id, leading, story):
    slot = next(slot for slot in _well(arrangement, id)["slots"] if slot["story"] == int(leading))
    slot["related"].remove(int(story))


def _shift_well(arrangement, id, by):
    wells = arrangement["wells"]
    place = wells.index(_well(arrangement, id))
    wells.insert(max(0, place + by), wells.pop(place))


def _well_up(arrangement, post, id):
    _shift_well(arrangement, id, -1)


def _well_down(arrangement, post, id):
    _shift_well(arrangement, id, 1)


def _well_off(arrangement, post, id):
    arrangement["wells"].remove(_well(arrangement, id))


def _well_add(arrangement, post):
    """A new well: a lead on top, others below all but a section's own river."""
    kind, wells = post.get("new-kind", ""), arrangement["wells"]
    if kind not in arranging.KINDS:
        raise ValueError(kind)
    well = arranging.new_well(kind, fill=post.get("new-fill", arranging.NEWEST))
    is_own_last = bool(wells) and wells[-1]["id"] == arranging.OWN_RIVER
    wells.insert(0 if kind == arranging.LEAD else len(wells) - is_own_last, well)


ACTS = {
    "up": _up,
    "down": _down,
    "off": _off,
    "pin": _pin,
    "drop": _drop,
    "place": _place,
    "unrelate": _unrelate,
    "well-up": _well_up,
    "well-down": _well_down,
    "well-off": _well_off,
    "well-add": _well_add,
}
