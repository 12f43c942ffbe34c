import re
import time
from html.parser import HTMLParser

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from newsroom.lib.html import (
    BODY_TAGS,
    CONTAINERS,
    INLINE_TAGS,
    LEAVES,
    LISTS,
    MAX_DEPTH,
    blocks,
    clean_body,
    is_safe_address,
    lines,
    plain,
    with_whole_addresses,
)

ATTACKS = [
    "<script>alert(1)</script>",
    "<p>a<script src=//evil.test/x.js></script>b</p>",
    "<img src=x onerror=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<svg><p><style><!--</style><img src=x onerror=alert(1)>--></style></p></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<style>@import '//evil.test/x.css'</style>",
    "<template><img src=x onerror=alert(1)></template>",
    "<title><img src=x onerror=alert(1)></title>",
    "<textarea><img src=x onerror=alert(1)></textarea>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<xmp><img src=x onerror=alert(1)></xmp>",
    "<plaintext><img src=x onerror=alert(1)>",
    "<select><template><img src=x onerror=alert(1)></template></select>",
    "<p style='background:url(javascript:alert(1))' class=x id=y data-x=1>a</p>",
    "<a href=javascript:alert(1)>a</a>",
    "<a href='java\tscript:alert(1)'>a</a>",
    "<a href='java&#10;script:alert(1)'>a</a>",
    "<a href='&#106;&#97;vascript&colon;alert(1)'>a</a>",
    "<a href=' \x01javascript:alert(1)'>a</a>",
    "<a href='JaVaScRiPt:alert(1)'>a</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>a</a>",
    "<a href='vbscript:msgbox(1)'>a</a>",
    "<a href='//evil.test/'>a</a>",
    "<a href='/\\evil.test/'>a</a>",
    "<a href='\\\\evil.test/'>a</a>",
    "<a href='/\t/evil.test/'>a</a>",
    "<a href='/&#x200b;/evil.test'>a</a>",
    "<a href='http://a.test/' onclick=alert(1) target=_blank>a</a>",
    '<a href="/x<hr ">a</a><a href="/ onmouseover=alert(1) x">b</a>',
    '<a href="/x&quot; onclick=&quot;alert(1)">a</a>',
    "<a href='/x><img src=x onerror=alert(1)>'>a</a>",
    "<p>a</p></p><p>b",
    "<strong><p>a</p></strong>",
    "<table><tr><td><a href='/a'>x<p>y",
    "<a href='/1'>1<table><td><a href='/2'>2</a>",
    "<li>a<ul>b<li>c</ul>d",
    "<ul><ul><ol><p>x</p></ol></ul>text</ul>",
    "<blockquote>a<h2>b</h2><hr><ul><li><h3>c</h3></li></ul></blockquote>",
    "<b>a<i>b</b>c</i>",
    "<h1>a</h1><h5>b</h5>",
    "a\r\nb&#13;c&nbsp; d",
    "a&nbsp;<script>b</script>&nbsp;&nbsp; <i>&nbsp;</i>&nbsp; c",
    "&lt;script&gt;alert(1)&lt;/script&gt; &amp;lt;b&amp;gt; &copy 2020 AT&T & co",
    "<<p>a</p>><p",
    "<!-- <p>a</p> --><![CDATA[<p>b</p>]]><?php x ?>",
    "<p>a<br></p><p><br>&nbsp;</p><p><strong> </strong></p><ul><li></li></ul>",
]

NASTY = st.lists(
    st.one_of(
        st.sampled_from(ATTACKS),
        st.builds(
            "<{}{}{}>".format,
            st.sampled_from(["", "/"]),
            st.sampled_from(
                [
                    *sorted(BODY_TAGS),
                    "b",
                    "i",
                    "h1",
                    "h6",
                    "div",
                    "table",
                    "td",
                    "svg",
                    "math",
                    "style",
                    "select",
                ]
            ),
            st.sampled_from(
                ["", "/", " href='/a'", ' href="/b?x=1&amp;y=2"', " href='javascript:1'", " class=x"]
            ),
        ),
        st.text(max_size=12).filter(lambda text: text.isprintable()),
        st.sampled_from(
            [" ", "\n", "&nbsp;", "&", "<", ">", '"', "&#13;", "&#0;", "&lt;", "\u202e", "\U0001f600"]
        ),
    ),
    max_size=14,
).map("".join)


