"""The screen of a front: a form whose every button works without scripts, and loses nothing."""

import datetime
import re
from html import unescape

import pytest
from django.utils import timezone

from articles import fronts, publishing
from articles.breaking import raise_banner
from articles.models import Front, FrontVersion
from tests.articles.fronts import on_top
from tests.factories import PhotoFactory, SectionFactory, StoryFactory, TopicFactory, UserFactory, published

pytestmark = pytest.mark.django_db

FRONT = "/admin/articles/front/"
HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def by(client):
    user = UserFactory(role="producer", name="Pa Houa Vang")
    client.force_login(user)
    return user


def fields_of(html):
    """What a browser sends of the form: inputs, boxes that are ticked, and what is selected."""
    form = html.split('id="board"', 1)[1].split("</form>", 1)[0]
    fields = {}
    for tag in re.findall(r"<input\b[^>]*>", form):
        found = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if "name" in found and (found.get("type") != "checkbox" or " checked" in tag):
            fields.setdefault(found["name"], []).append(
                unescape(found.get("value", "on" if found.get("type") == "checkbox" else ""))
            )
    for name, options in re.findall(r'<select\b[^>]*?name="([^"]*)"[^>]*>(.*?)</select>', form, re.DOTALL):
        values = re.findall(r'<option\s+value="([^"]*)"\s*(selected)?', options)
        chosen = [value for value, selected in values if selected] or [value for value, _s in values[:1]]
        fields[name] = chosen
    fields.pop("csrfmiddlewaretoken", None)
    return fields


def press(client, do, address=FRONT, follow=True, **typed):
    """Open the screen, type, and press the button `do`."""
    fields = fields_of(client.get(address).content.decode()) | {"do": do}
    return client.post(address, fields | typed, follow=follow)


def placed(kind="lead", section=None):
    """The ids of the stories by hand in the first well of that kind in the draft."""
    wells = fronts.front_of(section).arrangement["wells"]
    return [slot["story"] for slot in next(well for well in wells if well["kind"] == kind)["slots"]]


def test_an_empty_newsroom_has_a_front_to_arrange(client, by):
    html = client.get(FRONT).content.decode()
    assert "Fills itself" in html
    assert "No stories fit." in html
    assert "Nobody has published an arrangement yet" in html
    assert Front.objects.count() == 0, "to look makes nothing"


def test_a_story_is_placed_moved_and_taken_off_by_buttons(client, by):
    first, second = StoryFactory(headline="First"), published(headline="Second")
    press(client, f"place:{first.pk}", into="lead")
    press(client, f"place:{second.pk}", into="lead")
    assert placed() == [second.pk, first.pk]
    press(client, f"down:lead:{second.pk}")
    assert placed() == [first.pk, second.pk]
    press(client, f"up:lead:{second.pk}")
    press(client, f"off:lead:{second.pk}")
    assert placed() == [first.pk]
    assert Front.objects.get().version == 5
    assert fronts.shown(Front.objects.get()) is None


def test_from_the_end_of_a_well_into_the_next_and_by_its_options(client, by):
    story = published()
    press(client, "well-add", **{"new-kind": "strip", "new-fill": ""})
    press(client, f"place:{story.pk}", into="lead")
    press(client, f"down:lead:{story.pk}")
    assert (placed(), placed("strip")) == ([], [story.pk])
    strip = Front.objects.get().arrangement["wells"][-1]["id"]
    press(client, "save", **{f"s-{strip}-{story.pk}-well": "lead"})
    assert (placed(), placed("strip")) == ([story.pk], [])
    # What a script does when something is dragged.
    press(client, f"drop:{story.pk}:lead:{strip}:0")
    assert placed("strip") == [story.pk]
    other = published()
    press(client, f"drop:{other.pk}::{strip}:1")
    press(client, f"drop:{other.pk}:{strip}:{strip}:0")
    assert placed("strip") == [other.pk, story.pk]
    press(client, f"drop:{other.pk}:{strip}:{strip}:2")
    assert placed("strip") == [story.pk, other.pk]


def test_what_fills_itself_is_pinned_and_related_stories_stand_under_the_lead(client, by):
    published(headline="Older")
    newest = published(headline="Newest")
    press(client, f"pin:lead:{newest.pk}")
    assert placed() == [newest.pk]
    other = StoryFactory(headline="Beside it")
    press(client, f"place:{other.pk}", into=f"lead:{newest.pk}")
    assert Front.objects.get().arrangement["wells"][0]["slots"][0]["related"] == [other.pk]
    assert "Beside it" in client.get(FRONT).content.decode()
    press(client, f"unrelate:lead:{newest.pk}:{other.pk}")
    assert Front.objects.get().arrangement["wells"][0]["slots"][0]["related"] == []


