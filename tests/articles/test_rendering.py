"""Content to html: what is marked, what is escaped, and that nothing a desk writes becomes markup."""

import datetime
import re
import time
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.content import BLOCKS
from articles.rendering import render

WP = {"id": 1, "slug": "post", "name": 'The "Post"', "mark": "W&P", "kind": "outlet"}
NBC = {"id": 2, "slug": "nbc", "name": "NBC", "mark": "NBC", "kind": "outlet"}
NINE = datetime.datetime(2017, 3, 2, 15, tzinfo=datetime.UTC)
NOON = datetime.datetime(2017, 3, 2, 18, tzinfo=datetime.UTC)


def content(*blocks, citations=()):
    return {"blocks": list(blocks), "citations": list(citations)}


def text(*paragraphs, name="b1", tag="p"):
    """A text block; a paragraph is its html, its id is p0, p1 …"""
    listed = [{"id": f"p{place}", "tag": tag, "html": html} for place, html in enumerate(paragraphs)]
    return {"id": name, "type": "text", "text": listed}


def cited(url, source=WP):
    return {"source": source, "url": url, "kind": "outlet", "supports": "x"}


class Page(HTMLParser):
    """Every element of some html, as (tag, attributes), and its words."""

    def __init__(self, html):
        super().__init__()
        self.elements, self.words, self.open = [], [], []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in ("br", "hr", "img", "source"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words.append(data)

    @property
    def ids(self):
        return [attributes["id"] for _tag, attributes in self.elements if "id" in attributes]


# --- source marks ----------------------------------------------------------------------------------

MARK = '<abbr class="mk" title="The &quot;Post&quot;">W&amp;P</abbr>'


@pytest.mark.parametrize(
    ("link", "marked"),
    [
        ("a report says", f'a report <span class="nb">says{MARK}</span>'),
        ("report", f'<span class="nb">report{MARK}</span>'),
        ("a <em>report</em>", f"a <em>report</em>{MARK}"),
        ("a <em>re</em>port", f'a <em>re</em><span class="nb">port{MARK}</span>'),
        ("a report ", f"a report {MARK}"),
        ("AT&amp;T", f'<span class="nb">AT&amp;T{MARK}</span>'),
        ("הדיווח", f'<span class="nb">הדיווח{MARK}</span>'),
    ],
)
def test_the_mark_stays_with_the_last_word(link, marked):
    html = f'As <a href="https://post.example/a">{link}</a>.'
    body = render(content(text(html), citations=[cited("https://post.example/a")])).body
    assert f'As <a href="https://post.example/a">{marked}</a>.' in body


@pytest.mark.parametrize(
    ("href", "is_marked"),
    [
        ("https://post.example/a?x=1&amp;y=2", True),
        ("http://post.example/a?x=1&amp;y=2", True),
        ("https://www.post.example/a/?x=1&amp;y=2#part", True),
        ("https://POST.example/a?x=1&amp;y=2", True),
        ("https://post.example/a", False),
        ("https://post.example/A?x=1&amp;y=2", False),
        ("https://other.example/a?x=1&amp;y=2", False),
        ("/a?x=1&amp;y=2", False),
        ("http://[", False),
        ("mailto:a@post.example", False),
    ],
)
def test_which_links_lead_to_what_is_cited(href, is_marked):
    html = f'<a href="{href}">report</a>'
    body = render(content(text(html), citations=[cited("https://post.example/a?x=1&y=2")])).body
    assert ("<abbr" in body) == is_marked
    assert f'href="{href}"' in body


def test_each_link_has_the_mark_of_its_own_source():
    html = '<a href="https://p.example/">one</a> <a href="https://n.example/">two</a> <a href="/x/">three</a>'
    citations = [
        cited("https://p.example/"),
        cited("https://n.example/", NBC),
        cited("https://p.example/", NBC),
    ]
    body = render(content(text(html), citations=citations)).body
    assert re.findall(r'class="mk"[^>]*>([^<]*)<', body) == ["W&amp;P", "NBC"]


def test_a_citation_without_an_address_or_a_name_marks_nothing():
    citations = [cited(""), {"source": None, "url": "https://a.example/", "kind": "anonymous"}]
    html = '<a href="https://a.example/">a</a>'
    assert "<abbr" not in render(content(text(html), citations=citations)).body


def test_marks_stand_in_statements_boxes_and_points_too():
    html = '<a href="https://post.example/a">report</a>'
    paragraph = {"id": "p1", "tag": "p", "html": html}
    document = content(
        hostile("statement", "x") | {"words": [paragraph]},
        hostile("fact_box", "x") | {"text": [paragraph]},
        hostile("key_points", "x") | {"confirmed": [{"id": "p2", "html": html}]},
        citations=[cited("https://post.example/a")],
    )
    assert render(document).body.count('class="mk"') == 3


def test_a_long_link_takes_no_longer_than_its_length():
    begun = time.process_time()
    for words in ("a" * 200_000 + " b", "a " * 100_000, "a" * 200_000 + "<em>b</em>"):
        html = f'<a href="https://post.example/a">{words}</a>'
        render(content(text(html), citations=[cited("https://post.example/a")]))
    assert time.process_time() - begun < 3


# --- anchors, openings, added marks ----------------------------------------------------------------


def test_headings_have_anchors_of_their_own():
    body = render(
        content(
            text("So what’s next?", "So what’s <em>next</em>?", "!!!", "???", tag="h2"),
            text("So what’s next?", "Следующий шаг", name="b2", tag="h3"),
        )
    ).body
    assert re.findall(r'id="h-([^"]*)"', body) == [
        "so-whats-next",
        "so-whats-next-2",
        "part",
        "part-2",
        "so-whats-next-3",
        "следующий-шаг",
    ]


@given(st.lists(st.sampled_from(["a", "a-2", "a 2", "A", "", "!", "a-2-2"]), max_size=8))
def test_no_two_anchors_are_the_same(headings):
    body = render(content(text(*headings, tag="h2"))).body
    anchors = re.findall(r'id="h-([^"]*)"', body)
    assert len(anchors) == len(set(anchors)) == len(headings)


def test_the_first_paragraph_of_the_text_opens_it():
    body = render(content(text("One.", "Two."), text("Three.", name="b2"))).body
    assert re.findall(r'class="first">(.*?)<', body) == ["One."]
    assert 'class="first"' not in render(content(hostile("quote", "x"), text("One."))).body


def added(body):
    return re.findall(r'class="added">.*?datetime="([^"]*)".*?</p>\s*<\w+ [^>]*id="([^"]*)"', body, re.S)


TIMES = {1: NINE, 2: NOON, 3: NOON + datetime.timedelta(hours=2)}


def test_what_came_later_says_when_once_for_each_run():
    first_seen = {"b1": 1, "p0": 1, "p1": 2, "p2": 2, "p3": 1, "p4": 2, "p5": 3}
    body = render(content(text("a", "b", "c", "d", "e", "f")), first_seen, TIMES).body
    noon, two = "2017-03-02T12:00:00-06:00", "2017-03-02T14:00:00-06:00"
    assert added(body) == [(noon, "p1"), (noon, "p4"), (two, "p5")]
    assert re.findall(r'id="(p\d)" data-since="(\d)"', body) == [
        ("p0", "1"),
        ("p1", "2"),
        ("p2", "2"),
        ("p3", "1"),
        ("p4", "2"),
        ("p5", "3"),
    ]


def test_a_block_that_came_later_says_when():
    first_seen = {"b1": 1, "p0": 1, "b2": 2, "b3": 2, "p1": 2}
    document = content(text("a"), hostile("quote", "x") | {"id": "b2"}, hostile("embed", "x") | {"id": "b3"})
    body = render(document, first_seen, TIMES).body
    assert [name for _at, name in added(body)] == ["b-b2"]
    assert re.findall(r'id="b-(b\d)" data-since="(\d)"', body) == [("b2", "2"), ("b3", "2")]


def test_a_first_edition_has_no_such_marks():
    document = content(text("a", "b"), hostile("quote", "x"))
    assert "added" not in render(document, dict.fromkeys(["b1", "p0", "p1", "b2"], 1), TIMES).body
    assert "added" not in render(document).body


def test_key_points_on_top_stand_apart():
    points = hostile("key_points", "x")
    on_top = render(content(points, text("a")))
    assert 'class="know"' in on_top.key_points
    assert 'class="know"' not in on_top.body
    assert 'class="first"' in on_top.body
    below = render(content(text("a"), points))
    assert below.key_points == ""
    assert 'class="know"' in below.body
    assert render(content()) == render(content(), {}, {})


# --- escaping --------------------------------------------------------------------------------------

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "{{ block }}{% debug %}",
    "&lt;b&gt;",
    "<!-- story card b1 -->",
    "</figure></body>",
    "javascript:alert(1)",
    "\u202eevil",
]


