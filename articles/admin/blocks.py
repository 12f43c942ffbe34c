"""The rows of the story screen: the body's blocks on their line, and the lists beside and below it.

Every row may be changed by whoever may change the story, whatever model it is of. What a row refers to is
read with it, in one query a kind: a long story costs as many queries as a short one.
"""

from content_editor.admin import ContentEditorInline
from django.contrib.admin import StackedInline, display
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.forms import Textarea, TextInput
from django.utils.translation import gettext_lazy as _

from articles.admin.embeds import EmbedForm, embed_button, embed_card
from articles.admin.forms import Chooser, ChosenField, RowForm, plain_widgets
from articles.admin.gallery import GalleryForm
from articles.content import BLOCKS, RELATIONS
from articles.models import (
    Byline,
    Citation,
    Embed,
    FactBox,
    Gallery,
    KeyPoints,
    Mention,
    Picture,
    Quote,
    RelatedLink,
    RichText,
    Section,
    Statement,
    Story,
    StoryCard,
)
from articles.permissions import may
from newsroom.templatetags.newsroom_tags import photo


def story_right(request, action, story):
    """True if the user may do `action` to `story`; asked once a request, however many rows want to know."""
    rights = request.__dict__.setdefault("story_rights", {})
    key = (action, story.pk if story else None)
    if key not in rights:
        rights[key] = may(request.user, action, story or Story())
    return rights[key]


class StoryChooser(Chooser):
    """A search among the stories that a link may lead to."""

    url_name = "%s:articles_story_linkable"


class LinkableStories(AutocompleteJsonView):
    """Answers the search for a story to link to, by the headline that readers see if they see one."""

    def get_queryset(self):
        """Stories whose headline holds the term, the newest first."""
        term = self.term.replace("\x00", "").strip()
        stories = Story.objects.linkable_by(self.request.user).known_by([term])
        return stories.select_related("live_edition").only("headline", "live_edition__card")

    def serialize_result(self, obj, to_field_name):
        """The story's number, and the headline."""
        return {"id": str(obj.pk), "text": known_as(obj)}


def known_as(story):
    """Return the headline by which colleagues may know `story`: the public one, if there is one."""
    return story.live_edition.card["headline"] if story.live_edition else story.headline


class StoryField(ChosenField):
    """A choice of a story to link to."""

    def label_from_instance(self, obj):
        """The headline by which it is found."""
        return known_as(obj)


class ChooserAdmin:
    """Gives foreign keys a search field that costs no query, with a plus for a new row and nothing else."""

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """Return the form's field for a model's field."""
        field = super().formfield_for_dbfield(db_field, request, **(plain_widgets(db_field) | kwargs))
        if field and db_field.name.endswith("caption"):
            field.widget = Textarea(attrs={"rows": 1})
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            for action in ("change", "delete", "view"):
                setattr(field.widget, f"can_{action}_related", False)
            if db_field.remote_field.model in (Story, Section):
                field.widget.can_add_related = False
        return field

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        """Choose by searching; among stories, those that the user may link to."""
        if db_field.name not in self.choosers:
            return super().formfield_for_foreignkey(db_field, request, **kwargs)
        leads_to_story = db_field.remote_field.model is Story
        chooser, kwargs["form_class"] = (
            (StoryChooser, StoryField) if leads_to_story else (Chooser, ChosenField)
        )
        kwargs["widget"] = chooser(db_field, self.admin_site, using=kwargs.get("using"))
        if leads_to_story:
            kwargs["queryset"] = Story.objects.linkable_by(request.user).select_related("live_edition")
        return db_field.formfield(**kwargs)


# What an edition holds besides its card.
HEAVY = ("body_html", "key_points_html", "first_seen", "facets")


class Row(ChooserAdmin):
    """What all rows share: the story's permissions, and one query for all that they refer to."""

    form = RowForm
    extra = 0
    view_on_site = False
    choosers = ()
    relations = ()

    def get_queryset(self, request):
        """Rows with what they refer to."""
        rows = super().get_queryset(request)
        if self.relations:
            rows = rows.select_related(*self.relations)
        for path in self.relations:
            if path.endswith("live_edition"):
                rows = rows.defer(*(f"{path}__{name}" for name in HEAVY))
        return rows

    def has_view_permission(self, request, obj=None):
        """As the story."""
        return obj is None or story_right(request, "view", obj)

    def has_add_permission(self, request, obj=None):
        """As the story."""
        return story_right(request, "edit" if obj else "create", obj)

    has_change_permission = has_add_permission
    has_delete_permission = has_add_permission


# --- the body -------------------------------------------------------------------------------------


class BlockInline(Row, ContentEditorInline):
    """A block of the body."""

    place = "body"
    template = "admin/articles/story/block.html"

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """What a field is for stands in it while it is empty: explanations do not break the text."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and field.help_text and isinstance(field.widget, (TextInput, Textarea)):
            field.widget.attrs.setdefault("placeholder", field.help_text)
            field.help_text = ""
        return field

    @property
    def kind(self):
        """How the block is frozen, which tells what it refers to."""
        return next(kind for kind in BLOCKS.values() if kind.model is self.model)

    @property
    def choosers(self):
        """Everything it refers to is found by searching."""
        return self.kind.refs

    @property
    def relations(self):
        """What its form and its excerpt show of what it refers to."""
        return [path for ref in self.kind.refs for path in SHOWN.get(ref, RELATIONS[ref])]


# A search field shows a name, which needs less than freezing does.
SHOWN = {"person": ("person",), "story": ("story__live_edition",)}


# Content-editor keeps its own two fields here, out of sight.
PLACE = (None, {"fields": ["region", "ordering"]})


def facts(*rows):
    """Return a fieldset of facts about a block's words."""
    return (None, {"fields": rows, "classes": ["facts"]})


