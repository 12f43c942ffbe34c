"""Two people changed one story: what each did, and one content out of both.

Everything is compared with `base`, the content both began from. What only one of them changed is taken; what
both changed alike is taken once; what both changed differently is a Choice for a person to make.
"""

from dataclasses import dataclass

from articles import diffing
from articles.content import BLOCKS

MINE, THEIRS, BOTH = "mine", "theirs", "both"

# Fields that are one decision each. A photo and its caption belong together.
FIELDS = {
    "headline": ("headline",),
    "dek": ("dek",),
    "label": ("label",),
    "language": ("language",),
    "slug": ("slug",),
    "section": ("section",),
    "lead_photo": ("lead_photo", "lead_caption"),
    "byline": ("byline",),
    "topics": ("topics",),
    "people": ("people",),
    "citations": ("citations",),
    "related": ("related",),
}


@dataclass(frozen=True)
class Choice:
    """One thing that both changed: its name, and the runs from the common base to each side.

    `can_keep_both` is true for paragraphs and blocks: both texts can stand one after the other.
    """

    name: str
    label: str
    mine: tuple
    theirs: tuple
    can_keep_both: bool


def choices(base, mine, theirs):
    """Return the Choices to make between contents `mine` and `theirs`, in reading order."""
    found = []
    for name, keys in FIELDS.items():
        if _is_contested(*(_pick(content, keys) for content in (base, mine, theirs))):
            found.append(_choice_of_field(name, base, mine, theirs))
    old, ours, others = (_units(content) for content in (base, mine, theirs))
    for name in [*ours, *(name for name in others if name not in ours)]:
        if _is_contested(old.get(name), ours.get(name), others.get(name)):
            found.append(_choice_of_unit(name, old, ours, others))
    for name in old:
        # Deleted by one, changed by the other.
        if name not in ours and name in others and others[name] != old[name]:
            found.append(_choice_of_unit(name, old, ours, others))
    seen = set()
    return [choice for choice in found if not (choice.name in seen or seen.add(choice.name))]


def merge(base, mine, theirs, picks):
    """Return one content out of both.

    `picks` maps the names of Choices to MINE, THEIRS or BOTH; where it names none, THEIRS.
    """
    merged = dict(theirs)
    for name, keys in FIELDS.items():
        old, ours, others = (_pick(content, keys) for content in (base, mine, theirs))
        if ours != old and (others == old or picks.get(name) == MINE):
            merged |= ours
    merged["blocks"] = _merge_blocks(base["blocks"], mine["blocks"], theirs["blocks"], picks)
    return merged


# --- what is compared --------------------------------------------------------------------------------------


def _pick(content, keys):
    return {key: content.get(key) for key in keys}


def _is_contested(old, ours, others):
    return ours is not None and ours != others and ours != old and others != old


def _units(content):
    """Return the body's smallest things by name: paragraphs of text blocks, and other blocks whole."""
    units = {}
    for block in content["blocks"]:
        if block["type"] == "text":
            units |= {paragraph["id"]: paragraph for paragraph in block["text"]}
        else:
            units[block["id"]] = block
    return units


def _words(unit):
    if unit is None:
        return ""
    if "tag" in unit:
        return diffing.paragraph_words(unit)
    kind = BLOCKS[unit["type"]]
    parts = [diffing.own_words(unit)]
    parts += [diffing.paragraph_words(p) for field in (*kind.rich, *kind.points) for p in unit[field]]
    return "\n".join(filter(None, parts))


def _choice_of_unit(name, old, ours, others):
    unit = ours.get(name) or others.get(name) or old[name]
    label = diffing.paragraph_label(unit) if "tag" in unit else diffing.block_label(unit)
    before, mine, theirs = (_words(units.get(name)) for units in (old, ours, others))
    return Choice(
        name=name,
        label=label,
        mine=diffing.word_runs(before, mine),
        theirs=diffing.word_runs(before, theirs),
        can_keep_both=bool(mine and theirs),
    )


def _choice_of_field(name, base, mine, theirs):
    def runs(content):
        changes = diffing.diff(base, content)
        return tuple(
            run for change in changes if change.name == name or change.field == name for run in change.runs
        )

    label = next(
        change.label
        for change in [*diffing.diff(base, mine), *diffing.diff(base, theirs)]
        if change.name == name or change.field == name
    )
    return Choice(name=name, label=label, mine=runs(mine), theirs=runs(theirs), can_keep_both=False)


# --- the body ----------------------------------------------------------------------------------------------


def _merge_blocks(base, mine, theirs, picks):
    old = {block["id"]: block for block in base}
    ours = {block["id"]: block for block in mine}
    others = {block["id"]: block for block in theirs}
    merged = []
    for name in _merge_order(list(old), list(ours), list(others)):
        both = [side[name] for side in (others, ours) if name in side]
        if all(block["type"] == "text" for block in both) and (name in old or len(both) == 2):
            # Where one of the two deleted the block, the other's words in it are still a choice.
            before, mine_text, their_text = (_text(side.get(name)) for side in (old, ours, others))
            text = _merge_items(before, mine_text, their_text, picks)
            if text or len(both) == 2:
                merged.append(both[0] | {"text": text})
        else:
            merged += _resolve(old.get(name), ours.get(name), others.get(name), picks.get(name))
    return merged


def _text(block):
    return block["text"] if block else []


def _merge_items(base, mine, theirs, picks):
    old, ours, others = ({item["id"]: item for item in items} for items in (base, mine, theirs))
    merged = []
    for name in _merge_order(list(old), list(ours), list(others)):
        merged += _resolve(old.get(name), ours.get(name), others.get(name), picks.get(name))
    return merged


def _resolve(old, ours, others, pick):
    """Return the list of what stands where `old` stood: one of both, both, or nothing."""
    if ours == others or others == old:
        result = [ours]
    elif ours == old:
        result = [others]
    elif pick == BOTH:
        # Two things cannot have one name: the second gets a new one when it is saved.
        result = [others, ours | {"id": ""} if ours and others else ours]
    else:
        result = [ours if pick == MINE else others]
    return [item for item in result if item is not None]


def _merge_order(old, ours, others):
    """Return all names in an order both would recognise: who moved things leads, they if both did."""
    leading, following = (ours, others) if others == old else (others, ours)
    order = list(leading)
    for name in following:
        if name not in order:
            order.insert(_place_after(name, following, order), name)
    return order


def _place_after(name, sequence, order):
    """Where in `order` a name belongs that follows its neighbours in `sequence`."""
    for neighbour in reversed(sequence[: sequence.index(name)]):
        if neighbour in order:
            return order.index(neighbour) + 1
    return 0
