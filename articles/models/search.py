"""What search has read: one entry for each thing that can be found, and the words of it.

The words stand apart, in a table that each database searches in its own way (see migration 0010): FTS5 on
SQLite, three tsvectors with GIN indexes on PostgreSQL. Both hold stems, made by `newsroom.lib.words`, so that
both find the same.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from articles.models.edition import Edition
from articles.models.live import LiveUpdate
from articles.models.story import Story
from articles.querysets import SearchEntryQuerySet, SearchWordsQuerySet
from newsroom.lib.text import StorableTextModel
from topics.models import Person, Source, Topic


def _once(model):
    return models.OneToOneField(model, models.CASCADE, null=True, related_name="+")


class SearchEntry(StorableTextModel):
    """That an edition, an update, a topic, a person or a source can be found.

    Its key says its time, in microseconds, and is nobody else's: to go down the keys is to go back in time,
    which both databases do without sorting, and one number is a place between pages.
    """

    place = models.BigIntegerField(_("place in time"), primary_key=True)
    story = models.ForeignKey(Story, models.CASCADE, null=True, related_name="+")
    edition = _once(Edition)
    update = _once(LiveUpdate)
    topic = _once(Topic)
    person = _once(Person)
    source = _once(Source)

    objects = SearchEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("search entry")
        verbose_name_plural = _("search entries")
        ordering = ["-place"]
        constraints = [
            models.CheckConstraint(
                name="search_entry_of_a_story",
                condition=Q(story__isnull=True, edition__isnull=True, update__isnull=True)
                | Q(story__isnull=False, topic__isnull=True, person__isnull=True, source__isnull=True),
            )
        ]

    def __str__(self):
        return str(self.place)


class WordsField(models.TextField):
    """Stems, in the form that the database searches."""


@WordsField.register_lookup
class Stands(models.Lookup):
    """`words__stands=(query, within, beyond)`: the query stands in column `within`, and not in `beyond`.

    `title` holds the headline or the name, `lead` that and what stands beside it, `words` all there is.
    """

    lookup_name = "stands"
    prepare_rhs = False

    def as_sqlite(self, compiler, connection):
        """One MATCH for all: FTS5 cannot negate another."""
        query, within, beyond = self.rhs
        asked = query.for_fts5()
        match = f"{within} : ({asked})"
        if beyond:
            match = f"({match}) NOT ({beyond} : ({asked}))"
        return f'"{self.lhs.alias}"."{self.lhs.target.model._meta.db_table}" MATCH %s', [match]

    def as_postgresql(self, compiler, connection):
        """Each column has an index of its own."""
        query, within, beyond = self.rhs
        sql, params = f'"{self.lhs.alias}"."{within}" @@ %s::tsquery', [query.for_tsquery()]
        if beyond:
            sql += f' AND NOT "{self.lhs.alias}"."{beyond}" @@ %s::tsquery'
            params *= 2
        return f"({sql})", params


class SearchWords(StorableTextModel):
    """The words of an entry."""

    entry = models.OneToOneField(
        SearchEntry, models.DO_NOTHING, primary_key=True, db_column="rowid", related_name="+"
    )
    title = WordsField()
    lead = WordsField()
    words = WordsField()

    objects = SearchWordsQuerySet.as_manager()

    class Meta:
        verbose_name = _("words of a search entry")
        verbose_name_plural = _("words of search entries")
        managed = False
        db_table = "articles_searchwords"

    def __str__(self):
        return str(self.pk)


class SearchTerm(StorableTextModel):
    """A word that search has read, under itself and under each spelling of it that lacks one letter.

    Two words that share such a key differ by one letter left out, put in, changed or exchanged: so a misspelt
    word leads to the right one by a look-up, whatever letter is wrong and however many words there are.
    """

    word = models.CharField(_("word"), max_length=20)
    key = models.CharField(_("key"), max_length=20, db_index=True)

    class Meta:
        verbose_name = _("word")
        verbose_name_plural = _("words")
        constraints = [models.UniqueConstraint(name="search_term_once", fields=["word", "key"])]

    def __str__(self):
        return self.word
