"""The working copy: saving it, with nobody's text lost.

`Story.version` is the number of its latest revision. Every save says from which version it began; the version
is compared inside the UPDATE that raises it, so that of two saves from one version exactly one wins, whatever
the door.
"""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import Now
from django.utils.text import slugify
from django.utils.translation import gettext as _

from articles import merging, permissions
from articles.content import BLOCKS, block_rows, freeze, paragraphs_of, points_html, thaw
from articles.enums import State
from articles.models import Aside, Autosave, Revision, Story
from newsroom.accounts import audit
from newsroom.lib.html import clean_body

MAX_BODY = 1_000_000


class Conflict(Exception):
    """Somebody else saved first: `base` and `theirs` are Revisions, `mine` the content that came too late."""

    def __init__(self, base, mine, theirs):
        super().__init__(_("Somebody else saved this story first."))
        self.base, self.mine, self.theirs = base, mine, theirs


def lock(story):
    """Return `story` afresh, its row locked until the transaction ends, with the database's time as `now`."""
    return Story.objects.select_for_update(of=("self",)).annotate(now=Now()).get(pk=story.pk)


@transaction.atomic
def save(*, story, by, write, note="", version=None):
    """Save the working copy of `story` for user `by` and return the Revision that records it.

    `write` is called without arguments, in the transaction, to make the change: a form's saving, or thaw().
    Whatever it wrote is then sanitised, so that no door leads around that. `version` is the one the change
    began from; the current one if not given. A save that changes nothing makes no revision.

    Raises PermissionDenied; ValidationError if the text is too large; Conflict, with nothing written, if the
    story has moved on since `version` and the change is not what stands already.
    """
    is_new = story.pk is None
    address, latest, base = "", None, None
    if is_new:
        permissions.check(by, "create", story)
        story.created_by = by
    else:
        standing = lock(story)
        permissions.check(by, "edit", standing)
        latest = base = standing.latest_revision
        if version not in (None, standing.version):
            base = story.revisions.filter(number=version).first()
        _take_unedited(story, standing)
        # Readers have the address of a published story: saving a draft must not move it under them.
        address = standing.slug if standing.published_on else ""
    write()
    sanitise(story)
    slug = address or story.slug or _slug_from(story.headline, story.pk)
    if story.slug != slug:
        story.slug = slug
        story.save(update_fields=["slug"])
    content = freeze(story, previous=base.content if base else None)
    # The address of a published story is not the desk's any more, so it is no change of the desk's.
    if latest and latest.content | ({"slug": slug} if address else {}) == content:
        Autosave.objects.filter(story=story, user=by).delete()
        return latest
    began = story.version if version is None else version
    if not Story.objects.filter(pk=story.pk, version=began).update(version=began + 1):
        raise Conflict(base or latest, content, latest)
    revision = Revision.objects.create(
        story=story, number=began + 1, content=content, note=note, created_by=by
    )
    story.version, story.latest_revision = began + 1, revision
    if story.state == State.APPROVED:
        story.state = State.DRAFT
    story.save()
    Autosave.objects.filter(story=None if is_new else story, user=by).delete()
    audit.record("story.create" if is_new else "story.save", story, by=by, revision=revision.number)
    return revision


def write_content(*, story, by, content, note="", version=None):
    """Save `content` (see articles.content) as the working copy: the door of importers, restore and merge.

    Raises as save() and thaw() do.
    """
    _check_size(len(paragraph["html"]) for paragraph in paragraphs_of(content))
    return save(story=story, by=by, write=lambda: thaw(content, story), note=note, version=version)


@transaction.atomic
def restore(*, story, by, revision, version=None):
    """Write `revision` of `story` back to the working copy; readers see nothing of it until publication."""
    if revision.story_id != story.pk:
        raise ValidationError(_("This revision belongs to another story."))
    note = _("Restored from revision %(number)s") % {"number": revision.number}
    return write_content(story=story, by=by, content=revision.content, note=note, version=version)


# --- two at once -----------------------------------------------------------------------------------


@transaction.atomic
def keep_aside(*, story, by, conflict):
    """Keep the text of `by` that lost to another save, so that both survive, and return the Aside."""
    permissions.check(by, "edit", story)
    aside = Aside.objects.create(story=story, base=conflict.base, content=conflict.mine, created_by=by)
    Autosave.objects.filter(story=story, user=by).delete()
    audit.record("story.keep_aside", story, by=by, base=conflict.base.number)
    return aside


@transaction.atomic
def settle(*, aside, by, picks, version):
    """Merge `aside` into the working copy at `version`, and return the Revision.

    `picks` says what stands where both changed something (articles.merging). Raises as save(): Conflict if
    yet another save came between.
    """
    story = aside.story
    permissions.check(by, "edit", story)
    theirs = story.revisions.get(number=version)
    merged = merging.merge(aside.base.content, aside.content, theirs.content, picks)
    note = _("Merged with what %(name)s wrote") % {"name": aside.created_by}
    revision = write_content(story=story, by=by, content=merged, note=note, version=version)
    Aside.objects.filter(pk=aside.pk).update(settled_at=Now())
    return revision


# --- what every door does --------------------------------------------------------------------------


def _take_unedited(story, standing):
    """Give `story`, which a form may have read a while ago, what nobody edits, as it stands in the row."""
    for field in story._meta.concrete_fields:
        if not field.editable and not field.primary_key:
            setattr(story, field.attname, getattr(standing, field.attname))
            story._state.fields_cache.pop(field.name, None)


def sanitise(story):
    """Clean every rich text of the working copy, writing only the rows that change.

    Raises ValidationError if there is too much of it.
    """
    rows = block_rows(story)
    _check_size(
        len(getattr(row, field)) for name, row in rows for field in (*BLOCKS[name].rich, *BLOCKS[name].points)
    )
    for name, row in rows:
        kind = BLOCKS[name]
        cleaned = {field: clean_body(getattr(row, field)) for field in kind.rich}
        cleaned |= {field: points_html(clean_body(getattr(row, field))) for field in kind.points}
        changed = {field: html for field, html in cleaned.items() if html != getattr(row, field)}
        if changed:
            for field, html in changed.items():
                setattr(row, field, html)
            row.save(update_fields=list(changed))


def _check_size(lengths):
    if sum(lengths) > MAX_BODY:
        raise ValidationError(
            _("The body is longer than a million characters. Split it into several stories.")
        )


def _slug_from(headline, pk):
    return slugify(headline, allow_unicode=True)[:100].strip("-_") or f"story-{pk}"
