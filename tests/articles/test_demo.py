"""The demonstration newsroom, loaded once for all tests of this file: interrupted halfway, then finished."""

import datetime
import re

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from articles.content import paragraphs_of
from articles.demo import desk, sign_ins
from articles.demo.builders import central
from articles.demo.loading import load
from articles.demo.reference_story import SLUG
from articles.enums import CorrectionKind, Coverage, EditionKind, Label, State, UpdateState
from articles.models import Author, Correction, Edition, FrontVersion, LiveUpdate, Section, Series, Story
from articles.rails import BACKGROUND, rails
from articles.series import places_of
from newsroom.accounts.models import User
from newsroom.lib import renditions
from newsroom.lib.html import plain

pytestmark = pytest.mark.django_db

PASSWORD = "a password for the demonstration"
HALFWAY = 90


class Interrupted(Exception):
    """Somebody pressed Ctrl-C."""


def interrupt(done, total, what):
    if done == HALFWAY:
        raise Interrupted


@pytest.fixture(scope="module", autouse=True)
def demonstration(django_db_setup, django_db_blocker):
    """Load everything in a transaction that is rolled back at the end; one small copy a photo is enough."""
    with django_db_blocker.unblock(), transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(renditions, "WIDTHS", (320,))
        with pytest.raises(Interrupted):
            load(PASSWORD, interrupt)
        load(PASSWORD)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def reference():
    return Story.objects.get(slug=SLUG)


def everything():
    """How many rows there are of each model, and the newest of each."""
    return {
        model._meta.label: (model.objects.count(), model.objects.aggregate(Max("pk"))["pk__max"])
        for label in ("accounts", "articles", "outbox", "topics")
        for model in apps.get_app_config(label).get_models(include_auto_created=True)
    }


def test_second_load_changes_nothing(capsys):
    before = everything()
    saved = list(Story.objects.order_by("pk").values_list("version", "updated_at"))

    call_command("demo")

    assert everything() == before
    assert list(Story.objects.order_by("pk").values_list("version", "updated_at")) == saved
    assert "stories" in capsys.readouterr().out


def test_there_is_enough_to_look_at():
    published = Edition.objects.public()
    assert published.count() >= 45
    per_section = {section: published.filter(section=section).count() for section in Section.objects.all()}
    assert len(per_section) >= 6
    assert min(per_section.values()) >= 4
    assert {edition.card["label"] for edition in published} >= set(Label) - {Label.LIVE}


def test_every_published_story_is_whole():
    for edition in Edition.objects.public().select_related("revision"):
        content = edition.content
        assert content["dek"], content["headline"]
        assert content["byline"], content["headline"]
        assert content["topics"], content["headline"]
        assert len(content["blocks"]) >= 1, content["headline"]
        assert not re.search(r"[\"'{}]", plain(edition.body_html)), content["headline"]


def test_reference_story_has_an_edition_for_each_turn_of_its_day(reference):
    editions = list(reference.editions.order_by("number"))
    assert [edition.kind for edition in editions] == [
        EditionKind.FIRST,
        EditionKind.UPDATE,
        EditionKind.CORRECTION,
        EditionKind.UPDATE,
        EditionKind.UPDATE,
        EditionKind.MINOR,
    ]
    assert {timezone.localtime(edition.goes_live_at).date() for edition in editions} == {
        datetime.date(2017, 3, 2)
    }
    assert reference.first_published_at == editions[0].goes_live_at == central("2017-03-02 09:10")
    assert all(edition.note for edition in editions)
    assert editions[2].listed_at == editions[1].listed_at
    assert editions[0].card["headline"] != editions[3].card["headline"]
    assert [edition.card["label"] for edition in editions[2:4]] == [Label.BREAKING, Label.UPDATED]


def test_reference_story_marks_what_was_added_when(reference):
    edition = reference.live_edition
    seen = {plain(p["html"]): edition.first_seen[p["id"]] for p in paragraphs_of(edition.content)}

    def first_seen(words):
        return next(number for text, number in seen.items() if words in text)

    assert first_seen("The exchange of Jan. 10") == 1
    assert first_seen("Pelosi said recusal") == 2
    assert first_seen("passes to Dana Boente") == 4
    assert first_seen("In a letter sent") == 5
    assert central("2017-03-02 15:55").isoformat() in edition.body_html


def test_corrected_paragraph_stays_the_same_paragraph(reference):
    wrong, right = (reference.editions.get(number=number) for number in (2, 3))

    def second_meeting(edition):
        return next(p for p in paragraphs_of(edition.content) if "The second took place" in p["html"])

    assert "August" in second_meeting(wrong)["html"]
    assert "September" in second_meeting(right)["html"]
    assert second_meeting(wrong)["id"] == second_meeting(right)["id"]
    assert "August" not in right.body_html + right.key_points_html
    assert reference.corrections.get().edition == right


def test_corrections_of_every_kind_are_told():
    assert set(Correction.objects.values_list("kind", flat=True)) == set(CorrectionKind)
    assert all(
        correction.created_at == correction.edition.goes_live_at for correction in Correction.objects.all()
    )


