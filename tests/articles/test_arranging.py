"""What becomes of an arrangement: a story stands once, by hand before by itself, what is over is gone."""

import datetime
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from articles import arranging

NOON = datetime.datetime(2030, 1, 1, 12, tzinfo=datetime.UTC)
MINUTE = datetime.timedelta(minutes=1)
STORIES = range(1, 15)
FILLS = ["newest", "section:1", "section:2", "topic:1", ""]


def edition(pk):
    return SimpleNamespace(story_id=pk, card={"headline": f"Story {pk}", "photo": {"id": 90}})


def slots(kind):
    related = st.lists(st.sampled_from(STORIES), max_size=3, unique=True) if kind == "lead" else st.just([])
    slot = st.builds(
        arranging.new_slot,
        st.sampled_from(STORIES),
        may_repeat=st.booleans(),
        expires_at=st.sampled_from([None, (NOON - MINUTE).isoformat(), (NOON + MINUTE).isoformat()]),
        related=related,
    )
    return st.lists(slot, max_size=6, unique_by=lambda each: each["story"])


@st.composite
def wells(draw):
    kinds = draw(st.lists(st.sampled_from(["strip", "river"]), max_size=4))
    kinds = ["lead"] * draw(st.integers(0, 1)) + kinds + ["sections"] * draw(st.integers(0, 1))
    found = []
    for place, kind in enumerate(kinds):
        well = arranging.new_well(kind, id=f"w{place}", fill=draw(st.sampled_from(FILLS)))
        well["size"] = draw(st.integers(1, 4))
        well["slots"] = [] if kind == "sections" else draw(slots(kind))
        found.append(well)
    return {"wells": found}


@st.composite
def pools(draw):
    order = st.permutations(list(STORIES))
    found = {fill: [edition(pk) for pk in draw(order)[:9]] for fill in ("newest", "topic:1")}
    # A story is of one section.
    for fill, rest in (("section:1", 0), ("section:2", 1)):
        found[fill] = [edition(pk) for pk in draw(order) if pk % 2 == rest]
    return found


@given(wells(), pools(), st.sets(st.sampled_from(STORIES)))
def test_any_front(arrangement, pools, seen):
    arrangement = arranging.checked(arrangement, is_sections=False)
    navigation = ["section:1", "section:2"]
    editions = {pk: edition(pk) for pk in seen}
    filled = arranging.arrange(arrangement, editions=editions, pools=pools, clock=NOON, navigation=navigation)
    once = []
    for well in filled:
        here = [place.edition.story_id for place in well.places]
        here += [each.story_id for place in well.places for each in place.related]
        assert len(set(here)) == len(here), "never twice in one well"
        by_hand = [place.slot is not None for place in well.places]
        assert by_hand == sorted(by_hand, reverse=True), "by hand before by itself"
        for place in well.places:
            once += [each.story_id for each in place.related]
            assert all(each.story_id in seen for each in place.related)
            if place.slot:
                assert place.edition.story_id in seen
                assert not arranging.leaves(place.slot, NOON)
            if not (place.slot and place.slot["may_repeat"]):
                once.append(place.edition.story_id)
    assert len(set(once)) == len(once), "no repeats unless opted out"
    # All that was put there by hand is shown, or it is said why not.
    for well in arrangement["wells"]:
        for found in filled:
            if found.id == well["id"] and well["kind"] != "sections":
                shown = {place.slot["story"] for place in found.places if place.slot}
                assert shown | found.left_out.keys() == {slot["story"] for slot in well["slots"]}
                assert len(found.places) <= well["size"]
    # As many as `needed` says are enough, beside those that were put there by hand.
    needed, placed = arranging.needed(arrangement, navigation), arranging.stories_in(arrangement)
    short = {fill: with_few(pools.get(fill, []), placed, count) for fill, count in needed.items()}
    again = arranging.arrange(arrangement, editions=editions, pools=short, clock=NOON, navigation=navigation)
    assert [[p.edition.story_id for p in w.places] for w in again] == [
        [p.edition.story_id for p in w.places] for w in filled
    ]


