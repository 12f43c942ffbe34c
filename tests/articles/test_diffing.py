import copy

from hypothesis import given
from hypothesis import strategies as st

from articles.diffing import Op, diff, word_runs

CONTENT = {
    "format": 1,
    "headline": "Sessions under pressure",
    "dek": "",
    "label": "",
    "language": "",
    "slug": "sessions",
    "section": {"id": 1, "slug": "washington", "name": "Washington"},
    "lead_photo": None,
    "lead_caption": "",
    "byline": [],
    "topics": [],
    "people": [],
    "citations": [],
    "related": [],
    "blocks": [
        {
            "id": "b1",
            "type": "text",
            "text": [
                {"id": "p1", "tag": "p", "html": "The meeting was in August."},
                {"id": "p2", "tag": "p", "html": "Nobody asked about it."},
                {"id": "p3", "tag": "p", "html": "The committee has not met."},
            ],
        },
        {
            "id": "b2",
            "type": "quote",
            "words": "I did not.",
            "speaker": "A senator",
            "role": "",
            "occasion": "",
            "url": "",
            "said_on": None,
            "person": None,
            "source": None,
        },
    ],
}


def changed(**fields):
    return copy.deepcopy(CONTENT) | fields


def text(runs, *ops):
    return "".join(run.text for run in runs if run.op in ops)


def test_the_same_content_has_no_changes():
    assert diff(CONTENT, changed()) == []


def test_a_field_is_compared_word_by_word():
    [change] = diff(CONTENT, changed(headline="Sessions under growing pressure"))
    assert (change.op, change.name) == (Op.CHANGED, "headline")
    assert [(run.op, run.text.strip()) for run in change.runs] == [
        (Op.SAME, "Sessions under"),
        (Op.ADDED, "growing"),
        (Op.SAME, "pressure"),
    ]


def test_a_rewritten_a_new_and_a_removed_paragraph_are_told_apart():
    new = changed()
    paragraphs = new["blocks"][0]["text"]
    paragraphs[0]["html"] = "The meeting was in September."
    paragraphs[1] = {"id": "p9", "tag": "p", "html": "A spokesperson answered on Thursday."}
    changes = {change.name: change.op for change in diff(CONTENT, new)}
    assert changes == {"p1": Op.CHANGED, "p2": Op.REMOVED, "p9": Op.ADDED}


def test_a_moved_paragraph_is_neither_added_nor_removed():
    new = changed()
    paragraphs = new["blocks"][0]["text"]
    paragraphs.append(paragraphs.pop(0))
    assert {change.op for change in diff(CONTENT, new)} == {Op.MOVED}


def test_the_parts_of_a_block_count():
    new = changed()
    new["blocks"][1]["speaker"] = "The nominee"
    [change] = diff(CONTENT, new)
    assert (change.name, change.label, change.op) == ("b2", "Quote", Op.CHANGED)


def test_an_embed_that_gained_a_picture_has_changed():
    embed = {"id": "b3", "type": "embed", "url": "https://x.com/a/status/1", "provider": "X", "author": ""}
    embed |= {"text": "", "posted_on": None}
    shown = embed | {"renditions": [[320, 180, "embeds/a.webp"]], "height": 400}
    [change] = diff(changed(blocks=[embed]), changed(blocks=[shown]))
    assert change.name == "b3"
    assert "With a picture" in text(change.runs, Op.ADDED)


def test_a_link_that_leads_elsewhere_is_a_change():
    old, new = changed(), changed()
    old["blocks"][0]["text"][0]["html"] = '<a href="https://a.example/">The meeting</a>'
    new["blocks"][0]["text"][0]["html"] = '<a href="https://b.example/">The meeting</a>'
    [change] = diff(old, new)
    assert "b.example" in text(change.runs, Op.ADDED, Op.SAME)


def test_relations_are_compared():
    person = {
        "id": 7,
        "slug": "al-franken",
        "name": "Al Franken",
        "kind": "person",
        "role": "",
        "portrait": None,
    }
    old = changed(people=[{"person": person, "role": "senator"}])
    new = changed(people=[{"person": person, "role": "senator from Minnesota"}])
    assert [(change.field, change.op) for change in diff(CONTENT, new)] == [("people", Op.ADDED)]
    assert [(change.field, change.op) for change in diff(old, new)] == [("people", Op.CHANGED)]
    assert [(change.field, change.op) for change in diff(new, CONTENT)] == [("people", Op.REMOVED)]


def test_what_stayed_can_be_shown_for_context():
    ops = [
        change.op for change in diff(CONTENT, changed(dek="Hours."), with_same=True) if change.field == "body"
    ]
    assert ops == [Op.SAME] * 4


@given(st.text(max_size=300), st.text(max_size=300))
def test_runs_hold_both_texts_whole(before, after):
    runs = word_runs(before, after)
    assert text(runs, Op.SAME, Op.REMOVED) == before
    assert text(runs, Op.SAME, Op.ADDED) == after
