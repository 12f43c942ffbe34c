"""What search has read."""

from django.db import models
from django.db.models import Case, Q, When
from django.db.models.functions import Now

from articles.querysets.conditions import is_published, is_shown


class SearchEntryQuerySet(models.QuerySet):
    """What can be found, without its words: to be shown to nobody, only to be looked in."""

    def about_each(self, *, section=None, topic=None, person=None, author=None):
        """The entries of editions, and those of updates, that have to do with each of these that is given.

        The same as SearchWordsQuerySet.about(), said so that a database begins with what is rarest.
        """
        editions = {"section": section, "topics": topic, "people": person, "authors": author}
        updates = {
            "story__live_edition__section": section,
            "story__live_edition__topics": topic,
            "update__said_by": person,
            "update__author": author,
        }
        return [
            self.filter(edition__isnull=False, **_given(editions, "edition__")),
            self.filter(update__isnull=False, **_given(updates)),
        ]


def _given(conditions, path=""):
    return {f"{path}{name}": value for name, value in conditions.items() if value is not None}


class SearchWordsQuerySet(models.QuerySet):
    """What search has read, which may be more than readers may see: it is asked through one of these."""

    def news(self, now=None):
        """Of stories: the edition that readers see at `now` (the database's clock if not given), and updates.

        What was withdrawn, retracted or replaced, and what is not yet due, is not there, whatever was read.
        """
        now = Now() if now is None else now
        is_out = Q(entry__update__state="posted", entry__update__posted_at__lte=now)
        return self._as_either(
            is_shown(now, "entry__edition", "entry__story__"), is_out & is_published(now, "entry__story__")
        )

    def about(self, *, section=None, topic=None, person=None, author=None):
        """Those that have to do with each of these that is given, by its id or an expression of it.

        An update is about what the edition is about that its story has live; who speaks in it, and who wrote
        it, it says itself.
        """
        edition = self.model._meta.get_field("entry").related_model._meta.get_field("edition").related_model
        of_editions, of_updates = Q(), Q()
        if section is not None:
            of_editions &= Q(entry__edition__section=section)
            of_updates &= Q(entry__story__live_edition__section=section)
        if topic is not None:
            on_it = edition.topics.through.objects.filter(topic=topic).values("edition")
            of_editions &= Q(entry__edition__in=on_it)
            of_updates &= Q(entry__story__live_edition__in=on_it)
        if person is not None:
            with_them = edition.people.through.objects.filter(person=person).values("edition")
            of_editions &= Q(entry__edition__in=with_them)
            of_updates &= Q(entry__update__said_by=person)
        if author is not None:
            by_them = edition.authors.through.objects.filter(author=author).values("edition")
            of_editions &= Q(entry__edition__in=by_them)
            of_updates &= Q(entry__update__author=author)
        return self._as_either(of_editions, of_updates) if of_editions else self

    def _as_either(self, of_editions, of_updates):
        """Those for which the condition is true that is for their kind; a CASE, as in `is_shown`."""
        is_edition = Q(entry__edition__isnull=False)
        fits = Case(
            When(is_edition, then=of_editions), default=of_updates, output_field=models.BooleanField()
        )
        return self.filter(fits)

    def references(self):
        """Topics, people and sources, but none that became another."""
        kinds = ("topic", "person", "source")
        is_one = Q(*((f"entry__{kind}__isnull", False) for kind in kinds), _connector=Q.OR)
        return self.filter(is_one, **{f"entry__{kind}__merged_into": None for kind in kinds})
