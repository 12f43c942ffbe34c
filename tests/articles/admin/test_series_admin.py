"""The screen of series and packages, the search on it, and the series of one story."""

import pytest
from django.urls import reverse

from articles import publishing, series
from articles.models import Series
from tests.factories import PhotoFactory, SeriesFactory, StoryFactory, UserFactory, published

pytestmark = pytest.mark.django_db

WORDS = {"kind": "series", "name": "After dark", "slug": "after-dark", "dek": "", "planned": "", "coming": ""}


@pytest.fixture
def by(client):
    user = UserFactory(role="producer", is_staff=True)
    client.force_login(user)
    return user


def post(client, address, parts=(), follow=True, **fields):
    data = WORDS | {"parts": [story.pk for story in parts]} | fields
    return client.post(address, data, follow=follow)


def change(held):
    return reverse("admin:articles_series_change", args=[held.pk])


def parts_of(held):
    return [part.story for part in held.parts.select_related("story")]


def test_a_series_is_made_with_its_parts_in_order(client, by):
    one, two = published(headline="Uno"), StoryFactory(headline="Duo")
    page = post(client, reverse("admin:articles_series_add"), [two, one], planned="5")
    held = Series.objects.get()
    assert page.status_code == 200
    assert (parts_of(held), held.planned, held.version) == ([two, one], 5, 1)
    page = client.get(change(held)).content.decode()
    assert page.index("Duo") < page.index("Uno")
    assert "Draft" in page
    assert "Published" in page
    page = client.get(reverse("admin:articles_series_changelist")).content.decode()
    assert "1 of 2 parts" in page


def test_parts_are_moved_and_taken_out(client, by):
    stories = [published(headline=name) for name in ("Uno", "Duo", "Tres")]
    held = SeriesFactory(slug="after-dark", parts=stories)
    post(client, change(held), [stories[2], stories[0]], version=0)
    assert parts_of(held) == [stories[2], stories[0]]


def test_a_late_editor_is_shown_both_orders_and_may_then_save(client, by):
    one, two = published(headline="Uno"), published(headline="Duo")
    held = SeriesFactory(slug="after-dark", parts=[one])
    series.place(story=two, series=held, by=by)
    page = post(client, change(held), [one], version=0)
    text = page.content.decode()
    assert "while you had it open" in text
    assert text.index("<bdi>Duo</bdi>") < text.index('data-part="')
    assert 'name="version" value="1"' in text
    assert parts_of(held) == [one, two]
    post(client, change(held), [one], version=1)
    assert parts_of(held) == [one]


@pytest.mark.parametrize("wrong", ["999999999", "9" * 40, "x", "1; DROP"])
def test_what_is_no_story_is_refused_or_left_out(client, by, wrong):
    held = SeriesFactory(slug="after-dark")
    response = client.post(change(held), WORDS | {"parts": [wrong], "version": "0"}, follow=True)
    assert response.status_code == 200
    assert parts_of(held) == []


def test_a_taken_address_keeps_what_was_typed(client, by):
    story = published(headline="Uno")
    SeriesFactory(slug="after-dark", name="Another")
    page = post(client, reverse("admin:articles_series_add"), [story]).content.decode()
    assert "Another" in page
    assert f'name="parts" value="{story.pk}"' in page
    assert Series.objects.count() == 1


def test_a_story_is_found_by_words(client, by):
    StoryFactory(headline="Council votes on buses")
    public = published(headline="The council buys a bus")
    public.headline = "Working title"
    public.save()
    published(headline="Council of elms")
    address = reverse("admin:articles_series_stories")

    def found(words):
        return client.get(address, {"q": words}).json()["stories"]

    assert len(found("council bus")) == 2
    assert len(found("council")) == 3
    assert "Published" in found("elms")[0]
    assert "Draft" in found("buses votes")[0]
    assert found("nothing like it") == found("\x00") == []
    assert client.post(address).status_code == 405


def test_the_screens_cost_the_same_for_one_part_and_for_many(client, by, django_assert_max_num_queries):
    few = SeriesFactory(parts=[published()])
    many = SeriesFactory(parts=[published() for _ in range(12)])
    for held in (few, many):
        with django_assert_max_num_queries(12):
            assert client.get(change(held)).status_code == 200
    with django_assert_max_num_queries(7):
        assert client.get(reverse("admin:articles_series_stories"), {"q": "council"}).status_code == 200


def test_a_story_is_put_in_and_taken_out_from_its_own_screen(client, by):
    story, held = published(headline="Uno"), SeriesFactory(name="After dark")
    address = reverse("admin:articles_story_series", args=[story.pk])
    link = reverse("admin:articles_story_change", args=[story.pk])
    assert address in client.get(link).content.decode()
    page = client.post(address, {"series": held.pk}, follow=True).content.decode()
    assert "is in “After dark” now" in page
    assert parts_of(held) == [story]
    assert "After dark" in client.get(story.get_absolute_url()).content.decode()
    for wrong in ("x", "9" * 30, str(held.pk + 1)):
        client.post(address, {"out": wrong})
    assert parts_of(held) == [story]
    client.post(address, {"out": held.pk})
    assert parts_of(held) == []


def test_a_series_that_is_full_says_so(client, by, monkeypatch):
    monkeypatch.setattr(series, "MOST_PARTS", 1)
    held = SeriesFactory(parts=[published()])
    address = reverse("admin:articles_story_series", args=[published().pk])
    assert "1 parts at most" in client.post(address, {"series": held.pk}).content.decode()


def test_nobody_below_a_producer_reads_the_names_of_drafts(client):
    held = SeriesFactory(parts=[StoryFactory(headline="Canary")])
    client.force_login(UserFactory(role="reporter", is_staff=True))
    for address in (change(held), reverse("admin:articles_series_stories") + "?q=canary"):
        response = client.get(address)
        assert response.status_code == 403
        assert "Canary" not in response.content.decode()


def test_withdrawing_needs_nothing_of_the_series(client, by):
    chief = UserFactory(role="administrator")
    story = published(by=chief)
    held = SeriesFactory(parts=[story])
    publishing.withdraw(story=story, by=chief, note="It was wrong.")
    assert "Withdrawn" in client.get(change(held)).content.decode()


def test_a_photo_says_that_a_series_shows_it(client):
    client.force_login(UserFactory(role="editor"))
    photo = PhotoFactory()
    series = SeriesFactory(name="After dark", photo=photo)
    url = f"/admin/articles/photo/{photo.pk}/change/"
    assert f"/admin/articles/series/{series.pk}/change/" in client.get(url).content.decode()
    client.force_login(UserFactory(role="reporter"))
    assert "After dark" not in client.get(url).content.decode()