def test_options_of_a_slot(client, by):
    story, photo = published(headline="Its own"), PhotoFactory(title="Hearing room")
    on_top(story, by=by)
    name = f"s-lead-{story.pk}"
    leaves = timezone.localtime(timezone.now() + HOUR * 24).strftime("%Y-%m-%dT%H:%M")
    typed = {f"{name}-headline": "In other words", f"{name}-photo": photo.pk, f"{name}-leaves": leaves}
    html = press(client, "save", **typed, **{f"{name}-repeat": "on"}).content.decode()
    slot = Front.objects.get().arrangement["wells"][0]["slots"][0]
    assert (slot["headline"], slot["photo"], slot["may_repeat"]) == ("In other words", photo.pk, True)
    assert f'value="{leaves}"' in html
    assert "Leaves by itself" in html
    assert "1 change readers do not see yet" in html
    assert list(Front.objects.get().photos.all()) == [photo]
    assert fields_of(html)[f"{name}-photo"] == [str(photo.pk)]


def test_wells_are_added_filled_moved_and_taken_off(client, by):
    section, topic = SectionFactory(name="Courts"), TopicFactory(name="Lake ice")
    published(section=section, topics=[topic], headline="Thin ice")
    press(client, "well-add", **{"new-kind": "strip", "new-fill": f"section:{section.pk}"})
    strip = Front.objects.get().arrangement["wells"][-1]["id"]
    press(client, f"well-up:{strip}", **{f"w-{strip}-title": "In court", f"w-{strip}-size": "6"})
    well = Front.objects.get().arrangement["wells"][1]
    assert (well["id"], well["title"], well["size"]) == (strip, "In court", 6)
    html = press(client, "save", **{f"w-{strip}-topic": "lake  ICE"}).content.decode()
    assert Front.objects.get().arrangement["wells"][1]["fill"] == f"topic:{topic.pk}"
    assert fields_of(html)[f"w-{strip}-fill"] == [f"topic:{topic.pk}"]
    html = press(client, "save", **{f"w-{strip}-topic": "No such"}).content.decode()
    assert "There is no topic “No such”." in html
    press(client, f"well-off:{strip}")
    assert [well["kind"] for well in Front.objects.get().arrangement["wells"]] == ["lead", "sections"]


def test_the_river_of_a_section_takes_pins_and_stays(client, by):
    section = SectionFactory()
    address = f"{FRONT}section/{section.pk}/"
    story = published(section=section)
    press(client, f"place:{story.pk}", address, into="river")
    assert placed("river", section) == [story.pk]
    press(client, "well-add", address, **{"new-kind": "strip"})
    assert [well["kind"] for well in fronts.front_of(section).arrangement["wells"]] == [
        "lead",
        "strip",
        "river",
    ]
    html = press(client, "well-off:river", address).content.decode()
    assert "The river of the section stands last, and stays." in html
    assert client.get(f"{FRONT}section/99999/").status_code == 404


def test_what_cannot_be_saved_is_said_and_nothing_typed_is_lost(client, by):
    story = published()
    on_top(story, by=by)
    name = f"s-lead-{story.pk}"
    html = press(client, f"off:lead:{story.pk}", **{f"{name}-headline": "a" * 301}).content.decode()
    assert "Nothing was saved: this needs you first." in html
    assert "longer than 300 characters" in html
    assert "a" * 301 in html
    assert placed() == [story.pk]
    for typed in (
        {f"{name}-leaves": "soon"},
        {"w-lead-size": "9"},
        {f"{name}-photo": "x", "w-lead-kind": "?"},
    ):
        assert "Nothing was saved" in press(client, "save", **typed).content.decode()
    assert "not on the front any more" in press(client, "up:none:1").content.decode()
    assert "not on the front any more" in press(client, "up").content.decode()


def test_published_scheduled_and_taken_back_from_the_screen(client, by):
    story, other = published(headline="First"), published(headline="Other")
    press(client, f"place:{story.pk}", into="lead")
    html = press(client, "publish", note="It leads.").content.decode()
    assert "Readers see it: v1." in html
    assert "It leads." in html
    assert client.get("/").context["lead"].story == story
    press(client, f"place:{other.pk}", into="lead")
    tomorrow = timezone.localtime(timezone.now() + HOUR * 24)
    when = {"date": tomorrow.strftime("%Y-%m-%d"), "time": "18:00"}
    assert "goes live at" in press(client, "schedule", **when).content.decode()
    waits = FrontVersion.objects.waiting().get()
    at = tomorrow.strftime("%Y-%m-%dT18:01")
    for place, lead in (("picture/", other), (f"picture/?version=1&at={at}", story)):
        response = client.get(f"{FRONT}{place}")
        assert response.context["lead"].story == lead
        assert "no-store" in response["Cache-Control"]
        assert "noindex" in response["X-Robots-Tag"]
    assert client.get(f"{FRONT}preview/?at={at}").status_code == 200
    assert client.get(f"{FRONT}picture/?version=77").status_code == 404
    client.post(f"{FRONT}version/{waits.pk}/", {"do": "unschedule"})
    assert not FrontVersion.objects.waiting().exists()
    client.post(f"{FRONT}version/{FrontVersion.objects.get(number=1).pk}/", {"do": "restore"})
    assert placed() == [story.pk]
    client.post(f"{FRONT}{Front.objects.get().pk}/undo/", {"do": "undo"})
    assert client.get("/").context["lead"].story == other, "it fills itself again"
    assert client.post(f"{FRONT}version/{waits.pk}/", {"do": "none"}).status_code == 403


