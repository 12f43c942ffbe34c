"""What may not stand in any text, whatever door it came through."""

import re

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from newsroom.lib.tags import collected

UNSTORABLE = _(
    "This text holds a character that no database can keep (%(what)s). "
    "Nothing was lost: remove it, or paste the text again from a plain-text editor."
)
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_WITH_TEXT = (models.CharField, models.TextField, models.JSONField)


def unstorable(value):
    """Return the name of the first character in `value` that cannot be stored, or "" if all can.

    PostgreSQL refuses NUL; a lone surrogate cannot be encoded as UTF-8 at all.
    """
    match = _UNSTORABLE.search(value)
    if not match:
        return ""
    return "NUL, U+0000" if match[0] == "\x00" else f"half of a surrogate pair, U+{ord(match[0]):04X}"


def storable(value):
    """Return `value` without the characters that cannot be stored: for texts that nobody here typed."""
    return _UNSTORABLE.sub("", value)


def validate_storable(value):
    """Raise ValidationError if the text `value` holds NUL or a lone surrogate."""
    if what := unstorable(value):
        raise ValidationError(UNSTORABLE, code="unstorable", params={"what": what})


class StorableTextModel(models.Model):
    """A model whose texts are checked both in forms (a field error) and on save (for every other door).

    Its rows say what a page that reads them depends on.
    """

    # The words of `newsroom.lib.tags` that each row says when it is read, with its columns in braces.
    tagged = ()

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        """Save. Raises ValidationError if a text cannot be stored."""
        if errors := dict(self._unstorable_texts(())):
            raise ValidationError(errors)
        super().save(*args, **kwargs)

    @classmethod
    def from_db(cls, db, field_names, values):
        """Make a row of what the database returned, and let it say its words to whoever collects them."""
        row = super().from_db(db, field_names, values)
        if cls.tagged and (tags := collected()) is not None:
            known = _Known(row.__dict__)
            tags.update(word.format_map(known) for word in cls.tagged)
        return row

    def clean_fields(self, exclude=None):
        """Django's own field checks, and the check for characters that cannot be stored.

        Raises ValidationError with every failing field named.
        """
        errors = {}
        try:
            super().clean_fields(exclude=exclude)
        except ValidationError as error:
            errors = error.update_error_dict(errors)
        for name, error in self._unstorable_texts(exclude or ()):
            errors.setdefault(name, [error])
        if errors:
            raise ValidationError(errors)

    def _unstorable_texts(self, exclude):
        for field in self._meta.concrete_fields:
            if field.name in exclude or not isinstance(field, _WITH_TEXT):
                continue
            text = next(filter(unstorable, _texts_in(self.__dict__.get(field.attname))), "")
            try:
                validate_storable(text)
            except ValidationError as error:
                yield field.name, error


class _Known(dict):
    """The columns of a row that were read; of others it is asked in vain, and a test finds the word."""

    def __missing__(self, column):
        return "?"


def _texts_in(value):
    """Yield the texts in `value`: itself, or all that stand in lists and dicts, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from _texts_in(list(value.keys()))
        yield from _texts_in(list(value.values()))
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _texts_in(item)


def check_fields(row, *names):
    """Raise ValidationError if one of the named fields of `row` holds what no form would take."""
    row.clean_fields(exclude={field.name for field in row._meta.concrete_fields} - {*names})


def for_xml(text):
    """Return `text` without the characters that XML cannot hold: one would make a whole file unreadable."""
    return _NOT_XML.sub("", text)
