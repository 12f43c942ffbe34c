"""What is done to a front: saved, published, scheduled, taken back; and what readers get of it."""

import datetime
import importlib

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from articles import arranging, fronts, publishing, redaction, replacing
from articles.models import Edition, Front, FrontVersion, Photo
from newsroom.accounts.models import AuditEntry
from newsroom.outbox.models import Event
from tests.articles.fronts import arranged, on_top, well_of
from tests.articles.publications import let_time_come
from tests.factories import PhotoFactory, SectionFactory, StoryFactory, TopicFactory, UserFactory, published
from topics import merging

pytestmark = pytest.mark.django_db

HOUR = datetime.timedelta(hours=1)
MINUTE = datetime.timedelta(minutes=1)


@pytest.fixture
def by():
    return UserFactory(role="producer", name="Pa Houa Vang")


def lead(client, address="/"):
    response = client.get(address)
    assert response.status_code == 200
    return response.context["lead"].card["headline"] if response.context.get("lead") else None


def with_lead(*slots):
    return {"wells": [well_of("lead", *slots, id="lead")]}


def told():
    return list(Event.objects.filter(kind="front.published").values_list("payload", flat=True))


# --- saving ------------------------------------------------------------------------------------------


def test_a_saved_front_is_not_what_readers_see(client, by):
    first, newest = published(headline="First"), published(headline="Newest")
    front = fronts.save(front=fronts.front_of(), by=by, arrangement=with_lead(first), version=0)
    assert (front.version, front.saved_by, lead(client)) == (1, by, "Newest")
    assert fronts.save(front=front, by=by, arrangement=with_lead(first), version=1).version == 1
    fronts.publish(front=front, by=by, version=1, note=" The first. ")
    assert lead(client) == "First"
    assert told() == [{"front": front.pk, "section": None, "tags": ["front"]}]
    entry = AuditEntry.objects.get(action="front.publish")
    assert (entry.actor, entry.target_label) == (by, "Front page")
    assert newest.headline not in str(entry.detail)


def test_of_two_saves_from_one_the_second_is_kept_and_overwrites_nothing(by):
    first, second = published(), published()
    other = UserFactory(role="editor")
    front = fronts.save(front=fronts.front_of(), by=by, arrangement=with_lead(first), version=0)
    with pytest.raises(fronts.Conflict) as caught:
        fronts.save(front=front, by=other, arrangement=with_lead(second), version=0)
    front.refresh_from_db()
    assert front.arrangement["wells"][0]["slots"][0]["story"] == first.pk
    kept = caught.value.kept
    assert (kept.goes_live_at, kept.made_by) == (None, other)
    assert caught.value.front.saved_by == by
    # Theirs is brought back, and what stood is kept in its turn.
    front = fronts.restore(version=kept, by=other)
    assert front.arrangement == kept.arrangement
    assert front.versions.first().arrangement["wells"][0]["slots"][0]["story"] == first.pk
    assert fronts.shown(front) is None


def test_publishing_is_of_what_was_looked_at_and_once(by):
    front = fronts.save(front=fronts.front_of(), by=by, arrangement=with_lead(published()), version=0)
    with pytest.raises(ValidationError, match="Look again"):
        fronts.publish(front=front, by=by, version=0)
    made = fronts.publish(front=front, by=by, version=1)
    assert fronts.publish(front=front, by=by, version=1) == made
    assert FrontVersion.objects.count() == len(told()) == 1
    with pytest.raises(ValidationError, match="has passed"):
        fronts.publish(front=front, by=by, version=1, goes_live_at=timezone.now() - MINUTE)


# --- its time ----------------------------------------------------------------------------------------


