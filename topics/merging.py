"""Two entries for one thing become one: what it would change, doing it, and undoing it.

The merged entry stays as a row that leads to the kept one, so that its address redirects for ever and nothing
that editions have frozen breaks. Whatever refers to it is found through Django's own relations: this app need
not know who does.
"""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from newsroom.accounts import audit
from newsroom.lib.prepared import prepared
from newsroom.outbox import events
from topics import shown
from topics.models import FormerSlug, Merge, Topic


def relations(model):
    """Return `(through or related model, name of the foreign key)` for all that refers to `model`.

    A row that an entry has alone, such as what search has read of it, is its own and refers to nothing.
    """
    found = []
    for field in model._meta.get_fields(include_hidden=True):
        is_elsewhere = field.auto_created and field.is_relation and not field.concrete
        if not is_elsewhere or field.one_to_one or field.related_model is model:
            continue
        if field.many_to_many:
            through = field.through
            key = next(f for f in through._meta.fields if f.remote_field and f.remote_field.model is model)
            found.append((through, key.name))
        elif not getattr(field.related_model._meta, "auto_created", False):
            found.append((field.related_model, field.field.name))
    return sorted(set(found), key=lambda pair: pair[0]._meta.label)


def preview(merged, kept):
    """Return `[(verbose name of the referring model, how many rows would move)]`, without the empty ones."""
    counts = [
        (
            (model._meta.auto_created or model)._meta.verbose_name_plural,
            _rows(model, name, merged, kept).count(),
        )
        for model, name in _moving(merged, kept)
        if name != "merged_into"
    ]
    return [(name, count) for name, count in counts if count]


def preview_taken(merged, kept):
    """Return the verbose names of what `kept` would take over from `merged`."""
    return [_column(type(kept), name).verbose_name for name in kept.takes_from(merged)]


def _moving(merged, kept):
    """Return `(model, name of the foreign key)` for all whose rows would refer to `kept`."""
    model = type(merged)
    relating = [model._meta.get_field(name) for name in merged.own_rows if getattr(kept, name).exists()]
    stays = {(relation.related_model, relation.field.name) for relation in relating}
    # What was merged into it before follows, so that no redirect takes two steps; and so does what is below.
    own = [(model, field.name) for field in model._meta.fields if field.related_model is model]
    return [*(pair for pair in relations(model) if pair not in stays), *own]


def _rows(model, name, merged, kept):
    """Return the rows of `model` that would move: of what is below `merged`, all but `kept` itself."""
    rows = model._default_manager.filter(**{name: merged})
    return rows.exclude(pk=kept.pk) if model is type(kept) else rows


def _column(model, name):
    return next(field for field in model._meta.concrete_fields if field.attname == name)


@transaction.atomic
def merge(*, merged, kept, by):
    """Make `merged` lead to `kept`, and everything that refers to it refer to `kept`. Returns the Merge.

    Where a row would stand twice (a story that has both topics), the merged one's row goes, remembered. What
    `kept` has none of, such as a topic's explainer and key points, it takes over.
    Raises PermissionDenied without the right to change and delete such entries; ValidationError for nonsense.
    """
    _check(type(merged), by)
    if type(merged) is not type(kept) or merged.pk == kept.pk:
        raise ValidationError(_("Choose another entry of the same kind to merge into."))
    if merged.merged_into_id or kept.merged_into_id:
        raise ValidationError(_("One of the two has been merged already."))
    taken = {
        name: [getattr(kept, name), value]
        for name, value in kept.takes_from(merged).items()
        if getattr(kept, name) != value
    }
    moving = _moving(merged, kept)
    tags = shown.merged(merged, kept, taken)
    waiting = _waiting(merged)
    for name, (_before, value) in taken.items():
        setattr(kept, name, value)
    kept.save(update_fields=taken)
    moved = []
    for model, name in moving:
        for row in list(_rows(model, name, merged, kept)):
            try:
                with transaction.atomic():
                    model._default_manager.filter(pk=row.pk).update(**{name: kept})
                moved.append([model._meta.label, name, row.pk, None])
            except IntegrityError:
                values = {f.attname: f.value_to_string(row) for f in model._meta.concrete_fields}
                model._default_manager.filter(pk=row.pk).delete()
                moved.append([model._meta.label, name, row.pk, values])
    merged.merged_into = kept
    merged.save(update_fields=["merged_into"])
    record = Merge.objects.create(
        kind=merged._meta.model_name,
        merged_id=merged.pk,
        merged_name=str(merged),
        kept_id=kept.pk,
        kept_name=str(kept),
        moved=moved,
        taken=taken,
        by=by,
    )
    told = {"kind": record.kind, "merged": merged.pk, "kept": kept.pk}
    events.emit("reference.merged", **told, tags=tags)
    _plan(record.kind, kept, waiting)
    audit.record(f"{record.kind}.merge", kept, by=by, merged=str(merged), rows=len(moved))
    return record


