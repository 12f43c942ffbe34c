"""The story screen as tests use it: its address, a save, its complaints, a time in its form, a long story."""

from django.urls import reverse

from articles import models
from tests import factories
from tests.articles.admin.forms import posted


def change_url(story):
    return reverse("admin:articles_story_change", args=[story.pk])


def save(client, story, **changes):
    """Post the story's form as it stands, with `changes`."""
    return client.post(change_url(story), posted(client.get(change_url(story)), **changes))


def problems(response):
    """All that the form in `response` complains about, as one text."""
    form = response.context["adminform"].form
    rows = [row for inline in response.context["inline_admin_formsets"] for row in inline.formset.forms]
    asides = [response.context["publish"], response.context["review"]]
    return " ".join(form_.errors.as_text() for form_ in [form, *rows, *asides])


def at(day, time):
    return {"publish-when": "at", "publish-date": str(day), "publish-time": time}


def long_story(count):
    """A published story with `count` rows of every kind."""
    story = factories.published(
        people=factories.PersonFactory.create_batch(count),
        sources=factories.SourceFactory.create_batch(count),
        topics=factories.TopicFactory.create_batch(count),
        authors=factories.AuthorFactory.create_batch(count),
    )
    place = {"parent": story, "region": "main"}
    for _each in range(count):
        person, source = factories.PersonFactory(), factories.SourceFactory()
        said = {"person": person, "source": source}
        models.RichText.objects.create(**place, text="<p>Text.</p>")
        models.Quote.objects.create(**place, **said, words="Words.")
        models.Statement.objects.create(**place, **said, words="<p>Words.</p>")
        models.Picture.objects.create(**place, photo=factories.PhotoFactory())
        models.FactBox.objects.create(**place, title="Box", text="<p>Fact.</p>")
        models.KeyPoints.objects.create(**place, confirmed="<ul><li><p>Known.</p></li></ul>")
        models.Embed.objects.create(**place, url="https://example.org/", provider="Site")
        models.StoryCard.objects.create(**place, story=factories.published())
        models.RelatedLink.objects.create(
            story=story, target=factories.published(), photo=factories.PhotoFactory()
        )
        factories.posted(story, author=factories.AuthorFactory())
    return story