def hostile(kind, words):
    """A block of this kind with `words` in every field that is not rich text."""
    entry = BLOCKS[kind]
    block = {"id": "b2", "type": kind}
    block |= dict.fromkeys(entry.plain, words)
    block |= dict.fromkeys((*entry.dates, *entry.times))
    photo = {
        "id": 1,
        "renditions": [[320, 213, "photos/a/b-320.webp"]],
        "alt": words,
        "caption": words,
        "credit": words,
    }
    refs = {
        "photo": photo,
        "person": {"id": 1, "slug": "al", "name": words, "kind": "person", "role": words, "portrait": photo},
        "source": WP | {"name": words, "mark": words},
        "story": {"id": 1, "headline": words},
    }
    block |= {ref: refs[ref] for ref in entry.refs}
    block |= {field: [photo, photo] for field in entry.many}
    block |= {field: [{"id": f"p-{field}", "tag": "p", "html": "words"}] for field in entry.rich}
    block |= {field: [{"id": f"p-{field}", "html": "words"}] for field in entry.points}
    return block


ALLOWED = {
    "a": {"href"},
    "abbr": {"class", "title"},
    "aside": {"class", "id", "data-since", "aria-labelledby"},
    "blockquote": {"dir", "cite"},
    "button": {"type", "popovertarget", "popovertargetaction", "aria-label"},
    "div": {"popover"},
    "figure": {"class", "id", "data-since"},
    "figcaption": {"class", "dir"},
    "img": {"src", "srcset", "sizes", "width", "height", "alt", "decoding", "loading"},
    "section": {"class", "id", "data-since", "aria-label"},
    "source": {"type", "srcset", "sizes"},
    "time": {"datetime"},
}
ANYWHERE = {"id", "class", "dir", "data-since"}
PLAIN_TAGS = {"p", "b", "span", "h2", "ul", "li", "div", "bdi", "cite", "br", "picture"}


