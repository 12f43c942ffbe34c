"""The tags and filters that every page uses."""

import datetime
import re
from urllib.parse import urljoin

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.urls import reverse
from django.utils import translation

from newsroom.templatetags.newsroom_tags import (
    absolute,
    host,
    largest,
    photo,
    same_day,
    unbroken,
    web,
    when,
)


def utc(*parts):
    return datetime.datetime(*parts, tzinfo=datetime.UTC)


def shown(html):
    return re.sub(r"<[^>]*>", "", html)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        # Around midnight in Chicago, which is 6 a.m. in UTC in winter and 5 a.m. in summer.
        (utc(2017, 3, 3, 5, 59), "Thursday, March 2, 2017, 11:59 p.m. CST"),
        (utc(2017, 3, 3, 6, 0), "Friday, March 3, 2017, midnight CST"),
        (utc(2017, 7, 4, 4, 59), "Monday, July 3, 2017, 11:59 p.m. CDT"),
        (utc(2017, 7, 4, 5, 0), "Tuesday, July 4, 2017, midnight CDT"),
        (utc(2017, 12, 31, 18, 0), "Sunday, Dec. 31, 2017, noon CST"),
        (utc(2018, 1, 1, 5, 30), "Sunday, Dec. 31, 2017, 11:30 p.m. CST"),
        # The hour that is skipped in spring, and the one that comes twice in autumn.
        (utc(2017, 3, 12, 7, 59), "Sunday, March 12, 2017, 1:59 a.m. CST"),
        (utc(2017, 3, 12, 8, 0), "Sunday, March 12, 2017, 3 a.m. CDT"),
        (utc(2017, 11, 5, 6, 30), "Sunday, Nov. 5, 2017, 1:30 a.m. CDT"),
        (utc(2017, 11, 5, 7, 30), "Sunday, Nov. 5, 2017, 1:30 a.m. CST"),
    ],
)
def test_times_are_absolute_and_in_the_newsrooms_zone(moment, expected):
    assert shown(when(moment, "full")) == expected


def test_time_element_carries_the_offset():
    assert (
        when(utc(2017, 11, 5, 6, 30), "date")
        == '<time datetime="2017-11-05T01:30:00-05:00">Nov. 5, 2017</time>'
    )
    assert 'datetime="2017-11-05T01:30:00-06:00"' in when(utc(2017, 11, 5, 7, 30))


def test_styles_of_a_time():
    moment = utc(2017, 3, 2, 21, 52)
    assert shown(when(moment, "time")) == "3:52 p.m. CST"
    assert shown(when(moment, "date")) == "March 2, 2017"
    assert shown(when(moment)) == "March 2, 2017, 3:52 p.m. CST"


def test_texts_of_content_are_times_too():
    assert shown(when("2017-03-02T21:52:00+00:00")) == "March 2, 2017, 3:52 p.m. CST"
    assert when("2017-01-10") == '<time datetime="2017-01-10">Jan. 10, 2017</time>'
    assert when(datetime.date(2017, 1, 10)) == when("2017-01-10")
    assert when(None) == when("") == ""


def test_zones_without_a_name(settings):
    settings.TIME_ZONE = "America/Sao_Paulo"
    assert shown(when(utc(2017, 7, 2, 21, 52), "time")) == "6:52 p.m. UTC−3"
    settings.TIME_ZONE = "Asia/Kathmandu"
    assert shown(when(utc(2017, 7, 2, 21, 52), "time")) == "3:37 a.m. UTC+545"


def test_same_day_is_the_newsrooms_day():
    assert same_day(utc(2017, 3, 2, 7), utc(2017, 3, 3, 5, 59))
    assert not same_day(utc(2017, 3, 3, 5, 59), utc(2017, 3, 3, 6))


PHOTO = {
    "renditions": [
        [320, 213, "p/320.webp"],
        [640, 427, "p/640.webp"],
        [1500, 1000, "p/1500.webp"],
    ],
    "alt": 'A "lake".',
}


def test_a_photo_of_the_first_releases_offers_its_sizes():
    assert photo(PHOTO, "39rem") == (
        '<picture><img src="/media/p/640.webp" '
        'srcset="/media/p/320.webp 320w, /media/p/640.webp 640w, /media/p/1500.webp 1500w" sizes="39rem" '
        'width="1500" height="1000" alt="A &quot;lake&quot;." decoding="async" loading="lazy"></picture>'
    )


NEW = PHOTO | {
    "renditions": [[320, 213, "photos/x/a-320.webp"], [1600, 1067, "photos/x/a-1600.webp"]],
    "focus": [32, 100],
}
SETS = 'srcset="/media/photos/x/a-320.{0} 320w, /media/photos/x/a-1600.{0} 1600w" sizes="39rem">'


def test_a_photo_offers_formats_and_sizes_and_says_what_stays_in_a_crop():
    assert photo(NEW, "39rem", is_first=True) == (
        f'<picture><source type="image/webp" {SETS.format("webp")}<img src="/media/photos/x/a-320.jpg" '
        'width="1600" height="1067" alt="A &quot;lake&quot;." class="fx3 fy10" decoding="async" '
        'fetchpriority="high"></picture>'
    )


