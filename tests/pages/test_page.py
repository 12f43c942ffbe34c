"""A page about the newsroom, as readers see it, and what leads there."""

import json
import re

import pytest

from newsroom.pages import publishing
from newsroom.pages.owed import OWED
from tests.articles.whole import text_of
from tests.factories import AuthorFactory, SectionFactory, UserFactory, draft_page, published, published_page

pytestmark = pytest.mark.django_db


def told(response):
    """Return what machines are told on a page, by its type."""
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', response.content.decode())
    return {data.get("@type", "graph"): data for data in map(json.loads, found)}


@pytest.mark.parametrize("slug", [*OWED, "prize"])
def test_each_has_its_address(client, slug):
    address = f"/{slug}/" if slug in OWED else f"/pages/{slug}/"
    assert client.get(address).status_code == 404
    draft_page(slug)
    assert client.get(address).status_code == 404
    published_page(slug, title="Who we are", summary="In a word.", text="<h2>Here</h2><p>We are.</p>")
    response = client.get(address)
    words = text_of(response)
    for expected in ("Who we are", "In a word.", "Here", "We are.", "Published", "v1"):
        assert expected in words
    html = response.content.decode()
    assert f'rel="canonical" href="http://127.0.0.1:8000{address}">' in html
    assert '<meta name="description" content="In a word.">' in html
    assert {*told(response)} == {OWED[slug].kind if slug in OWED else "WebPage", "BreadcrumbList"}


@pytest.mark.parametrize("address", ["/pages/about/", "/pages/", "/prize/", "/pages/a/b/", "/about/x/"])
def test_no_page_has_a_second_address(client, address):
    published_page("about")
    published_page("prize")
    assert client.get(address).status_code == 404


def test_the_footer_leads_to_what_is_published_in_order(client):
    published_page("prize", title="Our prize")
    published_page("privacy", title="Privacy")
    published_page("about", title="About")
    draft_page("tips", title="Tips")
    html = client.get("/latest/").content.decode()
    foot = html[html.index("foot-policies") :]
    assert foot.index(">About<") < foot.index(">Privacy<") < foot.index(">Our prize<")
    assert "Tips" not in html
    published_page("tips", title="Tips")
    assert 'href="/tips/"' in client.get("/latest/").content.decode()


def test_nothing_of_it_in_an_empty_newsroom(client):
    html = client.get("/").content.decode()
    assert "How we work" not in html
    assert "correctionsPolicy" not in html


def test_settings_win_over_pages(client, settings):
    published_page("standards", title="Standards")
    published_page("corrections-policy", title="Corrections policy")
    settings.NEWSROOM = settings.NEWSROOM | {
        "policies": {"Standards": "https://group.example/standards/"},
        "trust": {"ethicsPolicy": "https://group.example/standards/"},
    }
    response = client.get("/")
    html = response.content.decode()
    assert 'href="https://group.example/standards/"' in html
    assert 'href="/standards/"' not in html
    organisation = told(response)["graph"]["@graph"][0]
    assert organisation["ethicsPolicy"] == "https://group.example/standards/"
    assert organisation["publishingPrinciples"] == "http://127.0.0.1:8000/standards/"
    assert organisation["correctionsPolicy"] == "http://127.0.0.1:8000/corrections-policy/"


def test_the_list_of_corrections_leads_to_the_policy(client):
    assert "How we correct" not in text_of(client.get("/corrections/"))
    published_page("corrections-policy")
    assert '<a href="/corrections-policy/">How we correct</a>' in client.get("/corrections/").content.decode()


def test_the_masthead_lists_who_signs_in(client):
    AuthorFactory(name="Ingrid Solberg", slug="ingrid", title="Correspondent", user=UserFactory())
    AuthorFactory(name="Left Us", user=UserFactory(is_active=False))
    AuthorFactory(name="A Guest")
    published_page("masthead", lists_authors=True)
    response = client.get("/masthead/")
    assert 'href="/authors/ingrid/"' in response.content.decode()
    words = text_of(response)
    assert "Correspondent" in words
    assert "Left Us" not in words
    assert "A Guest" not in words


def test_last_changed_and_every_version(client):
    published_page(text="<p>One.</p>")
    published_page(text="<p>Two.</p>", note="Two was said.")
    words = text_of(client.get("/about/"))
    for expected in ("Last changed", "Two was said.", "First published.", "Read v1", "Read v2"):
        assert expected in words


def test_sections_and_pages_cost_one_query(client, django_assert_num_queries):
    for _number in range(3):
        SectionFactory()
        published()
    client.get("/latest/")
    with django_assert_num_queries(2):
        client.get("/latest/")
    for slug in OWED:
        published_page(slug)
    with django_assert_num_queries(2):
        client.get("/latest/")
    with django_assert_num_queries(2):
        client.get("/about/")


def test_sections_keep_their_order(client):
    SectionFactory(name="Aardvarks", slug="a", ordering=2)
    SectionFactory(name="Zebras", slug="z", ordering=1)
    SectionFactory(name="Hidden", slug="h", ordering=0, in_menu=False)
    published_page("about", title="Mice")
    html = client.get("/latest/").content.decode()
    assert html.index("Zebras") < html.index("Aardvarks")
    assert "Hidden" not in html


def test_the_map_has_what_is_published(client):
    published_page("about")
    published_page("prize")
    draft_page("tips")
    text = client.get("/sitemaps/pages.xml").content.decode()
    assert "http://127.0.0.1:8000/about/<" in text
    assert "http://127.0.0.1:8000/pages/prize/<" in text
    assert "tips" not in text
    assert "<lastmod>" in text
    assert "/sitemaps/pages.xml" in client.get("/sitemap.xml").content.decode()


def test_taken_down(client):
    page = published_page()
    publishing.take_down(page=page, by=UserFactory(role="editor"))
    assert client.get("/about/").status_code == 404
    assert client.get("/about/v1/").status_code == 404
    assert "/about/" not in client.get("/latest/").content.decode()


def test_hostile_words_stay_words(client):
    published_page(title="<b>x</b>", summary='"><script>alert(1)</script>', text="<p>&lt;script&gt;</p>")
    html = client.get("/about/").content.decode()
    assert "<script>alert" not in html
    assert "<b>x</b>" not in html