@pytest.mark.parametrize("words", HOSTILE)
@pytest.mark.parametrize("kind", BLOCKS)
def test_no_field_of_any_block_becomes_markup(kind, words):
    harmless, page = (
        Page(render(content(text("a"), hostile(kind, said))).body) for said in ("harmless", words)
    )
    for tag, attributes in page.elements:
        assert tag in ALLOWED or tag in PLAIN_TAGS, tag
        assert set(attributes) <= ALLOWED.get(tag, set()) | ANYWHERE, (tag, attributes)
        for name in ("href", "cite", "src"):
            assert not attributes.get(name, "").startswith(("javascript", '"')), attributes
    # It has the same elements as with any other words, and says them.
    links = [element for element in page.elements if element[0] != "a"]
    assert [tag for tag, _attributes in links] == [tag for tag, _a in harmless.elements if tag != "a"]
    if kind not in ("text", "key_points", "story"):
        said = "".join(page.words) + "".join(attributes.get("alt", "") for _tag, attributes in page.elements)
        assert words in said


@pytest.mark.parametrize("words", HOSTILE)
def test_no_mark_becomes_markup(words):
    html = '<a href="https://post.example/a">report</a>'
    source = WP | {"name": words, "mark": words}
    page = Page(render(content(text(html), citations=[cited("https://post.example/a", source)])).body)
    assert [tag for tag, _attributes in page.elements] == ["p", "a", "span", "abbr"]
    assert page.elements[-1][1] == {"class": "mk", "title": words}


def test_an_address_that_leads_nowhere_is_no_link():
    for kind in ("quote", "statement", "embed"):
        for url in ("javascript:alert(1)", "data:text/html,x", "//evil.example", ""):
            body = render(content(hostile(kind, "x") | {"url": url})).body
            assert url not in body or url == ""
        assert (
            'href="https://a.example/"'
            in render(content(hostile(kind, "x") | {"url": "https://a.example/"})).body
        )


YOUTUBE = {"url": "https://youtu.be/dQw4w9WgXcQ?si=junk", "provider": "YouTube", "author": "A channel"}
SHORT = {"url": "https://www.youtube.com/shorts/dQw4w9WgXcQ"}
TWEET = {"url": "https://twitter.com/jack/status/20", "provider": "Twitter"}
CHART = {"url": "https://datawrapper.dwcdn.net/RnWgL/9/"}


def card(**fields):
    """A Page of an embed."""
    return Page(render(content(hostile("embed", "x") | {"text": "Said.", "posted_on": None} | fields)).body)


def button(page):
    """The attributes of the button that loads a frame, None if there is none."""
    return next((attributes for tag, attributes in page.elements if tag == "button"), None)


