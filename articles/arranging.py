"""How a front is arranged: a plain document, and what becomes of it with the stories that readers can see.

A front is a list of wells, in order:

    {"wells": [{"id": "a1", "kind": "lead", "title": "", "fill": "newest", "size": 4, "slots": [
        {"story": 7, "headline": "", "photo": None, "expires_at": None, "may_repeat": False, "related": []},
    ]}]}

A "lead" well has one story large and others beside it, a "strip" a few under a heading, a "river" one below
the other; "sections" stands for a strip of each section in the navigation that has none of its own. A slot is
a story put there by hand, with a headline and a photo of its own if it has them ("none" for no photo), and
the time at which it leaves. `fill` says what takes the places that are left: "newest", "section:3",
"topic:5", or "" for nothing. On a section's front "newest" is what is newest there.

Nothing here asks the database: `arrange` is given what it needs.
"""

import datetime
import re
from copy import copy
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.utils.crypto import get_random_string
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from newsroom.lib.memo import digest, packed
from newsroom.lib.text import validate_storable

LEAD, STRIP, RIVER, SECTIONS = "lead", "strip", "river", "sections"
KINDS = (LEAD, STRIP, RIVER, SECTIONS)
NEWEST, NOTHING, NO_PHOTO = "newest", "", "none"
MOST_WELLS = 20
MOST_SLOTS = 12
MOST_PLACES = {LEAD: 4, STRIP: 8, RIVER: 20, SECTIONS: 8}
USUAL_PLACES = {LEAD: 4, STRIP: 4, RIVER: 8, SECTIONS: 4}
MOST_RELATED = 3
LONGEST_TITLE, LONGEST_HEADLINE = 80, 300
# The river of a section's front: it goes on over pages, and so stands last.
OWN_RIVER = "river"

_ID = re.compile(r"[a-z0-9]{1,16}")
_FILL = re.compile(r"(section|topic):([1-9][0-9]{0,17})")


def default(*, is_sections):
    """Return the arrangement of a front that nobody has arranged: everything fills itself."""
    if is_sections:
        return {"wells": [new_well(LEAD, id="lead"), new_well(RIVER, id=OWN_RIVER)]}
    return {"wells": [new_well(LEAD, id="lead"), new_well(SECTIONS, id="sections")]}


def new_well(kind, *, fill=NEWEST, title="", id=""):
    """Return an empty well with an `id` of its own."""
    id = id or get_random_string(8, "abcdefghijkmnpqrstuvwxyz23456789")
    return {"id": id, "kind": kind, "title": title, "fill": fill, "size": USUAL_PLACES[kind], "slots": []}


def new_slot(story, **given):
    """Return a slot with the story of this id, and what is `given` of it."""
    slot = {"story": story, "headline": "", "photo": None, "expires_at": None, "may_repeat": False}
    return slot | {"related": []} | given


def subject(fill):
    """Return what a fill is about as ("section" or "topic", id); None for "newest" or nothing."""
    match = _FILL.fullmatch(fill)
    return (match[1], int(match[2])) if match else None


# --- what may be arranged --------------------------------------------------------------------------


def checked(arrangement, *, is_sections):
    """Return `arrangement` with nothing in it but what belongs there.

    Raises ValidationError, with the well named, for what is no arrangement, too much, or out of order.
    """
    wells = arrangement.get("wells") if isinstance(arrangement, dict) else None
    if not isinstance(wells, list) or not all(isinstance(well, dict) for well in wells):
        raise ValidationError(_("This is no arrangement of a front."))
    if len(wells) > MOST_WELLS:
        raise ValidationError(_("A front has %(most)s wells at most.") % {"most": MOST_WELLS})
    wells = [_well(well, place) for place, well in enumerate(wells, start=1)]
    kinds = [well["kind"] for well in wells]
    if len({well["id"] for well in wells}) < len(wells):
        raise ValidationError(_("Two wells have one name."))
    if LEAD in kinds[1:]:
        raise ValidationError(_("There is one lead at most, and it stands first."))
    if kinds.count(SECTIONS) > (0 if is_sections else 1):
        raise ValidationError(_("The strips of all sections stand once, on the front page."))
    if is_sections and (not wells or (wells[-1]["id"], kinds[-1], wells[-1]["fill"]) != _OWN):
        raise ValidationError(_("The river of the section stands last, and stays."))
    return {"wells": wells}


_OWN = (OWN_RIVER, RIVER, NEWEST)


