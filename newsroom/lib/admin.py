"""Ground for the admin's screens: lists that stay quick, tabs, and rows that are kept while they are used."""

from django import forms
from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.contrib.admin.widgets import AdminTextareaWidget, AutocompleteSelect, RelatedFieldWidgetWrapper
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import IntegrityError, models
from django.db.models import Count, Exists, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.functional import cached_property
from django.utils.text import capfirst, get_text_list
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

# Beyond so many things that belong to a row it is only said that there are more.
COUNTED = 100


class Tally(int):
    """How many there are, as far as it was counted: as text, "100+" for more than that."""

    def __str__(self):
        return f"{COUNTED}+" if self > COUNTED else super().__repr__()


def at_most(rows):
    """Return how many `rows` there are, counted no further than need be to know that they are too many."""
    return Tally(rows.order_by().values("pk")[: COUNTED + 1].count())


class CountAtMost(Subquery):
    """How many rows a queryset has that ends somewhere."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = models.IntegerField()


class BoundedPaginator(Paginator):
    """Counts no further than `limit`: what lies beyond is found by searching, not by turning pages."""

    limit = 1_000

    @cached_property
    def count(self):
        """How many rows there are, or `limit` if there are more."""
        if not hasattr(self.object_list, "order_by"):
            return super().count
        return self.object_list.order_by().values("pk")[: self.limit].count()

    @property
    def is_cut(self):
        """True if there may be more rows than were counted."""
        return self.count == self.limit


class Tabs(admin.SimpleListFilter):
    """A filter that stands above its list as tabs, instead of in the side column."""

    is_tabs = True
    title = ""
    parameter_name = "tab"


class DeskForm(forms.ModelForm):
    """A form whose labels end without a colon."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)


class RowForm(forms.ModelForm):
    """A row edited in its list: each field says which row it is of, for those who cannot see the list."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.instance.pk:
            return  # the form that stands for all when a list is empty
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = f"{field.label}: {self.instance}"


class ListAdmin(admin.ModelAdmin):
    """A list that stays quick however long it grows, and a form as the desk has them."""

    form = DeskForm
    formfield_overrides = {
        models.TextField: {"widget": AdminTextareaWidget(attrs={"rows": 3})},
        models.URLField: {"assume_scheme": "https"},
    }
    empty_value_display = ""
    paginator = BoundedPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    list_per_page = 50

    def get_changelist_form(self, request, **kwargs):
        """The form of a row that is edited in the list."""
        return super().get_changelist_form(request, **{"form": RowForm} | kwargs)

    def is_list(self, request):
        """True if `request` is for the list itself: counts for its columns are for nobody else."""
        match = request.resolver_match
        return (
            match is not None and match.url_name == f"{self.opts.app_label}_{self.opts.model_name}_changelist"
        )


def published_count(model):
    """Return the expression for how many published stories belong to a row of `model`, as of at_most().

    `model` has the reverse relation `editions`; who may be counted is decided by its queryset.
    """
    relation = model._meta.get_field("editions")
    editions = relation.related_model.objects
    key = OuterRef("pk")
    if relation.many_to_many:
        its_own = editions.of(model, key=key)
    else:
        its_own = editions.filter(**{relation.remote_field.name: key}).newest_first()
    return CountAtMost(its_own.public().values("pk")[: COUNTED + 1])


class CountingList(ChangeList):
    """A list that counts for the rows of its page alone what belongs to each: `published` stories."""

    def get_results(self, request):
        """The rows of the page, and then their counts in one query."""
        super().get_results(request)
        rows = list(self.result_list)  # it keeps them, and the forms of a list that is edited are of the same
        counts = self.model._default_manager.filter(pk__in=[row.pk for row in rows]).order_by()
        counts = dict(counts.values_list("pk", published_count(self.model)))
        for row in rows:
            row.published = Tally(counts.get(row.pk, 0))


def counted(rows, group):
    """Return the expression that counts `rows`, a queryset already tied to the outer row by field `group`."""
    counts = rows.order_by().values(group).annotate(count=Count("pk", distinct=True)).values("count")
    return Coalesce(Subquery(counts), Value(0))


def relations_to(model):
    """Return the relations by which rows elsewhere point at rows of `model`, each thing once."""
    relations = [
        field
        for field in model._meta.get_fields(include_hidden=True)
        if field.auto_created and field.is_relation and not field.concrete
    ]
    joined = {relation.through for relation in relations if relation.many_to_many}
    return [
        relation for relation in relations if relation.many_to_many or relation.related_model not in joined
    ]


def rows_pointing_at(relation, target):
    """Return the rows that point at `target` (a row, or an OuterRef) by `relation`."""
    return relation.related_model._base_manager.filter(**{relation.field.name: target})


def is_used(model):
    """Return the condition that anything points at a row of `model`."""
    condition = None
    for relation in relations_to(model):
        points = Exists(rows_pointing_at(relation, OuterRef("pk")))
        condition = points if condition is None else condition | points
    return condition


class KeptWhileUsed:
    """Refuses to delete a row that anything points at, and says on its page what that is."""

    def uses(self, obj):
        """Return what points at `obj`, as a list of (model, count). Its own inlines do not count."""
        own = {inline.model for inline in self.inlines}
        found = {}
        for relation in relations_to(self.model):
            if relation.related_model not in own and (count := at_most(rows_pointing_at(relation, obj))):
                found[relation.related_model] = Tally(found.get(relation.related_model, 0) + count)
        return list(found.items())

    def has_delete_permission(self, request, obj=None):
        """As usual, but never for a row in use."""
        return super().has_delete_permission(request, obj) and (obj is None or not self.uses(obj))

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        """Tell who could otherwise delete it why it stays."""
        if obj and super().has_delete_permission(request, obj) and (uses := self.uses(obj)):
            context["kept_because"] = gettext("This cannot be deleted while it is in use: %(uses)s.") % {
                "uses": get_text_list([_named(model, count) for model, count in uses], gettext("and"))
            }
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)


def _named(model, count):
    name = model._meta.verbose_name if count == 1 else model._meta.verbose_name_plural
    return f"{count} {name}"


class NamedRows(forms.BaseInlineFormSet):
    """Rows whose fields are named, since the names above the columns are for the eye alone."""

    def add_fields(self, form, index):
        """Name each field as its column; a new row comes last, and a place alone makes none."""
        super().add_fields(form, index)
        for field in form.fields.values():
            field.widget.attrs["aria-label"] = field.label
            # On a phone there are no columns.
            if isinstance(field.widget, forms.TextInput | forms.URLInput):
                field.widget.attrs["placeholder"] = field.label
        if form.instance.pk is None:
            last = max((row.ordering for row in self.get_queryset()), default=0)
            # A row asked for later (it has no index yet) comes after those that are offered.
            form.initial["ordering"] = last + (self.extra + 1 if index is None else 1)
            # The place offered changes when a colleague adds a row; an empty row stays empty.
            form.fields["ordering"].has_changed = lambda initial, data: False


class NamedChooser(AutocompleteSelect):
    """A search field that says what it is for while it is empty: on a phone there are no columns."""

    def build_attrs(self, base_attrs, extra_attrs=None):
        """With the name of what is chosen."""
        return super().build_attrs(base_attrs, extra_attrs) | {
            "data-placeholder": capfirst(self.field.verbose_name)
        }


class PartInline(admin.TabularInline):
    """Rows that are part of what the screen is about, in order: they have no permissions of their own."""

    formset = NamedRows
    extra = 1
    formfield_overrides = {
        models.URLField: {
            "assume_scheme": "https",
            "widget": forms.URLInput,
            "error_messages": {"invalid": _("Only an address of the web: https://, then a site.")},
        }
    }

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        """What is searched for says its name in the field."""
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = NamedChooser(db_field, self.admin_site, using=kwargs.get("using"))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """Return the field of a row, with nothing to press beside it."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget
        return field

    def _may(self, request, what):
        opts = self.parent_model._meta
        return request.user.has_perm(f"{opts.app_label}.{what}_{opts.model_name}")

    def has_view_permission(self, request, obj=None):
        """As for the whole."""
        return self._may(request, "view")

    def has_change_permission(self, request, obj=None):
        """As for the whole, which somebody new may have just been allowed to add."""
        return self._may(request, "change" if obj else "add")

    has_add_permission = has_delete_permission = has_change_permission


