"""What machines are told of each page: a story, the lists, the people, and who publishes it all."""

import datetime
import re

import pytest
from django.utils import timezone

from articles import publishing
from articles.enums import Label
from articles.models import Photo
from tests.articles.test_structured_data import BLOCK, PUBLISHER, SITE, told_at
from tests.articles.whole import AFTERNOON, MORNING, whole_story
from tests.factories import (
    AuthorFactory,
    PersonFactory,
    PhotoFactory,
    SectionFactory,
    SourceFactory,
    StoryFactory,
    TopicFactory,
    UserFactory,
    posted,
    published,
)
from topics.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def by():
    return UserFactory(role="administrator")


def crumbs(client, address):
    """The names and addresses that lead to a page, without the front's."""
    items = told_at(client, address)["BreadcrumbList"]["itemListElement"]
    assert [item["position"] for item in items] == list(range(1, len(items) + 1))
    assert (items[0]["name"], items[0]["item"]) == ("North Star Bulletin", f"{SITE}/")
    return [(item["name"], item["item"].removeprefix(SITE)) for item in items[1:]]


def test_a_story_with_everything(client, by):
    story = whole_story()
    correction = ("correction", "It was <b>September</b>.")
    publishing.publish(story=story, by=by, correction=correction, goes_live_at=AFTERNOON)
    article = told_at(client, story.get_absolute_url())["ReportageNewsArticle"]
    address = f"{SITE}{story.get_absolute_url()}"
    source = {"@type": "Organization", "name": "The Washington Post", "url": f"{SITE}/sources/post/"}
    photo = Photo.objects.get(caption="A lectern.")

    def somebody(name, page):
        return {"@type": "Person", "name": name, "url": f"{SITE}/{page}/"}

    assert article == {
        "@context": "https://schema.org",
        "@type": "ReportageNewsArticle",
        "@id": address,
        "url": address,
        "mainEntityOfPage": address,
        "headline": "Attorney general recuses himself",
        "description": "A day after two meetings came to light.",
        "inLanguage": "en-us",
        "image": f"{SITE}{photo.url(1500)}",
        "datePublished": "2017-03-02T09:10:00-06:00",
        "dateModified": "2017-03-02T15:52:00-06:00",
        "author": [
            somebody("Ingrid Solberg", "authors/ingrid"),
            somebody("Pa Houa Vang", "authors/pa-houa"),
        ],
        "translator": [somebody("Maren Lie", "authors/maren")],
        "publisher": PUBLISHER,
        "isAccessibleForFree": True,
        "articleSection": "Washington",
        "keywords": ["Russia and the election"],
        "about": [{"@type": "Thing", "name": "Russia and the election", "url": f"{SITE}/topics/russia/"}],
        "mentions": [
            somebody("Sergey Kislyak", "people/kislyak"),
            somebody("Al Franken", "people/al-franken"),
        ],
        "citation": [
            {
                "@type": "CreativeWork",
                "name": "that the meetings took place",
                "url": "https://post.example/a",
                "publisher": source,
            }
        ],
        "correction": [
            {
                "@type": "CorrectionComment",
                "text": "It was <b>September</b>.",
                "datePublished": "2017-03-02T15:52:00-06:00",
            }
        ],
        "speakable": {
            "@type": "SpeakableSpecification",
            "cssSelector": [".story-head h1", ".story-head .standfirst"],
        },
    }


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        (Label.NONE, "NewsArticle"),
        (Label.BREAKING, "ReportageNewsArticle"),
        (Label.ANALYSIS, "AnalysisNewsArticle"),
        (Label.OPINION, "OpinionNewsArticle"),
        (Label.EXPLAINER, "BackgroundNewsArticle"),
    ],
)
def test_a_label_says_what_kind_of_work_it_is(client, by, label, kind):
    story = published(by=by, label=label, dek="")
    article = told_at(client, story.get_absolute_url())[kind]
    assert article["author"] == PUBLISHER
    assert article["datePublished"] == article["dateModified"]
    assert not {"description", "image", "correction", "citation", "mentions", "about"} & set(article)