def _well(well, place):
    kind, title, slots = well.get("kind"), well.get("title", ""), well.get("slots", [])
    called = _("Well %(place)s") % {"place": place}
    if kind not in KINDS or not isinstance(well.get("id"), str) or not _ID.fullmatch(well["id"]):
        raise ValidationError(_("%(well)s is no well.") % {"well": called})
    title = _words(title, LONGEST_TITLE, called)
    called = f"{called} (“{title}”)" if title else called
    fill, size, most = well.get("fill"), well.get("size"), MOST_PLACES[kind]
    if not isinstance(fill, str) or not (fill in (NEWEST, NOTHING) or subject(fill)):
        raise ValidationError(_("%(well)s: what is it to be filled with?") % {"well": called})
    if not _is_number(size) or not 1 <= size <= most:
        raise ValidationError(_("%(well)s has 1 to %(most)s places.") % {"well": called, "most": most})
    if not isinstance(slots, list) or len(slots) > (0 if kind == SECTIONS else MOST_SLOTS):
        raise ValidationError(_("%(well)s cannot hold so many stories.") % {"well": called})
    slots = [_slot(slot, kind, called) for slot in slots]
    if len({slot["story"] for slot in slots}) < len(slots):
        raise ValidationError(_("%(well)s has a story twice.") % {"well": called})
    return {"id": well["id"], "kind": kind, "title": title, "fill": fill, "size": size, "slots": slots}


def _slot(slot, kind, called):
    if not isinstance(slot, dict) or not _is_number(slot.get("story")):
        raise ValidationError(_("%(well)s has a slot without a story.") % {"well": called})
    photo, expires_at, related = slot.get("photo"), slot.get("expires_at"), slot.get("related", [])
    if not (photo is None or photo == NO_PHOTO or _is_number(photo)):
        raise ValidationError(_("%(well)s: this photo is none.") % {"well": called})
    if not isinstance(related, list) or not all(map(_is_number, related)):
        raise ValidationError(_("%(well)s: the related stories are none.") % {"well": called})
    related = [pk for pk in dict.fromkeys(related) if pk != slot["story"]]
    if len(related) > (MOST_RELATED if kind == LEAD else 0):
        raise ValidationError(
            _("A lead has %(most)s related stories at most, other slots have none.") % {"most": MOST_RELATED}
        )
    return new_slot(
        slot["story"],
        headline=_words(slot.get("headline", ""), LONGEST_HEADLINE, called),
        photo=photo,
        expires_at=_time(expires_at, called) if expires_at else None,
        may_repeat=slot.get("may_repeat") is True,
        related=related,
    )


def _words(text, longest, called):
    """Return `text` on one line: it is plain text, and pages escape it as such."""
    if not isinstance(text, str):
        raise ValidationError(_("%(well)s: a headline is words.") % {"well": called})
    validate_storable(text)
    text = " ".join(text.split())
    if len(text) > longest:
        raise ValidationError(
            _("%(well)s: “%(start)s…” is longer than %(most)s characters.")
            % {"well": called, "start": text[:30], "most": longest}
        )
    return text


def _time(text, called):
    try:
        moment = parse_datetime(text)
    except (TypeError, ValueError):
        moment = None
    if moment is None or moment.tzinfo is None:
        raise ValidationError(_("%(well)s: the time at which a story leaves is none.") % {"well": called})
    return moment.astimezone(datetime.UTC).isoformat()


def _is_number(value):
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value < 2**63


# --- what stands in it -----------------------------------------------------------------------------


def stories_in(arrangement):
    """Return the ids of all stories put there by hand, related ones too, each once and in order."""
    slots = [slot for well in arrangement["wells"] for slot in well["slots"]]
    return list(dict.fromkeys(pk for slot in slots for pk in (slot["story"], *slot["related"])))


def photos_in(arrangement):
    """Return the ids of the photos that slots have of their own."""
    slots = [slot for well in arrangement["wells"] for slot in well["slots"]]
    return {slot["photo"] for slot in slots if slot["photo"] not in (None, NO_PHOTO)}


def times_in(arrangement):
    """Return the aware times at which slots leave by themselves, each once and in order."""
    slots = [slot for well in arrangement["wells"] for slot in well["slots"]]
    times = {slot["expires_at"] for slot in slots if slot["expires_at"] is not None}
    return sorted(map(datetime.datetime.fromisoformat, times))


def with_photo(arrangement, photo, other):
    """Return `arrangement` with the photo of the id `other` in each slot that had `photo`."""

    def slot(each):
        return each | {"photo": other} if each["photo"] == photo else each

    return {
        "wells": [well | {"slots": [slot(each) for each in well["slots"]]} for well in arrangement["wells"]]
    }


def leaves(slot, clock):
    """True if the time of `slot` is over at `clock`, an aware time."""
    return slot["expires_at"] is not None and datetime.datetime.fromisoformat(slot["expires_at"]) <= clock


def strips_of(wells, navigation):
    """Return the wells with "sections" replaced by a strip for each section in `navigation` that has none."""
    own = {well["fill"] for well in wells}
    found = []
    for well in wells:
        if well["kind"] == SECTIONS:
            fills = [fill for fill in navigation if fill not in own]
            found += [well | {"kind": STRIP, "fill": fill, "title": ""} for fill in fills]
        else:
            found.append(well)
    return found