def test_the_publish_panel_says_what_it_needs(client, by):
    published()
    html = press(client, "schedule").content.decode()
    assert "When? Give a date and a time." in html
    assert re.search(r'id="later"\s+open', html)
    assert not FrontVersion.objects.exists()


def test_scheduled_stories_are_in_the_picture_of_their_time(client, by):
    story = StoryFactory(by=by, headline="Comes at six")
    published(headline="Now")
    publishing.publish(story=story, by=by, goes_live_at=timezone.now() + HOUR)
    press(client, f"place:{story.pk}", into="lead")
    assert "Comes at six" not in client.get(f"{FRONT}picture/").content.decode()
    later = timezone.localtime(timezone.now() + HOUR * 2).strftime("%Y-%m-%dT%H:%M")
    assert "Comes at six" in client.get(f"{FRONT}picture/?at={later}").content.decode()
    assert "When published" in client.get(FRONT).content.decode()


def test_who_saves_second_is_told_and_loses_nothing(client, by):
    first, second = published(headline="First"), published(headline="Second")
    mine = fields_of(client.get(FRONT).content.decode())
    other = UserFactory(role="editor", name="Teresa Aguilar")
    theirs = fronts.front_of()
    theirs.arrangement["wells"][0]["slots"] = []
    arrangement = {"wells": [theirs.arrangement["wells"][0] | {"title": "Theirs"}]}
    fronts.save(front=theirs, by=other, arrangement=arrangement, version=0)
    html = client.post(
        FRONT, mine | {"do": f"place:{first.pk}", "into": "lead"}, follow=True
    ).content.decode()
    assert "Teresa Aguilar saved this front before you" in html
    assert "Kept, never shown" in html
    assert Front.objects.get().arrangement["wells"][0]["title"] == "Theirs"
    kept = FrontVersion.objects.get()
    client.post(f"{FRONT}version/{kept.pk}/", {"do": "restore"})
    assert placed() == [first.pk]
    assert second.pk not in placed()


def test_a_script_gets_the_board_alone_and_the_list_by_words(client, by):
    story = published(headline="Lake ice is thin")
    published(headline="Court opens")
    fields = fields_of(client.get(FRONT).content.decode())
    answer = client.post(FRONT, fields | {"do": f"place:{story.pk}", "into": "lead", "part": "1"})
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "<html" not in html
    assert 'name="version" value="1"' in html
    found = client.get(f"{FRONT}stories/", {"q": "ICE lake"}).content.decode()
    assert "Lake ice is thin" in found
    assert "Court opens" not in found
    for junk in ("x" * 201, "a\x00b"):
        assert "No stories fit." in client.get(f"{FRONT}stories/", {"q": junk}).content.decode()
    html = press(client, "find", q="court").content.decode()
    assert "Court opens" in html


def test_the_banner_is_led_to(client, by):
    story = published(headline="Lead")
    address = f"/admin/articles/story/{story.pk}/breaking/"
    html = client.get(FRONT).content.decode()
    assert address in html
    raise_banner(story=story, text="It has happened.", until=timezone.now() + HOUR, by=by)
    assert "“It has happened.” until" in client.get(FRONT).content.decode()


def test_a_photo_says_that_a_front_shows_it(client, by):
    photo = PhotoFactory()
    on_top((published(), {"photo": photo.pk}), by=by)
    html = client.get(f"/admin/articles/photo/{photo.pk}/change/").content.decode()
    assert "On a front" in html
    front = Front.objects.get()
    assert f"{FRONT}{front.pk}/change/" in html
    assert client.get(f"{FRONT}{front.pk}/change/")["Location"] == FRONT
    assert "used 1×" in client.get("/admin/articles/photo/").content.decode()


def test_queries_do_not_grow_with_what_is_placed(client, by, django_assert_max_num_queries):
    on_top(*[published() for _number in range(3)], by=by)
    with django_assert_max_num_queries(28):
        client.get(FRONT)
    on_top(*[published() for _number in range(12)], *[], by=by)
    with django_assert_max_num_queries(28):
        client.get(FRONT)


@pytest.mark.parametrize("role", ["contributor", "reporter"])
def test_others_do_not_reach_it(client, role):
    client.force_login(UserFactory(role=role))
    assert client.get(FRONT).status_code == 403
    assert client.post(FRONT, {"do": "publish", "version": "0"}).status_code == 403
    assert FRONT not in client.get("/admin/").content.decode()
    assert not Front.objects.exists()
