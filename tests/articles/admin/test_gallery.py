"""A gallery in the story's form."""

import pytest

from articles import publishing
from articles.models import Gallery
from tests.articles.admin.forms import posted
from tests.articles.whole import add_block, save
from tests.factories import PhotoFactory, StoryFactory, UserFactory

pytestmark = pytest.mark.django_db

PREFIX = "articles_gallery_set"


@pytest.fixture
def editor(client):
    user = UserFactory(role="editor")
    client.force_login(user)
    return user


@pytest.fixture
def story(editor):
    story = StoryFactory(by=editor)
    save(story, editor, lambda: add_block(story, Gallery, 50, title="Room").put(PhotoFactory.create_batch(3)))
    return story


def form_of(client, story):
    """The story's form as a browser would send it."""
    return posted(client.get(f"/admin/articles/story/{story.pk}/change/"))


def shown(story):
    return [shot.photo_id for gallery in Gallery.objects.filter(parent=story) for shot in gallery.shots.all()]


def test_its_photos_are_kept_in_the_order_of_the_form(client, story):
    data = form_of(client, story)
    before, new = shown(story), PhotoFactory().pk
    assert data[f"{PREFIX}-0-photos"] == [str(pk) for pk in before]
    wanted = [new, before[2], before[0]]
    data[f"{PREFIX}-0-photos"] = wanted
    response = client.post(f"/admin/articles/story/{story.pk}/change/", data)
    assert response.status_code == 302
    assert shown(story) == wanted
    story.refresh_from_db()
    block = story.latest_revision.content["blocks"][-1]
    assert [photo["id"] for photo in block["photos"]] == wanted


def test_a_photo_that_is_gone_is_said_and_the_rest_stays_chosen(client, story):
    data = form_of(client, story)
    data[f"{PREFIX}-0-photos"] = [*shown(story), "999999", "x"]
    response = client.post(f"/admin/articles/story/{story.pk}/change/", data)
    assert "photos is gone" in response.content.decode()
    assert len(shown(story)) == 3


def test_readers_see_it_credited_and_can_enlarge_each(client, story, editor):
    publishing.publish(story=story, by=editor)
    html = client.get(story.get_absolute_url()).content.decode()
    gallery = html[html.index('class="gal"') :]
    assert gallery.count('class="credit"') >= 6
    assert gallery.count("popover>") == 3
    assert "<script" not in gallery[: gallery.index("</section>")]


def test_its_photos_are_looked_at_before_publishing(client, story, editor):
    first = Gallery.objects.get().shots.first().photo
    first.credit = ""
    first.save()
    with pytest.raises(publishing.ValidationError, match="no credit"):
        publishing.publish(story=story, by=editor)