@transaction.atomic
def undo(*, record, by):
    """Put back what the Merge `record` moved, as far as it still stands. Raises as merge()."""
    from django.apps import apps

    model = apps.get_model("topics", record.kind)
    _check(model, by)
    if not Merge.objects.filter(pk=record.pk, undone_at=None).update(undone_at=timezone.now()):
        raise ValidationError(_("This merge has been undone already."))
    merged = model.objects.get(pk=record.merged_id)
    for label, name, pk, values in record.moved:
        referring = apps.get_model(label)
        if values is None:
            referring._default_manager.filter(pk=pk, **{name: record.kept_id}).update(**{name: merged})
        elif not referring._default_manager.filter(pk=pk).exists():
            row = referring(
                **{
                    f.attname: f.to_python(values[f.attname])
                    for f in referring._meta.concrete_fields
                    if f.attname in values  # what rows have had since, the database fills in
                }
            )
            row.save(force_insert=True)
    for name, (before, value) in record.taken.items():
        model.objects.filter(pk=record.kept_id, **{name: value}).update(**{name: before})
    merged.merged_into = None
    if isinstance(merged, Topic) and merged.pk in merged.ids_above():
        merged.parent = None  # what it was part of has become part of it since
    merged.save()
    record.refresh_from_db()
    told = {"kind": record.kind, "merged": merged.pk, "kept": record.kept_id}
    kept = model.objects.get(pk=record.kept_id)
    events.emit("reference.parted", **told, tags=shown.merged(merged, kept, record.taken))
    _plan(record.kind, merged, _waiting(merged))
    audit.record(f"{record.kind}.unmerge", merged, by=by, kept=record.kept_name)
    return record


def _waiting(entry):
    """Return the times at which editions with `entry` will be seen that wait for them."""
    waiting = entry.editions.exclude(queued_of=None).order_by()
    return list(waiting.values_list("goes_live_at", flat=True).distinct())


def _plan(kind, entry, times):
    """Tell that at each of `times` something is new in the lists of `entry`."""
    for at in times:
        name = f"{kind}:{entry.pk}"
        tags = {f"{name}:news", f"{name}:news:older", f"{name}:ties", f"{name}:said"}
        events.emit("reference.grows", kind=kind, id=entry.pk, tags=tags, at=at)


def remember_slug(*, target, slug):
    """Keep the former `slug` of `target` leading to it: called when a screen changes it."""
    FormerSlug.objects.update_or_create(
        kind=target._meta.model_name, slug=slug, defaults={"target_id": target.pk}
    )
    FormerSlug.objects.filter(kind=target._meta.model_name, slug=target.slug).delete()


@prepared(slug=models.TextField())
def _at(slug, model, **newest):
    return model.objects.at(slug, **newest)


def find(model, slug, **newest):
    """Return `(entry, is_current)` for an address of a topic, person or source.

    Not current is one that was renamed or merged: readers are sent on, for ever. A current one comes with all
    that its page says of it (`ReferenceQuerySet.at`), and with its `newest` stories if these are asked for.
    Raises `model.DoesNotExist`.
    """
    entry = _at.first(slug=slug, model=model, **newest)
    if entry and entry.merged_into_id is None:
        return entry, True
    if entry:
        return entry.merged_into, False
    former = FormerSlug.objects.filter(kind=model._meta.model_name, slug=slug).first()
    if former is None:
        raise model.DoesNotExist
    entry = model.objects.select_related("merged_into").get(pk=former.target_id)
    return entry.merged_into or entry, False


def _check(model, by):
    if not by.has_perm(f"topics.merge_{model._meta.model_name}"):
        raise PermissionDenied(_("You may not merge these."))
