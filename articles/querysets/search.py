"""What search has read."""

from django.db import models
from django.db.models import Case, OuterRef, Q, Subquery, When
from django.db.models.functions import Now
from django.db.models.lookups import IsNull

from articles.querysets.conditions import is_published, is_shown


class SearchEntryQuerySet(models.QuerySet):
    """What can be found, without its words: to be shown to nobody, only to be looked in."""

    def about_each(self, *, section=None, topic=None, person=None, author=None):
        """The entries of editions, and those of updates, that have to do with each of these that is given.

        The same as SearchWordsQuerySet.about(), said so that a database begins with what is rarest.
        """
        edition = self.model._meta.get_field("edition").related_model
        editions, updates = self.exclude(edition=None), self.exclude(update=None)
        if section is not None:
            editions = editions.filter(edition__section=section)
            updates = updates.filter(story__live_edition__section=section)
        if topic is not None:
            on_it = edition.topics.through.objects.filter(topic=topic).values("edition")
            editions = editions.filter(edition__in=on_it)
            updates = updates.filter(story__live_edition__in=on_it)
        if person is not None:
            with_them = edition.people.through.objects.filter(person=person).values("edition")
            editions = editions.filter(edition__in=with_them)
            updates = updates.filter(update__said_by=person)
        if author is not None:
            by_them = edition.authors.through.objects.filter(author=author).values("edition")
            editions = editions.filter(edition__in=by_them)
            updates = updates.filter(update__author=author)
        return [editions, updates]


def _tied(through, edition, **subject):
    """The condition that a row of `through` ties the edition at the path `edition` to `subject`.

    A value and not an IN or EXISTS: of these PostgreSQL makes a table of all editions that the subject has.
    """
    rows = through.objects.filter(edition=OuterRef(edition), **subject).order_by()
    return Q(IsNull(Subquery(rows.values("pk")[:1]), False))


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
            of_editions &= _tied(edition.topics.through, "entry__edition", topic=topic)
            of_updates &= _tied(edition.topics.through, "entry__story__live_edition", topic=topic)
        if person is not None:
            of_editions &= _tied(edition.people.through, "entry__edition", person=person)
            of_updates &= Q(entry__update__said_by=person)
        if author is not None:
            of_editions &= _tied(edition.authors.through, "entry__edition", author=author)
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