class Grammar(HTMLParser):
    """Fails on anything that the cleaner's grammar does not have."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open = []

    def handle_starttag(self, tag, attrs):
        above = self.open[-1] if self.open else None
        if tag in INLINE_TAGS | {"br"}:
            assert above in LEAVES | INLINE_TAGS
            assert tag not in self.open
        elif tag == "li":
            assert above in LISTS
        elif tag == "hr":
            assert above is None
        else:
            assert tag in LEAVES | CONTAINERS
            assert above in {None, "li", "blockquote"}
            assert tag == "p" or tag not in LEAVES or above is None
        if tag == "a":
            assert [name for name, _value in attrs] == ["href"]
            assert is_safe_address(attrs[0][1])
        else:
            assert attrs == []
        if tag not in ("br", "hr"):
            self.open.append(tag)
        assert sum(tag in LISTS or tag == "blockquote" for tag in self.open) <= MAX_DEPTH

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        assert self.open, data
        assert self.open[-1] in LEAVES | INLINE_TAGS, data

    def handle_comment(self, data):
        raise AssertionError(data)

    handle_decl = handle_pi = unknown_decl = handle_comment


def check(html):
    grammar = Grammar()
    grammar.feed(html)
    grammar.close()
    assert grammar.open == []


@pytest.mark.parametrize("attack", ATTACKS)
def test_what_is_cleaned_is_in_the_grammar_and_stays_the_same(attack):
    cleaned = clean_body(attack)
    check(cleaned)
    assert clean_body(cleaned) == cleaned


@given(NASTY)
def test_any_input_is_in_the_grammar_and_stays_the_same(html):
    cleaned = clean_body(html)
    check(cleaned)
    assert clean_body(cleaned) == cleaned


@given(NASTY)
def test_blocks_put_together_again_are_the_text(html):
    cleaned = clean_body(html)
    parts = blocks(cleaned)
    assert "".join("<hr>" if tag == "hr" else f"<{tag}>{inner}</{tag}>" for tag, inner in parts) == cleaned


@pytest.mark.parametrize(
    ("given", "cleaned"),
    [
        ("", ""),
        ("loose", "<p>loose</p>"),
        ("<p>a <b>b</b> <i>c</i></p>", "<p>a <strong>b</strong> <em>c</em></p>"),
        ("<h1>a</h1><h4>b</h4>", "<h2>a</h2><h3>b</h3>"),
        ("<strong><p>a</p><p>b</p></strong>", "<p><strong>a</strong></p><p><strong>b</strong></p>"),
        ("<ul><li>a</li></ul>", "<ul><li><p>a</p></li></ul>"),
        ("<blockquote>a</blockquote>", "<blockquote><p>a</p></blockquote>"),
        ("<li>a</li><li>b</li>", "<p>a</p><p>b</p>"),
        ("<ul>a<ul><li>b</ul></ul>", "<ul><li><p>a</p><ul><li><p>b</p></li></ul></li></ul>"),
        ("<p></p><p>&nbsp;<br></p><p>a</p>", "<p>a</p>"),
        ("<p>a\n  b</p>\n\n<p>c</p>", "<p>a b</p><p>c</p>"),
        ("<p>a <span> b</span><br> c</p>", "<p>a b<br>c</p>"),
        ("<p>\u00a0\u00a0&nbsp;a\u00a0b</p>", "<p>&nbsp;a&nbsp;b</p>"),
        ("<p>a</p><hr><p>b</p>", "<p>a</p><hr><p>b</p>"),
        ("<a href='/a b'>x</a>", '<p><a href="/a b">x</a></p>'),
        ("<a href='javascript:1'>x</a>", "<p>x</p>"),
        ("<a href='/a'><a href='/b'>x</a>", '<p><a href="/b">x</a></p>'),
        ("AT&T &copy; 1 < 2", "<p>AT&amp;T © 1 &lt; 2</p>"),
        ("<p>שלום <strong>עולם</strong></p>", "<p>שלום <strong>עולם</strong></p>"),
        ("<p>a<script>b</script>c</p>", "<p>ac</p>"),
    ],
)
def test_the_one_form(given, cleaned):
    assert clean_body(given) == cleaned


def test_depth_has_an_end_and_no_word_is_lost():
    cleaned = clean_body("".join(f"<ul><li>{n}" for n in range(20)))
    check(cleaned)
    assert plain(cleaned) == " ".join(map(str, range(20)))


@pytest.mark.parametrize(
    "unit",
    [
        "<ul><li>a",
        "<dl><dt>a",
        "<div>a",
        "<em></p>a",
        "<table>a",
        "<blockquote>a",
        "<strong><em>a",
        "<font>a",
    ],
)
def test_words_of_hopeless_markup_are_kept(unit):
    cleaned = clean_body(unit * 5000)
    check(cleaned)
    assert cleaned.count("a") == 5000
    assert clean_body(cleaned) == cleaned


@pytest.mark.parametrize("text", ["a\x00b", "a\ud800b", "<p>\udfff</p>"])
def test_what_cannot_be_stored_is_refused(text):
    with pytest.raises(ValidationError):
        clean_body(text)


def test_blocks_split_at_the_top_level_only():
    html = (
        "<h2>A</h2><p>b</p><ul><li><p>c</p><ul><li><p>d</p></li></ul></li><li><p>e</p></li></ul>"
        "<blockquote><p>f</p><blockquote><p>g</p></blockquote></blockquote><hr><ol><li><p>h</p></li></ol>"
    )
    assert blocks(html) == [
        ("h2", "A"),
        ("p", "b"),
        ("ul", "<li><p>c</p><ul><li><p>d</p></li></ul></li><li><p>e</p></li>"),
        ("blockquote", "<p>f</p><blockquote><p>g</p></blockquote>"),
        ("hr", ""),
        ("ol", "<li><p>h</p></li>"),
    ]


def test_lines_are_paragraphs_however_deep():
    html = clean_body("<ul><li>a<ul><li><strong>b</strong></ul><li>c</ul><p>d</p>")
    assert lines(html) == ["a", "<strong>b</strong>", "c", "d"]


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<p>a<br>b</p><p>c</p>", "a b c"),
        ("<p>a <strong>b</strong>c</p>", "a bc"),
        ("<p>1 &lt; 2 &amp;&amp; 3&nbsp;4</p>", "1 < 2 && 3 4"),
        ("<ul><li><p>a</p></li><li><p>b</p></li></ul>", "a b"),
        ("<p>&amp;lt;b&amp;gt;</p>", "&lt;b&gt;"),
        ("", ""),
    ],
)
def test_plain(html, words):
    assert plain(html) == words


@pytest.mark.parametrize(
    "address",
    [
        "https://a.test/",
        "HTTP://a.test",
        "mailto:a@b.test",
        "tel:+1",
        "/a/b",
        "/",
        "#x",
        "https://a.test/?q=//b",
    ],
)
def test_safe_addresses(address):
    assert is_safe_address(address)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "a/b",
        "?q=1",
        "javascript:1",
        "java\tscript:1",
        "\x00javascript:1",
        " javascript:1",
        "data:text/html,x",
        "blob:x",
        "file:///etc/passwd",
        "//evil.test",
        "/\\evil.test",
        "\\\\evil.test",
        "\\/evil.test",
        "/\n/evil.test",
        "\u200b//evil.test",
        "ftp://a.test",
    ],
)
def test_unsafe_addresses(address):
    assert not is_safe_address(address)


WORST = [
    "<ul><li>",
    "<ul><li>a</li></ul>",
    "<dl><dt>",
    "<em></p>",
    "<dd><li>",
    "<table>a",
    "<blockquote>",
    "<strong><p>",
    "<p>",
    "<li>",
    "<p>a</p>",
    "<p>a<br></p>",
    "<a href='/a'>a</a>",
    "<a href='/a",
    "<",
    "&",
    "&#",
    "&amp;",
    "</p>",
    "<!--",
    "\u00a0",
    "&nbsp;",
    " ",
    "a",
    "a ",
]


def seconds(function, value):
    begun = time.process_time()
    function(value)
    return time.process_time() - begun


@pytest.mark.parametrize("unit", WORST, ids=repr)
def test_time_grows_with_length_and_no_faster(unit):
    """Ten times the text takes about ten times as long, not a hundred times."""

    def work(html):
        cleaned = clean_body(html)
        blocks(cleaned)
        lines(cleaned)
        plain(cleaned)

    small, large = unit * (20_000 // len(unit)), unit * (200_000 // len(unit))
    base = max(min(seconds(work, small) for _ in range(2)), 0.01)
    assert seconds(work, large) < 40 * base


def test_no_pattern_is_slow_on_words_alone():
    assert re.fullmatch(r"<p>a+</p>", clean_body("a" * 1_000_000))


def test_links_get_whole_addresses():
    html = (
        '<p>href="/x" <a href="/y?a=1&amp;b=2">y</a>'
        ' <a href="#z">z</a> <a href="https://other.example/">o</a></p>'
    )
    assert with_whole_addresses(html, "https://news.example/2017/") == (
        '<p>href="/x" <a href="https://news.example/y?a=1&amp;b=2">y</a>'
        ' <a href="https://news.example/2017/#z">z</a> <a href="https://other.example/">o</a></p>'
    )


def test_plain_leaves_out_marks_of_sources():
    marked = '<p>the <span class="nb">Committee<abbr class="mk" title="C-SPAN">C-SPAN</abbr></span> that</p>'
    assert plain(marked) == "the Committee that"