def test_a_source_without_a_page_elsewhere_and_an_organisation(client, by):
    ours = PersonFactory(name="The Senate", kind=Person.Kind.ORGANISATION, slug="senate")
    story = published(by=by, people=[ours], sources=[SourceFactory(name="The Post", slug="post")])
    article = told_at(client, story.get_absolute_url())["NewsArticle"]
    assert article["mentions"] == [
        {"@type": "Organization", "name": "The Senate", "url": f"{SITE}/people/senate/"}
    ]
    assert "url" not in article["citation"][0]
    assert article["citation"][0]["publisher"]["name"] == "The Post"


def test_a_person(client):
    person = PersonFactory(name="Al Franken", slug="al", summary="A senator.", portrait=PhotoFactory())
    person.facts.create(label="Born", value="1951")
    person.facts.create(label="Website", value="https://franken.example/", ordering=1)
    person.facts.create(label="Hostile", value="javascript:alert(1)", ordering=2)
    page = told_at(client, "/people/al/")["ProfilePage"]
    image = page["mainEntity"].pop("image")
    assert image.startswith(f"{SITE}/media/")
    assert page == {
        "@context": "https://schema.org",
        "@type": "ProfilePage",
        "@id": f"{SITE}/people/al/",
        "url": f"{SITE}/people/al/",
        "mainEntity": {
            "@type": "Person",
            "name": "Al Franken",
            "description": "A senator.",
            "jobTitle": "senator from Minnesota",
            "sameAs": ["https://franken.example/"],
            "url": f"{SITE}/people/al/",
        },
    }
    html = client.get("/people/al/").content.decode()
    assert '<a href="https://franken.example/">' in html and 'href="javascript:' not in html


def test_an_organisation_has_no_job(client):
    PersonFactory(name="The Senate", slug="senate", kind=Person.Kind.ORGANISATION)
    about = told_at(client, "/people/senate/")["ProfilePage"]["mainEntity"]
    assert about == {"@type": "Organization", "name": "The Senate", "url": f"{SITE}/people/senate/"}


def test_an_author(client, by):
    AuthorFactory(name="Theo", slug="theo", title="Courts reporter", bio="He writes.", user=by)
    AuthorFactory(name="Guest", slug="guest")
    about = told_at(client, "/authors/theo/")["ProfilePage"]["mainEntity"]
    assert about == {
        "@type": "Person",
        "name": "Theo",
        "jobTitle": "Courts reporter",
        "description": "He writes.",
        "worksFor": PUBLISHER,
        "url": f"{SITE}/authors/theo/",
    }
    assert "worksFor" not in told_at(client, "/authors/guest/")["ProfilePage"]["mainEntity"]


def test_lists_say_what_they_show_in_its_order(client, by):
    section = SectionFactory(slug="courts", name="Courts", description="What judges decide.")
    topic, source = (
        TopicFactory(slug="senate", name="The Senate"),
        SourceFactory(slug="post", name="The Post"),
    )
    names = {"section": section, "topics": [topic], "sources": [source]}
    old = published(by=by, at=MORNING, headline="Older", **names)
    new = published(by=by, at=AFTERNOON, headline="Newer", **names)
    for address, name in (
        ("/sections/courts/", "Courts"),
        ("/topics/senate/", "The Senate"),
        ("/sources/post/", "The Post"),
        ("/latest/", "Everything, newest first"),
    ):
        page = told_at(client, address)["CollectionPage"]
        assert (page["name"], page["url"], page["publisher"]) == (name, f"{SITE}{address}", PUBLISHER)
        assert page["mainEntity"] == {
            "@type": "ItemList",
            "itemListElement": [
                {
                    "@type": "ListItem",
                    "position": position,
                    "url": f"{SITE}{story.get_absolute_url()}",
                    "name": story.headline,
                }
                for position, story in enumerate((new, old), start=1)
            ],
        }
    assert "mainEntity" not in told_at(client, TopicFactory().get_absolute_url())["CollectionPage"]


def test_older_pages_are_no_list_of_their_own(client, by):
    section = SectionFactory()
    for number in range(21):
        published(by=by, section=section, at=MORNING + datetime.timedelta(minutes=number))
    older = client.get(section.get_absolute_url()).context["page"].older
    assert set(told_at(client, section.get_absolute_url(), after=older)) == {"BreadcrumbList"}