def test_a_scheduled_front_appears_in_its_minute_with_every_worker_dead(client, by):
    first, second = published(headline="First"), published(headline="Second")
    on_top(first, by=by)
    front = fronts.front_of()
    front = fronts.save(front=front, by=by, arrangement=with_lead(second), version=front.version)
    at = timezone.now() + HOUR
    version = fronts.publish(front=front, by=by, version=front.version, goes_live_at=at)
    assert lead(client) == "First"
    assert len(told()) == 1
    FrontVersion.objects.filter(pk=version.pk).update(goes_live_at=timezone.now() - MINUTE)
    on_top_since = FrontVersion.objects.get(number=1)
    FrontVersion.objects.filter(pk=on_top_since.pk).update(goes_live_at=timezone.now() - HOUR)
    assert lead(client) == "Second"
    assert fronts.announce_due() == 1
    assert fronts.announce_due() == 0
    assert len(told()) == 2
    with pytest.raises(ValidationError, match="does not wait"):
        fronts.unschedule(version=version, by=by)


def test_a_scheduled_front_is_taken_back_and_kept(client, by):
    front = fronts.save(front=fronts.front_of(), by=by, arrangement=with_lead(published()), version=0)
    version = fronts.publish(front=front, by=by, version=1, goes_live_at=timezone.now() + HOUR)
    fronts.unschedule(version=version, by=by)
    version.refresh_from_db()
    assert version.goes_live_at is None
    assert fronts.announce_due() == 0
    assert not FrontVersion.objects.waiting().exists()


def test_undo_goes_back_and_forth_and_leaves_the_draft(client, by):
    first, second = published(headline="First"), published(headline="Second")
    published(headline="Newest")
    with pytest.raises(ValidationError, match="nothing to take back"):
        fronts.undo(front=fronts.front_of(), by=by)
    on_top(first, by=by)
    front = on_top(second, by=by).front
    draft = Front.objects.get().arrangement
    fronts.undo(front=front, by=by)
    assert lead(client) == "First"
    fronts.undo(front=front, by=by)
    assert lead(client) == "Second"
    assert Front.objects.get().arrangement == draft
    FrontVersion.objects.filter(number__gt=1).delete()
    assert lead(client) == "First"
    fronts.undo(front=front, by=by)
    assert lead(client) == "Newest", "before the first arrangement it filled itself"


def test_a_draft_on_the_front_appears_when_it_goes_live(client, by):
    story = StoryFactory(by=by, headline="Canary of a draft")
    published(headline="Newest")
    on_top((story, {"headline": "Canary of its own"}), by=by)
    assert "anary" not in client.get("/").content.decode()
    publishing.publish(story=story, by=by, goes_live_at=timezone.now() + HOUR)
    assert lead(client) == "Newest"
    let_time_come(story)
    assert lead(client) == "Canary of its own"
    publishing.withdraw(story=story, by=UserFactory(role="editor"), note="x")
    assert "anary" not in client.get("/").content.decode()


# --- what fills it -----------------------------------------------------------------------------------


def test_wells_fill_themselves_from_sections_and_topics_even_quiet_ones(client, by):
    section, quiet, topic = (
        SectionFactory(name="Busy"),
        SectionFactory(name="Quiet"),
        TopicFactory(name="Ice"),
    )
    hour = [timezone.now() - HOUR * number for number in range(30, 0, -1)]
    old = published(section=quiet, headline="Long ago", topics=[topic], at=hour[0])
    for number in range(12):
        published(section=section, headline=f"Busy {number}", at=hour[number + 1])
    strips = [
        well_of("strip", fill=f"section:{quiet.pk}", id="quiet"),
        well_of("strip", fill=f"topic:{topic.pk}", id="ice"),
        well_of("river", fill="newest", title="The rest", size=2, id="rest"),
    ]
    arranged(well_of("lead", id="lead"), *strips, by=by)
    wells = [
        (well.title, [each.story_id for each in well.editions])
        for well, _about in client.get("/").context["wells"]
    ]
    assert wells[0] == ("Quiet", [old.pk])
    assert [title for title, _stories in wells] == ["Quiet", "The rest"], "the topic's story stands higher"
    arranged(*strips[1:], by=by)
    [(well, about), _rest] = client.get("/").context["wells"]
    assert (well.title, about, [each.story_id for each in well.editions]) == ("Ice", topic, [old.pk])
    kept = TopicFactory(name="Lakes")
    merging.merge(kept=kept, merged=topic, by=UserFactory(role="administrator"))
    [(well, about), _rest] = client.get("/").context["wells"]
    assert (well.title, about) == ("Lakes", kept), "one that became another goes on"