@pytest.mark.parametrize(
    ("fields", "kind", "size"),
    [
        (YOUTUBE, "post post-video", {"data-shape": "16 / 9"}),
        (SHORT, "post post-video post-tall", {"data-shape": "9 / 16"}),
        (TWEET, "post post-post", {"data-height": "640"}),
        (CHART, "post post-chart", {"data-height": "480"}),
        (CHART | {"height": 523}, "post post-chart", {"data-height": "523"}),
    ],
)
def test_an_embed_offers_its_frame_and_loads_nothing(fields, kind, size):
    page = card(**fields)
    tags = [tag for tag, _attributes in page.elements]
    assert not {"iframe", "script", "img", "link", "object", "embed"} & set(tags)
    assert next(attributes for tag, attributes in page.elements if tag == "figure")["class"] == kind
    found = button(page)
    assert size.items() <= found.items()
    assert found["data-frame"].startswith("https://")
    assert found["type"] == "button"
    assert found["aria-describedby"] in page.ids


def test_an_embed_says_whom_loading_it_tells_what():
    words = " ".join(" ".join(card(**YOUTUBE).words).split())
    assert "Load from YouTube" in words
    assert "nothing was loaded from YouTube" in words
    assert "Loading it shows YouTube your IP address and may set cookies." in words


def test_an_embed_leads_to_the_original_as_its_provider_writes_it():
    hrefs = [attributes["href"] for tag, attributes in card(**YOUTUBE).elements if tag == "a"]
    assert hrefs == ["https://www.youtube.com/watch?v=dQw4w9WgXcQ"]
    assert button(card(**YOUTUBE))["data-frame"] == "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ"


def test_a_post_is_quoted_and_a_video_titled():
    assert "blockquote" in [tag for tag, _attributes in card(**TWEET).elements]
    assert "blockquote" not in [tag for tag, _attributes in card(**YOUTUBE).elements]
    assert "Said." in card(**YOUTUBE).words


def test_the_picture_of_an_embed_is_ours():
    page = card(**YOUTUBE, renditions=[[320, 180, "embeds/a-320.webp"], [640, 360, "embeds/a-640.webp"]])
    picture = next(attributes for tag, attributes in page.elements if tag == "img")
    assert picture["src"] == "/media/embeds/a-640.webp"
    assert (picture["width"], picture["height"], picture["alt"]) == ("640", "360", "")


def test_an_embed_off_the_list_is_a_card_without_a_frame(settings):
    """So are those of former editions, and those of a provider that has left the list."""
    page = card(url="https://social.example/1", provider="Site")
    assert button(page) is None
    assert "post" in [attributes.get("class") for _tag, attributes in page.elements]
    settings.EMBEDS = settings.EMBEDS | {"providers": ["vimeo"]}
    assert button(card(**YOUTUBE)) is None
    hrefs = [attributes["href"] for tag, attributes in card(**YOUTUBE).elements if tag == "a"]
    assert hrefs == [YOUTUBE["url"]]


def test_an_embed_that_does_not_say_where_is_named_after_its_address():
    assert "Datawrapper" in card(**CHART, provider="", author="").words
    assert "social.example" in card(url="https://www.social.example/1", provider="", author="").words


def test_every_kind_of_block_has_an_id_that_links_can_name():
    kinds = [kind for kind in BLOCKS if kind not in ("text", "story")]
    body = render(content(text("a"), *(hostile(kind, "x") | {"id": f"n{kind}"} for kind in kinds))).body
    ids = Page(body).ids
    assert {f"b-n{kind}" for kind in kinds} <= set(ids)
    assert len([name for name in ids if not name.startswith("p-")]) == len(
        {name for name in ids if not name.startswith("p-")}
    )


def test_the_place_of_a_story_card_says_nothing_of_the_story():
    """Readers may not be able to see it: its page fills the place, or leaves it empty."""
    body = render(content(hostile("story", "Canary"))).body
    assert body.strip().endswith("<!-- story card b2 -->")
    assert "Canary" not in body


def test_dates_and_times_are_the_newsrooms():
    document = content(
        hostile("quote", "x") | {"said_on": "2017-01-10"},
        hostile("statement", "x") | {"issued_at": "2017-03-02T21:30:00+00:00"},
        hostile("embed", "x") | {"posted_on": "2017-03-01"},
    )
    body = render(document).body
    dates = re.findall(r'datetime="([^"]*)"', body)
    assert dates == ["2017-01-10", "2017-03-02T15:30:00-06:00", "2017-03-01"]
    assert "3:30 p.m. CST" in " ".join(Page(body).words)
