import copy
import datetime

import pytest

from articles import publishing, saving
from articles.enums import Check, Level
from articles.models import PreflightRule
from articles.preflight import inspect
from tests.factories import PersonFactory, PhotoFactory, SourceFactory, StoryFactory, UserFactory

pytestmark = pytest.mark.django_db


def content_of(**kwargs):
    return StoryFactory(**kwargs).latest_revision.content


def checks(content):
    return [finding.check for finding in inspect(content)]


def test_a_clean_story_has_no_findings():
    assert checks(content_of()) == []


def test_dek_and_headline():
    assert checks(content_of(dek="", headline="H" * 80)) == [Check.HEADLINE_LONG, Check.DEK_EMPTY]


def test_the_lead_photo_counts_and_a_decorative_one_leads_nothing():
    decorative = PhotoFactory(alt="", is_decorative=True)
    assert checks(content_of(lead_photo=decorative)) == [Check.ALT_MISSING]


def test_a_photo_past_its_rights_stops():
    yesterday = datetime.date.today() - datetime.timedelta(days=2)
    [finding] = inspect(content_of(lead_photo=PhotoFactory(rights_until=yesterday)))
    assert (finding.check, finding.stops, finding.place) == (Check.RIGHTS_EXPIRED, True, "lead_photo")
    assert checks(content_of(lead_photo=PhotoFactory(rights_until=datetime.date(2999, 1, 1)))) == []


def test_links_headings_and_where_they_are():
    text = (
        '<h3>Under nothing</h3><p><a href="http://example.org/">plain</a> '
        '<a href="/no/such/page/">dead</a> <a href="/latest/">fine</a> <a href="#">empty</a></p>'
    )
    content = content_of(text=text)
    found = checks(content)
    assert found == [Check.HEADING_LEVEL, Check.LINK_INSECURE, Check.LINK_DEAD, Check.LINK_DEAD]
    assert {finding.place for finding in inspect(content)} == {content["blocks"][0]["id"]}


def test_people_named_in_the_text_and_not_linked():
    klobuchar, pelosi = PersonFactory(name="Amy Klobuchar"), PersonFactory(name="Nancy Pelosi")
    text = "<p>Then Amy Klobuchar spoke. Nancy Pelosi’s office did not.</p>"
    assert {finding.person for finding in inspect(content_of(text=text))} == {klobuchar.pk, pelosi.pk}
    assert checks(content_of(text=text, people=[klobuchar, pelosi])) == []


def test_sources_linked_in_the_text_and_not_cited():
    source = SourceFactory(website="https://www.dni.gov/")
    text = '<p><a href="https://dni.gov/report">A report</a> and <a href="https://dni.gov/2">more</a>.</p>'
    [finding] = inspect(content_of(text=text))
    assert (finding.check, finding.source, finding.url) == (
        Check.SOURCE_UNCITED,
        source.pk,
        "https://dni.gov/report",
    )


def test_what_the_newsroom_sets_decides():
    content = content_of(dek="")
    rule = PreflightRule.objects.create(code=Check.DEK_EMPTY, level=Level.STOP)
    assert [finding.stops for finding in inspect(content)] == [True]
    rule.level = Level.OFF
    rule.save()
    assert inspect(content) == []


def test_a_statement_without_a_source_stops_publication():
    story = StoryFactory()
    content = copy.deepcopy(story.latest_revision.content)
    statement = {
        "id": "s1",
        "type": "statement",
        "words": [{"id": "", "tag": "p", "html": "As issued."}],
        "speaker": "The department",
        "role": "",
        "issued_where": "",
        "url": "",
        "issued_at": None,
        "person": None,
        "source": None,
    }
    content["blocks"].append(statement)
    editor = UserFactory(role="editor")
    saving.write_content(story=story, by=editor, content=content)
    with pytest.raises(publishing.ValidationError, match="Statement without a source"):
        publishing.publish(story=story, by=editor)
    assert not story.editions.exists()


def test_queries_do_not_grow_with_the_story(django_assert_max_num_queries):
    SourceFactory(website="https://www.dni.gov/")
    paragraph = '<p>Somebody Else and Nobody Here read <a href="https://dni.gov/x">it</a>.</p>'
    content = content_of(text=paragraph * 200, lead_photo=PhotoFactory())
    with django_assert_max_num_queries(5):
        inspect(content)
