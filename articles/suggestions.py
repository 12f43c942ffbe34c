"""One click adds what preflight found in the text: who is named there, which source is linked there."""

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from articles import permissions, preflight, saving
from articles.models import Citation, Mention
from topics.models import Person, Source


def key(finding):
    """Return what `finding` would add, as a word for a button; "" if it adds nothing."""
    if finding.person:
        return f"person-{finding.person}"
    return f"source-{finding.source}" if finding.source else ""


def add(*, story, by, wanted=None):
    """Add to the working copy of `story` what the text names, and return the Revision.

    `wanted` is a key(); without it, everything that was found is added.

    Raises PermissionDenied; ValidationError if it is not in the text, or was added already; and as
    saving.save() does.
    """
    permissions.check(by, "edit", story)
    found = [finding for finding in preflight.inspect(story.latest_revision.content) if key(finding)]
    found = [finding for finding in found if wanted in (None, key(finding))]
    if not found:
        raise ValidationError(_("The saved text names nobody and nothing that is not linked already."))
    words = {address: words for address, words, _block in preflight.links_in(story.latest_revision.content)}
    people = Person.objects.in_bulk([finding.person for finding in found if finding.person])
    sources = Source.objects.in_bulk([finding.source for finding in found if finding.source])

    def write():
        _append(story.mentions, [Mention(person=person) for person in people.values()])
        _append(
            story.citations,
            [
                Citation(
                    source=sources[finding.source],
                    url=finding.url[:500],
                    supports=words[finding.url][:300] or str(sources[finding.source]),
                )
                for finding in found
                if finding.source in sources
            ],
        )

    names = [str(row) for row in (*people.values(), *sources.values())]
    note = _("Added from the text: %(names)s") % {"names": get_text_list(names, _("and"))}
    return saving.save(story=story, by=by, write=write, note=note[:300])


def _append(relation, rows):
    last = relation.aggregate(last=Max("ordering"))["last"] or 0
    for place, row in enumerate(rows, start=1):
        row.ordering = last + 10 * place
        relation.add(row, bulk=False)
