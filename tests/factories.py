"""Makers of test data. What readers see is made through the services, as everything else makes it."""

import factory
from django.contrib.auth.models import Group
from django.utils import timezone

from articles import live, models, publishing, saving
from newsroom.accounts.models import User
from newsroom.pages import publishing as pages
from newsroom.pages.models import Page
from topics.models import Person, Source, Topic

PASSWORD = "correct horse battery staple"


class UserFactory(factory.django.DjangoModelFactory):
    """A user; `role` names their group, such as "editor"."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"user{n}@newsroom.test")
    name = factory.Sequence(lambda n: f"Colleague {n}")
    password = factory.django.Password(PASSWORD)

    @factory.post_generation
    def role(self, create, extracted, **kwargs):
        if extracted:
            self.groups.add(Group.objects.get(name=extracted))


class SectionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Section

    name = factory.Sequence(lambda n: f"Section {n}")
    slug = factory.Sequence(lambda n: f"section-{n}")


class AuthorFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Author

    name = factory.Sequence(lambda n: f"Author {n}")
    slug = factory.Sequence(lambda n: f"author-{n}")


class SeriesFactory(factory.django.DjangoModelFactory):
    """A series; `parts` are its stories, in order."""

    class Meta:
        model = models.Series
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Series {n}")
    slug = factory.Sequence(lambda n: f"series-{n}")

    @factory.post_generation
    def parts(self, create, extracted, **kwargs):
        for ordering, story in enumerate(extracted or ()):
            self.parts.create(story=story, ordering=ordering)


class TopicFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Topic

    name = factory.Sequence(lambda n: f"Topic {n}")
    slug = factory.Sequence(lambda n: f"topic-{n}")


class PersonFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Person

    name = factory.Sequence(lambda n: f"Person {n}")
    slug = factory.Sequence(lambda n: f"person-{n}")
    role = "senator from Minnesota"


class SourceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Source

    name = factory.Sequence(lambda n: f"Source {n}")
    slug = factory.Sequence(lambda n: f"source-{n}")
    mark = factory.Sequence(lambda n: f"S{n % 1000}")


class PhotoFactory(factory.django.DjangoModelFactory):
    """A photo in the library whose files do not exist: for tests that look at words, not at pixels."""

    class Meta:
        model = models.Photo

    title = factory.Sequence(lambda n: f"Photo {n}")
    alt = "A lectern between two flags."
    credit = "Ingrid Solberg"
    renditions = factory.Sequence(
        lambda n: [[320, 213, f"photos/test{n}-320.webp"], [1500, 1000, f"photos/test{n}-1500.webp"]]
    )


class StoryFactory(factory.django.DjangoModelFactory):
    """A working copy, saved through the service, so that it has a revision.

    `text` is the html of its body; `topics`, `people`, `sources` and `authors` are lists of rows.
    """

    class Meta:
        model = models.Story

    headline = factory.Sequence(lambda n: f"Council votes on budget amendment {n}")
    dek = "The vote came late."
    section = factory.SubFactory(SectionFactory)

    @classmethod
    def _create(cls, model, *args, by=None, text="<p>The council voted late on Tuesday.</p>", **kwargs):
        related = {name: kwargs.pop(name, []) for name in ("topics", "people", "sources", "authors")}
        story = model(**kwargs)

        def write():
            story.save()
            if text:
                models.RichText.objects.create(parent=story, region="main", ordering=10, text=text)
            for place, topic in enumerate(related["topics"]):
                models.StoryTopic.objects.create(content_object=story, tag=topic, ordering=place)
            for place, person in enumerate(related["people"]):
                models.Mention.objects.create(story=story, person=person, ordering=place)
            for place, source in enumerate(related["sources"]):
                models.Citation.objects.create(
                    story=story, source=source, supports="that it happened", ordering=place
                )
            for place, author in enumerate(related["authors"]):
                models.Byline.objects.create(story=story, author=author, ordering=place)

        saving.save(story=story, by=by or UserFactory(role="editor"), write=write)
        return story


def published(**kwargs):
    """Return a story that readers can see. `at` is the time it went live (now if not given)."""
    at = kwargs.pop("at", None)
    by = kwargs.pop("by", None) or UserFactory(role="administrator")
    story = StoryFactory(by=by, **kwargs)
    publishing.publish(story=story, by=by, goes_live_at=at)
    return story


def posted(story, **kwargs):
    """Return a live update of `story` that readers can see."""
    by = kwargs.pop("by", None) or UserFactory(role="editor")
    kwargs.setdefault("text", "<p>The vote has begun.</p>")
    kwargs.setdefault("posted_at", timezone.now())
    return live.post(update=models.LiveUpdate(story=story, **kwargs), by=by)


def draft_page(slug="about", *, by=None, **words):
    """Return a page that nobody but the desk sees: a new one, or that with `slug` saying otherwise."""
    page = Page.objects.filter(slug=slug).first() or Page(
        slug=slug, title=slug.title(), text="<p>We are.</p>"
    )
    for name, value in words.items():
        setattr(page, name, value)
    return pages.save(page=page, by=by or UserFactory(role="editor"), version=page.version)


def published_page(slug="about", *, by=None, note="More is said.", **words):
    """Return a page that readers see, with its draft saying the same."""
    by = by or UserFactory(role="editor")
    page = draft_page(slug, by=by, **words)
    pages.publish(page=page, by=by, version=page.version, note=note if page.versions.exists() else "")
    return page
