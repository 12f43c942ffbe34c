"""What one version of a page says otherwise than another, in the words and rows of a story's history."""

from dataclasses import replace
from itertools import groupby

from django.utils.translation import gettext as _

from articles.alignment import name_paragraphs
from articles.diffing import Op, diff
from newsroom.lib.html import blocks


def difference(older, newer):
    """Return the rows, as partials/differences.html shows them, that lead from one text of a page to another.

    Both have the fields of Words. There is none if no word differs.
    """
    old = _content(older, [])
    new = _content(newer, old["blocks"][0]["text"])
    labels = {"headline": _("Title"), "dek": _("Summary"), "topics": _("List of authors")}
    changes = [
        replace(change, label=labels.get(change.name, change.label))
        for change in diff(old, new, with_same=True)
        if change.field == "body" or change.op is not Op.SAME
    ]
    if all(change.op is Op.SAME for change in changes):
        return []
    return list(_rows(changes))


def _content(said, known):
    """Return what a page says as the content of a story that has a headline, a dek and one text."""
    paragraphs = [{"tag": tag, "html": html} for tag, html in blocks(said.text)]
    name_paragraphs(paragraphs, known)
    return {
        **dict.fromkeys(("label", "language", "slug", "lead_photo", "lead_caption"), ""),
        **dict.fromkeys(("byline", "people", "citations", "related"), ()),
        "topics": [{"name": _("Shown below the text")}] if said.lists_authors else [],
        "headline": said.title,
        "dek": said.summary,
        "section": {"name": ""},
        "blocks": [{"id": "text", "type": "text", "text": paragraphs}],
    }


def _rows(changes):
    for is_same, stretch in groupby(changes, key=lambda change: change.op is Op.SAME):
        if is_same:
            texts = ["".join(run.text for run in change.runs) for change in stretch]
            yield {"op": Op.SAME, "texts": [text for text in texts if text]}
        else:
            for change in stretch:
                yield {"op": change.op, "name": change.name, "label": change.label, "runs": change.runs}