def test_reference_story_is_covered_live(reference):
    updates = list(LiveUpdate.objects.public().filter(story=reference))
    assert [timezone.localtime(update.posted_at).strftime("%H:%M") for update in updates] == [
        "15:52",
        "15:30",
        "13:45",
        "12:50",
        "11:40",
    ]
    assert [update.is_key for update in updates] == [False, True, False, False, False]
    assert updates[1].said and updates[1].said_by.slug == "jeff-sessions"
    assert reference.coverage == Coverage.OPEN
    assert reference.coverage_opened_at == updates[-1].posted_at


def test_every_link_to_an_outlet_carries_its_mark(reference):
    body = reference.live_edition.body_html
    links = re.findall(r'<a href="(https://[^"]+)">((?:(?!</a>).)*)</a>', body)
    in_text = [words for address, words in links if words not in ("read the original", "See it on Twitter")]
    assert len(in_text) >= 7
    assert all('class="mk"' in words for words in in_text)


def test_every_story_that_another_leads_to_can_be_read(client):
    linked = set()
    for edition in Edition.objects.public().select_related("revision"):
        linked |= {link["story"]["id"] for link in edition.content["related"] if link["story"]}
        linked |= {block["story"]["id"] for block in edition.content["blocks"] if block["type"] == "story"}
    assert len(linked) > 15
    readable = Story.objects.published().in_bulk(linked)
    assert set(readable) == linked
    for story in readable.values():
        assert client.get(story.get_absolute_url()).status_code == 200


def test_rails_of_reference_story_are_filled(reference):
    found = rails(reference, reference.live_edition.content)
    assert len(found["background"]) == BACKGROUND
    assert len(found["next_up"]) == 8
    assert found["next_up"][0].title.startswith("Three goals")


def test_readers_see_the_last_revision_of_every_story_but_one():
    changed = [
        story.slug
        for story in Story.objects.published().select_related("live_edition")
        if story.latest_revision_id != story.live_edition.revision_id
    ]
    assert changed == [piece.slug for piece in desk.REVISED]


def test_desk_has_something_in_every_queue():
    unseen = Story.objects.filter(live_edition=None, queued_edition=None)
    assert sorted(unseen.values_list("state", flat=True)) == sorted(
        [State.DRAFT, State.DRAFT, State.SUBMITTED, State.CHANGES_REQUESTED]
    )
    assert unseen.get(state=State.SUBMITTED).created_by.email == "contributor@newsroom.test"
    assert {story.created_by.email for story in unseen.filter(state=State.DRAFT)} == {
        "reporter@newsroom.test"
    }
    scheduled = Story.objects.get(queued_edition__isnull=False)
    goes_live = timezone.localtime(scheduled.queued_edition.goes_live_at)
    assert (goes_live.hour, goes_live.minute) == (6, 0)
    assert goes_live > timezone.now()
    assert Story.objects.filter(coverage=Coverage.OPEN).count() == 2
    assert Story.objects.filter(coverage=Coverage.CLOSED).count() == 1
    assert LiveUpdate.objects.get(state=UpdateState.SUBMITTED).created_by.email == "contributor@newsroom.test"


def test_live_stories_of_the_day_tell_nothing_before_its_time():
    for piece in desk.live_stories(timezone.now()):
        updates = LiveUpdate.objects.filter(story__slug=piece.slug)
        first = Story.objects.get(slug=piece.slug).first_published_at
        assert all(first <= update.posted_at <= timezone.now() for update in updates)


def test_front_page_leads_with_the_reference_story(reference):
    version = FrontVersion.objects.showing().get(front__section=None)
    lead, *others = version.arrangement["wells"]
    assert lead["slots"][0]["story"] == reference.pk
    assert len(lead["slots"][0]["related"]) == 2
    assert [well["kind"] for well in others] == ["strip", "strip", "sections"]
    assert FrontVersion.objects.showing().filter(front__section__slug="minnesota").exists()


def test_sign_ins_are_one_for_each_role():
    users = {user.email: user for user in User.objects.prefetch_related("groups")}
    assert len(sign_ins()) == 5
    for email, role in sign_ins():
        assert [group.name for group in users[email].groups.all()] == [role]
        assert users[email].check_password(PASSWORD)
    assert Author.objects.filter(user=None).count() >= 1


def test_a_series_has_parts_to_come_and_a_package_has_the_reference_story(client, reference):
    after_dark, recusal = Series.objects.order_by("pk")
    story = Story.objects.for_page().get(pk=after_dark.parts.first().story_id)
    place = places_of(story, {"headline": ""}, story.parts)[0]
    assert (len(place.parts), place.total, after_dark.parts.count()) == (3, 5, 4)
    assert reference in [part.story for part in recusal.parts.select_related("story")]
    assert client.get(after_dark.get_absolute_url()).status_code == 200


def test_the_reference_storys_background_is_a_timeline(reference):
    timeline = rails(reference, reference.live_edition.content)["timeline"]
    assert sum(item.is_this for group in timeline for item in group["items"]) == 1
    assert {group["unit"] for group in timeline} == {"month"}