def needed(arrangement, navigation):
    """Return how many of the newest of each fill suffice, whatever of them fills a higher well already.

    Those that were put there by hand are not counted: they are read anyway.
    """
    most, of_sections, before = {}, {}, 0
    for well in strips_of(arrangement["wells"], navigation):
        fill, about = well["fill"], subject(well["fill"])
        if about and about[0] == "section":
            # What fills from one section takes nothing from another.
            of_sections[fill] = of_sections.get(fill, 0) + well["size"]
            most[fill] = before + of_sections[fill]
        elif fill:
            before += well["size"]
            most[fill] = before + sum(of_sections.values())
    return most


def changes(old, new):
    """Return how many things differ between two arrangements: slots, and wells by themselves."""
    before, after = (
        {well["id"]: well | {"place": place} for place, well in enumerate(arrangement["wells"])}
        for arrangement in (old, new)
    )
    count = len(before.keys() ^ after.keys())
    count += [id for id in before if id in after] != [id for id in after if id in before]
    for id, well in after.items():
        former = before.get(id, well | {"slots": []})
        count += any(well[name] != former[name] for name in ("kind", "title", "fill", "size"))
        mine, theirs = ({slot["story"]: slot for slot in each["slots"]} for each in (well, former))
        count += sum(mine.get(pk) != theirs.get(pk) for pk in mine.keys() | theirs.keys())
        count += [pk for pk in mine if pk in theirs] != [pk for pk in theirs if pk in mine]
    return count


# --- with stories ----------------------------------------------------------------------------------

EXPIRED, UNSEEN, REPEATED, NO_ROOM = "expired", "unseen", "repeated", "no room"


@dataclass(frozen=True)
class Place:
    """A story on a front: the edition as it looks there, the slot that put it there (None: by itself).

    `related` are the editions that stand under it.
    """

    edition: object
    slot: dict | None = None
    related: tuple = ()


@dataclass(frozen=True)
class Well:
    """A well with its `places`; `left_out` says of each story by hand that is not shown why not."""

    id: str
    kind: str
    title: str
    fill: str
    places: list
    left_out: dict = field(default_factory=dict)

    @property
    def editions(self):
        """The editions in it, in order."""
        return [place.edition for place in self.places]


def arrange(arrangement, *, editions, pools, clock, photos=None, navigation=()):
    """Return the Wells of `arrangement` as they stand at the aware time `clock`.

    `editions` maps the ids of stories to what readers see of them: a story that is not there yields
    nothing. `pools` maps fills to editions, newest first; `photos` the ids of usable photos to what pages
    show of them; `navigation` are the fills of the sections for which "sections" stands.

    What is put there by hand comes first in its well, then what fills it. A story stands once, at its highest
    place. A slot that may repeat does not count: it is shown whatever stands above it, and takes nothing from
    what stands below. Not even such a story stands twice in one well.
    """
    shown, wells = set(), []
    for well in strips_of(arrangement["wells"], navigation):
        wells.append(_filled(well, editions, pools, clock, photos or {}, shown))
    return wells


def _filled(well, editions, pools, clock, photos, shown):
    places, left_out, here = [], {}, set()
    for slot in well["slots"]:
        edition = editions.get(slot["story"])
        if leaves(slot, clock):
            left_out[slot["story"]] = EXPIRED
        elif edition is None:
            left_out[slot["story"]] = UNSEEN
        elif slot["story"] in here or (slot["story"] in shown and not slot["may_repeat"]):
            left_out[slot["story"]] = REPEATED
        elif len(places) == well["size"]:
            left_out[slot["story"]] = NO_ROOM
        else:
            here.add(slot["story"])
            if not slot["may_repeat"]:
                shown.add(slot["story"])
            # Only what stands large has others under it.
            wanted = [] if places else [pk for pk in slot["related"] if pk in editions and pk not in shown]
            related = [editions[pk] for pk in wanted if pk not in here]
            here |= set(wanted)
            shown |= set(wanted)
            places.append(Place(_dressed(edition, slot, photos), slot, tuple(related)))
    for edition in pools.get(well["fill"], []):
        if len(places) == well["size"]:
            break
        if edition.story_id not in shown | here:
            places.append(Place(edition))
            shown.add(edition.story_id)
    return Well(well["id"], well["kind"], well["title"], well["fill"], places, left_out)


def _dressed(edition, slot, photos):
    """Return `edition` with the headline and the photo that the slot has of its own."""
    own = {"headline": slot["headline"]} if slot["headline"] else {}
    if slot["photo"] == NO_PHOTO:
        own["photo"] = None
    elif slot["photo"] in photos:
        own["photo"] = photos[slot["photo"]]
    if own:
        edition = copy(edition)
        edition.card = edition.card | own
        if stamp := getattr(edition, "stamp", None):
            edition.stamp = digest(packed((stamp, own)))
    return edition
