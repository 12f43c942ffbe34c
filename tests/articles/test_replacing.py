"""One photo in place of another, everywhere."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from articles import live, preflight, publishing, saving
from articles.enums import EditionKind
from articles.models import LiveUpdate, Photo, Picture, RelatedLink, Story
from articles.replacing import replace_everywhere
from newsroom.accounts.models import AuditEntry
from newsroom.lib.clock import today
from tests.articles.whole import add_block
from tests.factories import (
    PersonFactory,
    PhotoFactory,
    SeriesFactory,
    StoryFactory,
    UserFactory,
    posted,
    published,
)

pytestmark = pytest.mark.django_db

YESTERDAY = {"rights_until": today() - timedelta(days=1)}


@pytest.fixture
def by():
    return UserFactory(role="producer")


def expire(photo):
    Photo.objects.filter(pk=photo.pk).update(**YESTERDAY)


def test_everywhere_in_one_step(by):
    photo, other = PhotoFactory(), PhotoFactory(title="Ours")
    story = published(by=by, lead_photo=photo)

    def write():
        add_block(story, Picture, 50, photo=photo)
        RelatedLink.objects.create(story=story, url="https://a.example/", title="There", photo=photo)

    saving.save(story=story, by=by, write=write)
    publishing.publish(story=story, by=by)
    update = posted(story, by=by, photo=photo)
    draft = StoryFactory(by=by, lead_photo=photo)
    person = PersonFactory(portrait=photo)
    series = SeriesFactory(parts=[story, draft], photo=photo)
    expire(photo)
    replaced = replace_everywhere(photo=photo, other=other, by=by)
    assert replaced.done == [story, draft]
    assert (replaced.waiting, replaced.others) == ([], 3)
    story.refresh_from_db()
    assert story.live_edition.number == 3
    assert story.live_edition.kind == EditionKind.MINOR
    assert set(story.live_edition.photos.all()) == {other}
    assert photo in story.editions.get(number=2).photos.all(), "what was, was"
    for row, field in ((update, "photo"), (draft, "lead_photo"), (person, "portrait"), (series, "photo")):
        row.refresh_from_db()
        assert getattr(row, field) == other
    assert AuditEntry.objects.filter(action="photo.replace", actor=by).count() == 1


def test_what_is_not_published_stays_for_who_knows_why(by):
    photo, other = PhotoFactory(), PhotoFactory()
    changed = published(by=by, lead_photo=photo)
    saving.save(story=changed, by=by, write=lambda: (setattr(changed, "dek", "New"), changed.save()))
    queued = StoryFactory(by=by, lead_photo=photo)
    publishing.publish(story=queued, by=by, goes_live_at=timezone.now() + timedelta(hours=1))
    stopped = published(by=by, lead_photo=photo)
    replaced = replace_everywhere(photo=photo, other=PhotoFactory(alt=""), by=by)
    assert replaced.done == []
    assert {story for story, _why in replaced.waiting} == {changed, queued, stopped}
    reasons = " ".join(why for _story, why in replaced.waiting)
    assert "not published" in reasons
    assert "waits for its time" in reasons
    assert "no alternative text" in reasons
    assert Story.objects.filter(lead_photo=photo).count() == 0
    assert other.lead_of.count() == 0


def test_who_may_not_and_what_may_not_stand_in(by):
    photo = PhotoFactory()
    with pytest.raises(PermissionDenied):
        replace_everywhere(photo=photo, other=PhotoFactory(), by=UserFactory(role="reporter"))
    for other in (photo, PhotoFactory(credit=""), PhotoFactory(**YESTERDAY)):
        with pytest.raises(ValidationError):
            replace_everywhere(photo=photo, other=other, by=by)


# --- what may not be used --------------------------------------------------------------------------


def test_rights_must_last_until_the_story_goes_out(by):
    story = StoryFactory(by=by, lead_photo=PhotoFactory(rights_until=today()))
    with pytest.raises(ValidationError, match="have ended"):
        publishing.publish(story=story, by=by, goes_live_at=timezone.now() + timedelta(days=2))
    assert publishing.publish(story=story, by=by)


def test_a_photo_beside_a_link_is_looked_at_too(by):
    story = StoryFactory(by=by)

    def write():
        row = {"url": "https://a.example/", "title": "There", "photo": PhotoFactory(credit="")}
        RelatedLink.objects.create(story=story, **row)

    saving.save(story=story, by=by, write=write)
    with pytest.raises(ValidationError, match="has no credit"):
        publishing.publish(story=story, by=by)


def test_no_newsroom_lets_a_photo_out_without_its_rights():
    administrator = UserFactory(role="administrator")
    preflight.set_levels(wanted=dict.fromkeys(preflight.FIXED, "off"), by=administrator)
    assert {preflight.levels()[check] for check in preflight.FIXED} == {"stop"}


@pytest.mark.parametrize("wrong", [{"credit": ""}, YESTERDAY])
def test_a_live_update_shows_only_what_may_be_used(by, wrong):
    story = published(by=by)
    with pytest.raises(ValidationError, match=r"no credit|have ended"):
        posted(story, by=by, photo=PhotoFactory(**wrong))
    photo = PhotoFactory()
    update = posted(story, by=by, photo=photo)
    Photo.objects.filter(pk=photo.pk).update(**wrong)
    update = LiveUpdate.objects.get(pk=update.pk)
    update.text = "<p>Said again.</p>"
    assert live.amend(update=update, by=by), "readers see it already"


# --- the screens -----------------------------------------------------------------------------------


def test_the_screen_replaces_and_tells_what_waits(client, by):
    photo, other = PhotoFactory(), PhotoFactory(alt="")
    story = published(by=by, lead_photo=photo, headline="Ice goes out")
    client.force_login(by)
    url = f"/admin/articles/photo/{photo.pk}/replace/"
    assert "Ice goes out" in client.get(url).content.decode()
    assert "Choose another" in client.post(url, {"other": photo.pk}).content.decode()
    html = client.post(url, {"other": other.pk}, follow=True).content.decode()
    assert f"/admin/articles/story/{story.pk}/change/" in html
    assert "readers do not see yet" in html


def test_the_desk_is_told_of_rights_that_end(client, by):
    photos = [PhotoFactory(title=title) for title in ("Over", "Soon", "Later", "In a draft")]
    for photo in photos[:3]:
        published(by=by, lead_photo=photo)
    StoryFactory(by=by, lead_photo=photos[3])
    for photo, days in zip(photos, (-1, 6, 30, 1), strict=True):
        Photo.objects.filter(pk=photo.pk).update(rights_until=today() + timedelta(days=days))
    client.force_login(by)
    response = client.get("/admin/")
    assert response.context["photos"] == photos[:2]
    assert "Photo rights" in response.content.decode()
    client.force_login(UserFactory(role="contributor"))
    assert "Photo rights" not in client.get("/admin/").content.decode()