def newest_stories(obj, limit=5):
    """Return the newest stories that readers see of `obj`, a person or an author."""
    return list(obj.editions.model.objects.of(obj).public().for_cards()[:limit])


class AddressForm(DeskForm):
    """A form with a slug, which says whose address it is when it is taken."""

    def clean_slug(self):
        """Return the slug in lower case. Raises ValidationError if another row has it."""
        slug = self.cleaned_data["slug"].lower()
        other = self._meta.model.objects.filter(slug=slug).exclude(pk=self.instance.pk).first()
        if other:
            raise ValidationError(
                _("“%(slug)s” is the address of “%(other)s” already. Choose another."),
                params={"slug": slug, "other": other},
            )
        return slug


class AddressAdmin(KeptWhileUsed, ListAdmin):
    """A screen for what has a name, a public page and an address made from its name."""

    form = AddressForm
    prepopulated_fields = {"slug": ["name"]}
    view_on_site = False  # the way to its page stands below its name

    def get_changelist(self, request, **kwargs):
        """The list that counts."""
        return CountingList

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """Return the form's field. Beside a chooser one may add, but nothing there changes or deletes."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget.can_change_related = field.widget.can_delete_related = False
            field.widget.can_view_related = False
        return field

    @admin.display(description=_("published"))
    def published_stories(self, obj):
        """How many published stories belong to `obj`."""
        return ngettext("%(count)s story", "%(count)s stories", obj.published) % {"count": obj.published}

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        """With how many published stories it is on."""
        if obj:
            context["published_count"] = at_most(obj.editions.public())
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def changeform_view(self, request, *args, **kwargs):
        """As usual; if somebody took the same address in between, the second look says so in the form."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except IntegrityError:
            return super().changeform_view(request, *args, **kwargs)