def test_every_page_says_where_it_stands(client, by):
    section = SectionFactory(slug="courts", name="Courts")
    story = published(by=by, at=MORNING, headline="The vote", section=section, language="es")
    update = posted(story, by=by, headline="It begins")
    above = [("Courts", "/sections/courts/"), ("The vote", story.get_absolute_url())]
    updates = [*above, ("Updates", story.get_updates_url())]
    for address in (story.get_absolute_url(), f"{story.get_absolute_url()}v1/", story.get_history_url()):
        assert crumbs(client, address) == above
    assert crumbs(client, story.get_updates_url()) == updates
    assert crumbs(client, update.get_absolute_url()) == [*above, ("It begins", update.get_absolute_url())]
    for address in ("/sections/courts/", "/latest/", "/corrections/"):
        ((_name, path),) = crumbs(client, address)
        assert path == address
    for row in (PersonFactory(), TopicFactory(), SourceFactory(), AuthorFactory()):
        assert crumbs(client, row.get_absolute_url()) == [(row.name, row.get_absolute_url())]


def test_the_front_says_who_publishes_and_by_which_policies(client, settings):
    settings.NEWSROOM = settings.NEWSROOM | {"trust": {"ethicsPolicy": "/standards/"}}
    organisation, site = told_at(client, "/")["@graph"]["@graph"]
    assert organisation == PUBLISHER | {
        "description": "Independent local news, reported in the open",
        "ethicsPolicy": f"{SITE}/standards/",
    }
    assert site == {"@type": "WebSite", "name": "North Star Bulletin", "url": f"{SITE}/"}


def test_no_text_ends_a_block(client, by):
    hostile = '</script><script>alert(1)</script>"\u2028<!--'
    names = {
        "section": SectionFactory(name=hostile[:80], slug="s"),
        "topics": [TopicFactory(name=hostile, slug="t", description=hostile)],
        "people": [PersonFactory(name=hostile, slug="p", summary=hostile, role=hostile)],
        "authors": [AuthorFactory(name=hostile, slug="a", bio=hostile, title=hostile)],
        "sources": [SourceFactory(name=hostile, slug="o", description=hostile)],
    }
    story = published(by=by, headline=hostile, dek=hostile, **names)
    publishing.publish(story=story, by=by, correction=("correction", hostile))
    pages = ("/sections/s/", "/topics/t/", "/people/p/", "/authors/a/", "/sources/o/", "/latest/", "/")
    for address in (story.get_absolute_url(), story.get_history_url(), "/corrections/", *pages):
        html = client.get(address).content.decode()
        assert "alert(1)</script>" not in html, address
        for block in BLOCK.findall(html):
            assert "<" not in block and "\u2028" not in block, address
        assert told_at(client, address), address
    assert told_at(client, story.get_absolute_url())["NewsArticle"]["headline"] == hostile


def test_a_preview_tells_machines_nothing(client, by):
    story = StoryFactory(by=by)
    client.force_login(by)
    html = client.get(f"/admin/articles/story/{story.pk}/draft/").content.decode()
    assert "<article" in html and not BLOCK.search(html)


def test_a_story_in_another_language_says_so(client, by):
    story = published(by=by, language="es", authors=[AuthorFactory(slug="theo")])
    html = client.get(story.get_absolute_url()).content.decode()
    link = re.search(r'rel="alternate"\s+hreflang="es"\s+href="([^"]+)"', html)
    assert link[1] == f"{SITE}{story.get_absolute_url()}"
    assert f'<meta property="article:author" content="{SITE}/authors/theo/">' in html
    assert told_at(client, story.get_absolute_url())["NewsArticle"]["inLanguage"] == "es"
    assert "hreflang" not in client.get(published(by=by).get_absolute_url()).content.decode()


def test_an_update_is_news_of_the_story(client, by):
    story = published(by=by, at=MORNING)
    update = posted(story, by=by)
    changed = told_at(client, story.get_absolute_url())["NewsArticle"]["dateModified"]
    assert changed == timezone.localtime(update.posted_at).isoformat(timespec="seconds")