@pytest.mark.parametrize("count", [0, 1, 30])
def test_queries_are_as_many_however_much_there_is(client, by, count, django_assert_max_num_queries):
    section, topic, photo = SectionFactory(), TopicFactory(), PhotoFactory()
    stories = [published(section=section, topics=[topic]) for _number in range(count)]
    placed = [(story, {"photo": photo.pk}) for story in stories[:4]]
    wells = [well_of("strip", fill=f"topic:{topic.pk}"), well_of("strip", fill=f"section:{section.pk}")]
    wells += [well_of("river") for _number in range(count // 3)]
    arranged(well_of("lead", *placed), *wells, well_of("sections"), by=by)
    arranged(well_of("lead", *placed), *wells, section=section, by=by)
    with django_assert_max_num_queries(4):  # one of them for the navigation
        client.get("/")
    with django_assert_max_num_queries(4):
        client.get(section.get_absolute_url())


def test_a_sections_front_has_pins_in_its_river_and_every_story_once(client, by):
    section = SectionFactory()
    stories = [published(section=section) for _number in range(8)]
    river = arranging.default(is_sections=True)["wells"][-1] | {"slots": [arranging.new_slot(stories[0].pk)]}
    front = fronts.front_of(section)
    lead = well_of("lead", stories[3], size=2)
    front = fronts.save(front=front, by=by, arrangement={"wells": [lead, river]}, version=0)
    fronts.publish(front=front, by=by, version=1)
    context = client.get(section.get_absolute_url()).context
    assert [each.story_id for each in context["top"]] == [stories[3].pk, stories[7].pk]
    rest = [stories[0], stories[6], stories[5], stories[4], stories[2], stories[1]]
    assert [each.story_id for each in context["rest"]] == [story.pk for story in rest]
    assert told()[-1]["section"] == section.pk


# --- photos and words --------------------------------------------------------------------------------


def test_a_photo_without_rights_is_not_published_and_goes_when_they_end(client, by):
    photo = PhotoFactory(alt="Of the slot")
    story = published(lead_photo=PhotoFactory(alt="Of the story"))
    front = fronts.save(
        front=fronts.front_of(), by=by, arrangement=with_lead((story, {"photo": photo.pk})), version=0
    )
    until = timezone.localdate() + datetime.timedelta(days=2)
    Photo.objects.filter(pk=photo.pk).update(rights_until=until)
    with pytest.raises(ValidationError, match=photo.title):
        fronts.publish(front=front, by=by, version=1, goes_live_at=timezone.now() + HOUR * 24 * 5)
    fronts.publish(front=front, by=by, version=1)
    assert 'alt="Of the slot"' in client.get("/").content.decode()
    assert photo in Photo.objects.shown()
    Photo.objects.filter(pk=photo.pk).update(rights_until=timezone.localdate() - HOUR * 48)
    html = client.get("/").content.decode()
    assert 'alt="Of the slot"' not in html
    assert 'alt="Of the story"' in html


def test_a_photo_is_replaced_on_every_front(client, by):
    photo, other = PhotoFactory(alt="Old"), PhotoFactory(alt="New")
    story = published()
    front = on_top((story, {"photo": photo.pk}), by=by).front
    waits = fronts.publish(front=Front.objects.get(), by=by, version=1, goes_live_at=timezone.now() + HOUR)
    replaced = replacing.replace_everywhere(photo=photo, other=other, by=by)
    assert replaced.others == 1
    assert 'alt="New"' in client.get("/").content.decode()
    front.refresh_from_db()
    waits.refresh_from_db()
    for row in (front, waits):
        assert arranging.photos_in(row.arrangement) == {other.pk}
        assert list(row.photos.all()) == [other]
    assert front.versions.get(number=1).arrangement["wells"][0]["slots"][0]["photo"] == photo.pk


def test_redaction_reaches_the_headlines_that_fronts_have_given(client, by):
    story, other = published(headline="Council votes"), published()
    slots = [(story, {"headline": "Jane Roe votes"}), (other, {"headline": "Jane Roe elsewhere"})]
    on_top(*slots, by=by)
    front = Front.objects.get()
    arrangement = with_lead(*slots[::-1])
    front = fronts.save(front=front, by=by, arrangement=arrangement, version=front.version)
    fronts.publish(front=front, by=by, version=2, note="Jane Roe up", goes_live_at=timezone.now() + HOUR)
    before = len(told())
    chief = UserFactory(role="administrator")
    redaction.redact(story=story, by=chief, words="jane roe", reason="An order.")
    kept = repr([list(Front.objects.values()), list(FrontVersion.objects.values())])
    assert "Jane Roe votes" not in kept
    assert "Jane Roe up" not in kept
    assert "Jane Roe elsewhere" in kept
    assert "Jane Roe votes" not in client.get("/").content.decode()
    assert len(told()) == before + 1


def test_words_on_the_front_are_text_whatever_they_look_like(client, by):
    story = published()
    on_top((story, {"headline": "<script>alert(1)</script> & more"}), by=by)
    html = client.get("/").content.decode()
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; more" in html


# --- what stood before fronts had versions -----------------------------------------------------------


def test_slots_of_the_release_before_become_the_first_version_and_back():
    migration = importlib.import_module("articles.migrations.0012_fronts")
    section = SectionFactory()
    stories = [published(section=section) for _number in range(3)]
    now = timezone.now()
    rows = [
        SlotRow(None, stories[0].pk, 1, now + HOUR),
        SlotRow(None, stories[1].pk, 0, None),
        SlotRow(None, stories[2].pk, 2, now - HOUR),
        SlotRow(section.pk, stories[2].pk, 0, None),
    ]
    old = OldApps(rows)
    migration.arrange_what_stands(old, None)
    page, own = Front.objects.order_by("section__pk" if connection.vendor == "sqlite" else "pk")[:2]
    page, own = (page, own) if page.section_id is None else (own, page)
    for front in (page, own):
        assert arranging.checked(front.arrangement, is_sections=front.is_sections) == front.arrangement
    slots = page.arrangement["wells"][0]["slots"]
    assert [slot["story"] for slot in slots] == [stories[1].pk, stories[0].pk]
    assert slots[1]["expires_at"] == (now + HOUR).astimezone(datetime.UTC).isoformat()
    assert FrontVersion.objects.showing().of(None).get().arrangement == page.arrangement
    migration.put_back(old, None)
    assert {(row.section_id, row.story_id) for row in old.rows} == {
        (None, stories[1].pk),
        (None, stories[0].pk),
        (section.pk, stories[2].pk),
    }


class SlotRow:
    """A row of the table that the release before had."""

    def __init__(self, section_id, story_id, ordering, expires_at):
        self.section_id, self.story_id = section_id, story_id
        self.ordering, self.expires_at = ordering, expires_at


class OldApps:
    """The models as the migration finds them: ours, and the one that is gone."""

    def __init__(self, rows):
        self.rows = rows
        self.objects = self

    def get_model(self, app, name):
        return self if name == "FrontSlot" else apps.get_model(app, name)

    def order_by(self, *_names):
        self.rows.sort(key=lambda row: row.ordering)
        return self

    def filter(self, _condition):
        return [row for row in self.rows if not row.expires_at or row.expires_at > timezone.now()]

    def all(self):
        return self

    def delete(self):
        self.rows.clear()

    def create(self, **fields):
        self.rows.append(SlotRow(**fields))


def test_there_is_nothing_to_announce_of_what_stood():
    assert Edition.objects.count() == 0
    assert fronts.announce_due() == 0