def test_a_photo_offers_avif_first_once_it_is_there():
    html = photo(NEW | {"has_avif": True}, "39rem")
    assert html.startswith(
        f'<picture><source type="image/avif" {SETS.format("avif")}<source type="image/webp"'
    )


def test_the_picture_that_goes_with_a_link():
    assert largest(NEW)["url"].endswith("/media/photos/x/a-1600.jpg")
    assert largest(PHOTO)["url"].endswith("/media/p/1500.webp")
    cut = largest(NEW | {"share": [1200, 675, "photos/x/a-share-50-50.jpg"]})
    assert (cut["width"], cut["height"]) == (1200, 675)
    assert cut["url"].endswith("/media/photos/x/a-share-50-50.jpg")


def test_photo_that_is_seen_first_is_not_lazy():
    html = photo(PHOTO, is_first=True)
    assert "lazy" not in html
    assert 'fetchpriority="high"' in html


def test_photo_beside_a_name_says_nothing():
    assert ' alt=""' in photo(PHOTO, alt="")


def test_no_photo():
    assert photo(None) == photo({"renditions": [], "alt": ""}) == ""


def test_only_addresses_of_the_web_become_links():
    assert web("https://a.example/") == "https://a.example/"
    for address in [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        "//a.example/",
        "data:text/html,x",
        "ftp://a/",
        "",
        None,
    ]:
        assert web(address) == ""


def test_addresses(settings):
    settings.NEWSROOM = settings.NEWSROOM | {"base_url": "https://news.example"}
    assert absolute("/a/") == "https://news.example/a/"
    assert absolute("https://cdn.example/a") == "https://cdn.example/a"
    assert host("https://www.a.example:8000/b") == "a.example:8000"


def test_scores_stay_on_one_line_and_words_stay_text():
    assert unbroken("Confirmed, <52-47>") == 'Confirmed, &lt;<span class="nb">52-47</span>&gt;'
    assert unbroken("<b> no score") == "<b> no score"  # left for the template to escape


# --- what is rendered once ---------------------------------------------------------------------------


def times_rendered(source, *contexts):
    """Return what the template `source` makes of each of `contexts`, which have a function `count`."""
    template = Template("{% load newsroom_tags i18n %}" + source)
    counted = iter(range(1, 100))
    return [template.render(Context(context | {"count": counted.__next__})) for context in contexts]


def test_a_part_is_rendered_once_for_each_stamp():
    source = "{% once stamp number %}{{ count }}{% endonce %}"
    stamps = [(b"a", 1), (b"a", 1), (b"a", 2), (b"b", 1), (b"a", None), (b"a", 1), (b"a", None)]
    contexts = [{"stamp": stamp, "number": number} for stamp, number in stamps]
    assert times_rendered(source, *contexts) == ["1", "1", "2", "3", "4", "1", "4"]


def test_what_has_no_stamp_is_rendered_each_time():
    source = "{% once stamp number %}{{ count }}{% endonce %}"
    assert times_rendered(source, {"number": 1}, {"number": 1}, {"stamp": b""}) == ["1", "2", "3"]


def test_two_parts_of_one_stamp_are_two():
    source = "{% once stamp %}a{{ count }}{% endonce %}{% once stamp %}b{{ count }}{% endonce %}"
    assert times_rendered(source, {"stamp": b"a"}, {"stamp": b"a"}) == ["a1b2", "a1b2"]


def test_each_language_has_its_own():
    template = Template(
        '{% load newsroom_tags i18n %}{% once stamp %}{% translate "Corrections" %}{% endonce %}'
    )
    found = []
    for language in ("en", "es", "en"):
        with translation.override(language):
            found.append(template.render(Context({"stamp": b"a"})))
    assert found[0] == found[2] != found[1]


def test_a_part_needs_a_stamp():
    with pytest.raises(TemplateSyntaxError, match="needs a stamp"):
        Template("{% load newsroom_tags %}{% once %}{% endonce %}")


# --- addresses of pages ------------------------------------------------------------------------------


def test_a_pages_address_is_djangos():
    source = (
        "{% load newsroom_tags %}{% url 'topic' slug %} {% url 'topic' slug=slug %}"
        "{% url 'topic' slug as path %} {{ path }} {% url 'nowhere' as none %}{{ none }}"
    )
    for slug in ("courts", "a&b", "courts"):
        path = reverse("topic", args=[slug]).replace("&", "&amp;")
        assert Template(source).render(Context({"slug": slug})).split() == [path] * 3


@pytest.mark.parametrize(
    "path", ["/a/./b", "/a/../b", "//else.example/", "https://a.example/", "?a", "", None]
)
def test_addresses_that_are_no_plain_path_are_joined_as_the_web_does(path):
    assert absolute(path) == urljoin("http://127.0.0.1:8000", path or "/")
