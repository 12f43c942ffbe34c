"""What the screen of a front shows: the wells as they will look, the list of stories, the versions."""

from dataclasses import dataclass, field
from itertools import groupby
from types import SimpleNamespace

from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles import arranging, filling, fronts
from articles.admin.desk import LONGEST_SEARCH, stories_found
from articles.admin.front_forms import MOMENT
from articles.arranging import LEAD, OWN_RIVER, RIVER, SECTIONS, STRIP
from articles.models import Breaking, Edition, Front, Photo, Section, Story
from articles.views.section import PAGE
from newsroom.lib.clock import today
from newsroom.lib.text import unstorable
from topics.models import Topic

FOUND, VERSIONS, TOPICS, PHOTOS = 12, 15, 200, 20

WHY_NOT = {
    arranging.EXPIRED: gettext_lazy("Its time is over"),
    arranging.UNSEEN: gettext_lazy("When published"),
    arranging.REPEATED: gettext_lazy("Stands higher already"),
    arranging.NO_ROOM: gettext_lazy("No room yet"),
}
KINDS = {
    LEAD: gettext_lazy("Lead"),
    STRIP: gettext_lazy("Strip"),
    RIVER: gettext_lazy("River"),
    SECTIONS: gettext_lazy("A strip of each other section"),
}


@dataclass
class Row:
    """A place in a well on the screen: a story put there by hand, or one that fills it by itself."""

    edition: object
    story: Story | None = None
    slot: dict | None = None
    why_not: str = ""
    leaves: object = None
    photo_title: str = ""
    related: list = field(default_factory=list)
    is_large: bool = False

    @property
    def key(self):
        """The id of its story, as the names of its fields have it."""
        return str(self.edition.story_pk)


@dataclass
class WellRow:
    """A well on the screen: its settings, what it is called and does, and its rows.

    `strips` are the (title, Rows) of the sections for which it stands. `topic` is the name of the one that
    fills it.
    """

    well: dict
    called: str
    explained: str
    rows: list
    strips: list = field(default_factory=list)
    topic: str = ""
    is_own: bool = False


def board(request, front, arrangement, *, errors=(), words=""):
    """Return the context of the screen with `arrangement` on it, which may be more than `front` has saved."""
    sections = list(Section.objects.order_by("ordering", "name"))
    newest = None
    if front.is_sections:
        public = Edition.objects.public().for_cards().filter(section=front.section)
        newest = list(public.order_by("-listed_at", "-pk")[:PAGE])
    filled = filling.fill(arrangement, sections=sections, newest=newest)
    placed = arranging.stories_in(arrangement)
    stories = {story.pk: story for story in _placed(request.user, placed)}
    standing = fronts.shown(front) if front.pk else None
    seen = fronts.arrangement_of(standing, is_sections=front.is_sections)
    waiting = list(front.versions.waiting().select_related("made_by")) if front.pk else []
    wells = _wells(arrangement, filled, stories, _photos_of(arrangement), front)
    return {
        "front": front,
        "address": address_of(front),
        "fronts": [Front(section=section) for section in (None, *sections)],
        "wells": wells,
        "kinds": [item for item in KINDS.items() if item[0] != SECTIONS or not front.is_sections],
        "fills": [(f"section:{section.pk}", section.name) for section in sections],
        "topics": Topic.objects.standing().order_by("name").values_list("name", flat=True)[:TOPICS],
        "new_photos": Photo.objects.usable(today())[:PHOTOS],
        "found": find(request.user, words, placed),
        "words": words,
        "places": _places(wells),
        "changes": arranging.changes(seen, arrangement),
        "standing": standing,
        "waiting": waiting,
        "versions": _versions(front, standing),
        "leaving": _leaving(arrangement, stories),
        "banner": Breaking.objects.showing().select_related("story").first(),
        "leading": next((row.edition.story_pk for well in wells for row in well.rows if row.is_large), None),
        "errors": errors,
    }


def address_of(front):
    """Return where the screen of `front` is."""
    if front.is_sections:
        return reverse("admin:articles_front_section", args=[front.section_id])
    return reverse("admin:articles_front_changelist")


def find(user, words, placed=()):
    """Return stories to be put on a front: the last worked on, or those whose headline has the `words`."""
    stories = stories_found(user).select_related("section", "lead_photo").exclude(pk__in=placed)
    stories = stories.filter(withdrawn_at=None).order_by("-updated_at", "-pk")
    if words and (len(words) > LONGEST_SEARCH or unstorable(words)):
        return []
    for word in words.split():
        stories = stories.filter(headline__icontains=word)
    return list(stories[:FOUND])


def _placed(user, placed):
    return stories_found(user).filter(pk__in=placed).select_related("section", "lead_photo")


def _photos_of(arrangement):
    return {photo.pk: photo for photo in Photo.objects.filter(pk__in=arranging.photos_in(arrangement))}


def _wells(arrangement, filled, stories, photos, front):
    by_id = {id: list(wells) for id, wells in groupby(filled.wells, key=lambda well: well.id)}
    wells = arrangement["wells"]
    return [_well(well, by_id.get(well["id"], []), filled, stories, photos, front) for well in wells]


