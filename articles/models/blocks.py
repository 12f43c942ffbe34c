"""The typed body: each block is a row, edited in content-editor's order machine."""

import secrets

from content_editor.models import create_plugin_base
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_prose_editor.fields import ProseEditorField

from articles.enums import PictureWidth
from articles.models.photo import Photo
from articles.models.story import Story
from newsroom.lib.html import clean_body, plain
from newsroom.lib.text import StorableTextModel
from topics.models import Person, Source

# A long read has 60,000 characters; what is larger came from a mistaken paste.
MAX_TEXT = 200_000

# The editor turns the browser's spelling off unless it is told otherwise.
MARKS = {"Bold": True, "Italic": True, "Link": {"enableTarget": False}, "NoSpellCheck": False}
EXTENSIONS = {
    **MARKS,
    "Heading": {"levels": [2, 3]},
    "ListItem": True,
    "BulletList": True,
    "OrderedList": {"enableListAttributes": False},
    "Blockquote": True,
    "HardBreak": True,
}
LIST_EXTENSIONS = {**MARKS, "ListItem": True, "BulletList": True}
WORDS_EXTENSIONS = {**MARKS, "HardBreak": True}


def new_key():
    """Return a new name for a block, which it keeps through every edition."""
    return secrets.token_hex(4)


def rich_text(verbose_name, *, extensions=EXTENSIONS, **options):
    """Return a field for rich text, cleaned with the server's own allow-list."""
    return ProseEditorField(
        verbose_name, extensions=extensions, sanitize=clean_body, max_length=MAX_TEXT, **options
    )


class Block(create_plugin_base(Story), StorableTextModel):
    """What all blocks share: a place in the story and a name that survives edits."""

    key = models.CharField(max_length=16, default=new_key, editable=False)

    class Meta:
        abstract = True
        ordering = ["ordering", "pk"]
        constraints = [models.UniqueConstraint(name="%(class)s_key_once", fields=["parent", "key"])]

    def excerpt(self):
        """A few words that tell the block from its neighbours on the desk."""
        return ""

    def __str__(self):
        words = self.excerpt()
        return words if len(words) <= 60 else f"{words[:59]}…"


class RichText(Block):
    """Paragraphs, headings and lists."""

    text = rich_text(_("text"), blank=True)

    class Meta(Block.Meta):
        verbose_name = _("text")
        verbose_name_plural = _("texts")

    def excerpt(self):
        return plain(self.text)


def somebody_said_it(name):
    """Return the constraint that words have a speaker, by page or by name."""
    return models.CheckConstraint(
        name=name,
        condition=Q(person__isnull=False) | ~Q(speaker=""),
        violation_error_message=_("Say whose words these are: choose somebody, or write a name."),
    )


class Spoken(Block):
    """Words that somebody said, and where we have them from."""

    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("who")
    )
    speaker = models.CharField(
        _("who, if without a page"), max_length=200, blank=True, help_text=_("Such as: a spokesperson.")
    )
    role = models.CharField(_("role at the time"), max_length=200, blank=True)
    source = models.ForeignKey(
        Source, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("source")
    )
    url = models.URLField(_("link to the original"), blank=True, max_length=500)

    class Meta(Block.Meta):
        abstract = True

    def who(self):
        """The speaker's name."""
        return self.person.name if self.person else self.speaker


class Quote(Spoken):
    """A quotation, set large."""

    words = models.TextField(_("words"), max_length=2000, help_text=_("Without quotation marks."))
    occasion = models.CharField(
        _("occasion"),
        max_length=200,
        blank=True,
        help_text=_("Such as: to Al Franken at the Judiciary Committee."),
    )
    said_on = models.DateField(_("on"), null=True, blank=True)

    class Meta(Block.Meta):
        verbose_name = _("quote")
        verbose_name_plural = _("quotes")
        constraints = [*Block.Meta.constraints, somebody_said_it("quote_has_speaker")]

    def excerpt(self):
        return self.words


class Statement(Spoken):
    """A statement as issued, set apart from the reporting."""

    words = rich_text(_("words"), extensions=WORDS_EXTENSIONS)
    issued_at = models.DateTimeField(_("issued"), null=True, blank=True)
    issued_where = models.CharField(
        _("where"), max_length=200, blank=True, help_text=_("Such as: Justice Department, Washington.")
    )

    class Meta(Block.Meta):
        verbose_name = _("statement")
        verbose_name_plural = _("statements")
        constraints = [*Block.Meta.constraints, somebody_said_it("statement_has_speaker")]

    def excerpt(self):
        return " ".join(filter(None, [self.who(), plain(self.words)]))


