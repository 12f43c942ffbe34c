"""Fronts for tests, made as the desk makes them."""

from articles import arranging, fronts
from tests.factories import UserFactory


def well_of(kind, *slots, **given):
    """Return a well with `slots`: stories, or pairs of a story and what its slot has besides."""
    slots = [slot if isinstance(slot, tuple) else (slot, {}) for slot in slots]
    slots = [arranging.new_slot(story.pk, **more) for story, more in slots]
    return arranging.new_well(kind) | {"slots": slots} | given


def arranged(*wells, section=None, by=None):
    """Give readers a front with `wells`, and return its FrontVersion; a section's own river is added."""
    by = by or UserFactory(role="producer")
    front = fronts.front_of(section)
    own = arranging.default(is_sections=True)["wells"][-1:] if section else []
    front = fronts.save(front=front, by=by, arrangement={"wells": [*wells, *own]}, version=front.version)
    return fronts.publish(front=front, by=by, version=front.version)


def on_top(*slots, section=None, by=None):
    """Put stories into the lead of the front page, or of a section's; the rest fills itself."""
    rest = [] if section else [arranging.new_well("sections", id="sections")]
    return arranged(well_of("lead", *slots, id="lead"), *rest, section=section, by=by)