def words(*rows):
    """Return a fieldset of what readers will read."""
    return (None, {"fields": rows})


class RichTextInline(BlockInline):
    """Paragraphs, headings and lists."""

    model = RichText
    icon = "notes"
    fieldsets = [words("text"), PLACE]


class QuoteInline(BlockInline):
    """A quotation, set large."""

    model = Quote
    icon = "format_quote"
    fieldsets = [
        words("words"),
        facts(("person", "speaker"), ("role", "occasion", "said_on"), ("source", "url")),
        PLACE,
    ]


class StatementInline(BlockInline):
    """A statement as issued."""

    model = Statement
    icon = "campaign"
    fieldsets = [
        facts(("person", "speaker", "role")),
        words("words"),
        facts(("issued_where", "issued_at"), ("source", "url")),
        PLACE,
    ]


class PictureInline(BlockInline):
    """A photo in the text."""

    model = Picture
    icon = "image"
    fieldsets = [words("preview", "caption"), facts(("photo", "width")), PLACE]
    readonly_fields = ["preview"]

    @display(description="")
    def preview(self, obj):
        """The photo as it stands."""
        return photo(obj.photo if obj.photo_id else None, "39rem", alt="")


class GalleryInline(BlockInline):
    """Several photos side by side."""

    model = Gallery
    form = GalleryForm
    icon = "collections"
    fieldsets = [words("title"), facts("photos"), PLACE]

    def get_queryset(self, request):
        """Galleries with their photos, in one query each."""
        return super().get_queryset(request).prefetch_related("shots__photo")


class EmbedInline(BlockInline):
    """Something published elsewhere."""

    model = Embed
    form = EmbedForm
    icon = "link"
    fieldsets = [
        facts(("url", "fetching"), ("provider", "author", "posted_on")),
        words("text", "kept"),
        words("card"),
        PLACE,
    ]
    readonly_fields = ["fetching", "card"]

    @display(description="")
    def fetching(self, obj):
        """The button that asks the provider, and what came of it."""
        return embed_button()

    @display(description="")
    def card(self, obj):
        """The card as readers will see it."""
        return embed_card(obj)


class FactBoxInline(BlockInline):
    """Background beside the text."""

    model = FactBox
    icon = "fact_check"
    fieldsets = [words("title", "text"), PLACE]


class KeyPointsInline(BlockInline):
    """What is known, what is not, what is disputed."""

    model = KeyPoints
    icon = "star_outline"
    fieldsets = [words("confirmed", "unconfirmed", "disputed"), PLACE]


class StoryCardInline(BlockInline):
    """A card for another story."""

    model = StoryCard
    icon = "subject"
    fieldsets = [facts("story"), words("note"), PLACE]


BODY = [
    RichTextInline,
    QuoteInline,
    StatementInline,
    PictureInline,
    GalleryInline,
    FactBoxInline,
    KeyPointsInline,
    EmbedInline,
    StoryCardInline,
]


# --- beside and below the body --------------------------------------------------------------------


class ListInline(Row, StackedInline):
    """Rows in an order that the desk decides."""

    template = "admin/articles/story/rows.html"

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """The place in the order is kept by our script."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "ordering":
            field.widget = field.hidden_widget()
        elif isinstance(field.widget, TextInput):
            # Only the first row shows labels; by this the style sheet also sees that a field is empty.
            field.widget.attrs.setdefault("placeholder", field.label)
        return field


class BylineInline(ListInline):
    """Who did what for the story."""

    model = Byline
    place = "side"
    verbose_name = _("name")
    anchor, title = "byline", _("Byline")
    fields = ["author", "role", "place", "ordering"]
    choosers = relations = ("author",)


class MentionInline(ListInline):
    """Who is in the story, in which role."""

    model = Mention
    place = "below"
    verbose_name = _("person")
    anchor, short = "people", _("People")
    title, hint = _("People in this story"), _("readers see them as cards")
    fields = ["person", "role", "ordering"]
    choosers = relations = ("person",)


class CitationInline(ListInline):
    """Where each fact comes from."""

    model = Citation
    place = "below"
    verbose_name = _("source")
    anchor, short = "sources", _("Sources")
    title, hint = _("Where each fact comes from"), _("the ledger readers see")
    fields = ["source", "supports", "kind", "url", "anonymous_reason", "checked_at", "ordering"]
    choosers = relations = ("source",)


class RelatedLinkInline(ListInline):
    """What to read next, and what came before."""

    model = RelatedLink
    fk_name = "story"
    place = "below"
    verbose_name = _("link")
    anchor, short = "related", _("Related")
    title, hint = _("Next up and background"), _("gaps are filled from shared topics and people")
    fieldsets = [
        (None, {"fields": ["kind", "target", "url", "title", "ordering"]}),
        (_("Dek and photo"), {"fields": ["dek", "photo"]}),
    ]
    choosers = ("target", "photo")
    relations = ("target__live_edition", "photo")


LISTS = [BylineInline, MentionInline, CitationInline, RelatedLinkInline]