def with_few(pool, placed, count):
    """Return the editions of `pool` that are `placed`, and the first `count` others, in its order."""
    others = [each for each in pool if each.story_id not in placed][:count]
    return [each for each in pool if each.story_id in placed or each in others]


def filled(*wells, seen=STORIES, pools=None, photos=None, **given):
    return arranging.arrange(
        {"wells": wells},
        editions={pk: edition(pk) for pk in seen},
        pools=pools or {"newest": [edition(pk) for pk in STORIES]},
        clock=NOON,
        photos=photos,
        **given,
    )


def well(kind, *placed, id="a", **given):
    placed = [each if isinstance(each, dict) else arranging.new_slot(each) for each in placed]
    return arranging.new_well(kind, id=id) | {"slots": placed} | given


def shown(well):
    return [each.story_id for each in well.editions]


def test_a_story_stands_at_its_highest_place():
    lead, strip = filled(well("lead", 3), well("strip", 3, 1, id="b", size=2))
    assert shown(lead) == [3, 1, 2, 4]
    assert strip.left_out == {3: arranging.REPEATED, 1: arranging.REPEATED}
    assert shown(strip) == [5, 6]


def test_one_that_may_repeat_takes_nothing_and_gives_way_to_nothing():
    again = arranging.new_slot(1, may_repeat=True)
    lead, strip = filled(well("lead", 1, size=1), well("strip", again, id="b", size=2))
    assert (shown(lead), shown(strip)) == ([1], [1, 2])
    lead, strip = filled(well("lead", again, size=1), well("strip", id="b", size=2))
    assert (shown(lead), shown(strip)) == ([1], [1, 2])


def test_the_next_moves_up_with_what_stands_under_it():
    waits = arranging.new_slot(9, related=[4])
    large = arranging.new_slot(2, related=[3, 8, 9])
    (lead,) = filled(well("lead", waits, large, size=2), seen=[2, 3, 8])
    assert lead.left_out == {9: arranging.UNSEEN}
    assert [each.story_id for each in lead.places[0].related] == [3, 8]
    assert shown(lead) == [2, 1]


def test_own_headline_and_photo_are_of_that_place_alone():
    slot = arranging.new_slot(1, headline="In other words", photo=7)
    gone = arranging.new_slot(2, photo=8)
    none = arranging.new_slot(3, photo="none")
    (strip,) = filled(well("strip", slot, gone, none), photos={7: {"id": 7}})
    cards = [each.card for each in strip.editions]
    assert cards[0] == {"headline": "In other words", "photo": {"id": 7}}
    assert cards[1]["photo"] == {"id": 90}, "one that may not be used gives way to the story's"
    assert cards[2]["photo"] is None
    assert edition(1).card["headline"] == "Story 1"


def test_sections_stand_for_those_that_have_no_strip():
    fills = ["section:1", "section:2", "section:3"]
    pools = {fill: [edition(place * 2 + 1), edition(place * 2 + 2)] for place, fill in enumerate(fills)}
    own = well("strip", fill="section:2", id="own", size=1)
    front = filled(well("sections", id="all"), own, pools=pools, navigation=fills)
    assert [(each.fill, shown(each)) for each in front] == [
        ("section:1", [1, 2]),
        ("section:3", [5, 6]),
        ("section:2", [3]),
    ]