class Picture(Block):
    """A photo in the text."""

    photo = models.ForeignKey(Photo, models.PROTECT, related_name="pictures", verbose_name=_("photo"))
    caption = models.CharField(
        _("caption here"), max_length=500, blank=True, help_text=_("The photo’s own caption if empty.")
    )
    width = models.CharField(_("width"), max_length=8, choices=PictureWidth, default=PictureWidth.COLUMN)

    class Meta(Block.Meta):
        verbose_name = _("photo")
        verbose_name_plural = _("photos")

    def excerpt(self):
        return self.photo.title


class Gallery(Block):
    """Several photos side by side, in an order."""

    title = models.CharField(_("title"), max_length=200, blank=True)

    class Meta(Block.Meta):
        verbose_name = _("gallery")
        verbose_name_plural = _("galleries")

    def excerpt(self):
        return self.title

    def put(self, photos):
        """Let the gallery show `photos`, in their order."""
        self.shots.all().delete()
        GalleryPhoto.objects.bulk_create(
            GalleryPhoto(gallery=self, photo=photo, ordering=place) for place, photo in enumerate(photos)
        )


class GalleryPhoto(StorableTextModel):
    """A photo's place in a gallery."""

    gallery = models.ForeignKey(Gallery, models.CASCADE, related_name="shots")
    photo = models.ForeignKey(Photo, models.PROTECT, related_name="+", verbose_name=_("photo"))
    ordering = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("photo in a gallery")
        verbose_name_plural = _("photos in galleries")
        ordering = ["ordering", "pk"]

    def __str__(self):
        return self.photo.title


class Embed(Block):
    """Something published elsewhere, kept here as a card; its frame is loaded only when a reader asks."""

    url = models.URLField(_("address"), max_length=500)
    provider = models.CharField(
        _("where"), max_length=80, blank=True, help_text=_("Empty: as the address says.")
    )
    author = models.CharField(_("by"), max_length=200, blank=True)
    text = models.TextField(
        _("what it says, or its title"),
        max_length=2000,
        blank=True,
        validators=[MaxLengthValidator(2000)],
        help_text=_("What it says, or its title. Kept with the story."),
    )
    posted_on = models.DateField(_("posted"), null=True, blank=True)
    renditions = models.JSONField(
        _("stored sizes of its picture"), default=list, db_default=[], blank=True, editable=False
    )
    height = models.PositiveSmallIntegerField(
        _("height of its frame"),
        null=True,
        editable=False,
        help_text=_("In pixels, as its provider tells; empty: as usual for the provider."),
    )

    class Meta(Block.Meta):
        verbose_name = _("embed")
        verbose_name_plural = _("embeds")

    def excerpt(self):
        return " ".join(filter(None, [self.provider, self.author or self.url]))


class FactBox(Block):
    """Background set beside the text."""

    title = models.CharField(_("title"), max_length=200)
    text = rich_text(_("text"))

    class Meta(Block.Meta):
        verbose_name = _("fact box")
        verbose_name_plural = _("fact boxes")

    def excerpt(self):
        return self.title


class KeyPoints(Block):
    """What is known so far, what is not, and what is contested: one list each."""

    confirmed = rich_text(_("what we know"), extensions=LIST_EXTENSIONS, blank=True)
    unconfirmed = rich_text(_("what we don’t know"), extensions=LIST_EXTENSIONS, blank=True)
    disputed = rich_text(_("what is disputed"), extensions=LIST_EXTENSIONS, blank=True)

    class Meta(Block.Meta):
        verbose_name = _("key points")
        verbose_name_plural = _("key points")

    def excerpt(self):
        return plain(self.confirmed or self.unconfirmed or self.disputed)


class StoryCard(Block):
    """A card for another story, in the text."""

    story = models.ForeignKey(Story, models.PROTECT, related_name="+", verbose_name=_("story"))
    note = models.CharField(_("why read it"), max_length=200, blank=True)

    class Meta(Block.Meta):
        verbose_name = _("related story")
        verbose_name_plural = _("related stories")

    def excerpt(self):
        return self.story.headline