def _well(well, shown, filled, stories, photos, front):
    about = filled.subjects.get(well["fill"])
    row = WellRow(well, well["title"] or (about.name if about else ""), "", [])
    row.called = str(row.called or KINDS.get(well["kind"], ""))
    row.is_own = front.is_sections and well["id"] == OWN_RIVER
    row.called = _("The rest") if row.is_own else row.called
    if (subject := arranging.subject(well["fill"])) and subject[0] == "topic":
        topic = about or Topic.objects.filter(pk=subject[1]).first()
        row.topic = topic.name if topic else ""
    row.explained = _explained(well, about or row.topic, row.is_own)
    if well["kind"] == SECTIONS:
        strips = [(filling.title_of(each, filled.subjects), _automatic(each.places)) for each in shown]
        row.strips = [(title, rows) for title, rows in strips if rows]
        return row
    places, left_out = (shown[0].places, shown[0].left_out) if shown else ([], {})
    by_story = {place.slot["story"]: place for place in places if place.slot}
    for slot in well["slots"]:
        row.rows.append(_by_hand(slot, by_story.get(slot["story"]), left_out, filled, stories, photos))
    row.rows += _automatic(place for place in places if not place.slot)
    large = next((each for each in row.rows if not each.why_not), None)
    if large and well["kind"] == LEAD:
        large.is_large = True
    return row


def _explained(well, about, is_own):
    if well["kind"] == SECTIONS:
        return _("fills itself, with what does not stand higher")
    if is_own:
        return _("everything in the section, newest first; what you place stands on top")
    places = ngettext("%(count)s place", "%(count)s places", well["size"] or 0) % {"count": well["size"]}
    if not well["fill"]:
        return _("%(places)s: only what you place") % {"places": places}
    if about:
        return _("%(places)s: what you place, then the newest from %(about)s not already above") % {
            "places": places,
            "about": about,
        }
    return _("%(places)s: what you place, then the newest not already above") % {"places": places}


def _automatic(places):
    return [Row(_card(place.edition.card, place.edition.story_id)) for place in places]


def _by_hand(slot, place, left_out, filled, stories, photos):
    story, edition = stories.get(slot["story"]), place and place.edition
    edition = edition or filled.readers.get(slot["story"])
    card = dict(edition.card) if edition else _card_of(story)
    if not place:
        card |= {"headline": slot["headline"]} if slot["headline"] else {}
        if slot["photo"]:
            card["photo"] = photos.get(slot["photo"])
    leaves = slot["expires_at"] and parse_datetime(slot["expires_at"])
    photo = photos.get(slot["photo"])
    return Row(
        _card(card, slot["story"]),
        story=story,
        slot=slot | {"leaves": timezone.localtime(leaves).strftime(MOMENT) if leaves else ""},
        why_not=WHY_NOT.get(left_out.get(slot["story"]), ""),
        leaves=leaves,
        photo_title=photo.title if photo else "",
        related=[(pk, _headline(filled.readers.get(pk), stories.get(pk))) for pk in slot["related"]],
    )


def _card_of(story):
    """Return what a card would show of a story that readers do not see."""
    if story is None:
        return {"headline": _("A story that is gone"), "dek": "", "label": "", "photo": None}
    fields = {"headline": story.headline, "dek": story.dek, "label": story.label, "language": story.language}
    return fields | {"photo": story.lead_photo}


def _card(card, story):
    """Return what partials/card.html takes for an edition, leading to the story's screen."""
    address = reverse("admin:articles_story_change", args=[story])
    return SimpleNamespace(card=card, story_pk=story, story=None, get_absolute_url=address)


def _headline(edition, story):
    return edition.card["headline"] if edition else story.headline if story else _("A story that is gone")


def _places(wells):
    """Yield (value, name) of each place into which a story can be put from the list."""
    for row in wells:
        if row.well["kind"] == SECTIONS:
            continue
        yield row.well["id"], _("%(well)s, on top") % {"well": row.called}
        for each in row.rows if row.well["kind"] == LEAD else []:
            if each.slot and each.is_large:
                name = _("Related to “%(headline)s”") % {"headline": each.edition.card["headline"]}
                yield f"{row.well['id']}:{each.edition.story_pk}", name


def _versions(front, standing):
    """Return the newest versions, each with its `state`, of which the template makes words."""
    if front.pk is None:
        return []
    now, found = timezone.now(), list(front.versions.select_related("made_by")[:VERSIONS])
    for version in found:
        if version == standing:
            version.state = "shown"
        elif version.goes_live_at is None:
            version.state = "kept"
        else:
            version.state = "waits" if version.goes_live_at > now else "past"
    return found


def _leaving(arrangement, stories):
    """Return (time, headline) of what leaves by itself, the first first."""
    slots = [slot for well in arrangement["wells"] for slot in well["slots"] if slot["expires_at"]]
    times = [(parse_datetime(slot["expires_at"]), stories.get(slot["story"])) for slot in slots]
    return sorted(((time, _headline(None, story)) for time, story in times), key=lambda pair: pair[0])