WRONG = [
    ("no dict", [], "no arrangement"),
    ("too many", {"wells": [well("strip", id=f"w{n}") for n in range(21)]}, "20 wells at most"),
    ("two leads", {"wells": [well("lead"), well("lead", id="b")]}, "one lead at most"),
    ("lead below", {"wells": [well("strip"), well("lead", id="b")]}, "stands first"),
    ("one name", {"wells": [well("strip"), well("strip")]}, "one name"),
    ("kind", {"wells": [well("strip") | {"kind": "none"}]}, "Well 1 is no well"),
    ("id", {"wells": [well("strip", id="a b")]}, "Well 1 is no well"),
    ("fill", {"wells": [well("strip", title="Today", fill="section:x")]}, "Well 1 .“Today”.: what is it"),
    ("size", {"wells": [well("lead", size=5)]}, "has 1 to 4 places"),
    ("size true", {"wells": [well("lead", size=True)]}, "has 1 to 4 places"),
    ("twice", {"wells": [well("lead", 1, 1)]}, "a story twice"),
    ("slots", {"wells": [well("strip", *STORIES)]}, "cannot hold so many"),
    ("pinned", {"wells": [well("sections", 1)]}, "cannot hold so many"),
    ("no story", {"wells": [well("lead", {"story": "1"})]}, "slot without a story"),
    ("long", {"wells": [well("lead", arranging.new_slot(1, headline="a" * 301))]}, "longer than 300"),
    ("NUL", {"wells": [well("lead", arranging.new_slot(1, headline="a\x00b"))]}, "no database can keep"),
    (
        "time",
        {"wells": [well("lead", arranging.new_slot(1, expires_at="2030-01-01T10"))]},
        "leaves is none",
    ),
    ("junk time", {"wells": [well("lead", arranging.new_slot(1, expires_at=5))]}, "leaves is none"),
    ("photo", {"wells": [well("lead", arranging.new_slot(1, photo="x"))]}, "photo is none"),
    ("related", {"wells": [well("lead", arranging.new_slot(1, related=[2, 3, 4, 5]))]}, "3 related"),
    ("related below", {"wells": [well("strip", arranging.new_slot(1, related=[2]))]}, "3 related"),
    ("not a list", {"wells": [well("lead", arranging.new_slot(1, related="2"))]}, "related stories are none"),
]


@pytest.mark.parametrize(("arrangement", "said"), [case[1:] for case in WRONG], ids=[c[0] for c in WRONG])
def test_what_is_no_arrangement_is_said_in_words(arrangement, said):
    with pytest.raises(ValidationError, match=said):
        arranging.checked(arrangement, is_sections=False)


def test_the_river_of_a_section_stays_and_the_front_page_has_what_sections_have_not():
    with pytest.raises(ValidationError, match="stands last"):
        arranging.checked({"wells": [well("lead")]}, is_sections=True)
    with pytest.raises(ValidationError, match="on the front page"):
        arranging.checked({"wells": [well("sections")]}, is_sections=True)
    for is_sections in (False, True):
        default = arranging.default(is_sections=is_sections)
        assert arranging.checked(default, is_sections=is_sections) == default


def test_what_is_checked_has_nothing_else_in_it():
    slot = {
        "story": 1,
        "headline": " Two \n lines ",
        "script": "x",
        "expires_at": "2030-01-01T06:00:00-06:00",
    }
    checked = arranging.checked({"wells": [well("lead", slot)], "more": 1}, is_sections=False)
    assert checked["wells"][0]["slots"] == [
        arranging.new_slot(1, headline="Two lines", expires_at="2030-01-01T12:00:00+00:00")
    ]
    assert arranging.checked(checked, is_sections=False) == checked


def test_changes_are_counted_once_each():
    old = {"wells": [well("lead", 1, 2), well("strip", 5, id="b")]}
    assert arranging.changes(old, old) == 0
    for new, count in [
        ([well("lead", 2, 1), well("strip", 5, id="b")], 1),
        ([well("lead", 1, 2, 3), well("strip", 5, id="b", title="Today")], 2),
        ([well("lead", 1, 2), well("strip", id="b")], 1),
        ([well("strip", 5, id="b"), well("lead", 1, 2)], 1),
        ([well("lead", 1, 2)], 1),
    ]:
        assert arranging.changes(old, {"wells": new}) == count
