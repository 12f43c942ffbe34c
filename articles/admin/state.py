"""What the story screen says of a story: what readers see, what waits, what differs, who may do what."""

from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext_lazy as _

from articles import preflight, suggestions, workflow
from articles.admin.review import BUTTONS
from articles.content import BLOCKS
from articles.diffing import Op, diff
from articles.enums import Check, Level, State
from articles.models import Edition
from articles.permissions import RULES
from newsroom.lib.html import plain

STEPS = [State.DRAFT, State.SUBMITTED, State.CHANGES_REQUESTED, State.APPROVED]
LATEST_UPDATES = 5
LATEST_STEPS = 20
# More than this many differences are counted, not listed.
LISTED = 12

# The field of the form that a change belongs to.
ANCHORS = {
    "headline": "id_headline",
    "dek": "id_dek",
    "label": "id_label",
    "section": "id_section",
    "slug": "id_slug",
    "lead_photo": "lead",
    "byline": "byline",
    "topics": "topics",
    "people": "people",
    "citations": "sources",
    "related": "related",
}

LIST_LABELS = {"people": _("People"), "citations": _("Sources"), "related": _("Related links")}
WORDS = {
    Op.ADDED: _("Added"),
    Op.REMOVED: _("Removed"),
    Op.CHANGED: _("Changed"),
    Op.MOVED: _("Moved"),
}


@dataclass
class Difference:
    """One thing in which the draft and what readers see differ, and where on the screen it is."""

    op: Op
    label: str
    anchor: str

    @property
    def what(self):
        """What happened to it, in a word."""
        return WORDS[self.op]


@dataclass
class Found:
    """One thing that preflight found, where on the screen it is, and what one click would add."""

    finding: preflight.Finding
    anchor: str

    @property
    def key(self):
        """The word of the button that adds it, "" if nothing does."""
        return suggestions.key(self.finding)


@dataclass
class StoryState:
    """All that the side column and the bar show of one story to one user."""

    story: object
    rights: set
    shown: object = None
    queued: object = None
    next_number: int = 1
    differences: list = field(default_factory=list)
    taken: list = field(default_factory=list)
    buttons: list = field(default_factory=list)
    found: list = field(default_factory=list)
    fine: list = field(default_factory=list)
    updates: list = field(default_factory=list)
    update_count: int = 0

    @property
    def is_withdrawn(self):
        """True if readers saw it, and are told that it is gone."""
        return self.story.withdrawn_at is not None

    @property
    def listed(self):
        """The differences that are listed one by one."""
        return self.differences[:LISTED]

    @property
    def unlisted_count(self):
        """How many differences are not listed."""
        return max(0, len(self.differences) - LISTED)

    @property
    def steps(self):
        """The workflow's steps as `(label, is past, is now)`; one that was sent back has been submitted."""
        steps = [step for step in STEPS if step != State.CHANGES_REQUESTED or step == self.story.state]
        now = steps.index(self.story.state)
        return [(step.label, place < now, place == now) for place, step in enumerate(steps)]

    @property
    def stops(self):
        """What stops publication."""
        return [found for found in self.found if found.finding.stops]

    @property
    def findings_summary(self):
        """One sentence on what was found."""
        return preflight.summary([found.finding for found in self.found])

    @property
    def addable_count(self):
        """How many of the findings one click would add."""
        return sum(bool(found.key) for found in self.found)

    @property
    def may_submit(self):
        """True if sending it to the editors is a step that is open."""
        return any(button == BUTTONS["submit"] for button, _step in self.buttons)

    @property
    def is_embargoed(self):
        """True if nobody may publish it yet."""
        until = self.story.embargo_until
        return until is not None and until > timezone.now()


def story_state(story, right, anchors):
    """Return the StoryState of `story`; the number of queries depends on nothing.

    `right` tells for an action whether the user may do it; `anchors` maps names of blocks to ids in the page.
    """
    state = StoryState(story, {action for action in RULES if right(action)})
    if story.pk is None:
        return state
    editions = Edition.objects.defer("body_html", "key_points_html", "first_seen", "facets", "card")
    state.shown = editions.public().filter(story=story).select_related("revision").first()
    if story.queued_edition_id and (state.shown is None or story.queued_edition_id != state.shown.pk):
        state.queued = editions.get(pk=story.queued_edition_id)
    numbers = story.editions.values_list("number", flat=True)
    last = numbers.exclude(pk=state.queued.pk if state.queued else None).order_by("-number").first()
    state.next_number = (last or 0) + 1
    if state.shown and state.shown.revision_id != story.latest_revision_id:
        state.differences = differences(state.shown.content, story.latest_revision.content, anchors)
    open_steps = [name for name, step in workflow.STEPS.items() if story.state in step.before]
    state.buttons = [
        (BUTTONS[name], workflow.STEPS[name])
        for name in open_steps
        if workflow.STEPS[name].action in state.rights
    ]
    state.taken = list(story.steps.select_related("by")[:LATEST_STEPS])
    if story.latest_revision:
        levels = preflight.levels()
        findings = preflight.inspect(story.latest_revision.content, levels)
        state.found = [
            Found(finding, anchors.get(finding.place) or ANCHORS.get(finding.place, ""))
            for finding in findings
        ]
        troubled = {finding.check for finding in findings}
        state.fine = [check.label for check in Check if check not in troubled and levels[check] != Level.OFF]
    state.updates = latest_updates(story)
    state.update_count = story.updates.count()
    return state


def latest_updates(story):
    """Return the newest live updates of `story`, drafts and retracted ones among them."""
    updates = list(story.updates.select_related("author")[:LATEST_UPDATES])
    for update in updates:
        update.story = story
    return updates


def differences(shown, draft, anchors):
    """Return the Differences between two contents, one for each field and each block, not for each word."""
    block_of = {}
    for content in (shown, draft):
        for block in content["blocks"]:
            names = [block["id"]]
            names += [item["id"] for value in block.values() if isinstance(value, list) for item in value]
            block_of.update(dict.fromkeys(names, block))
    old, new = ({block["id"] for block in content["blocks"]} for content in (shown, draft))
    found = {}
    for change in diff(shown, draft):
        if change.field == "body":
            block = block_of[change.name]
            op = Op.REMOVED if block["id"] not in new else Op.ADDED if block["id"] not in old else Op.CHANGED
            if op is Op.CHANGED and change.op is Op.MOVED:
                op = Op.MOVED
            key, anchor = block["id"], anchors.get(block["id"], "")
            label = _block_label(block)
        else:
            key = change.name if change.field == "field" else change.field
            op, label, anchor = Op.CHANGED, LIST_LABELS.get(key, change.label), ANCHORS.get(key, "")
        known = found.get(key)
        if known is None or known.op == Op.MOVED:
            found[key] = Difference(op, label, anchor)
    return list(found.values())


def _block_label(block):
    kind = BLOCKS[block["type"]]
    name = capfirst(kind.model._meta.verbose_name)
    for key in (*kind.rich, *kind.points, *kind.plain):
        value = block[key]
        text = plain(" ".join(item["html"] for item in value)) if isinstance(value, list) else value
        if text:
            return f"{name}: {Truncator(text).chars(48)}"
    return name
